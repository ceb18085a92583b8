//! Documents into the [model](crate::model): references resolved, recursion boxed, oddities settled.

mod access;
mod answer;
mod components;
mod endpoints;
mod enums;
mod parameters;
mod path;
mod recursion;
mod sensitive;
mod token;
mod types;

use std::collections::BTreeMap;

use crate::diagnostic::Report;
use crate::load::At;
use crate::model::{Access, ErrorCode, Operation, OperationDocs, Permission, Service, Style};
use crate::names;
use crate::spec::{self, ApiVersion, Document, Located};
use components::Components;
use types::Types;

/// Lowers one API version. Problems go into the reports; the result is only good when there are none.
pub fn lower(label: &str, version: &ApiVersion<'_, '_>) -> Service {
    let ApiVersion {
        document,
        root,
        report,
        operations,
        left_out,
    } = version;
    let mut problems = report.borrow_mut();
    let root = At::Base(root);
    let info = root.key("info");
    let has_path = operations.iter().any(|located| located.operation.path.is_some());
    let style = style(document, has_path).unwrap_or_else(|| {
        // A missing one has been reported.
        if document.style.is_empty() {
            return if has_path { Style::Roa } else { Style::Rpc };
        }
        problems.warning(
            info.key("style"),
            format!("unknown style `{}`", document.style),
            "its operations are generated but cannot be sent; known styles are RPC, ROA, V3, FC, OSS, PDS and AliGenie",
        );
        Style::Foreign("its document names an unknown style")
    });
    for (key, name) in [("product", document.product), ("version", document.version)] {
        refuse_if_long(&mut problems, info.key(key), name);
    }
    if !document.product.is_empty() && !names::is_nameable(document.product) {
        problems.error(
            info.key("product"),
            "this name yields no identifier",
            "a product code has letters in it",
        );
    }
    let components = Components::lower(document, root, &mut problems);
    // The same report serves the operations of the document.
    drop(problems);
    let mut lowered: Vec<_> = operations
        .iter()
        .map(|located| operation(document, &style, &components, located, &mut located.report.borrow_mut()))
        .collect();
    lowered.sort_by(|a, b| a.wire.cmp(&b.wire));
    let mut left_out: Vec<String> = left_out.iter().map(|name| (*name).to_owned()).collect();
    left_out.sort_unstable();
    let (endpoints, rule) = endpoints::lower(document);
    let errors = error_codes(&lowered);
    Service {
        product: document.product.to_owned(),
        version: document.version.to_owned(),
        label: label.to_owned(),
        module: String::new(),
        style,
        endpoints,
        rule,
        operations: lowered,
        left_out,
        models: components.into_definitions(),
        errors,
    }
}

/// The error codes of all operations, each as the first that has it describes it. What holds a placeholder (`InvalidParameter.%s`) is
/// no code that an error could have.
fn error_codes(operations: &[Operation]) -> Vec<ErrorCode> {
    let is_code = |code: &str| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/".contains(&byte);
        code.len() <= 100 && code.bytes().all(is_plain) && names::is_nameable(code)
    };
    let mut codes: BTreeMap<&str, ErrorCode> = BTreeMap::new();
    let documented = operations.iter().flat_map(|operation| &operation.docs.errors);
    for (status, code, message) in documented.filter(|(_, code, _)| is_code(code)) {
        codes.entry(code).or_insert_with(|| ErrorCode {
            wire: code.clone(),
            ident: String::new(),
            status: status.clone(),
            message: message.clone(),
        });
    }
    codes.into_values().collect()
}

/// SLS, OSS and PDS have gateways with signatures of their own, AliGenie is another platform (PROTOCOL 1.6). V3 services
/// mix operations with and without paths; the latter go to `/`, which either style does.
fn style(document: &Document<'_>, has_path: bool) -> Option<Style> {
    Some(match document.style.to_ascii_uppercase().as_str() {
        _ if document.product.eq_ignore_ascii_case("sls") => Style::Foreign("SLS signature (LOG / SLS4-HMAC-SHA256)"),
        "RPC" => Style::Rpc,
        "ROA" | "FC" => Style::Roa,
        "V3" => match has_path {
            true => Style::Roa,
            false => Style::Rpc,
        },
        "OSS" => Style::Foreign("OSS4-HMAC-SHA256 signature and XML bodies"),
        "PDS" => Style::Foreign("PDS tokens and signature"),
        "ALIGENIE" => Style::Foreign("AliGenie open platform tokens"),
        _ => return None,
    })
}

fn operation(
    document: &Document<'_>,
    style: &Style,
    components: &Components,
    located: &Located<'_, '_>,
    report: &mut Report<'_>,
) -> Operation {
    let at = At::Base(&located.path);
    let spec = &located.operation;
    refuse_if_long(report, at, located.name);
    let mut types = Types::of_operation(components, report);
    let mut path = path::Template::new(spec.path.unwrap_or("/"));
    // Without `path` an operation of any style goes to `/` with query and form, as RPC does.
    let is_rpc = *style == Style::Rpc || spec.path.is_none();
    let mut parameters = parameters::lower(&mut types, spec, &mut path, is_rpc, at);
    let access = access::of(located.name, spec);
    if access == Access::Write {
        token::mark(&mut parameters);
    }
    let (output, answer) = answer::lower(&mut types, spec, at);
    Operation {
        wire: located.name.to_owned(),
        ident: String::new(),
        module: String::new(),
        source: located.source.to_owned(),
        method: method(spec, document),
        path: path.text,
        access,
        anonymous: is_anonymous(spec),
        answer,
        deprecated: spec.deprecated,
        docs: docs(spec),
        parameters,
        output,
        types: types.into_definitions(),
    }
}

/// Folders and files are named after products, versions and operations, and file systems take 255 bytes. The longest official
/// name has 53.
fn refuse_if_long(report: &mut Report<'_>, at: At<'_>, name: &str) {
    const MOST: usize = 100;
    if name.len() > MOST {
        report.error(
            at,
            format!("this name of {} bytes is too long", name.len()),
            format!("modules and files are named after it; at most {MOST} bytes fit everywhere"),
        );
    }
}

/// Whether calls carry no signature: nobody is asked who calls, or an OIDC token among the parameters proves it
/// (`ARS_OIDC`, which official SDKs send unsigned).
fn is_anonymous(spec: &spec::Operation<'_>) -> bool {
    let unsigned = |name: &&str| matches!(*name, "Anonymous" | "ARS_OIDC");
    !spec.security.is_empty() && spec.security.iter().all(unsigned)
}

/// POST whenever it is listed, in whatever position (PROTOCOL 3.4); otherwise the first.
fn method(spec: &spec::Operation<'_>, document: &Document<'_>) -> &'static str {
    let known = |name: &str| match name.to_ascii_lowercase().as_str() {
        "get" => Some("Get"),
        "post" => Some("Post"),
        "put" => Some("Put"),
        "delete" => Some("Delete"),
        "patch" => Some("Patch"),
        "head" => Some("Head"),
        "options" => Some("Options"),
        _ => None,
    };
    let mut methods = spec.methods.iter().filter_map(|name| known(name));
    let first = methods.next();
    match first {
        Some("Post") => "Post",
        Some(first) if methods.all(|method| method != "Post") => first,
        Some(_) => "Post",
        None if document.style.eq_ignore_ascii_case("RPC") => "Post",
        None => "Get",
    }
}

fn docs(spec: &spec::Operation<'_>) -> OperationDocs {
    let permissions = spec.ram_actions.iter().map(|action| Permission {
        action: action.action.to_owned(),
        level: action.level.map(str::to_owned),
        resources: action
            .resources
            .iter()
            .map(|(kind, arn)| (kind.map(str::to_owned), (*arn).to_owned()))
            .collect(),
    });
    let errors = spec.error_codes.iter().map(|error| {
        (
            error.status.to_owned(),
            error.code.to_owned(),
            error.message.map(str::to_owned),
        )
    });
    OperationDocs {
        summary: spec.summary.or(spec.title).and_then(present),
        description: spec.description.and_then(present),
        permissions: permissions.collect(),
        errors: errors.collect(),
        sample: spec.sample(),
    }
}

/// The text, if there is any.
fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
