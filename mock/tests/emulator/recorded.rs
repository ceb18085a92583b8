//! Requests of the official Python SDK, byte for byte over a socket: genuine ones are served, altered ones refused.

use crate::golden::{golden, headers, query, recorded_at};
use crate::wire::{Answer, Connection};
use alicloud_mock::Mock;
use serde_json::Value;

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");
const FILES: [&str; 2] = ["ims-2019-08-15.jsonl", "cloudsso-2021-05-15.jsonl"];

fn mock() -> Mock {
    Mock::builder()
        .specs(SPECS)
        .clock(recorded_at)
        .allow_replays()
        .start()
        .unwrap()
}

/// What a request is made of.
#[derive(Clone)]
struct Sent {
    method: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Sent {
    /// As Python sent and signed it.
    fn by_python(vector: &Value) -> Self {
        let request = &vector["request"];
        let mut headers = headers(request);
        headers.extend(
            request["headers"]["authorization"]
                .as_str()
                .map(|value| ("authorization".into(), value.into())),
        );
        Self {
            method: request["method"].as_str().unwrap().into(),
            query: query(&request["query"]),
            headers,
            body: request["body_text"].as_str().unwrap().into(),
        }
    }

    /// With lowercase booleans, signed as TypeScript and Go sign.
    fn in_lowercase(vector: &Value) -> Self {
        let mut sent = Self::by_python(vector);
        let mut authorization = &vector["signature"]["authorization_acs_headers_only"];
        if let Some(lower) = vector["lower_bool"].as_object() {
            authorization = &lower["authorization_acs_headers_only"];
            sent.query = query(&lower["query"]);
            sent.body = lower["body_text"].as_str().unwrap().into();
            sent.set("x-acs-content-sha256", lower["x-acs-content-sha256"].as_str().unwrap());
        }
        sent.set("authorization", authorization.as_str().unwrap());
        sent
    }

    fn set(&mut self, name: &str, value: &str) {
        let header = self.headers.iter_mut().find(|(key, _)| key == name).unwrap();
        header.1 = value.to_owned();
    }

    fn to(&self, connection: &mut Connection) -> Answer {
        connection.send(&self.method, &format!("/?{}", self.query), &self.headers, &self.body)
    }
}

#[test]
fn genuine_requests_are_served() {
    let mock = mock();
    let mut connection = Connection::open(&mock);
    let mut served = 0;
    for vector in FILES.into_iter().filter_map(golden).flatten() {
        for sent in [Sent::by_python(&vector), Sent::in_lowercase(&vector)] {
            let answer = sent.to(&mut connection);
            let name = format!("{} {}", vector["operation"], vector["variant"]);
            // Only the full variant is sure to have what is required.
            match vector["variant"].as_str() {
                Some("full") => assert_eq!(answer.status, 200, "{name}: {}", answer.body),
                _ => assert!(
                    answer.status == 200 || answer.code().starts_with("Missing"),
                    "{name}: {}",
                    answer.body
                ),
            }
            served += usize::from(answer.status == 200);
        }
    }
    println!("{served} requests served");
    assert!(served == 0 || served > 400, "only {served}");
}

#[test]
fn requests_with_one_byte_changed_are_refused() {
    let mock = mock();
    let mut connection = Connection::open(&mock);
    let flip = |text: &str| {
        let (head, tail) = text.split_at(text.len() - 1);
        format!("{head}{}", if tail == "0" { "1" } else { "0" })
    };
    for vector in FILES.into_iter().filter_map(golden).flatten() {
        let genuine = Sent::by_python(&vector);
        let change = |change: &dyn Fn(&mut Sent)| {
            let mut sent = genuine.clone();
            change(&mut sent);
            sent
        };
        let mut altered: Vec<Sent> = [
            "authorization",
            "x-acs-signature-nonce",
            "x-acs-content-sha256",
            "user-agent",
        ]
        .into_iter()
        .map(|name| {
            let value = &genuine.headers.iter().find(|(key, _)| key == name).unwrap().1;
            change(&|sent| sent.set(name, &flip(value)))
        })
        .collect();
        altered.push(change(&|sent| sent.body.push(b'x')));
        altered.push(change(&|sent| sent.set("x-acs-date", "2024-01-02T03:04:06Z")));
        altered.push(change(&|sent| sent.query = format!("A=1&{}", sent.query)));
        if !genuine.query.is_empty() {
            altered.push(change(&|sent| sent.query = flip(&sent.query)));
        }
        for sent in altered {
            let answer = sent.to(&mut connection);
            assert_eq!(
                answer.code(),
                "SignatureDoesNotMatch",
                "{} {}",
                vector["operation"],
                vector["variant"]
            );
        }
    }
}
