//! Signatures: pure functions of a request, credentials, a time and a nonce.
//!
//! | module | algorithm | where it stands |
//! |---|---|---|
//! | [`v3`] | ACS3-HMAC-SHA256, the default | headers |
//! | [`rpc`] | HMAC-SHA1, signature version 1.0 of RPC services | query |
//! | [`roa`] | HMAC-SHA1, signature version 1.0 of ROA services | headers |
//!
//! [`sign`] completes a request with everything one of them needs; the modules hold the bare algorithms, so that a server
//! can check what a client computed.

pub(crate) mod hash;
pub mod percent;
mod query;
pub mod roa;
pub mod rpc;
pub mod v3;

use std::borrow::Cow;
use std::time::SystemTime;

pub use hash::sha256_hex;
pub use query::{Pair, Query};

use crate::credentials::{Credentials, Identity};
use crate::operation::{Api, Auth, Style};
use crate::request::Request;

/// Which generation of signatures a client uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// ACS3-HMAC-SHA256, in headers. All current services accept it.
    #[default]
    V3,
    /// HMAC-SHA1, in the query (RPC) or in headers (ROA): for gateways that know nothing newer.
    V1,
}

/// What makes a signature differ from the one before.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// When the request is made.
    pub date: SystemTime,
    /// A text no other request carries.
    pub nonce: String,
}

impl Stamp {
    /// The date as `YYYY-MM-DDTHH:MM:SSZ`.
    fn timestamp(&self) -> String {
        humantime::format_rfc3339_seconds(self.date).to_string()
    }
}

/// Everything about a request but the request itself.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The operation that is called.
    pub api: &'static Api,
    /// The host as it is sent, with its port if it has one.
    pub host: &'a str,
    /// Who calls.
    pub credentials: &'a Credentials,
    /// When, and which one.
    pub stamp: &'a Stamp,
    /// How it is signed.
    pub version: SignatureVersion,
}

/// Adds protocol headers, credentials and signature to `request`, and gives the query to send.
///
/// Headers the request has already are kept, so that callers can replace defaults such as `accept`.
pub fn sign(request: &mut Request, scope: &Scope<'_>) -> Query {
    request.headers.reserve(12);
    put(request, "host", scope.host);
    put(request, "x-acs-version", scope.api.service.version);
    put(request, "x-acs-action", scope.api.name);
    let rpc = scope.api.service.style == Style::Rpc;
    // Official SDKs send operations that take no credentials in the V1 layout, unsigned.
    let anonymous = scope.api.auth == Auth::Anonymous;
    let identity = if anonymous {
        &Identity::Anonymous
    } else {
        scope.credentials.identity()
    };
    if matches!(identity, Identity::AccessKey { .. }) && !scope.credentials.provider().is_empty() {
        put(request, "x-acs-credentials-provider", scope.credentials.provider());
    }
    match scope.version {
        SignatureVersion::V3 if !anonymous => sign_v3(request, scope, identity, rpc),
        _ if rpc => sign_rpc(request, scope, identity),
        _ => sign_roa(request, scope, identity),
    }
}

fn sign_v3(request: &mut Request, scope: &Scope<'_>, identity: &Identity, rpc: bool) -> Query {
    put(request, "accept", "application/json");
    put(request, "x-acs-date", scope.stamp.timestamp());
    put(request, "x-acs-signature-nonce", scope.stamp.nonce.as_str());
    match identity {
        Identity::AccessKey {
            id, token: Some(token), ..
        } => {
            put(request, "x-acs-accesskey-id", id.as_str());
            put(request, "x-acs-security-token", token.expose());
        }
        Identity::AccessKey { .. } => {}
        Identity::Bearer(token) => {
            put(request, "x-acs-bearer-token", token.expose());
            if rpc {
                add(request, "SignatureType", "BEARERTOKEN");
            } else {
                put(request, "x-acs-signature-type", "BEARERTOKEN");
            }
        }
        Identity::Anonymous if rpc => add(request, "Format", "json"),
        Identity::Anonymous => {}
    }
    request.headers.retain(|(name, _)| name != "x-acs-content-sha256");
    request
        .headers
        .push(("x-acs-content-sha256".into(), request.body.sha256()));
    let query = Query::new(&mut request.query);
    if let Identity::AccessKey { id, secret, .. } = identity {
        let message = v3::Message {
            method: request.method.as_str(),
            path: &request.path,
            query: query.canonical(),
            headers: &request.headers,
            payload_hash: request.headers.last().map_or("", |(_, hash)| hash),
        };
        let authorization = v3::Canonical::new(&message).authorization(id, secret.expose());
        request.headers.push(("authorization".into(), authorization));
    }
    query
}

fn sign_rpc(request: &mut Request, scope: &Scope<'_>, identity: &Identity) -> Query {
    add(request, "Action", scope.api.name);
    add(request, "Format", "json");
    add(request, "Version", scope.api.service.version);
    add(request, "Timestamp", scope.stamp.timestamp());
    add(request, "SignatureNonce", scope.stamp.nonce.as_str());
    match identity {
        Identity::AccessKey { id, secret, token } => {
            if let Some(token) = token {
                add(request, "SecurityToken", token.expose());
            }
            add(request, "SignatureMethod", "HMAC-SHA1");
            add(request, "SignatureVersion", "1.0");
            add(request, "AccessKeyId", id.as_str());
            let text = rpc::string_to_sign(request.method.as_str(), pairs(&request.query), pairs(&request.form));
            add(request, "Signature", rpc::signature(&text, secret.expose()));
        }
        Identity::Bearer(token) => {
            add(request, "BearerToken", token.expose());
            add(request, "SignatureType", "BEARERTOKEN");
        }
        Identity::Anonymous => {}
    }
    Query::new(&mut request.query)
}

fn sign_roa(request: &mut Request, scope: &Scope<'_>, identity: &Identity) -> Query {
    put(request, "accept", "application/json");
    put(request, "date", httpdate::fmt_http_date(scope.stamp.date));
    put(request, "x-acs-signature-nonce", scope.stamp.nonce.as_str());
    put(request, "x-acs-signature-method", "HMAC-SHA1");
    put(request, "x-acs-signature-version", "1.0");
    match identity {
        Identity::AccessKey { id, secret, token } => {
            if let Some(token) = token {
                put(request, "x-acs-accesskey-id", id.as_str());
                put(request, "x-acs-security-token", token.expose());
            }
            let text = roa::string_to_sign(request.method.as_str(), &request.path, &request.query, &request.headers);
            let authorization = roa::authorization(&text, id, secret.expose());
            request.headers.push(("authorization".into(), authorization));
        }
        Identity::Bearer(token) => {
            put(request, "x-acs-bearer-token", token.expose());
            put(request, "x-acs-signature-type", "BEARERTOKEN");
        }
        Identity::Anonymous => {}
    }
    Query::new(&mut request.query)
}

/// Sets a header that is not set yet.
fn put(request: &mut Request, name: &'static str, value: impl Into<String>) {
    if request.headers.iter().all(|(existing, _)| existing != name) {
        request.headers.push((Cow::Borrowed(name), value.into()));
    }
}

/// Sets a query parameter that is not set yet.
fn add(request: &mut Request, name: &'static str, value: impl Into<String>) {
    if request.query.iter().all(|(existing, _)| existing != name) {
        request.query.push((Cow::Borrowed(name), value.into()));
    }
}

fn pairs(pairs: &[Pair]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
}
