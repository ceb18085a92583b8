//! Which fields must not be printed.

use crate::model::Type;
use crate::names;

/// Ends of names whose values are secrets. Tokens that page, retry or name something are none.
const ENDINGS: &[&[&str]] = &[
    &["access", "token"],
    &["auth", "token"],
    &["bearer", "token"],
    &["id", "token"],
    &["oidc", "token"],
    &["passphrase"],
    &["passwd"],
    &["password"],
    &["private", "key"],
    &["pwd"],
    &["refresh", "token"],
    &["saml", "assertion"],
    &["scim", "token"],
    &["secret"],
    &["secret", "access", "key"],
    &["secret", "key"],
    &["security", "token"],
    &["seed"],
    &["session", "token"],
];

/// Whether a field of this name and type holds a secret.
pub(super) fn is(wire: &str, ty: &Type) -> bool {
    let is_text = match ty {
        Type::String | Type::Any => true,
        Type::List(item) | Type::Map(item) => **item == Type::String,
        _ => false,
    };
    let words = names::words(wire);
    is_text && ENDINGS.iter().any(|ending| ends_with(&words, ending))
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
        ] {
            assert!(is(name, &Type::String), "{name}");
        }
        for name in [
            "NextToken",
            "ClientToken",
            "PasswordPolicy",
            "SecretName",
            "Token",
            "PublicKey",
        ] {
            assert!(!is(name, &Type::String), "{name}");
        }
        assert!(!is("NeedPassword", &Type::Bool));
    }
}
