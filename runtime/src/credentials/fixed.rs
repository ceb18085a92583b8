//! Credentials that are simply given: they are their own provider.

use super::{CredentialProvider, Credentials};
use crate::{BoxFuture, Error};

impl CredentialProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn name(&self) -> &str {
        match self.provider() {
            "" => "static",
            name => name,
        }
    }
}
