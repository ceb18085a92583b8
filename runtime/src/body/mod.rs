//! Payloads: what a request carries and what an answer brings, when that is not a document.
//!
//! [`Body`] goes out, [`ByteStream`] and [`Events`] come in; none of them has to be in memory as a whole.

mod events;
#[cfg(feature = "reqwest")]
mod file;
#[cfg(feature = "gzip")]
mod gzip;
mod parser;
mod stream;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

pub(crate) use events::all as all_events;
pub use events::{Event, Events};
#[cfg(feature = "gzip")]
pub(crate) use gzip::unpack;
pub use stream::ByteStream;
pub(crate) use stream::Origin;
#[cfg(feature = "gzip")]
pub(crate) use stream::within;

use crate::codec::{Decode, Encode, Put, Slot, View};
use crate::sign::sha256_hex;

/// The payload of a request: bytes, a file, or a stream whose length and hash are known.
///
/// The signature covers the SHA-256 of every payload, so whatever is sent has to be read once before it is sent: bytes when
/// the request is signed, a file in [`Body::file`], and a stream by whoever makes it. (The older V1 signatures cover no
/// payload.) Every attempt of a call reads the payload anew. Cloning shares it.
///
/// ```
/// use alicloud_runtime::Body;
/// let body = Body::from("{}");
/// assert_eq!(body.length(), 2);
/// ```
#[derive(Clone)]
pub struct Body(Source);

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    Stream(Arc<Stream>),
}

struct Stream {
    length: u64,
    sha256: String,
    open: Box<dyn Fn() -> ByteStream + Send + Sync>,
}

impl Body {
    /// A stream of `length` bytes whose SHA-256 is `sha256`, in hexadecimal. `open` is called for every attempt.
    ///
    /// A stream that holds something else fails the call: the service refuses a payload that is not the signed one.
    pub fn stream(length: u64, sha256: &str, open: impl Fn() -> ByteStream + Send + Sync + 'static) -> Self {
        Self(Source::Stream(Arc::new(Stream {
            length,
            sha256: sha256.to_ascii_lowercase(),
            open: Box::new(open),
        })))
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        match &self.0 {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::Stream(stream) => stream.length,
        }
    }

    /// The bytes, unless it is a file or a stream.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Source::Bytes(bytes) => Some(bytes),
            Source::Stream(_) => None,
        }
    }

    /// Its SHA-256 in lowercase hexadecimal.
    pub fn sha256(&self) -> String {
        match &self.0 {
            Source::Bytes(bytes) => sha256_hex(bytes),
            Source::Stream(stream) => stream.sha256.clone(),
        }
    }

    /// Starts reading it from its beginning.
    pub fn open(&self) -> ByteStream {
        match &self.0 {
            Source::Bytes(bytes) => ByteStream::from(bytes.clone()),
            Source::Stream(stream) => (stream.open)(),
        }
    }
}

/// Nothing.
impl Default for Body {
    fn default() -> Self {
        Self(Source::Bytes(Bytes::new()))
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Source::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Source::Bytes(_) => "",
            Source::Stream(_) => ", streamed",
        };
        write!(f, "Body({} bytes{kind})", self.length())
    }
}

impl Encode for Body {
    fn view(&self) -> View<'_> {
        View::Body(self)
    }
}

impl Decode for Body {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Bytes(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::Bytes(this)
    }
}

impl Put<Bytes> for Body {
    fn put(&mut self, value: Bytes) {
        *self = value.into();
    }

    fn get(&self) -> Option<&Bytes> {
        self.bytes()
    }
}

impl Put<Bytes> for Option<Body> {
    fn put(&mut self, value: Bytes) {
        *self = Some(value.into());
    }

    fn get(&self) -> Option<&Bytes> {
        self.as_ref().and_then(Body::bytes)
    }
}
