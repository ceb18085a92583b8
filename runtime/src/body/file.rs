//! Files as payloads.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use ring::digest;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Body, ByteStream};
use crate::sign::hash::hex;
use crate::{Error, ErrorKind};

/// How much of a file is in memory at a time.
const PIECE: usize = 128 << 10;

impl Body {
    /// A file, which is never in memory as a whole. It is read once here for its length and hash, and again when it is sent,
    /// both times on tokio's threads for blocking work. A file that changes in between fails the call.
    ///
    /// Long uploads need a longer [`timeout`](crate::Call::timeout).
    ///
    /// ```no_run
    /// # async fn upload() -> Result<(), alicloud_runtime::Error> {
    /// let body = alicloud_runtime::Body::file("photo.jpg").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read. Needs a tokio runtime.
    pub async fn file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path: Arc<Path> = path.as_ref().into();
        let file = path.clone();
        let hashed = spawn_blocking(move || hash(&file)).await;
        let (length, sha256) = hashed
            .unwrap_or_else(|error| Err(io::Error::other(error)))
            .map_err(|error| unreadable(&path, error))?;
        Ok(Self::stream(length, &sha256, move || {
            ByteStream::arriving(Box::pin(Reading {
                path: path.clone(),
                next: Some(read(At::Start(path.clone()))),
            }))
        }))
    }
}

fn hash(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut context = digest::Context::new(&digest::SHA256);
    let mut buffer = vec![0; PIECE];
    let mut length = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((length, hex(context.finish().as_ref())));
        }
        context.update(buffer.get(..count).unwrap_or_default());
        length += count as u64;
    }
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::new(
        ErrorKind::InvalidParameter,
        format!("{} cannot be read: {error}", path.display()),
    )
    .with_source(error)
}

/// Where in a file to go on.
enum At {
    Start(Arc<Path>),
    Open(File),
}

/// A file being read: always one piece ahead.
struct Reading {
    path: Arc<Path>,
    next: Option<JoinHandle<io::Result<(File, Bytes)>>>,
}

fn read(at: At) -> JoinHandle<io::Result<(File, Bytes)>> {
    spawn_blocking(move || {
        let mut file = match at {
            At::Start(path) => File::open(path)?,
            At::Open(file) => file,
        };
        let mut piece = vec![0; PIECE];
        let count = file.read(&mut piece)?;
        piece.truncate(count);
        Ok((file, piece.into()))
    })
}

impl Stream for Reading {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let done = ready!(Pin::new(next).poll(cx));
        self.next = None;
        Poll::Ready(match done.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok((_, piece)) if piece.is_empty() => None,
            Ok((file, piece)) => {
                self.next = Some(read(At::Open(file)));
                Some(Ok(piece))
            }
            Err(error) => Some(Err(unreadable(&self.path, error))),
        })
    }
}
