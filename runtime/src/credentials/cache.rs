//! Credentials that are fetched, kept, and fetched again before they expire.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::{Context, CredentialProvider, Credentials};
use crate::{BoxFuture, Error};

/// Gets credentials from elsewhere, each time it is asked.
pub trait Fetch: Send + Sync {
    /// New credentials, with their expiry.
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>>;

    /// The official name of the provider, for example `ram_role_arn`.
    fn name(&self) -> &str;
}

/// A provider that keeps what it fetched.
pub struct Cached<F> {
    source: F,
    context: Context,
    kept: Mutex<Option<Credentials>>,
}

impl<F: Fetch> Cached<F> {
    /// Keeps what `source` fetches.
    pub fn new(source: F, context: Context) -> Self {
        Self {
            source,
            context,
            kept: Mutex::default(),
        }
    }
}

impl<F: Fetch> CredentialProvider for Cached<F> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async {
            if let Some(kept) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone() {
                return Ok(kept);
            }
            let fetched = self.source.fetch(&self.context).await?;
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(fetched.clone());
            Ok(fetched)
        })
    }

    fn name(&self) -> &str {
        self.source.name()
    }
}

impl<F: Fetch> fmt::Debug for Cached<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.source.name())
    }
}
