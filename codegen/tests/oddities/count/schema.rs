//! Oddities of schemas, at any depth.

use serde_json::{Map, Value};

use super::{Counts, is_free, is_keyword, properties, text};

impl Counts {
    /// A schema and everything in it.
    pub(super) fn schema(&mut self, schema: &Value) {
        if !schema.is_object() {
            return;
        }
        let kind = text(schema, "type");
        let number = |name: &str| schema[name].as_f64().or_else(|| schema[name].as_str()?.parse().ok());
        let siblings = schema.as_object().map_or(0, Map::len) - 1;
        self.when(
            "schemas::reference_with_more_beside_it",
            schema.get("$ref").is_some() && siblings > 0,
        );
        self.when(
            "schemas::list_of_lists",
            kind == "array" && text(&schema["items"], "type") == "array",
        );
        self.when(
            "schemas::object_without_properties",
            kind == "object" && is_free(schema),
        );
        let has_properties = !properties(schema).is_empty();
        self.when(
            "schemas::properties_of_what_is_no_object",
            has_properties && kind != "object",
        );
        self.when("schemas::any", kind == "any");
        self.when(
            "schemas::integer_of_any_size",
            kind == "integer" && schema.get("format").is_none(),
        );
        self.when(
            "schemas::text_with_the_format_of_a_number",
            kind == "string" && ["int32", "int64"].contains(&text(schema, "format")),
        );
        let is_number = ["integer", "number"].contains(&kind);
        let bounds = [number("minimum"), number("maximum")];
        let is_large = bounds.iter().flatten().any(|bound| bound.abs() > f64::from(i32::MAX));
        self.when("schemas::bounds_out_of_range", is_large);
        self.when(
            "schemas::bounds_of_what_is_no_number",
            !is_number && bounds.iter().flatten().count() > 0,
        );
        let has = |names: &[&str]| names.iter().any(|name| schema.get(*name).is_some());
        let has_length = has(&["minLength", "maxLength"]) && kind != "string";
        self.when(
            "schemas::lengths_of_what_has_none",
            has_length || has(&["minItems", "maxItems"]) && kind != "array",
        );
        self.when(
            "schemas::fewest_above_most",
            number("minItems") > number("maxItems") && number("maxItems").is_some(),
        );
        self.when("schemas::pattern", has(&["pattern"]));
        let flag = |name: &str| schema[name].as_bool() == Some(true);
        self.when(
            "schemas::required_by_its_documentation_only",
            flag("docRequired") && !flag("required"),
        );
        self.values(schema, kind);
        self.properties(properties(schema));
        for inner in properties(schema).values() {
            self.schema(inner);
        }
        self.schema(&schema["items"]);
        self.schema(&schema["additionalProperties"]);
    }

    fn properties(&mut self, properties: &Map<String, Value>) {
        for name in properties.keys() {
            self.when("names::keywords", is_keyword(name));
            self.when("names::properties_with_dots", name.contains('.'));
            self.when("names::properties_with_dashes", name.contains('-'));
            self.when(
                "names::properties_that_start_with_a_digit",
                name.starts_with(|c: char| c.is_ascii_digit()),
            );
            self.when("names::properties_that_start_with_an_underscore", name.starts_with('_'));
            let is_twin = |other: &&String| *other < name && other.eq_ignore_ascii_case(name);
            self.when(
                "names::properties_that_differ_in_capitals",
                properties.keys().any(|other| is_twin(&other)),
            );
        }
    }

    fn values(&mut self, schema: &Value, kind: &str) {
        let has_titles = schema["enumValueTitles"]
            .as_object()
            .is_some_and(|titles| !titles.is_empty());
        let Some(list) = schema["enum"].as_array() else {
            self.when("enums::titles_without_values", has_titles);
            return;
        };
        self.when("enums::titles_without_values", has_titles && list.is_empty());
        self.when("enums::no_values", list.is_empty());
        self.when("enums::integers", kind == "integer");
        self.when("enums::values_of_a_list", kind == "array");
        let values: Vec<String> = list
            .iter()
            .map(|value| value.as_str().map_or(value.to_string(), str::to_owned))
            .collect();
        let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        let every = |test: &dyn Fn(&str) -> bool| !values.is_empty() && values.iter().all(|value| test(value));
        let is_flag = |value: &str| ["true", "false"].contains(&value.to_lowercase().as_str());
        self.when("enums::flags", kind == "boolean" || kind == "string" && every(&is_flag));
        if kind != "string" {
            return;
        }
        self.when(
            "enums::numbers_in_text",
            any(&|value| value.trim().parse::<f64>().is_ok()),
        );
        self.when("enums::the_empty_value", any(&str::is_empty));
        self.when("enums::a_single_value", values.len() == 1);
        let repeats = |test: &dyn Fn(&str, &str) -> bool| {
            values
                .iter()
                .enumerate()
                .any(|(index, value)| values[..index].iter().any(|other| test(other, value)))
        };
        self.when("enums::repeated_values", repeats(&|one, other| one == other));
        let letters = |value: &str| -> String {
            value
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase()
        };
        self.when(
            "enums::values_that_collide",
            repeats(&|one, other| one != other && !letters(one).is_empty() && letters(one) == letters(other)),
        );
        let is_ident = |value: &str| {
            value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !value.starts_with(|c: char| c.is_ascii_digit())
        };
        self.when("enums::values_that_are_no_identifiers", any(&|value| !is_ident(value)));
        self.when(
            "enums::values_without_letters",
            any(&|value| !value.is_empty() && value.is_ascii() && letters(value).is_empty()),
        );
        self.when(
            "enums::keywords",
            any(&|value| ["self", "unknown"].contains(&value.to_lowercase().as_str())),
        );
        self.when("enums::values_with_spaces_around", any(&|value| value.trim() != value));
        self.when("enums::values_not_in_ascii", any(&|value| !value.is_ascii()));
    }
}
