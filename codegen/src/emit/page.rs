//! An operation as a page for a terminal.

use std::fmt::Write as _;

use super::Surroundings;
use super::call::call;
use super::docs::{access_level, reference};
use super::markdown::lines;
use super::types::Names;
use crate::model::{Access, Definition, Field, Operation, OutputShape, Place, Service, Shape, Type, TypeRef, Variant};

/// Everything that one wants to know of an operation, as plain text. `krate` is the crate that its call is written for.
pub fn page(krate: &str, service: &Service, operation: &Operation) -> String {
    let mut surroundings = Surroundings::package();
    surroundings.runtime = krate.replace('-', "_");
    let page = Page {
        operation,
        models: &service.models,
        names: Names {
            prefix: "model::",
            ..Names::in_operation(operation, &service.models, &surroundings)
        },
    };
    let mut text = String::new();
    page.head(&mut text, service);
    page.parameters(&mut text);
    page.values(&mut text);
    page.answer(&mut text);
    page.errors(&mut text);
    section(&mut text, "Call");
    for line in call(krate, service, operation).lines() {
        put(&mut text, &format!("  {line}"));
    }
    text
}

struct Page<'m> {
    operation: &'m Operation,
    models: &'m [Definition],
    names: Names<'m>,
}

impl<'m> Page<'m> {
    fn head(&self, text: &mut String, service: &Service) {
        let operation = self.operation;
        let deprecated = if operation.deprecated { " (deprecated)" } else { "" };
        put(
            text,
            &format!(
                "{} {} {}{deprecated}",
                plain(&service.product),
                service.version,
                plain(&operation.wire)
            ),
        );
        for prose in [&operation.docs.summary, &operation.docs.description]
            .into_iter()
            .flatten()
        {
            text.push('\n');
            lines(prose).iter().for_each(|line| put(text, line));
        }
        text.push('\n');
        let access = match operation.access {
            Access::Read => "only reads",
            Access::Write => "writes",
        };
        let credentials = if operation.anonymous {
            ", needs no credentials"
        } else {
            ""
        };
        let mut facts = vec![
            (
                "Request",
                format!("{} {}", operation.method.to_uppercase(), plain(&operation.path)),
            ),
            ("Access", format!("{access}{credentials}")),
            (
                "Rust",
                format!("{}::{}, feature {}", service.module, operation.ident, service.module),
            ),
            ("Reference", reference(service, &operation.wire)),
        ];
        for permission in &operation.docs.permissions {
            let level = permission.level.as_deref().and_then(access_level);
            let level = level.map(|level| format!(" ({level})")).unwrap_or_default();
            let resources: Vec<String> = permission.resources.iter().map(|(_, name)| plain(name)).collect();
            let on = if resources.is_empty() { "" } else { " on " };
            facts.push((
                "RAM action",
                format!("{}{level}{on}{}", plain(&permission.action), resources.join(", ")),
            ));
        }
        table(
            text,
            "",
            facts
                .iter()
                .map(|(name, fact)| vec![(*name).to_owned(), fact.clone()])
                .collect(),
        );
    }

    fn parameters(&self, text: &mut String) {
        let parameters = &self.operation.parameters;
        if parameters.is_empty() {
            section(text, "No parameters");
            return;
        }
        section(text, "Parameters");
        let mut rows = vec![["NAME", "IN", "RUST", "TYPE", ""].map(str::to_owned).to_vec()];
        let mut seen = Vec::new();
        for parameter in parameters {
            let place = match parameter.place {
                Place::Query => "query",
                Place::Form => "form",
                Place::Body => "body",
                Place::Whole => "whole body",
                Place::Path => "path",
                Place::Header => "header",
                Place::Host => "host",
            };
            rows.push(self.row(&parameter.field, place, 0));
            self.nested(&mut rows, &parameter.field.ty, 1, &mut seen);
        }
        table(text, "  ", rows);
    }

    fn row(&self, field: &Field, place: &str, depth: usize) -> Vec<String> {
        let mut facts: Vec<String> = Vec::new();
        if field.required {
            facts.push("required".to_owned());
        }
        if field.deprecated {
            facts.push("deprecated".to_owned());
        }
        if field.sensitive {
            facts.push("secret".to_owned());
        }
        facts.extend(
            field
                .docs
                .limits
                .iter()
                .map(|limit| limit.trim_end_matches('.').to_lowercase()),
        );
        if let Some(default) = &field.docs.default {
            facts.push(format!("default {}", short(default)));
        }
        if let Some(example) = &field.docs.example {
            facts.push(format!("e.g. {}", short(example)));
        }
        vec![
            format!("{}{}", "  ".repeat(depth), plain(&field.wire)),
            place.to_owned(),
            field.ident.clone(),
            self.names.rust(&field.ty),
            facts.join(", "),
        ]
    }

    /// Fields of structures stand below what has them, once for each structure.
    fn nested(&self, rows: &mut Vec<Vec<String>>, ty: &Type, depth: usize, seen: &mut Vec<TypeRef>) {
        for field in self.fields(ty, seen) {
            rows.push(self.row(field, "", depth));
            self.nested(rows, &field.ty, depth + 1, seen);
        }
    }

    /// The fields of the structure that a type leads to, unless it has been seen.
    fn fields(&self, ty: &Type, seen: &mut Vec<TypeRef>) -> &'m [Field] {
        match ty {
            Type::List(item) | Type::Map(item) => self.fields(item, seen),
            Type::Named(target) | Type::Boxed(target) if !seen.contains(target) => {
                seen.push(*target);
                match self.definition(*target).map(|definition| &definition.shape) {
                    Some(Shape::Struct { fields, .. }) => fields,
                    _ => &[],
                }
            }
            _ => &[],
        }
    }

    fn definition(&self, target: TypeRef) -> Option<&'m Definition> {
        match target {
            TypeRef::Local(index) => self.operation.types.get(index),
            TypeRef::Model(index) => self.models.get(index),
        }
    }

    /// The values of every enum that the operation uses.
    fn values(&self, text: &mut String) {
        let mut seen = Vec::new();
        let parameters = self.operation.parameters.iter().map(|parameter| &parameter.field.ty);
        let answer = self.operation.output.iter().flat_map(|output| match &output.shape {
            OutputShape::Struct(fields) => fields.iter().map(|field| &field.ty).collect(),
            OutputShape::Alias(ty) => vec![ty],
        });
        let mut queue: Vec<&Type> = parameters.chain(answer).collect();
        queue.reverse();
        let mut enums: Vec<(&str, &[Variant])> = Vec::new();
        while let Some(ty) = queue.pop() {
            match ty {
                Type::List(item) | Type::Map(item) => queue.push(item),
                Type::Named(target) | Type::Boxed(target) if !seen.contains(target) => {
                    seen.push(*target);
                    match self
                        .definition(*target)
                        .map(|definition| (&definition.ident, &definition.shape))
                    {
                        Some((_, Shape::Struct { fields, .. })) => {
                            queue.extend(fields.iter().rev().map(|field| &field.ty))
                        }
                        Some((ident, Shape::Enum(variants))) => enums.push((ident, variants)),
                        None => {}
                    }
                }
                _ => {}
            }
        }
        if enums.is_empty() {
            return;
        }
        section(text, "Values");
        for (ident, variants) in enums {
            put(text, &format!("  {ident}"));
            let rows = variants.iter().map(|variant| {
                let title = variant.title.as_deref().map(lines).unwrap_or_default().join(" ");
                vec![plain(&variant.wire), format!("{ident}::{}", variant.ident), title]
            });
            table(text, "    ", rows.collect());
        }
    }

    fn answer(&self, text: &mut String) {
        let Some(output) = &self.operation.output else {
            section(text, "No answer but its status");
            return;
        };
        section(text, "Answer");
        let mut seen = Vec::new();
        let mut rows = Vec::new();
        let fields: &[Field] = match &output.shape {
            OutputShape::Struct(fields) => {
                put(text, &format!("  {}", output.ident));
                fields
            }
            OutputShape::Alias(ty) => {
                put(text, &format!("  {} = {}", output.ident, self.names.rust(ty)));
                self.fields(ty, &mut seen)
            }
        };
        self.tree(&mut rows, fields, "", &mut seen);
        table(text, "  ", rows);
    }

    /// A row per field; what is nested hangs below it.
    fn tree(&self, rows: &mut Vec<Vec<String>>, fields: &[Field], stem: &str, seen: &mut Vec<TypeRef>) {
        let last = fields.len().saturating_sub(1);
        for (index, field) in fields.iter().enumerate() {
            let (branch, below) = match index == last {
                true => ("└─ ", "   "),
                false => ("├─ ", "│  "),
            };
            let wire = match &field.item {
                Some(item) => format!("{}.{}", plain(&field.wire), plain(item)),
                None => plain(&field.wire),
            };
            rows.push(vec![
                format!("{stem}{branch}{}", field.ident),
                self.names.rust(&field.ty),
                wire,
            ]);
            let nested = self.fields(&field.ty, seen);
            self.tree(rows, nested, &format!("{stem}{below}"), seen);
        }
    }

    fn errors(&self, text: &mut String) {
        let errors = &self.operation.docs.errors;
        if errors.is_empty() {
            return;
        }
        section(text, "Errors");
        let rows = errors.iter().map(|(status, code, message)| {
            let message = message.as_deref().map(lines).unwrap_or_default().join(" ");
            vec![plain(status), plain(code), message]
        });
        table(text, "  ", rows.collect());
    }
}

fn section(text: &mut String, title: &str) {
    let _ = writeln!(text, "\n{title}");
}

fn put(text: &mut String, line: &str) {
    let _ = writeln!(text, "{}", line.trim_end());
}

/// Columns as wide as what is in them.
fn table(text: &mut String, indent: &str, rows: Vec<Vec<String>>) {
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        put(text, &format!("{indent}{}", cells.collect::<Vec<_>>().join("  ")));
    }
}

/// What a document says must not move the reader's cursor.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A value in a table.
fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = plain(text);
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
