//! A login by OAuth.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::fetch::{self, Ask};
use super::{Cached, Context, Credentials, Fetch};
use crate::endpoint::Target;
use crate::operation::Method;
use crate::request::Request;
use crate::{BoxFuture, Error, ErrorKind, Secret};

/// A site of the cloud: its address, and the id by which it knows the command line tool, whose login this is.
type Site = (&'static str, &'static str, &'static str);

const SITES: [Site; 2] = [
    ("CN", "https://oauth.aliyun.com", "4038181954557748008"),
    ("INTL", "https://oauth.alibabacloud.com", "4103531455503354461"),
];

/// An access token with less than this left is renewed, as in the official SDKs.
const AHEAD: Duration = Duration::from_secs(1200);

/// Gets temporary credentials for a login that the command line tool made (`aliyun configure --mode OAuth`), and renews the login as
/// long as its refresh token lasts.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud_runtime::credentials::{Context, OAuth};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(5))?);
/// let expires_at = SystemTime::now() + Duration::from_secs(3600);
/// let credentials = OAuth::new("CN", "access token", "refresh token", Some(expires_at)).provider(context);
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// A login that has expired and cannot be renewed, and what the service answers.
pub struct OAuth {
    site: String,
    endpoint: Option<String>,
    login: Mutex<Login>,
    on_refresh: Option<Box<OnRefresh>>,
}

/// Gets to know what was renewed.
pub type OnRefresh = dyn for<'a> Fn(&'a Context, &'a Login, &'a Credentials) -> BoxFuture<'a, ()> + Send + Sync;

/// The tokens of a login; `Debug` shows none of them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Login {
    /// What is exchanged for credentials; empty if there is none.
    pub access_token: Secret,
    /// What renews the login; empty if there is none.
    pub refresh_token: Secret,
    /// When the access token expires.
    pub expires_at: Option<SystemTime>,
}

impl OAuth {
    /// The login with these tokens, of which either may be empty, at the site `CN` or `INTL`.
    pub fn new(
        site: impl Into<String>,
        access_token: impl Into<Secret>,
        refresh_token: impl Into<Secret>,
        expires_at: Option<SystemTime>,
    ) -> Self {
        Self {
            site: site.into(),
            endpoint: None,
            login: Mutex::new(Login {
                access_token: access_token.into(),
                refresh_token: refresh_token.into(),
                expires_at,
            }),
            on_refresh: None,
        }
    }

    /// Calls `keep` with the tokens and the credentials after each fetch, so that they can be kept for other programs.
    #[must_use]
    pub fn on_refresh<F>(mut self, keep: F) -> Self
    where
        F: for<'a> Fn(&'a Context, &'a Login, &'a Credentials) -> BoxFuture<'a, ()> + Send + Sync + 'static,
    {
        self.on_refresh = Some(Box::new(keep));
        self
    }

    /// Asks this host instead of the site's, for tests.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    fn login(&self) -> Login {
        self.login.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn ask(&self, context: &Context) -> Result<Credentials, Error> {
        let known = SITES.iter().find(|(site, ..)| site.eq_ignore_ascii_case(&self.site));
        let Some((_, address, client_id)) = known else {
            let why = format!("OAuth: there is no site {:?}", self.site);
            return Err(Error::new(ErrorKind::Config, why).with_advice("it is CN or INTL"));
        };
        let target: Target = self.endpoint.as_deref().unwrap_or(address).parse()?;
        fetch::need_tls(&target, "an access token")?;
        let mut login = self.login();
        let left = |at: SystemTime| at.duration_since(context.clock().now()).unwrap_or_default();
        let has = |token: &Secret| !token.expose().is_empty();
        let is_short = !has(&login.access_token) || login.expires_at.is_some_and(|at| left(at) <= AHEAD);
        if is_short && has(&login.refresh_token) {
            login = renew(context, &target, client_id, &login).await?;
            // Before anything else can fail: the old refresh token is used up.
            *self.login.lock().unwrap_or_else(PoisonError::into_inner) = login.clone();
        }
        if !has(&login.access_token) || login.expires_at.is_some_and(|at| left(at).is_zero()) {
            let error = Error::new(ErrorKind::Credentials, "OAuth: the login has expired");
            return Err(error.with_advice("log in again with `aliyun configure --mode OAuth`"));
        }
        let request = fetch::request(Method::Post, "/v1/exchange")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", login.access_token.expose()));
        let answer = ask(&target, request, &login).send(context).await?;
        let document = answer.json()?;
        let credentials = answer.credentials(&document)?.with_provider(self.name().to_owned());
        if let Some(keep) = &self.on_refresh {
            keep(context, &login, &credentials).await;
        }
        Ok(credentials)
    }
}

/// Trades the refresh token for new tokens.
async fn renew(context: &Context, target: &Target, client_id: &str, login: &Login) -> Result<Login, Error> {
    let now = context.clock().now();
    let request = fetch::request(Method::Post, "/v1/token").form(vec![
        ("grant_type".into(), "refresh_token".to_owned()),
        ("refresh_token".into(), login.refresh_token.expose().to_owned()),
        ("client_id".into(), client_id.to_owned()),
        ("Timestamp".into(), humantime::format_rfc3339_seconds(now).to_string()),
    ]);
    let answer = ask(target, request, login).send(context).await?;
    let document = answer.json()?;
    let Some(access_token) = fetch::member(&document, "access_token") else {
        return Err(answer.error("is without access_token"));
    };
    let life = document.get("expires_in").and_then(serde_json::Value::as_u64);
    Ok(Login {
        access_token: access_token.into(),
        // A server that gives no new one lets the old one be used again.
        refresh_token: fetch::member(&document, "refresh_token")
            .map_or_else(|| login.refresh_token.clone(), Secret::new),
        expires_at: life.and_then(|seconds| now.checked_add(Duration::from_secs(seconds))),
    })
}

fn ask<'a>(target: &'a Target, request: Request, login: &Login) -> Ask<'a> {
    Ask {
        who: "OAuth",
        target,
        request,
        timeout: fetch::TIMEOUT,
        secrets: vec![login.access_token.clone(), login.refresh_token.clone()],
    }
}

impl Fetch for OAuth {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(self.ask(context))
    }

    fn name(&self) -> &str {
        "oauth"
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}
