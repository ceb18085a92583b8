//! The files that an API version has besides its operations.

use super::text::{Text, literal};
use super::types::{Names, WIDTH, definition};
use super::{Dynamic, Surroundings, header, markdown, operation};
use crate::model::{EndpointRule, Operation, Service, Style};

/// Where the modules inside an API version are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bodies {
    /// In files of their own.
    Elsewhere,
    /// Between braces.
    Here,
}

/// The text of `mod.rs`.
pub(super) fn module(service: &Service, surroundings: &Surroundings, bodies: Bodies) -> String {
    let mut text = Text::default();
    let declare = |text: &mut Text, name: &str, body: &dyn Fn() -> String| match bodies {
        Bodies::Elsewhere => text.line(&format!("pub mod {name};")),
        Bodies::Here => text.module(name, &body()),
    };
    text.line(&header(&service.label));
    text.module_docs(&introduction(service));
    text.blank();
    text.line(&format!("use {}::prelude::*;", surroundings.runtime));
    text.blank();
    if !service.models.is_empty() {
        declare(&mut text, "model", &|| models(service, surroundings));
        text.blank();
    }
    if !service.errors.is_empty() {
        text.line("pub mod error_codes;");
        text.blank();
    }
    for operation in &service.operations {
        declare(&mut text, &operation.module, &|| {
            operation::file(service, operation, surroundings)
        });
        reexport(&mut text, operation);
    }
    if !service.operations.is_empty() {
        text.blank();
    }
    statics(&mut text, service);
    if surroundings.dynamic != Dynamic::Never {
        text.blank();
        table(&mut text, service, surroundings);
    }
    text.finish()
}

/// A module and its use alternate, so that rustfmt has nothing to sort.
fn reexport(text: &mut Text, operation: &Operation) {
    let Operation { module, ident, .. } = operation;
    let Some(output) = &operation.output else {
        return text.line(&format!("pub use {module}::{ident};"));
    };
    let line = format!("pub use {module}::{{{ident}, {}}};", output.ident);
    // rustfmt leaves room for two more characters in lists of names.
    if line.len() + 2 <= WIDTH {
        return text.line(&line);
    }
    text.line(&format!("pub use {module}::{{"));
    let line = format!("    {ident}, {},", output.ident);
    match line.len() <= WIDTH {
        true => text.line(&line),
        false => {
            text.line(&format!("    {ident},"));
            text.line(&format!("    {},", output.ident));
        }
    }
    text.line("};");
}

fn introduction(service: &Service) -> Vec<String> {
    let name = format!(
        "{} {}",
        markdown::code(&service.product),
        markdown::code(&service.version)
    );
    let operations = match service.operations.len() {
        1 => "one operation".to_owned(),
        count => format!("{count} operations"),
    };
    let regions = match (&service.rule, service.endpoints.len()) {
        (EndpointRule::Central(_), _) => "served from one host for all regions".to_owned(),
        (EndpointRule::Regional(_), 0) => "regional".to_owned(),
        (EndpointRule::Regional(_), count) => format!("regional, {count} of them known"),
    };
    let url = super::docs::reference(service, "");
    vec![
        format!("{name}: {operations}, {regions}."),
        String::new(),
        format!("[API reference]({})", url.trim_end_matches('/')),
    ]
}

fn statics(text: &mut Text, service: &Service) {
    let style = match &service.style {
        Style::Rpc => "Style::Rpc".to_owned(),
        Style::Roa => "Style::Roa".to_owned(),
        Style::Foreign(what) => format!("Style::Foreign({})", literal(what)),
    };
    let rule = match &service.rule {
        EndpointRule::Regional(prefix) => format!("EndpointRule::Regional({})", literal(prefix)),
        EndpointRule::Central(prefix) => format!("EndpointRule::Central({})", literal(prefix)),
    };
    let name = format!(
        "{} {}",
        markdown::code(&service.product),
        markdown::code(&service.version)
    );
    text.docs("", &[format!("{name}: how it is called and where it is reached.")]);
    text.line("#[rustfmt::skip]");
    text.line("pub static SERVICE: Service = Service {");
    text.line(&format!("    product: {},", literal(&service.product)));
    text.line(&format!("    version: {},", literal(&service.version)));
    text.line(&format!("    style: {style},"));
    text.line("    endpoints: &[");
    for endpoint in &service.endpoints {
        let vpc = endpoint
            .vpc
            .as_deref()
            .map_or("None".to_owned(), |vpc| format!("Some({})", literal(vpc)));
        let (region, public) = (literal(&endpoint.region), literal(&endpoint.public));
        text.line(&format!(
            "        Endpoint {{ region: {region}, public: {public}, vpc: {vpc} }},"
        ));
    }
    text.line("    ],");
    text.line(&format!("    rule: {rule},"));
    text.line("};");
}

fn table(text: &mut Text, service: &Service, surroundings: &Surroundings) {
    text.docs("", &["Every operation of this API version, sorted by name.".to_owned()]);
    if surroundings.dynamic == Dynamic::Feature {
        text.line("#[cfg(feature = \"dynamic\")]");
    }
    text.line("#[rustfmt::skip]");
    text.line("pub static OPERATIONS: &[Entry] = &[");
    for operation in &service.operations {
        text.line(&format!("    Entry::of::<{}>(),", operation.ident));
    }
    text.line("];");
}

/// The text of `model.rs`.
pub(super) fn models(service: &Service, surroundings: &Surroundings) -> String {
    let names = Names::in_models(&service.models, surroundings);
    let mut text = Text::default();
    text.line(&header(&service.label));
    text.module_docs(&["Types that several operations share.".to_owned()]);
    text.blank();
    text.line(&format!("use {}::prelude::*;", surroundings.runtime));
    for model in &service.models {
        text.blank();
        definition(&mut text, &names, model);
    }
    text.finish()
}

/// The text of `error_codes.rs`.
pub(super) fn errors(service: &Service) -> String {
    let mut text = Text::default();
    text.line(&header(&service.label));
    text.module_docs(&[
        "Error codes that the documents of these operations name; compare them with".to_owned(),
        "[`Error::code`](alicloud_runtime::Error::code). Services have others as well.".to_owned(),
    ]);
    for error in &service.errors {
        let status = markdown::lines(&error.status).join(" ");
        let message = error
            .message
            .as_deref()
            .map(markdown::lines)
            .unwrap_or_default()
            .join(" ");
        let docs = match message.is_empty() {
            true => format!("Status {status}."),
            false => format!("Status {status}: {message}"),
        };
        text.blank();
        text.docs("", &[docs]);
        let (name, code) = (format!("pub const {}: &str =", error.ident), literal(&error.wire));
        match name.len() + code.len() + 2 > WIDTH {
            true => {
                text.line(&name);
                text.line(&format!("    {code};"));
            }
            false => text.line(&format!("{name} {code};")),
        }
    }
    text.finish()
}
