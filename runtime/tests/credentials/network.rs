//! Every mode, type and variable that leads to a server.

use std::io;

use alicloud_runtime::credentials::{CliProfile, DefaultChain, IniProfile, OidcRole};
use alicloud_runtime::{Client, CredentialProvider as _, Credentials};

use crate::world::{CONFIG, World, limited, refused, told};

const STS: &str = r#"{"Credentials": {"AccessKeyId": "role-id", "AccessKeySecret": "MARKED", "SecurityToken": "MARKED-token",
    "Expiration": "2027-01-15T09:00:00Z"}}"#;
const FLAT: &str = r#"{"Code": "Success", "AccessKeyId": "flat-id", "AccessKeySecret": "MARKED", "SecurityToken": "MARKED-token",
    "Expiration": "2027-01-15T09:00:00Z"}"#;
const METADATA: &str = "http://100.100.100.200/latest";
const AK: &str = r#""access_key_id": "id", "access_key_secret": "MARKED""#;
const ROLE: &str = r#""ram_role_arn": "acs:ram::1:role/r", "ram_session_name": "me", "expired_seconds": 900"#;

/// A world in which everybody answers.
fn world() -> World {
    let world = World::new().file("/token", "MARKED-oidc");
    let servers = &world.servers;
    servers.answer("https://sts", 200, STS);
    servers.answer(&format!("{METADATA}/api/token"), 200, "MARKED-metadata");
    let roles = format!("{METADATA}/meta-data/ram/security-credentials/");
    servers.answer(&roles, 200, "web");
    servers.answer(&format!("{roles}web"), 200, FLAT);
    servers.answer(&format!("{roles}named"), 200, FLAT);
    servers.answer(&format!("{METADATA}/meta-data/region-id"), 200, "cn-beijing");
    servers.answer("http://127.0.0.1:1/", 200, FLAT);
    let login = STS
        .replace("Credentials", "CloudCredential")
        .replace("role-id", "sso-id");
    servers.answer("https://sso.example.com/cloud-credentials", 200, login);
    let exchanged = r#"{"accessKeyId": "oauth-id", "accessKeySecret": "MARKED-new", "securityToken": "MARKED-token",
        "expiration": "2027-01-15T09:00:00Z"}"#;
    servers.answer("https://oauth.aliyun.com/v1/exchange", 200, exchanged);
    let renewed = r#"{"access_token": "MARKED-access-2", "refresh_token": "MARKED-refresh-2", "expires_in": 3600}"#;
    servers.answer("https://oauth.aliyun.com/v1/token", 200, renewed);
    world
}

async fn mode(members: &str) -> (String, Vec<String>) {
    let world = world().profile(members);
    let said = told(CliProfile::new(world.context())).await;
    (said, world.servers.hosts())
}

#[tokio::test]
async fn roles_by_a_key() {
    let (said, asked) = mode(&format!("\"mode\": \"RamRoleArn\", {AK}, {ROLE}")).await;
    assert_eq!(said, "cli_profile/ram_role_arn/static_ak role-id MARKED-token");
    assert_eq!(asked, ["sts.aliyuncs.com"]);
    // By what is there; with a key that is temporary itself; in a region and from inside.
    let more = r#""sts_token": "MARKED-source", "sts_region": "cn-beijing", "enable_vpc": true"#;
    let (said, asked) = mode(&format!("{AK}, {ROLE}, {more}")).await;
    assert_eq!(said, "cli_profile/ram_role_arn/static_sts role-id MARKED-token");
    assert_eq!(asked, ["sts-vpc.cn-beijing.aliyuncs.com"]);
    let (_, asked) = mode(&format!("{AK}, {ROLE}, \"sts_endpoint\": \"sts.example.com\"")).await;
    assert_eq!(asked, ["sts.example.com"]);
}

#[tokio::test]
async fn what_a_role_is_asked_for_with() {
    let members = format!("\"mode\": \"RamRoleArn\", {AK}, {ROLE}, \"policy\": \"p\", \"external_id\": \"e\"");
    let world = world()
        .profile(&members)
        .var("ALIBABA_CLOUD_STS_ENDPOINT", "sts.example.com");
    told(CliProfile::new(world.context())).await;
    let form = "DurationSeconds=900&ExternalId=e&Policy=p&RoleArn=acs%3Aram%3A%3A1%3Arole%2Fr&RoleSessionName=me";
    assert_eq!(world.servers.bodies(), [form]);
    assert_eq!(world.servers.hosts(), ["sts.example.com"]);
    let world = world
        .profile(&members.replace("\"external_id\": \"e\"", "\"x\": 1"))
        .var("ALIBABA_CLOUD_EXTERNAL_ID", "from-variable");
    told(CliProfile::new(world.context())).await;
    assert!(world.servers.bodies()[1].contains("&ExternalId=from-variable&"));
}

#[tokio::test]
async fn roles_by_other_profiles() {
    let role = |name: &str, source: &str| {
        format!("{{\"name\": \"{name}\", \"mode\": \"ChainableRamRoleArn\", {ROLE}, \"source_profile\": \"{source}\"}}")
    };
    let profiles = [
        role("a", "b"),
        role("b", "c"),
        format!("{{\"name\": \"c\", \"mode\": \"AK\", {AK}}}"),
    ];
    let text = format!("{{\"current\": \"a\", \"profiles\": [{}]}}", profiles.join(","));
    let world = world().file(CONFIG, text);
    let said = told(CliProfile::new(world.context())).await;
    assert_eq!(
        said,
        "cli_profile/ram_role_arn/ram_role_arn/static_ak role-id MARKED-token"
    );
    assert_eq!(world.servers.hosts().len(), 2);
}

#[tokio::test]
async fn roles_by_tokens() {
    let members =
        format!("\"mode\": \"OIDC\", {ROLE}, \"oidc_provider_arn\": \"arn\", \"oidc_token_file\": \"/token\"");
    let (said, asked) = mode(&members).await;
    assert_eq!(said, "cli_profile/oidc_role_arn role-id MARKED-token");
    assert_eq!(asked, ["sts.aliyuncs.com"]);
    let python = members
        .replace("\"mode\": \"OIDC\", ", "")
        .replace("ram_session_name", "role_session_name");
    let world = world().profile(&python);
    told(CliProfile::new(world.context())).await;
    assert!(world.servers.bodies()[0].ends_with("RoleSessionName=me"));
    let elsewhere = self::world()
        .profile(&members)
        .var("ALIBABA_CLOUD_STS_ENDPOINT", "sts.example.com");
    told(CliProfile::new(elsewhere.context())).await;
    assert_eq!(elsewhere.servers.hosts(), ["sts.example.com"]);
}

#[tokio::test]
async fn the_token_of_a_pod_is_read_at_each_refresh() {
    let world = world();
    let role = OidcRole::new("arn", "arn", "/token").provider(world.context());
    limited(role.credentials()).await.expect("credentials");
    world.files.put("/token", "MARKED-renewed");
    world.clock.advance(3600);
    limited(role.credentials()).await.expect("credentials");
    let tokens = world.servers.bodies();
    assert!(tokens[0].contains("OIDCToken=MARKED-oidc&"), "{tokens:?}");
    assert!(tokens[1].contains("OIDCToken=MARKED-renewed&"), "{tokens:?}");
}

#[tokio::test]
async fn roles_of_instances() {
    let (said, asked) = mode(r#""mode": "EcsRamRole""#).await;
    assert_eq!(said, "cli_profile/ecs_ram_role flat-id MARKED-token");
    assert_eq!(asked.len(), 4);
    let (said, asked) = mode(r#""ram_role_name": "named""#).await;
    assert_eq!(said, "cli_profile/ecs_ram_role flat-id MARKED-token");
    assert_eq!(asked.len(), 2);
    for mode_name in [r#""mode": "RamRoleArnWithRoleName","#, ""] {
        let (said, asked) = mode(&format!("{mode_name} \"ram_role_name\": \"named\", {ROLE}")).await;
        assert_eq!(said, "cli_profile/ram_role_arn/ecs_ram_role role-id MARKED-token");
        assert_eq!(asked, ["100.100.100.200", "100.100.100.200", "sts.aliyuncs.com"]);
    }
}

#[tokio::test]
async fn local_servers() {
    let (said, asked) = mode(r#""mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/x?y=z""#).await;
    assert_eq!(said, "cli_profile/credential_uri flat-id MARKED-token");
    assert_eq!(asked, ["127.0.0.1"]);
}

const SSO: &str = r#""mode": "CloudSSO", "cloud_sso_sign_in_url": "https://sso.example.com/dir/login",
    "cloud_sso_account_id": "1", "cloud_sso_access_config": "ac-1", "access_token": "MARKED-access",
    "cloud_sso_access_token_expire": 1800003600"#;

#[tokio::test]
async fn logins_by_sso() {
    let (said, _) = mode(SSO).await;
    assert_eq!(said, "cli_profile/cloud_sso sso-id MARKED-token");
    // What the command line tool got is good until it expires.
    let kept = format!("{SSO}, {AK}, \"sts_token\": \"MARKED-kept\", \"sts_expiration\": 1800003600");
    let (said, asked) = mode(&kept).await;
    assert_eq!(
        (said.as_str(), asked.len()),
        ("cli_profile/cloud_sso id MARKED-kept", 0)
    );
    let (said, _) = mode(&kept.replace("\"sts_expiration\": 1800003600", "\"sts_expiration\": 1799999999")).await;
    assert_eq!(said, "cli_profile/cloud_sso sso-id MARKED-token");
    let endless = world().profile(&SSO.replace("_token_expire\"", "_token_other\""));
    let error = refused(&CliProfile::new(endless.context())).await;
    assert!(error.message().contains("expired at 1970"), "{error}");
    let over = world().profile(&SSO.replace("1800003600", "1799999999"));
    insta::assert_snapshot!(refused(&CliProfile::new(over.context())).await, @"no credentials: the CloudSSO sign-in expired at 2027-01-15T07:59:59Z; sign in again with `aliyun configure --mode CloudSSO`");
}

const OAUTH: &str = r#""mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "MARKED-access-1",
    "oauth_refresh_token": "MARKED-refresh-1", "oauth_access_token_expire": 1800000600"#;

#[tokio::test]
async fn logins_by_oauth_are_renewed_and_written_back() {
    let world = world().profile(OAUTH);
    let provider = CliProfile::new(world.context());
    assert_eq!(told(provider).await, "cli_profile/oauth oauth-id MARKED-token");
    assert_eq!(world.servers.hosts().len(), 2);
    let text = world.files.text(CONFIG);
    for kept in [
        r#""oauth_access_token": "MARKED-access-2""#,
        r#""oauth_refresh_token": "MARKED-refresh-2""#,
        r#""oauth_access_token_expire": 1800003600"#,
        r#""access_key_secret": "MARKED-new""#,
        r#""sts_expiration": 1800003600"#,
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    // The next program needs no server.
    assert_eq!(
        told(CliProfile::new(world.context())).await,
        "cli_profile/oauth oauth-id MARKED-token"
    );
    assert_eq!(world.servers.hosts().len(), 2);
}

#[tokio::test]
async fn a_renewed_login_waits_for_a_locked_file() {
    let world = world().profile(OAUTH);
    world.files.fail(Some(io::ErrorKind::WouldBlock));
    let provider = CliProfile::new(world.context());
    let unlock = async {
        world.files.fail(None);
        world.clock.advance(1);
    };
    let (given, ()) = limited(async { tokio::join!(provider.credentials(), unlock) }).await;
    given.expect("credentials");
    assert!(world.files.text(CONFIG).contains("MARKED-refresh-2"));
    assert_eq!(provider.warning(), None);

    let world = self::world().profile(OAUTH);
    world.files.fail(Some(io::ErrorKind::PermissionDenied));
    let provider = CliProfile::new(world.context());
    limited(provider.credentials()).await.expect("credentials");
    assert!(provider.warning().expect("a warning").contains("could not be written"));
}

#[tokio::test]
async fn a_renewed_login_outlives_a_failure() {
    let world = world().profile(OAUTH);
    // What the file has is used up.
    world.files.fail(Some(io::ErrorKind::PermissionDenied));
    world.servers.answer("https://oauth.aliyun.com/v1/exchange", 500, "");
    let provider = std::sync::Arc::new(CliProfile::new(world.context()));
    refused(&provider).await;
    refused(&provider).await;
    let renewals = world
        .servers
        .requests()
        .iter()
        .filter(|request| request.contains("/v1/token"))
        .count();
    assert_eq!(renewals, 1, "the old refresh token is used up");
    // A new login counts at once.
    let _world = world.profile(AK);
    assert_eq!(told(provider).await, "cli_profile/static_ak id");
}

#[tokio::test]
async fn types_of_the_ini_file() {
    let text = "[default]\ntype = ram_role_arn\naccess_key_id = id\naccess_key_secret = MARKED\nrole_arn = arn
        role_session_name = me\npolicy = {\"a\":1}
        [ecs]\ntype = ecs_ram_role\nrole_name = named
        [any]\ntype = ecs_ram_role
        [oidc]\ntype = oidc_role_arn\nrole_arn = arn\noidc_provider_arn = arn\noidc_token_file_path = /token";
    let world = world().file("/home/me/.alibabacloud/credentials", text);
    let ini = |name: &str| IniProfile::new(world.context()).profile(name);
    assert_eq!(
        told(ini("default")).await,
        "profile/ram_role_arn/static_ak role-id MARKED-token"
    );
    assert!(world.servers.bodies()[0].contains("Policy=%7B%22a%22%3A1%7D&RoleArn=arn&RoleSessionName=me"));
    assert_eq!(told(ini("ecs")).await, "profile/ecs_ram_role flat-id MARKED-token");
    assert_eq!(told(ini("any")).await, "profile/ecs_ram_role flat-id MARKED-token");
    assert_eq!(told(ini("oidc")).await, "profile/oidc_role_arn role-id MARKED-token");
}

#[tokio::test]
async fn variables_of_the_chain() {
    let chain = |world: &World| told(DefaultChain::new(world.context()));
    let pod = world()
        .profile(AK)
        .var("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "arn")
        .var("ALIBABA_CLOUD_ROLE_ARN", "arn")
        .var("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token")
        .var("ALIBABA_CLOUD_ROLE_SESSION_NAME", "pod");
    assert_eq!(chain(&pod).await, "default/oidc_role_arn role-id MARKED-token");
    assert!(pod.servers.bodies()[0].contains("RoleSessionName=pod"));
    assert_eq!(chain(&world()).await, "default/ecs_ram_role flat-id MARKED-token");
    let named = world().var("ALIBABA_CLOUD_ECS_METADATA", "named");
    assert_eq!(chain(&named).await, "default/ecs_ram_role flat-id MARKED-token");
    assert_eq!(named.servers.hosts().len(), 2);
    let uri = world()
        .var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .var("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/");
    assert_eq!(chain(&uri).await, "default/credential_uri flat-id MARKED-token");
    assert_eq!(uri.servers.hosts(), ["127.0.0.1"]);
    // Version 1 alone is not taken where it is forbidden.
    let old = world().var("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
    old.servers.answer(&format!("{METADATA}/api/token"), 404, "");
    assert!(chain(&old).await.starts_with("error: "));
    assert!(old.servers.requests().iter().all(|request| request.starts_with("PUT ")));
}

#[tokio::test]
async fn an_instance_without_a_role_is_no_fault_unless_it_is_named() {
    let nobody = World::new();
    let error = refused(&DefaultChain::new(nobody.context())).await;
    assert!(!error.message().contains("DOES NOT WORK"), "{error}");
    assert!(error.message().contains("ecs_ram_role: no credentials from"), "{error}");
    let named = nobody.var("ALIBABA_CLOUD_ECS_METADATA", "web");
    let error = refused(&DefaultChain::new(named.context())).await;
    assert!(
        error
            .message()
            .contains("ecs_ram_role is set up but DOES NOT WORK: no credentials from"),
        "{error}"
    );
}

#[tokio::test]
async fn the_region_of_an_instance() {
    let builder = |world: &World| {
        Client::builder()
            .environment(world.variables.clone())
            .files(world.files.clone())
            .transport(world.servers.clone())
            .credentials(Credentials::anonymous())
    };
    let client = limited(builder(&world()).region_from_metadata())
        .await
        .expect("a region");
    let said = format!("{:?}", client.build().expect("a client"));
    assert!(
        said.contains("region: Some(\"cn-beijing\") (ECS metadata service)"),
        "{said}"
    );
    // Only if there is no other.
    let set = world().var("ALIBABA_CLOUD_REGION_ID", "us-west-1");
    limited(builder(&set).region_from_metadata()).await.expect("a region");
    assert!(set.servers.requests().is_empty());
    let off = world().var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let error = limited(builder(&off).region_from_metadata())
        .await
        .expect_err("an error");
    insta::assert_snapshot!(error, @"the metadata service cannot be asked for the region: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED");
}

#[tokio::test]
async fn no_mode_shows_a_secret() {
    let modes = [
        format!("\"mode\": \"RamRoleArn\", {AK}, {ROLE}"),
        format!("{ROLE}, \"oidc_provider_arn\": \"arn\", \"oidc_token_file\": \"/token\""),
        r#""ram_role_name": "named""#.to_owned(),
        r#""mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/?key=MARKED""#.to_owned(),
        SSO.to_owned(),
        OAUTH
            .replace("MARKED-access-1", "MARKED-1")
            .replace("MARKED-refresh-1", "MARKED-2"),
    ];
    for members in modes {
        // Servers that repeat what they know, in every shape.
        for (status, body) in [(200, STS), (200, FLAT), (403, FLAT), (200, "\"MARKED")] {
            let world = World::new()
                .file("/token", "MARKED-oidc")
                .profile(&members)
                .var("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
            world
                .servers
                .answer("http", status, body.replace("SecurityToken", "Token"));
            let chain = DefaultChain::new(world.context());
            let said = match limited(chain.credentials()).await {
                Ok(credentials) => format!("{credentials:?}"),
                Err(error) => format!("{error} {error:#} {error:?}"),
            };
            let said = format!("{said} {chain:?} {:?}", world.context());
            assert!(!said.contains("MARKED"), "{members}: {status} {body}: {said}");
        }
    }
}
