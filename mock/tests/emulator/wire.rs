//! Raw HTTP over a socket, so that nothing is tidied up on the way.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use alicloud_mock::Mock;
use serde_json::Value;

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// `Code` or `code` of an error; empty for anything else.
    pub(crate) fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["Code"]
            .as_str()
            .or(body["code"].as_str())
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A connection that is kept alive.
pub(crate) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(mock: &Mock) -> Self {
        let address = mock.endpoint();
        Self(BufReader::new(
            TcpStream::connect(address.trim_start_matches("http://")).unwrap(),
        ))
    }

    /// Sends exactly these headers and a content length.
    pub(crate) fn send(&mut self, method: &str, target: &str, headers: &[(String, String)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {target} HTTP/1.1\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| name != "content-length") {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// Sends these bytes and reads one answer.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Answer {
        self.0.get_mut().write_all(bytes).unwrap();
        let mut line = || {
            let mut text = String::new();
            self.0.read_line(&mut text).unwrap();
            text.trim_end().to_owned()
        };
        let status = line().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = std::iter::from_fn(|| Some(line()).filter(|line| !line.is_empty()))
            .map(|line| {
                line.split_once(": ")
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .unwrap()
            })
            .collect();
        let length = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .map_or(0, |(_, n)| n.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        Answer {
            status,
            headers,
            body: String::from_utf8(body).unwrap(),
        }
    }
}
