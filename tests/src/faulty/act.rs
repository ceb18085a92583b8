//! What the service does to a connection and to a request.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::{Ledger, Request};

/// What happens to a new connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Requests are read from it.
    Serve,
    /// It is closed at once.
    HangUp,
    /// It is reset while the request is on its way.
    Reset,
    /// It stays open and nothing is ever said, not even a greeting of TLS.
    Silence,
    /// Whatever comes is answered as a server of plain HTTP answers what it does not understand.
    BadRequest,
}

/// What happens to a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// What is asked is done, and said properly.
    Proper,
    /// The same, but the answer is sent a second time.
    Twice,
    /// Something else is said.
    Says {
        /// Whether what is asked is done before.
        applies: bool,
        /// Every byte that is sent.
        what: Cow<'static, [u8]>,
        /// What happens afterwards.
        then: Then,
    },
    /// What is asked is done, and this said piece by piece, too slowly to be of use.
    Drips(&'static [u8]),
    /// What is asked is done, and this said, and then spaces for as long as somebody listens.
    Endless(&'static [u8]),
}

/// What happens after something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The next request is read.
    Keep,
    /// The connection is closed.
    Close,
    /// Nothing, for as long as the client has patience.
    Stall,
}

impl Act {
    /// Whether what is asked is done.
    pub fn applies(&self) -> bool {
        !matches!(self, Self::Says { applies: false, .. })
    }

    /// Plays it, and says whether the connection serves on.
    pub(super) async fn play<S>(&self, request: &Request, ledger: &Ledger, stream: &mut S) -> io::Result<bool>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if self.applies() {
            ledger.apply(request);
        }
        let then = match self {
            Self::Proper => {
                stream.write_all(request.answer().as_bytes()).await?;
                Then::Keep
            }
            Self::Twice => {
                stream.write_all(request.answer().repeat(2).as_bytes()).await?;
                Then::Keep
            }
            Self::Says { what, then, .. } => {
                stream.write_all(what).await?;
                *then
            }
            Self::Drips(what) => {
                for byte in *what {
                    stream.write_all(&[*byte]).await?;
                    stream.flush().await?;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Then::Close
            }
            Self::Endless(what) => {
                stream.write_all(what).await?;
                loop {
                    stream.write_all(&[b' '; 4096]).await?;
                }
            }
        };
        stream.flush().await?;
        match then {
            Then::Keep => return Ok(true),
            Then::Close => close(stream).await?,
            Then::Stall => ignore(stream).await?,
        }
        Ok(false)
    }
}

/// Says goodbye, and reads on so that the goodbye does not become a reset.
pub(super) async fn close<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
    stream.shutdown().await?;
    ignore(stream).await
}

/// Waits until the client is gone.
pub(super) async fn ignore(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut ignored = [0; 1024];
    while stream.read(&mut ignored).await? > 0 {}
    Ok(())
}
