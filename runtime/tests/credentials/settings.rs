//! Region and the rest of a client's configuration.

use alicloud_runtime::{Client, ClientBuilder, Credentials, Network, Retry};

use crate::probe::{Canned, RegionalProbe};
use crate::world::{CONFIG, World};

const PROFILE: &str = r#""mode": "AK", "access_key_id": "id", "access_key_secret": "MARKED", "region_id": "cn-shanghai",
    "endpoint_type": "vpc", "read_timeout": 20, "connect_timeout": 3, "retry_count": 4"#;

fn builder(world: &World) -> ClientBuilder {
    Client::builder()
        .environment(world.variables.clone())
        .files(world.files.clone())
        .credentials(Credentials::anonymous())
        .transport(Canned::new(200, "{}"))
}

fn told(builder: ClientBuilder) -> String {
    format!("{:#?}", builder.build().expect("a client"))
}

#[test]
fn nothing_is_set() {
    insta::assert_snapshot!(told(builder(&World::new())), @r#"
    Client {
        region: None (default),
        endpoint: None (default),
        network: Public (default),
        credentials: static,
        signature: V3,
        timeout: 10s (default),
        total_timeout: None,
        retry: Retry { attempts: 3, first_pause: 200ms, longest_pause: 20s, total: 60s } (default),
        ..
    }
    "#);
}

#[test]
fn the_profile() {
    insta::assert_snapshot!(told(builder(&World::new().profile(PROFILE))), @r#"
    Client {
        region: Some("cn-shanghai") (region_id of profile "me" in /home/me/.aliyun/config.json),
        endpoint: None (default),
        network: Vpc (endpoint_type of profile "me" in /home/me/.aliyun/config.json),
        credentials: static,
        signature: V3,
        timeout: 20s (read_timeout of profile "me" in /home/me/.aliyun/config.json),
        total_timeout: None,
        retry: Retry { attempts: 5, first_pause: 200ms, longest_pause: 20s, total: 60s } (retry_count of profile "me" in /home/me/.aliyun/config.json),
        ..
    }
    "#);
    let endpoint = World::new().profile(r#""endpoint": "ims.example.com""#);
    assert!(
        told(builder(&endpoint))
            .contains("ims.example.com\") (endpoint of profile \"me\" in /home/me/.aliyun/config.json)")
    );
    for switch in ["ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_IGNORE_PROFILE"] {
        let off = World::new().profile(PROFILE).var(switch, "true");
        assert_eq!(told(builder(&off)), told(builder(&World::new())));
    }
    // Of no use, and in nobody's way.
    let broken = World::new().file(CONFIG, "{");
    assert_eq!(told(builder(&broken)), told(builder(&World::new())));
}

#[test]
fn variables_come_before_the_profile() {
    for prefix in ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"] {
        let world = World::new()
            .profile(&PROFILE.replace("\"vpc\"", "\"public\", \"endpoint\": \"profile.example.com\""))
            .var(&format!("{prefix}REGION_ID"), "us-west-1")
            .var(&format!("{prefix}ENDPOINT"), "example.com")
            .var(&format!("{prefix}ENDPOINT_TYPE"), "VPC");
        let said = told(builder(&world));
        for expected in [
            format!("region: Some(\"us-west-1\") (environment variable {prefix}REGION_ID)"),
            format!("endpoint: Some(\"https://example.com\") (environment variable {prefix}ENDPOINT)"),
            format!("network: Vpc (environment variable {prefix}ENDPOINT_TYPE)"),
        ] {
            assert!(said.contains(&expected), "{expected} in {said}");
        }
    }
}

#[test]
fn a_variable_can_take_a_profile_out_of_its_vpc() {
    let world = World::new()
        .profile(PROFILE)
        .var("ALIBABA_CLOUD_ENDPOINT_TYPE", "public");
    let said = told(builder(&world));
    let expected = "network: Public (environment variable ALIBABA_CLOUD_ENDPOINT_TYPE)";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn the_builder_comes_first() {
    let world = World::new()
        .profile(PROFILE)
        .var("ALIBABA_CLOUD_REGION_ID", "us-west-1");
    let timeout = std::time::Duration::from_secs(7);
    let builder = builder(&world)
        .region("cn-hongkong")
        .network(Network::Public)
        .timeout(timeout);
    let said = told(builder.retry(Retry::none()));
    for expected in [
        "region: Some(\"cn-hongkong\") (builder)",
        "network: Public (builder)",
        "timeout: 7s (builder)",
        "attempts: 1,",
    ] {
        assert!(said.contains(expected), "{expected} in {said}");
    }
}

#[tokio::test]
async fn a_found_region_is_called() {
    let world = World::new().var("ALIBABA_CLOUD_REGION_ID", "us-west-1");
    let canned = Canned::new(200, "{}");
    let client = builder(&world).transport(canned.clone()).build().expect("a client");
    client.send(RegionalProbe::default()).await.expect("an answer");
    let seen = canned.seen.lock().expect("no panic");
    assert_eq!(seen[0].uri().host(), Some("cloudsso.us-west-1.aliyuncs.com"));
}
