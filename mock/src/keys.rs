//! Who may call: the AccessKey pairs and tokens that the emulator knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Id of the AccessKey that every emulator knows.
pub const ACCESS_KEY_ID: &str = "testAccessKeyId";

/// Secret of [`ACCESS_KEY_ID`].
pub const ACCESS_KEY_SECRET: &str = "testAccessKeySecret";

/// What belongs to the id of an AccessKey.
pub(crate) struct Key {
    pub(crate) secret: String,
    /// Temporary pairs, as STS gives them out, only work together with their token.
    pub(crate) token: Option<String>,
}

/// The known credentials.
pub(crate) struct Keyring {
    keys: BTreeMap<String, Key>,
    bearers: BTreeSet<String>,
}

impl Keyring {
    /// The documented pair and nothing else.
    pub(crate) fn new() -> Self {
        let mut ring = Self {
            keys: BTreeMap::new(),
            bearers: BTreeSet::new(),
        };
        ring.add(ACCESS_KEY_ID, ACCESS_KEY_SECRET, None);
        ring
    }

    pub(crate) fn add(&mut self, id: impl Into<String>, secret: impl Into<String>, token: Option<String>) {
        self.keys.insert(
            id.into(),
            Key {
                secret: secret.into(),
                token,
            },
        );
    }

    pub(crate) fn add_bearer(&mut self, token: impl Into<String>) {
        self.bearers.insert(token.into());
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Key> {
        self.keys.get(id)
    }

    pub(crate) fn knows_bearer(&self, token: &str) -> bool {
        self.bearers.contains(token)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("ids", &self.keys.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
