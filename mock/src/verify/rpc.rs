//! Signature version 1.0 of RPC services, HMAC-SHA1, from the side of the server.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::utf8_percent_encode;
use ring::hmac;

use super::Authority;
use super::v3::RESERVED;
use crate::fault::Fault;
use crate::request::Request;

pub(super) fn caller(request: &Request, authority: &Authority<'_>) -> Result<String, Fault> {
    let required = |name: &str| {
        request
            .parameter(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Fault::missing(name))
    };
    let id = required("AccessKeyId")?;
    let signature = required("Signature")?;
    let nonce = required("SignatureNonce")?;
    let method = required("SignatureMethod")?;
    if method != "HMAC-SHA1" {
        return Err(Fault::bad(
            "InvalidSignatureMethod",
            format!("The emulator verifies HMAC-SHA1, not {method}."),
        ));
    }
    if required("SignatureVersion")? != "1.0" {
        return Err(Fault::bad(
            "InvalidSignatureVersion",
            "Specified parameter SignatureVersion is not valid.",
        ));
    }
    let date = super::date(required("Timestamp")?, authority.now)?;
    let key = super::key(id, request.parameter("SecurityToken"), authority)?;

    let signing_key = hmac::Key::new(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        format!("{}&", key.secret).as_bytes(),
    );
    let tag = STANDARD.decode(signature).unwrap_or_default();
    if hmac::verify(&signing_key, string_to_sign(request, false).as_bytes(), &tag).is_err() {
        return Err(Fault::bad(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                string_to_sign(request, true)
            ),
        ));
    }
    if let Some(nonces) = authority.nonces {
        nonces.accept(id, nonce, date, authority.now)?;
    }
    Ok(id.to_owned())
}

fn string_to_sign(request: &Request, masked: bool) -> String {
    // Later wins: a parameter that is in both places counts with the value of the form.
    let mut parameters: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in request.query.iter().chain(&request.form) {
        let hidden = masked && name == "SecurityToken";
        parameters.insert(name, if hidden { "***" } else { value });
    }
    parameters.remove("Signature");
    let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let pairs: Vec<String> = parameters
        .into_iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    format!("{}&%2F&{}", request.method, encode(&pairs.join("&")))
}
