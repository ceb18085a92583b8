//! A command as it stands in a configuration file, in words.

/// Splits as the official SDKs do, which is what a POSIX shell does with quotes, and nothing else of a shell: no variables, no
/// patterns, no comments.
///
/// - `'…'` is taken as it is. In `"…"` a backslash escapes `"`, `\`, `$` and `` ` ``; anywhere else outside of quotes it escapes
///   whatever follows. A backslash before the end of a line is left out with it.
/// - For Windows, whose paths are full of them, a backslash is one, unless a `"` follows.
///
/// A crate for shell words knows only the first of these rules, and comments on top.
pub(super) fn split(command: &str, windows: bool) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = command.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, quote) {
            (quoting, Some(open)) if quoting == open => quote = None,
            (char, Some('\'')) => word.get_or_insert_default().push(char),
            ('\\', _) if windows => word
                .get_or_insert_default()
                .push(chars.next_if_eq(&'"').unwrap_or('\\')),
            ('\\', Some(_)) => match chars.next_if(|next| matches!(next, '"' | '\\' | '$' | '`' | '\n')) {
                Some('\n') => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => word.get_or_insert_default().push('\\'),
            },
            ('\\', None) => match chars.next() {
                Some('\n') => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => return Err("it ends with a backslash"),
            },
            ('\'' | '"', None) => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (' ' | '\t' | '\n' | '\r', None) => words.extend(word.take()),
            (char, _) => word.get_or_insert_default().push(char),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed");
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn posix() {
        let rows: [(&str, &[&str]); 9] = [
            ("login  --json\t-x", &["login", "--json", "-x"]),
            (r"'a b' c'd'e", &["a b", "cde"]),
            (r#""a \"b\" \$c \`d \\ \n""#, &[r#"a "b" $c `d \ \n"#]),
            (r"a\ b \'c\\", &["a b", r"'c\"]),
            (r"'\'", &[r"\"]),
            ("a\\\nb \"c\\\nd\"", &["ab", "cd"]),
            (r#"'' """#, &["", ""]),
            ("a #b $HOME *", &["a", "#b", "$HOME", "*"]),
            ("  ", &[]),
        ];
        for (command, words) in rows {
            assert_eq!(split(command, false).expect(command), words, "{command}");
        }
    }

    #[test]
    fn windows() {
        let rows: [(&str, &[&str]); 2] = [
            (r"C:\tools\login.exe -x", &[r"C:\tools\login.exe", "-x"]),
            (
                r#""C:\Program Files\login.exe" \"a\""#,
                &[r"C:\Program Files\login.exe", r#""a""#],
            ),
        ];
        for (command, words) in rows {
            assert_eq!(split(command, true).expect(command), words, "{command}");
        }
        // The last quote is escaped.
        assert!(split(r#""C:\tools\""#, true).is_err());
    }

    #[test]
    fn unfinished() {
        for command in ["'a", "\"a", "a\\"] {
            assert!(split(command, false).is_err(), "{command}");
        }
    }
}
