//! When calls are tried again: scripted answers, and a clock on which only pauses take time.
#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/probe.rs"]
mod probe;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_runtime::codec::{Encode, Fields, ShowFields, Value};
use alicloud_runtime::credentials::{AssumeRole, Context, DefaultChain};
use alicloud_runtime::operation::{Access, Api, Location, Method, Operation, Param};
use alicloud_runtime::transport::Limits;
use alicloud_runtime::{
    Body, BoxFuture, ByteStream, Client, Clock, CredentialProvider, Credentials, Error, ErrorKind, Response, Retry,
    Transport,
};
use probe::{CENTRAL, CENTRAL as SERVICE, Probe};

/// Time that passes when somebody sleeps, and nonces that count.
#[derive(Debug, Clone, Default)]
struct Virtual(Arc<Mutex<(Duration, u32, Vec<Duration>)>>);

impl Clock for Virtual {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + self.0.lock().expect("no panic").0
    }

    /// The random part of every pause is a half.
    fn nonce(&self) -> String {
        let mut state = self.0.lock().expect("no panic");
        state.1 += 1;
        format!("80000000{:08}", state.1)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut state = self.0.lock().expect("no panic");
        state.0 += duration;
        state.2.push(duration);
        Box::pin(std::future::ready(()))
    }
}

/// What one attempt meets.
#[derive(Clone)]
enum Act {
    Fails(ErrorKind),
    Answers(u16, Option<&'static str>, &'static str),
    /// Refuses the date of the request, and says what time it is.
    Late(&'static str),
}

const OK: Act = Act::Answers(200, None, r#"{"RequestId": "1"}"#);
const UNAVAILABLE: Act = Act::Answers(503, None, r#"{"Code": "ServiceUnavailable", "RequestId": "2"}"#);

/// Plays its acts one after the other, the last one for good.
#[derive(Clone)]
struct Play {
    acts: Arc<Mutex<VecDeque<Act>>>,
    seen: Arc<Mutex<Vec<http::Request<Body>>>>,
    clock: Virtual,
}

impl Play {
    fn of(acts: &[Act]) -> Self {
        Self {
            acts: Arc::new(Mutex::new(acts.iter().cloned().collect())),
            seen: Arc::default(),
            clock: Virtual::default(),
        }
    }

    fn client(&self, retry: Retry) -> Client {
        Client::builder()
            .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"))
            .clock(self.clock.clone())
            .transport(self.clone())
            .retry(retry)
            .build()
            .expect("a client")
    }

    fn requests(&self) -> usize {
        self.seen.lock().expect("no panic").len()
    }

    fn pauses(&self) -> Vec<u128> {
        let state = self.clock.0.lock().expect("no panic");
        state.2.iter().map(Duration::as_millis).collect()
    }

    fn header(&self, request: usize, name: &str) -> Option<String> {
        let seen = self.seen.lock().expect("no panic");
        let value = seen[request].headers().get(name)?;
        Some(value.to_str().expect("text").to_owned())
    }
}

impl fmt::Debug for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Play")
    }
}

impl Transport for Play {
    fn send(
        &self,
        request: http::Request<Body>,
        _limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        self.seen.lock().expect("no panic").push(request);
        let mut acts = self.acts.lock().expect("no panic");
        let act = match acts.len() {
            1 => acts[0].clone(),
            _ => acts.pop_front().expect("an act"),
        };
        let outcome = match act {
            Act::Late(date) => {
                let response = http::Response::builder().status(400).header("date", date);
                let body = ByteStream::from(r#"{"Code": "InvalidTimeStamp.Expired"}"#);
                Ok(response.body(body).expect("a response"))
            }
            Act::Fails(kind) => Err(Error::new(kind, "it failed")),
            Act::Answers(status, after, body) => {
                let mut response = http::Response::builder().status(status);
                if let Some(after) = after {
                    response = response.header("x-acs-retry-after", after);
                }
                Ok(response.body(ByteStream::from(body)).expect("a response"))
            }
        };
        Box::pin(std::future::ready(outcome))
    }
}

/// A write with an idempotency token, which may be set.
#[derive(Debug, Default, Clone)]
struct Create {
    token: Option<String>,
}

impl Fields for Create {
    fn fields(&self, all: &mut dyn ShowFields) {
        all.show(&[("ClientToken", self.token.view())]);
    }
}

impl Operation for Create {
    type Output = Value;
    const API: &'static Api = &const {
        let params = &[Param {
            name: "ClientToken",
            location: Location::Query,
            format: alicloud_runtime::operation::Format::Flat,
            required: false,
            token: true,
        }];
        Api::new(&CENTRAL, "CreateInstance", Method::Post, Access::Write, params)
    };
}

async fn read(play: &Play) -> Result<Value, Error> {
    play.client(Retry::standard()).send(Probe::default()).await
}

async fn write(play: &Play, token: Option<&str>) -> Result<Value, Error> {
    let token = token.map(str::to_owned);
    let call = play.client(Retry::standard()).call(Create { token });
    call.idempotency_tokens(false).await.map(Response::into_output)
}

/// The table of the module's documentation: outcomes by how many requests arrive at a service that recovers at once.
#[tokio::test]
async fn what_is_tried_again() {
    use ErrorKind::{Connect, Timeout, Tls, Transport};
    let rows = [
        (
            "throttled by header",
            Act::Answers(400, Some("30"), r#"{"Code": "Busy"}"#),
            [2, 2, 2],
        ),
        (
            "throttled by code",
            Act::Answers(400, None, r#"{"Code": "Throttling.User"}"#),
            [2, 2, 2],
        ),
        ("throttled by status", Act::Answers(429, None, ""), [2, 2, 2]),
        ("no connection", Act::Fails(Connect), [2, 2, 2]),
        ("no secure connection", Act::Fails(Tls), [1, 1, 1]),
        ("timeout", Act::Fails(Timeout), [2, 2, 1]),
        ("broken connection", Act::Fails(Transport), [2, 2, 1]),
        ("503", UNAVAILABLE, [2, 2, 1]),
        ("500 without JSON", Act::Answers(500, None, "<html>"), [2, 2, 1]),
        (
            "refused",
            Act::Answers(403, None, r#"{"Code": "NoPermission"}"#),
            [1, 1, 1],
        ),
        (
            "not found",
            Act::Answers(404, None, r#"{"Code": "EntityNotExist"}"#),
            [1, 1, 1],
        ),
        ("unreadable answer", Act::Answers(200, None, "<html>"), [1, 1, 1]),
    ];
    for (what, act, expected) in rows {
        let mut arrived = Vec::new();
        for case in 0..3 {
            let play = Play::of(&[act.clone(), OK]);
            let outcome = match case {
                0 => read(&play).await,
                1 => write(&play, Some("a token")).await,
                _ => write(&play, None).await,
            };
            assert_eq!(outcome.is_ok(), play.requests() == 2, "{what}: {outcome:?}");
            arrived.push(play.requests());
        }
        assert_eq!(arrived, expected, "{what}: reads, writes with a token, writes without");
    }
}

/// Credentials are asked for before anything is sent, so that a write can go again as a read can.
#[tokio::test]
async fn getting_credentials_is_tried_again() {
    use ErrorKind::{Connect, Timeout, Tls, Transport};
    const GIVEN: Act = Act::Answers(
        200,
        None,
        r#"{"AccessKeyId": "id", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": "2027-01-15T09:00:00Z",
            "Credentials": {"AccessKeyId": "id", "AccessKeySecret": "s", "SecurityToken": "t",
                "Expiration": "2027-01-15T09:00:00Z"}}"#,
    );
    let refused = Act::Answers(403, None, r#"{"Code": "NoPermission"}"#);
    let rows = [
        ("throttled", Act::Answers(429, Some("30"), r#"{"Code": "Busy"}"#), 2),
        ("no connection", Act::Fails(Connect), 2),
        ("no secure connection", Act::Fails(Tls), 1),
        ("timeout", Act::Fails(Timeout), 2),
        ("broken connection", Act::Fails(Transport), 2),
        ("503", UNAVAILABLE, 2),
        ("refused", refused, 1),
        ("the time is wrong", Act::Late("Fri, 15 Jan 2027 09:30:00 GMT"), 1),
        ("unreadable answer", Act::Answers(200, None, "<html>"), 1),
    ];
    for (what, act, expected) in rows {
        for case in 0..4 {
            let (play, source) = (Play::of(&[OK]), Play::of(&[act.clone(), GIVEN]));
            let vars = [
                ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
                ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/"),
            ];
            let vars: BTreeMap<String, String> = vars.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            let context = Context::new(source.clone()).with_environment(vars);
            let context = context.with_clock(play.clock.clone());
            let provider: Arc<dyn CredentialProvider> = match case {
                // The chain, too, whose error is its own.
                0 | 1 => Arc::new(DefaultChain::new(context)),
                _ => {
                    let role = AssumeRole::new(Credentials::access_key("id", "secret"), "acs:ram::1:role/r");
                    Arc::new(role.provider(context))
                }
            };
            // STS tells the time, by which a role is assumed then.
            let expected = expected + usize::from(what == "the time is wrong" && case >= 2);
            let client = Client::builder().credentials(provider).clock(play.clock.clone());
            let client = client.transport(play.clone()).build().expect("a client");
            let outcome = match case % 2 {
                0 => client.send(Probe::default()).await.map(drop),
                _ => {
                    let call = client.call(Create { token: None });
                    call.idempotency_tokens(false).await.map(drop)
                }
            };
            assert_eq!(source.requests(), expected, "{what}: {outcome:?}");
            assert_eq!(outcome.is_ok(), expected == 2, "{what}: {outcome:?}");
            assert_eq!(play.requests(), expected - 1, "{what}");
        }
    }
}

#[tokio::test]
async fn attempts_end_and_are_told() {
    let play = Play::of(&[UNAVAILABLE]);
    let error = read(&play).await.expect_err("it is down");
    assert_eq!((play.requests(), error.attempts()), (3, 3));
    assert_eq!(play.pauses(), [100, 200]);
    assert_eq!(error.elapsed(), Duration::from_millis(300));
    assert!(error.to_string().contains("3 attempts in 300.0ms"), "{error}");
    let play = Play::of(&[UNAVAILABLE]);
    let error = play
        .client(Retry::none())
        .send(Probe::default())
        .await
        .expect_err("it is down");
    assert_eq!((play.requests(), error.attempts()), (1, 1));
    assert!(!error.to_string().contains("attempt"), "{error}");
    let call = play.client(Retry::none()).call(Probe::default());
    let error = call.retry(Retry::standard().attempts(5)).await.expect_err("it is down");
    assert_eq!(error.attempts(), 5);
}

#[tokio::test]
async fn a_throttling_service_is_obeyed_up_to_a_limit() {
    let busy = |after| Act::Answers(429, Some(after), r#"{"Code": "Throttling"}"#);
    let play = Play::of(&[busy("1500"), OK]);
    read(&play).await.expect("it recovers");
    // A hundred milliseconds more, at random: not everybody at the same moment.
    assert_eq!(play.pauses(), [1600]);
    let play = Play::of(&[busy("20001"), OK]);
    let error = read(&play).await.expect_err("too long");
    assert_eq!(play.requests(), 1);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(20_001)));
}

#[tokio::test]
async fn no_attempt_begins_after_the_time_is_up() {
    let play = Play::of(&[Act::Answers(429, Some("15000"), r#"{"Code": "Throttling"}"#)]);
    let client = play.client(Retry::standard().attempts(100));
    let error = client.send(Probe::default()).await.expect_err("it is busy");
    assert_eq!(error.attempts(), 4);
    assert!(error.elapsed() <= Duration::from_secs(60));
}

#[tokio::test]
async fn every_attempt_is_signed_anew_and_says_which_it_is() {
    let play = Play::of(&[UNAVAILABLE, UNAVAILABLE, OK]);
    read(&play).await.expect("it recovers");
    assert_eq!(play.header(0, "x-acs-retry-attempts"), None);
    let told = |request, name: &str| play.header(request, name).expect("a header");
    assert_eq!(told(1, "x-acs-retry-attempts"), "1");
    assert_eq!(told(1, "x-acs-retry-delay"), "100");
    assert_eq!(told(2, "x-acs-retry-attempts"), "2");
    assert_eq!(told(2, "x-acs-retry-delay"), "200");
    assert!(told(2, "authorization").contains("x-acs-retry-attempts;x-acs-retry-delay"));
    for name in ["x-acs-signature-nonce", "authorization"] {
        assert_ne!(told(0, name), told(1, name));
        assert_ne!(told(1, name), told(2, name));
    }
}

#[tokio::test]
async fn a_service_that_is_down_is_not_stormed() {
    let play = Play::of(&[UNAVAILABLE]);
    let client = play.client(Retry::standard());
    for _ in 0..1_000 {
        client.send(Probe::default()).await.expect_err("it is down");
    }
    // The bucket has room for a hundred repetitions.
    assert_eq!(play.requests(), 1_100);
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_and_for_all_calls() {
    // The clock says 08:00.
    let play = Play::of(&[Act::Late("Fri, 15 Jan 2027 09:30:00 GMT"), OK]);
    let client = play.client(Retry::standard());
    client
        .call(Create { token: None })
        .idempotency_tokens(false)
        .await
        .expect("the date is corrected, even for a write");
    client.send(Probe::default()).await.expect("it stays corrected");
    let dates: Vec<_> = (0..3)
        .filter_map(|request| play.header(request, "x-acs-date"))
        .collect();
    let (wrong, right) = ("2027-01-15T08:00:00Z", "2027-01-15T09:30:00Z");
    assert_eq!(dates, [wrong, right, right]);
    assert_eq!(play.pauses(), [] as [u128; 0]);

    let play = Play::of(&[Act::Late("Fri, 15 Jan 2027 06:00:00 GMT")]);
    let error = read(&play).await.expect_err("it is never content");
    assert_eq!((play.requests(), error.code()), (2, Some("InvalidTimeStamp.Expired")));

    let play = Play::of(&[Act::Late("no date"), OK]);
    read(&play).await.expect_err("nothing to go by");
    assert_eq!(play.requests(), 1);
}

#[tokio::test]
async fn tokens_are_made_up_and_kept_across_attempts() {
    let queries = |play: &Play| -> Vec<String> {
        let seen = play.seen.lock().expect("no panic");
        let query = |request: &http::Request<Body>| request.uri().query().unwrap_or_default().to_owned();
        seen.iter().map(query).collect()
    };
    let play = Play::of(&[UNAVAILABLE, Act::Fails(ErrorKind::Timeout), OK, OK]);
    let client = play.client(Retry::standard());
    client.send(Create { token: None }).await.expect("it recovers");
    client.send(Create { token: None }).await.expect("it is up");
    let sent = queries(&play);
    assert!(sent[0].starts_with("ClientToken=8"), "{sent:?}");
    assert_eq!((&sent[0], &sent[1]), (&sent[1], &sent[2]));
    assert_ne!(sent[2], sent[3], "another call is another piece of work");

    let play = Play::of(&[OK]);
    let token = Some("mine".to_owned());
    let client = play.client(Retry::standard());
    client.send(Create { token }).await.expect("it is up");
    let builder = Client::builder().idempotency_tokens(false);
    let without = builder
        .credentials(Credentials::anonymous())
        .transport(play.clone())
        .build()
        .expect("a client");
    without.send(Create { token: None }).await.expect("it is up");
    let call = without.call(Create { token: None }).idempotency_tokens(true);
    call.await.expect("it is up");
    let sent = queries(&play);
    let tokens: Vec<bool> = sent.iter().map(|query| query.contains("ClientToken=")).collect();
    assert_eq!(
        (sent[0].as_str(), tokens),
        ("ClientToken=mine", vec![true, false, true])
    );
    // An empty token tells the service nothing.
    let play = Play::of(&[UNAVAILABLE, OK]);
    let token = Some(String::new());
    let outcome = play.client(Retry::standard()).send(Create { token }).await;
    assert_eq!((outcome.is_err(), play.requests()), (true, 1));
}

mod create_key {
    use alicloud_runtime::prelude::*;

    #[derive(Clone, Default)]
    pub(crate) struct CreateKey {
        pub(crate) client_token: Option<String>,
        pub(crate) name: Option<String>,
    }

    operation!(CreateKey: "CreateKey" Post write => Value {
        query "Name" => name: String,
        required token body "clientToken" => client_token: String,
    });
}
use create_key::CreateKey;

fn body(play: &Play, request: usize) -> String {
    let seen = play.seen.lock().expect("no panic");
    let bytes = seen[request].body().bytes().expect("bytes");
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn required_tokens_are_made_up_in_bodies_too() {
    let play = Play::of(&[UNAVAILABLE, OK]);
    let client = play.client(Retry::standard());
    client.send(CreateKey::default().name("k")).await.expect("it recovers");
    assert!(body(&play, 0).starts_with(r#"{"clientToken":"8"#), "{}", body(&play, 0));
    assert_eq!(body(&play, 0), body(&play, 1));
    let call = client.call(CreateKey::default()).idempotency_tokens(false);
    let error = call.await.expect_err("it is required");
    assert!(error.to_string().contains("clientToken"), "{error}");
}

#[cfg(feature = "dynamic")]
#[tokio::test]
async fn calls_by_name_have_tokens_as_well() {
    let entry = alicloud_runtime::dynamic::Entry::of::<CreateKey>();
    let play = Play::of(&[UNAVAILABLE, OK]);
    let client = play.client(Retry::standard());
    let call = |input: &str| {
        let input: Value = serde_json::from_str(input).expect("JSON");
        entry.call(&client, &input).expect("a call")
    };
    call(r#"{"Name": "k"}"#).await.expect("it recovers");
    assert!(body(&play, 0).starts_with(r#"{"clientToken":"8"#), "{}", body(&play, 0));
    assert_eq!(body(&play, 0), body(&play, 1));
    call(r#"{"clientToken": "mine"}"#).await.expect("it is up");
    assert_eq!(body(&play, 2), r#"{"clientToken":"mine"}"#);
    let without = call("{}").idempotency_tokens(false).skip_required_check();
    without.await.expect("it is up");
    assert_eq!(body(&play, 3), "{}");
}
