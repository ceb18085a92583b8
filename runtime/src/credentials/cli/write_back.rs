//! What was refreshed goes back into the file it came from, for the command line tool and other programs.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use super::config::Profile;
use super::document::Document;
use crate::credentials::flight::lock;
use crate::credentials::{Context, Credentials, Identity, Tokens};

/// The last thing that went wrong beside the way, for the eyes of people.
pub(super) type Warning = Arc<Mutex<Option<String>>>;

/// A member of a profile.
pub(super) type Member = (&'static str, Value);

/// Members of a profile; of several with one name, the last counts.
pub(super) type Members = Vec<Member>;

/// A profile to write to.
#[derive(Clone)]
pub(super) struct WriteBack {
    path: PathBuf,
    profile: String,
    warning: Warning,
}

impl WriteBack {
    /// How often a file is tried that somebody else has locked, and how long apart.
    const TRIES: usize = 20;
    const PAUSE: Duration = Duration::from_millis(100);

    pub(super) fn new(profile: Profile<'_>, warning: Warning) -> Self {
        Self {
            path: profile.path.to_owned(),
            profile: profile.name.to_owned(),
            warning,
        }
    }

    /// Sets members of the profile. Whoever has the credentials can use them all the same, so a failure is only a warning.
    pub(super) async fn save(&self, context: &Context, members: &[Member]) {
        let mut saved = self.try_to(context, members);
        for _ in 1..Self::TRIES {
            match &saved {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                _ => break,
            }
            context.clock().sleep(Self::PAUSE).await;
            saved = self.try_to(context, members);
        }
        *lock(&self.warning) = saved.err().map(|error| {
            let why = match error.kind() {
                io::ErrorKind::WouldBlock => "another program has locked it".to_owned(),
                _ => error.to_string(),
            };
            let (profile, path) = (&self.profile, self.path.display());
            format!("refreshed credentials of profile {profile:?} could not be written to {path}: {why}")
        });
    }

    /// Sets members of the profile now, or fails.
    pub(super) fn try_to(&self, context: &Context, members: &[Member]) -> io::Result<()> {
        context.files().replace(&self.path, &mut |text| {
            let mut document = Document::parse(text)?;
            let profiles = document.get_mut("profiles").map_or(&mut [][..], Document::items_mut);
            let profile = profiles
                .iter_mut()
                .find(|profile| profile.text("name") == Some(&self.profile));
            let profile = profile.ok_or_else(|| io::Error::other("the profile is gone"))?;
            for (name, value) in members {
                profile.set(name, value.clone());
            }
            Ok(document.print()?)
        })
    }
}

/// The members that temporary credentials are kept in. Nothing for those that do not last: they are got again in any case.
pub(super) fn members(credentials: &Credentials) -> Members {
    let expiry = credentials
        .expires_at()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    match (credentials.identity(), expiry) {
        (Identity::AccessKey { id, secret, token }, Some(expiry)) => vec![
            ("access_key_id", id.as_str().into()),
            ("access_key_secret", secret.expose().into()),
            ("sts_token", token.as_ref().map_or("", |token| token.expose()).into()),
            ("sts_expiration", expiry.as_secs().into()),
        ],
        _ => Vec::new(),
    }
}

/// The members that a renewed login is kept in, and the credentials it gave.
pub(super) fn login(tokens: &Tokens, credentials: Option<&Credentials>) -> Members {
    let mut members = credentials.map(members).unwrap_or_default();
    members.push(("oauth_access_token", tokens.access_token.expose().into()));
    members.push(("oauth_refresh_token", tokens.refresh_token.expose().into()));
    if let Ok(expiry) = tokens.expires_at.duration_since(UNIX_EPOCH) {
        members.push(("oauth_access_token_expire", expiry.as_secs().into()));
    }
    members
}
