//! From spec files to the catalog, through the generator's reader: same folder layouts, same error messages.
//!
//! The generator's `spec` is used rather than its `model`: the latter has settled on one method, one way to
//! authenticate and Rust's view of the types, where an emulator wants what is on the wire.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alicloud_codegen::diagnostic::{Diagnostic, Report, Severity};
use alicloud_codegen::load::{self, At, File, Node, Source};
use alicloud_codegen::spec::{self, Document, Place, Reader};
use serde_json::Value;

use super::{Catalog, Kind, Location, Operation, Parameter, Schema, Service, Style};
use crate::error::StartError;

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

/// Reads the document of one API version and the operations beside it.
fn service(folder: &Path, source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Service> {
    let file = keep(File::read(folder, &source.document), problems)?;
    let (tree, path) = keep(file.parse(), problems)?;
    let mut report = Report::new(&file.path, &file.text);
    let document = Document::read(&mut Reader::new(&mut report), &tree, At::Base(&path));
    problems.append(&mut report.found);
    let has_paths = document.style != "RPC";
    let mut service = from_document(&document, has_paths);

    for operation_file in &source.operations {
        let Some(file) = keep(File::read(folder, operation_file), problems) else {
            continue;
        };
        let Some((tree, path)) = keep(file.parse(), problems) else {
            continue;
        };
        let mut report = Report::new(&file.path, &file.text);
        let operation = spec::Operation::read(&mut Reader::new(&mut report), &tree, At::Base(&path));
        if let Some(name) = operation_name(&tree, operation_file) {
            let operation = from_operation(name, &operation, has_paths);
            if service.operations.insert(name.to_owned(), operation).is_some() {
                let help = format!(
                    "it is also defined in {} or beside it; keep one of them",
                    source.document.display()
                );
                report.error(At::Base(&path), format!("operation `{name}` is defined twice"), help);
            }
        }
        problems.append(&mut report.found);
    }
    Some(service)
}

/// What a file with a single operation calls it: `name` or `api` in it, or else the file's own name.
fn operation_name<'t>(tree: &'t Node<'t>, path: &'t Path) -> Option<&'t str> {
    let inside = ["name", "api"].into_iter().find_map(|key| match tree.get(key) {
        Some(Node::Text(name)) => Some(name.as_ref()),
        _ => None,
    });
    inside.or_else(|| path.file_stem()?.to_str())
}

fn keep<T>(result: Result<T, Box<Diagnostic>>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|problem| problems.push(*problem)).ok()
}

fn from_document(document: &Document<'_>, has_paths: bool) -> Service {
    let hosts = document
        .endpoints
        .iter()
        .flat_map(|endpoint| [Some(endpoint.public), endpoint.vpc]);
    let operations = document.operations.iter().map(|(name, operation)| {
        let operation = from_operation(name, operation, has_paths);
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
        schemas: schemas.collect::<BTreeMap<_, _>>(),
    }
}

fn from_operation(name: &str, operation: &spec::Operation<'_>, has_paths: bool) -> Operation {
    let response = operation.responses.iter().find(|(status, _)| status.starts_with('2'));
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
        response: response
            .and_then(|(_, response)| response.schema.as_ref())
            .map(from_schema),
        sample: operation.sample().and_then(|sample| serde_json::from_str(&sample).ok()),
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
