//! ACS3-HMAC-SHA256, from the side of the server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::{digest, hmac};

use super::Authority;
use crate::fault::Fault;
use crate::request::Request;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const TOKEN: &str = "x-acs-security-token";

/// Everything but `A-Z a-z 0-9 - _ . ~`.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn caller(request: &Request, authorization: &str, authority: &Authority<'_>) -> Result<String, Fault> {
    let claim = Claim::read(authorization)?;
    let nonce = required(request, "x-acs-signature-nonce")?;
    required(request, "x-acs-content-sha256")?;
    let date = super::date(required(request, "x-acs-date")?, authority.now)?;
    claim.covers(request)?;
    let key = super::key(claim.id, request.header(TOKEN), authority)?;

    let signing_key = hmac::Key::new(hmac::HMAC_SHA256, key.secret.as_bytes());
    let signature = unhex(claim.signature);
    let genuine = READINGS.iter().any(|reading| {
        let canonical = canonical(request, claim.headers, *reading, false);
        hmac::verify(&signing_key, string_to_sign(&canonical).as_bytes(), &signature).is_ok()
    });
    if !genuine {
        // A token is as good as a secret: it is not repeated.
        let canonical = canonical(request, claim.headers, READINGS[0], true);
        return Err(Fault::bad(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature does not match our calculation. server StringToSign is [{}] \
                 server CanonicalRequest is [{canonical}]",
                string_to_sign(&canonical)
            ),
        ));
    }
    if let Some(nonces) = authority.nonces {
        nonces.accept(claim.id, nonce, date, authority.now)?;
    }
    Ok(claim.id.to_owned())
}

/// The `Authorization` header.
struct Claim<'a> {
    id: &'a str,
    headers: &'a str,
    signature: &'a str,
}

impl<'a> Claim<'a> {
    fn read(authorization: &'a str) -> Result<Self, Fault> {
        let (algorithm, rest) = authorization.split_once(' ').unwrap_or((authorization, ""));
        if algorithm != ALGORITHM {
            return Err(Fault::bad(
                "InvalidSignatureMethod",
                format!("The emulator verifies {ALGORITHM}, not {algorithm}."),
            ));
        }
        let part = |name: &str| {
            rest.split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
                .ok_or_else(|| Fault::incomplete(&format!("Authorization has no {name}")))
        };
        Ok(Self {
            id: part("Credential")?,
            headers: part("SignedHeaders")?,
            signature: part("Signature")?,
        })
    }

    /// What tells the server what to do has to be signed; what else is, is up to the client.
    fn covers(&self, request: &Request) -> Result<(), Fault> {
        let signed: Vec<&str> = self.headers.split(';').collect();
        for name in &signed {
            required(request, name)?;
        }
        let must = |name: &&String| *name == "host" || *name == "content-type" || name.starts_with("x-acs-");
        match request
            .headers
            .keys()
            .filter(must)
            .find(|name| !signed.contains(&name.as_str()))
        {
            None if signed.contains(&"host") => Ok(()),
            name => {
                let name = name.map_or("host", String::as_str);
                Err(Fault::incomplete(&format!(
                    "the header {name} is not among SignedHeaders"
                )))
            }
        }
    }
}

fn required<'a>(request: &'a Request, name: &str) -> Result<&'a str, Fault> {
    request
        .header(name)
        .ok_or_else(|| Fault::incomplete(&format!("the header {name} is missing")))
}

/// Where official signers disagree, each of them is right.
#[derive(Clone, Copy)]
struct Reading {
    /// Names of query parameters are encoded (PHP), not raw (Python, TypeScript).
    names_encoded: bool,
    /// The path has `+`, `*` and `%7E` rewritten (Go, TypeScript), or is as sent (Python).
    path_rewritten: bool,
}

const READINGS: [Reading; 4] = [
    Reading {
        names_encoded: false,
        path_rewritten: false,
    },
    Reading {
        names_encoded: true,
        path_rewritten: false,
    },
    Reading {
        names_encoded: false,
        path_rewritten: true,
    },
    Reading {
        names_encoded: true,
        path_rewritten: true,
    },
];

fn canonical(request: &Request, signed: &str, reading: Reading, masked: bool) -> String {
    let mut path = request.path.clone();
    if reading.path_rewritten {
        path = path.replace('+', "%20").replace('*', "%2A").replace("%7E", "~");
    }
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let mut query: Vec<&(String, String)> = request.query.iter().collect();
    query.sort();
    let query: Vec<String> = query
        .into_iter()
        .map(|(name, value)| {
            let name = if reading.names_encoded {
                encode(name)
            } else {
                name.clone()
            };
            format!("{name}={}", encode(value))
        })
        .collect();
    let headers: String = signed
        .split(';')
        .map(|name| {
            let value = if masked && name == TOKEN {
                "***"
            } else {
                request.header(name).unwrap_or_default()
            };
            format!("{name}:{value}\n")
        })
        .collect();
    let payload = sha256(&request.body);
    [
        request.method.as_str(),
        &path,
        &query.join("&"),
        &headers,
        signed,
        &payload,
    ]
    .join("\n")
}

fn string_to_sign(canonical: &str) -> String {
    format!("{ALGORITHM}\n{}", sha256(canonical.as_bytes()))
}

fn sha256(data: &[u8]) -> String {
    digest::digest(&digest::SHA256, data)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Bytes of a hexadecimal text; nothing, which no signature equals, if it is none.
fn unhex(text: &str) -> Vec<u8> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.unwrap_or_default();
    digits
        .chunks_exact(2)
        .filter_map(|pair| u8::try_from(pair.iter().fold(0, |sum, digit| sum * 16 + digit)).ok())
        .collect()
}
