//! Both operations over a real socket, through the whole client, against the emulator: happy and unhappy.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests speak by panicking and printing"
)]

use alicloud::cloudsso20210515::UpdateUserMfaAuthenticationSettings;
use alicloud::cloudsso20210515::update_user_mfa_authentication_settings::UserMfaAuthenticationSettings;
use alicloud::ims20190815::get_user_mfa_info::MfaDeviceType;
use alicloud::ims20190815::{
    CreateAccessKey, CreateAppSecret, CreateLoginProfile, CreateUser, GetUserMfaInfo, ListUsers, create_user::Tag,
};
use alicloud::{Client, Credentials, Error, ErrorKind, SignatureVersion};
use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Mock, Reply};
use alicloud_tests::golden::workspace;

fn mock() -> Mock {
    Mock::builder().specs(workspace().join("specs")).start().unwrap()
}

fn client(mock: &Mock) -> Client {
    client_as(mock, Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET))
}

fn client_as(mock: &Mock, credentials: Credentials) -> Client {
    Client::builder()
        .endpoint(mock.endpoint())
        .credentials(credentials)
        .build()
        .unwrap()
}

fn update() -> UpdateUserMfaAuthenticationSettings {
    UpdateUserMfaAuthenticationSettings::default()
        .directory_id("d-00fc2p61****")
        .user_id("u-00q8wbq42wiltcrk****")
        .user_mfa_authentication_settings("Enabled")
}

/// The line a person reads, without what differs from run to run.
fn line(error: &Error) -> String {
    match error.request_id() {
        Some(id) => error.to_string().replace(id, "<id>"),
        None => error.to_string(),
    }
}

#[tokio::test]
async fn get_user_mfa_info_gives_the_sample_of_its_page() {
    let mock = mock();
    let user = "test@example.onaliyun.com é*~+%/?&=";
    let out = client(&mock)
        .send(GetUserMfaInfo::default().user_principal_name(user))
        .await
        .unwrap();
    assert_eq!(out.is_mfa_enable, Some(true));
    let device = out.mfa_device.unwrap();
    assert_eq!(device.r#type, Some(MfaDeviceType::Vmfa));
    assert_eq!(
        device.serial_number.as_deref(),
        Some("acs:ram::177242285274****:mfa/device001")
    );
    assert!(out.request_id.is_some());
    assert_eq!(mock.calls()[0].parameter("UserPrincipalName"), Some(user));
}

#[tokio::test]
async fn update_user_mfa_authentication_settings_gives_status_headers_and_request_id() {
    let mock = mock();
    let response = client(&mock).call(update()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.request_id(), response.output().request_id);
    assert_eq!(
        mock.calls()[0].parameter("UserMFAAuthenticationSettings"),
        Some("Enabled")
    );
}

#[tokio::test]
async fn the_older_signature_is_accepted_too() {
    let mock = mock();
    let credentials = Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    let builder = Client::builder().endpoint(mock.endpoint()).credentials(credentials);
    let client = builder.signature(SignatureVersion::V1).build().unwrap();
    assert_eq!(
        client.send(GetUserMfaInfo::default()).await.unwrap().is_mfa_enable,
        Some(true)
    );
}

#[tokio::test]
async fn lists_flatten_and_booleans_are_lowercase() {
    let mock = mock();
    let tags = [Tag::default().key("team").value("a b"), Tag::default().key("env")];
    let create = CreateUser::default()
        .user_principal_name("bob@x.onaliyun.com")
        .display_name("Bob")
        .tag(tags);
    client(&mock).send(create).await.unwrap();
    let call = &mock.calls()[0];
    assert_eq!(call.parameter("Tag.1.Value"), Some("a b"));
    assert_eq!(call.parameter("Tag.2.Key"), Some("env"));
    assert_eq!(call.parameter("Tag.2.Value"), None);
}

#[tokio::test]
async fn wrapped_lists_read_as_lists() {
    let mock = mock();
    mock.on("ListUsers", |_| {
        Reply::json(r#"{"Users": {"User": [{"UserId": "1"}, {"UserId": 2}]}, "IsTruncated": false}"#)
    });
    let out = client(&mock).send(ListUsers::default()).await.unwrap();
    let ids: Vec<_> = out.users.iter().filter_map(|user| user.user_id.as_deref()).collect();
    assert_eq!(ids, ["1", "2"]);
}

#[tokio::test]
async fn unknown_enum_values_are_not_errors_either_way() {
    let mock = mock();
    mock.on("GetUserMFAInfo", |_| {
        Reply::json(r#"{"MFADevice": {"Type": "PASSKEY"}, "New": {"Field": [1]}}"#)
    });
    let out = client(&mock).send(GetUserMfaInfo::default()).await.unwrap();
    assert_eq!(out.mfa_device.unwrap().r#type.unwrap().as_str(), "PASSKEY");
    let later = UserMfaAuthenticationSettings::from("OnlyRiskyLogin");
    client(&mock)
        .send(update().user_mfa_authentication_settings(later))
        .await
        .unwrap();
    assert_eq!(
        mock.calls()[1].parameter("UserMFAAuthenticationSettings"),
        Some("OnlyRiskyLogin")
    );
}

#[tokio::test]
async fn everything_missing_is_named_before_anything_is_sent() {
    let mock = mock();
    let incomplete = UpdateUserMfaAuthenticationSettings::default().directory_id("d-1");
    let found_here = client(&mock).send(incomplete.clone()).await.unwrap_err();
    assert_eq!(found_here.kind(), ErrorKind::MissingParameter);
    assert!(mock.calls().is_empty());
    // A specification that asks for too much does not lock anybody out.
    let found_there = client(&mock)
        .call(incomplete)
        .skip_required_check()
        .send()
        .await
        .unwrap_err();
    assert_eq!(found_there.code(), Some("MissingUserId"));
    insta::assert_snapshot!([line(&found_here), line(&found_there)].join("\n"));
}

#[tokio::test]
async fn refusals_read_well() {
    let mock = mock();
    let refused = async |id: &str, secret: &str| {
        client_as(&mock, Credentials::access_key(id, secret))
            .send(GetUserMfaInfo::default())
            .await
            .unwrap_err()
    };
    let unknown_key = refused("LTAIunknown", "x").await;
    let wrong_secret = refused(ACCESS_KEY_ID, "wrong-secret").await;
    let facts = (wrong_secret.code(), wrong_secret.status().map(|status| status.as_u16()));
    assert_eq!(facts, (Some("SignatureDoesNotMatch"), Some(400)));
    assert!(!format!("{wrong_secret} {wrong_secret:#} {wrong_secret:?}").contains("wrong-secret"));

    mock.on("GetUserMFAInfo", |_| {
        Reply::error(404, "EntityNotExist.User", "The user does not exist.")
    });
    let no_user = client(&mock).send(GetUserMfaInfo::default()).await.unwrap_err();
    assert!(no_user.is_not_found());
    insta::assert_snapshot!([line(&unknown_key), line(&no_user)].join("\n"));
}

#[tokio::test]
async fn regions_are_needed_where_there_is_no_central_host() {
    let credentials = Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    let client = Client::builder().credentials(credentials).build().unwrap();
    let none = client.send(update()).await.unwrap_err();
    let mistyped = client.call(update()).region("cn shanghai").send().await.unwrap_err();
    insta::assert_snapshot!([line(&none), line(&mistyped)].join("\n"));
    let signed = client
        .call(update())
        .region("cn-shanghai")
        .signed_request()
        .await
        .unwrap();
    assert_eq!(signed.uri().host(), Some("cloudsso.cn-shanghai.aliyuncs.com"));
}

#[tokio::test]
async fn what_is_secret_does_not_print() {
    const SECRET: &str = "hunter2-marked-secret";
    let mock = mock();
    mock.on("CreateAppSecret", |_| {
        Reply::json(format!(r#"{{"AppSecret": {{"AppSecretValue": "{SECRET}"}}}}"#))
    });
    mock.on("CreateAccessKey", |_| {
        Reply::json(format!(r#"{{"AccessKey": {{"AccessKeySecret": "{SECRET}"}}}}"#))
    });
    mock.on("CreateLoginProfile", |_| {
        Reply::error(400, "InvalidPassword", "Too simple.")
    });
    let client = client(&mock);
    let profile = CreateLoginProfile::default()
        .user_principal_name("a@b")
        .password(SECRET);
    let mut printed = format!("{profile:?} {client:?}");
    let app = client
        .call(CreateAppSecret::default().app_id("1"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        app.app_secret
            .as_ref()
            .and_then(|secret| secret.app_secret_value.as_deref()),
        Some(SECRET)
    );
    printed.push_str(&format!("{app:?} {:?}", app.output()));
    printed.push_str(&format!("{:?}", client.send(CreateAccessKey::default()).await.unwrap()));
    let error = client.send(profile).await.unwrap_err();
    printed.push_str(&format!("{error} {error:#} {error:?}"));
    assert!(
        !printed.contains(SECRET) && !printed.contains(ACCESS_KEY_SECRET),
        "{printed}"
    );
    assert!(printed.contains("***"), "{printed}");
}
