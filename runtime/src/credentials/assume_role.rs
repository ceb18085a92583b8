//! The credentials of a role that other credentials may assume.

use std::sync::Arc;

use super::role::{Role, pair, role_setters};
use super::{Cached, Context, CredentialProvider, Credentials, Fetch, Identity};
use crate::sign::{Pair, rpc};
use crate::{BoxFuture, Error, ErrorKind};

const ACTION: &str = "AssumeRole";

/// Assumes a RAM role with the credentials of another provider (`AssumeRole` of STS).
///
/// ```
/// # use alicloud_runtime::Transport;
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{AssumeRole, Context};
/// use alicloud_runtime::{Client, Credentials, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let role = AssumeRole::new(Credentials::access_key("my-id", "my-secret"), "acs:ram::123456789012****:role/reader")
///     .session_name("nightly-report")
///     .duration(Duration::from_secs(900));
/// let client = Client::builder().credentials(role.provider(Context::new(transport))).build()?;
/// # Ok(client) }
/// ```
///
/// The source is asked at each refresh; if its credentials are temporary, their token goes along. Sources can be roles
/// themselves.
#[derive(Debug)]
pub struct AssumeRole {
    source: Arc<dyn CredentialProvider>,
    role: Role,
    name: String,
}

impl AssumeRole {
    /// Assumes the role `role_arn` with the credentials of `source`, which must be an access key. An empty `role_arn` stands for
    /// what `ALIBABA_CLOUD_ROLE_ARN` says, as in the official SDKs.
    pub fn new(source: impl CredentialProvider + 'static, role_arn: impl Into<String>) -> Self {
        Self {
            name: format!("ram_role_arn/{}", source.name()),
            source: Arc::new(source),
            role: Role::new(role_arn.into()),
        }
    }

    /// The id that the role's owner asks of callers from other accounts.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.role.external_id = Some(id.into()).filter(|id| !id.is_empty());
        self
    }

    role_setters!();
}

impl AssumeRole {
    async fn attempt(&self, context: &Context) -> Result<Credentials, Error> {
        let source = self.source.credentials().await?;
        let arn = self.role.arn(context)?;
        let Identity::AccessKey { id, secret, token } = source.identity() else {
            let message = format!("{} has no access key to assume {arn} with", self.source.name());
            return Err(Error::new(ErrorKind::Credentials, message)
                .with_advice("roles are assumed with an access key, not with a bearer token or nothing"));
        };
        let form = self.role.parameters(context)?;
        let mut query = self.role.query(ACTION, context);
        query.push(pair("SignatureNonce", &context.clock().nonce()));
        query.push(pair("SignatureMethod", "HMAC-SHA1"));
        query.push(pair("SignatureVersion", "1.0"));
        query.push(pair("AccessKeyId", id));
        query.extend(token.iter().map(|token| pair("SecurityToken", token.expose())));
        let text = rpc::string_to_sign("POST", texts(&query), texts(&form));
        query.push(pair("Signature", &rpc::signature(&text, secret.expose())));

        let mut ask = self.role.ask(ACTION, context, &mut query, &form)?.hiding(secret);
        if let Some(token) = token {
            ask = ask.hiding(token);
        }
        let said = ask.send(context).await?.json()?.inside("Credentials")?;
        said.credentials(format!("ram_role_arn/{}", source.provider()))
    }
}

impl Fetch for AssumeRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(self.role.assume(context, || self.attempt(context)))
    }

    fn name(&self) -> &str {
        &self.name
    }
}

fn texts(pairs: &[Pair]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
}
