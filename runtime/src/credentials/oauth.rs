//! The credentials of somebody who has signed in with the command line tool's OAuth.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use http::Method;
use http::header::AUTHORIZATION;

use super::ask::Ask;
use super::flight::lock;
use super::role::pair;
use super::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind, Secret};

/// An access token that lasts no longer than this is renewed (PROTOCOL 7.7).
const AHEAD: Duration = Duration::from_secs(1200);

/// Which of the two clouds somebody has signed in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Site {
    /// `aliyun.com`, China.
    Cn,
    /// `alibabacloud.com`, international.
    Intl,
}

impl Site {
    fn endpoint(self) -> &'static str {
        match self {
            Self::Cn => "https://oauth.aliyun.com",
            Self::Intl => "https://oauth.alibabacloud.com",
        }
    }

    /// The command line tool's, under which people sign in.
    fn client_id(self) -> &'static str {
        match self {
            Self::Cn => "4038181954557748008",
            Self::Intl => "4103531455503354461",
        }
    }
}

/// `CN` or `INTL`, as the command line tool's configuration has it.
impl std::str::FromStr for Site {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            _ if text.eq_ignore_ascii_case("CN") => Ok(Self::Cn),
            _ if text.eq_ignore_ascii_case("INTL") => Ok(Self::Intl),
            _ => Err(Error::new(
                ErrorKind::Config,
                format!("the OAuth site {text:?} is neither CN nor INTL"),
            )),
        }
    }
}

/// What a sign-in holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tokens {
    /// What is exchanged for credentials; empty if there is none.
    pub access_token: Secret,
    /// What renews both tokens, once; empty if there is none.
    pub refresh_token: Secret,
    /// When the access token expires.
    pub expires_at: SystemTime,
}

/// Told of new tokens, and of new credentials.
type Hook = Box<dyn Fn(&Tokens, Option<&Credentials>) + Send + Sync>;

/// Turns the tokens of an OAuth sign-in into credentials, and renews the tokens.
///
/// They come from the command line tool, `aliyun configure --mode OAuth`.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use std::time::{Duration, SystemTime};
/// use alicloud_runtime::credentials::{Context, OAuth, Site};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let expires_at = SystemTime::now() + Duration::from_secs(3600);
/// let oauth = OAuth::new(Site::Intl, "my-access-token", "my-refresh-token", expires_at)
///     .on_refresh(|tokens, _credentials| println!("keep {tokens:?}"));
/// let client = Client::builder().credentials(oauth.provider(Context::new(transport))).build()?;
/// # Ok(client) }
/// ```
///
/// A refresh token works once: whoever keeps tokens must keep those of [`on_refresh`](Self::on_refresh).
pub struct OAuth {
    site: Site,
    endpoint: String,
    tokens: Mutex<Tokens>,
    hook: Option<Hook>,
}

impl OAuth {
    /// Begins with these tokens. Either may be empty: without a refresh token the access token is used as long as it is accepted.
    pub fn new(
        site: Site,
        access_token: impl Into<Secret>,
        refresh_token: impl Into<Secret>,
        expires_at: SystemTime,
    ) -> Self {
        Self {
            site,
            endpoint: site.endpoint().to_owned(),
            tokens: Mutex::new(Tokens {
                access_token: access_token.into(),
                refresh_token: refresh_token.into(),
                expires_at,
            }),
            hook: None,
        }
    }

    /// Calls `hook` whenever there is something new to keep: with the tokens alone as soon as they have been renewed, since the
    /// old ones no longer work, and with tokens and credentials once these are there.
    #[must_use]
    pub fn on_refresh(mut self, hook: impl Fn(&Tokens, Option<&Credentials>) + Send + Sync + 'static) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// Asks another host than the site's. Plain `http://` is for loopback addresses only.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// Keeps what is fetched, and fetches anew in time.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    fn tokens(&self) -> Tokens {
        lock(&self.tokens).clone()
    }

    fn tell(&self, tokens: &Tokens, credentials: Option<&Credentials>) {
        if let Some(hook) = &self.hook {
            hook(tokens, credentials);
        }
    }

    fn ask(&self, what: &str, path: &str) -> Ask {
        let url = format!("{}{path}", self.endpoint.trim_end_matches('/'));
        Ask::new(Method::POST, what, url)
    }

    async fn renew(&self, old: &Tokens, context: &Context) -> Result<Tokens, Error> {
        let now = context.clock().now();
        let form = [
            pair("grant_type", "refresh_token"),
            pair("refresh_token", old.refresh_token.expose()),
            pair("client_id", self.site.client_id()),
            pair("Timestamp", &humantime::format_rfc3339_seconds(now).to_string()),
        ];
        let ask = self
            .ask("a new OAuth token", "/v1/token")
            .form(&form)
            .hiding(&old.refresh_token);
        let said = ask.send(context).await?.json()?;
        let seconds = said.number("expires_in").unwrap_or_default();
        let new = Tokens {
            access_token: said.required("access_token")?.into(),
            // RFC 6749, 6: without a new one the old one goes on.
            refresh_token: said
                .text("refresh_token")
                .map_or_else(|| old.refresh_token.clone(), Secret::from),
            expires_at: now.checked_add(Duration::from_secs(seconds)).unwrap_or(now),
        };
        lock(&self.tokens).clone_from(&new);
        self.tell(&new, None);
        Ok(new)
    }
}

impl Fetch for OAuth {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let mut tokens = self.tokens();
            let lasts = tokens
                .expires_at
                .duration_since(context.clock().now())
                .unwrap_or_default();
            let is_short = tokens.access_token.expose().is_empty() || lasts <= AHEAD;
            if is_short && !tokens.refresh_token.expose().is_empty() {
                tokens = self.renew(&tokens, context).await.map_err(sign_in_again)?;
            }
            if tokens.access_token.expose().is_empty() {
                let error = Error::new(
                    ErrorKind::Credentials,
                    "no credentials: the OAuth sign-in has no tokens",
                );
                return Err(error.with_advice(SIGN_IN));
            }
            let ask = self
                .ask("the exchange of an OAuth token", "/v1/exchange")
                .header(AUTHORIZATION, format!("Bearer {}", tokens.access_token.expose()))
                .body("application/json", "")
                .hiding(&tokens.access_token);
            let said = ask.send(context).await.map_err(sign_in_again)?.json()?;
            let credentials = said.credentials("oauth")?;
            self.tell(&tokens, Some(&credentials));
            Ok(credentials)
        })
    }

    fn name(&self) -> &str {
        "oauth"
    }
}

const SIGN_IN: &str = "sign in again with `aliyun configure --mode OAuth`";

/// What to do when a token is refused, rather than not answered to.
fn sign_in_again(error: Error) -> Error {
    match error.status() {
        Some(status) if status.is_client_error() && !error.is_throttled() => error.with_advice(SIGN_IN),
        _ => error,
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("site", &self.site)
            .field("endpoint", &self.endpoint)
            .field("tokens", &self.tokens())
            .finish_non_exhaustive()
    }
}
