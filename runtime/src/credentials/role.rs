//! Roles as STS gives them out: what both ways to assume one have in common.
//!
//! Requests are those of the official Go SDK: protocol and signature in the query, the role in a form.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::Method;

use super::ask::Ask;
use super::{Context, Credentials};
use crate::clock::Skew;
use crate::endpoint::Target;
use crate::sign::{Pair, Query};
use crate::{Error, ErrorKind};

/// A role, its session, and where to ask for it.
#[derive(Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) duration: Duration,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) region: Option<String>,
    pub(super) vpc: Option<bool>,
    pub(super) endpoint: Option<String>,
    /// How wrong the clock is, as far as STS has complained of it.
    skew: Skew,
}

impl Role {
    pub(super) fn new(arn: String) -> Self {
        Self {
            arn,
            session_name: None,
            duration: Duration::from_secs(3600),
            policy: None,
            external_id: None,
            region: None,
            vpc: None,
            endpoint: None,
            skew: Skew::default(),
        }
    }

    /// Asks by `attempt`, and once more if STS says that the time is wrong: by its own then.
    pub(super) async fn assume<F>(&self, context: &Context, attempt: impl Fn() -> F) -> Result<Credentials, Error>
    where
        F: Future<Output = Result<Credentials, Error>>,
    {
        match attempt().await {
            Err(error) => match error.service_time() {
                Some(theirs) => {
                    self.skew.learn(context.clock().now(), theirs);
                    attempt().await
                }
                None => Err(error),
            },
            done => done,
        }
    }

    /// The query that all requests to STS have.
    pub(super) fn query(&self, action: &str, context: &Context) -> Vec<Pair> {
        let now = self.skew.correct(context.clock().now());
        vec![
            pair("Action", action),
            pair("Format", "JSON"),
            pair("Version", "2015-04-01"),
            pair("Timestamp", &humantime::format_rfc3339_seconds(now).to_string()),
        ]
    }

    /// The named role; else that of the environment, as in the official SDKs.
    pub(super) fn arn(&self, context: &Context) -> Result<String, Error> {
        const VARIABLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
        let named = Some(self.arn.clone()).filter(|arn| !arn.is_empty());
        named.or_else(|| context.var(VARIABLE)).ok_or_else(|| {
            let error = Error::new(ErrorKind::Config, "the ARN of the role to assume is empty");
            error.with_advice(format!("give it, or set {VARIABLE}"))
        })
    }

    /// The parameters of the form.
    pub(super) fn parameters(&self, context: &Context) -> Result<Vec<Pair>, Error> {
        const LEAST: Duration = Duration::from_secs(900);
        if self.duration < LEAST {
            let message = format!(
                "a role is assumed for at least 900 s, not {} s",
                self.duration.as_secs()
            );
            return Err(Error::new(ErrorKind::Config, message));
        }
        let arn = self.arn(context)?;
        let session = self.session_name.clone();
        let session = session.or_else(|| context.var("ALIBABA_CLOUD_ROLE_SESSION_NAME"));
        let session = session.unwrap_or_else(|| {
            let now = context.clock().now().duration_since(SystemTime::UNIX_EPOCH);
            format!("credentials-rust-{}", now.unwrap_or_default().as_millis())
        });
        let mut form = vec![
            pair("RoleArn", &arn),
            pair("RoleSessionName", &session),
            pair("DurationSeconds", &self.duration.as_secs().to_string()),
        ];
        form.extend(self.policy.iter().map(|policy| pair("Policy", policy)));
        form.extend(self.external_id.iter().map(|id| pair("ExternalId", id)));
        Ok(form)
    }

    /// The request for `action`, whose query is signed if it is to be.
    pub(super) fn ask(&self, action: &str, context: &Context, query: &mut [Pair], form: &[Pair]) -> Result<Ask, Error> {
        let what = format!("{action} ({})", self.arn(context)?);
        let url = format!("{}/?{}", self.target(context)?, Query::new(query).wire());
        Ok(Ask::new(Method::POST, what, url).form(form))
    }

    /// The named endpoint; else that of a region, named or of the environment; else the central one.
    fn target(&self, context: &Context) -> Result<Target, Error> {
        if let Some(endpoint) = &self.endpoint {
            return endpoint.parse();
        }
        let region = self.region.clone().filter(|region| !region.is_empty());
        let Some(region) = region.or_else(|| context.var("ALIBABA_CLOUD_STS_REGION")) else {
            return "sts.aliyuncs.com".parse();
        };
        // A region becomes a part of the host that gets the request: it must not name another one.
        if !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(Error::invalid_region(&region, Vec::new()));
        }
        let vpc = self
            .vpc
            .unwrap_or_else(|| context.is_on("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
        let prefix = if vpc { "sts-vpc" } else { "sts" };
        format!("{prefix}.{region}.aliyuncs.com").parse()
    }
}

pub(super) fn pair(name: &'static str, value: &str) -> Pair {
    (Cow::Borrowed(name), value.to_owned())
}

/// The setters of a builder with a field `role`.
macro_rules! role_setters {
    () => {
        /// Names the session, which audit logs show. Default: `ALIBABA_CLOUD_ROLE_SESSION_NAME`, or a name with the time.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.role.session_name = Some(name.into()).filter(|name| !name.is_empty());
            self
        }

        /// How long the credentials are to last: 3600 s unless set, at least 900 s, and at most what the role allows.
        #[must_use]
        pub fn duration(mut self, duration: std::time::Duration) -> Self {
            self.role.duration = duration;
            self
        }

        /// Narrows the role's permissions down to this policy, which is a JSON document.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.role.policy = Some(policy.into()).filter(|policy| !policy.is_empty());
            self
        }

        /// The region whose STS is asked. Default: `ALIBABA_CLOUD_STS_REGION`, or the central `sts.aliyuncs.com`.
        #[must_use]
        pub fn sts_region(mut self, region: impl Into<String>) -> Self {
            self.role.region = Some(region.into());
            self
        }

        /// Whether the region's STS is asked by its address within a VPC. Default: `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`. The
        /// central one has no such address.
        #[must_use]
        pub fn vpc(mut self, vpc: bool) -> Self {
            self.role.vpc = Some(vpc);
            self
        }

        /// Asks this host, whatever the region. Plain `http://` is for loopback addresses only.
        #[must_use]
        pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.role.endpoint = Some(endpoint.into()).filter(|endpoint| !endpoint.is_empty());
            self
        }

        /// Keeps what is fetched, and fetches anew in time.
        pub fn provider(self, context: Context) -> Cached<Self> {
            Cached::new(self, context)
        }
    };
}
pub(super) use role_setters;
