//! The listener and its connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::act::{close, ignore};
use super::{Act, Ledger, Opening, Request};

/// Decides what goes wrong.
pub trait Script: Send + Sync + 'static {
    /// What happens to a new connection.
    fn opening(&self) -> Opening {
        Opening::Serve
    }

    /// What happens to a request.
    fn act(&self, request: &Request) -> Act;
}

/// A running service; dropping it closes every connection.
#[derive(Debug)]
pub struct Service {
    /// Where it listens.
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Service {
    /// Listens on a free port of 127.0.0.1, in plain text or behind TLS.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(script: Arc<dyn Script>, ledger: Arc<Ledger>, secure: Option<TlsAcceptor>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => if let Ok((stream, _)) = accepted {
                        connections.spawn(open(stream, script.clone(), ledger.clone(), secure.clone()));
                    },
                    // A broken connection is what clients are told about; nobody else asks.
                    Some(_) = connections.join_next() => {}
                }
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn open(
    mut stream: TcpStream,
    script: Arc<dyn Script>,
    ledger: Arc<Ledger>,
    secure: Option<TlsAcceptor>,
) -> io::Result<()> {
    match script.opening() {
        Opening::HangUp => return close(&mut stream).await,
        Opening::Silence => return ignore(&mut stream).await,
        Opening::Reset => {
            // Bytes that nobody has read turn the closing into a reset.
            stream.read_u8().await?;
            return Ok(());
        }
        Opening::BadRequest => {
            stream.read_u8().await?;
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await?;
            return close(&mut stream).await;
        }
        Opening::Serve => {}
    }
    stream.set_nodelay(true)?;
    match secure {
        Some(secure) => serve(secure.accept(stream).await?, &*script, &ledger).await,
        None => serve(stream, &*script, &ledger).await,
    }
}

async fn serve<S>(mut stream: S, script: &dyn Script, ledger: &Ledger) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut unread = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut unread).await? {
        ledger.arrived(&request);
        if !script.act(&request).play(&request, ledger, &mut stream).await? {
            break;
        }
    }
    Ok(())
}
