//! What the emulator says over a socket.

use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use crate::wire::{Answer, Connection};
use alicloud_mock::{Mock, Reply};

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/specs");
const OWN_SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");

fn mock() -> Mock {
    Mock::builder().specs(SPECS).bearer_token("bearer").start().unwrap()
}

fn headers(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn get(mock: &Mock, target: &str) -> Answer {
    Connection::open(mock).send("GET", target, &headers(&[("host", "127.0.0.1")]), b"")
}

fn json(mock: &Mock, method: &str, target: &str, body: &str) -> Answer {
    let headers = headers(&[
        ("host", "cluster.cn-hangzhou.aliyuncs.com"),
        ("content-type", "application/json; charset=utf-8"),
        ("work-space", "w"),
    ]);
    Connection::open(mock).send(method, target, &headers, body.as_bytes())
}

/// The answer with its request id, which is new each time, replaced.
fn stable(answer: &Answer) -> String {
    let id = answer.header("x-acs-request-id").unwrap();
    assert_eq!(id.len(), "5E6C6049-E9B0-5F6F-A104-6150E3B1F4D7".len());
    assert!(answer.body.contains(id), "{}", answer.body);
    let body = serde_json::to_string_pretty(&answer.json()).unwrap();
    format!(
        "{} {}\n{}",
        answer.status,
        answer.header("content-type").unwrap(),
        body.replace(id, "<id>")
    )
}

/// `GetUserMFAInfo` as the Python SDK sends and signs it on 2024-01-02 with the documented AccessKey.
fn signed_call(connection: &mut Connection) -> Answer {
    let authorization = "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=accept;host;user-agent;\
        x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,\
        Signature=b12688e7ab081d06560920f804c553d74b79d501dbb0b74017cbdae927536867";
    let headers = headers(&[
        ("host", "ims.aliyuncs.com"),
        ("x-acs-version", "2019-08-15"),
        ("x-acs-action", "GetUserMFAInfo"),
        (
            "user-agent",
            "AlibabaCloud (Linux; x86_64) Python/3.11.7 Core/0.4.3 TeaDSL/2",
        ),
        ("x-acs-date", "2024-01-02T03:04:05Z"),
        ("x-acs-signature-nonce", "0123456789abcdef0123456789abcdef"),
        ("accept", "application/json"),
        (
            "x-acs-content-sha256",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        ("x-acs-credentials-provider", "static_ak"),
        ("authorization", authorization),
    ]);
    connection.send("POST", "/", &headers, b"")
}

fn at(text: &str) -> SystemTime {
    humantime::parse_rfc3339(text).unwrap()
}

#[test]
fn a_signed_call_gets_the_sample_once() {
    let mock = Mock::builder()
        .specs(OWN_SPECS)
        .clock(|| at("2024-01-02T03:04:05Z"))
        .start()
        .unwrap();
    let mut connection = Connection::open(&mock);
    insta::assert_snapshot!("signed_call", stable(&signed_call(&mut connection)));
    insta::assert_snapshot!("replayed_call", stable(&signed_call(&mut connection)));
    let calls = mock.calls();
    assert_eq!(calls[0].access_key_id.as_deref(), Some("testAccessKeyId"));
    assert_eq!(calls[1].refused.as_deref(), Some("SignatureNonceUsed"));
    assert!(!format!("{calls:?}").contains("Signature="), "{calls:?}");
}

#[test]
fn old_and_future_calls_are_refused() {
    for now in ["2024-01-02T03:19:06Z", "2024-01-02T02:49:04Z"] {
        let mock = Mock::builder().specs(OWN_SPECS).clock(move || at(now)).start().unwrap();
        assert_eq!(
            signed_call(&mut Connection::open(&mock)).code(),
            "InvalidTimeStamp.Expired"
        );
    }
}

#[test]
fn unknown_keys_and_wrong_secrets_are_refused() {
    let clock = || at("2024-01-02T03:04:05Z");
    let mock = Mock::builder()
        .specs(OWN_SPECS)
        .clock(clock)
        .access_key("testAccessKeyId", "changed")
        .start()
        .unwrap();
    let answer = signed_call(&mut Connection::open(&mock));
    assert_eq!((answer.status, answer.code().as_str()), (400, "SignatureDoesNotMatch"));
    assert!(!answer.body.contains("changed"));

    let target = "/?Action=GetShop&Version=2024-01-01&AccessKeyId=nobody&Signature=x&SignatureNonce=1\
                  &SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&Timestamp=";
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    let answer = get(&self::mock(), &format!("{target}{now}"));
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (404, "InvalidAccessKeyId.NotFound")
    );
}

#[test]
fn refusals() {
    let mock = mock();
    let order = "/?Action=PlaceOrder&Version=2024-01-01&Name=n";
    let shop = "/?Action=GetShop&Version=2024-01-01";
    let targets = [
        "/".to_owned(),
        "/?Action=PlaceOrder".to_owned(),
        "/?Action=PlaceOrder&Version=2023-01-01".to_owned(),
        "/?Action=Nothing&Version=2024-01-01".to_owned(),
        "/nowhere".to_owned(),
        shop.to_owned(),
        format!("{shop}&AccessKeyId=a"),
        format!("{shop}&AccessKeyId=a&Signature=s&SignatureNonce=1&SignatureMethod=MD5"),
        format!("{shop}&AccessKeyId=a&Signature=s&SignatureNonce=1&SignatureMethod=HMAC-SHA1&SignatureVersion=2"),
        format!("{shop}&BearerToken=other&SignatureType=BEARERTOKEN"),
        format!("{order}&BearerToken=bearer"),
        "/?Action=PlaceOrder&Version=2024-01-01".to_owned(),
        "/?Action=PlaceOrder&Version=2024-01-01&Name=".to_owned(),
        format!("{order}&Count=many"),
        format!("{order}&Count=99999999999999999999"),
        format!("{order}&Price=cheap"),
        format!("{order}&Gift=1"),
        format!("{order}&Sizes=1,x"),
        format!("{order}&Ids=1,2"),
        format!("{order}&Ids=%5B1,%22x%22%5D"),
        format!("{order}&Tag.1.Weight=2"),
        format!("{order}&Tag.1.Key=k&Tag.1.Weight=w"),
        format!("{order}&Tag.0.Key=k"),
        format!("{order}&Limits.a=1&Limits.b=x"),
        format!("{order}&Tree=%7B%22Next%22:%7B%22Id%22:1%7D%7D"),
        format!("{order}&Tree=%7B%22Id%22:1,%22Next%22:3%7D"),
    ];
    let lines = targets.map(|target| {
        let answer = get(&mock, &target);
        let body = answer.json();
        format!(
            "{target}\n    {} {}: {}",
            answer.status,
            answer.code(),
            body["Message"].as_str().unwrap()
        )
    });
    insta::assert_snapshot!("refusals", lines.join("\n"));
}

#[test]
fn every_official_spelling_of_a_good_call_is_accepted() {
    let mock = mock();
    let order = "/?Action=PlaceOrder&Version=2024-01-01&Name=n";
    for rest in [
        "",
        "&Count=-9223372036854775808&Price=1e-07&Gift=True&Colour=Green&Unknown=1",
        "&Gift=false&Sizes=1,2&Ids=%5B1,%222%22%5D&Tag.1.Key=a&Tag.2.Key=b&Tag.2.Weight=1",
        "&Limits.a.b=1&Limits.c=2&Tree=%7B%22Id%22:1,%22Next%22:%7B%22Id%22:2%7D%7D&Ids=%5B%5D",
    ] {
        let answer = get(&mock, &format!("{order}{rest}"));
        assert_eq!(answer.status, 200, "{rest}: {}", answer.body);
    }
    let form = headers(&[("host", "x"), ("content-type", "application/x-www-form-urlencoded")]);
    let body = b"Action=PlaceOrder&Version=2024-01-01&Name=a+b&Tag.1.Key=k";
    let answer = Connection::open(&mock).send("POST", "/", &form, body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let call = mock.calls().pop().unwrap();
    assert_eq!(call.parameter("Name"), Some("a b"));
    assert_eq!(call.parameters.keys().collect::<Vec<_>>(), ["Name", "Tag.1.Key"]);
}

#[test]
fn an_answer_is_made_up_from_the_schema() {
    let answer = get(&mock(), "/?Action=PlaceOrder&Version=2024-01-01&Name=n");
    insta::assert_snapshot!("made_up_answer", stable(&answer));
}

#[test]
fn roa_operations_are_found_by_path_and_by_name() {
    let mock = mock();
    let found = json(&mock, "GET", "/clusters/12", "");
    insta::assert_snapshot!("roa_answer", stable(&found));
    assert_eq!(mock.calls()[0].parameter("ClusterId"), Some("12"));
    assert_eq!(mock.calls()[0].parameter("Work-Space"), Some("w"));
    assert_eq!(json(&mock, "GET", "/clusters/default", "").body, r#"["text"]"#);
    insta::assert_snapshot!("roa_refusal", stable(&json(&mock, "GET", "/clusters/x", "")));
    assert_eq!(get(&mock, "/clusters/12").code(), "MissingWork-Space");
    assert_eq!(
        json(&mock, "DELETE", "/clusters/12", "").code(),
        "InvalidAction.NotFound"
    );

    let named = [
        ("host", "x"),
        ("x-acs-action", "GetCluster"),
        ("x-acs-version", "2024-01-01"),
        ("work-space", "w"),
    ];
    let send = |method, path| Connection::open(&mock).send(method, path, &headers(&named), b"");
    assert_eq!(send("GET", "/clusters/12").status, 200);
    assert_eq!(send("GET", "/clusters").code(), "InvalidAction.NotFound");
    assert_eq!(send("POST", "/clusters/12").status, 405);
}

#[test]
fn json_bodies_are_checked() {
    let mock = mock();
    let code = |body| json(&mock, "POST", "/clusters", body).code();
    assert_eq!(code(""), "MissingBody");
    assert_eq!(code("{"), "InvalidBody");
    assert_eq!(code("[]"), "InvalidBody");
    assert_eq!(code("{}"), "MissingName");
    assert_eq!(code(r#"{"name": null}"#), "MissingName");
    assert_eq!(code(r#"{"name": "n", "nodes": {}}"#), "InvalidNodes");
    assert_eq!(code(r#"{"name": "n", "nodes": [{}]}"#), "MissingNodes.1.size");
    assert_eq!(
        code(r#"{"name": "n", "nodes": [{"size": "big"}]}"#),
        "InvalidNodes.1.size"
    );
    let good = json(
        &mock,
        "POST",
        "/clusters",
        r#"{"name": "n", "nodes": [{"size": 2}, {"size": "3"}]}"#,
    );
    assert_eq!(good.json()["id"], 5);
    assert_eq!(good.json()["request_id"], good.header("x-acs-request-id").unwrap());
    let call = mock.calls().pop().unwrap();
    assert_eq!(call.parameter("nodes.2.size"), Some("3"));
}

#[test]
fn bearer_tokens_open_what_takes_them() {
    let mock = mock();
    let shop = "/?Action=GetShop&Version=2024-01-01&SignatureType=BEARERTOKEN&BearerToken=bearer";
    assert_eq!(get(&mock, shop).status, 200);
    let calls = format!("{:?}", mock.calls());
    assert!(!calls.contains("bearer"), "{calls}");
}

#[test]
fn handlers_answer_instead() {
    let mock = mock();
    let order = |name: &str| get(&mock, &format!("/?Action=PlaceOrder&Version=2024-01-01&Name={name}"));
    mock.on("PlaceOrder", |call| match call.parameter("Name") {
        Some("json") => Reply::json(r#"{"OrderId": 2}"#),
        Some("own id") => Reply::json(serde_json::json!({"RequestId": "mine"})),
        Some("broken") => Reply::json(r#"{"OrderId": "#),
        Some("error") => Reply::error(429, "Throttling", "Too many.").header("x-acs-retry-after", "20"),
        Some("raw") => Reply::raw(502, "text/html", "<html>").after(Duration::from_millis(1)),
        Some("panic") => panic!("as asked for"),
        _ => Reply::sample(),
    });
    assert_eq!(order("json").json()["OrderId"], 2);
    assert_eq!(order("json").json()["RequestId"].as_str().map(str::len), Some(36));
    assert_eq!(order("own+id").json()["RequestId"], "mine");
    assert_eq!(order("broken").body, r#"{"OrderId": "#);
    assert_eq!(order("error").header("x-acs-retry-after"), Some("20"));
    insta::assert_snapshot!("handler_error", stable(&order("error")));
    let raw = order("raw");
    assert_eq!(
        (raw.status, raw.body.as_str(), raw.header("content-type")),
        (502, "<html>", Some("text/html"))
    );
    assert_eq!(order("panic").code(), "InternalError");
    assert_eq!(order("else").json()["OrderId"], 10001);
    mock.clear_calls();
    assert!(mock.calls().is_empty());
}

#[test]
fn bytes_that_are_no_http_harm_nobody() {
    let mock = mock();
    let garbage: [&[u8]; 4] = [
        b"\r\n\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
    ];
    for bytes in garbage {
        use std::io::{Read as _, Write as _};
        let mut stream = TcpStream::connect(mock.endpoint().trim_start_matches("http://")).unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"),
            "{bytes:?}: {answer:?}"
        );
    }
    assert_eq!(get(&mock, "/").status, 400);
}

#[test]
fn stops_when_dropped() {
    let mock = mock();
    let endpoint = mock.endpoint();
    // An idle connection does not hold it up.
    let _idle = Connection::open(&mock);
    drop(mock);
    assert!(TcpStream::connect(endpoint.trim_start_matches("http://")).is_err());
}

#[test]
fn says_why_it_does_not_start() {
    let taken = mock();
    let port = taken.endpoint().rsplit(':').next().unwrap().parse().unwrap();
    let error = Mock::builder().specs(SPECS).port(port).start().unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")),
        "{error}"
    );
    let error = Mock::builder()
        .specs("tests/no-such-folder")
        .start()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no-such-folder") && error.ends_with("cannot serve these specs"),
        "{error}"
    );
}

#[test]
fn secrets_are_not_printed() {
    let builder = || {
        Mock::builder()
            .access_key("id", "hidden")
            .sts("STS.id", "hidden", "hidden")
            .bearer_token("hidden")
    };
    assert!(!format!("{:?}", builder()).contains("hidden"));
    assert!(!format!("{:?}", builder().specs(SPECS).start().unwrap()).contains("hidden"));
}
