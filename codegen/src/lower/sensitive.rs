//! Which fields must not be printed.

use crate::model::Type;
use crate::names;

/// Ends of names whose values are secrets.
const ENDINGS: &[&[&str]] = &[
    &["passphrase"],
    &["passwd"],
    &["password"],
    &["private", "key"],
    &["private", "key", "body"],
    &["pwd"],
    &["saml", "assertion"],
    &["secret"],
    &["secret", "access", "key"],
    &["secret", "data"],
    &["secret", "key"],
    &["secret", "string"],
    &["secret", "value"],
    &["seed"],
    &["token"],
];

/// Words that make a token one that pages through a list or repeats a call; it opens nothing.
const HARMLESS_TOKENS: &[&str] = &[
    "action",
    "client",
    "continuation",
    "idempotence",
    "idempotency",
    "idempotent",
    "next",
    "page",
    "prev",
    "previous",
    "scroll",
];

/// Whether a field of this name and type holds a secret.
pub(super) fn is(wire: &str, ty: &Type) -> bool {
    let is_text = match ty {
        Type::String | Type::Any => true,
        Type::List(item) | Type::Map(item) => **item == Type::String,
        _ => false,
    };
    let words = names::words(wire);
    let is_harmless =
        ends_with(&words, &["token"]) && words.iter().any(|word| HARMLESS_TOKENS.contains(&word.as_str()));
    is_text && !is_harmless && ENDINGS.iter().any(|ending| ends_with(&words, ending))
}

fn ends_with(words: &[String], ending: &[&str]) -> bool {
    words.len() >= ending.len()
        && words
            .iter()
            .rev()
            .zip(ending.iter().rev())
            .all(|(word, end)| word == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_by_name_and_type() {
        for name in [
            "Password",
            "LoginPassword",
            "AccessKeySecret",
            "securityToken",
            "SSLPrivateKey",
            "Base32StringSeed",
            "AppSecretValue",
            "Token",
            "LoginToken",
        ] {
            assert!(is(name, &Type::String), "{name}");
        }
        for name in [
            "NextToken",
            "ClientToken",
            "PasswordPolicy",
            "SecretName",
            "nextPageToken",
            "LifecycleActionToken",
            "TokenId",
            "PublicKey",
        ] {
            assert!(!is(name, &Type::String), "{name}");
        }
        assert!(!is("NeedPassword", &Type::Bool));
    }
}
