//! What a test sees of a call, and what it may answer.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;

/// A call that reached an operation.
///
/// Signature, tokens and the `authorization` header are left out, so it can be printed like any other test data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Product, as the spec spells it: `Ims`.
    pub product: String,
    /// API version: `2019-08-15`.
    pub version: String,
    /// Operation: `GetUserMFAInfo`.
    pub operation: String,
    /// Parameters of the operation by full name, wherever in the request they stood; lists and objects are flattened:
    /// `UserId`, `Tag.1.Key`. A body that is no JSON object is under `body`.
    pub parameters: BTreeMap<String, String>,
    /// Headers, names in lowercase.
    pub headers: BTreeMap<String, String>,
    /// Id of the AccessKey that signed the call; `None` for bearer tokens, anonymous calls and refused ones.
    pub access_key_id: Option<String>,
    /// Code of the error with which the emulator refused the call, for example `SignatureDoesNotMatch`.
    pub refused: Option<String>,
}

impl Call {
    /// Value of a parameter, by full name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

/// What to answer to a call.
///
/// ```
/// use std::time::Duration;
/// use alicloud_mock::Reply;
///
/// let _ = Reply::json(r#"{"IsMFAEnable": false}"#);
/// let _ = Reply::error(404, "EntityNotExist.User", "The user does not exist.");
/// let _ = Reply::error(429, "Throttling.User", "Too many.").header("x-acs-retry-after", "20");
/// let _ = Reply::raw(502, "text/html", "<html>Bad Gateway</html>");
/// let _ = Reply::sample().after(Duration::from_millis(50));
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) kind: Kind,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) delay: Duration,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Sample,
    Json(String),
    Error {
        status: u16,
        code: String,
        message: String,
    },
    Raw {
        status: u16,
        content_type: String,
        body: Bytes,
    },
}

impl Reply {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            headers: Vec::new(),
            delay: Duration::ZERO,
        }
    }

    /// What the emulator answers when nothing else is said: the sample of the spec.
    pub fn sample() -> Self {
        Self::new(Kind::Sample)
    }

    /// Status 200 with this JSON: a text, or a `serde_json::Value`. A `RequestId` is put in if there is none.
    pub fn json(body: impl fmt::Display) -> Self {
        Self::new(Kind::Json(body.to_string()))
    }

    /// An error in the shape of the service.
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Kind::Error {
            status,
            code: code.into(),
            message: message.into(),
        })
    }

    /// Any other answer, byte for byte.
    pub fn raw(status: u16, content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::new(Kind::Raw {
            status,
            content_type: content_type.into(),
            body: body.into(),
        })
    }

    /// Adds a header. One that HTTP does not allow is left out.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Waits before answering, without holding up other calls.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}
