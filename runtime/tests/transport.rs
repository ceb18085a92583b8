//! What the default transport sends, on 127.0.0.1. What comes of servers that do it wrong is in `tests/tests/faults`.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]
#![cfg(feature = "reqwest")]

#[path = "support/probe.rs"]
mod probe;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use alicloud_runtime::{Client, Credentials, Retry};
use probe::Probe;

/// Serves every connection with `serve`, after reading one request's head.
fn server(serve: impl Fn(TcpStream, &str) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            while let Some(head) = head(&mut stream) {
                let Ok(writer) = stream.try_clone() else { break };
                serve(writer, &head);
            }
        }
    });
    address
}

fn head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
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
