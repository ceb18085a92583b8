//! Steps of a script over sockets: a server on 127.0.0.1, and the default transport.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use alicloud_runtime::transport::{Limits, ReqwestTransport};
use alicloud_runtime::{Body, ByteStream, Error, Transport};
use http::uri::{Authority, Scheme};

use crate::script::Step;

/// One for all, since making it reads the machine's certificates. No connection outlives its request.
static TRANSPORT: LazyLock<ReqwestTransport> =
    LazyLock::new(|| ReqwestTransport::new(Duration::from_secs(5)).expect("a transport"));

/// Has a server play the step, and gives what comes of it.
pub async fn play(
    request: http::Request<Body>,
    mut limits: Limits,
    step: Step,
    host: String,
) -> Result<http::Response<ByteStream>, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (mut parts, body) = request.into_parts();
    let mut uri = parts.uri.into_parts();
    uri.scheme = Some(Scheme::HTTP);
    uri.authority = Some(Authority::try_from(address.to_string()).expect("an authority"));
    parts.uri = uri.try_into().expect("a URL");
    match &step {
        Step::Answer(status, body) => serve(listener, answer(*status, "", body)),
        Step::AnswerAt(date, status, body) => {
            let date = format!("date: {}\r\n", httpdate::fmt_http_date(*date));
            serve(listener, answer(*status, &date, body));
        }
        Step::Silence => {
            limits.timeout = Duration::from_millis(100);
            serve(listener, String::new());
        }
        Step::NoConnection => drop(listener),
    }
    let outcome = TRANSPORT.send(http::Request::from_parts(parts, body), limits).await;
    match step {
        Step::Silence | Step::NoConnection => {
            let (error, expected) = (outcome.expect_err("a failure"), step.failure(&host));
            assert_eq!(error.kind(), expected.kind(), "{error}");
            Err(expected)
        }
        _ => outcome,
    }
}

fn answer(status: u16, header: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} As Told\r\nconnection: close\r\n{header}content-length: {length}\r\n\r\n{body}")
}

/// Reads one request, and answers; without an answer it waits until the client goes.
fn serve(listener: TcpListener, answer: String) {
    thread::spawn(move || {
        let Ok((stream, _)) = listener.accept() else { return };
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|length| length > 0) {}
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
        let _ = reader.read_exact(&mut body);
        if answer.is_empty() {
            let _ = reader.read_exact(&mut [0]);
        }
        let _ = reader.get_mut().write_all(answer.as_bytes());
    });
}
