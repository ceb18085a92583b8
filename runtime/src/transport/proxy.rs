//! Ways around and through proxies.

use crate::{Error, ErrorKind, Secret};

/// A proxy for all calls of a client, in place of what the environment says.
///
/// ```
/// use alicloud_runtime::Client;
/// use alicloud_runtime::transport::Proxy;
/// let proxy = Proxy::new("http://user:password@proxy.example.com:3128").except("localhost, .internal, 10.0.0.0/8");
/// let client = Client::builder().proxy(proxy).build()?;
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Proxy {
    /// It may hold a password.
    url: Secret,
    except: String,
}

impl Proxy {
    /// The proxy at `url`: `http://` or `https://`, with user and password if it asks for them. Calls over TLS are tunnelled through it.
    pub fn new(url: impl Into<Secret>) -> Self {
        Self {
            url: url.into(),
            except: String::new(),
        }
    }

    /// Hosts that are called directly, as in `NO_PROXY`: names, which stand for what is below them too, addresses, and networks like
    /// `10.0.0.0/8`, with commas in between; `*` is all names. Ports do not count.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        self.except = hosts.into();
        self
    }

    pub(super) fn build(&self) -> Result<reqwest::Proxy, Error> {
        let refused = |error: Error| error.with_advice("write it like http://127.0.0.1:3128");
        let url = self.url.expose();
        if !["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
            let message = "a proxy begins with http:// or https://";
            return Err(refused(Error::new(ErrorKind::Config, message)));
        }
        let proxy = reqwest::Proxy::all(url).map_err(|error| {
            let error = error.without_url();
            refused(Error::new(ErrorKind::Config, "the proxy is not a URL").with_source(error))
        })?;
        Ok(proxy.no_proxy(reqwest::NoProxy::from_string(&self.except)))
    }
}

/// How requests get to their hosts.
#[derive(Debug, Clone, Default)]
pub(crate) enum Route {
    /// As `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    Direct,
    Through(Proxy),
}
