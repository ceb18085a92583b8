//! The default transport through proxies, and around them, on 127.0.0.1.
#![allow(missing_docs, clippy::expect_used, clippy::panic)]
#![cfg(feature = "reqwest")]

#[path = "support/probe.rs"]
mod probe;
#[path = "support/server.rs"]
mod server;

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use alicloud_runtime::transport::Proxy;
use alicloud_runtime::{Client, ClientBuilder, Credentials, ErrorKind, Retry};
use probe::Probe;
use server::server;

/// A server that answers with `name` for its request id and tells the heads of its requests. A tunnel it refuses.
fn telling(name: &'static str) -> (SocketAddr, Receiver<String>) {
    let (sender, receiver) = channel();
    let address = server(move |mut stream, head| {
        let _ = sender.send(head.to_owned());
        let body = format!("{{\"RequestId\": \"{name}\"}}");
        let status = if head.starts_with("CONNECT") {
            "403 Forbidden"
        } else {
            "200 OK"
        };
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
    });
    (address, receiver)
}

fn builder(endpoint: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().retry(Retry::none()).endpoint(endpoint);
    builder.credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"))
}

/// Who answers.
async fn answers(builder: ClientBuilder) -> String {
    let client = builder.build().expect("a client");
    let response = client.call(Probe::default()).await.expect("an answer");
    response.request_id().expect("a request id")
}

#[tokio::test]
async fn everything_goes_through_the_proxy_but_exceptions() {
    let (proxy, heads) = telling("proxy");
    let (service, _) = telling("service");
    let through = Proxy::new(format!("http://user:pass%21@{proxy}"));
    assert_eq!(
        answers(builder("http://service.test").proxy(through.clone())).await,
        "proxy"
    );
    let head = heads.recv_timeout(Duration::from_secs(60)).expect("a request");
    assert!(head.starts_with("POST http://service.test/"), "{head}");
    assert!(head.contains("host: service.test\r\n"), "{head}");
    // `user:pass!`
    assert!(
        head.contains("proxy-authorization: Basic dXNlcjpwYXNzIQ==\r\n"),
        "{head}"
    );

    let direct = builder(format!("http://{service}"));
    assert_eq!(answers(direct.proxy(through.clone())).await, "proxy");
    for exception in ["127.0.0.1", "10.0.0.0/8, 127.0.0.0/8"] {
        let direct = builder(format!("http://{service}")).proxy(through.clone().except(exception));
        assert_eq!(answers(direct).await, "service", "{exception}");
    }
    let named = builder(format!("http://localhost:{}", service.port()));
    assert_eq!(
        answers(named.proxy(through.clone().except("localhost"))).await,
        "service"
    );
    let named = builder(format!("http://localhost:{}", service.port()));
    assert_eq!(answers(named.proxy(through.except("*"))).await, "service");
}

#[tokio::test]
async fn tls_is_tunnelled_without_credentials_of_the_call() {
    let (proxy, heads) = telling("proxy");
    let client = builder("https://service.test")
        .proxy(Proxy::new(format!("http://{proxy}")))
        .build();
    let call = client.expect("a client").call(Probe::default());
    let error = call.await.expect_err("the tunnel is refused");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:#}");
    let head = heads.recv_timeout(Duration::from_secs(60)).expect("a request");
    assert!(head.starts_with("CONNECT service.test:443 "), "{head}");
    assert!(!head.contains("authorization"), "{head}");
}

#[test]
fn what_is_no_proxy_is_refused_without_its_password() {
    for url in [
        "socks5://user:hunter2@127.0.0.1",
        "user:hunter2@127.0.0.1",
        "http://user:hunter2@:0/",
    ] {
        let builder = builder("http://service.test").proxy(Proxy::new(url));
        assert!(!format!("{:?}", Proxy::new(url)).contains("hunter2"));
        let error = builder.build().expect_err(url);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error:#?} {error:#}").contains("hunter2"), "{error:#}");
    }
}

const SERVICE: &str = "TEST_SERVICE";

/// The environment belongs to the whole process, so another one runs [`with_proxies_in_the_environment`].
#[test]
fn the_environment_says_which_proxy() {
    let (proxy, _) = telling("proxy");
    let (service, _) = telling("service");
    let run = |exceptions: &str, expected: [&str; 3]| {
        let program = std::env::current_exe().expect("this program");
        let output = Command::new(program)
            .args(["--ignored", "--exact", "with_proxies_in_the_environment", "--nocapture"])
            .env("HTTP_PROXY", format!("http://{proxy}"))
            .env("NO_PROXY", exceptions)
            .env(SERVICE, service.to_string())
            .env_remove("REQUEST_METHOD")
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(&expected.join(" ")), "{exceptions}: {text}");
    };
    run("", ["proxy", "proxy", "service"]);
    run("example.com,127.0.0.0/8", ["proxy", "service", "service"]);
}

/// Who answers for a host, for an address, and when no proxy is wanted.
#[test]
#[ignore = "it needs the environment that another test makes"]
fn with_proxies_in_the_environment() {
    let Ok(service) = std::env::var(SERVICE) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let named = answers(builder("http://service.test")).await;
        let address = answers(builder(format!("http://{service}"))).await;
        let direct = answers(builder(format!("http://{service}")).no_proxy()).await;
        println!("{named} {address} {direct}");
    });
}
