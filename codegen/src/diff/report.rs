//! Changes as text, Markdown and JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::{Change, Class, Diff};

impl Diff {
    /// For people: by API version and operation, a line per change, and how many there are.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut heading = (String::new(), None);
        for change in &self.changes {
            let version = format!("{} {}", change.product, change.version);
            if heading.0 != version {
                let _ = writeln!(text, "{version}");
                heading = (version, None);
            }
            if change.operation.is_some() && heading.1 != change.operation {
                let _ = writeln!(text, "  {}", change.operation.as_deref().unwrap_or_default());
                heading.1.clone_from(&change.operation);
            }
            let indent = if change.operation.is_some() { "    " } else { "  " };
            let _ = writeln!(
                text,
                "{indent}{:<11}  {} {}",
                change.class.name(),
                change.item,
                change.what
            );
        }
        if text.is_empty() {
            return "nothing has changed for Rust callers\n".to_owned();
        }
        let counts = Class::ALL.map(|class| format!("{} {}", self.count(class), class.name()));
        let _ = writeln!(text, "\n{}", counts.join(", "));
        text
    }

    /// For a changelog: by class and API version, an item per change. Headings are `###`.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for class in Class::ALL {
            let changes: Vec<&Change> = self.changes.iter().filter(|change| change.class == class).collect();
            if changes.is_empty() {
                continue;
            }
            let title = match class {
                Class::Breaking => "Breaking",
                Class::Deprecating => "Deprecated",
                Class::Compatible => "Compatible",
            };
            let _ = writeln!(text, "### {title}\n");
            let mut heading = String::new();
            for change in changes {
                let version = format!("{} {}", change.product, change.version);
                if heading != version {
                    let _ = writeln!(text, "- {version}");
                    heading = version;
                }
                let operation = change.operation.as_ref().map(|name| format!("`{name}`: "));
                let Change { item, what, .. } = change;
                let _ = writeln!(text, "  - {}`{item}` {what}", operation.unwrap_or_default());
            }
            text.push('\n');
        }
        match text.trim_end() {
            "" => "Nothing has changed for Rust callers.\n".to_owned(),
            text => format!("{text}\n"),
        }
    }

    /// For tools: an object with the number of changes of each class, and a list `changes` with an object per line: `class`,
    /// `product`, `version`, `operation` (`null` for what concerns several), `item`, `what`. More keys may be added.
    pub fn json(&self) -> String {
        let changes = self.changes.iter().map(|change| {
            let Change {
                class,
                product,
                version,
                operation,
                item,
                what,
            } = change;
            let object = json!({
                "class": class.name(), "product": product, "version": version,
                "operation": operation, "item": item, "what": what,
            });
            format!("\n{object}")
        });
        let counts = Class::ALL.map(|class| format!("\"{}\":{}", class.name(), self.count(class)));
        format!(
            "{{{},\"changes\":[{}\n]}}\n",
            counts.join(","),
            changes.collect::<Vec<_>>().join(",")
        )
    }
}
