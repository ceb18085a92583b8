//! The body of an answer: there already, or still arriving.

use std::fmt;

use bytes::{Bytes, BytesMut};

use crate::{BoxFuture, Error, ErrorKind};

/// The body of an answer.
pub struct Body(State);

enum State {
    Whole(Bytes),
    Arriving(Box<dyn Chunks>),
}

/// A body that arrives in pieces.
pub trait Chunks: Send {
    /// The next piece; `None` after the last.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Error>>;
}

impl Body {
    /// A body that arrives in pieces.
    pub fn arriving(chunks: impl Chunks + 'static) -> Self {
        Self(State::Arriving(Box::new(chunks)))
    }

    /// The whole body, if it has at most `limit` bytes.
    pub async fn collect(self, limit: usize) -> Result<Bytes, Error> {
        let mut chunks = match self.0 {
            State::Whole(bytes) => return within(bytes.len(), limit).map(|()| bytes),
            State::Arriving(chunks) => chunks,
        };
        let Some(first) = chunks.next().await? else {
            return Ok(Bytes::new());
        };
        within(first.len(), limit)?;
        // Most answers come in one piece, which then is the body as it is.
        let Some(second) = chunks.next().await? else {
            return Ok(first);
        };
        let mut whole = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(chunk) = next {
            within(whole.len() + chunk.len(), limit)?;
            whole.extend_from_slice(&chunk);
            next = chunks.next().await?;
        }
        Ok(whole.freeze())
    }
}

fn within(length: usize, limit: usize) -> Result<(), Error> {
    if length <= limit {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Transport,
        format!("the answer is longer than the {limit} bytes allowed"),
    )
    .with_advice("raise Client::builder().max_response_bytes(…) if that is what you expect"))
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(State::Whole(bytes.into()))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            State::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            State::Arriving(_) => f.write_str("Body(arriving)"),
        }
    }
}
