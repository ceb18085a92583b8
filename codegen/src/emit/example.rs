//! A program that makes one call.

use super::call::{Request, answer};
use super::markdown::code;
use super::text::{Text, literal};
use crate::model::{Operation, Service};

/// The text of a program that calls an operation with samples of what it requires. The modules of the crate are at `path`, as seen
/// from the program.
pub fn text(service: &Service, operation: &Operation, path: &str) -> String {
    let Operation { wire, module, .. } = operation;
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
    // The client fills the region in.
    let request = Request::new("alicloud", service, operation, |field| field.wire != "RegionId");
    text.line(&format!("use {};", request.imports));
    text.line("use alicloud::{Client, Error};");
    text.blank();
    text.line("#[tokio::main(flavor = \"current_thread\")]");
    text.line("async fn main() -> Result<(), Error> {");
    text.line("    let mut client = Client::builder().region(\"cn-hangzhou\");");
    text.line("    if let Ok(endpoint) = std::env::var(\"ALIBABA_CLOUD_ENDPOINT\") {");
    text.line("        client = client.endpoint(endpoint);");
    text.line("    }");
    text.line("    let client = client.build()?;");
    text.line(&request.statement);
    answer(operation).lines().for_each(|line| text.line(line));
    text.line("    Ok(())");
    text.line("}");
    text.finish()
}
