//! The file of the command line tool, and the profile in it that counts.

use std::io;
use std::path::{Path, PathBuf};

use super::document::Document;
use crate::credentials::absent::Absent;
use crate::credentials::{Environment, Files};
use crate::sign::hash::sha256_hex;
use crate::{Error, ErrorKind};

/// The file, read.
pub(crate) struct Config {
    pub(super) path: PathBuf,
    /// Tells one state of the file from another.
    digest: String,
    document: Document,
}

/// One of its profiles.
#[derive(Clone, Copy)]
pub(crate) struct Profile<'a> {
    pub(super) path: &'a Path,
    pub(super) name: &'a str,
    document: &'a Document,
}

impl Config {
    /// Reads the file that is given, else that of `ALIBABA_CLOUD_CONFIG_FILE`, else `~/.aliyun/config.json`.
    pub(crate) fn read(environment: &dyn Environment, files: &dyn Files, path: Option<&Path>) -> Result<Self, Absent> {
        let named = path
            .map(Path::to_owned)
            .or_else(|| environment.value("ALIBABA_CLOUD_CONFIG_FILE").map(PathBuf::from));
        let path = match (&named, environment.home()) {
            (Some(path), _) => path.clone(),
            (None, Some(home)) => home.join(".aliyun").join("config.json"),
            (None, None) => {
                return Err(Absent::unset(
                    "no home directory is known, and so no ~/.aliyun/config.json",
                ));
            }
        };
        let shown = path.display();
        let text = match files.read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => {
                return Err(Absent::unset(format!("{shown} does not exist")));
            }
            Err(error) => return Err(broken(format!("{shown} cannot be read: {error}"))),
        };
        let document = Document::parse(&text).map_err(|error| broken(format!("{shown} is not valid JSON: {error}")))?;
        Ok(Self {
            path,
            digest: sha256_hex(&text),
            document,
        })
    }

    /// What differs between two files, and between two states of one.
    pub(super) fn state(&self) -> (PathBuf, String) {
        (self.path.clone(), self.digest.clone())
    }

    /// The profile that is asked for, else that of `ALIBABA_CLOUD_PROFILE`, else the current one of the file.
    pub(crate) fn chosen(&self, environment: &dyn Environment, name: Option<&str>) -> Result<Profile<'_>, Error> {
        if let Some(name) = name {
            return self.profile(name);
        }
        match (
            environment.value("ALIBABA_CLOUD_PROFILE"),
            self.document.text("current"),
        ) {
            (Some(name), _) => self.profile(&name),
            (None, Some(name)) => self.profile(name),
            (None, None) => {
                let message = format!("{} does not say which profile is current", self.path.display());
                Err(Error::new(ErrorKind::Credentials, message).with_advice(CONFIGURE))
            }
        }
    }

    /// The profile of this name.
    pub(super) fn profile(&self, name: &str) -> Result<Profile<'_>, Error> {
        let profiles = self.document.get("profiles").map_or(&[][..], Document::items);
        let names = || profiles.iter().filter_map(|profile| profile.text("name"));
        let found = profiles.iter().find(|profile| profile.text("name") == Some(name));
        if let Some(document) = found
            && let Some(name) = document.text("name")
        {
            return Ok(Profile {
                path: &self.path,
                name,
                document,
            });
        }
        let mut message = format!("{} has no profile {name:?}", self.path.display());
        let known: Vec<&str> = names().collect();
        if !known.is_empty() {
            message.push_str(&format!("; it has: {}", known.join(", ")));
        }
        Err(Error::new(ErrorKind::Credentials, message).with_advice(CONFIGURE))
    }
}

pub(super) const CONFIGURE: &str = "run `aliyun configure`";

fn broken(message: String) -> Absent {
    Absent::Broken(Error::new(ErrorKind::Credentials, message))
}

impl<'a> Profile<'a> {
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.document.text(key)
    }

    /// A text without which the mode makes no sense.
    pub(super) fn needed(&self, key: &str) -> Result<&'a str, Error> {
        self.text(key).ok_or_else(|| self.error(format!("{key} is missing")))
    }

    /// A number that is set; 0 is as good as none.
    pub(crate) fn integer(&self, key: &str) -> Option<u64> {
        let number = self.document.integer(key)?;
        u64::try_from(number).ok().filter(|number| *number > 0)
    }

    pub(super) fn is_true(&self, key: &str) -> bool {
        self.document.is_true(key)
    }

    /// What is wrong with the profile, and where it is.
    pub(super) fn error(&self, what: impl AsRef<str>) -> Error {
        let message = format!("{self}: {}", what.as_ref());
        Error::new(ErrorKind::Credentials, message).with_advice(CONFIGURE)
    }
}

impl std::fmt::Display for Profile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "profile {:?} in {}", self.name, self.path.display())
    }
}
