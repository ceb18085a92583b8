//! Programs that print credentials.

use alicloud_runtime::credentials::External;
use alicloud_runtime::{CredentialProvider as _, Error};

use crate::world::{World, limited, refused, told};

const KEY: &str = r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "MARKED-secret"}"#;
const STS: &str = r#"{"mode": "StsToken", "access_key_id": "id", "access_key_secret": "MARKED-secret",
    "sts_token": "MARKED-token", "expiration": "2027-01-15T09:00:00Z"}"#;

fn printing(text: &str) -> World {
    let world = World::new();
    world.programs.print(text);
    world
}

#[tokio::test]
async fn keys_and_temporary_keys() {
    let world = printing(KEY);
    let provider = External::new("login --as 'some one'").provider(world.context());
    assert_eq!(told(provider).await, "external id");
    assert_eq!(world.programs.ran.lock().unwrap()[0], ["login", "--as", "some one"]);
    assert_eq!(
        told(External::new("login").provider(printing(STS).context())).await,
        "external id MARKED-token"
    );
    let inferred = KEY.replace(r#""mode": "AK", "#, "");
    assert_eq!(
        told(External::new("login").provider(printing(&inferred).context())).await,
        "external id"
    );
}

#[tokio::test]
async fn without_an_expiration_it_runs_for_each_call() {
    for (text, runs) in [(KEY, 2), (STS, 1), (&STS.replace("2027-01-15T09:00:00Z", "soon"), 2)] {
        let world = printing(text);
        let provider = External::new("login").provider(world.context());
        limited(provider.credentials()).await.expect("credentials");
        limited(provider.credentials()).await.expect("credentials");
        assert_eq!(world.programs.runs(), runs, "{text}");
    }
    let world = printing(STS);
    let provider = External::new("login").provider(world.context());
    limited(provider.credentials()).await.expect("credentials");
    world.clock.advance(3600 - 100);
    limited(provider.credentials()).await.expect("credentials");
    assert_eq!(world.programs.runs(), 2);
}

async fn error(world: &World, command: &str) -> Error {
    let error = refused(&External::new(command).provider(world.context())).await;
    assert!(!format!("{error:#} {error:?}").contains("MARKED"), "{error:?}");
    error
}

#[tokio::test]
async fn what_can_be_wrong() {
    let rows = [
        (
            "MARKED",
            "what the program \"login\" printed cannot be used: it is not valid JSON: expected value at line 1 column 1",
        ),
        (
            "{}",
            "what the program \"login\" printed cannot be used: access_key_id is missing",
        ),
        (
            r#"{"access_key_id": "id"}"#,
            "what the program \"login\" printed cannot be used: access_key_secret is missing",
        ),
        (
            r#"{"mode": "StsToken", "access_key_id": "id", "access_key_secret": "MARKED"}"#,
            "what the program \"login\" printed cannot be used: sts_token is missing",
        ),
        (
            r#"{"mode": "MARKED"}"#,
            "what the program \"login\" printed cannot be used: mode is neither AK nor StsToken",
        ),
    ];
    for (printed, message) in rows {
        assert_eq!(error(&printing(printed), "login MARKED").await.message(), message);
    }
    let world = World::new();
    world
        .programs
        .prints
        .lock()
        .unwrap()
        .push_back(Err("it ended with status 3".to_owned()));
    insta::assert_snapshot!(error(&world, "login").await, @r#"the program "login" gave no credentials: it ended with status 3; run it by hand to see what it says"#);
    insta::assert_snapshot!(error(&world, " ").await, @"the command for credentials is empty");
    insta::assert_snapshot!(error(&world, "a 'MARKED").await, @"the command for credentials cannot be split into words: a quote is not closed");
    let forbidden = printing(KEY).var("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "1");
    insta::assert_snapshot!(error(&forbidden, "login").await, @"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids to run a program for credentials; unset ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS, or take another source of credentials");
    assert_eq!(forbidden.programs.runs(), 0);
}

#[tokio::test]
async fn it_has_a_minute() {
    let world = World::new();
    let provider = External::new("sleeper").provider(world.context());
    let asking = tokio::spawn(async move { refused(&provider).await });
    while world.programs.runs() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    world.clock.advance(60);
    let error = limited(asking).await.expect("no panic");
    assert_eq!(
        error.message(),
        "the program \"sleeper\" gave no credentials within 60 s"
    );
}
