//! Credentials that a server of one's own hands out.

use http::Method;

use super::ask::Ask;
use super::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind};

const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Gets a URL that answers with `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::credentials::{Context, CredentialsUri};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let provider = CredentialsUri::new("http://127.0.0.1:6666/credentials").provider(Context::new(transport));
/// let client = Client::builder().credentials(provider).build()?;
/// # Ok(client) }
/// ```
///
/// Plain `http://` is allowed, since nothing secret is sent; what comes back is as safe as the network between. If the answer has
/// a `Code`, it must be `Success`, as in Python and the CLI; without one it is taken, as in Go.
pub struct CredentialsUri(String);

impl CredentialsUri {
    /// Asks `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Takes the URL from `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    /// The variable is not set.
    pub fn from_env(context: &Context) -> Result<Self, Error> {
        context.var(VARIABLE).map(Self).ok_or_else(|| {
            let message = format!("no credentials: not set in the environment: {VARIABLE}");
            Error::new(ErrorKind::Credentials, message)
        })
    }

    /// Keeps what is fetched, and fetches anew in time.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }
}

impl Fetch for CredentialsUri {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let ask = Ask::new(Method::GET, "the credentials URI", self.0.as_str()).plain();
            let said = ask.send(context).await?.json()?;
            match said.text("Code") {
                None | Some("Success") => said.credentials("credential_uri"),
                Some(code) => Err(said.refused(code)),
            }
        })
    }

    fn name(&self) -> &str {
        "credential_uri"
    }
}

/// Without the URL, which may hold a secret.
impl std::fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialsUri").finish_non_exhaustive()
    }
}
