//! Credentials from environment variables.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::absent::Absent;
use super::{CredentialProvider, Credentials};
use crate::{BoxFuture, Error, ErrorKind};

/// How the names of variables begin: as official SDKs have them, and as the command line tool knows them besides. It knows them
/// without any prefix, too; those are left to the programs of other clouds.
pub(crate) const PREFIXES: [&str; 3] = ["ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"];

/// Named variables: the process's own, or a map or function in their place.
pub trait Environment: Send + Sync {
    /// The value of a variable; `None` if it is not set.
    fn var(&self, name: &str) -> Option<String>;

    /// The value of a variable that is set and not empty: official SDKs make no difference between the other two.
    fn value(&self, name: &str) -> Option<String> {
        self.var(name).filter(|value| !value.is_empty())
    }

    /// Whether a variable is set to `true` (or `1`), in any case: how switches are read.
    fn is_on(&self, name: &str) -> bool {
        self.value(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// The user's home directory: what `HOME` names (`USERPROFILE` on Windows), unless said otherwise.
    fn home(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        self.value(name).map(PathBuf::from)
    }
}

impl<E: Environment + ?Sized> Environment for Arc<E> {
    fn var(&self, name: &str) -> Option<String> {
        (**self).var(name)
    }

    fn home(&self) -> Option<PathBuf> {
        (**self).home()
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
/// `ALIBABA_CLOUD_SECURITY_TOKEN`; where neither of the first two is set, the same with `ALIBABACLOUD_` or `ALICLOUD_` in front;
/// else a token from `ALIBABA_CLOUD_BEARER_TOKEN`. With `ALIBABA_CLOUD_PROFILE_MODE=Anonymous` calls go out unsigned. An empty
/// variable counts as unset. What was found once is kept.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::credentials::EnvironmentProvider;
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
/// let client = Client::builder().credentials(EnvironmentProvider::default());
/// # client.transport(transport).build()
/// # }
/// ```
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

    /// The credentials, or why there are none.
    pub(super) fn look(&self) -> Result<Credentials, Absent> {
        if let Some(credentials) = self.found.get() {
            return Ok(credentials.clone());
        }
        let credentials = self.read()?.with_provider("env");
        Ok(self.found.get_or_init(|| credentials).clone())
    }

    fn read(&self) -> Result<Credentials, Absent> {
        let var = |name: &str| self.environment.value(name);
        if var("ALIBABA_CLOUD_PROFILE_MODE").is_some_and(|mode| mode.eq_ignore_ascii_case("Anonymous")) {
            return Ok(Credentials::anonymous());
        }
        for prefix in PREFIXES {
            let [id, secret, token] =
                ["ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN"].map(|name| format!("{prefix}{name}"));
            match (var(&id), var(&secret)) {
                (Some(id), Some(secret)) => {
                    let credentials = Credentials::access_key(id, secret);
                    return Ok(match var(&token) {
                        Some(token) => credentials.with_security_token(token),
                        None => credentials,
                    });
                }
                (Some(_), None) => return Err(half(&id, &secret)),
                (None, Some(_)) => return Err(half(&secret, &id)),
                (None, None) => {}
            }
        }
        match var("ALIBABA_CLOUD_BEARER_TOKEN") {
            Some(token) => Ok(Credentials::bearer(token)),
            None => Err(Absent::unset(
                "environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set",
            )),
        }
    }
}

fn half(set: &str, unset: &str) -> Absent {
    let error = Error::new(ErrorKind::Credentials, format!("{set} is set but {unset} is not"));
    Absent::Broken(error.with_advice(format!("set {unset} too, or unset {set}")))
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
        Box::pin(std::future::ready(self.look().map_err(Error::from)))
    }

    fn name(&self) -> &str {
        "env"
    }
}
