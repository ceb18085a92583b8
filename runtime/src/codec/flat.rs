//! Query and form parameters: nested values as dotted names, scalars as text.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

use super::{NamedView, View};

/// Writes `view` as parameters named `name`, `name.1`, `name.Key`, …: objects and maps add `.<key>`, lists
/// `.<1-based index>`, at any depth.
///
/// Unset values and empty lists or objects write nothing; an empty string writes an empty value; a JSON `null` inside a
/// list writes nothing but keeps its index. The wire styles `repeatList` and `flat` are both this.
pub fn flatten(name: Cow<'static, str>, view: View<'_>, out: &mut dyn FnMut(Cow<'static, str>, String)) {
    match view {
        View::Absent | View::Any(Value::Null) => {}
        View::List(_) | View::Map(_) | View::Object(_) | View::Any(Value::Array(_) | Value::Object(_)) => {
            walk(&mut name.into_owned(), view, out);
        }
        scalar => {
            if let Some(text) = text(scalar) {
                out(name, text.into_owned());
            }
        }
    }
}

fn walk(name: &mut String, view: View<'_>, out: &mut dyn FnMut(Cow<'static, str>, String)) {
    let base = name.len();
    let mut child = |key: &dyn std::fmt::Display, view: View<'_>| {
        // Writing to a String cannot fail.
        let _ = write!(name, ".{key}");
        walk(name, view, out);
        name.truncate(base);
    };
    match view {
        View::List(list) => {
            let mut index = 0_usize;
            list.items(&mut |item| {
                index += 1;
                child(&index, item);
            });
        }
        View::Map(map) => map.entries(&mut |key, value| child(&key, value)),
        View::Object(object) => {
            object.fields(&mut |all: &[NamedView<'_>]| all.iter().for_each(|(key, value)| child(key, *value)))
        }
        View::Any(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                child(&(index + 1), View::Any(item));
            }
        }
        View::Any(Value::Object(entries)) => {
            for (key, value) in entries {
                child(key, View::Any(value));
            }
        }
        scalar => {
            if let Some(text) = text(scalar) {
                out(Cow::Owned(name.clone()), text.into_owned());
            }
        }
    }
}

/// A list of scalars as one comma-separated text: the wire style `simple`. A scalar on its own is itself.
pub fn join(view: View<'_>) -> Option<String> {
    let mut joined: Option<String> = None;
    let mut push = |item: View<'_>| {
        if let Some(item) = text(item) {
            match &mut joined {
                Some(joined) => {
                    joined.push(',');
                    joined.push_str(&item);
                }
                None => joined = Some(item.into_owned()),
            }
        }
    };
    match view {
        View::List(list) => list.items(&mut push),
        View::Any(Value::Array(items)) => items.iter().for_each(|item| push(View::Any(item))),
        scalar => push(scalar),
    }
    joined
}

/// A scalar as the text that stands for it in a query, form, path or header; anything nested as its JSON text.
pub(crate) fn text(view: View<'_>) -> Option<Cow<'_, str>> {
    Some(match view {
        View::Absent | View::Any(Value::Null) | View::Body(_) => return None,
        View::Text(text) => Cow::Borrowed(text),
        View::Any(Value::String(text)) => Cow::Borrowed(text),
        View::Bool(true) => Cow::Borrowed("true"),
        View::Bool(false) => Cow::Borrowed("false"),
        View::Int(value) => Cow::Owned(value.to_string()),
        View::Bytes(bytes) => String::from_utf8_lossy(bytes),
        other => Cow::Owned(super::json::to_text(other)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn flat(value: &Value) -> Vec<(String, String)> {
        let mut out = Vec::new();
        flatten("P".into(), View::Any(value), &mut |name, value| {
            out.push((name.into_owned(), value))
        });
        out
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn nests_by_dots_and_one_based_indexes() {
        let value = json!([{"Key": "a", "Value": true}, {"Tuples": [{"Id": 9_007_199_254_740_993_i64}]}, [["x"]]]);
        assert_eq!(
            flat(&value),
            [
                pair("P.1.Key", "a"),
                pair("P.1.Value", "true"),
                pair("P.2.Tuples.1.Id", "9007199254740993"),
                pair("P.3.1.1", "x")
            ]
        );
    }

    #[test]
    fn empty_values_write_nothing_but_empty_text_does_and_null_keeps_its_index() {
        assert_eq!(flat(&json!([])), []);
        assert_eq!(flat(&json!({})), []);
        assert_eq!(flat(&json!(null)), []);
        assert_eq!(flat(&json!("")), [pair("P", "")]);
        assert_eq!(flat(&json!([null, "b"])), [pair("P.2", "b")]);
    }

    #[test]
    fn joins_scalars_with_commas() {
        assert_eq!(join(View::Any(&json!(["a", 1, false]))).as_deref(), Some("a,1,false"));
        assert_eq!(join(View::Any(&json!([]))), None);
        assert_eq!(join(View::Text("x")).as_deref(), Some("x"));
    }
}
