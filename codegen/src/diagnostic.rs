//! Mistakes in specs, shown the way the compiler shows mistakes in code.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

#[cfg(feature = "snippets")]
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::load::{At, JsonPath};

/// One thing that is wrong with an input file, with everything needed to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether generation may go on.
    pub severity: Severity,
    /// The file.
    pub file: PathBuf,
    /// Where in the file, if it could be read at all.
    pub place: Option<Place>,
    /// The value's path in the document; `None` when it is not a document.
    pub path: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The output is what it should be, but something should be looked at.
    Warning,
}

/// A place in a text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line's text, or the part of a very long line around the place.
    excerpt: String,
    /// Whether it is only a part, so that columns cannot be counted in it.
    is_cut: bool,
    /// The bytes of `excerpt` that the place covers.
    span: Range<usize>,
}

/// Bytes shown to either side of a place on a line that is too long to show.
const AROUND: usize = 60;

impl Place {
    /// The place of some bytes of `text`.
    pub fn new(text: &str, range: Range<usize>) -> Self {
        let start = floor(text, range.start.min(text.len()));
        let (before, after) = text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = start + after.find('\n').unwrap_or(after.len());
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let (from, to) = match line_end - line_start {
            0..=200 => (line_start, line_end),
            _ => (
                floor(text, start.saturating_sub(AROUND).max(line_start)),
                floor(text, (start + AROUND).min(line_end)),
            ),
        };
        let excerpt = text.get(from..to).unwrap_or_default().trim_end_matches('\r').to_owned();
        let begin = (start - from).min(excerpt.len());
        let end = floor(&excerpt, range.end.saturating_sub(from).min(excerpt.len())).max(begin);
        Self {
            line,
            column,
            excerpt,
            is_cut: from > line_start,
            span: begin..end,
        }
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Diagnostic {
    /// A problem with a file as a whole.
    pub fn of_file(file: &Path, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            place: None,
            path: None,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The diagnostic as the compiler would print it, without colours.
    #[cfg(feature = "snippets")]
    pub fn render(&self) -> String {
        self.render_with(&Renderer::plain())
    }

    /// The diagnostic in one line, with its severity.
    #[cfg(not(feature = "snippets"))]
    pub fn render(&self) -> String {
        match self.severity {
            Severity::Error => format!("error: {}", self.line()),
            Severity::Warning => format!("warning: {}", self.line()),
        }
    }

    /// The diagnostic in one line: `file:line:column: message (at path); help`.
    pub fn line(&self) -> String {
        let position = self
            .place
            .as_ref()
            .map(|place| format!(":{}:{}", place.line, place.column));
        let path = self.path.as_ref().map(|path| format!(" (at {path})"));
        let text = format!(
            "{}{}: {}{}; {}",
            self.file.display(),
            position.unwrap_or_default(),
            self.message,
            path.unwrap_or_default(),
            self.help
        );
        printable(&text).replace('\n', " ")
    }

    /// The diagnostic as one line of JSON, for tools:
    ///
    /// | key | value |
    /// |---|---|
    /// | `severity` | `"error"`, `"warning"` or `"note"` |
    /// | `message`, `help` | what is wrong, and what to do about it |
    /// | `file` | path of the file |
    /// | `line`, `column` | from 1; the column counts characters |
    /// | `path` | where the value is in its document, as JSONPath |
    ///
    /// All keys are always there; what is not known is `null`. More keys may be added.
    pub fn json(&self) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        object(severity, &self.message, Some(&self.help), Some(self))
    }

    /// The diagnostic with colours for a terminal.
    #[cfg(feature = "snippets")]
    pub fn render_styled(&self) -> String {
        self.render_with(&Renderer::styled())
    }

    #[cfg(feature = "snippets")]
    fn render_with(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let file = self.file.display().to_string();
        let message = printable(&self.message);
        let title = level.primary_title(message.as_str());
        let help = printable(&self.help);
        let path = self.path.iter().map(|path| format!("at {}", printable(path)));
        let at: String = path.collect();
        let origin = Origin::path(file.as_str());
        let group = match &self.place {
            Some(place) => {
                let line = Snippet::source(place.excerpt.as_str())
                    .line_start(place.line)
                    .annotation(AnnotationKind::Primary.span(place.span.clone()).label(at.as_str()));
                match place.is_cut {
                    // The snippet would count columns in the part that it has.
                    true => title
                        .element(origin.line(place.line).char_column(place.column))
                        .element(line),
                    false => title.element(line.path(file.as_str())),
                }
            }
            None => title.element(origin),
        };
        renderer.render(&[group.element(Level::HELP.message(help.as_str()))])
    }
}

/// A message that is about no file, in the shape of [`Diagnostic::json`].
pub fn json(severity: &str, message: &str, help: Option<&str>) -> String {
    object(severity, message, help, None)
}

fn object(severity: &str, message: &str, help: Option<&str>, problem: Option<&Diagnostic>) -> String {
    let place = problem.and_then(|problem| problem.place.as_ref());
    let object = serde_json::json!({
        "severity": severity,
        "message": message,
        "help": help,
        "file": problem.map(|problem| problem.file.display().to_string()),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "path": problem.and_then(|problem| problem.path.as_deref()),
    });
    object.to_string()
}

/// What a spec says must not move the reader's cursor.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

/// The problems found in one file, while its text is at hand.
#[derive(Debug)]
pub struct Report<'t> {
    file: &'t Path,
    text: &'t str,
    /// What was found so far.
    pub found: Vec<Diagnostic>,
}

impl<'t> Report<'t> {
    /// Nothing found yet.
    pub fn new(file: &'t Path, text: &'t str) -> Self {
        Self {
            file,
            text,
            found: Vec::new(),
        }
    }

    /// The file this is about.
    pub fn file(&self) -> &'t Path {
        self.file
    }

    /// Adds an error at a place of the document.
    pub fn error(&mut self, at: At<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Error, at, message.into(), help.into());
    }

    /// Adds a warning at a place of the document.
    pub fn warning(&mut self, at: At<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, at, message.into(), help.into());
    }

    fn add(&mut self, severity: Severity, at: At<'_>, message: String, help: String) {
        let path = at.to_path();
        self.found.push(Diagnostic {
            severity,
            file: self.file.to_owned(),
            place: Some(Place::new(self.text, path.locate(self.text))),
            path: Some(path.to_string()),
            message,
            help,
        });
    }

    /// `file:line:column` of a place, to mention it in a message about another one; of a repeated key, the first.
    pub fn first_position(&self, path: &JsonPath) -> String {
        let place = Place::new(self.text, path.locate_first(self.text));
        format!("{}:{}:{}", self.file.display(), place.line, place.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let text = "{\n  \"ä\": 1,\r\n  \"b\": 2\n}";
        let at = text.find("\"b\"").unwrap();
        let place = Place::new(text, at..at + 3);
        assert_eq!((place.line, place.column, place.excerpt.as_str()), (3, 3, "  \"b\": 2"));
        let at = text.find('1').unwrap();
        let place = Place::new(text, at..at + 1);
        assert_eq!(
            (place.line, place.column, place.excerpt.as_str()),
            (2, 8, "  \"ä\": 1,")
        );
    }

    #[test]
    fn places_survive_odd_ranges() {
        assert_eq!(Place::new("", 3..9).line, 1);
        assert_eq!(Place::new("ä", 1..2).column, 1);
        let long = format!("{{\"key\": \"{}\"}}", "ö".repeat(5000));
        assert!(Place::new(&long, 5000..5001).excerpt.len() < 130);
    }
}
