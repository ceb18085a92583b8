//! Credentials from a local server.

use std::fmt;

use super::fetch::{self, Ask};
use super::{Cached, Context, Credentials, Fetch};
use crate::endpoint::Target;
use crate::operation::Method;
use crate::{BoxFuture, Error, ErrorKind};

/// Gets temporary credentials from a URL, as sidecars and brokers serve them: a JSON object with `AccessKeyId`, `AccessKeySecret`,
/// `SecurityToken` and `Expiration`. A `Code` other than `Success` is a refusal; without any it is taken as one, as the official Go
/// SDK has it.
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{Context, CredentialsUri};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(5))?);
/// let credentials = CredentialsUri::new("http://127.0.0.1:6666/credentials").provider(context);
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// Nobody answers there, or not with credentials.
pub struct CredentialsUri {
    url: String,
}

impl CredentialsUri {
    /// Asks this URL, `http` or `https`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    async fn ask(&self, context: &Context) -> Result<Credentials, Error> {
        let unusable = || {
            Error::new(ErrorKind::Config, "the credentials URI is not a URL")
                .with_advice("write it like http://127.0.0.1:6666/path, percent-encoded where it has to be")
        };
        let uri = http::Uri::try_from(self.url.as_str()).map_err(|error| unusable().with_source(error))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(unusable());
        };
        if authority.as_str().contains('@') {
            return Err(unusable().with_advice("it must not hold a user name"));
        }
        let target: Target = format!("{scheme}://{authority}").parse()?;
        // With its query, as it is.
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let ask = Ask {
            who: "the credentials URI",
            target: &target,
            request: fetch::request(Method::Get, path),
            timeout: fetch::TIMEOUT,
            secrets: Vec::new(),
        };
        let answer = ask.send(context).await?;
        let document = answer.json()?;
        match fetch::member(&document, "Code") {
            None | Some("Success") => answer.credentials(&document),
            Some(code) => Err(answer.error(format_args!("says {code}"))),
        }
    }
}

impl Fetch for CredentialsUri {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move { Ok(self.ask(context).await?.with_provider(self.name().to_owned())) })
    }

    fn name(&self) -> &str {
        "credential_uri"
    }
}

/// Without the query, which may hold a key.
impl fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        let url = url.rsplit('@').next().unwrap_or_default();
        f.debug_struct("CredentialsUri").field("url", &url).finish()
    }
}
