//! Parameters: merged, spread and placed.

use super::path::Template;
use super::types::{Naming, Types};
use crate::load::At;
use crate::model::{Field, FieldDocs, Format, Parameter, Parent, Place, Type};
use crate::spec::{self, Kind, Operation, Schema};

/// The parameters of an operation.
///
/// - The same name in the same place twice is one parameter, described by the first.
/// - `SystemDisk.Size` beside an object `SystemDisk` with a property `Size` is that property.
/// - A body that is an inline object is spread into its properties; any other body stays whole. One of binary format is
///   a payload, and a form parameter of binary format is a file.
/// - A body that is a list of structures is there even if it is not set; a list of scalars is not (golden vectors).
/// - A path parameter that shares its name with a parameter elsewhere is called `path.<name>`: a placeholder's name is not
///   on the wire, and calls by name have to tell the two apart.
/// - What a path needs is required; a placeholder nobody describes is a required string; a path parameter without a
///   placeholder cannot be sent and is left out.
pub(super) fn lower(
    types: &mut Types<'_, '_, '_>,
    spec: &Operation<'_>,
    path: &mut Template,
    is_rpc: bool,
    at: At<'_>,
) -> Vec<Parameter> {
    let list_at = at.key("parameters");
    let mut parameters: Vec<Parameter> = Vec::with_capacity(spec.parameters.len());
    for (index, parameter) in spec.parameters.iter().enumerate() {
        let is_same = |other: &spec::Parameter<'_>| other.place == parameter.place && other.name == parameter.name;
        let is_repeated = spec.parameters.iter().take(index).any(is_same);
        if is_repeated || is_covered(parameter, &spec.parameters) {
            continue;
        }
        let parameter_at = list_at.index(parameter.index);
        let at = parameter_at.key("schema");
        match parameter.place {
            spec::Place::Body => body(types, parameter, at, &mut parameters),
            spec::Place::Path => {
                if let Some(name) = placeholder(path, parameter.name) {
                    let mut field = types.field(parameter.name, &parameter.schema, at, Parent::Request);
                    field.wire = name.to_owned();
                    field.required = true;
                    parameters.push(Parameter {
                        field,
                        place: Place::Path,
                        format: Format::Flat,
                        is_token: false,
                    });
                }
            }
            place => {
                let mut field = types.field(parameter.name, &parameter.schema, at, Parent::Request);
                if place == spec::Place::Form && is_binary(&parameter.schema) {
                    field.ty = Type::Bytes;
                }
                let place = match place {
                    spec::Place::Form => Place::Form,
                    spec::Place::Header => Place::Header,
                    spec::Place::Host => Place::Host,
                    _ => Place::Query,
                };
                let format = match types.is_composite(&field.ty) {
                    true => format(parameter, place, is_rpc),
                    false => Format::Flat,
                };
                parameters.push(Parameter {
                    field,
                    place,
                    format,
                    is_token: false,
                });
            }
        }
    }
    for name in &path.names {
        if !parameters
            .iter()
            .any(|known| known.place == Place::Path && known.field.wire == *name)
        {
            parameters.push(undescribed(name));
        }
    }
    tell_apart(&mut parameters, path);
    parameters
}

/// Renames path parameters that share their names with others.
fn tell_apart(parameters: &mut [Parameter], path: &mut Template) {
    let (in_path, elsewhere): (Vec<_>, Vec<_>) = parameters
        .iter_mut()
        .partition(|parameter| parameter.place == Place::Path);
    for parameter in in_path {
        let wire = &mut parameter.field.wire;
        if elsewhere.iter().any(|other| other.field.wire == *wire) {
            let qualified = format!("path.{wire}");
            path.rename(wire, &qualified);
            *wire = qualified;
        }
    }
}

/// The placeholder a path parameter fills; some differ in case.
fn placeholder<'p>(path: &'p Template, name: &str) -> Option<&'p str> {
    let exact = path.names.iter().find(|known| *known == name);
    exact
        .or_else(|| path.names.iter().find(|known| known.eq_ignore_ascii_case(name)))
        .map(String::as_str)
}

fn undescribed(name: &str) -> Parameter {
    let field = Field {
        wire: name.to_owned(),
        item: None,
        ident: String::new(),
        ty: Type::String,
        required: true,
        deprecated: false,
        sensitive: false,
        docs: FieldDocs {
            description: Some("Part of the path.".to_owned()),
            ..FieldDocs::default()
        },
    };
    Parameter {
        field,
        place: Place::Path,
        format: Format::Flat,
        is_token: false,
    }
}

/// Official `repeatList` and `flat` are the same on the wire. Without a style, RPC flattens and ROA writes JSON
/// (PROTOCOL 3.2); headers take JSON, except those with `*` that stand for one header per entry.
fn format(parameter: &spec::Parameter<'_>, place: Place, is_rpc: bool) -> Format {
    match parameter.style {
        _ if place == Place::Header && parameter.name.contains('*') => Format::Flat,
        _ if place == Place::Header => Format::Json,
        Some("json") => Format::Json,
        Some("simple") => Format::Simple,
        Some("xml") => Format::Xml,
        Some("repeatList" | "flat") => Format::Flat,
        _ if is_rpc => Format::Flat,
        _ => Format::Json,
    }
}

fn body(types: &mut Types<'_, '_, '_>, parameter: &spec::Parameter<'_>, at: At<'_>, parameters: &mut Vec<Parameter>) {
    let schema = &parameter.schema;
    let is_inline = schema.reference.is_none() && schema.kind == Some(Kind::Object) && !schema.properties.is_empty();
    if parameter.style == Some("xml") {
        // The document element has a name of its own: the only property.
        let properties_at = at.key("properties");
        let (name, schema, at) = match schema.properties.as_slice() {
            [(name, inner)] if is_inline => (*name, inner, properties_at.key(name)),
            _ => (parameter.name, schema, at),
        };
        let mut field = types.field(name, schema, at, Parent::Request);
        field.required |= parameter.schema.required;
        parameters.push(Parameter {
            field,
            place: Place::Whole,
            format: Format::Xml,
            is_token: false,
        });
    } else if is_inline {
        let fields = types.fields(schema, at, Parent::Request);
        parameters.extend(fields.into_iter().map(|field| Parameter {
            field,
            place: Place::Body,
            format: Format::Flat,
            is_token: false,
        }));
    } else {
        let mut field = types.field(parameter.name, schema, at, Parent::Request);
        if is_binary(schema) {
            field.ty = Type::Body;
        }
        let format = match &field.ty {
            Type::List(item) if types.is_composite(item) => Format::List,
            _ => Format::Flat,
        };
        parameters.push(Parameter {
            field,
            place: Place::Whole,
            format,
            is_token: false,
        });
    }
}

/// Whether a schema is a binary stream.
pub(super) fn is_binary(schema: &Schema<'_>) -> bool {
    schema.kind == Some(Kind::String) && schema.format == Some("binary")
}

/// Whether a dotted name only repeats a part of another parameter.
fn is_covered(parameter: &spec::Parameter<'_>, all: &[spec::Parameter<'_>]) -> bool {
    let Some((parent, rest)) = parameter.name.split_once('.') else {
        return false;
    };
    let mut parents = all
        .iter()
        .filter(|other| other.place == parameter.place && other.name == parent);
    parents.any(|other| has(&other.schema, rest))
}

/// Whether a schema has something at a dotted path, in which numbers stand for elements.
fn has(schema: &Schema<'_>, path: &str) -> bool {
    let (step, rest) = path
        .split_once('.')
        .map_or((path, None), |(step, rest)| (step, Some(rest)));
    let inner = match step.parse::<u32>() {
        Ok(_) => schema.items.as_deref(),
        Err(_) => schema
            .properties
            .iter()
            .find(|(name, _)| *name == step)
            .map(|(_, schema)| schema),
    };
    inner.is_some_and(|inner| rest.is_none_or(|rest| has(inner, rest)))
}

/// The type of a schema that is an answer's whole body.
pub(super) fn whole(types: &mut Types<'_, '_, '_>, schema: &Schema<'_>, at: At<'_>) -> Type {
    types.schema(schema, at, Naming::new("Data", Parent::Answer))
}
