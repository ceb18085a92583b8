//! One vector through the typed request, and what differs.

use std::time::{Duration, SystemTime};

use alicloud_runtime::dynamic::Entry;
use alicloud_runtime::transport::Limits;
use alicloud_runtime::{
    Body, BoxFuture, ByteStream, Client, ClientBuilder, Credentials, Error, ErrorKind, FixedClock, Transport,
};
use http::{Request, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Vector;
use super::vector::{Sent, compared};

/// What all vectors were recorded with (golden README).
const DATE: Duration = Duration::from_secs(1_704_164_645);
const NONCE: &str = "0123456789abcdef0123456789abcdef";
pub(super) const ACCESS_KEY: (&str, &str) = ("testAccessKeyId", "testAccessKeySecret");
pub(super) const REGION: &str = "cn-hangzhou";

/// Replays `vector` through `entry` to the recorded host: a line per difference.
pub(super) fn differences(entry: &Entry, vector: &Vector) -> Result<Vec<String>, String> {
    // Without a region of the client's own, which would fill a required `RegionId` that the recording lacks.
    let client = client().endpoint(&vector.sent.host);
    Ok(compare(&vector.sent, &sent(entry, &vector.input, client)?))
}

fn client() -> ClientBuilder {
    let clock = FixedClock {
        now: SystemTime::UNIX_EPOCH + DATE,
        nonce: NONCE.to_owned(),
    };
    let credentials = Credentials::access_key(ACCESS_KEY.0, ACCESS_KEY.1);
    Client::builder()
        .credentials(credentials)
        .clock(clock)
        // Official SDKs make up none.
        .idempotency_tokens(false)
        .transport(Unused)
}

/// Nothing is sent here, and a real transport would load the machine's certificates for every vector.
struct Unused;

impl Transport for Unused {
    fn send(&self, _: Request<Body>, _: Limits) -> BoxFuture<'_, Result<Response<ByteStream>, Error>> {
        Box::pin(async { Err(Error::new(ErrorKind::Transport, "a replay sends nothing")) })
    }
}

/// The request as we send it.
fn sent(entry: &Entry, input: &Map<String, Value>, client: ClientBuilder) -> Result<Sent, String> {
    let client = client.build().map_err(|error| error.to_string())?;
    // The recorded `minimal` inputs lack even what is required.
    let call = entry
        .call(&client, &Value::Object(input.clone()))
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
        body: body.bytes().map(|bytes| bytes.to_vec()).unwrap_or_default(),
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
