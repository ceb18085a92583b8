//! The metadata service, which tells an ECS instance about itself (PROTOCOL 7.4).

use std::time::Duration;

use http::{HeaderName, Method};

use super::Context;
use super::ask::{Answer, Ask};
use crate::{Error, ErrorKind, Secret};

const TOKEN: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token");
const TOKEN_TTL: HeaderName = HeaderName::from_static("x-aliyun-ecs-metadata-token-ttl-seconds");

/// What errors call it.
const SERVICE: &str = "the ECS metadata service";

/// It is on the same machine, or not there at all.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The metadata service of the instance that a program runs on.
///
/// It is read with a token (IMDSv2), which is fetched for each reading; instances that give none, or refuse it, are read without
/// (IMDSv1), unless that is disabled. Every request may take 1 s.
///
/// ```
/// # use alicloud_runtime::credentials::{Context, Metadata};
/// # async fn read(context: Context) -> Result<(), alicloud_runtime::Error> {
/// let region = Metadata::new().region(&context).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Metadata {
    endpoint: String,
    v1_disabled: bool,
}

impl Default for Metadata {
    fn default() -> Self {
        Self {
            endpoint: "http://100.100.100.200".to_owned(),
            v1_disabled: false,
        }
    }
}

impl Metadata {
    /// The service at `http://100.100.100.200`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks another host, such as the emulator: `http://127.0.0.1:8080`.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    /// Whether to fail rather than to read without a token. `ALIBABA_CLOUD_IMDSV1_DISABLED=true` does the same.
    #[must_use]
    pub fn disable_v1(mut self, disabled: bool) -> Self {
        self.v1_disabled = disabled;
        self
    }

    /// The region of the instance, for example `cn-hangzhou`.
    ///
    /// # Errors
    /// As for credentials: this is no ECS instance, or `ALIBABA_CLOUD_ECS_METADATA_DISABLED` says not to ask.
    pub async fn region(&self, context: &Context) -> Result<String, Error> {
        let ask = || {
            self.ask(Method::GET, SERVICE, "/latest/meta-data/region-id")
                .for_region()
        };
        Ok(self.read(ask, context).await?.text()?.to_owned())
    }

    /// A request for `path`; an error calls it `what`.
    pub(super) fn ask(&self, method: Method, what: &str, path: &str) -> Ask {
        let url = format!("{}{path}", self.endpoint.trim_end_matches('/'));
        Ask::new(method, what, url).within(TIMEOUT).plain()
    }

    /// Sends what `ask` gives, with a token or without.
    pub(super) async fn read(&self, ask: impl Fn() -> Ask, context: &Context) -> Result<Answer, Error> {
        const SWITCH: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
        if context.is_on(SWITCH) {
            let message = format!("the ECS metadata service is switched off by {SWITCH}");
            return Err(Error::new(ErrorKind::Credentials, message));
        }
        let needs_token = self.v1_disabled || context.is_on("ALIBABA_CLOUD_IMDSV1_DISABLED");
        let token = match self.token(context).await {
            Ok(token) => Some(token),
            Err(error) if needs_token => {
                return Err(error.with_advice("reading without a token (IMDSv1) is disabled"));
            }
            Err(_) => None,
        };
        if let Some(token) = token {
            let ask = ask().header(TOKEN, token.expose()).hiding(&token);
            let answer = ask.send(context).await;
            if answer.is_ok() || needs_token {
                return answer;
            }
        }
        ask().send(context).await.map_err(|error| match error.status() {
            None => error.with_advice(
                "this is not an ECS instance, or its metadata service is off; ALIBABA_CLOUD_ECS_METADATA_DISABLED=true stops \
                 asking it",
            ),
            Some(_) => error,
        })
    }

    async fn token(&self, context: &Context) -> Result<Secret, Error> {
        let ask = self
            .ask(Method::PUT, SERVICE, "/latest/api/token")
            .header(TOKEN_TTL, "21600");
        Ok(ask.send(context).await?.text()?.into())
    }
}
