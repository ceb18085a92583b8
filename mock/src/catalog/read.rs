//! From spec files to the catalog, through the generator's reader: same folder layouts, same error messages.
//!
//! The generator's `spec` is used rather than its `model`: the latter has settled on one method, one way to
//! authenticate and Rust's view of the types, where an emulator wants what is on the wire.

use std::path::{Path, PathBuf};

use alicloud_codegen::diagnostic::{Diagnostic, Severity};
use alicloud_codegen::load::{self, Source};
use alicloud_codegen::spec::{self, ApiVersion, Place};
use serde_json::Value;

use super::{Catalog, Kind, Location, Operation, Parameter, Schema, Service, Style};
use crate::error::StartError;
use crate::media::Media;

impl Catalog {
    /// Reads all specs in these folders, and reports every problem of every file.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self, StartError> {
        let mut services = Vec::new();
        let mut problems = Vec::new();
        for folder in folders {
            match load::discover(folder) {
                Ok(sources) => {
                    services.extend(
                        sources
                            .iter()
                            .filter_map(|source| service(folder, source, &mut problems)),
                    );
                }
                Err(found) => problems.extend(found),
            }
        }
        problems.retain(|problem| problem.severity == Severity::Error);
        if !problems.is_empty() {
            return Err(StartError::Specs(problems));
        }
        services.sort_by(|a: &Service, b| (&a.product, &a.version).cmp(&(&b.product, &b.version)));
        Ok(Self { services })
    }
}

fn service(folder: &Path, source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Service> {
    let (service, found) = ApiVersion::read(folder, source, |version| from_version(&version));
    problems.extend(found);
    service
}

fn from_version(version: &ApiVersion<'_, '_>) -> Service {
    let document = &version.document;
    let has_paths = document.style != "RPC";
    let hosts = document
        .endpoints
        .iter()
        .flat_map(|endpoint| [Some(endpoint.public), endpoint.vpc]);
    let operations = version.operations.iter().map(|located| {
        let operation = from_operation(located.name, &located.operation, has_paths);
        (operation.name.clone(), operation)
    });
    let schemas = document
        .components
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), from_schema(schema)));
    Service {
        product: document.product.to_owned(),
        version: document.version.to_owned(),
        hosts: hosts.flatten().map(str::to_owned).collect(),
        operations: operations.collect(),
        schemas: schemas.collect(),
    }
}

fn from_operation(name: &str, operation: &spec::Operation<'_>, has_paths: bool) -> Operation {
    Operation {
        name: name.to_owned(),
        methods: operation
            .methods
            .iter()
            .map(|method| method.to_ascii_uppercase())
            .collect(),
        path: operation
            .path
            .filter(|path| has_paths && !path.is_empty())
            .map(str::to_owned),
        security: operation.security.iter().map(|&kind| kind.to_owned()).collect(),
        parameters: operation.parameters.iter().map(from_parameter).collect(),
        response: operation
            .success()
            .and_then(|(_, response)| response.schema.as_ref())
            .map(from_schema),
        media: media(operation),
        sample: operation.sample().and_then(|sample| serde_json::from_str(&sample).ok()),
    }
}

fn media(operation: &spec::Operation<'_>) -> Media {
    let schema = operation.success().and_then(|(_, response)| response.schema.as_ref());
    let format = schema
        .filter(|schema| schema.kind == Some(spec::Kind::String))
        .map(|schema| schema.format);
    if operation.is_events() {
        Media::Events
    } else if operation.is_xml() {
        Media::Xml
    } else {
        match format {
            Some(Some("binary" | "byte")) => Media::Bytes,
            Some(_) => Media::Text,
            None => Media::Json,
        }
    }
}

fn from_parameter(parameter: &spec::Parameter<'_>) -> Parameter {
    Parameter {
        name: parameter.name.to_owned(),
        location: match parameter.place {
            Place::Query | Place::Form => Location::Pairs,
            Place::Body => Location::Body,
            Place::Path => Location::Path,
            Place::Header => Location::Header,
            Place::Host => Location::Host,
        },
        style: match parameter.style {
            Some("json") => Style::Json,
            Some("simple") => Style::Simple,
            Some("xml") => Style::Xml,
            _ => Style::Flat,
        },
        schema: from_schema(&parameter.schema),
    }
}

fn from_schema(schema: &spec::Schema<'_>) -> Schema {
    let anything =
        |schema: &Option<Box<spec::Schema<'_>>>| Box::new(schema.as_deref().map_or_else(Schema::default, from_schema));
    let fields = || {
        let fields = schema.properties.iter().map(|(name, property)| {
            let mut field = from_schema(property);
            field.required |= schema.required_properties.contains(name);
            ((*name).to_owned(), field)
        });
        Kind::Object(fields.collect())
    };
    let kind = match (schema.reference, schema.kind) {
        (Some(target), _) => Kind::Ref(target.rsplit('/').next().unwrap_or_default().to_owned()),
        (None, Some(spec::Kind::String)) if schema.format == Some("binary") => Kind::Binary,
        (None, Some(spec::Kind::String)) => Kind::String,
        (None, Some(spec::Kind::Integer)) => Kind::Integer,
        (None, Some(spec::Kind::Number)) => Kind::Number,
        (None, Some(spec::Kind::Boolean)) => Kind::Boolean,
        (None, Some(spec::Kind::Array)) => Kind::Array(anything(&schema.items)),
        (None, Some(spec::Kind::Object) | None) if !schema.properties.is_empty() => fields(),
        (None, Some(spec::Kind::Object)) => Kind::Map(anything(&schema.additional)),
        (None, Some(spec::Kind::Any) | None) => Kind::Any,
    };
    let example = schema
        .example
        .as_deref()
        .or(schema.values.first().map(|value| &**value))
        .or(schema.default.as_deref());
    Schema {
        kind,
        required: schema.required,
        example: example.map(|text| Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_of_all_files_are_told_at_once() {
        let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad-specs");
        let error = Catalog::read(&[specs.into(), "nowhere".into()]).unwrap_err();
        let message = error.to_string();
        for part in [
            "2023-01-01.json:1:1",
            "`info` is missing",
            "Broken.json:2:1",
            "GetShop.json:1:1",
            "`GetShop` is defined twice",
            "nowhere",
        ] {
            assert!(message.contains(part), "no {part} in:\n{message}");
        }
    }
}
