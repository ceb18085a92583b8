//! The whole cloud at one address.

use std::time::Duration;

use alicloud_mock::Mock;
use alicloud_runtime::transport::{Limits, ReqwestTransport};
use alicloud_runtime::{Body, BoxFuture, ByteStream, Error, ErrorKind, Transport};
use http::header::HOST;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};

/// Sends every request to the emulator, whatever host it is for: services, STS, the metadata service. The `host` header still
/// names the host that was meant.
#[derive(Debug, Clone)]
pub struct Emulated {
    address: Authority,
    transport: ReqwestTransport,
}

impl Emulated {
    /// Requests go to `mock`.
    ///
    /// # Errors
    /// The default transport could not be made.
    pub fn new(mock: &Mock) -> Result<Self, Error> {
        let endpoint = mock.endpoint();
        let address: Result<Authority, _> = endpoint.trim_start_matches("http://").parse();
        let address = address
            .map_err(|error| Error::new(ErrorKind::Config, format!("{endpoint} is no address")).with_source(error))?;
        Ok(Self {
            address,
            transport: ReqwestTransport::new(Duration::from_secs(5))?,
        })
    }
}

impl Transport for Emulated {
    fn send(
        &self,
        mut request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        let mut parts = request.uri().clone().into_parts();
        let meant = parts.authority.replace(self.address.clone());
        parts.scheme = Some(Scheme::HTTP);
        if let Some(host) = meant.and_then(|meant| HeaderValue::try_from(meant.as_str()).ok()) {
            request.headers_mut().entry(HOST).or_insert(host);
        }
        match Uri::from_parts(parts) {
            Ok(uri) => *request.uri_mut() = uri,
            Err(error) => {
                let error = Error::new(ErrorKind::InvalidParameter, "no URL").with_source(error);
                return Box::pin(std::future::ready(Err(error)));
            }
        }
        self.transport.send(request, limits)
    }
}
