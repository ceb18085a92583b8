//! A document tree as text again, laid out for people and their version control.

use std::fmt::Write as _;

use super::tree::{Node, Number};

impl Node<'_> {
    /// The document with an entry per line, indented by two spaces, keys in their order.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        print(&mut text, self, 0);
        text.push('\n');
        text
    }
}

fn print(text: &mut String, node: &Node<'_>, depth: usize) {
    match node {
        Node::Null => text.push_str("null"),
        Node::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        // As serde_json writes it: a float stays one.
        Node::Number(Number::Float(value)) => text.push_str(&serde_json::Value::from(*value).to_string()),
        Node::Number(value) => {
            let _ = write!(text, "{value}");
        }
        Node::Text(value) => string(text, value),
        Node::List(items) if items.is_empty() => text.push_str("[]"),
        Node::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                entry(text, index, depth + 1);
                print(text, item, depth + 1);
            }
            line(text, depth);
            text.push(']');
        }
        Node::Object(entries) if entries.is_empty() => text.push_str("{}"),
        Node::Object(entries) => {
            text.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                entry(text, index, depth + 1);
                string(text, key);
                text.push_str(": ");
                print(text, value, depth + 1);
            }
            line(text, depth);
            text.push('}');
        }
    }
}

fn entry(text: &mut String, index: usize, depth: usize) {
    if index > 0 {
        text.push(',');
    }
    line(text, depth);
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    text.push_str(&"  ".repeat(depth));
}

fn string(text: &mut String, value: &str) {
    text.push_str(&serde_json::Value::from(value).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_back_as_they_were() {
        let text = r#"{"b": [1, -2, 0.5, 1.0, 1e300, 18446744073709551615, {}, []], "a": {"x\"\n": "ä/\u0007", "x": null}, "a": true}"#;
        let node = Node::parse(text).unwrap();
        let printed = node.to_text();
        assert_eq!(Node::parse(&printed).unwrap(), node);
        assert!(printed.starts_with("{\n  \"b\": [\n    1,\n"), "{printed}");
        assert!(printed.contains("    1.0,\n"), "{printed}");
    }
}
