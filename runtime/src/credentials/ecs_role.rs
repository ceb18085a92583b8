//! The role of an ECS instance.

use super::metadata::Metadata;
use super::{Cached, Context, Credentials, Fetch, fetch};
use crate::{BoxFuture, Error};

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// Gets temporary credentials of the RAM role that is attached to the ECS instance (or the node of a cluster) this program runs
/// on, from the instance's metadata service.
///
/// Version 2 of the service's protocol is used, and version 1 where that fails, unless [`disable_v1`](Self::disable_v1) is set. The
/// service has 1 s for each answer.
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::credentials::{Context, EcsRole};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let context = Context::new(ReqwestTransport::new(Duration::from_secs(1))?);
/// let credentials = EcsRole::new().role_name("web").disable_v1(true).provider(context);
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
///
/// # Errors
/// Nobody answers, as everywhere but on an instance; or there is no such role, or none at all.
#[derive(Debug)]
pub struct EcsRole {
    role_name: Option<String>,
    metadata: Metadata,
}

impl EcsRole {
    /// The role that is attached, whatever its name.
    #[expect(clippy::new_without_default, reason = "the providers are all made by `new`")]
    pub fn new() -> Self {
        Self {
            role_name: None,
            metadata: Metadata {
                disable_v1: false,
                endpoint: None,
            },
        }
    }

    /// The role of this name, which saves a question. Default: the service is asked for the name.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.role_name = Some(name.into());
        self
    }

    /// Never asks without a token, as version 1 of the protocol does: other programs can be tricked into that. Default: asks that way
    /// if version 2 fails.
    #[must_use]
    pub fn disable_v1(mut self, disable: bool) -> Self {
        self.metadata.disable_v1 = disable;
        self
    }

    /// Asks this host instead of `http://100.100.100.200`, for tests.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.metadata.endpoint = Some(endpoint.into());
        self
    }

    /// A provider that keeps what it is given until it expires.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    async fn ask(&self, context: &Context) -> Result<Credentials, Error> {
        let role = match &self.role_name {
            Some(name) => name.clone(),
            None => {
                let answer = self.metadata.get(context, ROLES).await?;
                match answer.text().trim() {
                    "" => return Err(answer.error("names no role: none is attached to the instance")),
                    name => name.to_owned(),
                }
            }
        };
        let path = format!("{ROLES}{}", crate::sign::percent::encode(&role));
        let answer = self.metadata.get(context, &path).await?;
        let document = answer.json()?;
        match fetch::member(&document, "Code") {
            Some("Success") => answer.credentials(&document),
            Some(code) => Err(answer.error(format_args!("says {code}"))),
            None => Err(answer.error("is without Code")),
        }
    }
}

impl Fetch for EcsRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move { Ok(self.ask(context).await?.with_provider(self.name().to_owned())) })
    }

    fn name(&self) -> &str {
        "ecs_ram_role"
    }
}
