//! The recorded requests of Python's providers, against ours.
//!
//! Where ours differ on purpose, a rule below says why; how often each one was needed is counted.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use alicloud_runtime::credentials::{AssumeRole, CloudSso, CredentialsUri, EcsRole, Fetch, OAuth, OidcRole, Site};
use alicloud_runtime::sign::rpc;
use alicloud_runtime::{Credentials, ErrorKind};
use serde_json::Value;

use crate::script::{Script, Seen, Step, expect_sample};
use crate::support::{golden, pairs, recorded_at, text};

const POSTED: &str =
    "STS is asked by POST with the role in a form, as in Go (PROTOCOL 7.3); Python puts all into the query";
const SIGNED: &str = "so the signature is that of a POST; the recorded one is ours of a GET with the same parameters";
const SPACED: &str = "Python signs a space as `+`, which STS refuses (note of the line)";
const COMPACT: &str = "JSON without spaces; the same document";
const OWN_NAME: &str = "user-agent names this library";
const TRANSPORT: &str = "host and content-length are the transport's to add";
const NO_CODE: &str = "a URI's answer needs no Code, as in Go (note of the line)";
const CAMEL: &str = "OAuth answers in camel case, as Go and the CLI expect (note of the line)";
const OUT: &str = "key pairs are deprecated and not supported";
const LOCAL: &str = "nothing is sent: the profile's reader has tests of its own";

/// Secrets by access key id, for the signatures.
const SECRETS: [(&str, &str); 2] = [("testAccessKeyId", "testAccessKeySecret"), ("srcid", "srcsec")];

#[tokio::test]
async fn requests_and_results() {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let lines = golden("credentials.jsonl");
    for line in &lines {
        let id = text(line, "id");
        let Some(source) = source(id) else {
            let rule = if id == "rsa-key-pair" { OUT } else { LOCAL };
            assert!(
                id == "rsa-key-pair" || line["requests"].as_array().is_none_or(Vec::is_empty),
                "{id}"
            );
            *rules.entry(rule).or_default() += 1;
            continue;
        };
        let steps = line["responses"].as_array().expect("responses").iter().map(|response| {
            response["status"].as_u64().map_or(Step::Silence, |status| {
                Step::Answer(
                    u16::try_from(status).expect("a status"),
                    text(response, "body").to_owned(),
                )
            })
        });
        let script = Script::new(steps);
        let outcome = source.fetch(&script.context()).await;

        let recorded = line["requests"].as_array().expect("requests");
        let seen = script.seen();
        assert_eq!(seen.len(), recorded.len(), "{id}: {outcome:?}");
        for (seen, recorded) in seen.iter().zip(recorded) {
            for rule in compare(id, seen, recorded) {
                *rules.entry(rule).or_default() += 1;
            }
        }

        let result = &line["result"];
        let taken = match id {
            "uri-no-code" => Some(NO_CODE),
            "oauth-refresh-exchange" => Some(CAMEL),
            _ => None,
        };
        match (outcome, taken) {
            (Ok(credentials), Some(rule)) => {
                assert!(result["error"].is_string(), "{id}");
                expect_sample(&credentials, source.name()).await;
                *rules.entry(rule).or_default() += 1;
            }
            (Ok(credentials), None) => {
                // What stands before it is the name of the provider that reads the profile.
                let provider = text(result, "provider_name").trim_start_matches("cli_profile/");
                expect_sample(&credentials, provider).await;
            }
            (Err(error), _) => {
                assert!(result["error"].is_string(), "{id}: {error}");
                assert_eq!(error.kind(), ErrorKind::Credentials, "{id}: {error}");
            }
        }
    }
    for (rule, count) in &rules {
        println!("{count:3} × {rule}");
    }
    if !lines.is_empty() {
        let counts = [
            (POSTED, 8),
            (SIGNED, 6),
            (SPACED, 1),
            (COMPACT, 1),
            (NO_CODE, 1),
            (CAMEL, 1),
            (OUT, 1),
            (LOCAL, 3),
        ];
        for (rule, count) in counts {
            assert_eq!(rules.get(rule), Some(&count), "{rule}");
        }
    }
}

/// Ours, set up as Python's was for the recording.
fn source(id: &str) -> Option<Box<dyn Fetch>> {
    let key = || Credentials::access_key("testAccessKeyId", "testAccessKeySecret");
    let role = |source| AssumeRole::new(source, "acs:ram::1:role/r").session_name("sess");
    let far = recorded_at() + Duration::from_secs(100_000);
    Some(match id {
        "assume-role" | "assume-role-403" | "assume-role-no-credentials" => Box::new(role(key())),
        "assume-role-full" => Box::new(
            role(key())
                .duration(Duration::from_secs(900))
                .policy(r#"{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"1"}"#)
                .external_id("ext~1")
                .sts_region("cn-beijing")
                .vpc(true),
        ),
        "assume-role-policy-space" => Box::new(role(key()).policy(r#"{"a": "b c"}"#)),
        "assume-role-sts-source" => Box::new(role(key().with_security_token("srcTok"))),
        "cli-chain" => Box::new(
            AssumeRole::new(Credentials::access_key("srcid", "srcsec"), "acs:ram::1:role/r2")
                .session_name("s2")
                .duration(Duration::from_secs(1800)),
        ),
        "oidc" => {
            Box::new(OidcRole::new("acs:ram::1:oidc-provider/p", "acs:ram::1:role/r", "/token").session_name("sess"))
        }
        "imds-v2-discover-role" => Box::new(EcsRole::new()),
        "imds-v1-disabled" => Box::new(EcsRole::new().role_name("myrole").disable_v1(true)),
        _ if id.starts_with("imds-") => Box::new(EcsRole::new().role_name("myrole")),
        "uri" => Box::new(CredentialsUri::new("http://127.0.0.1:8080/creds?a=b")),
        "uri-no-code" => Box::new(CredentialsUri::new("http://127.0.0.1:8080/creds")),
        "cloud-sso" => Box::new(CloudSso::new(
            "https://signin-cn-shanghai.alibabacloudsso.com/device/login",
            "1",
            "ac-1",
            "at",
            far,
        )),
        "oauth-refresh-exchange" => Box::new(OAuth::new(Site::Cn, "", "rt", SystemTime::UNIX_EPOCH)),
        "oauth-exchange-capital" => Box::new(OAuth::new(Site::Cn, "tok", "", far)),
        _ => return None,
    })
}

/// The rules by which they differ. Everything else is the same.
fn compare(id: &str, seen: &Seen, recorded: &Value) -> Vec<&'static str> {
    let mut rules = vec![OWN_NAME, TRANSPORT];
    assert_eq!(seen.url, text(recorded, "url"), "{id}");
    let timeout = recorded["timeout_s"][1].as_f64().expect("a number");
    assert_eq!(seen.timeout, Duration::from_secs_f64(timeout), "{id}");

    let mut query: BTreeMap<String, String> = pairs(&recorded["query"]).into_iter().collect();
    let mut ours: BTreeMap<String, String> = seen.query.iter().cloned().collect();
    let mut headers: BTreeMap<String, String> = seen.headers.clone();
    let mut body = seen.body.clone();
    if seen.url.contains("://sts") {
        rules.push(POSTED);
        assert_eq!(
            (seen.method.as_str(), text(recorded, "method")),
            ("POST", "GET"),
            "{id}"
        );
        let kind = headers.remove("content-type");
        assert_eq!(kind.as_deref(), Some("application/x-www-form-urlencoded"), "{id}");
        ours = seen.parameters();
        body.clear();
        if let (Some(mine), Some(theirs)) = (ours.remove("Signature"), query.remove("Signature")) {
            let secret = SECRETS
                .iter()
                .find(|(id, _)| *id == query["AccessKeyId"])
                .expect("a secret")
                .1;
            let sign = |method| {
                let texts = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                rpc::signature(&rpc::string_to_sign(method, texts, []), secret)
            };
            assert_eq!(mine, sign("POST"), "{id}");
            let is_spaced = id == "assume-role-policy-space";
            assert_eq!(theirs == sign("GET"), !is_spaced, "{id}");
            rules.push(if is_spaced { SPACED } else { SIGNED });
        }
    } else {
        assert_eq!(seen.method, text(recorded, "method"), "{id}");
    }
    assert_eq!(ours, query, "{id}");

    if id == "cloud-sso" {
        let document = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(document(&body), document(text(recorded, "body_text")), "{id}");
        rules.push(COMPACT);
    } else {
        assert_eq!(body, text(recorded, "body_text"), "{id}");
    }

    let theirs = recorded["headers"].as_object().expect("headers");
    let theirs = theirs
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
    let mut theirs: BTreeMap<String, String> = theirs.collect();
    for name in ["host", "content-length", "user-agent"] {
        theirs.remove(name);
    }
    let own_name = headers.remove("user-agent").expect("a name");
    assert!(
        own_name.starts_with("AlibabaCloud (") && own_name.contains(" Rust/"),
        "{own_name}"
    );
    assert_eq!(headers, theirs, "{id}");
    rules
}
