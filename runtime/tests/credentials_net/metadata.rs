//! The metadata service of an ECS instance.

use std::time::Duration;

use alicloud_runtime::ErrorKind;
use alicloud_runtime::credentials::{EcsRole, Fetch, Metadata};

use crate::script::{FLAT, Script, Step, expect_sample, failed, fetch, refused};

const PREFIX: &str = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";

#[tokio::test]
async fn roles_by_name_and_by_asking() {
    let (outcome, seen) = fetch(
        &EcsRole::new(),
        [(200, "t1"), (200, "found\n"), (200, "t2"), (200, FLAT)],
    )
    .await;
    expect_sample(&outcome.expect("credentials"), "ecs_ram_role").await;
    let told: Vec<_> = seen
        .iter()
        .map(|seen| {
            (
                seen.method.as_str(),
                seen.url.as_str(),
                seen.headers.get("x-aliyun-ecs-metadata-token").map(String::as_str),
            )
        })
        .collect();
    let token = "http://100.100.100.200/latest/api/token";
    let role = format!("{PREFIX}found");
    assert_eq!(
        told,
        [
            ("PUT", token, None),
            ("GET", PREFIX, Some("t1")),
            ("PUT", token, None),
            ("GET", role.as_str(), Some("t2")),
        ]
    );
    assert!(seen.iter().all(|seen| seen.timeout == Duration::from_secs(1)));

    let script = Script::answers([
        (200, "metadata-token"),
        (200, FLAT),
        (200, "metadata-token"),
        (200, FLAT),
    ]);
    let context = script.context_with(&[("ALIBABA_CLOUD_ECS_METADATA", "from-env")]);
    EcsRole::new().fetch(&context).await.expect("credentials");
    EcsRole::new()
        .role_name("a/../b")
        .fetch(&context)
        .await
        .expect("credentials");
    let seen = script.seen();
    assert_eq!(seen[1].url, format!("{PREFIX}from-env"));
    assert_eq!(seen[3].url, format!("{PREFIX}a%2F..%2Fb"));
}

#[tokio::test]
async fn without_a_token() {
    let role = || EcsRole::new().role_name("r");
    for first in [
        Step::Silence,
        Step::NoConnection,
        Step::Answer(404, String::new()),
        Step::Answer(200, "\n".to_owned()),
    ] {
        let script = Script::new([first.clone(), Step::Answer(200, FLAT.to_owned())]);
        expect_sample(
            &role().fetch(&script.context()).await.expect("credentials"),
            "ecs_ram_role",
        )
        .await;
        assert!(!script.seen()[1].headers.contains_key("x-aliyun-ecs-metadata-token"));

        let script = Script::new([first.clone()]);
        let error = role()
            .disable_v1(true)
            .fetch(&script.context())
            .await
            .expect_err("no token");
        assert!(
            error
                .to_string()
                .ends_with("reading without a token (IMDSv1) is disabled"),
            "{error}"
        );

        let script = Script::new([first.clone()]);
        let nameless = EcsRole::new().disable_v1(true).fetch(&script.context()).await;
        let error = nameless.expect_err("no token").to_string();
        assert!(
            error.ends_with("reading without a token (IMDSv1) is disabled"),
            "{error}"
        );

        let script = Script::new([first]);
        let context = script.context_with(&[("ALIBABA_CLOUD_IMDSV1_DISABLED", "true")]);
        role().fetch(&context).await.expect_err("no token");
        assert_eq!(script.seen().len(), 1);
    }
    // A token that is given and then refused.
    for second in [Step::Answer(401, String::new()), Step::Silence] {
        let script = Script::new([
            Step::Answer(200, "t".to_owned()),
            second.clone(),
            Step::Answer(200, FLAT.to_owned()),
        ]);
        role().fetch(&script.context()).await.expect("credentials");
        let script = Script::new([Step::Answer(200, "t".to_owned()), second]);
        role()
            .disable_v1(true)
            .fetch(&script.context())
            .await
            .expect_err("refused");
        assert_eq!(script.seen().len(), 2);
    }
}

#[tokio::test]
async fn switched_off() {
    let script = Script::default();
    let context = script.context_with(&[("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")]);
    insta::assert_snapshot!(EcsRole::new().fetch(&context).await.expect_err("off"), @"the ECS metadata service is switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED");
    Metadata::new().region(&context).await.expect_err("off");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn what_the_service_says() {
    let role = EcsRole::new().role_name("r");
    let missing = (404, "<html><h1>404 - Not Found</h1></html>");
    insta::assert_snapshot!(refused(&role, [(200, "metadata-token"), missing, missing]).await, @"no credentials from the RAM role r of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials/r: Not Found, from a proxy or gateway rather than the service: 404 - Not Found (HTTP 404); attach a RAM role to the instance, and name it as it is or not at all");
    insta::assert_snapshot!(refused(&EcsRole::new(), [(200, "metadata-token"), missing, missing]).await, @"no credentials from the RAM role of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials: Not Found, from a proxy or gateway rather than the service: 404 - Not Found (HTTP 404); attach a RAM role to the instance, and name it as it is or not at all");
    insta::assert_snapshot!(refused(&EcsRole::new(), [(200, "metadata-token"), (200, "")]).await, @"no credentials from the RAM role of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials: the answer is not the name of a role (HTTP 200); attach a RAM role to the instance, and name it as it is or not at all");
    insta::assert_snapshot!(refused(&role, [(200, "metadata-token"), (200, r#"{"Code":"Failed"}"#)]).await, @"no credentials from the RAM role r of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials/r: Failed: the answer says that it failed (HTTP 200)");
    insta::assert_snapshot!(refused(&role, [(200, "metadata-token"), (200, "{}")]).await, @"no credentials from the RAM role r of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials/r: no Code: the answer says that it failed (HTTP 200)");
    insta::assert_snapshot!(refused(&role, [(200, "metadata-token"), (200, "no JSON")]).await, @"no credentials from the RAM role r of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials/r: the answer is not a JSON object: expected ident at line 1 column 2 (HTTP 200)");
    let page = (200, "<html>Sign in to this network</html>");
    insta::assert_snapshot!(refused(&EcsRole::new(), [(200, "metadata-token"), page]).await, @"no credentials from the RAM role of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials: the answer is not the name of a role (HTTP 200); attach a RAM role to the instance, and name it as it is or not at all");
    insta::assert_snapshot!(failed(&role, [Step::Silence, Step::Silence]).await, @"no credentials from the RAM role r of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials/r: no complete answer from http://100.100.100.200/latest/meta-data/ram/security-credentials/r; this is not an ECS instance, or its metadata service is off; ALIBABA_CLOUD_ECS_METADATA_DISABLED=true stops asking it");
    insta::assert_snapshot!(failed(&EcsRole::new(), [Step::NoConnection, Step::NoConnection]).await, @"no credentials from the RAM role of the ECS instance at http://100.100.100.200/latest/meta-data/ram/security-credentials: no connection to http://100.100.100.200/latest/meta-data/ram/security-credentials/: refused; this is not an ECS instance, or its metadata service is off; ALIBABA_CLOUD_ECS_METADATA_DISABLED=true stops asking it");
}

#[tokio::test]
async fn the_region_when_asked() {
    let script = Script::answers([
        (200, "metadata-token"),
        (200, "cn-hangzhou\n"),
        (200, "metadata-token"),
        (404, ""),
        (404, ""),
    ]);
    let context = script.context();
    assert_eq!(Metadata::new().region(&context).await.expect("a region"), "cn-hangzhou");
    assert_eq!(
        script.seen()[1].url,
        "http://100.100.100.200/latest/meta-data/region-id"
    );
    let error = Metadata::new().region(&context).await.expect_err("none");
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    insta::assert_snapshot!(error, @"no region from the ECS metadata service at http://100.100.100.200/latest/meta-data/region-id: Not Found, with an empty body (HTTP 404)");
}
