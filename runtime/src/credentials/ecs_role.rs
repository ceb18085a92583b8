//! The credentials of the RAM role that is attached to an ECS instance.

use http::Method;

use super::{Cached, Context, Credentials, Fetch, Metadata};
use crate::sign::percent;
use crate::{BoxFuture, Error};

const NO_ROLE: &str = "attach a RAM role to the instance, and name it as it is or not at all";
const PATH: &str = "/latest/meta-data/ram/security-credentials/";

/// Asks the metadata service of an ECS instance for the credentials of its RAM role.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::credentials::{Context, EcsRole};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let role = EcsRole::new().disable_v1(true);
/// let client = Client::builder().credentials(role.provider(Context::new(transport))).build()?;
/// # Ok(client) }
/// ```
///
/// Environment variables: `ALIBABA_CLOUD_ECS_METADATA` names the role, `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true` forbids to ask,
/// `ALIBABA_CLOUD_IMDSV1_DISABLED=true` forbids to ask without a token.
#[derive(Debug, Default)]
pub struct EcsRole {
    role: Option<String>,
    metadata: Metadata,
}

impl EcsRole {
    /// The role that the instance has.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the role, which saves asking for its name. Default: `ALIBABA_CLOUD_ECS_METADATA`, or what the service says.
    #[must_use]
    pub fn role_name(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// Whether to fail rather than to ask without a token; see [`Metadata::disable_v1`].
    #[must_use]
    pub fn disable_v1(mut self, disabled: bool) -> Self {
        self.metadata = self.metadata.disable_v1(disabled);
        self
    }

    /// Asks another host than `http://100.100.100.200`, such as the emulator.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.metadata = self.metadata.endpoint(endpoint);
        self
    }

    /// Keeps what is fetched, and fetches anew in time.
    pub fn provider(self, context: Context) -> Cached<Self> {
        Cached::new(self, context)
    }

    async fn role(&self, context: &Context) -> Result<String, Error> {
        if let Some(name) = &self.role {
            return Ok(name.clone());
        }
        if let Some(name) = context.var("ALIBABA_CLOUD_ECS_METADATA") {
            return Ok(name);
        }
        let ask = || {
            let what = "the RAM role of the ECS instance";
            self.metadata.ask(Method::GET, what, PATH).if_missing(NO_ROLE)
        };
        let answer = self.metadata.read(ask, context).await?;
        match answer.text() {
            Ok(name) if is_role_name(name) => Ok(name.to_owned()),
            _ => Err(answer
                .unfit("the answer is not the name of a role")
                .with_advice(NO_ROLE)),
        }
    }
}

/// All that RAM allows, so that no other page is taken for an answer.
fn is_role_name(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.len() <= 64 && text.bytes().all(is_allowed)
}

impl Fetch for EcsRole {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let role = self.role(context).await?;
            let path = format!("{PATH}{}", percent::encode(&role));
            let what = format!("the RAM role {role} of the ECS instance");
            let ask = || self.metadata.ask(Method::GET, &what, &path).if_missing(NO_ROLE);
            let answer = self.metadata.read(ask, context).await?;
            let said = answer.json()?;
            match said.text("Code") {
                Some("Success") => said.credentials("ecs_ram_role"),
                code => Err(said.refused(code.unwrap_or("no Code"))),
            }
        })
    }

    fn name(&self) -> &str {
        "ecs_ram_role"
    }
}
