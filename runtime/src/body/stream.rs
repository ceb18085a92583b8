//! Bytes that are there already or still arriving.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use crate::codec::{Decode, Encode, Slot, View};
use crate::operation::Api;
use crate::{Error, ErrorKind};

/// A sequence of bytes that arrives piece by piece: the answer of an operation that returns a file, or a payload being
/// read.
///
/// Reading it to the end keeps the connection for the next call; dropping it earlier closes the connection. A client's
/// timeout counts anew for every piece.
///
/// ```
/// # async fn save(mut stream: alicloud_runtime::ByteStream, mut file: impl std::io::Write)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// while let Some(piece) = stream.next().await? {
///     file.write_all(&piece)?;
/// }
/// # Ok(()) }
/// ```
///
/// It is a [`futures_core::Stream`] too, for those who use combinators.
pub struct ByteStream {
    state: State,
    origin: Origin,
}

enum State {
    Whole(Bytes),
    Arriving(Pieces),
}

pub(crate) type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// What is known of where a stream comes from.
#[derive(Clone)]
pub(crate) struct Origin {
    /// The operation that answered with it.
    pub(crate) api: Option<&'static Api>,
    /// The media type it was announced with.
    pub(crate) content_type: Option<String>,
    /// How many bytes may be kept in memory.
    pub(crate) limit: usize,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            api: None,
            content_type: None,
            limit: usize::MAX,
        }
    }
}

impl ByteStream {
    /// The pieces of any stream, for example those of a reader.
    pub fn new<S, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Error> + 'static,
    {
        Self::arriving(Box::pin(Translated(Box::pin(pieces))))
    }

    pub(crate) fn arriving(pieces: Pieces) -> Self {
        Self {
            state: State::Arriving(pieces),
            origin: Origin::default(),
        }
    }

    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// A connection that breaks or falls silent, or whatever reads a payload.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// Everything that is still to come, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// As [`next`](Self::next), or a stream that is longer.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, Error> {
        let Some(first) = self.next().await? else {
            return Ok(Bytes::new());
        };
        within(first.len(), limit)?;
        // Most answers come in one piece, which then is the body as it is.
        let Some(second) = self.next().await? else {
            return Ok(first);
        };
        let mut whole = BytesMut::from(first);
        let mut next = Some(second);
        while let Some(piece) = next {
            within(whole.len() + piece.len(), limit)?;
            whole.extend_from_slice(&piece);
            next = self.next().await?;
        }
        Ok(whole.freeze())
    }

    /// The media type that the service announced.
    pub fn content_type(&self) -> Option<&str> {
        self.origin.content_type.as_deref()
    }

    pub(crate) fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let pieces = match &mut self.state {
            State::Whole(bytes) => {
                let whole = std::mem::take(bytes);
                return Poll::Ready(Ok((!whole.is_empty()).then_some(whole)));
            }
            State::Arriving(pieces) => pieces,
        };
        loop {
            let piece = match ready!(pieces.as_mut().poll_next(cx)) {
                Some(Ok(piece)) if piece.is_empty() => continue,
                Some(Ok(piece)) => return Poll::Ready(Ok(Some(piece))),
                Some(Err(error)) => Err(match self.origin.api {
                    Some(api) => error.during(api),
                    None => error,
                }),
                None => Ok(None),
            };
            // Nothing comes after the end or an error, and the connection can go.
            self.state = State::Whole(Bytes::new());
            return Poll::Ready(piece);
        }
    }
}

/// Whether an answer of this length may be in memory.
pub(crate) fn within(length: usize, limit: usize) -> Result<(), Error> {
    if length <= limit {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Decode,
        format!("the answer is longer than the {limit} bytes allowed"),
    )
    .with_advice("raise Client::builder().max_response_bytes(…) if that is what you expect"))
}

/// A stream with the errors of this crate.
struct Translated<S>(Pin<Box<S>>);

impl<S, E> Stream for Translated<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<Error>,
{
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(cx)
            .map(|piece| piece.map(|piece| piece.map_err(Into::into)))
    }
}

/// Nothing.
impl Default for ByteStream {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for ByteStream {
    fn from(bytes: T) -> Self {
        Self {
            state: State::Whole(bytes.into()),
            origin: Origin::default(),
        }
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx).map(Result::transpose)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::Whole(bytes) => write!(f, "ByteStream({} bytes)", bytes.len()),
            State::Arriving(_) => f.write_str("ByteStream(arriving)"),
        }
    }
}

/// It is read, not shown.
impl Encode for ByteStream {
    fn view(&self) -> View<'_> {
        View::Absent
    }
}

impl Decode for ByteStream {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Stream(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::Stream(this)
    }
}
