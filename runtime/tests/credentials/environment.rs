//! Environment variables.

use alicloud_runtime::credentials::EnvironmentProvider;
use alicloud_runtime::{Client, CredentialProvider as _, ErrorKind};

use crate::probe::{AnonymousProbe, Canned, Probe};
use crate::world::{World, refused, told};

async fn with(vars: &[(&str, &str)]) -> String {
    let world = vars
        .iter()
        .fold(World::new(), |world, (name, value)| world.var(name, value));
    told(EnvironmentProvider::new(world.variables)).await
}

#[tokio::test]
async fn keys_and_tokens_under_every_name() {
    for prefix in ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"] {
        let names = ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN"].map(|name| format!("{prefix}{name}"));
        let vars = [(&*names[0], "id"), (&names[1], "MARKED"), (&names[2], "MARKED-token")];
        assert_eq!(with(&vars[..2]).await, "env id", "{prefix}");
        assert_eq!(with(&vars).await, "env id MARKED-token", "{prefix}");
        let blank = [vars[0], vars[1], (vars[2].0, "")];
        assert_eq!(with(&blank).await, "env id", "{prefix}");
    }
    let both = [
        ("ALICLOUD_ACCESS_KEY_ID", "other"),
        ("ALICLOUD_ACCESS_KEY_SECRET", "other"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "MARKED"),
        ("ALIBABA_CLOUD_BEARER_TOKEN", "MARKED-bearer"),
    ];
    assert_eq!(with(&both).await, "env id");
    assert_eq!(with(&both[4..]).await, "MARKED-bearer");
    assert_eq!(with(&[("ALIBABA_CLOUD_PROFILE_MODE", "anonymous")]).await, "");
    // What other clouds' programs may have set.
    let bare = [("ACCESS_KEY_ID", "id"), ("ACCESS_KEY_SECRET", "MARKED")];
    assert!(with(&bare).await.contains("not set"));
}

#[tokio::test]
async fn what_was_looked_for() {
    let empty = EnvironmentProvider::new(|_: &str| None);
    insta::assert_snapshot!(refused(&empty).await, @"no credentials: environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with temporary keys ALIBABA_CLOUD_SECURITY_TOKEN too), or give credentials to Client::builder()");
    let half = EnvironmentProvider::new(World::new().var("ALIBABA_CLOUD_ACCESS_KEY_ID", "id").variables);
    let error = refused(&half).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    insta::assert_snapshot!(error, @"ALIBABA_CLOUD_ACCESS_KEY_ID is set but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not; set ALIBABA_CLOUD_ACCESS_KEY_SECRET too, or unset ALIBABA_CLOUD_ACCESS_KEY_ID");
    let blank = World::new()
        .var("ALICLOUD_ACCESS_KEY_ID", "")
        .var("ALICLOUD_ACCESS_KEY_SECRET", "x");
    assert!(
        refused(&EnvironmentProvider::new(blank.variables))
            .await
            .to_string()
            .contains("ALICLOUD_ACCESS_KEY_ID is not")
    );
}

#[tokio::test]
async fn no_credentials_no_call() {
    let canned = Canned::new(200, "{}");
    let client = Client::builder()
        .environment(
            World::default()
                .var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
                .variables,
        )
        .transport(canned.clone())
        .build()
        .expect("a client");
    let error = client.send(Probe::default()).await.expect_err("no credentials");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(canned.seen.lock().expect("no panic").is_empty());
    // An operation that takes no credentials asks for none.
    client.send(AnonymousProbe::default()).await.expect("an answer");
    let seen = canned.seen.lock().expect("no panic");
    assert!(!seen[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn variables_are_read_once() {
    let reads = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = reads.clone();
    let provider = EnvironmentProvider::new(move |name: &str| {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        name.ends_with("_ID")
            .then(|| "id".to_owned())
            .or(name.ends_with("_SECRET").then(|| "MARKED".to_owned()))
    });
    provider.credentials().await.expect("credentials");
    let first = reads.load(std::sync::atomic::Ordering::SeqCst);
    provider.credentials().await.expect("credentials");
    assert_eq!(reads.load(std::sync::atomic::Ordering::SeqCst), first);
}
