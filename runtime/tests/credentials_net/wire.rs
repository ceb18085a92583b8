//! Providers over sockets, with the default transport.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use alicloud_runtime::credentials::{
    AssumeRole, Cached, CloudSso, Context, CredentialsUri, EcsRole, Fetch, OAuth, OidcRole, Site,
};
use alicloud_runtime::transport::ReqwestTransport;
use alicloud_runtime::{CredentialProvider as _, Credentials, FixedClock};

use crate::script::{FLAT, NONCE, STS, TokenFile, expect};
use crate::support::recorded_at;
use crate::watch;

const SECRET: &str = "MARKED-sec";
const TOKEN: &str = "MARKED/tok+en=";

/// An answer with secrets that can be searched for.
fn marked(answer: &str) -> String {
    answer
        .replace("\"sec\"", &format!("{SECRET:?}"))
        .replace("\"tok\"", &format!("{TOKEN:?}"))
}

/// Answers one request per connection with each of `bodies`, and tells of its head and body.
fn server(bodies: Vec<String>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for body in bodies {
            let (stream, _) = listener.accept().expect("a connection");
            let mut reader = BufReader::new(stream);
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") && reader.read_line(&mut request).expect("a line") > 0 {}
            let length = request.lines().find_map(|line| line.strip_prefix("content-length: "));
            let mut rest = vec![0; length.map_or(0, |length| length.parse().expect("a number"))];
            reader.read_exact(&mut rest).expect("a body");
            request += std::str::from_utf8(&rest).expect("text");
            let answer = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            reader.get_mut().write_all(answer.as_bytes()).expect("a client");
            let _ = sender.send(request);
        }
    });
    (url, receiver)
}

async fn check<F: Fetch + 'static>(bodies: &[&str], provider: &str, source: impl FnOnce(String) -> F) -> Vec<String> {
    let (url, requests) = server(bodies.iter().map(|body| marked(body)).collect());
    let context = Context::new(ReqwestTransport::new(Duration::from_secs(5)).expect("a transport"))
        .with_environment(|_: &str| None)
        .with_files(TokenFile)
        .with_clock(FixedClock {
            now: recorded_at(),
            nonce: NONCE.to_owned(),
        });
    let cached = Cached::new(source(url), context);
    for _ in 0..2 {
        expect(
            &cached.credentials().await.expect("credentials"),
            provider,
            SECRET,
            TOKEN,
        )
        .await;
    }
    requests.iter().collect()
}

#[tokio::test]
async fn every_provider_and_nothing_secret_is_recorded() {
    watch::begin();
    let far = recorded_at() + Duration::from_secs(7200);
    let key = Credentials::access_key("id", "MARKED-source").with_security_token("MARKED-source-token");
    let arn = "acs:ram::1:role/r";
    let sso = STS.replace("Credentials", "CloudCredential");

    let seen = check(&[STS], "ram_role_arn/static_sts", |url| {
        AssumeRole::new(key, arn).sts_endpoint(url)
    })
    .await;
    assert!(
        seen[0].starts_with("POST /?AccessKeyId=id&Action=AssumeRole&"),
        "{}",
        seen[0]
    );
    let seen = check(&[STS], "oidc_role_arn", |url| {
        OidcRole::new("p", arn, "/token").sts_endpoint(url)
    })
    .await;
    assert!(seen[0].starts_with("POST /?Action=AssumeRoleWithOIDC&"), "{}", seen[0]);
    assert!(seen[0].contains("OIDCToken=eyJ.oidc.tok%2Fen%2B1%3D"), "{}", seen[0]);
    let seen = check(
        &["MARKED-metadata", "r", "MARKED-metadata", FLAT],
        "ecs_ram_role",
        |url| EcsRole::new().endpoint(url),
    )
    .await;
    assert!(seen[0].starts_with("PUT /latest/api/token HTTP/1.1\r\n"), "{}", seen[0]);
    assert!(seen[0].contains("content-length: 0\r\n"), "{}", seen[0]);
    let seen = check(&[FLAT], "credential_uri", |url| {
        CredentialsUri::new(url + "/c?key=MARKED")
    })
    .await;
    assert!(seen[0].starts_with("GET /c?key=MARKED HTTP/1.1\r\n"), "{}", seen[0]);
    let seen = check(&[&sso], "cloud_sso", |url| {
        CloudSso::new(url + "/device", "1", "ac-1", "MARKED-access", far)
    })
    .await;
    assert!(
        seen[0].starts_with("POST /cloud-credentials HTTP/1.1\r\n"),
        "{}",
        seen[0]
    );
    let tokens = r#"{"access_token": "MARKED-new", "refresh_token": "MARKED-rt2", "expires_in": 3600}"#;
    let seen = check(&[tokens, FLAT], "oauth", |url| {
        OAuth::new(Site::Cn, "", "MARKED-rt", far).endpoint(url)
    })
    .await;
    assert!(seen[1].starts_with("POST /v1/exchange HTTP/1.1\r\n"), "{}", seen[1]);

    // Of requests over sockets something is recorded, by this crate or those below.
    assert!(watch::seen().contains("reqwest"), "{}", watch::seen());
    watch::expect_none_of(["MARKED", "eyJ.oidc", "Signature="]);
}
