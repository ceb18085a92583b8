//! The document of an API version without what is not wanted of it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use alicloud_codegen::load::Node;

/// Where the names of shared schemas start in a reference.
const SCHEMAS: &str = "#/components/schemas/";

/// The document without the operations that have files of their own.
pub(super) fn without<'t>(document: &Node<'t>, operations: &[String]) -> Node<'t> {
    edited(document, |key, value| match (key, value) {
        ("apis", Node::Object(entries)) => {
            let rest = entries
                .iter()
                .filter(|(name, _)| !operations.iter().any(|own| own == name));
            Some(Node::Object(rest.cloned().collect()))
        }
        _ => Some(value.clone()),
    })
}

/// The document with no operation, and of the schemas only what these operations refer to, directly or through others.
pub(super) fn only<'t>(document: &Node<'t>, operations: &[Node<'_>]) -> Node<'t> {
    let schemas = document
        .get("components")
        .and_then(|components| components.get("schemas"));
    let mut wanted = BTreeSet::new();
    let mut queue: Vec<String> = Vec::new();
    operations
        .iter()
        .for_each(|operation| references(operation, &mut queue));
    while let Some(name) = queue.pop() {
        if let Some(schema) = schemas
            .and_then(|schemas| schemas.get(&name))
            .filter(|_| !wanted.contains(&name))
        {
            references(schema, &mut queue);
            wanted.insert(name);
        }
    }
    edited(document, |key, value| match key {
        "apis" => Some(Node::Object(Vec::new())),
        "components" => Some(edited(value, |key, value| match (key, value) {
            ("schemas", Node::Object(entries)) => {
                let kept = entries.iter().filter(|(name, _)| wanted.contains(name.as_ref()));
                Some(Node::Object(kept.cloned().collect()))
            }
            _ => Some(value.clone()),
        })),
        // A table of contents of operations that are not there.
        "directories" => None,
        _ => Some(value.clone()),
    })
}

fn edited<'t>(object: &Node<'t>, mut edit: impl FnMut(&str, &Node<'t>) -> Option<Node<'t>>) -> Node<'t> {
    match object {
        Node::Object(entries) => {
            let entries = entries
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), edit(key, value)?)));
            Node::Object(entries.collect())
        }
        other => other.clone(),
    }
}

/// The names of all schemas that are referred to anywhere in a tree.
fn references(node: &Node<'_>, found: &mut Vec<String>) {
    match node {
        Node::List(items) => items.iter().for_each(|item| references(item, found)),
        Node::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Node::Text(text) if key == "$ref" => found.extend(text.strip_prefix(SCHEMAS).map(str::to_owned)),
                    value => references(value, found),
                }
            }
        }
        _ => {}
    }
}

/// The names of a document's operations.
pub(super) fn operations<'n>(document: &'n Node<'_>) -> Vec<&'n str> {
    match document.get("apis") {
        Some(Node::Object(entries)) => entries
            .iter()
            .map(|(name, _): &(Cow<'_, str>, _)| name.as_ref())
            .collect(),
        _ => Vec::new(),
    }
}
