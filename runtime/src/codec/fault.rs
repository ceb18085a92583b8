//! What can be wrong with an answer, and where.

use std::fmt;

/// Why an answer does not fit the output type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The text is not JSON (or XML, where that is expected), or stops too early; `message` is the parser's, with the place.
    Syntax {
        /// The format: `JSON` or `XML`.
        format: &'static str,
        /// What the parser found wrong and where.
        message: String,
    },
    /// A value has a kind that cannot stand in its field, even leniently.
    Mismatch {
        /// Where, for example `Instances.Instance[3].Cpu`; empty for the root.
        path: String,
        /// What the field takes, for example `an integer`.
        expected: &'static str,
        /// What came, shortened.
        found: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { format, message } => write!(f, "not a complete {format} document: {message}"),
            Self::Mismatch { path, expected, found } if path.is_empty() => {
                write!(f, "expected {expected}, got {found}")
            }
            Self::Mismatch { path, expected, found } => write!(f, "{path}: expected {expected}, got {found}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// What went wrong, collected while the error travels outward: serde's own error type has no room for a path.
#[derive(Default)]
pub(super) struct Fault {
    pub(super) mismatch: Option<(&'static str, String)>,
    /// Innermost first.
    pub(super) path: Vec<Step>,
}

pub(super) enum Step {
    Name(String),
    Index(usize),
}

impl Fault {
    pub(super) fn into_error(self, format: &'static str, error: &dyn fmt::Display) -> DecodeError {
        let Some((expected, found)) = self.mismatch else {
            return DecodeError::Syntax {
                format,
                message: error.to_string(),
            };
        };
        let mut path = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Name(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        DecodeError::Mismatch { path, expected, found }
    }
}

/// A found string for an error message: enough to recognise it, not the whole answer.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
}
