//! Who may call: the AccessKey pairs and tokens that the emulator knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Id of the AccessKey that every emulator knows.
pub const ACCESS_KEY_ID: &str = "testAccessKeyId";

/// Secret of [`ACCESS_KEY_ID`].
pub const ACCESS_KEY_SECRET: &str = "testAccessKeySecret";

/// What belongs to the id of an AccessKey.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) secret: String,
    /// Temporary pairs, as STS gives them out, only work together with their token.
    pub(crate) token: Option<String>,
    pub(crate) expires_at: Option<SystemTime>,
    /// Whose it is, if a role's.
    pub(crate) arn: Option<String>,
}

/// A temporary AccessKey as it is given out.
pub(crate) struct Issued {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
    pub(crate) expires_at: SystemTime,
    pub(crate) arn: String,
}

/// The known credentials; more come to be known while the emulator runs.
pub(crate) struct Keyring {
    keys: Mutex<BTreeMap<String, Key>>,
    bearers: BTreeSet<String>,
}

impl Keyring {
    /// The documented pair and nothing else.
    pub(crate) fn new() -> Self {
        let ring = Self {
            keys: Mutex::default(),
            bearers: BTreeSet::new(),
        };
        ring.add(ACCESS_KEY_ID, ACCESS_KEY_SECRET, None);
        ring
    }

    pub(crate) fn add(&self, id: impl Into<String>, secret: impl Into<String>, token: Option<String>) {
        let key = Key {
            secret: secret.into(),
            token,
            expires_at: None,
            arn: None,
        };
        self.keys().insert(id.into(), key);
    }

    /// Makes a temporary AccessKey for `arn` and knows it from now on.
    pub(crate) fn issue(&self, arn: String, expires_at: SystemTime) -> Issued {
        let issued = Issued {
            id: format!("STS.{}", random()),
            secret: random(),
            // Tokens of the cloud are Base64, with all the characters that have to be encoded.
            token: format!("CAIS{}/+{}==", random(), random()),
            expires_at,
            arn,
        };
        let key = Key {
            secret: issued.secret.clone(),
            token: Some(issued.token.clone()),
            expires_at: Some(expires_at),
            arn: Some(issued.arn.clone()),
        };
        self.keys().insert(issued.id.clone(), key);
        issued
    }

    /// Secrets and tokens of the temporary AccessKeys so far.
    pub(crate) fn issued(&self) -> Vec<String> {
        let keys = self.keys();
        let issued = keys.values().filter(|key| key.expires_at.is_some());
        issued
            .flat_map(|key| [Some(key.secret.clone()), key.token.clone()])
            .flatten()
            .collect()
    }

    pub(crate) fn add_bearer(&mut self, token: impl Into<String>) {
        self.bearers.insert(token.into());
    }

    pub(crate) fn find(&self, id: &str) -> Option<Key> {
        self.keys().get(id).cloned()
    }

    pub(crate) fn knows_bearer(&self, token: &str) -> bool {
        self.bearers.contains(token)
    }

    /// A panic elsewhere leaves the map whole.
    fn keys(&self) -> MutexGuard<'_, BTreeMap<String, Key>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text that no other one equals. It need not be hard to guess: it opens nothing but an emulator.
pub(crate) fn random() -> String {
    // Each state has keys of its own.
    let state = RandomState::new();
    format!("{:016x}{:08x}", state.hash_one(0), state.hash_one(1) >> 32)
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("ids", &self.keys().keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
