//! The credentials of a role that an identity provider vouches for: pods with RRSA, CI jobs.

use std::path::PathBuf;

use super::role::{Role, pair, role_setters};
use super::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind, Secret};

const ACTION: &str = "AssumeRoleWithOIDC";
const PROVIDER: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const ROLE: &str = "ALIBABA_CLOUD_ROLE_ARN";
const FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

/// Assumes a RAM role with the token of an OIDC identity provider (`AssumeRoleWithOIDC` of STS), which needs no access key.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::credentials::{Context, OidcRole};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let role = OidcRole::new(
///     "acs:ram::123456789012****:oidc-provider/ack-rrsa",
///     "acs:ram::123456789012****:role/reader",
///     "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token",
/// );
/// let client = Client::builder().credentials(role.provider(Context::new(transport))).build()?;
/// # Ok(client) }
/// ```
///
/// The file is read at each refresh, for it is replaced from time to time, and sent as it is.
#[derive(Debug)]
pub struct OidcRole {
    provider_arn: String,
    token_file: PathBuf,
    role: Role,
}

impl OidcRole {
    /// Assumes the role `role_arn` with the token in `token_file`, which the provider `provider_arn` has signed. An empty `role_arn`
    /// stands for what `ALIBABA_CLOUD_ROLE_ARN` says.
    pub fn new(provider_arn: impl Into<String>, role_arn: impl Into<String>, token_file: impl Into<PathBuf>) -> Self {
        Self {
            provider_arn: provider_arn.into(),
            token_file: token_file.into(),
            role: Role::new(role_arn.into()),
        }
    }

    /// Takes all three from `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_ROLE_ARN` and `ALIBABA_CLOUD_OIDC_TOKEN_FILE`,
    /// which a pod with RRSA has.
    ///
    /// # Errors
    /// The variables that are not set.
    pub fn from_env(context: &Context) -> Result<Self, Error> {
        match (context.var(PROVIDER), context.var(ROLE), context.var(FILE)) {
            (Some(provider), Some(role), Some(file)) => Ok(Self::new(provider, role, file)),
            _ => {
                let unset = [PROVIDER, ROLE, FILE]
                    .into_iter()
                    .filter(|name| context.var(name).is_none());
                let unset = unset.collect::<Vec<_>>().join(", ");
                let message = format!("no credentials: not set in the environment: {unset}");
                Err(Error::new(ErrorKind::Credentials, message))
            }
        }
    }

    fn token(&self, context: &Context) -> Result<Secret, Error> {
        let file = self.token_file.display();
        let failed = |reason: &str| {
            let message = format!("no credentials: the OIDC token file {file} {reason}");
            Error::new(ErrorKind::Credentials, message)
        };
        let bytes = context
            .files()
            .read(&self.token_file)
            .map_err(|error| failed(&format!("could not be read: {error}")).with_source(error))?;
        match String::from_utf8(bytes) {
            Ok(token) if token.is_empty() => Err(failed("is empty")),
            Ok(token) => Ok(Secret::new(token)),
            Err(_) => Err(failed("is not text")),
        }
    }

    role_setters!();
}

impl OidcRole {
    async fn attempt(&self, context: &Context) -> Result<Credentials, Error> {
        let token = self.token(context)?;
        let mut form = self.role.parameters(context)?;
        form.push(pair("OIDCProviderArn", &self.provider_arn));
        form.push(pair("OIDCToken", token.expose()));
        let mut query = self.role.query(ACTION, context);
        let ask = self.role.ask(ACTION, context, &mut query, &form)?.hiding(&token);
        let said = ask.send(context).await?.json()?.inside("Credentials")?;
        said.credentials("oidc_role_arn")
    }
}

impl Fetch for OidcRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(self.role.assume(context, || self.attempt(context)))
    }

    fn name(&self) -> &str {
        "oidc_role_arn"
    }
}
