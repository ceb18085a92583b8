//! What stands above structs, fields and variants.

use super::markdown::{block, code, lines};
use super::types::Names;
use crate::model::{Definition, Field, FieldDocs, Operation, Permission, Service, Variant};

/// Documentation of an operation.
pub(super) fn operation(service: &Service, operation: &Operation) -> Vec<String> {
    let docs = &operation.docs;
    let mut out = match &docs.summary {
        Some(summary) => lines(summary),
        None => vec![format!(
            "{} of {}.",
            code(&operation.wire),
            lines(&service.product).join(" ")
        )],
    };
    if operation.deprecated {
        paragraph(&mut out, vec!["**Deprecated.**".to_owned()]);
    }
    if let Some(description) = &docs.description {
        paragraph(&mut out, lines(description));
    }
    if !docs.permissions.is_empty() {
        paragraph(&mut out, vec!["# Authorization".to_owned(), String::new()]);
        out.extend(docs.permissions.iter().map(permission));
    }
    if !docs.errors.is_empty() {
        paragraph(&mut out, vec!["# Errors".to_owned(), String::new()]);
        out.extend(docs.errors.iter().map(|(status, name, message)| {
            let message = message
                .as_deref()
                .map(|message| format!(": {}", lines(message).join(" ")));
            format!(
                "- {} {}{}",
                lines(status).join(" "),
                code(name),
                message.unwrap_or_default()
            )
        }));
    }
    if let Some(sample) = &docs.sample {
        paragraph(&mut out, vec!["# Sample response".to_owned(), String::new()]);
        out.extend(block("json", sample));
    }
    paragraph(
        &mut out,
        vec![format!("[API reference]({})", reference(service, &operation.wire))],
    );
    out
}

/// `` `ram:GetUser` (access level: Read) on User: `acs:ram::{#accountId}:user/{#UserName}` ``.
fn permission(permission: &Permission) -> String {
    let level = permission.level.as_deref().and_then(access_level);
    let level = level.map(|level| format!(" (access level: {level})"));
    let resources = permission.resources.iter().map(|(kind, name)| {
        let kind = kind.as_deref().map(lines).unwrap_or_default().join(" ");
        match kind.is_empty() {
            true => code(name),
            false => format!("{kind}: {}", code(name)),
        }
    });
    let resources: Vec<String> = resources.collect();
    let on = if resources.is_empty() { "" } else { " on " };
    let (action, level) = (code(&permission.action), level.unwrap_or_default());
    format!("- {action}{level}{on}{}", resources.join(", "))
}

/// The access level as the pages of the official reference name it: what neither gets nor lists writes. `none` is how a
/// document says nothing.
pub(super) fn access_level(operation_type: &str) -> Option<&'static str> {
    match operation_type.trim() {
        "" | "none" => None,
        "get" => Some("Read"),
        "list" => Some("List"),
        _ => Some("Write"),
    }
}

/// The operation's page in the official API reference.
pub(super) fn reference(service: &Service, operation: &str) -> String {
    let mut url = String::from("https://api.aliyun.com/document");
    for part in [&service.product, &service.version, operation] {
        url.push('/');
        for byte in part.bytes() {
            match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                true => url.push(char::from(byte)),
                false => url.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    url
}

/// How many values of an enum a field shows; all are at the enum.
const SHOWN_VALUES: usize = 8;

/// Documentation of a field.
pub(super) fn field(names: &Names<'_>, field: &Field) -> Vec<String> {
    let FieldDocs {
        description,
        values,
        limits,
        default,
        example,
    } = &field.docs;
    let mut out = description.as_deref().map(lines).unwrap_or_default();
    let mut facts: Vec<String> = Vec::new();
    if out.is_empty() {
        facts.push(format!("{}.", code(&field.wire)));
    }
    let (titled, bare): (Vec<_>, Vec<_>) = values.iter().partition(|(_, title)| title.is_some());
    if !titled.is_empty() {
        out.append(&mut facts);
        paragraph(&mut out, vec!["Values:".to_owned(), String::new()]);
        out.extend(titled.iter().map(|(value, title)| {
            format!(
                "- {}: {}",
                code(value),
                lines(title.as_deref().unwrap_or_default()).join(" ")
            )
        }));
    }
    if field.deprecated {
        facts.push("**Deprecated.**".to_owned());
    }
    if field.required {
        facts.push("*Required.*".to_owned());
    }
    let variants = names.variants(&field.ty);
    let shown = variants.iter().take(SHOWN_VALUES).map(|variant| code(&variant.wire));
    let values: Vec<String> = bare.iter().map(|(value, _)| code(value)).chain(shown).collect();
    if !values.is_empty() {
        let more = if variants.len() > SHOWN_VALUES { ", …" } else { "." };
        facts.push(format!("Values: {}{more}", values.join(", ")));
    }
    facts.extend(limits.iter().cloned());
    if let Some(default) = default {
        facts.push(format!("Default: {}.", code(default)));
    }
    if let Some(example) = example {
        facts.push(format!("Example: {}", code(&shortened(example))));
    }
    if !facts.is_empty() {
        paragraph(&mut out, vec![facts.join(" ")]);
    }
    out
}

/// An example shows what a value looks like; a whole document does not fit there.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Documentation of a struct or enum.
pub(super) fn definition(definition: &Definition) -> Vec<String> {
    let text = definition.docs.as_deref().map(lines).unwrap_or_default();
    if !text.is_empty() {
        return text;
    }
    let name = code(&definition.origin.wire);
    vec![match definition.origin.is_element {
        true => format!("An element of {name}."),
        false => format!("What {name} holds."),
    }]
}

/// Documentation of a variant.
pub(super) fn variant(variant: &Variant) -> Vec<String> {
    let text = variant.title.as_deref().map(lines).unwrap_or_default();
    if text.is_empty() {
        vec![format!("{}.", code(&variant.wire))]
    } else {
        text
    }
}

fn paragraph(out: &mut Vec<String>, lines: Vec<String>) {
    if !lines.is_empty() {
        if !out.is_empty() {
            out.push(String::new());
        }
        out.extend(lines);
    }
}
