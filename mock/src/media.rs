//! Answers in the format of their operation.

use quick_xml::escape::escape;
use serde_json::Value;

/// What the body of an operation's answers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Xml,
    Text,
    Bytes,
    Events,
}

impl Media {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "application/xml",
            Self::Text => "text/plain;charset=utf-8",
            Self::Bytes => "application/octet-stream",
            Self::Events => "text/event-stream;charset=utf-8",
        }
    }

    /// An answer as it goes out. A stream of events has one.
    pub(crate) fn write(self, answer: &Value) -> String {
        match self {
            Self::Json => answer.to_string(),
            Self::Xml => {
                let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
                children(&mut out, answer);
                out
            }
            Self::Text | Self::Bytes => match answer {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
            Self::Events => format!("event: message\ndata: {answer}\n\n"),
        }
    }
}

fn children(out: &mut String, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                // A list is its element repeated.
                match value {
                    Value::Array(items) => items.iter().for_each(|item| element(out, name, item)),
                    Value::Null => {}
                    value => element(out, name, value),
                }
            }
        }
        Value::String(text) => out.push_str(&escape(text.as_str())),
        other => out.push_str(&escape(other.to_string())),
    }
}

fn element(out: &mut String, name: &str, value: &Value) {
    out.extend(["<", name, ">"]);
    children(out, value);
    out.extend(["</", name, ">"]);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_repeated_elements() {
        let answer = json!({"List": {"Job": [{"Name": "<a>"}, {"Count": 1}], "None": null}});
        assert_eq!(
            Media::Xml.write(&answer),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><List><Job><Name>&lt;a&gt;</Name></Job><Job><Count>1</Count></Job></List>"
        );
    }
}
