//! Words into identifiers, and scopes in which each is used once.

use std::collections::HashSet;

use super::words;

/// Keywords of all editions that may be written as raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that may not.
const NEVER_RAW: &[&str] = &["self", "super", "crate"];

/// Whether an identifier can be made of a name.
pub fn is_nameable(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// The module and cargo feature of an API version, like the official SDKs' package: product and date without dashes
/// (`ims20190815`, `waf_openapi20211001`).
pub fn module_of(product: &str, version: &str) -> String {
    let is_date = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let mut module = String::new();
    for c in product.chars() {
        match c.is_ascii_alphanumeric() {
            true => module.push(c.to_ascii_lowercase()),
            false => module.push('_'),
        }
    }
    for c in version.chars() {
        match c.is_ascii_alphanumeric() {
            true => module.push(c.to_ascii_lowercase()),
            false if is_date => {}
            false => module.push('_'),
        }
    }
    legal(module)
}

/// Letters of the longest type name: rustdoc makes a file of each. The longest official one has 98.
const LONGEST: usize = 150;

/// `UserName`.
pub(super) fn pascal(words: &[String]) -> String {
    let mut ident = String::new();
    for word in words {
        separate(&mut ident, word);
        let mut chars = word.chars();
        ident.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        ident.push_str(chars.as_str());
    }
    // Words are ASCII, so that every byte is a letter.
    ident.truncate(LONGEST);
    ident
}

/// `user_name`.
pub(super) fn snake(words: &[String]) -> String {
    words.join("_")
}

/// `USER_NAME`.
pub(super) fn screaming(words: &[String]) -> String {
    snake(words).to_ascii_uppercase()
}

/// Two numbers would become one.
fn separate(ident: &mut String, word: &str) {
    if ident.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
        ident.push('_');
    }
}

/// The identifier in the form the compiler accepts.
pub(super) fn legal(ident: String) -> String {
    if ident.is_empty() || NEVER_RAW.contains(&ident.as_str()) {
        format!("{ident}_")
    } else if KEYWORDS.contains(&ident.as_str()) {
        format!("r#{ident}")
    } else if ident.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{ident}")
    } else {
        ident
    }
}

/// The identifiers of one scope.
#[derive(Default)]
pub(super) struct Scope(HashSet<String>);

impl Scope {
    /// Takes an identifier out of use.
    pub(super) fn reserve(&mut self, ident: &str) {
        self.0.insert(ident.to_owned());
    }

    /// Whether an identifier is still free.
    pub(super) fn is_free(&self, ident: &str) -> bool {
        !self.0.contains(ident)
    }

    /// Claims an identifier, with the first free number after it when it is taken, and makes it legal.
    pub(super) fn claim(&mut self, ident: String, separator: &str) -> String {
        if self.0.insert(ident.clone()) {
            return legal(ident);
        }
        let numbered = (2_u32..)
            .map(|number| format!("{ident}{separator}{number}"))
            .find(|name| self.is_free(name));
        let ident = numbered.unwrap_or(ident);
        self.reserve(&ident);
        legal(ident)
    }
}

/// How a wire name is written; of names that differ only in that, the first of these keeps its identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Capitals {
    Some,
    All,
    None,
}

impl Capitals {
    fn of(wire: &str) -> Self {
        let has_upper = wire.contains(|c: char| c.is_ascii_uppercase());
        match wire.contains(|c: char| c.is_ascii_lowercase()) {
            true if has_upper => Self::Some,
            false if has_upper => Self::All,
            _ => Self::None,
        }
    }

    /// What tells a name of this kind from others.
    fn ending(self) -> Option<&'static str> {
        match self {
            Self::Some => None,
            Self::All => Some("upper"),
            Self::None => Some("lower"),
        }
    }
}

/// An identifier for each of these wire names, in their order; `reserved` names have replacements. Of names that collide,
/// one that mixes small letters and capitals keeps what it has, else one in capitals, else one without; then those that
/// sort first. The others get `upper` or `lower` at their end if they are written so, or a number.
pub(super) fn distinct<'n>(
    wires: impl Iterator<Item = &'n str>,
    reserved: &[(&str, &str)],
    separator: &str,
    join: impl Fn(&[String]) -> String,
) -> Vec<String> {
    let mut order: Vec<(usize, &str)> = wires.enumerate().collect();
    order.sort_by_key(|&(index, wire)| (Capitals::of(wire), wire, index));
    let mut scope = Scope::default();
    // Every name that only one asks for is taken before any ending is given, so that `Key_2` keeps `key_2`.
    let mut idents: Vec<(usize, String)> = Vec::with_capacity(order.len());
    let mut late = Vec::new();
    let mut previous = None;
    for (index, wire) in order {
        let is_repeated = previous.replace(wire) == Some(wire);
        let mut words = words(wire);
        let mut ident = join(&words);
        if let Some((_, replacement)) = reserved.iter().find(|(name, _)| *name == ident) {
            ident = (*replacement).to_owned();
        }
        if scope.is_free(&ident) {
            idents.push((index, scope.claim(ident, separator)));
        } else {
            let ending = Capitals::of(wire).ending().filter(|_| !is_repeated);
            late.push((
                index,
                match ending {
                    Some(ending) => {
                        words.push(ending.to_owned());
                        join(&words)
                    }
                    None => ident,
                },
            ));
        }
    }
    idents.extend(
        late.into_iter()
            .map(|(index, ident)| (index, scope.claim(ident, separator))),
    );
    idents.sort_by_key(|(index, _)| *index);
    idents.into_iter().map(|(_, ident)| ident).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(wires: &[&str]) -> Vec<String> {
        distinct(wires.iter().copied(), &[("default", "default_")], "_", snake)
    }

    #[test]
    fn keywords_digits_and_collisions() {
        assert_eq!(
            fields(&["Type", "Self", "302Pv", "Tag.1.Key"]),
            ["r#type", "self_", "_302_pv", "tag_1_key"]
        );
        assert_eq!(fields(&["key", "Key", "Key_2"]), ["key_lower", "key", "key_2"]);
        assert_eq!(fields(&["key", "key", "KEY"]), ["key_lower", "key_2", "key"]);
        assert_eq!(fields(&["VPC", "Vpc", "vpc"]), ["vpc_upper", "vpc", "vpc_lower"]);
        assert_eq!(fields(&["Default"]), ["default_"]);
        let variants = ["basic_version", "BasicVersion", "BASIC_VERSION", "5.7", "57"];
        assert_eq!(
            distinct(variants.into_iter(), &[], "", pascal),
            ["BasicVersionLower", "BasicVersion", "BasicVersionUpper", "_5_7", "_57"]
        );
        let variants = ["UNKNOWN", "Unknown", "unknown"];
        assert_eq!(
            distinct(variants.into_iter(), &[("Unknown", "UnknownValue")], "", pascal),
            ["UnknownUpper", "UnknownValue", "UnknownLower"]
        );
        let codes = ["User.NotFound", "UserNotFound", "USER_NOT_FOUND", "404"];
        assert_eq!(
            distinct(codes.into_iter(), &[], "_", screaming),
            ["USER_NOT_FOUND", "USER_NOT_FOUND_2", "USER_NOT_FOUND_UPPER", "_404"]
        );
    }

    #[test]
    fn modules_are_called_like_official_packages() {
        assert_eq!(module_of("Ims", "2019-08-15"), "ims20190815");
        assert_eq!(module_of("waf-openapi", "2021-10-01"), "waf_openapi20211001");
        assert_eq!(module_of("AliGenie", "iap_1.0"), "aligenieiap_1_0");
    }
}
