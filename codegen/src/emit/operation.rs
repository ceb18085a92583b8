//! The file of one operation.

use super::text::{Text, literal};
use super::types::{Names, WIDTH, answer_struct, by_wire_name, definition, request_struct, secrets, table};
use super::{Surroundings, docs, header, markdown};
use crate::model::{Access, Answer, Format, Operation, OutputShape, Parameter, Place, Service};

/// The text of an operation's file.
pub(super) fn file(service: &Service, operation: &Operation, surroundings: &Surroundings) -> String {
    let names = Names::in_operation(operation, &service.models, surroundings);
    let ident = &operation.ident;
    let fields = operation.parameters.iter().map(|parameter| &parameter.field);
    let mut text = Text::default();
    text.line(&header(&operation.source));
    let summary = operation
        .docs
        .summary
        .as_deref()
        .map(markdown::lines)
        .unwrap_or_default();
    let summary = summary.first().map(|line| format!(": {line}")).unwrap_or_default();
    text.module_docs(&[format!("{}{summary}", markdown::code(&operation.wire))]);
    text.blank();
    text.line(&format!("use {}::prelude::*;", surroundings.runtime));
    text.blank();
    text.docs("", &docs::operation(service, operation));
    text.line("#[must_use = \"a request does nothing until it is sent\"]");
    request_struct(&mut text, &names, ident, fields.clone());
    text.blank();
    let parameters = by_wire_name(&operation.parameters, |parameter| &parameter.field.wire);
    let rows = parameters.into_iter().map(|parameter| row(&names, parameter));
    table(
        &mut text,
        &head(operation, &surroundings.runtime),
        rows,
        &secrets(fields),
    );
    if let Some(output) = &operation.output {
        text.blank();
        let docs = match operation.answer {
            Answer::Events => format!("What each event of [`{ident}`] says."),
            _ => format!("What [`{ident}`] returns."),
        };
        text.docs("", &[docs]);
        match &output.shape {
            OutputShape::Struct(fields) => answer_struct(&mut text, &names, &output.ident, fields),
            OutputShape::Alias(ty) => {
                let (name, ty) = (&output.ident, names.rust(ty));
                let line = format!("pub type {name} = {ty};");
                match line.len() > WIDTH {
                    true => {
                        text.line(&format!("pub type {name} ="));
                        text.line(&format!("    {ty};"));
                    }
                    false => text.line(&line),
                }
            }
        }
    }
    for found in &operation.types {
        text.blank();
        definition(&mut text, &names, found);
    }
    text.finish()
}

/// `operation!(Type: "Name" Post read [path = "/x"] => Output`.
fn head(operation: &Operation, runtime: &str) -> String {
    let access = match operation.access {
        Access::Read => "read",
        Access::Write => "write",
    };
    let mut keys: Vec<String> = Vec::new();
    if operation.path != "/" {
        keys.push(format!("path = {}", literal(&operation.path)));
    }
    if operation.anonymous {
        keys.push("auth = Auth::Anonymous".to_owned());
    }
    if operation.answer != Answer::Json {
        keys.push(format!("answer = Answer::{:?}", operation.answer));
    }
    let keys = if keys.is_empty() {
        String::new()
    } else {
        format!(" [{}]", keys.join(", "))
    };
    let output = operation.output.as_ref().map_or("()", |output| output.ident.as_str());
    let output = match operation.answer {
        Answer::Events => format!("{runtime}::Events<{output}>"),
        _ => output.to_owned(),
    };
    let (ident, name, method) = (&operation.ident, literal(&operation.wire), operation.method);
    format!("operation!({ident}: {name} {method} {access}{keys} => {output}")
}

/// `required token query json "Name" => name: Type`.
fn row(names: &Names<'_>, parameter: &Parameter) -> String {
    let required = if parameter.field.required { "required " } else { "" };
    let token = if parameter.is_token { "token " } else { "" };
    let place = match parameter.place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Body => "body",
        Place::Whole => "whole",
        Place::Path => "path",
        Place::Header => "header",
        Place::Host => "host",
    };
    let format = match parameter.format {
        Format::Flat => "",
        Format::Json => " json",
        Format::Simple => " simple",
        Format::Xml => " xml",
        Format::List => " list",
    };
    let wire = literal(&parameter.field.wire);
    format!(
        "{required}{token}{place}{format} {wire} => {}",
        names.column(&parameter.field)
    )
}
