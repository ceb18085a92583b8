//! Texts of specs as documentation comments.
//!
//! Official texts are Markdown with HTML in it, meant for a web portal. Here they become Markdown that rustdoc accepts
//! without a warning and cannot mistake for anything else: no HTML, no links to nowhere, no code that would be compiled
//! as a test, no text that reads differently from what it is.

use super::html::{code_span, without_html};

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<String> {
    let text = without_html(&visible(text));
    let mut lines = Lines::default();
    for line in text.lines() {
        lines.push(line);
    }
    lines.finish()
}

/// A value as a code span, whatever is in it.
pub(super) fn code(text: &str) -> String {
    let text = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A text as a code block that no tool takes for Rust.
pub(super) fn block(language: &str, text: &str) -> Vec<String> {
    let text = visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let mut lines = vec![format!("{fence}{language}")];
    lines.extend(text.trim_end().lines().map(|line| line.trim_end().to_owned()));
    lines.push(fence);
    lines
}

/// Without characters that show nothing or turn the reading direction, and with spaces for tabs.
fn visible(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\u{a0}' => clean.push(' '),
            '\n' => clean.push('\n'),
            '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {}
            '\u{61c}' | '\u{fff9}'..='\u{fffb}' => {}
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Builds the lines of one comment.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    /// The fence of the code block we are in.
    fence: Option<String>,
    /// Columns by which text of the current list item is indented.
    item: usize,
}

impl Lines {
    fn push(&mut self, line: &str) {
        if let Some(fence) = &self.fence {
            let is_end = line.trim_start().starts_with(fence.as_str());
            self.lines.push(if is_end {
                fence.clone()
            } else {
                line.trim_end().to_owned()
            });
            if is_end {
                self.fence = None;
                self.lines.push(String::new());
            }
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let line = line.trim().trim_start_matches('>').trim_start();
        if let Some(fence) = fence(line) {
            self.blank();
            // Whatever language it claims: a block of `rust`, or of none, would be compiled.
            self.lines.push(format!("{fence}text"));
            self.fence = Some(fence);
            return;
        }
        if line.is_empty() || line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' ')) {
            return self.blank();
        }
        if let Some(title) = heading(line) {
            self.blank();
            self.lines.push(format!("**{}**", inline(title)));
            return self.blank();
        }
        if let Some((marker, text)) = list_item(line) {
            // A list may interrupt a paragraph, but must not be taken for a continuation of it.
            if self.item == 0 {
                self.blank();
            }
            let nested = if self.item > 0 && indent >= 2 && marker == "-" {
                2
            } else {
                0
            };
            let text = guarded(inline(text));
            if !text.is_empty() {
                self.item = nested + marker.len() + 1;
                self.lines.push(format!("{}{marker} {text}", " ".repeat(nested)));
            }
            return;
        }
        let text = guarded(inline(line));
        self.lines.push(format!("{}{text}", " ".repeat(self.item)));
    }

    /// Ends the current paragraph and list.
    fn blank(&mut self) {
        self.item = 0;
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.lines.extend(self.fence.take());
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

fn fence(line: &str) -> Option<String> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let run = line.chars().take_while(|&c| c == mark).count();
    let rest = line.get(run..).unwrap_or_default();
    (run >= 3 && !rest.contains(mark)).then(|| mark.to_string().repeat(run))
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    (text.len() < line.len())
        .then(|| text.trim().trim_matches('*').trim())
        .filter(|text| !text.is_empty())
}

fn list_item(line: &str) -> Option<(String, &str)> {
    for bullet in ["- ", "* ", "+ ", "• ", "· "] {
        if let Some(text) = line.strip_prefix(bullet) {
            return Some(("-".to_owned(), text.trim_start()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line
        .split_at_checked(digits)
        .filter(|(number, _)| (1..=3).contains(&number.len()))?;
    let text = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some((format!("{number}."), text.trim_start()))
}

/// Text that would begin a block if it stood at the start of a line.
fn guarded(text: String) -> String {
    match text.starts_with(['#', '+', '=', '|', '-', '>', '~']) {
        true => format!("\\{text}"),
        false => text,
    }
}

/// Text within a paragraph: code spans, bold and web links stay, everything else that means something is escaped.
fn inline(text: &str) -> String {
    let text = text.replace("~~", "\u{0}");
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '`' => match code_span(rest) {
                Some(span) => {
                    out.push_str(&span.replace('\u{0}', "~~"));
                    rest.get(span.len()..).unwrap_or_default()
                }
                None => escaped(&mut out, c, after),
            },
            '\\' => match after.chars().next().filter(char::is_ascii_punctuation) {
                Some(next) => {
                    out.extend(['\\', next]);
                    after.get(1..).unwrap_or_default()
                }
                None => escaped(&mut out, c, after),
            },
            '!' if after.starts_with('[') => after,
            '[' => match link(rest) {
                Some((label, target, after)) => {
                    let label = inline(label);
                    match target {
                        Some(target) => out.push_str(&format!("[{label}]({target})")),
                        None => out.push_str(&label),
                    }
                    after
                }
                None => escaped(&mut out, c, after),
            },
            'h' if is_url(rest) && !out.ends_with(|c: char| c.is_ascii_alphanumeric()) => {
                let length = url_length(rest);
                let (url, after) = rest.split_at(length);
                out.push_str(&format!("<{url}>"));
                after
            }
            '*' if rest.starts_with("***") => {
                let run = rest.bytes().take_while(|&byte| byte == b'*').count();
                out.push_str(&"\\*".repeat(run));
                rest.get(run..).unwrap_or_default()
            }
            ']' | '<' | '>' | '|' => escaped(&mut out, c, after),
            '\u{0}' => after,
            c => {
                out.push(c);
                after
            }
        };
    }
    out.trim().to_owned()
}

fn escaped<'t>(out: &mut String, c: char, after: &'t str) -> &'t str {
    out.extend(['\\', c]);
    after
}

/// `[label](target)`: its label, the target if it is on the web, and the text after it. Links into the portal's own
/// documentation (`(~~123~~)`, `(#section)`) lead nowhere from here.
fn link(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    if label.contains(['[', ']']) {
        return None;
    }
    let (target, after) = after.split_once(')')?;
    let target = target.trim();
    let is_clean = target
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>()[]\\`\"|".contains(&byte));
    Some((
        label,
        (is_url(target) && is_clean && !label.trim().is_empty()).then_some(target),
        after,
    ))
}

fn is_url(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

fn url_length(text: &str) -> usize {
    let end = text
        .find(|c: char| !c.is_ascii_graphic() || "<>()[]{}\\`\"'|*,;\u{0}".contains(c))
        .unwrap_or(text.len());
    text.get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', ':', '?', '!'])
        .len()
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown: &str) -> String {
        lines(markdown).join("\n")
    }

    #[test]
    fn links_and_html_become_plain() {
        assert_eq!(
            text("See [CreateUser](~~28637~~) and [docs](https://a.b/c)."),
            "See CreateUser and [docs](https://a.b/c)."
        );
        assert_eq!(
            text("an [array] of <b>x</b> <name> and `<b>`"),
            "an \\[array\\] of **x** \\<name\\> and `<b>`"
        );
        assert_eq!(text("a<br>b<ul><li>c</li><li>d</li></ul>"), "a\nb\n\n- c\n- d");
        assert_eq!(text("go to https://a.b/c?d=e."), "go to <https://a.b/c?d=e>.");
    }

    #[test]
    fn nothing_becomes_a_test() {
        assert_eq!(
            text("```rust\nstd::process::exit(1)\n```\n\n    panic!()"),
            "```text\nstd::process::exit(1)\n```\n\npanic!()"
        );
        assert_eq!(text("```\nopen"), "```text\nopen\n```");
    }

    #[test]
    fn lists_are_lists() {
        assert_eq!(
            text("Values:\n* a\n    continued\n*   b\n  - c\n\nend"),
            "Values:\n\n- a\n  continued\n- b\n  - c\n\nend"
        );
        assert_eq!(text("1. one\n2) two"), "1. one\n2. two");
    }

    #[test]
    fn odd_characters_are_tamed() {
        assert_eq!(text("a\u{202e}b\u{200b}c 1234****"), "abc 1234\\*\\*\\*\\*");
        assert_eq!(text("## Title\ntext\n---\n> note"), "**Title**\n\ntext\n\nnote");
        assert_eq!(text("a `b"), "a \\`b");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(block("json", "{\n```\n}"), ["````json", "{", "```", "}", "````"]);
    }

    /// Markdown as rustdoc parses it must hold nothing that rustdoc warns about or acts on.
    fn assert_harmless(markdown: &str) {
        use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};
        let text = text(markdown);
        for event in Parser::new_ext(
            &text,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
        ) {
            match event {
                Event::Html(_) | Event::InlineHtml(_) => panic!("HTML in {text:?} from {markdown:?}"),
                Event::Start(Tag::Heading { .. }) => panic!("a heading in {text:?} from {markdown:?}"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("code in {text:?} from {markdown:?}"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => assert_eq!(&*language, "text"),
                Event::Start(Tag::Link {
                    link_type, dest_url, ..
                }) => {
                    assert!(
                        matches!(link_type, LinkType::Inline | LinkType::Autolink),
                        "{text:?} from {markdown:?}"
                    );
                    assert!(dest_url.starts_with("http"), "{text:?} from {markdown:?}");
                }
                _ => {}
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_harmless(markdown in "(?s)([-*#>`~<b/a!\\[\\]()|:=\\\\ 1.\n\tx]|https://a|<br>|</p>|<li>|```|~~~|    ){0,24}") {
            assert_harmless(&markdown);
        }

        #[test]
        fn any_unicode_is_harmless(markdown in "(?s).{0,60}") {
            assert_harmless(&markdown);
        }
    }
}
