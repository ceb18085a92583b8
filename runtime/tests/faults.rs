//! The default transport against servers that do it wrong, on 127.0.0.1.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]
#![cfg(feature = "reqwest")]

#[path = "support/probe.rs"]
mod probe;
#[path = "support/server.rs"]
mod server;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use alicloud_runtime::{Client, Credentials, Error, ErrorKind, Retry};
use probe::{Probe, StreamProbe};
use server::{head, server};

fn answering(answer: &'static str) -> SocketAddr {
    server(move |mut stream, _| {
        let _ = stream.write_all(answer.as_bytes());
        if answer.contains("Connection: close") {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    })
}

fn client(endpoint: impl Into<String>) -> Client {
    let client = Client::builder()
        .retry(Retry::none())
        .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"));
    client
        .endpoint(endpoint)
        .timeout(Duration::from_secs(20))
        .build()
        .expect("a client")
}

async fn fault(address: SocketAddr) -> Error {
    client(format!("http://{address}"))
        .send(Probe::default())
        .await
        .expect_err("a fault")
}

#[tokio::test]
async fn an_answer_and_a_kept_connection() {
    let address = answering("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"RequestId\":\"1\"}");
    let client = client(format!("http://{address}"));
    for _ in 0..3 {
        // The server takes one connection at a time: further calls only get through on the one they have.
        let response = client.call(Probe::default()).await.expect("an answer");
        assert_eq!(
            (response.status().as_u16(), response.request_id().as_deref()),
            (200, Some("1"))
        );
        assert_eq!(response["RequestId"], "1");
    }
}

#[tokio::test]
async fn what_is_sent_is_what_was_signed() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let address = server(move |mut stream, head| {
        let _ = sender.send(head.to_owned());
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    let client = client(format!("http://{address}"));
    let user = Some("a b*~+%/?&=é'\"|".to_owned());
    client.send(Probe { user, directory: None }).await.expect("an answer");
    let head = receiver.recv().expect("a request");
    let line = head.lines().next().unwrap_or_default();
    assert_eq!(
        line,
        "POST /?UserName=a%20b%2A~%2B%25%2F%3F%26%3D%C3%A9%27%22%7C HTTP/1.1"
    );
    assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
    assert!(head.contains("content-length: 0\r\n"), "{head}");
    assert!(!head.contains("accept-encoding"), "{head}");
}

#[tokio::test]
async fn html_from_a_proxy() {
    let error = fault(answering(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html><p>Busy</p></html>\r\n",
    ))
    .await;
    assert_eq!(
        (error.kind(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Service, Some(503))
    );
    assert!(
        error.to_string().contains("proxy") && error.to_string().contains("Busy"),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let error = fault(answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"RequestId\"",
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:#}");
    assert!(error.to_string().contains("broke off"), "{error}");
}

#[tokio::test]
async fn a_content_length_that_is_too_short() {
    let error = fault(answering(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{\"RequestId\":\"1\"}",
    ))
    .await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:#}");
    assert_eq!(error.excerpt(), Some("{\"…"));
}

#[tokio::test]
async fn no_http_at_all() {
    let error = fault(answering("220 mail.example.com ESMTP\r\n")).await;
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:#}");
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let error = fault(address).await;
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:#}");
    assert!(error.is_connect());
    assert!(error.to_string().contains(&address.to_string()), "{error}");
}

#[tokio::test]
async fn plain_http_behind_https() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let plain = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut hello = [0; 64];
            let _ = stream.read(&mut hello);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let error = client(format!("https://{plain}"))
        .send(Probe::default())
        .await
        .expect_err("no TLS");
    assert_eq!(error.kind(), ErrorKind::Tls, "{error:#}");
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
}

#[tokio::test]
async fn an_answer_that_takes_too_long() {
    let address = server(|_, _| thread::sleep(Duration::from_secs(60)));
    let call = client(format!("http://{address}"))
        .call(Probe::default())
        .timeout(Duration::from_millis(50));
    let error = call.send().await.expect_err("a timeout");
    assert!(error.is_timeout(), "{error:#}");
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle() {
    let address = answering("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"Request");
    let call = client(format!("http://{address}"))
        .call(Probe::default())
        .timeout(Duration::from_millis(50));
    let error = call.send().await.expect_err("a timeout");
    assert!(error.is_timeout(), "{error:#}");
}

/// Begins an answer that never ends, and tells the head of the request and then, with `None`, that the connection is closed.
fn never_ending(beginning: &'static str) -> (SocketAddr, Receiver<Option<String>>) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = sender.send(head(&mut stream));
            let _ = stream.write_all(beginning.as_bytes());
            // Nothing more comes but the end.
            let _ = sender.send(head(&mut stream));
        }
    });
    (address, receiver)
}

/// Waits in a thread, so that the client can go on meanwhile.
async fn told(receiver: Receiver<Option<String>>) -> (Option<String>, Receiver<Option<String>>) {
    let wait = move || (receiver.recv_timeout(Duration::from_secs(60)), receiver);
    let (told, receiver) = tokio::task::spawn_blocking(wait).await.expect("no panic");
    (told.expect("in time"), receiver)
}

#[tokio::test]
async fn a_call_that_is_dropped_closes_its_connection() {
    for beginning in ["", "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"Request"] {
        let (address, receiver) = never_ending(beginning);
        let call = tokio::spawn(client(format!("http://{address}")).call(Probe::default()).send());
        let (request, receiver) = told(receiver).await;
        assert!(request.is_some(), "a request");
        call.abort();
        assert_eq!(told(receiver).await.0, None);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let (address, receiver) = never_ending("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npiece");
    let client = client(format!("http://{address}"));
    let mut stream = client.send(StreamProbe::default()).await.expect("a stream");
    assert_eq!(stream.next().await.expect("a piece").as_deref(), Some(&b"piece"[..]));
    let (request, receiver) = told(receiver).await;
    assert!(request.is_some(), "a request");
    drop(stream);
    assert_eq!(told(receiver).await.0, None);
}

#[tokio::test]
async fn an_answer_that_is_too_long() {
    let address = answering("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"RequestId\":\"1\"}");
    let client = Client::builder()
        .credentials(Credentials::anonymous())
        .endpoint(format!("http://{address}"));
    let client = client.max_response_bytes(16).build().expect("a client");
    let error = client.send(Probe::default()).await.expect_err("too long");
    assert!(error.to_string().contains("16 bytes"), "{error}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let other = server(move |_, head| drop(sender.send(head.to_owned())));
    let address = server(move |mut stream, _| {
        let _ = write!(
            stream,
            "HTTP/1.1 307 Moved\r\nLocation: http://{other}/\r\nContent-Length: 0\r\n\r\n"
        );
    });
    let error = fault(address).await;
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(error.to_string().contains(&other.to_string()), "{error}");
    assert!(receiver.try_recv().is_err());
}

#[tokio::test]
async fn heads_are_bounded() {
    let head = |count: usize, length: usize| {
        let lines: String = (0..count)
            .map(|at| format!("x-{at}: {}\r\n", "v".repeat(length)))
            .collect();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\n{{}}");
        server(move |mut stream, _| drop(stream.write_all(answer.as_bytes())))
    };
    let fits = client(format!("http://{}", head(99, 10)));
    fits.send(Probe::default()).await.expect("a hundred headers");
    for (count, length) in [(100, 10), (1, 1 << 20)] {
        let error = fault(head(count, length)).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{count} of {length}: {error:#}");
    }
}

#[tokio::test]
async fn tls_is_1_2_or_newer() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut hello = [0; 4096];
        let length = stream.read(&mut hello).expect("a greeting");
        let _ = sender.send(hello[..length].to_vec());
    });
    let call = client(format!("https://{address}")).call(Probe::default());
    call.await.expect_err("nobody answers");
    let hello = receiver.recv_timeout(Duration::from_secs(60)).expect("a greeting");
    // `supported_versions` (RFC 8446, 4.2.1): 1.3 and 1.2 and no other.
    let versions = [0, 43, 0, 5, 4, 3, 4, 3, 3];
    assert!(hello.windows(versions.len()).any(|part| part == versions), "{hello:?}");
}
