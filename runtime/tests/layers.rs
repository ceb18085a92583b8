//! What is done around calls.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/paused.rs"]
mod paused;
#[path = "support/probe.rs"]
mod probe;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicloud_runtime::layer::{Layer, Next};
use alicloud_runtime::request::Request;
use alicloud_runtime::{BoxFuture, ByteStream, Client, ClientBuilder, Credentials, Error, ErrorKind, Retry};
use paused::Paused;
use probe::{Canned, Probe};

type Answer = Result<http::Response<ByteStream>, Error>;

/// Writes down what passes, and marks the request.
struct Notes(&'static str, Arc<Mutex<Vec<String>>>);

impl Layer for Notes {
    fn call<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            let note = |text: String| self.1.lock().expect("no panic").push(format!("{}: {text}", self.0));
            note(format!("{} at {}", next.api().name, next.host()));
            request
                .headers
                .push((format!("x-acs-{}", self.0).into(), "seen".to_owned()));
            let answer = next.call(request).await;
            let outcome = match &answer {
                Ok(answer) => answer.status().to_string(),
                Err(error) => error.to_string(),
            };
            note(format!("{outcome}; {} attempts", next.attempts()));
            answer
        })
    }
}

/// Answers by itself.
struct Memory(u16, &'static str);

impl Layer for Memory {
    fn call<'a>(&'a self, _request: Request, _next: Next<'a>) -> BoxFuture<'a, Answer> {
        let answer = http::Response::builder().status(self.0).body(ByteStream::from(self.1));
        Box::pin(std::future::ready(Ok(answer.expect("an answer"))))
    }
}

/// Makes every call twice.
struct Twice;

impl Layer for Twice {
    fn call<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            let _ = next.call(request.clone()).await;
            next.call(request).await
        })
    }
}

struct Stuck;

impl Layer for Stuck {
    fn call<'a>(&'a self, _request: Request, _next: Next<'a>) -> BoxFuture<'a, Answer> {
        Box::pin(std::future::pending())
    }
}

fn builder(canned: &Canned) -> ClientBuilder {
    let fast = Retry::standard().first_pause(Duration::ZERO);
    Client::builder()
        .credentials(Credentials::access_key("id", "secret"))
        .transport(canned.clone())
        .retry(fast)
}

#[tokio::test]
async fn the_first_layer_is_around_the_others() {
    let canned = Canned::new(200, "{}");
    let notes = Arc::default();
    let builder = builder(&canned).layer(Notes("outer", Arc::clone(&notes)));
    let client = builder.layer(Notes("inner", notes.clone())).build().expect("a client");
    client.send(Probe::default()).await.expect("an answer");
    assert_eq!(
        *notes.lock().expect("no panic"),
        [
            "outer: GetUserMFAInfo at ims.aliyuncs.com",
            "inner: GetUserMFAInfo at ims.aliyuncs.com",
            "inner: 200 OK; 1 attempts",
            "outer: 200 OK; 1 attempts",
        ]
    );
    let sent = &canned.seen.lock().expect("no panic")[0];
    let signed = sent.headers()["authorization"].to_str().expect("text");
    assert!(signed.contains("x-acs-inner;x-acs-outer"), "{signed}");
}

#[tokio::test]
async fn a_call_passes_once_however_often_it_is_attempted() {
    let canned = Canned::new(503, r#"{"Code": "ServiceUnavailable"}"#);
    let notes = Arc::default();
    let builder = builder(&canned).layer(Notes("only", Arc::clone(&notes)));
    let client = builder.build().expect("a client");
    client.send(Probe::default()).await.expect_err("it is down");
    let notes = notes.lock().expect("no panic");
    assert_eq!(notes.len(), 2);
    assert!(notes[1].contains("Ims GetUserMFAInfo: ServiceUnavailable"), "{notes:?}");
    assert!(notes[1].ends_with("3 attempts"), "{notes:?}");
}

#[tokio::test]
async fn a_layer_may_answer_by_itself_or_call_twice() {
    let canned = Canned::new(200, r#"{"RequestId": "sent"}"#);
    let memory = builder(&canned).layer(Memory(200, r#"{"RequestId": "kept"}"#));
    let client = memory.build().expect("a client");
    let response = client.call(Probe::default()).await.expect("an answer");
    assert_eq!(response.request_id().as_deref(), Some("kept"));
    let refusing = builder(&canned).layer(Memory(404, r#"{"Code": "EntityNotExist.User"}"#));
    let client = refusing.build().expect("a client");
    let error = client.send(Probe::default()).await.expect_err("a refusal");
    assert!(error.is_not_found(), "{error}");
    assert_eq!(canned.seen.lock().expect("no panic").len(), 0);
    let client = builder(&canned).layer(Twice).build().expect("a client");
    client.send(Probe::default()).await.expect("an answer");
    assert_eq!(canned.seen.lock().expect("no panic").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_limit_on_the_call_covers_layers() {
    let canned = Canned::new(200, "{}");
    let client = builder(&canned)
        .clock(Paused::new())
        .layer(Stuck)
        .build()
        .expect("a client");
    let call = tokio::time::timeout(Duration::from_secs(3600), client.send(Probe::default()));
    let error = call.await.expect("it ends").expect_err("it is stuck");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(error.to_string().contains("a layer had it"), "{error}");
}
