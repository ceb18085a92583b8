//! Encoding and canonical requests against a second formulation of the same rules.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use alicloud_runtime::sign::{Pair, Query, percent, rpc, sha256_hex, v3};
use proptest::prelude::*;

/// RFC 3986, byte by byte.
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn owned(map: &BTreeMap<String, String>) -> Vec<Pair> {
    // Backwards, so that sorting has something to do.
    map.iter()
        .rev()
        .map(|(name, value)| (Cow::Owned(name.clone()), value.clone()))
        .collect()
}

fn pairs(map: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    map.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

proptest! {
    #[test]
    fn percent_encoding(text in any::<String>()) {
        let encoded = percent::encode(&text).to_string();
        prop_assert_eq!(&encoded, &encode(&text));
        let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().expect("UTF-8").into_owned();
        prop_assert_eq!(decoded, text);
    }

    #[test]
    fn queries(map in prop::collection::btree_map(any::<String>(), any::<String>(), 0..8)) {
        let query = Query::new(&mut owned(&map));
        let wire: Vec<String> = map.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        prop_assert_eq!(query.wire(), wire.join("&"));
        let canonical: Vec<String> = map.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        prop_assert_eq!(query.canonical(), canonical.join("&"));
    }

    #[test]
    fn canonical_requests(
        query in prop::collection::btree_map("[A-Za-z.0-9]{1,8}", any::<String>(), 0..6),
        headers in prop::collection::btree_map("(x-acs-[a-z-]{1,6}|host|content-type|accept|x-fc-a)", "[ -~]{0,12}", 0..8),
        body in any::<Vec<u8>>(),
    ) {
        let payload_hash = sha256_hex(&body);
        let canonical_query = Query::new(&mut owned(&query));
        let message = v3::Message {
            method: "POST",
            path: "/a/b",
            query: canonical_query.canonical(),
            headers: &owned(&headers),
            payload_hash: &payload_hash,
        };
        let signed: Vec<(&String, &String)> = headers
            .iter()
            .filter(|(name, _)| ["host", "content-type"].contains(&name.as_str()) || name.starts_with("x-acs-"))
            .collect();
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let lines: String = signed.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
        let names: Vec<&str> = signed.iter().map(|(name, _)| name.as_str()).collect();
        let expected = format!("POST\n/a/b\n{}\n{lines}\n{}\n{payload_hash}", query.join("&"), names.join(";"));
        let canonical = v3::Canonical::new(&message);
        prop_assert_eq!(canonical.as_str(), expected);
    }

    #[test]
    fn rpc_strings_to_sign(
        query in prop::collection::btree_map(any::<String>(), any::<String>(), 0..6),
        form in prop::collection::btree_map(any::<String>(), any::<String>(), 0..6),
    ) {
        let text = rpc::string_to_sign("GET", pairs(&query), pairs(&form));
        let mut all = query;
        all.extend(form);
        let joined: Vec<String> = all.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        prop_assert_eq!(text, format!("GET&%2F&{}", encode(&joined.join("&"))));
    }
}
