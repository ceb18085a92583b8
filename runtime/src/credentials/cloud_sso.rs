//! A login of CloudSSO.

use std::fmt;
use std::time::SystemTime;

use serde_json::json;

use super::fetch::{self, Ask};
use super::{Cached, Context, Credentials, Fetch};
use crate::endpoint::Target;
use crate::operation::Method;
use crate::{Body, BoxFuture, Error, ErrorKind, Secret};

/// Gets temporary credentials for a login that the command line tool made (`aliyun configure --mode CloudSSO`). The login cannot be
/// renewed by a program: when it has expired, somebody has to log in again.
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{CloudSso, Context};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(5))?);
/// let url = "https://signin-cn-shanghai.alibabacloudsso.com/my-directory/login";
/// let credentials = CloudSso::new(url, "1234567890123456", "ac-1", "access token", None).provider(context);
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// A login that has expired, and what the service answers.
pub struct CloudSso {
    sign_in_url: String,
    account_id: String,
    access_config: String,
    access_token: Secret,
    expires_at: Option<SystemTime>,
}

impl CloudSso {
    /// The login with this token at this address, which expires at that time, for an access configuration (`ac-…`) of an account.
    pub fn new(
        sign_in_url: impl Into<String>,
        account_id: impl Into<String>,
        access_config: impl Into<String>,
        access_token: impl Into<Secret>,
        expires_at: Option<SystemTime>,
    ) -> Self {
        Self {
            sign_in_url: sign_in_url.into(),
            account_id: account_id.into(),
            access_config: access_config.into(),
            access_token: access_token.into(),
            expires_at,
        }
    }

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    async fn ask(&self, context: &Context) -> Result<Credentials, Error> {
        let is_over = self.expires_at.is_some_and(|at| at <= context.clock().now());
        if is_over || self.access_token.expose().is_empty() {
            let why = if is_over {
                "the login has expired"
            } else {
                "nobody is logged in"
            };
            let error = Error::new(ErrorKind::Credentials, format!("CloudSSO: {why}"));
            return Err(error.with_advice("log in again with `aliyun configure --mode CloudSSO`"));
        }
        let target = host(&self.sign_in_url)?;
        fetch::need_tls(&target, "an access token")?;
        let body = json!({"AccountId": self.account_id, "AccessConfigurationId": self.access_config});
        let mut request = fetch::request(Method::Post, "/cloud-credentials")
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.access_token.expose()));
        request.body = Body::from(body.to_string());
        let ask = Ask {
            who: "CloudSSO",
            target: &target,
            request,
            timeout: fetch::TIMEOUT,
            secrets: vec![self.access_token.clone()],
        };
        let answer = ask.send(context).await?;
        let document = answer.json()?;
        match document.get("CloudCredential") {
            Some(found) => answer.credentials(found),
            None => Err(answer.error("is without CloudCredential")),
        }
    }
}

/// The host of a URL: whatever comes behind it is the page where people log in.
fn host(url: &str) -> Result<Target, Error> {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}://{host}").parse()
        }
        None => url.split('/').next().unwrap_or_default().parse(),
    }
}

impl Fetch for CloudSso {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move { Ok(self.ask(context).await?.with_provider(self.name().to_owned())) })
    }

    fn name(&self) -> &str {
        "cloud_sso"
    }
}

impl fmt::Debug for CloudSso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudSso")
            .field("sign_in_url", &self.sign_in_url)
            .field("account_id", &self.account_id)
            .field("access_config", &self.access_config)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
