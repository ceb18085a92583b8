//! The default chain: everywhere that credentials are looked for when nobody says where.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::absent::Absent;
use super::cli::switched_off;
use super::flight::{Flights, lock};
use super::named::Named;
use super::{
    CliProfile, Context, CredentialProvider, Credentials, CredentialsUri, EcsRole, EnvironmentProvider, IniProfile,
    OidcRole,
};
use crate::{BoxFuture, Error};

/// The places where official SDKs look for credentials, in their order:
///
/// 1. environment variables ([`EnvironmentProvider`]);
/// 2. a role for a token of an identity provider, as in pods with RRSA ([`OidcRole`]), if `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`,
///    `ALIBABA_CLOUD_ROLE_ARN` and `ALIBABA_CLOUD_OIDC_TOKEN_FILE` are set;
/// 3. the file of the command line tool ([`CliProfile`]);
/// 4. the INI file ([`IniProfile`]);
/// 5. the role of an ECS instance ([`EcsRole`]), unless `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true`;
/// 6. a local server ([`CredentialsUri`]), if `ALIBABA_CLOUD_CREDENTIALS_URI` is set.
///
/// The first one that gives credentials serves from then on. If none does, the error says of each where it looked and why it had
/// nothing, first of those that are set up but do not work; the next call looks again.
///
/// ```no_run
/// # async fn credentials() -> Result<(), alicloud_runtime::Error> {
/// use std::time::Duration;
/// use alicloud_runtime::CredentialProvider;
/// use alicloud_runtime::credentials::{Context, DefaultChain};
/// use alicloud_runtime::transport::ReqwestTransport;
///
/// let chain = DefaultChain::new(Context::new(ReqwestTransport::new(Duration::from_secs(5))?));
/// let credentials = chain.credentials().await?;
/// println!("{:?} from {}", credentials.access_key_id(), credentials.provider());
/// # Ok(()) }
/// ```
pub struct DefaultChain {
    context: Context,
    served: Arc<Mutex<Option<Named>>>,
    walks: Flights<Result<Credentials, Error>>,
}

impl DefaultChain {
    /// Looks in what `context` shows.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            served: Arc::default(),
            walks: Flights::default(),
        }
    }

    async fn give(&self) -> Result<Credentials, Error> {
        let served = lock(&self.served).clone();
        match served {
            Some(provider) => provider.credentials().await,
            None => {
                let (context, served) = (self.context.clone(), self.served.clone());
                self.walks.join(|| Box::pin(walk(context, served))).await
            }
        }
    }
}

/// Asks one after the other, unless somebody else has just done so.
async fn walk(context: Context, served: Arc<Mutex<Option<Named>>>) -> Result<Credentials, Error> {
    let known = lock(&served).clone();
    if let Some(provider) = known {
        return provider.credentials().await;
    }
    let mut missed = Missed::default();
    for (name, link) in LINKS {
        let outcome = match link(&context) {
            Ok(provider) => {
                let provider = Named::new("default", provider);
                match provider.credentials().await {
                    Ok(credentials) => {
                        *lock(&served) = Some(provider);
                        return Ok(credentials);
                    }
                    // Most machines are no ECS instances, and nobody said that this one is.
                    Err(error) if name == "ecs_ram_role" && context.var(ECS_ROLE).is_none() => {
                        Absent::unset(error.to_string())
                    }
                    Err(error) => Absent::Broken(error),
                }
            }
            Err(absent) => absent,
        };
        missed.note(name, outcome);
    }
    Err(missed.error())
}

const ECS_ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA";

type Provider = Arc<dyn CredentialProvider>;

/// A provider's official name, and the provider if it is set up.
type Link = (&'static str, fn(&Context) -> Result<Provider, Absent>);

const LINKS: [Link; 6] = [
    ("env", environment),
    ("oidc_role_arn", oidc),
    ("cli_profile", cli),
    ("profile", ini),
    ("ecs_ram_role", ecs),
    ("credential_uri", uri),
];

fn environment(context: &Context) -> Result<Provider, Absent> {
    let provider = EnvironmentProvider::new(context.clone());
    provider.look()?;
    Ok(Arc::new(provider))
}

fn oidc(context: &Context) -> Result<Provider, Absent> {
    let names = [
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
        "ALIBABA_CLOUD_ROLE_ARN",
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    ];
    let [Some(provider), Some(role), Some(file)] = names.map(|name| context.var(name)) else {
        let unset: Vec<&str> = names.into_iter().filter(|name| context.var(name).is_none()).collect();
        let verb = if unset.len() == 1 { "is" } else { "are" };
        return Err(Absent::unset(format!("{} {verb} not set", unset.join(" and "))));
    };
    Ok(Arc::new(OidcRole::new(provider, role, file).provider(context.clone())))
}

fn cli(context: &Context) -> Result<Provider, Absent> {
    if let Some(why) = switched_off(context) {
        return Err(Absent::Unset(why));
    }
    let provider = CliProfile::new(context.clone());
    provider.find()?;
    Ok(Arc::new(provider))
}

fn ini(context: &Context) -> Result<Provider, Absent> {
    let provider = IniProfile::new(context.clone());
    provider.find()?;
    Ok(Arc::new(provider))
}

fn ecs(context: &Context) -> Result<Provider, Absent> {
    const SWITCH: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
    if context.is_on(SWITCH) {
        return Err(Absent::unset(format!("switched off by {SWITCH}")));
    }
    // It takes its name from the variable itself.
    let role = EcsRole::new();
    Ok(Arc::new(role.provider(context.clone())))
}

fn uri(context: &Context) -> Result<Provider, Absent> {
    const URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";
    match context.var(URI) {
        Some(uri) => Ok(Arc::new(CredentialsUri::new(uri).provider(context.clone()))),
        None => Err(Absent::unset(format!("{URI} is not set"))),
    }
}

/// What every link had to say.
#[derive(Default)]
struct Missed {
    broken: Vec<String>,
    unset: Vec<String>,
    /// Whether one of those that do not work may work a little later.
    passes: bool,
}

impl Missed {
    fn note(&mut self, name: &str, absent: Absent) {
        match absent {
            Absent::Broken(error) => {
                self.passes |= error.is_retryable();
                self.broken.push(format!("{name} is set up but DOES NOT WORK: {error}"));
            }
            Absent::Unset(why) => self.unset.push(format!("{name}: {why}")),
        }
    }

    fn error(self) -> Error {
        let is_set_up = !self.broken.is_empty();
        let reasons = [self.broken, self.unset].concat().join(" | ");
        let error = Error::no_credentials(reasons).passing(self.passes);
        match is_set_up {
            // Each of them says what to do about it.
            true => error.with_advice("put that right, or set up another of these providers"),
            false => error.with_advice(
                "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, run `aliyun configure`, or give \
                 credentials to Client::builder()",
            ),
        }
    }
}

impl CredentialProvider for DefaultChain {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.give())
    }

    fn name(&self) -> &str {
        "default"
    }

    fn warning(&self) -> Option<String> {
        lock(&self.served).as_ref()?.warning()
    }
}

/// `default`, and what served last.
impl fmt::Debug for DefaultChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*lock(&self.served) {
            Some(provider) => provider.fmt(f),
            None => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two calls find that nobody has served yet; the second begins to look only when the first has found somebody.
    #[tokio::test]
    async fn a_walk_that_begins_late_takes_who_serves() {
        let first: Provider = Arc::new(Credentials::access_key("id", "secret"));
        let served = Arc::new(Mutex::new(Some(Named::new("default", first))));
        let credentials = walk(Context::empty(), served).await.expect("those of the first call");
        assert_eq!(credentials.access_key_id(), Some("id"));
    }
}
