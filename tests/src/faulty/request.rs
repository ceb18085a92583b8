//! What a request asks for.

use std::io;

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The facts of a request that decide what happens. The operations have no bodies.
#[derive(Debug, Clone)]
pub struct Request {
    /// The operation.
    pub action: String,
    /// The thing it is about.
    pub number: usize,
    /// Its idempotency token.
    pub token: Option<String>,
    /// Which attempt it says it is, from 1.
    pub attempt: u32,
}

impl Request {
    /// Reads one from a connection, or finds that the client is gone. `unread` holds what came beyond the last one.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin), unread: &mut Vec<u8>) -> io::Result<Option<Self>> {
        loop {
            let end = unread.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let head: Vec<u8> = unread.drain(..end + 4).collect();
                return Ok(Some(Self::parse(&String::from_utf8_lossy(&head))));
            }
            if stream.read_buf(unread).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn parse(head: &str) -> Self {
        let mut lines = head.lines();
        let target = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let parameter = |wanted: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut found = pairs.filter(|(name, _)| *name == wanted);
            found
                .next()
                .map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        let headers: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        let header = |wanted: &str| {
            let found = headers.iter().find(|(name, _)| *name == wanted);
            found.map_or("", |(_, value)| *value)
        };
        Self {
            action: header("x-acs-action").to_owned(),
            number: parameter("Number")
                .and_then(|number| number.parse().ok())
                .unwrap_or_default(),
            token: parameter("ClientToken"),
            attempt: header("x-acs-retry-attempts").parse().unwrap_or(0) + 1,
        }
    }

    /// Whether it asks for a thing to be made.
    pub fn is_write(&self) -> bool {
        self.action != "DescribeInstance"
    }

    /// A proper answer to it.
    pub(super) fn answer(&self) -> String {
        let body = format!(r#"{{"RequestId":"R-{0}","Number":{0}}}"#, self.number);
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}
