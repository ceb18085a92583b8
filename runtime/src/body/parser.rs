//! The event stream format of the HTML standard (section 9.2.6): lines of `field: value`, a blank line after each event.

use std::time::Duration;

/// Bytes in, events out.
#[derive(Default)]
pub(super) struct Parser {
    /// What has come and is not read yet.
    buffer: Vec<u8>,
    /// How much of it has been read; never more than there is.
    read: usize,
    /// How much behind that is known to hold no end of a line, so that a long line is searched once.
    searched: usize,
    /// Whether the first line has been begun, before which a byte order mark may stand.
    is_begun: bool,
    /// Whether the last line ended in CR, so that an LF right behind it belongs to it.
    after_cr: bool,
    /// Whether all of it is one document, not a stream of events.
    is_document: bool,
    event: Raw,
    has_data: bool,
    /// The last id; it counts for the following events too.
    id: Option<String>,
}

/// An event whose data nobody has looked into.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) data: String,
    pub(super) kind: String,
    pub(super) id: Option<String>,
    pub(super) retry: Option<Duration>,
}

impl Parser {
    /// For what turns out to be a single document.
    pub(super) fn of_document() -> Self {
        Self {
            is_document: true,
            ..Self::default()
        }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.read);
        self.read = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// How many bytes are kept for an event that is not complete.
    pub(super) fn held(&self) -> usize {
        self.buffer.len() - self.read + self.event.data.len()
    }

    /// The next complete event.
    pub(super) fn next(&mut self) -> Option<Raw> {
        if self.is_document {
            return None;
        }
        while let Some(line) = self.line() {
            if line.is_empty() {
                if let Some(event) = self.dispatch() {
                    return Some(event);
                }
            } else {
                self.field(&line);
            }
        }
        None
    }

    /// What the end of the stream completes: a document, but no event.
    pub(super) fn finish(&mut self) -> Option<Raw> {
        let data = std::mem::take(&mut self.buffer);
        (self.is_document && !data.is_empty()).then(|| Raw {
            data: String::from_utf8_lossy(&data).into_owned(),
            kind: "message".to_owned(),
            ..Raw::default()
        })
    }

    /// The next complete line, without its end: CR, LF or both.
    fn line(&mut self) -> Option<String> {
        let mut rest = self.buffer.get(self.read..).unwrap_or_default();
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            if let Some(after) = rest.strip_prefix(b"\n") {
                rest = after;
                self.read += 1;
            }
        }
        let found = rest
            .iter()
            .skip(self.searched)
            .position(|byte| matches!(byte, b'\r' | b'\n'));
        let Some(found) = found else {
            self.searched = rest.len();
            return None;
        };
        let end = std::mem::take(&mut self.searched) + found;
        let (line, after) = rest.split_at_checked(end)?;
        self.after_cr = after.first() == Some(&b'\r');
        self.read += end + 1;
        let line = match self.is_begun {
            true => line,
            false => line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line),
        };
        self.is_begun = true;
        Some(String::from_utf8_lossy(line).into_owned())
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            "event" => value.clone_into(&mut self.event.kind),
            "id" if !value.contains('\0') => self.id = (!value.is_empty()).then(|| value.to_owned()),
            "retry" => self.event.retry = value.parse().ok().map(Duration::from_millis).or(self.event.retry),
            // A comment, which keeps the connection alive, or a field of the future.
            _ => {}
        }
    }

    fn dispatch(&mut self) -> Option<Raw> {
        let mut event = std::mem::take(&mut self.event);
        if !std::mem::take(&mut self.has_data) {
            return None;
        }
        if event.kind.is_empty() {
            "message".clone_into(&mut event.kind);
        }
        event.id.clone_from(&self.id);
        Some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All events of a text that arrives in pieces of `size` bytes.
    fn events(text: &[u8], size: usize) -> Vec<(String, String, Option<String>)> {
        let mut parser = Parser::default();
        let mut events = Vec::new();
        for piece in text.chunks(size) {
            parser.push(piece);
            events.extend(std::iter::from_fn(|| parser.next()).map(|raw| (raw.kind, raw.data, raw.id)));
        }
        events
    }

    #[test]
    fn lines_end_in_any_way_and_pieces_may_cut_anywhere() {
        let text = "\u{feff}id: 1\r\nevent: x\rdata: é\n\n: comment\ndata:{\"a\":1,\r\ndata: \"b\":2}\r\n\r\nignored\n\ndata\n\ndata: cut off";
        let expected: Vec<(String, String, Option<String>)> =
            [("x", "é"), ("message", "{\"a\":1,\n\"b\":2}"), ("message", "")]
                .iter()
                .map(|(kind, data)| ((*kind).to_owned(), (*data).to_owned(), Some("1".to_owned())))
                .collect();
        for size in 1..=text.len() {
            assert_eq!(events(text.as_bytes(), size), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn retry_is_in_milliseconds() {
        let mut parser = Parser::default();
        parser.push(b"retry: 3000\nretry: soon\ndata: 1\n\n");
        assert_eq!(parser.next().and_then(|raw| raw.retry), Some(Duration::from_secs(3)));
    }

    #[test]
    fn a_document_is_one_event() {
        let mut parser = Parser::of_document();
        parser.push(b"{\n\n");
        parser.push(b"}");
        assert_eq!(parser.next(), None);
        assert_eq!(parser.finish().map(|raw| raw.data).as_deref(), Some("{\n\n}"));
        assert_eq!(parser.finish(), None);
    }
}
