//! Views as XML documents.

use quick_xml::escape::escape;
use serde_json::Value;

use crate::codec::{NamedView, View, text};

/// A document with `root` as its element, as the official SDKs write it: a prolog, no white space between elements, unset
/// fields left out.
pub(crate) fn document(root: &str, view: View<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    element(&mut out, root, view);
    out
}

fn element(out: &mut String, name: &str, view: View<'_>) {
    match view {
        View::Absent | View::Any(Value::Null) => {}
        View::List(list) => list.items(&mut |item| element(out, name, item)),
        View::Any(Value::Array(items)) => items.iter().for_each(|item| element(out, name, View::Any(item))),
        other => {
            let name = escape(name);
            out.extend(["<", &name, ">"]);
            content(out, other);
            out.extend(["</", &name, ">"]);
        }
    }
}

fn content(out: &mut String, view: View<'_>) {
    match view {
        View::Object(object) => {
            object.fields(&mut |all: &[NamedView<'_>]| all.iter().for_each(|(name, value)| element(out, name, *value)))
        }
        View::Map(map) => map.entries(&mut |name, value| element(out, name, value)),
        View::Any(Value::Object(entries)) => {
            entries
                .iter()
                .for_each(|(name, value)| element(out, name, View::Any(value)));
        }
        scalar => {
            if let Some(text) = text(scalar) {
                out.push_str(&escape(text.as_ref()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What the official Python SDK's `XML.to_xml` (darabonba-core 1.0.9) makes of the same value, but for its spelling of
    /// booleans and its `&#233;` for `é`.
    #[test]
    fn writes_as_official_sdks_do() {
        let value = json!({"JobName": "a<b>&\"c'é", "Count": 3, "On": true, "Tags": {"Tag": [{"Key": "k1"}, {"Key": "k2"}]}, "None": null, "Empty": ""});
        assert_eq!(
            document("ImportJob", View::Any(&value)),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><ImportJob><Count>3</Count><Empty></Empty>\
             <JobName>a&lt;b&gt;&amp;&quot;c&apos;é</JobName><On>true</On>\
             <Tags><Tag><Key>k1</Key></Tag><Tag><Key>k2</Key></Tag></Tags></ImportJob>"
        );
    }
}
