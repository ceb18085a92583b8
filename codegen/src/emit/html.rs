//! The HTML that official texts have in their Markdown.

/// Tags become Markdown where there is some for them and vanish otherwise; what only looks like a tag stays as text.
pub(super) fn without_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '`']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(span) = code_span(from) {
            out.push_str(span);
            rest = from.get(span.len()..).unwrap_or_default();
        } else if let Some((tag, after)) = tag(from) {
            out.push_str(tag);
            rest = after;
        } else {
            out.extend(from.chars().next());
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// The code span or fenced block that a text starts with.
pub(super) fn code_span(text: &str) -> Option<&str> {
    let ticks = text.bytes().take_while(|&byte| byte == b'`').count();
    let fence = text.get(..ticks).filter(|fence| !fence.is_empty())?;
    let mut at = ticks;
    loop {
        at += text.get(at..)?.find(fence)?;
        let run = text.get(at..)?.bytes().take_while(|&byte| byte == b'`').count();
        if run == ticks {
            let span = text.get(..at + run)?;
            // A span does not reach across paragraphs; a block does.
            return (ticks >= 3 || !span.contains("\n\n")).then_some(span);
        }
        at += run;
    }
}

/// What stands for the tag that a text starts with, and the text after it. `None` when it is none.
fn tag(text: &str) -> Option<(&'static str, &str)> {
    let body = text.strip_prefix('<')?;
    if let Some((_, after)) = body.strip_prefix("!--").and_then(|body| body.split_once("-->")) {
        return Some(("", after));
    }
    let (inside, after) = body.split_once('>')?;
    let is_closing = inside.starts_with('/');
    let name: String = inside
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let replacement = match name.to_ascii_lowercase().as_str() {
        "b" | "strong" => "**",
        "code" => "`",
        "br" | "p" | "div" | "tr" | "ul" | "ol" | "table" | "tbody" | "thead" | "dl" | "dt" | "note" | "h1" | "h2"
        | "h3" | "h4" | "h5" | "h6" | "pre" => "\n",
        "li" | "dd" => match is_closing {
            true => "",
            false => "\n- ",
        },
        "td" | "th" => " ",
        "a" | "i" | "em" | "u" | "s" | "del" | "span" | "font" | "img" | "sub" | "sup" | "props" | "notice"
        | "warning" | "strike" | "colgroup" | "col" | "section" | "input" | "text" | "ph" | "term" | "uicontrol"
        | "filepath" | "codeph" => "",
        _ => return None,
    };
    (inside.len() < 400 && !inside.contains('<')).then_some((replacement, after))
}
