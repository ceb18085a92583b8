//! What `aliyun configure` has set up: `~/.aliyun/config.json`.

mod config;
mod document;
mod external;
mod login;
mod mode;
mod split;
mod write_back;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub(crate) use config::{Config, Profile};
pub use external::External;

use self::write_back::Warning;
use super::absent::Absent;
use super::flight::lock;
use super::named::Named;
use super::{Context, CredentialProvider, Credentials, Environment};
use crate::{BoxFuture, Error};

/// The credentials of a profile of the official command line tool, whatever its mode.
///
/// The file is that of [`file`](Self::file), else of `ALIBABA_CLOUD_CONFIG_FILE`, else `~/.aliyun/config.json`; the profile that of
/// [`profile`](Self::profile), else of `ALIBABA_CLOUD_PROFILE`, else the file's current one. It is read once, and again after an
/// error if it has changed: a new login counts without a restart. What a login (mode `OAuth`) or a program (mode `External`) has refreshed is written
/// back to the profile; a failure of that is only a [`warning`](CredentialProvider::warning).
///
/// ```
/// # use alicloud_runtime::credentials::{CliProfile, Context};
/// # fn provider(context: Context) -> impl alicloud_runtime::CredentialProvider {
/// CliProfile::new(context).profile("production")
/// # }
/// ```
pub struct CliProfile {
    context: Context,
    name: Option<String>,
    file: Option<PathBuf>,
    found: Mutex<Option<Found>>,
    warning: Warning,
}

/// Why the command line tool's file is not to be read, if the environment says so.
pub(crate) fn switched_off(environment: &dyn Environment) -> Option<String> {
    ["ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "ALIBABA_CLOUD_IGNORE_PROFILE"]
        .into_iter()
        .find(|switch| environment.is_on(switch))
        .map(|switch| format!("switched off by {switch}"))
}

/// What the file led to.
struct Found {
    state: (PathBuf, String),
    provider: Named,
    /// Whether it had no credentials when it was last asked.
    has_failed: bool,
}

impl CliProfile {
    /// The profile and file that the environment names, or the usual ones.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            name: None,
            file: None,
            found: Mutex::default(),
            warning: Warning::default(),
        }
    }

    /// Takes this profile.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Reads this file.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.file = Some(path.as_ref().to_owned());
        self
    }

    /// The provider of the profile. One that has failed is kept as long as the file is the same, for it may have a login that is newer
    /// than the file's.
    pub(super) fn find(&self) -> Result<Named, Absent> {
        let mut found = lock(&self.found);
        if let Some(found) = &*found
            && !found.has_failed
        {
            return Ok(found.provider.clone());
        }
        let config = Config::read(&self.context, self.context.files(), self.file.as_deref())?;
        if let Some(found) = &*found
            && found.state == config.state()
        {
            return Ok(found.provider.clone());
        }
        let profile = config.chosen(&self.context, self.name.as_deref())?;
        let provider = mode::provider(&config, profile, &self.context, &self.warning)?;
        let provider = Named::new("cli_profile", provider);
        *found = Some(Found {
            state: config.state(),
            provider: provider.clone(),
            has_failed: false,
        });
        Ok(provider)
    }

    async fn give(&self) -> Result<Credentials, Error> {
        let given = self.find()?.credentials().await;
        if let Some(found) = &mut *lock(&self.found) {
            found.has_failed = given.is_err();
        }
        given
    }
}

impl CredentialProvider for CliProfile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.give())
    }

    fn name(&self) -> &str {
        "cli_profile"
    }

    fn warning(&self) -> Option<String> {
        lock(&self.warning).clone()
    }
}

impl fmt::Debug for CliProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self as &dyn CredentialProvider).fmt(f)
    }
}
