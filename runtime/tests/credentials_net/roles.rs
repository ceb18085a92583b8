//! Roles of STS.

use std::time::Duration;

use alicloud_runtime::credentials::{AssumeRole, EnvironmentProvider, Fetch, OidcRole};
use alicloud_runtime::{CredentialProvider, Credentials, ErrorKind};

use crate::script::{STS, Script, Step, expect_sample, failed, fetch, refused};
use crate::support::recorded_at;

type Vars<'a> = &'a [(&'a str, &'a str)];

const ARN: &str = "acs:ram::1:role/r";

fn role() -> AssumeRole {
    AssumeRole::new(Credentials::access_key("id", "my-secret"), ARN)
}

fn oidc() -> OidcRole {
    OidcRole::new("acs:ram::1:oidc-provider/p", ARN, "/token")
}

/// STS complains of the time, and says by its `Date` which it is: two hours later.
fn complaint() -> Step {
    let body = r#"{"Code": "InvalidTimeStamp.Expired", "Message": "late", "RequestId": "R-1"}"#;
    Step::AnswerAt(recorded_at() + Duration::from_secs(7200), 400, body.to_owned())
}

fn granted() -> Step {
    Step::Answer(200, STS.to_owned())
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once_and_kept_to() {
    let sources: [Box<dyn Fetch>; 2] = [Box::new(role()), Box::new(oidc())];
    for source in sources {
        let script = Script::new([complaint(), granted(), granted()]);
        let context = script.context();
        source.fetch(&context).await.expect("credentials");
        source.fetch(&context).await.expect("credentials");
        let times: Vec<String> = script
            .seen()
            .iter()
            .map(|seen| seen.parameters()["Timestamp"].clone())
            .collect();
        assert_eq!(
            times,
            ["2024-01-02T03:04:05Z", "2024-01-02T05:04:05Z", "2024-01-02T05:04:05Z"]
        );
    }
    // A complaint that does not end is an error.
    let script = Script::new([complaint(), complaint()]);
    let error = role().fetch(&script.context()).await.expect_err("a refusal");
    assert_eq!(error.code(), Some("InvalidTimeStamp.Expired"));
}

#[tokio::test]
async fn where_sts_is() {
    let none: Vars<'_> = &[];
    let region = [("ALIBABA_CLOUD_STS_REGION", "cn-hangzhou")];
    let vpc = [region[0], ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true")];
    let cases: [(AssumeRole, Vars<'_>, &str); 9] = [
        (role(), none, "https://sts.aliyuncs.com/"),
        (role().vpc(true), none, "https://sts.aliyuncs.com/"),
        (
            role().sts_region("cn-beijing"),
            none,
            "https://sts.cn-beijing.aliyuncs.com/",
        ),
        (
            role().sts_region("cn-beijing").vpc(true),
            none,
            "https://sts-vpc.cn-beijing.aliyuncs.com/",
        ),
        (role(), &region, "https://sts.cn-hangzhou.aliyuncs.com/"),
        (role(), &vpc, "https://sts-vpc.cn-hangzhou.aliyuncs.com/"),
        (role().vpc(false), &vpc, "https://sts.cn-hangzhou.aliyuncs.com/"),
        (
            role().sts_region("cn-beijing"),
            &vpc,
            "https://sts-vpc.cn-beijing.aliyuncs.com/",
        ),
        (role().sts_endpoint("sts.example.com"), &vpc, "https://sts.example.com/"),
    ];
    for (role, vars, url) in cases {
        let script = Script::answers([(200, STS)]);
        role.fetch(&script.context_with(vars)).await.expect("credentials");
        assert_eq!(script.seen()[0].url, url);
    }
}

#[tokio::test]
async fn a_region_names_no_other_host() {
    let (error, seen) = fetch(&role().sts_region("evil.example/#"), []).await;
    assert_eq!(error.expect_err("an error").kind(), ErrorKind::Endpoint);
    assert!(seen.is_empty());
}

#[tokio::test]
async fn nothing_goes_in_plain_text_but_to_this_machine() {
    for endpoint in [
        "http://sts.example.com",
        "http://100.100.100.200",
        "http://127.0.0.1.example.com",
    ] {
        for source in [
            &role().sts_endpoint(endpoint) as &dyn Fetch,
            &oidc().sts_endpoint(endpoint),
        ] {
            let script = Script::default();
            let error = source.fetch(&script.context()).await.expect_err("an error");
            assert!(
                error.to_string().contains("secrets are not sent without encryption"),
                "{error}"
            );
            assert!(script.seen().is_empty());
        }
    }
    for endpoint in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
        let (outcome, seen) = fetch(&role().sts_endpoint(endpoint), [(200, STS)]).await;
        outcome.expect("credentials");
        assert_eq!(seen[0].url, format!("{endpoint}/"));
    }
}

#[tokio::test]
async fn sessions_are_named_and_last() {
    let (_, seen) = fetch(&role(), [(200, STS)]).await;
    let form = seen[0].parameters();
    assert_eq!(form["RoleSessionName"], "credentials-rust-1704164645000");
    assert_eq!(form["DurationSeconds"], "3600");
    assert!(!form.contains_key("Policy") && !form.contains_key("ExternalId"));

    let script = Script::answers([(200, STS), (200, STS)]);
    let context = script.context_with(&[("ALIBABA_CLOUD_ROLE_SESSION_NAME", "env")]);
    role().fetch(&context).await.expect("credentials");
    oidc().fetch(&context).await.expect("credentials");
    for seen in script.seen() {
        assert_eq!(seen.parameters()["RoleSessionName"], "env");
    }

    let short = role().duration(Duration::from_secs(899));
    let (error, seen) = fetch(&short, []).await;
    assert_eq!(
        error.expect_err("too short").message(),
        "a role is assumed for at least 900 s, not 899 s"
    );
    assert!(seen.is_empty());
}

#[tokio::test]
async fn a_role_of_the_environment() {
    let nameless = || AssumeRole::new(Credentials::access_key("id", "my-secret"), "");
    let vars = [("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/env")];
    let script = Script::answers([(200, STS), (200, STS), (200, STS)]);
    let context = script.context_with(&vars);
    nameless().fetch(&context).await.expect("credentials");
    OidcRole::new("p", "", "/token")
        .fetch(&context)
        .await
        .expect("credentials");
    role().fetch(&context).await.expect("credentials");
    let arns: Vec<_> = script
        .seen()
        .iter()
        .map(|seen| seen.parameters()["RoleArn"].clone())
        .collect();
    assert_eq!(arns, ["acs:ram::1:role/env", "acs:ram::1:role/env", ARN]);
    insta::assert_snapshot!(refused(&nameless(), []).await, @"the ARN of the role to assume is empty; give it, or set ALIBABA_CLOUD_ROLE_ARN");
}

#[tokio::test]
async fn roles_of_roles() {
    let script = Script::answers([(200, STS), (200, STS)]);
    let first = role().session_name("a").provider(script.context());
    assert_eq!(first.name(), "ram_role_arn/static_ak");
    let second = AssumeRole::new(first, "acs:ram::1:role/second");
    let credentials = second.fetch(&script.context()).await.expect("credentials");
    expect_sample(&credentials, "ram_role_arn/ram_role_arn/static_ak").await;
    let seen = script.seen();
    assert_eq!(seen[1].parameters()["SecurityToken"], "tok");
    assert_eq!(seen[1].parameters()["AccessKeyId"], "STS.id");
    assert_eq!(seen[1].parameters()["RoleArn"], "acs:ram::1:role/second");
}

#[tokio::test]
async fn sources_that_do_not_do() {
    let bearer = AssumeRole::new(Credentials::bearer("token"), ARN);
    let (error, seen) = fetch(&bearer, []).await;
    let error = error.expect_err("no key").to_string();
    assert!(
        error.contains("no access key to assume acs:ram::1:role/r with"),
        "{error}"
    );
    assert!(seen.is_empty());
    let nothing = AssumeRole::new(EnvironmentProvider::new(|_: &str| None), ARN);
    let (error, _) = fetch(&nothing, []).await;
    assert!(
        error
            .expect_err("no variables")
            .message()
            .contains("ALIBABA_CLOUD_ACCESS_KEY_ID")
    );
}

#[tokio::test]
async fn what_sts_says() {
    let body = r#"{"Code":"NoPermission","Message":"You are not authorized.","RequestId":"R-1"}"#;
    let error = refused(&role(), [(403, body)]).await;
    insta::assert_snapshot!(error, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: NoPermission: You are not authorized. (HTTP 403, request id R-1)");
    assert_eq!((error.code(), error.request_id()), (Some("NoPermission"), Some("R-1")));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    insta::assert_snapshot!(refused(&oidc(), [(400, r#"{"Code":"AuthenticationFail.OIDCToken.Expired","Message":"This OIDC Token has expired.","RequestId":"R-2"}"#)]).await, @"no credentials from AssumeRoleWithOIDC (acs:ram::1:role/r) at https://sts.aliyuncs.com: AuthenticationFail.OIDCToken.Expired: This OIDC Token has expired. (HTTP 400, request id R-2)");
    insta::assert_snapshot!(refused(&role(), [(502, "<html><h1>Bad Gateway</h1></html>")]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: Bad Gateway, from a proxy or gateway rather than the service: Bad Gateway (HTTP 502)");
    insta::assert_snapshot!(refused(&role(), [(302, "")]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: the answer is a redirect to \"\" (HTTP 302); redirects are not followed, so that credentials go nowhere else; check endpoint and proxy");
    insta::assert_snapshot!(failed(&role(), [Step::Silence]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: no complete answer from https://sts.aliyuncs.com/");
    insta::assert_snapshot!(failed(&oidc(), [Step::NoConnection]).await, @"no credentials from AssumeRoleWithOIDC (acs:ram::1:role/r) at https://sts.aliyuncs.com: no connection to https://sts.aliyuncs.com/: refused");
}

#[tokio::test]
async fn answers_that_are_none() {
    insta::assert_snapshot!(refused(&role(), [(200, r#"{"RequestId":"R-3"}"#)]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: the answer has no Credentials (HTTP 200, request id R-3)");
    insta::assert_snapshot!(refused(&role(), [(200, "")]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: the answer is not a JSON object: EOF while parsing a value at line 1 column 0 (HTTP 200)");
    insta::assert_snapshot!(refused(&role(), [(200, "[]")]).await, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: the answer is not a JSON object: invalid type: sequence, expected a map at line 1 column 0 (HTTP 200)");
    for field in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"] {
        let error = refused(&role(), [(200, STS.replace(field, "Other").as_str())]).await;
        assert_eq!(error.message(), format!("the answer has no {field}"));
    }
    let error = refused(
        &role(),
        [(200, STS.replace("2099-01-01T00:00:00Z", "tomorrow").as_str())],
    )
    .await;
    insta::assert_snapshot!(error, @"no credentials from AssumeRole (acs:ram::1:role/r) at https://sts.aliyuncs.com: the answer's Expiration is not a time such as 2030-01-02T03:04:05Z (HTTP 200, request id r)");
    // It would be read if there were no limit.
    let long = format!("{}{STS}", " ".repeat(1 << 20));
    refused(&role(), [(200, long.as_str())]).await;
    // A full answer cut off anywhere is an error, not a panic.
    for end in 0..STS.len() - 1 {
        refused(&oidc(), [(200, STS.get(..end).expect("ASCII"))]).await;
    }
}

#[tokio::test]
async fn token_files() {
    let (outcome, seen) = fetch(&OidcRole::new("p", ARN, "/line"), [(200, STS)]).await;
    expect_sample(&outcome.expect("credentials"), "oidc_role_arn").await;
    assert_eq!(seen[0].parameters()["OIDCToken"], "token\n");
    assert!(
        !seen[0]
            .query
            .iter()
            .any(|(name, _)| name.starts_with("Signature") || name == "AccessKeyId")
    );
    insta::assert_snapshot!(refused(&OidcRole::new("p", ARN, "/missing"), []).await, @"no credentials: the OIDC token file /missing could not be read: entity not found");
    insta::assert_snapshot!(refused(&OidcRole::new("p", ARN, "/empty"), []).await, @"no credentials: the OIDC token file /empty is empty");
    insta::assert_snapshot!(refused(&OidcRole::new("p", ARN, "/binary"), []).await, @"no credentials: the OIDC token file /binary is not text");
}

#[tokio::test]
async fn oidc_from_the_environment() {
    let vars = [
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p"),
        ("ALIBABA_CLOUD_ROLE_ARN", ARN),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/token"),
    ];
    let script = Script::answers([(200, STS)]);
    let context = script.context_with(&vars);
    let role = OidcRole::from_env(&context).expect("a role").provider(context);
    expect_sample(&role.credentials().await.expect("credentials"), "oidc_role_arn").await;
    let form = script.seen()[0].parameters();
    assert_eq!((form["OIDCProviderArn"].as_str(), form["RoleArn"].as_str()), ("p", ARN));

    let error = OidcRole::from_env(&script.context_with(&vars[1..2])).expect_err("two are missing");
    insta::assert_snapshot!(error, @"no credentials: not set in the environment: ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE");
}
