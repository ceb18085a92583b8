//! What to do about well-known error codes.

/// Whether a code says that the credentials themselves were not accepted.
pub(super) fn is_authentication(code: &str) -> bool {
    [
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "InvalidSecurityToken",
    ]
    .iter()
    .any(|prefix| code.starts_with(prefix))
        || is_about_time(code)
        || code == "SignatureNonceUsed"
}

/// Whether a code says that the date of a request is too far from the service's time.
pub(super) fn is_about_time(code: &str) -> bool {
    code.starts_with("InvalidTimeStamp") || code.starts_with("IllegalTimestamp")
}

/// What to do about `code`, where that is known better than from the service's own words.
pub(super) fn of(code: &str) -> Option<&'static str> {
    Some(match code {
        _ if code.starts_with("InvalidAccessKeyId") => "check the access key id: it is unknown, disabled or deleted",
        _ if code.starts_with("SignatureDoesNotMatch") || code.starts_with("IncompleteSignature") => {
            "check that the secret belongs to the access key id"
        }
        _ if code.starts_with("InvalidSecurityToken") => {
            "the temporary credentials have expired or belong to another access key id; get new ones"
        }
        _ if is_about_time(code) => "check this machine's clock: requests may be at most 15 minutes off",
        _ if code.starts_with("Throttling") => "make fewer calls, or wait before the next",
        _ => return None,
    })
}
