//! Typed access to a document tree that reports instead of failing.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::Report;
use crate::load::{At, Node, Number, Step};

/// Reads values and reports those of the wrong type.
#[derive(Debug)]
pub struct Reader<'r, 't> {
    /// Where problems go.
    pub report: &'r mut Report<'t>,
}

impl<'r, 't> Reader<'r, 't> {
    /// A reader that adds to `report`.
    pub fn new(report: &'r mut Report<'t>) -> Self {
        Self { report }
    }

    /// A value of the wrong type where operations depend on it: there is no telling what was meant.
    fn wrong(&mut self, at: At<'_>, expected: &str, node: &Node<'_>) {
        self.report.error(
            at,
            format!("expected {expected}, found {}", node.kind()),
            "correct the value; the official document shows which type it has",
        );
    }

    /// A value of the wrong type that can be done without: texts, value lists, whatever only says more.
    pub(super) fn useless(&mut self, at: At<'_>, expected: &str, node: &Node<'_>) {
        self.report.warning(
            at,
            format!("expected {expected}, found {}", node.kind()),
            "it is left out; the official document shows which type it has",
        );
    }

    /// The text of a key; `None` when it is absent or `null`.
    pub fn text<'n>(&mut self, node: &'n Node<'n>, key: &str, at: At<'_>) -> Option<&'n str> {
        match node.get(key) {
            None | Some(Node::Null) => None,
            Some(Node::Text(text)) => Some(text),
            Some(other) => {
                self.wrong(at.key(key), "a string", other);
                None
            }
        }
    }

    /// The text of a key that nothing but documentation or a refinement depends on.
    pub fn prose<'n>(&mut self, node: &'n Node<'n>, key: &str, at: At<'_>) -> Option<&'n str> {
        match node.get(key) {
            None | Some(Node::Null) => None,
            Some(Node::Text(text)) => Some(text),
            Some(other) => {
                self.useless(at.key(key), "a string", other);
                None
            }
        }
    }

    /// A flag of a key: `true`, the word in any case, or a number that is not 0.
    pub fn flag(&mut self, node: &Node<'_>, key: &str, at: At<'_>) -> bool {
        match node.get(key) {
            None | Some(Node::Null) => false,
            Some(Node::Bool(value)) => *value,
            Some(Node::Number(number)) => *number != Number::Int(0),
            Some(Node::Text(text)) if text.trim().eq_ignore_ascii_case("true") => true,
            Some(Node::Text(text)) if text.trim().is_empty() || text.trim().eq_ignore_ascii_case("false") => false,
            Some(other) => {
                self.useless(at.key(key), "a boolean", other);
                false
            }
        }
    }

    /// A scalar of a key as text: strings as they are, numbers and booleans as they are written. Anything else has no
    /// place where this is used, in docs, and is left out.
    pub fn scalar<'n>(&mut self, node: &'n Node<'n>, key: &str) -> Option<Cow<'n, str>> {
        node.get(key).and_then(scalar)
    }

    /// The strings of a list, or a single one that stands there instead of the list.
    pub fn texts<'n>(&mut self, node: &'n Node<'n>, key: &str, at: At<'_>) -> Vec<&'n str> {
        if let Some(Node::Text(text)) = node.get(key) {
            return Some(text.trim()).filter(|text| !text.is_empty()).into_iter().collect();
        }
        let texts = self.list(node, key, at, |reader, item, at| match item {
            Node::Text(text) => Some(text.as_ref()),
            other => {
                reader.useless(at, "a string", other);
                None
            }
        });
        texts.into_iter().flatten().collect()
    }

    /// The elements of a list; none when the key is absent.
    pub fn list<'n, T>(
        &mut self,
        node: &'n Node<'n>,
        key: &str,
        at: At<'_>,
        read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
    ) -> Vec<T> {
        self.elements(node, key, at, read, Self::wrong)
    }

    /// The elements of a list that can be done without.
    pub fn extras<'n, T>(
        &mut self,
        node: &'n Node<'n>,
        key: &str,
        at: At<'_>,
        read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
    ) -> Vec<T> {
        self.elements(node, key, at, read, Self::useless)
    }

    fn elements<'n, T>(
        &mut self,
        node: &'n Node<'n>,
        key: &str,
        at: At<'_>,
        mut read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
        complain: fn(&mut Self, At<'_>, &str, &Node<'_>),
    ) -> Vec<T> {
        let at = at.key(key);
        match node.get(key) {
            None | Some(Node::Null) => Vec::new(),
            Some(Node::List(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| read(self, item, at.index(index)))
                .collect(),
            Some(Node::Object(entries)) if entries.is_empty() => Vec::new(),
            Some(other) => {
                complain(self, at, "a list", other);
                Vec::new()
            }
        }
    }

    /// The entries of an object; none when it is absent or an empty list, as some documents write it.
    pub fn entries<'n, T>(
        &mut self,
        node: Option<&'n Node<'n>>,
        at: At<'_>,
        mut read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
    ) -> Vec<(&'n str, T)> {
        match node {
            None | Some(Node::Null) => Vec::new(),
            Some(Node::Object(entries)) => entries
                .iter()
                .map(|(key, value)| (key.as_ref(), read(self, value, at.key(key))))
                .collect(),
            Some(Node::List(items)) if items.is_empty() => Vec::new(),
            Some(other) => {
                self.wrong(at, "an object", other);
                Vec::new()
            }
        }
    }

    /// The entries of an object that can be done without.
    pub fn notes<'n, T>(
        &mut self,
        node: Option<&'n Node<'n>>,
        at: At<'_>,
        read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
    ) -> Vec<(&'n str, T)> {
        match node {
            Some(Node::Object(_)) => self.entries(node, at, read),
            None | Some(Node::Null) => Vec::new(),
            Some(Node::List(items)) if items.is_empty() => Vec::new(),
            Some(other) => {
                self.useless(at, "an object", other);
                Vec::new()
            }
        }
    }

    /// The entries of an object whose keys are definitions of something, so that none should stand there twice. Of the
    /// others that do, the last one counts, as it does to every JSON parser that builds a map.
    pub fn distinct<'n, T>(
        &mut self,
        node: Option<&'n Node<'n>>,
        at: At<'_>,
        what: &str,
        read: impl FnMut(&mut Self, &'n Node<'n>, At<'_>) -> T,
    ) -> Vec<(&'n str, T)> {
        let repeated = self.repeated(node, at, what, Report::warning, "the last one counts");
        let mut entries = self.entries(node, at, read);
        if repeated {
            let mut seen = HashSet::with_capacity(entries.len());
            entries.reverse();
            entries.retain(|(key, _)| seen.insert(*key));
            entries.reverse();
        }
        entries
    }

    /// The same for operations, of which a second one is an error: two documents were mixed up. Those are left out that
    /// `read` makes nothing of.
    pub fn unique<'n, T>(
        &mut self,
        node: Option<&'n Node<'n>>,
        at: At<'_>,
        what: &str,
        mut read: impl FnMut(&mut Self, &'n str, &'n Node<'n>, At<'_>) -> Option<T>,
    ) -> Vec<(&'n str, T)> {
        self.repeated(node, at, what, Report::error, "keep one of them");
        let Some(Node::Object(entries)) = node else {
            self.entries(node, at, |_, _, _| ());
            return Vec::new();
        };
        entries
            .iter()
            .filter_map(|(key, value)| Some((key.as_ref(), read(self, key, value, at.key(key))?)))
            .collect()
    }

    /// Reports keys that occur again; whether there are any.
    fn repeated(
        &mut self,
        node: Option<&Node<'_>>,
        at: At<'_>,
        what: &str,
        report: fn(&mut Report<'t>, At<'_>, String, String),
        so: &str,
    ) -> bool {
        let Some(Node::Object(entries)) = node else {
            return false;
        };
        let mut seen = HashSet::with_capacity(entries.len());
        let mut found = false;
        for (key, _) in entries {
            if !seen.insert(key) {
                found = true;
                let mut first = at.to_path();
                first.0.push(Step::Key(key.to_string()));
                let first = self.report.first_position(&first);
                report(
                    self.report,
                    At::Again(&at, key),
                    format!("{what} `{key}` is defined twice"),
                    format!("it is first defined at {first}; {so}"),
                );
            }
        }
        found
    }

    /// Reports a value that is not an object where only an object makes sense.
    pub fn expect_object(&mut self, node: &Node<'_>, at: At<'_>) -> bool {
        let is_object = matches!(node, Node::Object(_)) || matches!(node, Node::List(items) if items.is_empty());
        if !is_object {
            self.wrong(at, "an object", node);
        }
        is_object
    }
}

/// A scalar as text.
pub(super) fn scalar<'n>(node: &'n Node<'n>) -> Option<Cow<'n, str>> {
    match node {
        Node::Text(text) => Some(Cow::Borrowed(text)),
        Node::Number(number) => Some(Cow::Owned(number.to_string())),
        Node::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        Node::Null | Node::List(_) | Node::Object(_) => None,
    }
}
