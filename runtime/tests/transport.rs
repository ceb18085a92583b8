//! What the default transport sends, on 127.0.0.1. What comes of servers that do it wrong is in `tests/tests/faults`.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]
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

use alicloud_runtime::{Client, Credentials, ErrorKind, Retry};
use probe::{Probe, StreamProbe};
use server::{head, server};

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

#[tokio::test]
async fn an_answer_and_a_kept_connection() {
    let address = server(|mut stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"RequestId\":\"1\"}");
    });
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
        let client = client(format!("http://{}", head(count, length)));
        let error = client.send(Probe::default()).await.expect_err("too much");
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
