//! OAuth sign-ins.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_runtime::credentials::{Fetch, OAuth, Site};

use crate::script::{Script, Step, expect_sample, failed, fetch, refused};
use crate::support::recorded_at;

const TOKENS: &str = r#"{"access_token": "new", "refresh_token": "rt2", "expires_in": 3600, "token_type": "Bearer"}"#;
const KEY: &str = r#"{"accessKeyId": "STS.id", "accessKeySecret": "sec", "securityToken": "tok",
    "expiration": "2099-01-01T00:00:00Z", "requestId": "r"}"#;

fn in_seconds(seconds: u64) -> SystemTime {
    recorded_at() + Duration::from_secs(seconds)
}

#[tokio::test]
async fn tokens_are_renewed_in_time() {
    let cases = [
        (OAuth::new(Site::Cn, "at", "rt", in_seconds(1200)), true),
        (OAuth::new(Site::Cn, "at", "rt", in_seconds(1201)), false),
        (OAuth::new(Site::Cn, "", "rt", in_seconds(9999)), true),
        (OAuth::new(Site::Cn, "at", "", in_seconds(0)), false),
    ];
    for (source, is_renewed) in cases {
        let answers: &[(u16, &str)] = if is_renewed {
            &[(200, TOKENS), (200, KEY)]
        } else {
            &[(200, KEY)]
        };
        let (outcome, seen) = fetch(&source, answers.iter().copied()).await;
        expect_sample(&outcome.expect("credentials"), "oauth").await;
        let token = if is_renewed { "Bearer new" } else { "Bearer at" };
        assert_eq!(seen.last().expect("a request").headers["authorization"], token);
    }
}

#[tokio::test]
async fn both_sites() {
    for (site, url, client) in [
        ("CN", "https://oauth.aliyun.com", "4038181954557748008"),
        ("intl", "https://oauth.alibabacloud.com", "4103531455503354461"),
    ] {
        let source = OAuth::new(site.parse().expect("a site"), "", "rt", recorded_at());
        let (_, seen) = fetch(&source, [(200, TOKENS), (200, KEY)]).await;
        assert_eq!(seen[0].url, format!("{url}/v1/token"));
        assert_eq!(seen[0].parameters()["client_id"], client);
        assert_eq!(seen[1].url, format!("{url}/v1/exchange"));
    }
    insta::assert_snapshot!("EU".parse::<Site>().expect_err("no site"), @"the OAuth site \"EU\" is neither CN nor INTL");
}

/// Tokens and credentials as the hook is told of them.
type Told = Arc<Mutex<Vec<(String, String, SystemTime, Option<String>)>>>;

fn listening(source: OAuth) -> (OAuth, Told) {
    let told = Told::default();
    let notes = told.clone();
    let source = source.on_refresh(move |tokens, credentials| {
        let id = credentials
            .and_then(|credentials| credentials.access_key_id())
            .map(str::to_owned);
        let (access, refresh) = (tokens.access_token.expose(), tokens.refresh_token.expose());
        let note = (access.to_owned(), refresh.to_owned(), tokens.expires_at, id);
        notes.lock().expect("no panic").push(note);
    });
    (source, told)
}

#[tokio::test]
async fn new_tokens_are_told_and_kept() {
    let (source, told) = listening(OAuth::new(Site::Cn, "at", "rt", recorded_at()));
    let script = Script::answers([(200, TOKENS), (500, "{}"), (200, KEY), (200, KEY)]);
    let context = script.context();
    // The exchange fails, but the old refresh token is used up: the new ones must be known.
    source.fetch(&context).await.expect_err("an exchange that fails");
    let note = |id: Option<&str>| {
        (
            "new".to_owned(),
            "rt2".to_owned(),
            in_seconds(3600),
            id.map(str::to_owned),
        )
    };
    assert_eq!(*told.lock().expect("no panic"), [note(None)]);
    // The next attempt goes on with them.
    source.fetch(&context).await.expect("credentials");
    source.fetch(&context).await.expect("credentials");
    let expected = [note(None), note(Some("STS.id")), note(Some("STS.id"))];
    assert_eq!(*told.lock().expect("no panic"), expected);
    assert_eq!(script.seen().len(), 4);
}

#[tokio::test]
async fn a_refresh_token_goes_on_without_a_new_one() {
    let (source, told) = listening(OAuth::new(Site::Cn, "", "rt", recorded_at()));
    let answer = r#"{"access_token": "new", "expires_in": "60"}"#;
    let (outcome, _) = fetch(&source, [(200, answer), (200, KEY)]).await;
    outcome.expect("credentials");
    let told = told.lock().expect("no panic");
    assert_eq!((told[0].1.as_str(), told[0].2), ("rt", in_seconds(60)));
}

#[tokio::test]
async fn what_it_says() {
    let source = || OAuth::new(Site::Cn, "", "my-refresh-token", recorded_at());
    let refusal = r#"{"error":"invalid_grant","error_description":"the refresh token my-refresh-token is invalid"}"#;
    let error = refused(&source(), [(400, refusal)]).await;
    insta::assert_snapshot!(error, @"no credentials from a new OAuth token at https://oauth.aliyun.com/v1/token: invalid_grant: the refresh token *** is invalid (HTTP 400); sign in again with `aliyun configure --mode OAuth`");
    assert_eq!(error.code(), Some("invalid_grant"));
    insta::assert_snapshot!(refused(&source(), [(503, "")]).await, @"no credentials from a new OAuth token at https://oauth.aliyun.com/v1/token: Service Unavailable, with an empty body (HTTP 503)");
    insta::assert_snapshot!(refused(&source(), [(200, "{}")]).await, @"no credentials from a new OAuth token at https://oauth.aliyun.com/v1/token: the answer has no access_token (HTTP 200)");
    let refusal = r#"{"code":"InvalidToken","message":"x","requestId":"R"}"#;
    insta::assert_snapshot!(refused(&source(), [(200, TOKENS), (401, refusal)]).await, @"no credentials from the exchange of an OAuth token at https://oauth.aliyun.com/v1/exchange: InvalidToken: x (HTTP 401, request id R); sign in again with `aliyun configure --mode OAuth`");
    insta::assert_snapshot!(refused(&source(), [(200, TOKENS), (200, r#"{"requestId":"R"}"#)]).await, @"no credentials from the exchange of an OAuth token at https://oauth.aliyun.com/v1/exchange: the answer has no AccessKeyId (HTTP 200, request id R)");
    insta::assert_snapshot!(refused(&OAuth::new(Site::Cn, "", "", recorded_at()), []).await, @"no credentials: the OAuth sign-in has no tokens; sign in again with `aliyun configure --mode OAuth`");
    insta::assert_snapshot!(failed(&source(), [Step::Silence]).await, @"no credentials from a new OAuth token at https://oauth.aliyun.com/v1/token: no complete answer from https://oauth.aliyun.com/v1/token");
    let plain = source().endpoint("http://oauth.example.com");
    insta::assert_snapshot!(refused(&plain, []).await, @"no credentials from a new OAuth token at http://oauth.example.com/v1/token: the URL \"http://oauth.example.com/v1/token\" is not usable: secrets are not sent without encryption; write it with https://");
}
