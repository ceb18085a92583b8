//! What the specifications know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use alicloud_codegen::load;
use serde_json::Value;

/// How deep parameters are followed; recursive schemas have no end of their own.
const DEPTH: usize = 12;

/// Every parameter path of every operation in the specifications, as `module/Operation/Tag.Key`; `*` stands for what a
/// specification leaves open.
///
/// It is read from the documents themselves, not from generated code: a parameter that generation loses must fail a
/// replay, not be excused.
///
/// Beside it, the host that a specification lists for a region, as `module/region` → host.
#[derive(Default)]
pub struct Known {
    parameters: BTreeSet<String>,
    hosts: BTreeMap<String, String>,
}

impl Known {
    /// Reads the specifications below `specs`.
    ///
    /// # Errors
    /// A file that cannot be read or is not JSON, named.
    pub fn read(specs: &Path) -> Result<Self, String> {
        let sources = load::discover(specs)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let mut known = Self::default();
        for source in sources {
            let document = json(&source.document)?;
            let text = |key: &str| {
                document
                    .pointer(&format!("/info/{key}"))
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let module = format!(
                "{}{}",
                text("product").replace('-', "_").to_lowercase(),
                text("version").replace(['-', '.'], "")
            );
            for endpoint in document
                .get("endpoints")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let text = |key: &str| {
                    endpoint
                        .get(key)
                        .and_then(Value::as_str)
                        .filter(|text| !text.is_empty())
                };
                if let (Some(region), Some(host)) = (text("regionId"), text("public").or_else(|| text("endpoint"))) {
                    known.hosts.insert(format!("{module}/{region}"), host.to_owned());
                }
            }
            for (name, operation) in document.get("apis").and_then(Value::as_object).into_iter().flatten() {
                known.operation(&document, &format!("{module}/{name}"), operation);
            }
            for path in &source.operations {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                known.operation(&document, &format!("{module}/{name}"), &json(path)?);
            }
        }
        Ok(known)
    }

    /// Whether a path is in the specifications.
    pub(super) fn has(&self, prefix: &str, path: &str) -> bool {
        self.parameters.contains(&format!("{prefix}{path}"))
    }

    /// The host that a specification lists for a region.
    pub(super) fn host(&self, module: &str, region: &str) -> Option<&str> {
        self.hosts.get(&format!("{module}/{region}")).map(String::as_str)
    }

    fn operation(&mut self, document: &Value, prefix: &str, operation: &Value) {
        for parameter in operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
            let Some(schema) = parameter.get("schema") else {
                continue;
            };
            self.schema(document, &format!("{prefix}/{name}"), schema, DEPTH);
            // The official SDKs spread the properties of a body.
            let is_body = parameter.get("in").and_then(Value::as_str) == Some("body");
            for (name, property) in properties(schema).filter(|_| is_body) {
                self.schema(document, &format!("{prefix}/{name}"), property, DEPTH);
            }
        }
    }

    fn schema(&mut self, document: &Value, path: &str, schema: &Value, depth: usize) {
        if depth == 0 {
            return;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if let Some(target) = document.pointer(reference.trim_start_matches('#')) {
                self.schema(document, path, target, depth - 1);
            }
            return;
        }
        self.parameters.insert(path.to_owned());
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                if let Some(items) = schema.get("items") {
                    self.schema(document, path, items, depth - 1);
                }
            }
            Some("object") if properties(schema).next().is_some() => {
                for (name, property) in properties(schema) {
                    self.schema(document, &format!("{path}.{name}"), property, depth - 1);
                }
            }
            Some("string" | "integer" | "number" | "boolean") => {}
            _ => {
                self.parameters.insert(format!("{path}.*"));
            }
        }
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn json(path: &Path) -> Result<Value, String> {
    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}
