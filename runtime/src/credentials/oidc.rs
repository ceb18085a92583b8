//! A role, assumed with the token of an identity provider.

use std::fmt;
use std::path::{Path, PathBuf};

use super::role::{Caller, Role, role_setters};
use super::{Cached, Context, Credentials, Fetch};
use crate::{BoxFuture, Error, ErrorKind, Secret};

/// Assumes a RAM role with a token that an OpenID Connect provider wrote into a file, as pods with RRSA have it: STS's
/// `AssumeRoleWithOIDC`. The file is read for each fetch, since whoever writes it renews it.
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{Context, OidcRole};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(5))?);
/// let provider = "acs:ram::1234567890123456:oidc-provider/ack-rrsa";
/// let role = OidcRole::new(provider, "acs:ram::1234567890123456:role/pod", "/var/run/secrets/tokens/oidc");
/// let credentials = role.provider(context);
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// A file that cannot be read, and what STS answers: `AuthenticationFail.OIDCToken.Expired` for an old token.
pub struct OidcRole {
    provider_arn: String,
    token_file: PathBuf,
    role: Role,
}

impl OidcRole {
    /// Assumes the role `role_arn` by the token in `token_file`, which the identity provider `provider_arn` issued.
    pub fn new(provider_arn: impl Into<String>, role_arn: impl Into<String>, token_file: impl AsRef<Path>) -> Self {
        Self {
            provider_arn: provider_arn.into(),
            token_file: token_file.as_ref().to_owned(),
            role: Role::new(role_arn),
        }
    }

    role_setters!();

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    /// The token as it stands in the file: the official SDKs trim nothing.
    fn token(&self, context: &Context) -> Result<Secret, Error> {
        let unusable = |why: String| {
            let what = format!("the OIDC token file {} {why}", self.token_file.display());
            Error::new(ErrorKind::Credentials, what)
        };
        let bytes = context
            .files()
            .read(&self.token_file)
            .map_err(|error| unusable(format!("cannot be read: {error}")).with_source(error))?;
        match String::from_utf8(bytes) {
            Ok(token) if !token.is_empty() => Ok(Secret::new(token)),
            Ok(_) => Err(unusable("is empty".to_owned())),
            Err(_) => Err(unusable("does not hold text".to_owned())),
        }
    }
}

impl Fetch for OidcRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let caller = Caller::Token {
                provider_arn: &self.provider_arn,
                token: self.token(context)?,
            };
            let assumed = self.role.assume(context, &caller).await?;
            Ok(assumed.with_provider(self.name().to_owned()))
        })
    }

    fn name(&self) -> &str {
        "oidc_role_arn"
    }
}

impl fmt::Debug for OidcRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcRole")
            .field("provider_arn", &self.provider_arn)
            .field("token_file", &self.token_file)
            .field("role", &self.role)
            .finish()
    }
}
