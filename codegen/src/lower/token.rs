//! Which parameters are idempotency tokens.

use crate::model::{Parameter, Place, Type};
use crate::names;

/// Marks the parameters by which a service can tell that a write is a repetition, so that the runtime fills those that are
/// not set.
///
/// They are texts called `ClientToken`, in any spelling. Official documents have 1,606 `ClientToken` and 70 `clientToken` among the
/// parameters, 146 `clientToken` and 1 `ClientToken` among the properties of bodies; and for the same purpose 4 `IdempotentToken` and
/// 1 `IdempotenceToken`. Reads are not marked, though 207 of them have such a parameter: they are repeated in any case.
pub(super) fn mark(parameters: &mut [Parameter]) {
    for parameter in parameters {
        let is_sent = matches!(
            parameter.place,
            Place::Query | Place::Form | Place::Body | Place::Header
        );
        let field = &mut parameter.field;
        if is_sent && field.ty == Type::String && is(&field.wire) {
            parameter.is_token = true;
            field
                .docs
                .limits
                .push("An idempotency token: made up if not set.".to_owned());
        }
    }
}

fn is(wire: &str) -> bool {
    let words = names::words(wire);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        ["client" | "idempotence" | "idempotency" | "idempotent", "token"]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for name in ["ClientToken", "clientToken", "client_token", "IdempotentToken"] {
            assert!(is(name), "{name}");
        }
        for name in ["Token", "ClientTokenId", "NextToken", "client", "AppClientToken"] {
            assert!(!is(name), "{name}");
        }
    }
}
