//! STS and the metadata service, and whether the keys that they give out are good for anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Builder, Instance, Mock};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use serde_json::Value;

use crate::wire::{Answer, Connection};

const ROLE: &str = "acs:ram::1:role/web";
const ASSUME: &[(&str, &str)] = &[
    ("Action", "AssumeRole"),
    ("RoleArn", ROLE),
    ("RoleSessionName", "tests"),
];
const OIDC: &[(&str, &str)] = &[
    ("Action", "AssumeRoleWithOIDC"),
    ("RoleArn", ROLE),
    ("RoleSessionName", "tests"),
    ("OIDCProviderArn", "acs:ram::1:oidc-provider/p"),
];
const WHO: &[(&str, &str)] = &[("Action", "GetCallerIdentity")];

/// Seconds since 1970, as the emulator has them.
type Time = Arc<AtomicU64>;

fn start(builder: Builder) -> (Mock, Time) {
    let time = Time::default();
    let seconds = time.clone();
    let clock = move || SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::Relaxed));
    (builder.clock(clock).start().unwrap(), time)
}

fn mock() -> (Mock, Time) {
    start(Mock::builder().role(ROLE).oidc_token("vouched/for+="))
}

/// Who signs, and when.
struct Caller<'a> {
    id: &'a str,
    secret: &'a str,
    token: Option<&'a str>,
    seconds: u64,
}

const TESTER: Caller<'_> = Caller {
    id: ACCESS_KEY_ID,
    secret: ACCESS_KEY_SECRET,
    token: None,
    seconds: 0,
};

/// Everything but `A-Z a-z 0-9 - _ . ~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn joined(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn get(mock: &Mock, pairs: &[(&str, &str)]) -> Answer {
    let target = format!("/?{}", joined(pairs));
    Connection::open(mock).send("GET", &target, &[("host".to_owned(), "127.0.0.1".to_owned())], b"")
}

fn unsigned(mock: &Mock, pairs: &[(&str, &str)]) -> Answer {
    get(mock, &[&[("Version", "2015-04-01")], pairs].concat())
}

/// Calls with signature version 1.0.
fn signed(mock: &Mock, caller: &Caller<'_>, parameters: &[(&str, &str)]) -> Answer {
    static NONCE: AtomicU64 = AtomicU64::new(0);
    let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
    let date =
        humantime::format_rfc3339_seconds(SystemTime::UNIX_EPOCH + Duration::from_secs(caller.seconds)).to_string();
    let mut pairs = vec![
        ("Version", "2015-04-01"),
        ("AccessKeyId", caller.id),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &date),
    ];
    pairs.extend(parameters);
    pairs.extend(caller.token.map(|token| ("SecurityToken", token)));
    pairs.sort_unstable();
    let text = format!("GET&%2F&{}", encode(&joined(&pairs)));
    let key = hmac::Key::new(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        format!("{}&", caller.secret).as_bytes(),
    );
    let signature = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
    get(mock, &[pairs.as_slice(), &[("Signature", &signature)]].concat())
}

/// Who `credentials` are, asked at some time; or the code of the refusal.
fn who(mock: &Mock, credentials: &Value, seconds: u64) -> String {
    let text = |name: &str| credentials[name].as_str().unwrap();
    let caller = Caller {
        id: text("AccessKeyId"),
        secret: text("AccessKeySecret"),
        token: Some(text("SecurityToken")),
        seconds,
    };
    let answer = signed(mock, &caller, WHO);
    match answer.status {
        200 => answer.json()["Arn"].as_str().unwrap().to_owned(),
        _ => answer.code(),
    }
}

#[test]
fn assumed_roles_are_accepted_until_they_expire() {
    let (mock, time) = mock();
    let answer = signed(&mock, &TESTER, ASSUME);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    assert!(body["RequestId"].is_string());
    let credentials = &body["Credentials"];
    assert_eq!(credentials["Expiration"], "1970-01-01T01:00:00Z");
    let arn = "acs:ram::1:assumed-role/web/tests";
    assert_eq!(body["AssumedRoleUser"]["Arn"], arn);
    assert_eq!(who(&mock, credentials, 0), arn);
    assert_eq!(
        mock.calls().last().unwrap().access_key_id.as_deref(),
        credentials["AccessKeyId"].as_str()
    );

    time.store(3599, Ordering::Relaxed);
    assert_eq!(who(&mock, credentials, 3599), arn);
    time.store(3600, Ordering::Relaxed);
    assert_eq!(who(&mock, credentials, 3600), "InvalidSecurityToken.Expired");

    let mut other = credentials.clone();
    other["SecurityToken"] = "other".into();
    assert_eq!(who(&mock, &other, 3600), "InvalidSecurityToken.MismatchWithAccessKey");
    let mut other = credentials.clone();
    other["AccessKeySecret"] = "other".into();
    time.store(0, Ordering::Relaxed);
    assert_eq!(who(&mock, &other, 0), "SignatureDoesNotMatch");
}

#[test]
fn durations_are_as_asked() {
    let (mock, _) = mock();
    for (asked, expiry) in [("900", "1970-01-01T00:15:00Z"), ("43200", "1970-01-01T12:00:00Z")] {
        let answer = signed(&mock, &TESTER, &[ASSUME, &[("DurationSeconds", asked)]].concat());
        assert_eq!(answer.json()["Credentials"]["Expiration"], expiry);
    }
}

#[test]
fn assumed_roles_assume_roles() {
    let (mock, _) = mock();
    let body = signed(&mock, &TESTER, ASSUME).json();
    let text = |name: &str| body["Credentials"][name].as_str().unwrap();
    let caller = Caller {
        id: text("AccessKeyId"),
        secret: text("AccessKeySecret"),
        token: Some(text("SecurityToken")),
        seconds: 0,
    };
    assert_eq!(signed(&mock, &caller, ASSUME).status, 200);
}

#[test]
fn what_sts_refuses() {
    let (mock, _) = mock();
    let with = |name: &'static str, value: &'static str| {
        let others = ASSUME.iter().copied().filter(|(other, _)| *other != name);
        others.chain([(name, value)]).collect::<Vec<_>>()
    };
    for (pairs, code) in [
        (with("RoleArn", "acs:ram::1:role/other"), "EntityNotExist.Role"),
        (with("RoleSessionName", "x"), "InvalidParameter.RoleSessionName"),
        (
            with("RoleSessionName", "with space"),
            "InvalidParameter.RoleSessionName",
        ),
        (with("DurationSeconds", "899"), "InvalidParameter.DurationSeconds"),
        (with("DurationSeconds", "43201"), "InvalidParameter.DurationSeconds"),
        (with("DurationSeconds", "long"), "InvalidParameter.DurationSeconds"),
        (with("Policy", "{"), "InvalidParameter.PolicyGrammar"),
        (ASSUME[..2].to_vec(), "MissingRoleSessionName"),
    ] {
        assert_eq!(signed(&mock, &TESTER, &pairs).code(), code);
    }
    assert_eq!(unsigned(&mock, ASSUME).code(), "MissingAccessKeyId");
}

#[test]
fn oidc_tokens_need_no_key() {
    let (mock, _) = mock();
    let answer = unsigned(&mock, &[OIDC, &[("OIDCToken", "vouched/for+=")]].concat());
    let credentials = &answer.json()["Credentials"];
    assert_eq!(who(&mock, credentials, 0), "acs:ram::1:assumed-role/web/tests");
    // Tokens are not kept with the calls.
    let seen = format!("{:?}", mock.calls());
    assert!(seen.contains("OIDCProviderArn") && !seen.contains("vouched"), "{seen}");

    let refused = unsigned(&mock, &[OIDC, &[("OIDCToken", "stranger")]].concat());
    assert_eq!(refused.code(), "AuthenticationFail.OIDCToken.Invalid");
    assert_eq!(unsigned(&mock, OIDC).code(), "MissingOIDCToken");
}

#[test]
fn without_roles_there_is_no_sts() {
    let (mock, _) = start(Mock::builder());
    assert_eq!(mock.services().count(), 0);
    assert_eq!(signed(&mock, &TESTER, ASSUME).code(), "InvalidVersion");
    let (mock, _) = self::mock();
    assert_eq!(mock.services().collect::<Vec<_>>(), [("Sts", "2015-04-01", 3)]);
    mock.on("AssumeRole", |_| {
        alicloud_mock::Reply::error(503, "ServiceUnavailable", "Later.")
    });
    assert_eq!(signed(&mock, &TESTER, ASSUME).code(), "ServiceUnavailable");
}

fn instance(instance: Instance) -> (Mock, Time) {
    start(Mock::builder().role(ROLE).instance(instance))
}

fn ask(mock: &Mock, method: &str, path: &str, header: Option<(&str, &str)>) -> Answer {
    let headers = [Some(("host", "100.100.100.200")), header].into_iter().flatten();
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Connection::open(mock).send(method, path, &headers, b"")
}

const TOKEN: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const REGION: &str = "/latest/meta-data/region-id";
const TTL: Option<(&str, &str)> = Some(("X-aliyun-ecs-metadata-token-ttl-seconds", "21600"));

#[test]
fn roles_of_instances_are_accepted() {
    let (mock, time) = instance(Instance::new().role("web").region("cn-beijing"));
    let token = ask(&mock, "PUT", TOKEN, TTL).body;
    let token = Some(("X-aliyun-ecs-metadata-token", token.as_str()));
    assert_eq!(ask(&mock, "GET", REGION, token).body, "cn-beijing");
    assert_eq!(ask(&mock, "GET", ROLES, token).body, "web");
    let role = format!("{ROLES}web");
    for token in [token, None] {
        let credentials = ask(&mock, "GET", &role, token).json();
        assert_eq!(credentials["Code"], "Success");
        assert_eq!(credentials["Expiration"], "1970-01-01T06:00:00Z");
        assert!(who(&mock, &credentials, 0).ends_with(":assumed-role/web/vm-mock"));
    }
    assert_eq!(ask(&mock, "GET", &format!("{ROLES}other"), token).status, 404);
    assert_eq!(
        ask(&mock, "GET", ROLES, Some(("X-aliyun-ecs-metadata-token", "other"))).status,
        403
    );
    assert_eq!(ask(&mock, "PUT", TOKEN, None).status, 400);
    assert_eq!(ask(&mock, "POST", ROLES, token).status, 405);
    time.store(21_600, Ordering::Relaxed);
    assert_eq!(ask(&mock, "GET", ROLES, token).status, 403);
}

#[test]
fn versions_of_the_metadata_service() {
    let (old, _) = instance(Instance::new().role("web").v1_only());
    assert_eq!(ask(&old, "PUT", TOKEN, TTL).status, 404);
    assert_eq!(ask(&old, "GET", ROLES, None).body, "web");
    let (hardened, _) = instance(Instance::new().role("web").v2_only());
    assert_eq!(ask(&hardened, "GET", ROLES, None).status, 403);
    let (bare, _) = instance(Instance::new());
    assert_eq!(ask(&bare, "GET", ROLES, None).status, 404);
    assert_eq!(ask(&bare, "GET", REGION, None).body, "cn-hangzhou");
}
