//! Refusals, in the words and the shape of the cloud.

use serde_json::{Map, Value};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
        }
    }

    /// A refusal with status 400.
    pub(crate) fn bad(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// A required parameter is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::bad(
            format!("Missing{}", capitalised(name)),
            format!("{name} is mandatory for this action."),
        )
    }

    /// A parameter is there but cannot be what the spec says it is.
    pub(crate) fn invalid(name: &str, expected: &str) -> Self {
        Self::bad(
            format!("Invalid{}", capitalised(name)),
            format!("Specified parameter {name} is not valid: expected {expected}."),
        )
    }

    /// Some part of the signature is not there or not readable; `what` says which.
    pub(crate) fn incomplete(what: &str) -> Self {
        Self::bad(
            "IncompleteSignature",
            format!("The request signature does not conform to the signature specification: {what}."),
        )
    }

    /// The operation is not among those served.
    pub(crate) fn not_found() -> Self {
        Self::new(
            404,
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        )
    }
}

/// How an error body spells its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// `RequestId`, `HostId`, `Code`, `Message`, `Recommend`: the gateway, and every RPC service.
    Capital,
    /// `requestId`, `code`, `message`: ROA services whose answers spell the id of the request this way.
    Camel,
}

/// Facts of the exchange that an error body repeats.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) host: &'a str,
    pub(crate) product: &'a str,
    pub(crate) keys: Keys,
}

/// The error body.
pub(crate) fn body(code: &str, message: &str, scene: Scene<'_>) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    let mut body = Map::new();
    match scene.keys {
        Keys::Capital => {
            let recommend = format!(
                "https://api.aliyun.com/troubleshoot?q={code}&product={}&requestId={}",
                scene.product, scene.request_id
            );
            body.insert("RequestId".to_owned(), text(scene.request_id));
            body.insert("HostId".to_owned(), text(scene.host));
            body.insert("Code".to_owned(), text(code));
            body.insert("Message".to_owned(), text(message));
            body.insert("Recommend".to_owned(), text(&recommend));
        }
        Keys::Camel => {
            body.insert("requestId".to_owned(), text(scene.request_id));
            body.insert("code".to_owned(), text(code));
            body.insert("message".to_owned(), text(message));
        }
    }
    Value::Object(body)
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
