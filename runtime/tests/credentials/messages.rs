//! Every message of the page "It says no credentials" can be had.

use std::collections::BTreeSet;

use alicloud_runtime::CredentialProvider as _;
use alicloud_runtime::credentials::DefaultChain;

use crate::world::{CONFIG, World, limited, refused};

const INI: &str = "/home/me/.alibabacloud/credentials";

/// The messages of the page: the first column of its tables, each in the parts between the places that vary.
fn messages() -> Vec<Vec<&'static str>> {
    include_str!("../../docs/no-credentials.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(message, _)| message.split('…').map(str::trim).collect())
        .collect()
}

/// Worlds in which something is wrong.
fn worlds() -> Vec<World> {
    let key = r#""access_key_id": "id", "access_key_secret": "MARKED""#;
    let printing = |text: &str| {
        let world = World::new().profile(r#""process_command": "login""#);
        world.programs.print(text);
        world
    };
    let refusing = |code: &str| {
        let world = World::new().profile(&format!("{key}, \"ram_role_arn\": \"arn\""));
        let body = format!("{{\"Code\": \"{code}\", \"Message\": \"no\"}}");
        world.servers.answer("https://sts.aliyuncs.com", 403, body);
        world
    };
    let failing = World::new().profile(r#""process_command": "login""#);
    failing
        .programs
        .prints
        .lock()
        .unwrap()
        .push_back(Err("it ended with status 1".to_owned()));
    let chained = r#""mode": "ChainableRamRoleArn", "ram_role_arn": "arn", "source_profile": "me""#;
    let sso = r#""mode": "CloudSSO", "cloud_sso_sign_in_url": "https://x", "cloud_sso_account_id": "1",
        "cloud_sso_access_config": "ac", "access_token": "t", "cloud_sso_access_token_expire": 1"#;
    let profiles = [
        "\"mode\": \"AK\"",
        "\"mode\": \"Odd\"",
        "\"x\": 1",
        "\"mode\": \"RsaKeyPair\"",
        r#""bearer_token": "t", "bearer_token_header_key": "X""#,
        chained,
        sso,
        r#""mode": "OAuth", "oauth_site_type": "CN""#,
        r#""mode": "OAuth", "oauth_site_type": "XX""#,
        r#""process_command": "'""#,
        r#""process_command": " ""#,
    ];
    let mut worlds = vec![
        World::new(),
        World::default(),
        World::new().var("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
        World::new().file(INI, "[default]\nenable=false"),
        World::new().file(INI, "[default]\ntype=odd"),
        World::new().file(INI, "[other]"),
        World::new().var("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        World::new().file(CONFIG, "{"),
        World::new().file(CONFIG, "{}"),
        World::new().var("ALIBABA_CLOUD_CONFIG_FILE", "/missing"),
        World::new().profile(key).var("ALIBABA_CLOUD_PROFILE", "other"),
        printing("no JSON"),
        printing("{}").var("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", "true"),
        failing,
        refusing("NoPermission"),
        refusing("EntityNotExist.Role"),
    ];
    worlds.extend(profiles.map(|members| World::new().profile(members)));
    worlds
}

#[tokio::test]
async fn every_message_of_the_page_can_be_had() {
    let mut said = Vec::new();
    for world in worlds() {
        said.push(refused(&DefaultChain::new(world.context())).await.to_string());
    }
    // One that never ends.
    let world = World::new().profile(r#""process_command": "login""#);
    world.clock.hurry();
    let error = limited(DefaultChain::new(world.context()).credentials()).await;
    said.push(error.expect_err("nothing is printed").to_string());

    let messages = messages();
    assert!(messages.len() > 30, "the page has tables");
    let missing: BTreeSet<String> = messages
        .iter()
        .filter(|parts| !said.iter().any(|text| holds(text, parts)))
        .map(|parts| parts.join("…"))
        .collect();
    assert_eq!(missing, BTreeSet::new(), "nobody says this");
}

/// Whether the parts stand in the text, one after the other.
fn holds(text: &str, parts: &[&str]) -> bool {
    let mut rest = text;
    parts.iter().all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}
