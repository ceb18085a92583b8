//! The credentials of somebody who has signed in with CloudSSO.

use std::time::SystemTime;

use http::Method;
use http::header::{ACCEPT, AUTHORIZATION};
use serde_json::json;

use super::ask::Ask;
use super::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind, Secret};

/// Turns the access token of a CloudSSO sign-in into credentials of an account.
///
/// The token comes from the command line tool, `aliyun configure --mode CloudSSO`, and cannot be renewed without a person.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use std::time::{Duration, SystemTime};
/// use alicloud_runtime::credentials::{CloudSso, Context};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let url = "https://signin-cn-shanghai.alibabacloudsso.com/device/login";
/// let expires_at = SystemTime::now() + Duration::from_secs(3600);
/// let sso = CloudSso::new(url, "123456789012****", "ac-00ccule7tadaijxc****", "my-token", expires_at);
/// let client = Client::builder().credentials(sso.provider(Context::new(transport))).build()?;
/// # Ok(client) }
/// ```
#[derive(Debug)]
pub struct CloudSso {
    origin: String,
    account_id: String,
    access_config: String,
    access_token: Secret,
    expires_at: SystemTime,
}

impl CloudSso {
    /// Asks the host of `sign_in_url` for credentials of an account with an access configuration (`ac-…`). The token lasts until
    /// `expires_at`.
    pub fn new(
        sign_in_url: impl Into<String>,
        account_id: impl Into<String>,
        access_config: impl Into<String>,
        access_token: impl Into<Secret>,
        expires_at: SystemTime,
    ) -> Self {
        Self {
            origin: origin(&sign_in_url.into()).to_owned(),
            account_id: account_id.into(),
            access_config: access_config.into(),
            access_token: access_token.into(),
            expires_at,
        }
    }

    /// Keeps what is fetched, and fetches anew in time.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }
}

/// The scheme and host of a URL.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let rest = url.get(host..).unwrap_or_default();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..host + length).unwrap_or_default()
}

impl Fetch for CloudSso {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let signed_out = |why: &str| {
                Error::new(
                    ErrorKind::Credentials,
                    format!("no credentials: the CloudSSO sign-in {why}"),
                )
                .with_advice("sign in again with `aliyun configure --mode CloudSSO`")
            };
            if self.access_token.expose().is_empty() {
                return Err(signed_out("has no access token"));
            }
            if self.expires_at <= context.clock().now() {
                let at = humantime::format_rfc3339_seconds(self.expires_at);
                return Err(signed_out(&format!("expired at {at}")));
            }
            let url = format!("{}/cloud-credentials", self.origin);
            let body = json!({"AccountId": self.account_id, "AccessConfigurationId": self.access_config});
            let ask = Ask::new(Method::POST, format!("CloudSSO (account {})", self.account_id), url)
                .header(ACCEPT, "application/json")
                .header(AUTHORIZATION, format!("Bearer {}", self.access_token.expose()))
                .body("application/json", body.to_string())
                .hiding(&self.access_token);
            let said = ask.send(context).await?.json()?.inside("CloudCredential")?;
            said.credentials("cloud_sso")
        })
    }

    fn name(&self) -> &str {
        "cloud_sso"
    }
}
