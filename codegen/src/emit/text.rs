//! A file that is being written.

use std::fmt::Write as _;

/// Text of a generated file.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Adds a line.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds lines of documentation for the next item.
    pub(super) fn docs(&mut self, indent: &str, lines: &[String]) {
        self.comment(indent, "///", lines);
    }

    /// Adds lines of documentation for the module.
    pub(super) fn module_docs(&mut self, lines: &[String]) {
        self.comment("", "//!", lines);
    }

    fn comment(&mut self, indent: &str, mark: &str, lines: &[String]) {
        for line in lines {
            let line = line.trim_end();
            let space = if line.is_empty() { "" } else { " " };
            // Writing to a string does not fail.
            let _ = writeln!(self.0, "{indent}{mark}{space}{line}");
        }
    }

    /// Adds a module with what would be its file.
    pub(super) fn module(&mut self, name: &str, body: &str) {
        self.line(&format!("pub mod {name} {{"));
        self.0.push_str(body);
        self.line("}");
    }

    /// Replaces what the last line ends with.
    pub(super) fn replace_last(&mut self, ending: &str, by: &str) {
        if let Some(text) = self.0.strip_suffix(&format!("{ending}\n")) {
            self.0 = format!("{text}{by}\n");
        }
    }

    /// The text of the file.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '\'' => literal.push(c),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}' => {
                literal.extend(c.escape_unicode());
            }
            c => literal.extend(c.escape_debug()),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_read_back_as_they_were() {
        for text in ["a\"b\\c", "x\n\r\t\0'", "\u{202e}免费\u{301}", "{#accountId}"] {
            let parsed: syn::LitStr = syn::parse_str(&literal(text)).unwrap();
            assert_eq!(parsed.value(), text);
        }
        assert!(literal("\u{202e}").is_ascii());
    }
}
