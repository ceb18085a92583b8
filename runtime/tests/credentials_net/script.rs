//! A transport that answers what it is told to, and keeps what it was sent. Where there is the default transport it goes through that
//! and a server on 127.0.0.1, whatever host is meant.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_runtime::credentials::{Context, Fetch, Files};
use alicloud_runtime::transport::Limits;
use alicloud_runtime::{
    Body, BoxFuture, ByteStream, Client, Credentials, Error, ErrorKind, FixedClock, SignatureVersion, Transport,
};

use crate::support::recorded_at;

/// The nonce of the recorded requests.
pub const NONCE: &str = "01234567-89ab-cdef-0123-456789abcdef";

pub const STS: &str = r#"{"RequestId": "r", "AssumedRoleUser": {}, "Credentials": {"AccessKeyId": "STS.id",
    "AccessKeySecret": "sec", "SecurityToken": "tok", "Expiration": "2099-01-01T00:00:00Z"}}"#;
pub const FLAT: &str = r#"{"Code": "Success", "AccessKeyId": "STS.id", "AccessKeySecret": "sec", "SecurityToken": "tok",
    "Expiration": "2099-01-01T00:00:00Z"}"#;

/// What happens to the next request.
#[derive(Clone)]
pub enum Step {
    Answer(u16, String),
    /// The same with a `Date`.
    AnswerAt(SystemTime, u16, String),
    /// No answer within the limits, as transports say it.
    Silence,
    NoConnection,
}

impl Step {
    /// What a transport makes of it, in words that do not depend on ports.
    pub fn failure(&self, host: &str) -> Error {
        match self {
            Self::NoConnection => Error::new(ErrorKind::Connect, format!("no connection to {host}: refused")),
            _ => Error::new(ErrorKind::Timeout, format!("no complete answer from {host}")),
        }
    }
}

/// A request that was sent.
#[derive(Clone)]
pub struct Seen {
    pub method: String,
    /// Without the query.
    pub url: String,
    pub query: Vec<(String, String)>,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub timeout: Duration,
}

impl Seen {
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// Query and form together, sorted.
    pub fn parameters(&self) -> BTreeMap<String, String> {
        self.query.iter().cloned().chain(self.form()).collect()
    }
}

#[derive(Clone, Default)]
pub struct Script {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let script = Self::default();
        script.steps.lock().expect("no panic").extend(steps);
        script
    }

    pub fn answers<'a>(answers: impl IntoIterator<Item = (u16, &'a str)>) -> Self {
        Self::new(
            answers
                .into_iter()
                .map(|(status, body)| Step::Answer(status, body.to_owned())),
        )
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// Nothing of this machine: no variables, one file, the time of the recordings.
    pub fn context(&self) -> Context {
        self.context_with(&[])
    }

    pub fn context_with(&self, vars: &[(&str, &str)]) -> Context {
        let vars: BTreeMap<String, String> = vars
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        Context::new(self.clone())
            .with_environment(vars)
            .with_files(TokenFile)
            .with_clock(FixedClock {
                now: recorded_at(),
                nonce: NONCE.to_owned(),
            })
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        let uri = request.uri();
        let seen = Seen {
            method: request.method().to_string(),
            url: format!(
                "{}://{}{}",
                uri.scheme_str().unwrap_or_default(),
                uri.authority().map_or("", |authority| authority.as_str()),
                uri.path()
            ),
            query: pairs(uri.query().unwrap_or_default()),
            headers: request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
                .collect(),
            body: String::from_utf8(request.body().bytes().expect("bytes").to_vec()).expect("text"),
            timeout: limits.timeout,
        };
        let host = seen.url.clone();
        self.seen.lock().expect("no panic").push(seen);
        let step = self
            .steps
            .lock()
            .expect("no panic")
            .pop_front()
            .expect("a request that is expected");
        #[cfg(feature = "reqwest")]
        return Box::pin(crate::loopback::play(request, limits, step, host));
        #[cfg(not(feature = "reqwest"))]
        return Box::pin(std::future::ready(match step {
            Step::Answer(status, body) => Ok(response(status, None, body)),
            Step::AnswerAt(date, status, body) => Ok(response(status, Some(date), body)),
            Step::Silence | Step::NoConnection => Err(step.failure(&host)),
        }));
    }
}

#[cfg(not(feature = "reqwest"))]
fn response(status: u16, date: Option<SystemTime>, body: String) -> http::Response<ByteStream> {
    let mut builder = http::Response::builder().status(status);
    if let Some(date) = date {
        builder = builder.header("date", httpdate::fmt_http_date(date));
    }
    builder.body(ByteStream::from(body)).expect("a response")
}

/// The token file `/token`, not trimmed.
#[derive(Clone)]
pub struct TokenFile;

impl Files for TokenFile {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.to_str() {
            Some("/token") => Ok(b"eyJ.oidc.tok/en+1=".to_vec()),
            Some("/line") => Ok(b"token\n".to_vec()),
            Some("/empty") => Ok(Vec::new()),
            Some("/binary") => Ok(vec![0xff]),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn replace(&self, _: &Path, _: &mut dyn FnMut(&[u8]) -> io::Result<Vec<u8>>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .expect("text")
            .into_owned()
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// What `source` says after these answers, and what it asked.
pub async fn fetch<'a>(
    source: &impl Fetch,
    answers: impl IntoIterator<Item = (u16, &'a str)>,
) -> (Result<Credentials, Error>, Vec<Seen>) {
    let script = Script::answers(answers);
    let outcome = source.fetch(&script.context()).await;
    (outcome, script.seen())
}

/// The error after these answers.
pub async fn refused<'a>(source: &impl Fetch, answers: impl IntoIterator<Item = (u16, &'a str)>) -> Error {
    fetch(source, answers).await.0.expect_err("an error")
}

/// The error after these steps.
pub async fn failed(source: &impl Fetch, steps: impl IntoIterator<Item = Step>) -> Error {
    let script = Script::new(steps);
    source.fetch(&script.context()).await.expect_err("an error")
}

/// The headers under which credentials are used. Secrets cannot be looked at, but their signatures can be compared.
pub async fn worn(credentials: Credentials) -> http::HeaderMap {
    let clock = FixedClock {
        now: recorded_at(),
        nonce: NONCE.to_owned(),
    };
    let client = Client::builder()
        .credentials(credentials)
        .clock(clock)
        .transport(Script::default());
    let client = client.signature(SignatureVersion::V3).build().expect("a client");
    let request = client.call(crate::probe::Probe::default()).signed_request().await;
    request.expect("a request").headers().clone()
}

/// These are `STS.id`, `sec`, `tok` until 2099, of `provider`.
pub async fn expect_sample(credentials: &Credentials, provider: &str) {
    expect(credentials, provider, "sec", "tok").await;
}

/// These are `STS.id` with this secret and token until 2099, of `provider`.
pub async fn expect(credentials: &Credentials, provider: &str, secret: &str, token: &str) {
    let expected = Credentials::access_key("STS.id", secret)
        .with_security_token(token)
        .with_provider(provider.to_owned());
    assert_eq!(worn(credentials.clone()).await, worn(expected).await);
    let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(4_070_908_800);
    assert_eq!(credentials.expires_at(), Some(expiry));
}
