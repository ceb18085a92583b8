//! Server-sent events: answers that arrive as a sequence of documents.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde_json::Value;

use super::ByteStream;
use super::parser::{Parser, Raw};
use crate::codec::{Decode, Encode, Put, Slot, View, decode};
use crate::{Error, ErrorKind};

/// The events of an operation that answers bit by bit (server-sent events), each with data of type `T`.
///
/// ```
/// # async fn print<T: alicloud_runtime::codec::Decode + std::fmt::Debug>(mut events: alicloud_runtime::Events<T>)
/// # -> Result<(), alicloud_runtime::Error> {
/// while let Some(event) = events.next().await? {
///     println!("{:?}", event.data);
/// }
/// # Ok(()) }
/// ```
///
/// It is a [`futures_core::Stream`] too. The data `[DONE]`, with which some services end, is the end. A service that answers
/// with one JSON document instead, as some do for errors of their own, gives one event. As the HTML standard has it, an event
/// that the end of the answer cuts off is not an event. Dropping the stream closes the connection.
pub struct Events<T> {
    stream: ByteStream,
    parser: Parser,
    data: PhantomData<fn() -> T>,
}

/// One event. Reads like its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What it says.
    pub data: T,
    /// What kind of event it is; `message` unless the service says otherwise.
    pub kind: String,
    /// Its id, if the service numbers them.
    pub id: Option<String>,
    /// How long the service asks to wait before connecting anew, if this event says so.
    pub retry: Option<Duration>,
}

impl<T> Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: Decode> Events<T> {
    /// The next event; `None` after the last. After an event that could not be read, the one behind it can.
    ///
    /// # Errors
    /// A connection that breaks or falls silent, or data that does not fit `T`.
    pub async fn next(&mut self) -> Result<Option<Event<T>>, Error> {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Event<T>>, Error>> {
        loop {
            if let Some(raw) = self.parser.next() {
                return Poll::Ready(self.read(raw));
            }
            match ready!(self.stream.poll_piece(cx))? {
                Some(piece) if self.parser.held() + piece.len() > self.stream.origin().limit => {
                    return Poll::Ready(Err(self.too_long()));
                }
                Some(piece) => self.parser.push(&piece),
                None => return Poll::Ready(self.parser.finish().map_or(Ok(None), |raw| self.read(raw))),
            }
        }
    }

    fn read(&mut self, raw: Raw) -> Result<Option<Event<T>>, Error> {
        if raw.data.trim() == "[DONE]" {
            self.stream = ByteStream::default();
            return Ok(None);
        }
        let mut data = T::default();
        let read = match data.slot() {
            Slot::Text(place) => {
                place.put(raw.data.clone());
                Ok(())
            }
            slot => decode(raw.data.as_bytes(), slot),
        };
        read.map_err(|error| self.named(Error::undecodable("an event", None, raw.data.as_bytes(), error)))?;
        Ok(Some(Event {
            data,
            kind: raw.kind,
            id: raw.id,
            retry: raw.retry,
        }))
    }

    fn too_long(&mut self) -> Error {
        let limit = self.stream.origin().limit;
        let error = Error::new(
            ErrorKind::Decode,
            format!("an event is longer than the {limit} bytes allowed"),
        )
        .with_advice("raise Client::builder().max_response_bytes(…) if that is what you expect");
        let error = self.named(error);
        self.stream = ByteStream::default();
        self.parser = Parser::default();
        error
    }

    fn named(&self, error: Error) -> Error {
        match self.stream.origin().api {
            Some(api) => error.during(api),
            None => error,
        }
    }
}

impl<T> From<ByteStream> for Events<T> {
    fn from(stream: ByteStream) -> Self {
        let is_document = stream
            .content_type()
            .is_some_and(|kind| kind.trim_start().starts_with("application/json"));
        Self {
            stream,
            parser: match is_document {
                true => Parser::of_document(),
                false => Parser::default(),
            },
            data: PhantomData,
        }
    }
}

impl<T: Decode> Stream for Events<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx).map(Result::transpose)
    }
}

/// No events.
impl<T> Default for Events<T> {
    fn default() -> Self {
        ByteStream::default().into()
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events(…)")
    }
}

/// They are read, not shown.
impl<T> Encode for Events<T> {
    fn view(&self) -> View<'_> {
        View::Absent
    }
}

impl<T> Decode for Events<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Stream(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::Stream(this)
    }
}

impl<T> Put<ByteStream> for Events<T> {
    fn put(&mut self, value: ByteStream) {
        *self = value.into();
    }

    fn get(&self) -> Option<&ByteStream> {
        Some(&self.stream)
    }
}

impl<T> Put<ByteStream> for Option<Events<T>> {
    fn put(&mut self, value: ByteStream) {
        *self = Some(value.into());
    }

    fn get(&self) -> Option<&ByteStream> {
        self.as_ref().and_then(Put::get)
    }
}

/// The data of all events of a whole answer, untyped: for callers that know operations by name only.
pub(crate) fn all(body: &[u8]) -> Value {
    let mut parser = Parser::default();
    parser.push(body);
    let data = std::iter::from_fn(|| parser.next())
        .take_while(|raw| raw.data.trim() != "[DONE]")
        .map(|raw| serde_json::from_str(&raw.data).unwrap_or(Value::String(raw.data)));
    Value::Array(data.collect())
}
