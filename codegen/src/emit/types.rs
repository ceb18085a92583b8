//! Structs, enums and their wire tables.

use super::text::{Text, literal};
use super::{Surroundings, docs};
use crate::model::{Definition, Direction, Field, Operation, Shape, Type, TypeRef, Variant};

/// How the types of one file are called in it.
#[derive(Clone, Copy)]
pub(crate) struct Names<'m> {
    /// Types of [`TypeRef::Local`].
    pub(crate) local: &'m [Definition],
    /// Types of [`TypeRef::Model`].
    pub(crate) models: &'m [Definition],
    /// What stands in front of a model's name.
    pub(crate) prefix: &'static str,
    /// What is around the file.
    pub(crate) surroundings: &'m Surroundings,
}

impl<'m> Names<'m> {
    /// Names in an operation's own file.
    pub(crate) fn in_operation(
        operation: &'m Operation,
        models: &'m [Definition],
        surroundings: &'m Surroundings,
    ) -> Self {
        Self {
            local: &operation.types,
            models,
            prefix: "super::model::",
            surroundings,
        }
    }

    /// Names in `model.rs`.
    pub(crate) fn in_models(models: &'m [Definition], surroundings: &'m Surroundings) -> Self {
        Self {
            local: &[],
            models,
            prefix: "",
            surroundings,
        }
    }

    /// A type as it is written in Rust.
    pub(crate) fn rust(&self, ty: &Type) -> String {
        match ty {
            Type::String => "String".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Integer => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Any => "Value".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            // By their full names: a document may well have a type called `Body`.
            Type::Body => format!("{}::Body", self.surroundings.runtime),
            Type::Stream => format!("{}::ByteStream", self.surroundings.runtime),
            Type::List(item) => format!("Vec<{}>", self.rust(item)),
            Type::Map(item) => format!("BTreeMap<String, {}>", self.rust(item)),
            Type::Named(target) => self.named(*target),
            Type::Boxed(target) => format!("Box<{}>", self.named(*target)),
        }
    }

    fn named(&self, target: TypeRef) -> String {
        let (prefix, found) = match target {
            TypeRef::Local(index) => ("", self.local.get(index)),
            TypeRef::Model(index) => (self.prefix, self.models.get(index)),
        };
        format!(
            "{prefix}{}",
            found.map(|found| found.ident.as_str()).unwrap_or_default()
        )
    }

    /// The type of a field of a request: everything may be left out.
    pub(crate) fn optional(&self, ty: &Type) -> String {
        format!("Option<{}>", self.rust(ty))
    }

    /// The type of a field of an answer: lists and maps are there and may be empty.
    pub(crate) fn received(&self, ty: &Type) -> String {
        match ty {
            Type::List(_) | Type::Map(_) => self.rust(ty),
            _ => self.optional(ty),
        }
    }

    /// The known values of a type that is an enum or a list or map of one.
    pub(super) fn variants(&self, ty: &Type) -> &'m [Variant] {
        let definition = match ty {
            Type::List(item) | Type::Map(item) => return self.variants(item),
            Type::Named(TypeRef::Local(index)) => self.local.get(*index),
            Type::Named(TypeRef::Model(index)) => self.models.get(*index),
            _ => None,
        };
        match definition.map(|definition| &definition.shape) {
            Some(Shape::Enum(variants)) => variants,
            _ => &[],
        }
    }

    /// The part of a table row that says what the field is: `name: T`, `name[]: T` or `name{}: T`.
    pub(super) fn column(&self, field: &Field) -> String {
        let ident = &field.ident;
        match &field.ty {
            Type::List(item) => format!("{ident}[]: {}", self.rust(item)),
            Type::Map(item) => format!("{ident}{{}}: {}", self.rust(item)),
            ty => format!("{ident}: {}", self.rust(ty)),
        }
    }
}

/// What a request's wire table lists, in byte order of the wire names: the order in which official SDKs write JSON. The
/// struct itself keeps the order of the document, for its readers.
pub(super) fn by_wire_name<T>(items: &[T], wire: impl Fn(&T) -> &String) -> Vec<&T> {
    let mut sorted: Vec<&T> = items.iter().collect();
    sorted.sort_by(|a, b| wire(a).cmp(wire(b)));
    sorted
}

/// A struct of a request or of both directions, without its table.
pub(super) fn request_struct<'f>(
    text: &mut Text,
    names: &Names<'_>,
    ident: &str,
    fields: impl Iterator<Item = &'f Field> + Clone,
) {
    structure(text, names, ident, fields, |ty| names.optional(ty));
}

/// A struct of an answer with its table.
pub(super) fn answer_struct(text: &mut Text, names: &Names<'_>, ident: &str, fields: &[Field]) {
    structure(text, names, ident, fields.iter(), |ty| names.received(ty));
    text.blank();
    let rows = fields.iter().map(|field| match &field.item {
        Some(item) => format!("{} / {} => {}", literal(&field.wire), literal(item), field.ident),
        None => format!("{} => {}", literal(&field.wire), field.ident),
    });
    table(text, &format!("output!({ident}"), rows, &secrets(fields.iter()));
}

fn structure<'f>(
    text: &mut Text,
    names: &Names<'_>,
    ident: &str,
    fields: impl Iterator<Item = &'f Field> + Clone,
    ty: impl Fn(&Type) -> String,
) {
    // `Debug` comes with the wire table: it leaves secrets out, and costs less than a derive.
    text.line(&derives(names, fields.clone()));
    if fields.clone().next().is_none() {
        text.line(&format!("pub struct {ident} {{}}"));
        return;
    }
    let head = format!("pub struct {ident} {{");
    match head.len() > WIDTH {
        true => {
            text.line(head.trim_end_matches(" {"));
            text.line("{");
        }
        false => text.line(&head),
    }
    for field in fields {
        text.docs("    ", &docs::field(names, field));
        member(text, &field.ident, &ty(&field.ty));
    }
    text.line("}");
}

/// A payload is nothing that can be compared or printed, so what has one derives nothing more.
fn derives<'f>(names: &Names<'_>, mut fields: impl Iterator<Item = &'f Field>) -> String {
    let more = match fields.any(|field| matches!(field.ty, Type::Body | Type::Stream)) {
        true => &[],
        false => names.surroundings.derives.as_slice(),
    };
    let all: Vec<&str> = ["Clone", "Default"]
        .into_iter()
        .chain(more.iter().map(String::as_str))
        .collect();
    format!("#[derive({})]", all.join(", "))
}

/// A field, broken where rustfmt would break it.
fn member(text: &mut Text, ident: &str, ty: &str) {
    let line = format!("    pub {ident}: {ty},");
    let alone = format!("        {ty},");
    if line.len() <= WIDTH {
        text.line(&line);
    } else if let Some((outer, inner)) = ty.split_once('<').filter(|_| alone.len() > WIDTH) {
        text.line(&format!("    pub {ident}: {outer}<"));
        let inner = format!("        {},", inner.strip_suffix('>').unwrap_or(inner));
        match inner.strip_prefix("        String, ").filter(|_| inner.len() > WIDTH) {
            Some(values) => {
                text.line("        String,");
                text.line(&format!("        {values}"));
            }
            None => text.line(&inner),
        }
        text.line("    >,");
    } else {
        text.line(&format!("    pub {ident}:"));
        text.line(&alone);
    }
}

/// Longest line that rustfmt leaves alone, as the crate's own `rustfmt.toml` says.
pub(super) const WIDTH: usize = 120;

/// The wire names of fields that never print.
pub(super) fn secrets<'f>(fields: impl Iterator<Item = &'f Field>) -> Vec<&'f str> {
    let mut wires: Vec<&str> = fields
        .filter(|field| field.sensitive)
        .map(|field| field.wire.as_str())
        .collect();
    wires.sort_unstable();
    wires
}

/// A macro call with a row per line. Wire tables are not Rust to rustfmt, so it leaves them as they are.
pub(super) fn table(text: &mut Text, head: &str, rows: impl Iterator<Item = String>, secrets: &[&str]) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        text.line(&format!("{head} {{}});"));
        return;
    }
    text.line(&format!("{head} {{"));
    for row in rows {
        text.line(&format!("    {row},"));
    }
    if secrets.is_empty() {
        text.line("});");
        return;
    }
    let secrets: Vec<String> = secrets.iter().map(|wire| literal(wire)).collect();
    text.line(&format!("}} secret [{}]);", secrets.join(", ")));
}

/// A struct or enum with everything that belongs to it.
pub(super) fn definition(text: &mut Text, names: &Names<'_>, definition: &Definition) {
    match &definition.shape {
        Shape::Enum(variants) => open_enum(text, definition, variants),
        Shape::Struct { direction, fields } => {
            text.docs("", &docs::definition(definition));
            let ident = &definition.ident;
            if *direction == Direction::Output {
                return answer_struct(text, names, ident, fields);
            }
            let call = if *direction == Direction::Both {
                "model!"
            } else {
                "input!"
            };
            request_struct(text, names, ident, fields.iter());
            text.blank();
            let rows = by_wire_name(fields, |field| &field.wire)
                .into_iter()
                .map(|field| format!("{} => {}", literal(&field.wire), names.column(field)));
            table(text, &format!("{call}({ident}"), rows, &secrets(fields.iter()));
        }
    }
}

fn open_enum(text: &mut Text, definition: &Definition, variants: &[Variant]) {
    text.line("open_enum! {");
    text.docs("    ", &docs::definition(definition));
    text.line(&format!("    pub enum {} {{", definition.ident));
    for variant in variants {
        text.docs("        ", &docs::variant(variant));
        text.line(&format!("        {} = {},", variant.ident, literal(&variant.wire)));
    }
    text.line("    }");
    text.line("}");
}
