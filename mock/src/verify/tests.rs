//! Signatures recorded from the official SDKs are genuine; anything else is not.

#[path = "../../tests/emulator/golden.rs"]
mod golden;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use golden::{golden, headers, query, recorded_at};
use serde_json::Value;

use super::*;

const TOKEN: &str = "CAIS+token/with=chars";

fn operation() -> Operation {
    Operation {
        name: "TestAction".to_owned(),
        methods: Vec::new(),
        path: None,
        security: ["AK", "BearerToken", "Anonymous"].map(str::to_owned).to_vec(),
        parameters: Vec::new(),
        response: None,
        media: crate::media::Media::Json,
        sample: None,
    }
}

fn verdict(request: &Request, keys: &Keyring, now: SystemTime) -> Result<Option<String>, Fault> {
    caller(
        request,
        &operation(),
        &Authority {
            keys,
            nonces: None,
            now,
        },
    )
}

fn request(vector: &Value, query: &str, authorization: Option<&str>) -> Request {
    let mut headers = headers(vector);
    headers.extend(authorization.map(|value| ("authorization".to_owned(), value.to_owned())));
    let body = STANDARD.decode(vector["body_base64"].as_str().unwrap()).unwrap();
    let path = vector["path"].as_str().unwrap();
    // An empty path cannot be sent.
    let target = format!("{}?{query}", if path.is_empty() { "/" } else { path });
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Request::new(vector["method"].as_str().unwrap(), &target, headers, Bytes::from(body))
}

#[test]
fn accepts_the_v3_signatures_of_python_and_typescript() {
    let Some(vectors) = golden("signing.jsonl") else { return };
    let mut accepted = 0;
    for vector in vectors
        .iter()
        .filter(|v| v["kind"] == "v3" && v["algorithm"] == "ACS3-HMAC-SHA256")
    {
        let keys = Keyring::new();
        let token = vector["security_token"].as_str().map(str::to_owned);
        let text = |key: &str| vector[key].as_str().unwrap().to_owned();
        keys.add(text("access_key_id"), text("access_key_secret"), token);
        for signer in ["expected_all_headers", "expected_acs_headers_only"] {
            // TypeScript signs a parameter that nobody sends, and a path that cannot be sent.
            if signer == "expected_acs_headers_only"
                && ["v3-query-none-dropped", "v3-path-empty"]
                    .iter()
                    .any(|id| vector["id"] == *id)
            {
                continue;
            }
            let sent = &vector["request"];
            let request = request(sent, &query(&sent["query"]), vector[signer]["authorization"].as_str());
            let result = verdict(&request, &keys, recorded_at());
            assert_eq!(result, Ok(Some(text("access_key_id"))), "{} {signer}", vector["id"]);
            accepted += 1;
        }
    }
    assert!(accepted > 250, "only {accepted}");
}

#[test]
fn accepts_whole_requests_of_every_version() {
    let Some(vectors) = golden("signing.jsonl") else { return };
    let mut accepted = 0;
    for vector in vectors.iter().filter(|v| v["kind"] == "request") {
        let id = vector["id"].as_str().unwrap();
        // The emulator says so in its documentation.
        if id.contains("sm3") {
            continue;
        }
        let mut keys = Keyring::new();
        keys.add_bearer("my-bearer.token");
        let config = &vector["config"];
        if let Some(token) = config["security_token"].as_str() {
            keys.add("testAccessKeyId", "testAccessKeySecret", Some(token.to_owned()));
        }
        let sent = &vector["expected"];
        let authorization = sent["headers"]["authorization"].as_str();
        let request = request(sent, sent["raw_query"].as_str().unwrap(), authorization);
        let signer = config["access_key_id"]
            .as_str()
            .filter(|_| !id.contains("anonymous"))
            .map(str::to_owned);
        assert_eq!(verdict(&request, &keys, recorded_at()), Ok(signer), "{id}");
        accepted += 1;
    }
    assert!(accepted > 65, "only {accepted}");
}

#[test]
fn accepts_roa_v1_signatures() {
    let Some(vectors) = golden("signing.jsonl") else { return };
    let mut accepted = 0;
    for vector in vectors.iter().filter(|v| v["kind"] == "roa-v1") {
        let id = vector["id"].as_str().unwrap();
        // Python signs neither names in capitals nor values without the spaces around them, as the other SDKs do; once
        // sent, nobody can tell.
        if ["roa-header-case", "roa-header-space"].contains(&id) {
            continue;
        }
        let keys = Keyring::new();
        let text = |key: &str| vector[key].as_str().unwrap().to_owned();
        let sent = &vector["request"];
        let token = sent["headers"]["x-acs-security-token"].as_str().map(str::to_owned);
        keys.add(text("access_key_id"), text("access_key_secret"), token);
        let mut sent = sent.clone();
        sent["body_base64"] = Value::from("");
        let request = request(
            &sent,
            &query(&sent["query"]),
            vector["expected"]["authorization"].as_str(),
        );
        let verdict = verdict(&request, &keys, recorded_at());
        // A signer takes what it is given; a server does not.
        if id == "roa-no-date" {
            assert_eq!(verdict.unwrap_err().code, "IncompleteSignature");
            continue;
        }
        assert_eq!(verdict, Ok(Some(text("access_key_id"))), "{id}");
        accepted += 1;
    }
    assert!(accepted > 15, "only {accepted}");
}

#[test]
fn tokens_belong_to_their_keys() {
    let keys = Keyring::new();
    keys.add("STS.a", "secret", Some(TOKEN.to_owned()));
    let authority = Authority {
        keys: &keys,
        nonces: None,
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(900),
    };
    let code = |id, token| key(id, token, &authority).map(|_| ()).map_err(|fault| fault.code);
    assert_eq!(code("STS.a", Some(TOKEN)), Ok(()));
    assert_eq!(code("STS.a", None), Err("MissingSecurityToken".to_owned()));
    assert_eq!(code("STS.a", Some("")), Err("MissingSecurityToken".to_owned()));
    assert_eq!(
        code("STS.a", Some("other")),
        Err("InvalidSecurityToken.MismatchWithAccessKey".to_owned())
    );
    assert_eq!(
        code("testAccessKeyId", Some(TOKEN)),
        Err("InvalidSecurityToken.MismatchWithAccessKey".to_owned())
    );
    assert_eq!(code("nobody", None), Err("InvalidAccessKeyId.NotFound".to_owned()));
    for (seconds, expected) in [(901, Ok(())), (900, Err("InvalidSecurityToken.Expired".to_owned()))] {
        let issued = keys.issue(String::new(), SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let code = |token| {
            key(&issued.id, token, &authority)
                .map(|_| ())
                .map_err(|fault| fault.code)
        };
        assert_eq!(code(Some(&issued.token)), expected);
        assert_eq!(code(None), Err("MissingSecurityToken".to_owned()));
    }
}

#[test]
fn dates_are_exact_and_fresh() {
    let code = |text: &str, seconds| {
        date(text, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
            .map(|_| ())
            .map_err(|fault| fault.code)
    };
    assert_eq!(code("1970-01-01T00:15:00Z", 0), Ok(()));
    assert_eq!(code("1970-01-01T00:15:00Z", 1800), Ok(()));
    assert_eq!(
        code("1970-01-01T00:15:01Z", 0),
        Err("InvalidTimeStamp.Expired".to_owned())
    );
    assert_eq!(
        code("1970-01-01T00:15:00Z", 1801),
        Err("InvalidTimeStamp.Expired".to_owned())
    );
    for text in [
        "",
        "1970-01-01 00:15:00Z",
        "1970-01-01T00:15:00.000Z",
        "1970-13-01T00:15:00Z",
        "Thu, 01 Jan 1970",
    ] {
        assert_eq!(code(text, 0), Err("InvalidTimeStamp.Format".to_owned()), "{text}");
    }
}

#[test]
fn the_server_says_what_it_signed_but_not_the_token() {
    let keys = Keyring::new();
    keys.add("STS.a", "hidden-secret", Some(TOKEN.to_owned()));
    let headers = [
        ("host", "ims.aliyuncs.com"),
        ("x-acs-content-sha256", "-"),
        ("x-acs-date", "1970-01-01T00:00:00Z"),
        ("x-acs-security-token", TOKEN),
        ("x-acs-signature-nonce", "1"),
        (
            "authorization",
            "ACS3-HMAC-SHA256 Credential=STS.a,SignedHeaders=host;x-acs-content-sha256;x-acs-date;\
             x-acs-security-token;x-acs-signature-nonce,Signature=00",
        ),
    ];
    let v3 = Request::new(
        "POST",
        "/?A=b%20c",
        headers.map(|(name, value)| (name, value.as_bytes())),
        Bytes::new(),
    );
    let query = "/?AccessKeyId=STS.a&Signature=00&SignatureNonce=1&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0\
                 &Timestamp=1970-01-01T00:00:00Z&A=b+c&SecurityToken=CAIS%2Btoken%2Fwith%3Dchars";
    let rpc = Request::new("GET", query, [], Bytes::new());
    let messages = [v3, rpc].map(|request| {
        let fault = verdict(&request, &keys, SystemTime::UNIX_EPOCH).unwrap_err();
        assert_eq!(fault.code, "SignatureDoesNotMatch");
        assert!(
            !fault.message.contains("hidden-secret") && !fault.message.contains("token/"),
            "{}",
            fault.message
        );
        assert!(!fault.message.contains("token%"), "{}", fault.message);
        fault.message
    });
    insta::assert_snapshot!("signature_mismatch", messages.join("\n\n"));
}

#[test]
fn specs_say_who_may_come_unsigned() {
    let unsigned = |security: &[&str]| {
        let operation = Operation {
            security: security.iter().map(|&kind| kind.to_owned()).collect(),
            ..operation()
        };
        let request = Request::new("POST", "/", [], Bytes::new());
        let authority = Authority {
            keys: &Keyring::new(),
            nonces: None,
            now: SystemTime::UNIX_EPOCH,
        };
        caller(&request, &operation, &authority).map_err(|fault| fault.code)
    };
    assert_eq!(unsigned(&["AK", "Anonymous"]), Ok(None));
    assert_eq!(unsigned(&["ARS_OIDC"]), Ok(None));
    for signed in [&[] as &[&str], &["AK"], &["BearerToken"], &["AK", "APP"]] {
        assert_eq!(unsigned(signed), Err("MissingAccessKeyId".to_owned()), "{signed:?}");
    }
}
