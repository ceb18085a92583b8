//! The INI file.

use alicloud_runtime::credentials::IniProfile;

use crate::world::{World, refused, told};

const INI: &str = "/home/me/.alibabacloud/credentials";

const TEXT: &str = "\u{feff}# a comment
[default]
type = access_key
access_key_id = id
access_key_secret = 'sec;ret # with marks'

[ sts ]                 ; a comment
type=sts
access_key_id=\"sts-id\"
access_key_secret = a=b # a comment
security_token = MARKED-token ; another

[bearer]
type = bearer
bearer_token = MARKED-bearer

[off]
enable = false

[pair]
type = rsa_key_pair

[odd]
type = odd

[half]
type = access_key
access_key_id = MARKED
";

fn world() -> World {
    World::new().file(INI, TEXT)
}

#[tokio::test]
async fn sections() {
    assert_eq!(told(IniProfile::new(world().context())).await, "profile/static_ak id");
    let by_variable = world().var("ALIBABA_CLOUD_PROFILE", "sts");
    assert_eq!(
        told(IniProfile::new(by_variable.context())).await,
        "profile/static_sts sts-id MARKED-token"
    );
    assert_eq!(
        told(IniProfile::new(by_variable.context()).profile("bearer")).await,
        "MARKED-bearer"
    );
}

#[tokio::test]
async fn files() {
    let section = |id: &str| format!("[default]\ntype=access_key\naccess_key_id={id}\naccess_key_secret=s\n");
    let python = World::new().file("/home/me/.alibabacloud/credentials.ini", section("python"));
    assert_eq!(
        told(IniProfile::new(python.context())).await,
        "profile/static_ak python"
    );
    let both = python.file(INI, section("go"));
    assert_eq!(told(IniProfile::new(both.context())).await, "profile/static_ak go");
    let named = both
        .var("ALIBABA_CLOUD_CREDENTIALS_FILE", "/x")
        .file("/x", section("named"));
    assert_eq!(told(IniProfile::new(named.context())).await, "profile/static_ak named");
    assert_eq!(
        told(IniProfile::new(named.context()).file(INI)).await,
        "profile/static_ak go"
    );
}

async fn wrong(section: &str) -> String {
    let error = refused(&IniProfile::new(world().context()).profile(section)).await;
    assert!(!format!("{error:?}").contains("MARKED"), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn after_a_failure_the_file_is_read_again() {
    let world = World::new().file(INI, "[default]\ntype = ecs_ram_role\n");
    let provider = std::sync::Arc::new(IniProfile::new(world.context()));
    refused(&provider).await;
    world.files.put(INI, TEXT);
    assert_eq!(told(provider).await, "profile/static_ak id");
}

#[tokio::test]
async fn what_each_type_needs() {
    let key = ["access_key_id", "access_key_secret"];
    let types: [(&str, &[&str]); 5] = [
        ("access_key", &key),
        ("sts", &[key[0], key[1], "security_token"]),
        ("bearer", &["bearer_token"]),
        ("ram_role_arn", &[key[0], key[1], "role_arn"]),
        (
            "oidc_role_arn",
            &["oidc_provider_arn", "oidc_token_file_path", "role_arn"],
        ),
    ];
    for (kind, keys) in types {
        for missing in keys {
            let others = keys.iter().filter(|key| key != &missing);
            let lines: String = others.map(|key| format!("{key} = MARKED\n")).collect();
            let world = World::new().file(INI, format!("[default]\ntype = {kind}\n{lines}"));
            let said = refused(&IniProfile::new(world.context())).await;
            assert!(
                said.message().contains(&format!("{missing} is missing")),
                "{kind}: {said}"
            );
        }
    }
}

#[tokio::test]
async fn what_can_be_wrong() {
    insta::assert_snapshot!(wrong("half").await, @"section [half] of /home/me/.alibabacloud/credentials: access_key_secret is missing; correct the section");
    insta::assert_snapshot!(wrong("odd").await, @r#"section [odd] of /home/me/.alibabacloud/credentials: type "odd" is not known; known are access_key, sts, bearer, ecs_ram_role, ram_role_arn, oidc_role_arn; correct the section"#);
    insta::assert_snapshot!(wrong("pair").await, @"section [pair] of /home/me/.alibabacloud/credentials: type rsa_key_pair is deprecated by Alibaba Cloud and not supported; use a RAM role or an access key");
    insta::assert_snapshot!(wrong("missing").await, @"/home/me/.alibabacloud/credentials has no section [missing]; add it, or name another one with ALIBABA_CLOUD_PROFILE");
    assert!(wrong("off").await.contains("switched off by enable"));
    let none = refused(&IniProfile::new(World::new().context())).await;
    assert!(
        none.message()
            .ends_with("/home/me/.alibabacloud/credentials and /home/me/.alibabacloud/credentials.ini do not exist"),
        "{none}"
    );
    let named = World::new().var("ALIBABA_CLOUD_CREDENTIALS_FILE", "/x");
    assert!(
        refused(&IniProfile::new(named.context()))
            .await
            .message()
            .starts_with("/x cannot be read")
    );
}
