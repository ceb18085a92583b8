//! A portal on the loopback interface that serves documents, and faults where a test wants them.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use alicloud_codegen::load::Node;
use serde_json::{Value, json};

/// What is wrong with an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This status, with a body that is no document.
    Status(u16),
    /// Half of the document, although the length of all of it is announced.
    Truncated,
    /// A web page.
    Html,
    /// This document instead.
    Other(String),
    /// Nothing, ever.
    Silence,
    /// More than anybody should read.
    Endless,
}

/// The portal. It ends with the test's process.
pub struct Portal {
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    documents: BTreeMap<String, String>,
    faults: BTreeMap<String, Fault>,
    /// Requests as `path`, or `path (etag)` if they have one.
    requests: Vec<String>,
    is_wrapped: bool,
}

impl Portal {
    /// A portal with one API version per document.
    pub fn of(documents: &[&str]) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/meta/v1", listener.local_addr().unwrap());
        let portal = Self {
            url,
            state: state.clone(),
        };
        portal.publish(documents);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = state.clone();
                thread::spawn(move || answer(stream, &state));
            }
        });
        portal
    }

    /// Serves these API versions from now on; of a product with several, the last is the default.
    pub fn publish(&self, documents: &[&str]) {
        let mut state = self.state.lock().unwrap();
        state.documents.clear();
        let mut products: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for text in documents {
            // Not serde_json's tree, which would sort the keys.
            let document = Node::parse(text).unwrap();
            let fact = |key: &str| match document.get("info").and_then(|info| info.get(key)) {
                Some(Node::Text(text)) => text.clone().into_owned(),
                other => panic!("{key} is {other:?}"),
            };
            let (product, version) = (fact("product"), fact("version"));
            let home = format!("/meta/v1/products/{product}/versions/{version}");
            state
                .documents
                .insert(format!("{home}/api-docs.json"), (*text).to_owned());
            if let Some(Node::Object(operations)) = document.get("apis") {
                for (name, operation) in operations {
                    let path = format!("{home}/apis/{name}/api.json");
                    state.documents.insert(path, operation.to_text());
                }
            }
            products.entry(product).or_default().push(version);
        }
        let products = products.iter().map(|(code, versions)| {
            json!({"code": code, "versions": versions, "defaultVersion": versions.last(), "name": "…"})
        });
        let products = Value::from(products.collect::<Vec<_>>()).to_string();
        let path = "/meta/v1/products.json?language=EN_US".to_owned();
        state.documents.insert(path, products);
    }

    /// Answers requests for paths that end so with a fault.
    pub fn fail(&self, end: &str, fault: Fault) {
        self.state.lock().unwrap().faults.insert(end.to_owned(), fault);
    }

    /// Answers as it should again.
    pub fn heal(&self) {
        self.state.lock().unwrap().faults.clear();
    }

    /// Wraps documents as `{"code": 0, "data": …}`.
    pub fn wrap(&self) {
        self.state.lock().unwrap().is_wrapped = true;
    }

    /// The requests since the last time, without what all of them begin with.
    pub fn requests(&self) -> Vec<String> {
        let requests = std::mem::take(&mut self.state.lock().unwrap().requests);
        requests.into_iter().map(|path| path.replace("/meta/v1/", "")).collect()
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut path, mut etag) = (String::new(), None);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or_default() == 0 {
                return;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            match line.split_once(": ") {
                None => path = line.split(' ').nth(1).unwrap_or_default().to_owned(),
                Some((name, value)) if name.eq_ignore_ascii_case("if-none-match") => etag = Some(value.to_owned()),
                Some(_) => {}
            }
        }
        let (reply, is_silent) = reply(&path, etag.as_deref(), &mut state.lock().unwrap());
        if is_silent {
            // Until the client has gone.
            let _ = reader.read_line(&mut String::new());
            return;
        }
        if (&stream).write_all(&reply).is_err() {
            return;
        }
        if reply.starts_with(b"HTTP/1.1 200 Cut") {
            return;
        }
    }
}

fn reply(path: &str, etag: Option<&str>, state: &mut State) -> (Vec<u8>, bool) {
    state.requests.push(match etag {
        Some(etag) => format!("{path} ({etag})"),
        None => path.to_owned(),
    });
    let plain = |status: &str, more: &str, body: &str| {
        let length = body.len();
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{more}\r\n{body}").into_bytes()
    };
    let document = state.documents.get(path).map(|text| match state.is_wrapped {
        true => format!(r#"{{"code": 0, "requestId": "1", "data": {text}}}"#),
        false => text.clone(),
    });
    let fault = state.faults.iter().find(|(end, _)| path.ends_with(end.as_str()));
    let bytes = match (fault.map(|(_, fault)| fault), document) {
        (Some(Fault::Silence), _) => return (Vec::new(), true),
        (Some(Fault::Status(304)), _) => plain("304 Not Modified", "", ""),
        (Some(Fault::Status(status)), _) => plain(&format!("{status} Fault"), "", "{}"),
        (Some(Fault::Html), _) => plain(
            "200 OK",
            "content-type: text/html\r\n",
            "<!doctype html>\n<title>Log on</title>",
        ),
        (Some(Fault::Other(text)), _) => plain("200 OK", "", text),
        (Some(Fault::Endless), _) => {
            let spaces = " ".repeat((64 << 20) + 1);
            plain("200 Cut", "", &spaces)
        }
        (Some(Fault::Truncated), Some(text)) => {
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            format!("HTTP/1.1 200 Cut\r\ncontent-length: {}\r\n\r\n{half}", text.len()).into_bytes()
        }
        (_, None) => plain("404 Not Found", "", "{}"),
        (None, Some(text)) => {
            let current = format!(
                "\"{:x}\"",
                text.bytes()
                    .fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte))
            );
            match etag == Some(current.as_str()) {
                true => plain("304 Not Modified", &format!("etag: {current}\r\n"), ""),
                false => plain("200 OK", &format!("etag: {current}\r\n"), &text),
            }
        }
    };
    (bytes, false)
}
