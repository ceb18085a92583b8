//! What both ways of assuming a role have in common: the role, and the service that gives it out.

use std::time::{Duration, UNIX_EPOCH};

use super::fetch::{self, Ask};
use super::{Context, Credentials, Identity};
use crate::clock::Skew;
use crate::endpoint::Target;
use crate::operation::Method;
use crate::sign::{Pair, rpc};
use crate::{Error, ErrorKind, Secret};

/// The shortest time a role is given out for.
const LEAST: Duration = Duration::from_secs(900);

/// A role, and where to ask for it.
#[derive(Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) duration: Duration,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) sts_region: Option<String>,
    pub(super) vpc: bool,
    pub(super) sts_endpoint: Option<String>,
    skew: Skew,
}

/// Who asks.
pub(super) enum Caller<'a> {
    /// An access key, which signs.
    Key(&'a Credentials),
    /// Whoever has this token of an identity provider.
    Token { provider_arn: &'a str, token: Secret },
}

impl Role {
    pub(super) fn new(arn: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            session_name: None,
            duration: Duration::from_secs(3600),
            policy: None,
            external_id: None,
            sts_region: None,
            vpc: false,
            sts_endpoint: None,
            skew: Skew::default(),
        }
    }

    /// Asks for temporary credentials, a second time if the first was refused for a wrong clock.
    pub(super) async fn assume(&self, context: &Context, caller: &Caller<'_>) -> Result<Credentials, Error> {
        match self.attempt(context, caller).await {
            Err(error) if self.is_corrected(context, &error) => self.attempt(context, caller).await,
            done => done,
        }
    }

    fn is_corrected(&self, context: &Context, error: &Error) -> bool {
        let answer = std::error::Error::source(error).and_then(|source| source.downcast_ref::<Error>());
        match answer.and_then(Error::refused_time) {
            Some(theirs) => {
                self.skew.learn(context.clock().now(), theirs);
                true
            }
            None => false,
        }
    }

    async fn attempt(&self, context: &Context, caller: &Caller<'_>) -> Result<Credentials, Error> {
        if self.duration < LEAST {
            let why = format!("a role is assumed for 15 minutes at least, not for {:?}", self.duration);
            return Err(Error::new(ErrorKind::Config, why));
        }
        let target = self.target(context)?;
        // Common parameters stand in the query, those of the operation in the form, as the official Go SDK has them.
        let now = self.skew.correct(context.clock().now());
        let mut query = vec![
            ("Format".into(), "JSON".to_owned()),
            ("Version".into(), "2015-04-01".to_owned()),
            ("Timestamp".into(), humantime::format_rfc3339_seconds(now).to_string()),
        ];
        let mut form = self.form(context);
        let mut secrets = Vec::new();
        match caller {
            Caller::Key(credentials) => {
                query.push(("Action".into(), "AssumeRole".to_owned()));
                sign(&mut query, &form, credentials, context.clock().nonce())?;
                secrets.extend(credentials.secrets().map(Secret::new));
            }
            Caller::Token { provider_arn, token } => {
                query.push(("Action".into(), "AssumeRoleWithOIDC".to_owned()));
                form.push(("OIDCProviderArn".into(), (*provider_arn).to_owned()));
                form.push(("OIDCToken".into(), token.expose().to_owned()));
                secrets.push(token.clone());
            }
        }
        let mut request = fetch::request(Method::Post, "/").form(form);
        request.query = query;
        let ask = Ask {
            who: "STS",
            target: &target,
            request,
            timeout: fetch::TIMEOUT,
            secrets,
        };
        let answer = ask.send(context).await?;
        let document = answer.json()?;
        match document.get("Credentials") {
            Some(found) => answer.credentials(found),
            None => Err(answer.error("is without Credentials")),
        }
    }

    fn form(&self, context: &Context) -> Vec<Pair> {
        let session_name = self.session_name.clone();
        let session_name = session_name
            .or_else(|| context.var("ALIBABA_CLOUD_ROLE_SESSION_NAME"))
            .unwrap_or_else(|| {
                let since = context.clock().now().duration_since(UNIX_EPOCH).unwrap_or_default();
                format!("credentials-rust-{}", since.as_secs())
            });
        let mut form: Vec<Pair> = vec![
            ("RoleArn".into(), self.arn.clone()),
            ("RoleSessionName".into(), session_name),
            ("DurationSeconds".into(), self.duration.as_secs().to_string()),
        ];
        let others = [("Policy", &self.policy), ("ExternalId", &self.external_id)];
        form.extend(
            others
                .into_iter()
                .filter_map(|(name, value)| Some((name.into(), value.clone()?))),
        );
        form
    }

    /// The endpoint if one is given, else that of the region, else that of the variables' region, else the central one.
    fn target(&self, context: &Context) -> Result<Target, Error> {
        if let Some(endpoint) = &self.sts_endpoint {
            return endpoint.parse();
        }
        let vpc = match &self.sts_region {
            Some(_) => self.vpc,
            None => self.vpc || context.var("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED").as_deref() == Some("true"),
        };
        let region = self
            .sts_region
            .clone()
            .or_else(|| context.var("ALIBABA_CLOUD_STS_REGION"));
        match (region, vpc) {
            (Some(region), true) => format!("sts-vpc.{region}.aliyuncs.com"),
            (Some(region), false) => format!("sts.{region}.aliyuncs.com"),
            (None, _) => "sts.aliyuncs.com".to_owned(),
        }
        .parse()
    }
}

/// Adds the signature of RPC services: all that is asked of STS before there are any other credentials.
fn sign(query: &mut Vec<Pair>, form: &[Pair], credentials: &Credentials, nonce: String) -> Result<(), Error> {
    let Identity::AccessKey { id, secret, token } = credentials.identity() else {
        let why = "a role is assumed with an access key, not with a bearer token or anonymously";
        return Err(Error::new(ErrorKind::Credentials, why));
    };
    query.push(("SignatureMethod".into(), "HMAC-SHA1".to_owned()));
    query.push(("SignatureVersion".into(), "1.0".to_owned()));
    query.push(("SignatureNonce".into(), nonce));
    query.push(("AccessKeyId".into(), id.clone()));
    if let Some(token) = token {
        query.push(("SecurityToken".into(), token.expose().to_owned()));
    }
    fn pairs(pairs: &[Pair]) -> impl Iterator<Item = (&str, &str)> {
        pairs.iter().map(|(name, value)| (&**name, value.as_str()))
    }
    let text = rpc::string_to_sign("POST", pairs(query), pairs(form));
    let signature = rpc::signature(&text, secret.expose());
    query.push(("Signature".into(), signature));
    Ok(())
}

/// The setters of a provider whose field `role` is a [`Role`].
macro_rules! role_setters {
    () => {
        /// The name under which the session appears in logs. Default: `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else
        /// `credentials-rust-` and the time.
        #[must_use]
        pub fn session_name(mut self, name: impl Into<String>) -> Self {
            self.role.session_name = Some(name.into());
            self
        }

        /// How long the credentials last; 15 minutes at least. Default: 1 hour.
        #[must_use]
        pub fn duration(mut self, duration: std::time::Duration) -> Self {
            self.role.duration = duration;
            self
        }

        /// A policy (JSON) that leaves of the role's permissions only what both allow.
        #[must_use]
        pub fn policy(mut self, policy: impl Into<String>) -> Self {
            self.role.policy = Some(policy.into());
            self
        }

        /// Asks the STS of this region. Default: `ALIBABA_CLOUD_STS_REGION`, else the central one.
        #[must_use]
        pub fn sts_region(mut self, region: impl Into<String>) -> Self {
            self.role.sts_region = Some(region.into());
            self
        }

        /// Asks the STS of the region by its host inside the VPC. Default: `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`. Without a region
        /// it means nothing.
        #[must_use]
        pub fn vpc(mut self, vpc: bool) -> Self {
            self.role.vpc = vpc;
            self
        }

        /// Asks this host, written as for [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint).
        #[must_use]
        pub fn sts_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.role.sts_endpoint = Some(endpoint.into());
            self
        }
    };
}
pub(super) use role_setters;
