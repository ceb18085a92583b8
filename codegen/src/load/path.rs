//! Where a value stands in its document, and where that is in the text.

use std::fmt;
use std::ops::Range;

/// A JSON path that is built on the way down and costs nothing unless something is reported.
#[derive(Clone, Copy, Debug)]
pub enum At<'p> {
    /// The value at a path that is kept somewhere.
    Base(&'p JsonPath),
    /// The value of a key.
    Key(&'p At<'p>, &'p str),
    /// The value of a key that occurs for the second time.
    Again(&'p At<'p>, &'p str),
    /// An element of a list.
    Index(&'p At<'p>, usize),
}

impl<'p> At<'p> {
    /// The value of `key` in the object here.
    pub fn key(&'p self, key: &'p str) -> Self {
        At::Key(self, key)
    }

    /// Element `index` of the list here.
    pub fn index(&'p self, index: usize) -> Self {
        At::Index(self, index)
    }

    /// The path as a value of its own.
    pub fn to_path(self) -> JsonPath {
        let (parent, step) = match self {
            At::Base(path) => return path.clone(),
            At::Key(parent, key) => (parent, Step::Key(key.to_owned())),
            At::Again(parent, key) => (parent, Step::Again(key.to_owned())),
            At::Index(parent, index) => (parent, Step::Index(index)),
        };
        let mut path = parent.to_path();
        path.0.push(step);
        path
    }
}

/// A path from the root of a document to one of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonPath(pub Vec<Step>);

/// One step of a [`JsonPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into an object.
    Key(String),
    /// Into an object, to the second value of a repeated key.
    Again(String),
    /// Into a list.
    Index(usize),
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.0 {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) | Step::Again(key) if is_plain(key) => write!(f, ".{key}")?,
                Step::Key(key) | Step::Again(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

impl JsonPath {
    /// The bytes of `text` that the last step of this path names: a key with its quotes, or a list element. As far as
    /// the path can be followed, when it cannot be followed to its end.
    ///
    /// Documents keep no positions, since only errors need them; this walks the text again.
    pub fn locate(&self, text: &str) -> Range<usize> {
        self.walk(text, Repeated::Last)
    }

    /// The same, at the first occurrence of keys that are repeated.
    pub fn locate_first(&self, text: &str) -> Range<usize> {
        self.walk(text, Repeated::First)
    }

    fn walk(&self, text: &str, repeated: Repeated) -> Range<usize> {
        let mut scan = Scan {
            bytes: text.as_bytes(),
            at: 0,
        };
        scan.space();
        let mut found = scan.at..scan.at + 1;
        for step in &self.0 {
            let entered = match step {
                Step::Key(key) => scan.enter_key(key, repeated),
                Step::Again(key) => scan.enter_key(key, Repeated::Second),
                Step::Index(index) => scan.enter_index(*index),
            };
            match entered {
                Some(range) => found = range,
                None => break,
            }
        }
        let end = found.end.min(text.len());
        found.start.min(end)..end
    }
}

/// Which of several equal keys is meant.
#[derive(Clone, Copy)]
enum Repeated {
    First,
    Second,
    /// The one whose value counts.
    Last,
}

impl Repeated {
    fn limit(self) -> usize {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Last => usize::MAX,
        }
    }
}

/// Walks valid JSON without building anything.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b':')) {
            self.at += 1;
        }
    }

    /// Enters the value of `key` and gives the range of the key itself.
    fn enter_key(&mut self, key: &str, which: Repeated) -> Option<Range<usize>> {
        if self.peek() != Some(b'{') {
            return None;
        }
        self.at += 1;
        let mut found = None;
        let mut seen = 0;
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                break;
            }
            let start = self.at;
            self.string();
            let name = self.bytes.get(start..self.at)?;
            let matches = serde_json::from_slice::<String>(name).is_ok_and(|name| name == key);
            self.space();
            if matches {
                seen += 1;
                found = Some((start..start + name.len(), self.at));
                if seen == which.limit() {
                    break;
                }
            }
            self.value();
        }
        let (range, value) = found?;
        self.at = value;
        Some(range)
    }

    fn enter_index(&mut self, index: usize) -> Option<Range<usize>> {
        if self.peek() != Some(b'[') {
            return None;
        }
        self.at += 1;
        for _ in 0..index {
            self.space();
            self.value();
        }
        self.space();
        let start = self.at;
        self.value();
        let end = self.at.max(start + 1);
        self.at = start;
        // A whole object is no place to point at; its opening brace is.
        let is_container = matches!(self.peek(), Some(b'{' | b'['));
        Some(start..if is_container { start + 1 } else { end })
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }

    fn value(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.space();
            match self.peek() {
                None => return,
                Some(b'"') => self.string(),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                    self.at += 1;
                }
                Some(_) => {
                    while matches!(self.peek(), Some(byte) if !b" \n\r\t,:{}[]\"".contains(&byte)) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(text: &str, steps: Vec<Step>) -> &str {
        text.get(JsonPath(steps).locate(text)).unwrap()
    }

    #[test]
    fn finds_keys_elements_and_repetitions() {
        let text = r#" {"a": {"x\"": [1, {"y": "z}"}, true]}, "b": 1, "b": 2}"#;
        let key = |name: &str| Step::Key(name.to_owned());
        assert_eq!(located(text, vec![key("a"), key("x\"")]), r#""x\"""#);
        assert_eq!(
            located(text, vec![key("a"), key("x\""), Step::Index(1), key("y")]),
            r#""y""#
        );
        assert_eq!(located(text, vec![key("a"), key("x\""), Step::Index(2)]), "true");
        let again = JsonPath(vec![Step::Again("b".into())]).locate(text);
        assert_eq!(text.get(again.start..), Some(r#""b": 2}"#));
        assert_eq!(located(text, vec![key("a"), key("missing")]), r#""a""#);
        assert_eq!(located("", vec![key("a")]), "");
    }

    #[test]
    fn prints_like_jsonpath() {
        let path = JsonPath(vec![Step::Key("apis".into()), Step::Key("x-y".into()), Step::Index(2)]);
        assert_eq!(path.to_string(), r#"$.apis["x-y"][2]"#);
    }
}
