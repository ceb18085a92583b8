//! How long calls take at most, on a clock that jumps to the next thing to happen.
#![allow(missing_docs, clippy::expect_used, clippy::panic)]

#[path = "support/paused.rs"]
mod paused;
#[path = "support/probe.rs"]
mod probe;

use std::error::Error as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use alicloud_runtime::transport::Limits;
use alicloud_runtime::{
    Body, BoxFuture, ByteStream, Client, ClientBuilder, CredentialProvider, Credentials, Error, ErrorKind, FixedClock,
    Retry, Transport,
};
use paused::Paused;
use probe::Probe;
use tokio::time::Instant;

/// Where a call gets stuck.
#[derive(Clone, Copy)]
enum Stuck {
    Credentials,
    Head,
    Body,
}

/// Credentials and answers that never come, after some refusals.
#[derive(Clone)]
struct Never {
    at: Stuck,
    refusals: Arc<Mutex<usize>>,
}

impl CredentialProvider for Never {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        match self.at {
            Stuck::Credentials => self.forever(),
            _ => Box::pin(std::future::ready(Ok(Credentials::anonymous()))),
        }
    }

    fn name(&self) -> &str {
        "never"
    }
}

impl Transport for Never {
    fn send(
        &self,
        _request: http::Request<Body>,
        _limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        let mut refusals = self.refusals.lock().expect("no panic");
        if *refusals > 0 {
            *refusals -= 1;
            let response = http::Response::builder().status(503).body(ByteStream::from("{}"));
            return Box::pin(std::future::ready(Ok(response.expect("a response"))));
        }
        match self.at {
            Stuck::Body => {
                let body = ByteStream::new(NoPiece);
                Box::pin(std::future::ready(Ok(http::Response::new(body))))
            }
            _ => self.forever(),
        }
    }
}

struct NoPiece;

impl futures_core::Stream for NoPiece {
    type Item = Result<bytes::Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl Never {
    fn new(at: Stuck, refusals: usize) -> Self {
        let refusals = Arc::new(refusals.into());
        Self { at, refusals }
    }

    /// A future that holds what the client's calls must not keep.
    fn forever<T: Send + 'static>(&self) -> BoxFuture<'static, T> {
        let held = self.refusals.clone();
        Box::pin(async move {
            let never = std::future::pending().await;
            drop(held);
            never
        })
    }
}

fn builder(at: Stuck, refusals: usize) -> ClientBuilder {
    client_of(&Never::new(at, refusals))
}

fn client_of(never: &Never) -> ClientBuilder {
    Client::builder()
        .clock(Paused::new())
        .credentials(never.clone())
        .transport(never.clone())
}

/// How long a call of `Probe` takes to fail, and the error. A call that never ends fails the test, not the machine.
async fn fails(client: &Client, limit: Option<Duration>) -> (Duration, Error) {
    let began = Instant::now();
    let mut call = client.call(Probe::default());
    if let Some(limit) = limit {
        call = call.total_timeout(limit);
    }
    let outcome = tokio::time::timeout(Duration::from_secs(24 * 3600), call.send());
    let error = outcome.await.expect("it ends").expect_err("nothing comes");
    // Tokio's timer counts in milliseconds, and ends one later.
    (Duration::from_secs(began.elapsed().as_secs()), error)
}

#[tokio::test(start_paused = true)]
async fn the_limit_covers_everything() {
    let limit = Duration::from_secs(7);
    for (at, what) in [
        (Stuck::Credentials, "waiting for credentials"),
        (Stuck::Head, "waiting for an answer from ims.aliyuncs.com"),
        (Stuck::Body, "waiting for an answer from ims.aliyuncs.com"),
    ] {
        let client = builder(at, 0).total_timeout(limit).build().expect("a client");
        let (took, error) = fails(&client, None).await;
        assert_eq!(took, limit, "{what}");
        assert_eq!((error.kind(), error.is_timeout()), (ErrorKind::Timeout, true));
        assert_eq!((error.attempts(), error.elapsed()), (1, limit));
        assert!(error.to_string().contains("not done within 7s"), "{error}");
        assert!(error.to_string().contains(what), "{error}");
        let (took, _) = fails(&client, Some(Duration::from_secs(2))).await;
        assert_eq!(took, Duration::from_secs(2), "a call's own limit, {what}");
        if matches!(at, Stuck::Credentials) {
            let error = client.call(Probe::default()).signed_request().await;
            assert!(
                error.expect_err("no credentials").is_timeout(),
                "also when it is only signed"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_limit_it_is_that_of_the_attempts_together() {
    let client = builder(Stuck::Head, 0).build().expect("a client");
    assert_eq!(fails(&client, None).await.0, Duration::from_secs(70));
    let policy = Retry::standard().total(Duration::from_secs(5));
    let client = builder(Stuck::Head, 0).retry(policy).timeout(Duration::from_secs(3));
    let client = client.build().expect("a client");
    assert_eq!(fails(&client, None).await.0, Duration::from_secs(8));
    let forever = Retry::standard().total(Duration::MAX);
    let client = builder(Stuck::Head, 0).retry(forever).build().expect("a client");
    let call = tokio::time::timeout(Duration::from_secs(3600), client.send(Probe::default()));
    call.await.expect_err("it waits for as long as it is told to");
}

#[tokio::test(start_paused = true)]
async fn what_failed_before_is_told() {
    let client = builder(Stuck::Head, 1).build().expect("a client");
    let (_, error) = fails(&client, Some(Duration::from_secs(4))).await;
    assert_eq!(error.attempts(), 2);
    let before = error.source().expect("a source").to_string();
    assert!(before.contains("HTTP 503"), "{before}");
    assert!(format!("{error:#}").contains("HTTP 503"), "{error:#}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_waited_for_that_comes_too_late() {
    let patient = Retry::standard().first_pause(Duration::from_secs(10));
    let client = builder(Stuck::Head, 1).retry(patient).build().expect("a client");
    let (took, error) = fails(&client, Some(Duration::from_secs(4))).await;
    assert_eq!((took, error.attempts()), (Duration::ZERO, 1));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
}

#[tokio::test(start_paused = true)]
async fn time_that_does_not_pass_has_no_limit() {
    let clock = FixedClock {
        now: SystemTime::UNIX_EPOCH,
        nonce: "0".to_owned(),
    };
    let client = builder(Stuck::Head, 0).clock(clock).build().expect("a client");
    let call = tokio::time::timeout(Duration::from_secs(3600), client.send(Probe::default()));
    call.await.expect_err("it waits");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_keeps_nothing() {
    for at in [Stuck::Credentials, Stuck::Head, Stuck::Body] {
        let never = Never::new(at, 1);
        let client = client_of(&never).build().expect("a client");
        let idle = Arc::strong_count(&never.refusals);
        let call = tokio::time::timeout(Duration::from_secs(1), client.send(Probe::default()));
        call.await.expect_err("it is dropped");
        assert_eq!(Arc::strong_count(&never.refusals), idle);
    }
}
