//! Credentials from environment variables.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::{CredentialProvider, Credentials};
use crate::{BoxFuture, Error};

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// Named variables: the process's own, or a map or function in their place.
pub trait Environment: Send + Sync {
    /// The value of a variable; `None` if it is not set.
    fn var(&self, name: &str) -> Option<String>;

    /// The user's home directory: what `HOME` names (`USERPROFILE` on Windows), unless said otherwise.
    fn home(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        self.var(name).filter(|home| !home.is_empty()).map(PathBuf::from)
    }
}

/// The environment of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// As the standard library finds it, in the user database too.
    fn home(&self) -> Option<PathBuf> {
        std::env::home_dir().filter(|home| !home.as_os_str().is_empty())
    }
}

impl Environment for BTreeMap<String, String> {
    fn var(&self, name: &str) -> Option<String> {
        self.get(name).cloned()
    }
}

impl<F: Fn(&str) -> Option<String> + Send + Sync> Environment for F {
    fn var(&self, name: &str) -> Option<String> {
        self(name)
    }
}

/// Reads `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for temporary keys,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`. An empty variable counts as unset. What was found once is kept.
pub struct EnvironmentProvider {
    environment: Box<dyn Environment>,
    found: OnceLock<Credentials>,
}

impl EnvironmentProvider {
    /// Reads from `environment`, which for programs is [`ProcessEnvironment`].
    pub fn new(environment: impl Environment + 'static) -> Self {
        Self {
            environment: Box::new(environment),
            found: OnceLock::new(),
        }
    }

    fn read(&self) -> Result<Credentials, Error> {
        if let Some(credentials) = self.found.get() {
            return Ok(credentials.clone());
        }
        let var = |name| self.environment.var(name).filter(|value| !value.is_empty());
        let (id, secret) = match (var(ID), var(SECRET)) {
            (Some(id), Some(secret)) => (id, secret),
            (Some(_), None) => return Err(Error::no_credentials(format!("{ID} is set but {SECRET} is not"))),
            (None, Some(_)) => return Err(Error::no_credentials(format!("{SECRET} is set but {ID} is not"))),
            (None, None) => {
                return Err(Error::no_credentials(format!(
                    "environment variables {ID} and {SECRET} are not set"
                )));
            }
        };
        let mut credentials = Credentials::access_key(id, secret);
        if let Some(token) = var(TOKEN) {
            credentials = credentials.with_security_token(token);
        }
        Ok(self.found.get_or_init(|| credentials.with_provider("env")).clone())
    }
}

impl Default for EnvironmentProvider {
    fn default() -> Self {
        Self::new(ProcessEnvironment)
    }
}

impl fmt::Debug for EnvironmentProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentProvider").finish_non_exhaustive()
    }
}

impl CredentialProvider for EnvironmentProvider {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(std::future::ready(self.read()))
    }

    fn name(&self) -> &str {
        "env"
    }
}
