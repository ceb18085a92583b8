//! Credentials that the emulator gives out, all the way to a call that it accepts.
#![allow(clippy::unwrap_used, reason = "helpers of tests speak by panicking")]

#[path = "../../runtime/tests/support/watch.rs"]
mod watch;

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use alicloud::ims20190815::GetUserMfaInfo;
use alicloud::runtime::credentials::{AssumeRole, Context, DefaultChain, EcsRole, Metadata, OidcRole};
use alicloud::{BoxFuture, Client, Clock, CredentialProvider, Credentials, ErrorKind, Retry};
use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Builder, Instance, Mock};
use alicloud_tests::emulated::Emulated;
use alicloud_tests::golden::workspace;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

const ROLE: &str = "acs:ram::1:role/web";
const OIDC_TOKEN: &str = "eyJ.vouched.token";
/// A secret that the emulator does not know.
const WRONG_SECRET: &str = "wrong-secret";

/// The time of both sides, which passes when a test says so.
#[derive(Debug, Clone, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Time {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + self.0.load(Ordering::Relaxed))
    }

    fn nonce(&self) -> String {
        alicloud::SystemClock.nonce()
    }

    /// Nothing here is slow, so nobody comes to the end of a wait.
    fn sleep(&self, _duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

struct World {
    mock: Mock,
    time: Time,
    folder: tempfile::TempDir,
}

impl World {
    fn new(builder: Builder) -> Self {
        watch::begin();
        let time = Time::default();
        let clock = time.clone();
        let mock = builder
            .specs(workspace().join("specs"))
            .role(ROLE)
            .oidc_token(OIDC_TOKEN);
        let mock = mock.clock(move || clock.now()).start().unwrap();
        Self {
            mock,
            time,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn context(&self) -> Context {
        Context::new(Emulated::new(&self.mock).unwrap())
            .with_environment(BTreeMap::new())
            .with_clock(self.time.clone())
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn client(&self, provider: impl CredentialProvider + 'static) -> Client {
        let client = Client::builder().credentials(provider).clock(self.time.clone());
        let client = client
            .transport(Emulated::new(&self.mock).unwrap())
            .retry(Retry::none());
        client.build().unwrap()
    }

    /// Calls, and tells by which provider's key.
    async fn call(&self, client: &Client) -> (String, String) {
        client.send(GetUserMfaInfo::default()).await.unwrap();
        let call = self.mock.calls().pop().unwrap();
        let provider = call.headers.get("x-acs-credentials-provider").unwrap().clone();
        (provider, call.access_key_id.unwrap())
    }

    /// The key is used until shortly before its end, then another one is, and the emulator accepts both.
    async fn lives(&self, provider: impl CredentialProvider + 'static, name: &str, life: u64) {
        let client = self.client(provider);
        let (from, first) = self.call(&client).await;
        assert_eq!(from, name);
        assert!(first.starts_with("STS."), "{first}");
        self.time.pass(life * 3 / 4 - 1);
        assert_eq!(self.call(&client).await.1, first);
        self.time.pass(life / 4);
        let (_, second) = self.call(&client).await;
        assert_ne!(second, first);
    }
}

/// When a test is over, nothing secret has been recorded: neither what it has nor what the emulator gave out.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let given = self.mock.secrets();
        let encoded = given
            .iter()
            .map(|secret| utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
        let encoded: Vec<String> = encoded.collect();
        let issued = given.iter().chain(&encoded).map(String::as_str);
        let known = [ACCESS_KEY_SECRET, OIDC_TOKEN, WRONG_SECRET, "Signature="];
        watch::expect_none_of(issued.chain(known));
    }
}

fn key() -> Credentials {
    Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
}

#[tokio::test]
async fn keys_of_every_source_work_and_are_renewed() {
    let world = World::new(Mock::builder().instance(Instance::new().role("web").v2_only()));
    let short = Duration::from_secs(900);
    let role = AssumeRole::new(key(), ROLE).policy(r#"{"a": "b c"}"#).duration(short);
    world
        .lives(role.provider(world.context()), "ram_role_arn/static_ak", 900)
        .await;
    let token = world.file("token", OIDC_TOKEN);
    let oidc = OidcRole::new("acs:ram::1:oidc-provider/p", ROLE, token).duration(short);
    world.lives(oidc.provider(world.context()), "oidc_role_arn", 900).await;
    world
        .lives(EcsRole::new().provider(world.context()), "ecs_ram_role", 6 * 3600)
        .await;
    let first = EcsRole::new().provider(world.context());
    let second = AssumeRole::new(first, ROLE).duration(short).provider(world.context());
    world.lives(second, "ram_role_arn/ecs_ram_role", 900).await;
    // What is searched, and for what.
    let seen = watch::seen();
    assert!(seen.contains("span call") && seen.contains("log reqwest"), "{seen}");
    assert!(world.mock.secrets().len() >= 4 * 2 * 2 + 4);
}

/// The machines of the example.
#[tokio::test]
async fn the_default_chain() {
    let world = World::new(Mock::builder().instance(Instance::new().role("web")));
    let config = json!({"current": "work", "profiles": [{
        "name": "work", "mode": "RamRoleArn", "access_key_id": ACCESS_KEY_ID, "access_key_secret": ACCESS_KEY_SECRET,
        "ram_role_arn": ROLE, "expired_seconds": 900,
    }]});
    let config = world.file("config.json", &config.to_string());
    let token = world.file("token", OIDC_TOKEN);
    let laptop = [("ALIBABA_CLOUD_CONFIG_FILE", config.as_str())];
    let pod = [
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/p"),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token.as_str()),
        ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
    ];
    let job = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET),
    ];
    let machines: [(&[(&str, &str)], &str); 4] = [
        (&[], "default/ecs_ram_role"),
        (&laptop, "default/cli_profile/ram_role_arn/static_ak"),
        (&pod, "default/oidc_role_arn"),
        (&job, "default/env"),
    ];
    for (variables, name) in machines {
        let variables = variables.iter();
        let variables: BTreeMap<String, String> = variables
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let chain = DefaultChain::new(world.context().with_environment(variables));
        let (provider, _) = world.call(&world.client(chain)).await;
        assert_eq!(provider, name);
    }
}

#[tokio::test]
async fn without_renewal_a_key_expires() {
    let world = World::new(Mock::builder());
    let role = AssumeRole::new(key(), ROLE).provider(world.context());
    let client = world.client(role.credentials().await.unwrap());
    world.call(&client).await;
    world.time.pass(3600);
    let error = client.send(GetUserMfaInfo::default()).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidSecurityToken.Expired"));
}

#[tokio::test]
async fn versions_of_the_metadata_service() {
    for (instance, strict, works) in [
        (Instance::new().role("web"), false, true),
        (Instance::new().role("web").v1_only(), false, true),
        (Instance::new().role("web").v1_only(), true, false),
        (Instance::new().role("web").v2_only(), true, true),
        (Instance::new(), false, false),
    ] {
        let world = World::new(Mock::builder().instance(instance));
        let role = EcsRole::new().disable_v1(strict).provider(world.context());
        assert_eq!(role.credentials().await.is_ok(), works);
    }
    let world = World::new(Mock::builder().instance(Instance::new().region("cn-beijing")));
    assert_eq!(Metadata::new().region(&world.context()).await.unwrap(), "cn-beijing");
}

#[tokio::test]
async fn refusals_of_sts() {
    let world = World::new(Mock::builder());
    let refused = async |role: AssumeRole| {
        let error = role.provider(world.context()).credentials().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.request_id().is_some(), "{error}");
        error.code().unwrap().to_owned()
    };
    assert_eq!(
        refused(AssumeRole::new(key(), "acs:ram::1:role/x")).await,
        "EntityNotExist.Role"
    );
    let stranger = Credentials::access_key("stranger", WRONG_SECRET);
    assert_eq!(
        refused(AssumeRole::new(stranger, ROLE)).await,
        "InvalidAccessKeyId.NotFound"
    );
    let wrong = Credentials::access_key(ACCESS_KEY_ID, WRONG_SECRET);
    assert_eq!(refused(AssumeRole::new(wrong, ROLE)).await, "SignatureDoesNotMatch");
    let odd = AssumeRole::new(key(), ROLE).session_name("not a name");
    assert_eq!(refused(odd).await, "InvalidParameter.RoleSessionName");
    // The token is sent as it is in the file, with the end of the line.
    let oidc = OidcRole::new("p", ROLE, world.file("line", &format!("{OIDC_TOKEN}\n"))).provider(world.context());
    let error = oidc.credentials().await.unwrap_err();
    assert_eq!(error.code(), Some("AuthenticationFail.OIDCToken.Invalid"));
}
