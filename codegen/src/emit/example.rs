//! A program that makes one call.

use super::markdown::code;
use super::text::{Text, literal};
use crate::model::{Answer, Operation, Parameter, Service, Shape, Type, TypeRef};

/// The text of a program that calls an operation with samples of what it requires. The modules of the crate are at `path`, as seen
/// from the program.
pub fn text(service: &Service, operation: &Operation, path: &str) -> String {
    let Operation {
        ident, wire, module, ..
    } = operation;
    let name = module.trim_start_matches("r#");
    let mut text = Text::default();
    text.module_docs(&[
        format!(
            "Calls {} of {}: `cargo run --example {name}`.",
            code(wire),
            code(&service.product)
        ),
        String::new(),
        "Credentials come from `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`; with".to_owned(),
        "`ALIBABA_CLOUD_ENDPOINT` it calls that host instead of the cloud: the emulator, for example.".to_owned(),
    ]);
    text.blank();
    text.line(&format!("#[path = {}]", literal(path)));
    text.line("mod alicloud;");
    text.blank();
    text.line(&format!("use alicloud::{}::{ident};", service.module));
    text.line("use alicloud::{Client, Error};");
    text.blank();
    text.line("#[tokio::main(flavor = \"current_thread\")]");
    text.line("async fn main() -> Result<(), Error> {");
    text.line("    let mut client = Client::builder().region(\"cn-hangzhou\");");
    text.line("    if let Ok(endpoint) = std::env::var(\"ALIBABA_CLOUD_ENDPOINT\") {");
    text.line("        client = client.endpoint(endpoint);");
    text.line("    }");
    text.line("    let client = client.build()?;");
    request(&mut text, operation);
    match (operation.answer, &operation.output) {
        (Answer::Json | Answer::Xml | Answer::Text, Some(_)) => {
            text.line("    let answer = client.send(request).await?;");
            text.line("    println!(\"{answer:#?}\");");
        }
        _ => text.line("    client.send(request).await?;"),
    }
    text.line("    Ok(())");
    text.line("}");
    text.finish()
}

/// Longest chain of calls that rustfmt leaves on a line.
const CHAIN: usize = 60;

fn request(text: &mut Text, operation: &Operation) {
    let required = operation.parameters.iter().filter(|parameter| parameter.field.required);
    let mut setters = Vec::new();
    let mut others = Vec::new();
    // The client fills the region in.
    for parameter in required.filter(|parameter| parameter.field.wire != "RegionId") {
        let ident = &parameter.field.ident;
        match sample(operation, parameter) {
            Some(value) => setters.push(format!(".{ident}({value})")),
            None => others.push(ident.as_str()),
        }
    }
    if !others.is_empty() {
        text.line(&format!("    // It also requires {}.", others.join(", ")));
    }
    let start = format!("{}::default()", operation.ident);
    let chain: String = std::iter::once(start.as_str())
        .chain(setters.iter().map(String::as_str))
        .collect();
    if setters.is_empty() || chain.len() <= CHAIN {
        return text.line(&format!("    let request = {chain};"));
    }
    text.line(&format!("    let request = {start}"));
    let last = setters.pop().unwrap_or_default();
    setters
        .iter()
        .for_each(|setter| text.line(&format!("        {setter}")));
    text.line(&format!("        {last};"));
}

/// A value of the type: that of the document, if it has one.
fn sample(operation: &Operation, parameter: &Parameter) -> Option<String> {
    value(operation, &parameter.field.ty, parameter.field.docs.example.as_deref())
}

fn value(operation: &Operation, ty: &Type, example: Option<&str>) -> Option<String> {
    const LONGEST: usize = 60;
    Some(match ty {
        Type::String => literal(example.filter(|text| text.len() <= LONGEST).unwrap_or("…")),
        Type::Bool => "true".to_owned(),
        Type::Integer => example
            .and_then(|text| text.parse::<i64>().ok())
            .unwrap_or(1)
            .to_string(),
        Type::Float => format!(
            "{:?}",
            example
                .and_then(|text| text.parse::<f64>().ok())
                .filter(|number| number.is_finite())
                .unwrap_or(1.0)
        ),
        Type::List(item) => format!("[{}]", value(operation, item, None)?),
        Type::Named(TypeRef::Local(index)) => match operation.types.get(*index).map(|found| &found.shape) {
            Some(Shape::Enum(variants)) => literal(&variants.first()?.wire),
            _ => return None,
        },
        _ => return None,
    })
}
