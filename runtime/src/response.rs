//! What came back.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use crate::Error;
use crate::body::all_events;
#[cfg(feature = "xml")]
use crate::codec::xml;
use crate::codec::{Decode, DecodeError, Slot, decode};
use crate::error::{body_request_id, header_request_id};
use crate::operation::{Answer, Api};

/// The output of a call with everything else that came with it. Reads like the output itself.
pub struct Response<T> {
    output: T,
    answered: Answered,
}

impl<T> Response<T> {
    pub(crate) fn new(output: T, answered: Answered) -> Self {
        Self { output, answered }
    }

    /// The output.
    pub fn output(&self) -> &T {
        &self.output
    }

    /// The output, by value.
    pub fn into_output(self) -> T {
        self.output
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.answered.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.answered.headers
    }

    /// The body as it came; empty when the output streams it.
    pub fn body(&self) -> &Bytes {
        &self.answered.body
    }

    /// The id under which the service knows the request, from the headers or else the body.
    pub fn request_id(&self) -> Option<String> {
        self.answered.request_id()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.output
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

/// An answer, not yet understood.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The error that an answer is, if it is one.
pub(crate) fn refusal(parts: &Parts, body: &[u8], body_errors: bool) -> Option<Error> {
    let error = match parts.status.as_u16() {
        400..600 => Some(Error::from_answer(parts.status, &parts.headers, body)),
        200..300 if body_errors => Error::from_body(parts.status, &parts.headers, body),
        300..400 => {
            let location = String::from_utf8_lossy(parts.headers.get(header::LOCATION)?.as_bytes());
            let error = Error::redirect(parts.status, &location);
            Some(error.with_request_id(request_id(&parts.headers, body)))
        }
        _ => None,
    };
    error.map(|error| error.with_body(body))
}

/// The body without the compression that no request asks for, if it is gzip and not longer than `limit`. What an operation gives
/// back as bytes stays as it came.
#[cfg(feature = "gzip")]
pub(crate) fn plain(parts: &mut Parts, answer: Answer, body: Bytes, limit: usize) -> Result<Bytes, Error> {
    let is_gzip =
        compression(&parts.headers).is_some_and(|how| ["gzip", "x-gzip"].contains(&&*how.to_ascii_lowercase()));
    if !is_gzip || (answer == Answer::Bytes && parts.status.is_success()) {
        return Ok(body);
    }
    let body = crate::body::unpack(&body, limit).map_err(|error| {
        let error = DecodeError::Mismatch {
            path: String::new(),
            expected: "gzip",
            found: format!("what cannot be unpacked: {error}"),
        };
        Error::undecodable("the answer", Some(parts.status), &[], error)
            .with_request_id(header_request_id(&parts.headers))
    })?;
    crate::body::within(body.len(), limit)?;
    parts.headers.remove(header::CONTENT_ENCODING);
    Ok(body)
}

/// How a body is compressed.
pub(crate) fn compression(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    let encoding = headers.get(header::CONTENT_ENCODING)?.as_bytes();
    (!encoding.is_empty() && !encoding.eq_ignore_ascii_case(b"identity")).then(|| String::from_utf8_lossy(encoding))
}

fn request_id(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    header_request_id(headers).or_else(|| match serde_json::from_slice(body) {
        Ok(Value::Object(said)) => body_request_id(&said),
        _ => None,
    })
}

/// An output without its type.
pub(crate) trait Root {
    /// The place to fill.
    fn root(&mut self) -> Slot<'_>;
}

impl<T: Decode> Root for T {
    fn root(&mut self) -> Slot<'_> {
        self.slot()
    }
}

impl Answered {
    pub(crate) fn new(parts: Parts, body: Bytes) -> Self {
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn request_id(&self) -> Option<String> {
        request_id(&self.headers, &self.body)
    }

    /// Fills `output`, or says why that is not possible.
    pub(crate) fn read(&self, api: &'static Api, output: &mut dyn Root) -> Result<(), Error> {
        // There is nothing to read by definition, whatever the specification says.
        if self.status == StatusCode::NO_CONTENT {
            return Ok(());
        }
        self.decode(api.answer, output.root()).map_err(|error| {
            Error::undecodable("the answer", Some(self.status), &self.body, error).with_request_id(self.request_id())
        })
    }

    fn decode(&self, answer: Answer, slot: Slot<'_>) -> Result<(), DecodeError> {
        let is_raw = matches!((answer, &slot), (Answer::Empty, _) | (_, Slot::Bytes(_)));
        if let Some(how) = compression(&self.headers).filter(|_| !is_raw) {
            return Err(DecodeError::Mismatch {
                path: String::new(),
                expected: "a plain body",
                found: format!("one compressed as {how}, which was not asked for"),
            });
        }
        match (answer, slot) {
            (Answer::Empty, _) => Ok(()),
            (_, Slot::Bytes(place)) => {
                place.put(self.body.clone());
                Ok(())
            }
            (Answer::Bytes, Slot::Any(place)) => {
                place.put(Value::String(STANDARD.encode(&self.body)));
                Ok(())
            }
            (Answer::Events, Slot::Any(place)) => {
                place.put(all_events(&self.body));
                Ok(())
            }
            (Answer::Text, Slot::Any(place)) => {
                place.put(Value::String(String::from_utf8_lossy(&self.body).into_owned()));
                Ok(())
            }
            (Answer::Text | Answer::Xml, Slot::Text(place)) => {
                place.put(String::from_utf8_lossy(&self.body).into_owned());
                Ok(())
            }
            #[cfg(feature = "xml")]
            (Answer::Xml, slot) => xml::decode(&self.body, slot),
            #[cfg(not(feature = "xml"))]
            (Answer::Xml, _) => Err(DecodeError::Mismatch {
                path: String::new(),
                expected: "JSON",
                found: "XML, which needs the feature `xml` of alicloud-runtime".to_owned(),
            }),
            // A byte order mark is not JSON, but some services send one.
            (_, slot) => decode(self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body), slot),
        }
    }
}
