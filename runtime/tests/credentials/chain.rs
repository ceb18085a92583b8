//! The default chain: its order, its memory, and what it says when there is nothing.

use std::io;
use std::sync::Arc;

use alicloud_runtime::credentials::{DefaultChain, Programs};
use alicloud_runtime::{BoxFuture, CredentialProvider as _, ErrorKind};
use tokio::sync::Semaphore;

use crate::world::{CONFIG, Printing, World, limited, refused, told};

const AK: &str = r#""mode": "AK", "access_key_id": "cli-id", "access_key_secret": "MARKED""#;
const INI: &str = "[default]\ntype=access_key\naccess_key_id=ini-id\naccess_key_secret=MARKED\n";

const PRINTED: &str = r#"{"mode": "StsToken", "access_key_id": "id", "access_key_secret": "MARKED",
    "sts_token": "MARKED-token", "expiration": "2027-01-15T09:00:00Z"}"#;

/// Where both files and the variables have credentials.
fn everything() -> World {
    World::new()
        .var("ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id")
        .var("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "MARKED")
        .profile(AK)
        .file("/home/me/.alibabacloud/credentials", INI)
}

#[tokio::test]
async fn the_first_that_has_some_serves() {
    let world = everything();
    assert_eq!(told(DefaultChain::new(world.context())).await, "default/env env-id");
    let world = world
        .var("ALIBABA_CLOUD_ACCESS_KEY_ID", "")
        .var("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
    assert_eq!(
        told(DefaultChain::new(world.context())).await,
        "default/cli_profile/static_ak cli-id"
    );
    for switch in ["ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_IGNORE_PROFILE"] {
        let world = world.clone().var(switch, "TRUE");
        assert_eq!(
            told(DefaultChain::new(world.context())).await,
            "default/profile/static_ak ini-id"
        );
    }
    // Nothing was asked that need not be.
    assert!(world.servers.requests().is_empty());
}

#[tokio::test]
async fn what_is_broken_is_passed_over() {
    let world = everything()
        .var("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")
        .file(CONFIG, "{");
    assert_eq!(
        told(DefaultChain::new(world.context())).await,
        "default/profile/static_ak ini-id"
    );
}

#[tokio::test]
async fn who_served_serves_on() {
    let world = everything();
    let chain = Arc::new(DefaultChain::new(world.context()));
    assert_eq!(format!("{chain:?}"), "default");
    assert_eq!(told(chain.clone()).await, "default/env env-id");
    assert_eq!(format!("{chain:?}"), "default/env");
    world.files.put(CONFIG, "");
    assert_eq!(told(chain.clone()).await, "default/env env-id");
    // The same credentials, named once.
    let (first, second) = (
        chain.credentials().await.expect("some"),
        chain.credentials().await.expect("some"),
    );
    assert!(std::ptr::eq(first.provider(), second.provider()));
}

#[tokio::test]
async fn after_a_failure_it_looks_again() {
    let world = World::new();
    let chain = Arc::new(DefaultChain::new(world.context()));
    refused(&chain).await;
    let _world = world.profile(AK);
    assert_eq!(told(chain).await, "default/cli_profile/static_ak cli-id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_one_run() {
    let world = World::new().profile(r#""mode": "External", "process_command": "login""#);
    world.programs.print(PRINTED);
    let chain = Arc::new(DefaultChain::new(world.context()));
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let chain = chain.clone();
            tokio::spawn(async move { chain.credentials().await.expect("credentials") })
        })
        .collect();
    for call in calls {
        limited(call).await.expect("no panic");
    }
    assert_eq!(world.programs.runs(), 1);
}

/// A program that prints when it may.
#[derive(Clone)]
struct Slow(Printing, Arc<Semaphore>);

impl Programs for Slow {
    fn run<'a>(&'a self, program: &'a str, arguments: &'a [String]) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        let printed = self.0.run(program, arguments);
        Box::pin(async move {
            self.1.acquire().await.expect("open").forget();
            printed.await
        })
    }
}

#[tokio::test]
async fn calls_beside_the_first_wait_for_what_it_finds() {
    let world = World::new().profile(r#""mode": "External", "process_command": "login""#);
    world.programs.print(PRINTED);
    let slow = Slow(world.programs.clone(), Arc::new(Semaphore::new(0)));
    let chain = DefaultChain::new(world.context().with_programs(slow.clone()));
    let (first, second, ()) = limited(async {
        tokio::join!(chain.credentials(), chain.credentials(), async {
            slow.1.add_permits(2)
        })
    })
    .await;
    first.and(second).expect("credentials");
    assert_eq!(world.programs.runs(), 1);
}

#[tokio::test]
async fn nothing_anywhere() {
    let world = World::new().var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let error = refused(&DefaultChain::new(world.context())).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    insta::assert_snapshot!(error, @"no credentials: env: environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set | oidc_role_arn: ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_ROLE_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set | cli_profile: /home/me/.aliyun/config.json does not exist | profile: /home/me/.alibabacloud/credentials and /home/me/.alibabacloud/credentials.ini do not exist | ecs_ram_role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED | credential_uri: ALIBABA_CLOUD_CREDENTIALS_URI is not set; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give credentials to Client::builder()");
}

#[tokio::test]
async fn what_does_not_work_comes_first_and_loud() {
    let world = World::new()
        .var("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")
        .var("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "arn")
        .var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .file(CONFIG, "{");
    insta::assert_snapshot!(refused(&DefaultChain::new(world.context())).await, @"no credentials: env is set up but DOES NOT WORK: ALIBABA_CLOUD_ACCESS_KEY_ID is set but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not; set ALIBABA_CLOUD_ACCESS_KEY_SECRET too, or unset ALIBABA_CLOUD_ACCESS_KEY_ID | cli_profile is set up but DOES NOT WORK: /home/me/.aliyun/config.json is not valid JSON: EOF while parsing an object at line 1 column 1 | oidc_role_arn: ALIBABA_CLOUD_ROLE_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set | profile: /home/me/.alibabacloud/credentials and /home/me/.alibabacloud/credentials.ini do not exist | ecs_ram_role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED | credential_uri: ALIBABA_CLOUD_CREDENTIALS_URI is not set; put that right, or set up another of these providers");
}
