//! Who sent a request, and whether nobody changed it.
//!
//! This is written from the protocol's description and shares nothing with the client: it starts from the bytes that
//! arrived, so a client that signs something else than it sends is found out.

mod nonces;
mod roa;
mod rpc;
#[cfg(test)]
mod tests;
mod v3;

use std::time::{Duration, SystemTime};

pub(crate) use nonces::Nonces;

use crate::catalog::Operation;
use crate::fault::Fault;
use crate::keys::{Key, Keyring};
use crate::request::Request;

/// How far the clock of a client may be off, both ways; and how long a nonce is remembered.
pub(crate) const SKEW: Duration = Duration::from_secs(15 * 60);

/// Everything besides the request that decides whether it is genuine.
pub(crate) struct Authority<'a> {
    pub(crate) keys: &'a Keyring,
    pub(crate) nonces: Option<&'a Nonces>,
    pub(crate) now: SystemTime,
}

/// Finds the caller: the id of its AccessKey, or nothing for bearer tokens and anonymous calls.
pub(crate) fn caller(
    request: &Request,
    operation: &Operation,
    authority: &Authority<'_>,
) -> Result<Option<String>, Fault> {
    let authorization = request.header("authorization").unwrap_or_default();
    if authorization.starts_with("ACS3-") {
        return v3::caller(request, authorization, authority).map(Some);
    }
    if let Some(claim) = authorization.strip_prefix("acs ") {
        return roa::caller(request, claim, authority).map(Some);
    }
    if ["Signature", "SignatureMethod", "AccessKeyId"]
        .iter()
        .any(|name| request.parameter(name).is_some())
    {
        return rpc::caller(request, authority).map(Some);
    }
    if !authorization.is_empty() {
        let scheme = authorization.split(' ').next().unwrap_or_default();
        return Err(Fault::incomplete(&format!(
            "the emulator does not know the scheme {scheme} of Authorization"
        )));
    }
    let bearer = request
        .header("x-acs-bearer-token")
        .or_else(|| request.parameter("BearerToken"));
    if let Some(token) = bearer {
        return if !operation.allows("BearerToken") {
            Err(Fault::bad(
                "UnsupportedSignatureType",
                "This operation does not accept bearer tokens.",
            ))
        } else if authority.keys.knows_bearer(token) {
            Ok(None)
        } else {
            Err(Fault::new(
                403,
                "InvalidBearerToken",
                "Specified bearer token is not valid.",
            ))
        };
    }
    // No security at all is a gap in the spec rather than an open door; but kinds such as `ARS_OIDC` prove who calls by
    // a parameter, and those requests come unsigned.
    let unsigned = operation.allows("Anonymous")
        || !(operation.security.is_empty() || operation.allows("AK") || operation.allows("BearerToken"));
    if unsigned {
        Ok(None)
    } else {
        Err(Fault::missing("AccessKeyId"))
    }
}

/// The known key with this id, once the token that came along is the right one and still good.
fn key(id: &str, token: Option<&str>, authority: &Authority<'_>) -> Result<Key, Fault> {
    let key = authority
        .keys
        .find(id)
        .ok_or_else(|| Fault::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."))?;
    let token = token.filter(|token| !token.is_empty());
    match (&key.token, token) {
        (Some(expected), Some(token)) if expected == token => {
            if key.expires_at.is_some_and(|expiry| expiry <= authority.now) {
                let message = "Specified SecurityToken is expired.";
                return Err(Fault::bad("InvalidSecurityToken.Expired", message));
            }
            Ok(key)
        }
        (None, None) => Ok(key),
        (Some(_), None) => Err(Fault::missing("SecurityToken")),
        (_, Some(_)) => Err(Fault::bad(
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        )),
    }
}

/// Reads the date of a request and compares it with the clock.
fn date(text: &str, now: SystemTime) -> Result<SystemTime, Fault> {
    // humantime also takes fractions of seconds, which the cloud does not.
    let date = Some(text)
        .filter(|text| text.len() == "2024-01-02T03:04:05Z".len())
        .and_then(|text| humantime::parse_rfc3339(text).ok())
        .ok_or_else(malformed_date)?;
    fresh(date, now)?;
    Ok(date)
}

fn malformed_date() -> Fault {
    Fault::bad(
        "InvalidTimeStamp.Format",
        "Specified time stamp or date value is not well formatted.",
    )
}

fn fresh(date: SystemTime, now: SystemTime) -> Result<(), Fault> {
    let distance = now.duration_since(date).unwrap_or_else(|error| error.duration());
    if distance > SKEW {
        return Err(Fault::bad(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ));
    }
    Ok(())
}
