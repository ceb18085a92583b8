//! A provider that another one has found.

use std::fmt;
use std::sync::{Arc, Mutex};

use super::flight::lock;
use super::{CredentialProvider, Credentials};
use crate::{BoxFuture, Error};

/// Gives what `provider` gives, with its own name before that of the provider.
#[derive(Clone)]
pub(super) struct Named {
    prefix: &'static str,
    provider: Arc<dyn CredentialProvider>,
    /// What came last, and the same with the longer name: naming it anew for each call would copy the secrets.
    last: Arc<Mutex<Option<(Credentials, Credentials)>>>,
}

impl Named {
    pub(super) fn new(prefix: &'static str, provider: Arc<dyn CredentialProvider>) -> Self {
        Self {
            prefix,
            provider,
            last: Arc::default(),
        }
    }

    fn name_it(&self, given: Credentials) -> Credentials {
        let mut last = lock(&self.last);
        if let Some((known, named)) = &*last
            && Arc::ptr_eq(&known.0, &given.0)
        {
            return named.clone();
        }
        let named = match given.provider() {
            "" => given.clone(),
            name => given.clone().with_provider(format!("{}/{name}", self.prefix)),
        };
        *last = Some((given, named.clone()));
        named
    }
}

impl CredentialProvider for Named {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(async { Ok(self.name_it(self.provider.credentials().await?)) })
    }

    fn name(&self) -> &str {
        self.provider.name()
    }

    fn warning(&self) -> Option<String> {
        self.provider.warning()
    }
}

impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:?}", self.prefix, &*self.provider)
    }
}
