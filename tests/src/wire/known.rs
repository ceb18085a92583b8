//! What the specifications know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use alicloud_codegen::load;
use serde_json::Value;

/// How many references in a row are followed; a document may refer to itself.
const DEPTH: usize = 16;

/// The documents of the API versions that are replayed.
///
/// They are read here as they are, not through the generator: a parameter that generation loses must fail a replay, not be
/// excused.
#[derive(Default)]
pub struct Known {
    documents: BTreeMap<String, Document>,
}

#[derive(Default)]
struct Document {
    root: Value,
    /// Documents of single operations beside the root.
    operations: BTreeMap<String, Value>,
}

impl Known {
    /// Reads the specifications of `modules` below `specs`.
    ///
    /// # Errors
    /// A file that cannot be read or is not JSON, named.
    pub fn read(specs: &Path, modules: &BTreeSet<String>) -> Result<Self, String> {
        let sources = load::discover(specs)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        let mut known = Self::default();
        for source in sources {
            let root = json(&source.document)?;
            let info = |key: &str| {
                let found = root.pointer(&format!("/info/{key}"));
                found.and_then(Value::as_str).unwrap_or_default()
            };
            let module = module(info("product"), info("version"));
            if !modules.contains(&module) {
                continue;
            }
            let mut operations = BTreeMap::new();
            for path in &source.operations {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                operations.insert(name, json(path)?);
            }
            known.documents.insert(module, Document { root, operations });
        }
        Ok(known)
    }

    #[cfg(test)]
    pub(super) fn of(root: Value) -> Self {
        let info = |key: &str| {
            root.pointer(&format!("/info/{key}"))
                .map_or("", |text| text.as_str().unwrap())
        };
        let module = module(info("product"), info("version"));
        let operations = BTreeMap::new();
        let documents = BTreeMap::from([(module, Document { root, operations })]);
        Self { documents }
    }

    /// An operation that is in the specifications.
    pub(super) fn operation(&self, module: &str, name: &str) -> Option<Documented<'_>> {
        let document = self.documents.get(module)?;
        let listed = || document.root.get("apis")?.get(name);
        let operation = document.operations.get(name).or_else(listed)?;
        Some(Documented {
            root: &document.root,
            operation,
        })
    }

    /// The hosts that a specification lists, by region.
    pub(super) fn hosts(&self, module: &str) -> BTreeMap<&str, Hosts<'_>> {
        let listed = self
            .documents
            .get(module)
            .and_then(|document| document.root.get("endpoints")?.as_array());
        let mut hosts = BTreeMap::new();
        for endpoint in listed.into_iter().flatten() {
            let public = Some(text(endpoint, "public")).filter(|host| !host.is_empty());
            let vpc = Some(text(endpoint, "vpc")).filter(|host| !host.is_empty());
            let public = public.unwrap_or_else(|| text(endpoint, "endpoint"));
            if !public.is_empty() {
                hosts.entry(text(endpoint, "regionId")).or_insert(Hosts { public, vpc });
            }
        }
        hosts
    }
}

/// The module of the generated crate that holds an API version.
pub(super) fn module(product: &str, version: &str) -> String {
    product.replace('-', "_").to_lowercase() + &version.replace(['-', '.'], "")
}

/// The hosts of one region.
#[derive(Clone, Copy)]
pub(super) struct Hosts<'k> {
    pub(super) public: &'k str,
    pub(super) vpc: Option<&'k str>,
}

/// An operation as its document has it.
pub(super) struct Documented<'k> {
    root: &'k Value,
    operation: &'k Value,
}

impl<'k> Documented<'k> {
    fn parameters(&self) -> impl Iterator<Item = &'k Value> {
        let listed = self.operation.get("parameters").and_then(Value::as_array);
        listed.into_iter().flatten()
    }

    fn shape(&self, parameter: &'k Value) -> Option<Shape<'k>> {
        Shape::resolve(self.root, parameter.get("schema")?)
    }

    /// A parameter by its name; a property of a body that is an object counts as one, since SDKs spread bodies.
    pub(super) fn parameter(&self, name: &str) -> Option<Shape<'k>> {
        let named = self.parameters().find(|parameter| text(parameter, "name") == name);
        match named {
            Some(parameter) => self.shape(parameter),
            None => self
                .parameters()
                .filter(|parameter| text(parameter, "in") == "body")
                .find_map(|body| self.shape(body)?.property(name)),
        }
    }

    /// Whether any parameter has a name that begins so.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.parameters()
            .any(|parameter| text(parameter, "name").starts_with(prefix))
    }

    /// Whether a parameter of this name stands in the path and another of the same name elsewhere.
    pub(super) fn is_ambiguous(&self, name: &str) -> bool {
        let in_path = self
            .parameters()
            .any(|parameter| text(parameter, "name") == name && text(parameter, "in") == "path");
        let elsewhere = self.parameters().any(|parameter| match text(parameter, "in") {
            "path" => false,
            "body" => self.shape(parameter).is_some_and(|body| body.property(name).is_some()),
            _ => text(parameter, "name") == name,
        });
        in_path && elsewhere
    }

    /// Whether a structure is written as JSON.
    pub(super) fn is_json(&self, name: &str) -> bool {
        self.parameters()
            .any(|parameter| text(parameter, "name") == name && text(parameter, "style") == "json")
    }

    /// Whether a parameter goes into the query.
    pub(super) fn is_query(&self, name: &str) -> bool {
        self.parameters()
            .any(|parameter| text(parameter, "name") == name && text(parameter, "in") == "query")
    }

    /// Whether it has form parameters or a body of properties, which are sent even if none of them is set.
    pub(super) fn has_form_or_properties(&self) -> bool {
        self.parameters().any(|parameter| match text(parameter, "in") {
            "formData" => true,
            "body" => parameter.pointer("/schema/properties").is_some(),
            _ => false,
        })
    }

    /// The HTTP methods it lists, in uppercase.
    pub(super) fn methods(&self) -> Vec<String> {
        let listed = self.operation.get("methods").and_then(Value::as_array);
        let names = listed.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_uppercase).collect()
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A schema with its references followed.
#[derive(Clone, Copy)]
pub(super) struct Shape<'k> {
    root: &'k Value,
    schema: &'k Value,
}

impl<'k> Shape<'k> {
    #[cfg(test)]
    pub(super) fn of(schema: &'k Value) -> Self {
        Self { root: schema, schema }
    }

    fn resolve(root: &'k Value, mut schema: &'k Value) -> Option<Self> {
        for _ in 0..DEPTH {
            match schema.get("$ref").and_then(Value::as_str) {
                None => return Some(Self { root, schema }),
                Some(reference) => schema = root.pointer(reference.trim_start_matches('#'))?,
            }
        }
        None
    }

    /// The JSON type, or nothing where the specification leaves it open.
    pub(super) fn kind(&self) -> &'k str {
        text(self.schema, "type")
    }

    fn properties(&self) -> Option<&'k serde_json::Map<String, Value>> {
        let properties = self.schema.get("properties")?.as_object()?;
        (!properties.is_empty()).then_some(properties)
    }

    /// Whether its keys are free.
    pub(super) fn is_open(&self) -> bool {
        match self.kind() {
            "array" => self.schema.get("items").is_none(),
            "string" | "integer" | "number" | "boolean" => false,
            _ => self.properties().is_none(),
        }
    }

    /// A property of an object.
    pub(super) fn property(&self, name: &str) -> Option<Self> {
        Self::resolve(self.root, self.properties()?.get(name)?)
    }

    /// The values of a map, where the specification says what they are.
    pub(super) fn values(&self) -> Option<Self> {
        let values = self.schema.get("additionalProperties")?;
        Self::resolve(self.root, values).filter(|_| values.is_object())
    }

    /// The elements of a list.
    pub(super) fn items(&self) -> Option<Self> {
        match self.kind() {
            "array" => Self::resolve(self.root, self.schema.get("items")?),
            _ => None,
        }
    }
}

fn json(path: &Path) -> Result<Value, String> {
    let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))
}
