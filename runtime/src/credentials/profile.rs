//! The INI file of the official SDKs: `~/.alibabacloud/credentials`.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::absent::Absent;
use super::flight::lock;
use super::named::Named;
use super::{AssumeRole, Context, CredentialProvider, Credentials, EcsRole, OidcRole};
use crate::{BoxFuture, Error, ErrorKind};

/// The credentials of a section of the INI file that official SDKs share.
///
/// The file is that of [`file`](Self::file), else of `ALIBABA_CLOUD_CREDENTIALS_FILE`, else `~/.alibabacloud/credentials`, else
/// `~/.alibabacloud/credentials.ini`; the section that of [`profile`](Self::profile), else of `ALIBABA_CLOUD_PROFILE`, else
/// `default`. Its `type` is `access_key`, `sts`, `bearer`, `ecs_ram_role`, `ram_role_arn` or `oidc_role_arn`. The file is read once,
/// and again after an error.
///
/// ```ini
/// [default]
/// type = ram_role_arn
/// access_key_id = …
/// access_key_secret = …
/// role_arn = acs:ram::1234567890123456:role/reader
/// ```
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::credentials::{Context, IniProfile};
/// use alicloud_runtime::{Client, Error};
///
/// # fn build(transport: impl Transport + Clone + 'static) -> Result<Client, Error> {
/// let work = IniProfile::new(Context::new(transport)).profile("work");
/// let client = Client::builder().credentials(work).build()?;
/// # Ok(client) }
/// ```
pub struct IniProfile {
    context: Context,
    name: Option<String>,
    file: Option<PathBuf>,
    found: Mutex<Option<Named>>,
}

impl IniProfile {
    /// The section and file that the environment names, or the usual ones.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            name: None,
            file: None,
            found: Mutex::default(),
        }
    }

    /// Takes this section.
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

    /// The provider of the section.
    pub(super) fn find(&self) -> Result<Named, Absent> {
        let mut found = lock(&self.found);
        if let Some(provider) = &*found {
            return Ok(provider.clone());
        }
        let provider = Named::new("profile", self.read()?);
        Ok(found.insert(provider).clone())
    }

    async fn give(&self) -> Result<Credentials, Error> {
        let given = self.find()?.credentials().await;
        if given.is_err() {
            *lock(&self.found) = None;
        }
        given
    }

    fn read(&self) -> Result<Arc<dyn CredentialProvider>, Absent> {
        let (path, text) = self.text()?;
        let var = || self.context.var("ALIBABA_CLOUD_PROFILE");
        let name = self.name.clone().or_else(var).unwrap_or_else(|| "default".to_owned());
        let section = Section {
            place: format!("section [{name}] of {}", path.display()),
            values: section(&text, &name).ok_or_else(|| {
                let message = format!("{} has no section [{name}]", path.display());
                let advice = "add it, or name another one with ALIBABA_CLOUD_PROFILE";
                Error::new(ErrorKind::Credentials, message).with_advice(advice)
            })?,
        };
        if section.get("enable") == Some("false") {
            return Err(Absent::unset(format!("{} is switched off by enable", section.place)));
        }
        Ok(section.provider(&self.context)?)
    }

    fn text(&self) -> Result<(PathBuf, String), Absent> {
        let var = || self.context.var("ALIBABA_CLOUD_CREDENTIALS_FILE").map(PathBuf::from);
        let named = self.file.clone().or_else(var);
        let paths = match (&named, self.context.home()) {
            (Some(path), _) => vec![path.clone()],
            (None, Some(home)) => ["credentials", "credentials.ini"]
                .iter()
                .map(|name| home.join(".alibabacloud").join(name))
                .collect(),
            (None, None) => {
                let why = "no home directory is known, and so no ~/.alibabacloud/credentials";
                return Err(Absent::unset(why));
            }
        };
        for path in &paths {
            match self.context.files().read(path) {
                Ok(text) => return Ok((path.clone(), String::from_utf8_lossy(&text).into_owned())),
                Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {}
                Err(error) => {
                    let message = format!("{} cannot be read: {error}", path.display());
                    return Err(Error::new(ErrorKind::Credentials, message).into());
                }
            }
        }
        let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let plural = if shown.len() > 1 { "do" } else { "does" };
        Err(Absent::unset(format!("{} {plural} not exist", shown.join(" and "))))
    }
}

/// The values of a section; of a key that comes twice the last one. The rules are few: a line is a section, a `key = value`, or a
/// comment (`#` or `;`, also behind a value after a space); values may be in quotes.
fn section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let mut current = String::new();
    let mut values = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            let (header, _) = header.split_once(']').unwrap_or((header, ""));
            current = header.trim().to_owned();
            if current == name {
                values.get_or_insert_with(BTreeMap::new);
            }
        } else if current == name
            && let Some((key, value)) = line.split_once('=')
        {
            let values = values.get_or_insert_with(BTreeMap::new);
            values.insert(key.trim().to_owned(), plain(value).to_owned());
        }
    }
    values
}

/// A value without its comment and quotes.
fn plain(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote)
            && let Some((inside, _)) = quoted.split_once(quote)
        {
            return inside;
        }
    }
    let end = [" #", " ;", "\t#", "\t;"]
        .iter()
        .filter_map(|mark| value.find(mark))
        .min();
    let (value, _) = end.and_then(|end| value.split_at_checked(end)).unwrap_or((value, ""));
    value.trim_end()
}

/// A section that was found. It has no `Debug`: it holds secrets.
struct Section {
    place: String,
    values: BTreeMap<String, String>,
}

impl Section {
    fn get(&self, key: &str) -> Option<&str> {
        self.values
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    fn needed(&self, key: &str) -> Result<&str, Error> {
        self.get(key).ok_or_else(|| self.error(format!("{key} is missing")))
    }

    fn error(&self, what: impl AsRef<str>) -> Error {
        let message = format!("{}: {}", self.place, what.as_ref());
        Error::new(ErrorKind::Credentials, message).with_advice("correct the section")
    }

    fn access_key(&self) -> Result<Credentials, Error> {
        let id = self.needed("access_key_id")?;
        Ok(Credentials::access_key(id, self.needed("access_key_secret")?))
    }

    fn provider(&self, context: &Context) -> Result<Arc<dyn CredentialProvider>, Error> {
        Ok(match self.needed("type")? {
            "access_key" => Arc::new(self.access_key()?),
            "sts" => Arc::new(self.access_key()?.with_security_token(self.needed("security_token")?)),
            "bearer" => Arc::new(Credentials::bearer(self.needed("bearer_token")?)),
            "ecs_ram_role" => {
                let role = EcsRole::new().role_name(self.get("role_name").unwrap_or_default());
                Arc::new(role.provider(context.clone()))
            }
            "ram_role_arn" => {
                let mut role = AssumeRole::new(self.access_key()?, self.needed("role_arn")?);
                if let Some(name) = self.get("role_session_name") {
                    role = role.session_name(name);
                }
                if let Some(policy) = self.get("policy") {
                    role = role.policy(policy);
                }
                Arc::new(role.provider(context.clone()))
            }
            "oidc_role_arn" => {
                let file = self.needed("oidc_token_file_path")?;
                let mut role = OidcRole::new(self.needed("oidc_provider_arn")?, self.needed("role_arn")?, file);
                if let Some(name) = self.get("role_session_name") {
                    role = role.session_name(name);
                }
                if let Some(policy) = self.get("policy") {
                    role = role.policy(policy);
                }
                Arc::new(role.provider(context.clone()))
            }
            "rsa_key_pair" => {
                let error = self.error("type rsa_key_pair is deprecated by Alibaba Cloud and not supported");
                return Err(error.with_advice("use a RAM role or an access key"));
            }
            unknown => {
                let known = "access_key, sts, bearer, ecs_ram_role, ram_role_arn, oidc_role_arn";
                return Err(self.error(format!("type {unknown:?} is not known; known are {known}")));
            }
        })
    }
}

impl CredentialProvider for IniProfile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.give())
    }

    fn name(&self) -> &str {
        "profile"
    }
}

impl fmt::Debug for IniProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
