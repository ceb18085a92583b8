//! Which lists of values become enums.

use std::borrow::Cow;

use super::present;
use crate::model::Variant;
use crate::names;
use crate::spec::Schema;

/// The variants of a schema of text, unless its values are better left as text: no value list, values without an
/// identifier in them (`>=`), numbers and flags in strings, and regions, which are added all the time and have their own
/// place in the client.
pub(super) fn variants(schema: &Schema<'_>, wire: &str) -> Option<Vec<Variant>> {
    if schema.values.is_empty() || names::words(wire).ends_with(&["region".into(), "id".into()]) {
        return None;
    }
    let mut values: Vec<&str> = Vec::new();
    for value in schema
        .values
        .iter()
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
    {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let is_flag = values
        .iter()
        .all(|value| value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"));
    let is_number = |value: &&str| value.parse::<f64>().is_ok();
    let has_prose = values
        .iter()
        .any(|value| !value.is_ascii() || value.len() > 80 || !names::is_nameable(value));
    if values.is_empty() || is_flag || has_prose || values.iter().any(is_number) {
        return None;
    }
    let variant = |value: &str| Variant {
        wire: value.to_owned(),
        ident: String::new(),
        title: title(schema, value),
    };
    Some(values.into_iter().map(variant).collect())
}

/// The documented values as docs, for everything that does not become an enum.
pub(super) fn documented(schema: &Schema<'_>) -> Vec<(String, Option<String>)> {
    let mut values: Vec<(String, Option<String>)> = Vec::new();
    let titled = schema.titles.iter().map(|(value, _)| Cow::Borrowed(*value));
    for value in schema.values.iter().cloned().chain(titled) {
        if !value.trim().is_empty() && values.iter().all(|(known, _)| *known != value) {
            values.push((value.to_string(), title(schema, &value)));
        }
    }
    values
}

fn title(schema: &Schema<'_>, value: &str) -> Option<String> {
    schema
        .titles
        .iter()
        .find(|(name, _)| name.trim() == value)
        .and_then(|(_, title)| present(title))
}
