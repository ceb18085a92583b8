//! HTTP/1.1 on 127.0.0.1, on a thread of its own: works from synchronous and asynchronous tests alike.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::sync::oneshot;

use crate::fault::Fault;
use crate::gateway::{Gateway, Response};
use crate::request::Request;

/// Largest request body.
const BODY_LIMIT: usize = 32 * 1024 * 1024;

/// How long calls in flight may take to end once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// A running server; stops when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on `port` of 127.0.0.1; 0 lets the system choose one.
    pub(crate) fn start(port: u16, gateway: Arc<Gateway>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("alicloud-mock".to_owned()).spawn(move || {
            // The address was bound and asked for above: what is left to fail here is out of the system's resources,
            // and shows as refused connections.
            let _ = runtime.block_on(serve(listener, gateway, stopped));
        })?;
        Ok(Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already; another one here would hide it.
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, gateway: Arc<Gateway>, mut stopped: oneshot::Receiver<()>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // The client is gone, or files have run out: either way the next connection may be fine.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                }
            },
            _ = &mut stopped => break,
        };
        let gateway = Arc::clone(&gateway);
        let service = service_fn(move |request| exchange(Arc::clone(&gateway), request));
        let connection = connections.watch(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        // Broken connections and requests that are no HTTP are the client's to notice.
        tokio::spawn(async move { connection.await.ok() });
    }
    drop(listener);
    let _ = tokio::time::timeout(PATIENCE, connections.shutdown()).await;
    Ok(())
}

async fn exchange(
    gateway: Arc<Gateway>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = pin!(Limited::new(body, BODY_LIMIT));
    let response = match body.collect().await {
        Ok(body) => {
            let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
            let headers = head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_bytes()));
            gateway.answer(&Request::new(head.method.as_str(), target, headers, body.to_bytes()))
        }
        // Too large, or cut off; then nobody is there to read this.
        Err(_) => {
            let limit = format!("The emulator takes bodies of up to {BODY_LIMIT} bytes.");
            gateway.refuse(&Fault::new(413, "RequestBodyTooLarge", limit))
        }
    };
    if !response.delay.is_zero() {
        tokio::time::sleep(response.delay).await;
    }
    Ok(http(response))
}

fn http(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut http = hyper::Response::new(Full::new(response.body));
    *http.status_mut() = hyper::StatusCode::from_u16(response.status).unwrap_or(hyper::StatusCode::OK);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            http.headers_mut().insert(name, value);
        }
    }
    http
}
