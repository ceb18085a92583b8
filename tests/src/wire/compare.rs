//! One vector through the typed request, and what differs.

use std::time::{Duration, SystemTime};

use alicloud_runtime::dynamic::Entry;
use alicloud_runtime::{Client, Credentials, FixedClock};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Vector;
use super::vector::{Sent, compared};

/// What all vectors were recorded with (golden README).
const DATE: Duration = Duration::from_secs(1_704_164_645);
const NONCE: &str = "0123456789abcdef0123456789abcdef";
const ACCESS_KEY: (&str, &str) = ("testAccessKeyId", "testAccessKeySecret");
const REGION: &str = "cn-hangzhou";

/// The outcome for one vector.
pub(super) struct Compared {
    /// A line per difference.
    pub(super) differences: Vec<String>,
    /// Whether our endpoint table lists the region, so that the host was compared as well.
    pub(super) host: bool,
}

/// Replays `vector` through `entry`.
pub(super) fn differences(entry: &Entry, vector: &Vector) -> Result<Compared, String> {
    let ours = sent(entry, &vector.input, Some(&vector.sent.host))?;
    let mut differences = compare(&vector.sent, &ours);
    let host = entry
        .api
        .service
        .endpoints
        .iter()
        .any(|endpoint| endpoint.region == REGION);
    if host {
        let table = sent(entry, &vector.input, None)?.host;
        if table != vector.sent.host {
            differences.push(format!("  endpoint table: recorded {}, ours {table}", vector.sent.host));
        }
    }
    Ok(Compared { differences, host })
}

/// The request as we send it, to `host` or to where our endpoint table says.
fn sent(entry: &Entry, input: &Value, host: Option<&str>) -> Result<Sent, String> {
    let clock = FixedClock {
        now: SystemTime::UNIX_EPOCH + DATE,
        nonce: NONCE.to_owned(),
    };
    let mut builder = Client::builder()
        .region(REGION)
        .credentials(Credentials::access_key(ACCESS_KEY.0, ACCESS_KEY.1))
        .clock(clock);
    if let Some(host) = host {
        builder = builder.endpoint(host);
    }
    let client = builder.build().map_err(|error| error.to_string())?;
    // The recorded `minimal` inputs lack even what is required.
    let call = entry
        .call(&client, input)
        .map_err(|error| error.to_string())?
        .skip_required_check();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|error| error.to_string())?;
    let signed = runtime
        .block_on(call.signed_request())
        .map_err(|error| error.to_string())?;
    let (parts, body) = signed.into_parts();
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut query: Vec<_> = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect();
    query.sort();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(Sent {
        method: parts.method.to_string(),
        scheme: parts.uri.scheme_str().unwrap_or_default().to_owned(),
        host: parts.headers.get("host").map(text).unwrap_or_default(),
        path: parts.uri.path().to_owned(),
        query,
        body: body.to_vec(),
        headers: parts
            .headers
            .iter()
            .filter(|(name, _)| compared(name.as_str()))
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
    })
}

fn compare(recorded: &Sent, ours: &Sent) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |what: &str, recorded: &str, ours: &str| {
        if recorded != ours {
            lines.push(format!("  {what}: recorded {recorded:?}, ours {ours:?}"));
        }
    };
    line("method", &recorded.method, &ours.method);
    line("scheme", &recorded.scheme, &ours.scheme);
    line("host", &recorded.host, &ours.host);
    line("path", &recorded.path, &ours.path);
    line(
        "body",
        &String::from_utf8_lossy(&recorded.body),
        &String::from_utf8_lossy(&ours.body),
    );
    for (name, value) in &recorded.headers {
        line(name, value, ours.headers.get(name).map_or("(absent)", String::as_str));
    }
    for (name, value) in ours
        .headers
        .iter()
        .filter(|(name, _)| !recorded.headers.contains_key(*name))
    {
        line(name, "(absent)", value);
    }
    for pair in recorded.query.iter().filter(|pair| !ours.query.contains(pair)) {
        lines.push(format!("  query: {}={:?} only recorded", pair.0, pair.1));
    }
    for pair in ours.query.iter().filter(|pair| !recorded.query.contains(pair)) {
        lines.push(format!("  query: {}={:?} only ours", pair.0, pair.1));
    }
    lines
}
