//! The command line tool's file: which profile counts, and every mode that needs no network.

use std::io;

use alicloud_runtime::credentials::CliProfile;

use crate::world::{CONFIG, World, refused, told};

const AK: &str = r#""access_key_id": "id", "access_key_secret": "secret""#;

async fn mode(members: &str) -> String {
    told(CliProfile::new(World::new().profile(members).context())).await
}

#[tokio::test]
async fn modes_that_need_nobody() {
    let sts = format!("{AK}, \"sts_token\": \"MARKED-token\"");
    assert_eq!(
        mode(&format!("\"mode\": \"AK\", {AK}")).await,
        "cli_profile/static_ak id"
    );
    assert_eq!(
        mode(&format!("\"mode\": \"StsToken\", {sts}")).await,
        "cli_profile/static_sts id MARKED-token"
    );
    // The token of a profile that is said to be a plain key is not sent.
    assert_eq!(
        mode(&format!("\"mode\": \"AK\", {sts}")).await,
        "cli_profile/static_ak id"
    );
    assert_eq!(
        mode(r#""mode": "BearerToken", "bearer_token": "MARKED-bearer""#).await,
        "MARKED-bearer"
    );
    assert_eq!(mode(r#""mode": "Anonymous""#).await, "");
    // In any case.
    assert_eq!(
        mode(&format!("\"mode\": \"ststoken\", {sts}")).await,
        "cli_profile/static_sts id MARKED-token"
    );
    // By what is there.
    assert_eq!(mode(AK).await, "cli_profile/static_ak id");
    assert_eq!(
        mode(&format!("\"mode\": \"\", {sts}")).await,
        "cli_profile/static_sts id MARKED-token"
    );
    assert_eq!(mode(r#""bearer_token": "MARKED-bearer""#).await, "MARKED-bearer");
}

#[tokio::test]
async fn programs() {
    for members in [
        r#""mode": "External", "process_command": "login -x""#,
        r#""process_command": "login -x""#,
    ] {
        let world = World::new().profile(members);
        world
            .programs
            .print(r#"{"mode": "AK", "access_key_id": "id", "access_key_secret": "MARKED"}"#);
        assert_eq!(told(CliProfile::new(world.context())).await, "cli_profile/external id");
        assert_eq!(world.programs.ran.lock().unwrap()[0], ["login", "-x"]);
    }
}

#[tokio::test]
async fn which_file_and_which_profile() {
    let two = r#"{"current": "a", "profiles": [
        {"name": "a", "mode": "AK", "access_key_id": "id-a", "access_key_secret": "s"},
        {"name": "b", "mode": "AK", "access_key_id": "id-b", "access_key_secret": "s"}]}"#;
    let world = World::new().file(CONFIG, format!("\u{feff}{two}"));
    assert_eq!(
        told(CliProfile::new(world.context())).await,
        "cli_profile/static_ak id-a"
    );
    let world = world.var("ALIBABA_CLOUD_PROFILE", "b");
    assert_eq!(
        told(CliProfile::new(world.context())).await,
        "cli_profile/static_ak id-b"
    );
    assert_eq!(
        told(CliProfile::new(world.context()).profile("a")).await,
        "cli_profile/static_ak id-a"
    );
    let world = world
        .var("ALIBABA_CLOUD_CONFIG_FILE", "/etc/cli.json")
        .file("/etc/cli.json", two.replace("id-b", "etc-b"))
        .file("/other.json", two.replace("id-b", "other-b"));
    assert_eq!(
        told(CliProfile::new(world.context())).await,
        "cli_profile/static_ak etc-b"
    );
    assert_eq!(
        told(CliProfile::new(world.context()).file("/other.json")).await,
        "cli_profile/static_ak other-b"
    );
}

#[tokio::test]
async fn a_file_is_read_once_and_again_after_an_error() {
    let world = World::new().profile(r#""mode": "AK""#);
    let provider = std::sync::Arc::new(CliProfile::new(world.context()));
    assert!(refused(&provider).await.message().contains("access_key_id is missing"));
    let world = world.profile(AK);
    assert_eq!(told(provider.clone()).await, "cli_profile/static_ak id");
    world.files.put(CONFIG, "broken");
    assert_eq!(told(provider).await, "cli_profile/static_ak id");
}

async fn wrong(members: &str) -> String {
    let error = refused(&CliProfile::new(World::new().profile(members).context())).await;
    assert!(!format!("{error:?}").contains("MARKED"), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn what_can_be_wrong_with_a_profile() {
    insta::assert_snapshot!(wrong(r#""mode": "AK", "access_key_id": "id""#).await, @r#"profile "me" in /home/me/.aliyun/config.json: access_key_secret is missing; run `aliyun configure`"#);
    insta::assert_snapshot!(wrong(r#""mode": "StsToken", "access_key_id": "id", "access_key_secret": "MARKED""#).await, @r#"profile "me" in /home/me/.aliyun/config.json: sts_token is missing; run `aliyun configure`"#);
    insta::assert_snapshot!(wrong(r#""mode": "Magic""#).await, @r#"profile "me" in /home/me/.aliyun/config.json: mode "Magic" is not known; known are AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName, ChainableRamRoleArn, OIDC, CloudSSO, OAuth, External, CredentialsURI, BearerToken, Anonymous; run `aliyun configure`"#);
    insta::assert_snapshot!(wrong(r#""language": "en""#).await, @r#"profile "me" in /home/me/.aliyun/config.json: it has no mode, and nothing that tells which; run `aliyun configure`"#);
    let key_pair = wrong(r#""mode": "RsaKeyPair", "private_key": "MARKED""#).await;
    insta::assert_snapshot!(key_pair, @r#"profile "me" in /home/me/.aliyun/config.json: mode RsaKeyPair is deprecated by Alibaba Cloud and not supported; use a RAM role (RamRoleArn, EcsRamRole, OIDC) or an access key"#);
    assert_eq!(wrong(r#""private_key": "MARKED""#).await, key_pair);
    insta::assert_snapshot!(wrong(r#""mode": "BearerToken", "bearer_token": "MARKED", "bearer_token_header_key": "X""#).await, @r#"profile "me" in /home/me/.aliyun/config.json: bearer_token_header_key is not supported: the token goes where services expect it; remove the key"#);
}

#[tokio::test]
async fn what_each_mode_needs() {
    let key = ["access_key_id", "access_key_secret"];
    let modes: [(&str, &[&str]); 11] = [
        ("AK", &key),
        ("StsToken", &[key[0], key[1], "sts_token"]),
        ("RamRoleArn", &[key[0], key[1], "ram_role_arn"]),
        ("RamRoleArnWithRoleName", &["ram_role_name", "ram_role_arn"]),
        ("ChainableRamRoleArn", &["source_profile", "ram_role_arn"]),
        ("OIDC", &["oidc_provider_arn", "oidc_token_file", "ram_role_arn"]),
        (
            "CloudSSO",
            &[
                "cloud_sso_sign_in_url",
                "cloud_sso_account_id",
                "cloud_sso_access_config",
            ],
        ),
        ("OAuth", &["oauth_site_type"]),
        ("External", &["process_command"]),
        ("CredentialsURI", &["credentials_uri"]),
        ("BearerToken", &["bearer_token"]),
    ];
    for (mode, keys) in modes {
        for missing in keys {
            let others = keys.iter().filter(|key| key != &missing);
            let members: String = others.map(|key| format!(", \"{key}\": \"MARKED\"")).collect();
            let profile = format!("{{\"name\": \"me\", \"mode\": \"{mode}\"{members}}}");
            // The source of a profile.
            let source = format!("{{\"name\": \"MARKED\", {AK}}}");
            let text = format!("{{\"current\": \"me\", \"profiles\": [{profile}, {source}]}}");
            let said = refused(&CliProfile::new(World::new().file(CONFIG, text).context())).await;
            assert!(
                said.message().contains(&format!("{missing} is missing")),
                "{mode}: {said}"
            );
        }
    }
}

/// The command line tool's order; each profile lacks what told the mode of the one before.
#[tokio::test]
async fn modes_by_what_is_there() {
    let members = [
        (r#""access_key_id": "id""#, "access_key_secret is missing"),
        (r#""private_key": "MARKED""#, "RsaKeyPair"),
        (r#""ram_role_name": "web""#, "the RAM role web of the ECS instance"),
        (r#""process_command": "'""#, "cannot be split into words"),
        (r#""oidc_provider_arn": "arn""#, "oidc_token_file is missing"),
        (
            r#""cloud_sso_sign_in_url": "https://sso.example.com""#,
            "cloud_sso_account_id is missing",
        ),
        (
            r#""bearer_token": "MARKED", "bearer_token_header_key": "X""#,
            "bearer_token_header_key",
        ),
    ];
    for (index, (_, expected)) in members.iter().enumerate() {
        let left: Vec<&str> = members[index..].iter().map(|(member, _)| *member).collect();
        let said = wrong(&left.join(", ")).await;
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[tokio::test]
async fn sources_that_lead_nowhere() {
    let chained = |name: &str, source: &str| {
        let role = r#""mode": "ChainableRamRoleArn", "ram_role_arn": "acs:ram::1:role/r""#;
        format!("{{\"name\": \"{name}\", {role}, \"source_profile\": \"{source}\"}}")
    };
    let file = |profiles: &[String]| {
        let text = format!("{{\"current\": \"a\", \"profiles\": [{}]}}", profiles.join(","));
        World::new().file(CONFIG, text)
    };
    let circle = file(&[chained("a", "b"), chained("b", "c"), chained("c", "b")]);
    insta::assert_snapshot!(refused(&CliProfile::new(circle.context())).await, @r#"profile "c" in /home/me/.aliyun/config.json: source_profile leads in a circle: a → b → c → b; let one of them be a profile with credentials of its own"#);
    let itself = file(&[chained("a", "a")]);
    assert!(
        refused(&CliProfile::new(itself.context()))
            .await
            .message()
            .contains("circle: a → a")
    );
    let missing = file(&[chained("a", "x")]);
    insta::assert_snapshot!(refused(&CliProfile::new(missing.context())).await, @r#"profile "a" in /home/me/.aliyun/config.json: /home/me/.aliyun/config.json has no profile "x"; it has: a; run `aliyun configure`"#);
}

#[tokio::test]
async fn what_can_be_wrong_with_the_file() {
    let world = World::new();
    insta::assert_snapshot!(refused(&CliProfile::new(world.context())).await, @"no credentials: /home/me/.aliyun/config.json does not exist; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with temporary keys ALIBABA_CLOUD_SECURITY_TOKEN too), or give credentials to Client::builder()");
    let broken = World::new().file(CONFIG, "{\n  \"profiles\": [}");
    insta::assert_snapshot!(refused(&CliProfile::new(broken.context())).await, @"/home/me/.aliyun/config.json is not valid JSON: expected value at line 2 column 16");
    insta::assert_snapshot!(refused(&CliProfile::new(World::new().file(CONFIG, "{}").context())).await, @"/home/me/.aliyun/config.json does not say which profile is current; run `aliyun configure`");
    let named = World::new().profile(AK).var("ALIBABA_CLOUD_PROFILE", "x");
    insta::assert_snapshot!(refused(&CliProfile::new(named.context())).await, @r#"/home/me/.aliyun/config.json has no profile "x"; it has: me; run `aliyun configure`"#);
    // A file that somebody names has to be there.
    let error = refused(&CliProfile::new(world.context()).file("/missing.json")).await;
    assert!(error.message().starts_with("/missing.json cannot be read:"), "{error}");
    assert!(!error.message().contains(&io::ErrorKind::Other.to_string()));
    let homeless = World::default();
    let error = refused(&CliProfile::new(homeless.context())).await;
    assert!(error.message().contains("no home directory is known"), "{error}");
}
