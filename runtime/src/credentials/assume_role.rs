//! A role, assumed with other credentials.

use std::fmt;

use super::role::{Caller, Role, role_setters};
use super::{Cached, Context, CredentialProvider, Credentials, Fetch};
use crate::{BoxFuture, Error};

/// Assumes a RAM role with the credentials of another provider, which may itself be one of these: STS's `AssumeRole`.
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{AssumeRole, Context};
/// use alicloud_runtime::transport::ReqwestTransport;
/// use alicloud_runtime::{Client, Credentials};
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(5))?);
/// let source = Credentials::access_key("my-id", "my-secret");
/// let role = AssumeRole::new(source, "acs:ram::1234567890123456:role/reader").session_name("nightly");
/// let client = Client::builder().region("cn-hangzhou").credentials(role.provider(context)).build()?;
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// What STS answers: `NoPermission` if the source may not assume the role, `EntityNotExist.Role` if there is none.
pub struct AssumeRole {
    source: Box<dyn CredentialProvider>,
    role: Role,
}

impl AssumeRole {
    /// Assumes the role with this ARN (`acs:ram::<account>:role/<name>`) by the credentials of `source`.
    pub fn new(source: impl CredentialProvider + 'static, role_arn: impl Into<String>) -> Self {
        Self {
            source: Box::new(source),
            role: Role::new(role_arn),
        }
    }

    role_setters!();

    /// The id that the role's owner asks of others who assume it.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.role.external_id = Some(id.into());
        self
    }

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }
}

impl Fetch for AssumeRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let source = self.source.credentials().await?;
            let assumed = self.role.assume(context, &Caller::Key(&source)).await?;
            Ok(assumed.with_provider(format!("{}/{}", self.name(), source.provider())))
        })
    }

    fn name(&self) -> &str {
        "ram_role_arn"
    }
}

impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumeRole")
            .field("source", &self.source)
            .field("role", &self.role)
            .finish()
    }
}
