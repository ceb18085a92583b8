//! How often each oddity is in the official documents.

mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

/// Keywords that wire names become.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
const COMMON: &[&str] = &[
    "Action",
    "Format",
    "Version",
    "Timestamp",
    "Signature",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureNonce",
    "AccessKeyId",
    "SecurityToken",
];
const STANDARD_HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "expires",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
    "origin",
    "range",
    "user-agent",
];
const RUST_TYPES: &[&str] = &["Box", "Bytes", "Error", "Option", "Result", "String", "Value", "Vec"];

/// Counts by the name of the test that shows the oddity.
#[derive(Default)]
pub(crate) struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    /// What the documents of a folder have.
    pub(crate) fn of(corpus: &Path) -> Self {
        let mut counts = Self::default();
        for product in fs::read_dir(corpus).unwrap() {
            let product = product.unwrap().path();
            if !product.is_dir() {
                continue;
            }
            for file in fs::read_dir(product).unwrap() {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                counts.document(&serde_json::from_str(&text).unwrap());
            }
        }
        counts
    }

    pub(crate) fn get(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn add(&mut self, name: &'static str, number: usize) {
        *self.0.entry(name).or_default() += number;
    }

    fn when(&mut self, name: &'static str, condition: bool) {
        self.add(name, usize::from(condition));
    }

    fn document(&mut self, document: &Value) {
        let style = text(&document["info"], "style");
        let version = text(&document["info"], "version");
        let empty = Map::new();
        let apis = document["apis"].as_object().unwrap_or(&empty);
        let schemas = document["components"]["schemas"].as_object().unwrap_or(&empty);
        self.when("paths::no_operations", apis.is_empty());
        self.when(
            "paths::no_endpoints",
            document["endpoints"].as_array().is_none_or(Vec::is_empty),
        );
        self.when(
            "names::version_that_is_no_date",
            version.len() != 10 || version.split('-').count() != 3,
        );
        for (name, schema) in schemas {
            self.when("names::component_called_like_an_operation", apis.contains_key(name));
            self.when(
                "names::component_called_like_a_type_of_rust",
                RUST_TYPES.contains(&name.as_str()),
            );
            self.when("names::component_that_is_a_keyword", is_keyword(name));
            self.when("schemas::component_that_is_a_reference", schema.get("$ref").is_some());
            let kind = text(schema, "type");
            self.when(
                "schemas::component_that_is_no_object",
                !["object", "any", ""].contains(&kind),
            );
            let reached = references(schema);
            self.when("schemas::recursion", reached.contains(&name.as_str()));
            self.when(
                "schemas::recursion_through_another",
                !reached.contains(&name.as_str()) && reaches(schemas, name),
            );
            self.schema(schema);
        }
        for (name, operation) in apis {
            self.when(
                "names::operations_in_small_letters",
                name.starts_with(char::is_lowercase),
            );
            self.when("names::operation_that_is_a_keyword", is_keyword(name));
            self.operation(style, operation);
        }
    }

    fn operation(&mut self, style: &str, operation: &Value) {
        let path = operation["path"].as_str().unwrap_or_default();
        let methods = words(operation, "methods");
        let parameters = operation["parameters"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        self.when(
            "paths::no_path_in_a_product_of_another_style",
            style != "RPC" && path.is_empty(),
        );
        self.when(
            "paths::path_in_an_rpc_product",
            style == "RPC" && !["", "/"].contains(&path),
        );
        self.when("paths::query_in_a_path", path.contains('?'));
        self.when("paths::wildcard_in_a_path", path.contains('*'));
        self.when("paths::placeholder_in_brackets", path.contains('['));
        self.when("paths::trailing_slash", path.len() > 1 && path.ends_with('/'));
        let is_mixed = |segment: &str| segment.contains('{') && !(segment.starts_with('{') && segment.ends_with('}'));
        let before_query = path.split('?').next().unwrap_or_default();
        self.when(
            "paths::text_beside_a_placeholder",
            before_query.split('/').any(is_mixed),
        );
        self.when("paths::several_methods", methods.len() > 1);
        self.when(
            "paths::unusual_method",
            methods.iter().any(|method| ["options", "trace"].contains(method)),
        );
        self.when("paths::events", words(operation, "schemes").contains(&"sse"));
        self.responses(operation);
        let placeholders: Vec<&str> = path
            .split(['{', '['])
            .skip(1)
            .filter_map(|rest| rest.split(['}', ']']).next())
            .collect();
        let in_path = |name: &str| {
            parameters
                .iter()
                .any(|other| text(other, "in") == "path" && text(other, "name").eq_ignore_ascii_case(name))
        };
        let alone = placeholders.iter().filter(|name| !in_path(name)).count();
        self.add("parameters::placeholder_without_a_parameter", alone);
        let is_get = methods == ["get"];
        let has_form = parameters
            .iter()
            .any(|other| ["formData", "body"].contains(&text(other, "in")));
        self.when("parameters::form_of_a_get", is_get && has_form);
        for (index, parameter) in parameters.iter().enumerate() {
            self.parameter(parameter, &parameters[..index], parameters, &placeholders);
        }
    }

    fn parameter(&mut self, parameter: &Value, before: &[Value], all: &[Value], placeholders: &[&str]) {
        let (name, place) = (text(parameter, "name"), text(parameter, "in"));
        let schema = &parameter["schema"];
        let kind = text(schema, "type");
        let in_flat = ["query", "formData"].contains(&place);
        let same_place = |other: &&Value| text(other, "in") == place;
        let same_name = |other: &&Value| text(other, "name") == name;
        self.when(
            "parameters::repeated",
            before.iter().filter(same_place).any(|other| same_name(&other)),
        );
        self.when(
            "parameters::one_name_in_two_places",
            before.iter().any(|other| same_name(&other) && !same_place(&other)),
        );
        if let Some((parent, rest)) = name.split_once('.') {
            let has_parent = all.iter().filter(same_place).any(|other| text(other, "name") == parent);
            self.when("parameters::dotted_beside_its_parent", has_parent);
            let is_number = |step: &str| step == "N" || step.parse::<u32>().is_ok();
            let is_numbered = rest.split('.').any(is_number);
            self.when("parameters::numbered", is_numbered);
            self.when("parameters::dotted_without_its_parent", !has_parent && !is_numbered);
        }
        self.when("parameters::with_dashes", name.contains('-'));
        self.when("parameters::wildcard_header", place == "header" && name.contains('*'));
        self.when("parameters::leading_underscores", name.starts_with('_'));
        self.when("names::keywords", is_keyword(name));
        self.when(
            "parameters::called_like_a_common_parameter",
            in_flat && COMMON.contains(&name),
        );
        let standard = STANDARD_HEADERS.contains(&name.to_lowercase().as_str());
        self.when("parameters::standard_header", place == "header" && standard);
        self.when("parameters::part_of_the_host", place == "host");
        self.when("parameters::body_of_another_name", place == "body" && name != "body");
        let is_object = kind == "object" || schema.get("$ref").is_some();
        self.when("parameters::body_that_is_no_object", place == "body" && !is_object);
        self.when("parameters::binary", text(schema, "format") == "binary");
        self.when("parameters::reference", in_flat && schema.get("$ref").is_some());
        let is_composite = ["array", "object"].contains(&kind) || schema.get("$ref").is_some();
        self.when("parameters::list_in_a_header", place == "header" && is_composite);
        self.when(
            "parameters::without_a_style",
            in_flat && is_composite && parameter.get("style").is_none(),
        );
        let is_required = schema["required"].as_bool() == Some(true);
        self.when(
            "parameters::path_parameter_that_is_optional",
            place == "path" && !is_required,
        );
        let has_placeholder = placeholders.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.when(
            "parameters::path_parameter_without_a_placeholder",
            place == "path" && !has_placeholder,
        );
        self.when(
            "enums::regions",
            name == "RegionId" && !words(schema, "enum").is_empty(),
        );
        self.schema(schema);
    }

    fn responses(&mut self, operation: &Value) {
        let responses = operation["responses"].as_object();
        self.when("responses::none_at_all", responses.is_none_or(Map::is_empty));
        let schema = &operation["responses"]["200"]["schema"];
        let kind = text(schema, "type");
        self.when(
            "responses::no_schema",
            responses.is_some_and(|responses| !responses.is_empty()) && schema.is_null(),
        );
        self.when("responses::reference", schema.get("$ref").is_some());
        self.when("responses::list", kind == "array");
        self.when("responses::binary", text(schema, "format") == "binary");
        let is_scalar = ["string", "integer", "number", "boolean", "any"].contains(&kind);
        self.when(
            "responses::scalar_or_any",
            is_scalar && text(schema, "format") != "binary",
        );
        self.when(
            "responses::object_without_properties",
            kind == "object" && is_free(schema),
        );
        self.wrappers(schema);
        self.schema(schema);
    }

    /// Objects around nothing but a list.
    fn wrappers(&mut self, schema: &Value) {
        for property in properties(schema).values() {
            let mut inner = properties(property).values();
            let is_wrapper =
                matches!((inner.next(), inner.next()), (Some(list), None) if text(list, "type") == "array");
            self.when("responses::wrapped_list", is_wrapper);
            self.wrappers(property);
            self.wrappers(&property["items"]);
        }
    }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn words<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    value[name]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn properties(schema: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema["properties"].as_object().unwrap_or(&NONE)
}

/// Whether an object says nothing of what it holds.
fn is_free(schema: &Value) -> bool {
    properties(schema).is_empty() && schema.get("additionalProperties").is_none()
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name.to_lowercase().as_str())
}

/// The components that a schema refers to.
fn references(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value.as_str()) {
                ("$ref", Some(target)) => vec![target.rsplit('/').next().unwrap_or_default()],
                _ => references(value),
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Whether a component refers to itself by way of others.
fn reaches(schemas: &Map<String, Value>, name: &str) -> bool {
    let mut open = vec![name];
    let mut seen: Vec<&str> = Vec::new();
    while let Some(current) = open.pop() {
        for target in schemas.get(current).map(references).unwrap_or_default() {
            if target == name {
                return true;
            }
            if !seen.contains(&target) {
                seen.push(target);
                open.push(target);
            }
        }
    }
    false
}
