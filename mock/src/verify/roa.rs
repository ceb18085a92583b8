//! Signature version 1.0 of ROA services, HMAC-SHA1 in a header, from the side of the server.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use super::Authority;
use crate::fault::Fault;
use crate::request::Request;

const TOKEN: &str = "x-acs-security-token";

pub(super) fn caller(request: &Request, claim: &str, authority: &Authority<'_>) -> Result<String, Fault> {
    let (id, signature) = claim
        .split_once(':')
        .ok_or_else(|| Fault::incomplete("Authorization is not `acs <id>:<signature>`"))?;
    let required = |name: &str| {
        request
            .header(name)
            .ok_or_else(|| Fault::incomplete(&format!("the header {name} is missing")))
    };
    let nonce = required("x-acs-signature-nonce")?;
    let date = httpdate::parse_http_date(required("date")?).map_err(|_| super::malformed_date())?;
    super::fresh(date, authority.now)?;
    let key = super::key(id, request.header(TOKEN), authority)?;

    let signing_key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.secret.as_bytes());
    let tag = STANDARD.decode(signature).unwrap_or_default();
    // Official signers disagree whether a parameter without a value keeps its `=`.
    let genuine = [false, true]
        .into_iter()
        .any(|bare| hmac::verify(&signing_key, string_to_sign(request, bare, false).as_bytes(), &tag).is_ok());
    if !genuine {
        return Err(Fault::bad(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                string_to_sign(request, false, true)
            ),
        ));
    }
    if let Some(nonces) = authority.nonces {
        nonces.accept(id, nonce, date, authority.now)?;
    }
    Ok(id.to_owned())
}

fn string_to_sign(request: &Request, bare: bool, masked: bool) -> String {
    let plain = ["accept", "content-md5", "content-type", "date"].map(|name| request.header(name).unwrap_or_default());
    let mut text = format!("{}\n{}\n", request.method, plain.join("\n"));
    for (name, value) in request.headers.iter().filter(|(name, _)| name.starts_with("x-acs-")) {
        let value = if masked && name == TOKEN { "***" } else { value };
        text += &format!("{name}:{value}\n");
    }
    text += &request.path;
    let mut query: Vec<&(String, String)> = request.query.iter().collect();
    query.sort();
    for (index, (name, value)) in query.into_iter().enumerate() {
        let separator = if index == 0 { '?' } else { '&' };
        text.push(separator);
        text += name;
        if !(bare && value.is_empty()) {
            text.push('=');
            text += value;
        }
    }
    text
}
