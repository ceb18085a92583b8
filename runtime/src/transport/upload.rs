//! Between the streams of this crate and the bodies of HTTP.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::uri::Authority;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::Limits;
use super::reqwest::{broken_off, incomplete, silent};
use crate::{Body, ByteStream, Error};

/// A payload on its way out.
pub(super) struct Upload {
    /// Never locked, only wrapped: HTTP bodies must be `Sync`, which streams need not be.
    stream: Mutex<ByteStream>,
    remaining: u64,
}

impl Upload {
    pub(super) fn new(body: &Body) -> Self {
        Self {
            stream: Mutex::new(body.open()),
            remaining: body.length(),
        }
    }
}

impl HttpBody for Upload {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        let piece = ready!(stream.poll_piece(cx));
        if let Ok(Some(piece)) = &piece {
            self.remaining = self.remaining.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)).transpose())
    }

    /// Exact, so that the length goes into a header and the payload goes out as it is, not in chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}

/// An answer on its way in.
pub(super) struct Arriving {
    body: reqwest::Body,
    authority: Option<Authority>,
    limits: Limits,
    began: Instant,
    /// When it takes too long: all of it, or the next piece if it is streamed.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Arriving {
    pub(super) fn new(body: reqwest::Body, authority: Option<Authority>, limits: Limits, began: Instant) -> Self {
        Self {
            body,
            authority,
            limits,
            began,
            patience: None,
        }
    }
}

impl Stream for Arriving {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match Pin::new(&mut this.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if this.limits.streamed {
                        this.patience = None;
                    }
                    // Trailers say nothing that is asked for.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(broken_off(
                        error,
                        this.authority.as_ref(),
                        this.limits.timeout,
                    ))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => {
                    let Limits { timeout, streamed, .. } = this.limits;
                    let patience = this.patience.get_or_insert_with(|| {
                        let passed = if streamed { Duration::ZERO } else { this.began.elapsed() };
                        Box::pin(tokio::time::sleep(timeout.saturating_sub(passed)))
                    });
                    ready!(patience.as_mut().poll(cx));
                    let too_late = if streamed { silent } else { incomplete };
                    return Poll::Ready(Some(Err(too_late(this.authority.as_ref(), timeout))));
                }
            }
        }
    }
}
