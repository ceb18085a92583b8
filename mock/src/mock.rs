//! The emulator as tests use it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::call::{Call, Reply};
use crate::catalog::Catalog;
use crate::error::StartError;
use crate::gateway::{Clock, Gateway};
use crate::keys::Keyring;
use crate::metadata::{Instance, Metadata};
use crate::server::Server;
use crate::sts::Sts;
use crate::verify::Nonces;

/// A running emulator. Stops when dropped.
pub struct Mock {
    gateway: Arc<Gateway>,
    server: Server,
}

impl Mock {
    /// What to serve, to whom, and where.
    pub fn builder() -> Builder {
        Builder {
            specs: Vec::new(),
            port: 0,
            keys: Keyring::new(),
            clock: Arc::new(SystemTime::now),
            replays: false,
            sts: Sts::default(),
            instance: None,
        }
    }

    /// Where it listens: `http://127.0.0.1:49152`. Give this to the client as its endpoint.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Answers an operation with what `handler` says instead of with the sample. Only calls that are signed and
    /// complete get there. A later handler for the same operation replaces the earlier one.
    ///
    /// The handler runs on the thread of the server: to keep a client waiting, use [`Reply::after`] instead of sleeping.
    pub fn on(&self, operation: impl Into<String>, handler: impl Fn(&Call) -> Reply + Send + Sync + 'static) {
        self.gateway.on(operation.into(), Arc::new(handler));
    }

    /// The calls of known operations so far, refused ones included, in the order they came.
    pub fn calls(&self) -> Vec<Call> {
        self.gateway.calls()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.gateway.clear_calls();
    }

    /// Every secret that has been given out so far: secrets and tokens of temporary AccessKeys, and tokens of the metadata service.
    /// For tests that search logs for them.
    pub fn secrets(&self) -> Vec<String> {
        self.gateway.secrets()
    }

    /// Product and version of every API served, sorted, with its number of operations.
    pub fn services(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        let services = self.gateway.catalog.services.iter();
        services.map(|service| {
            (
                service.product.as_str(),
                service.version.as_str(),
                service.operations.len(),
            )
        })
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("endpoint", &self.endpoint())
            .field("operations", &self.gateway.catalog.len())
            .field("keys", &self.gateway.keys)
            .finish_non_exhaustive()
    }
}

/// Settings of a [`Mock`].
#[must_use = "nothing is served before `start`"]
pub struct Builder {
    specs: Vec<PathBuf>,
    port: u16,
    keys: Keyring,
    clock: Clock,
    replays: bool,
    sts: Sts,
    instance: Option<Instance>,
}

impl Builder {
    /// Serves every operation of the specs in this folder. May be given several times.
    pub fn specs(mut self, folder: impl AsRef<Path>) -> Self {
        self.specs.push(folder.as_ref().to_owned());
        self
    }

    /// Listens on this port of 127.0.0.1. Default: 0, the system chooses.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Knows this AccessKey, besides [`ACCESS_KEY_ID`](crate::ACCESS_KEY_ID).
    pub fn access_key(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys.add(id, secret, None);
        self
    }

    /// Knows this temporary AccessKey, which only works with its token.
    pub fn sts(self, id: impl Into<String>, secret: impl Into<String>, token: impl Into<String>) -> Self {
        self.keys.add(id, secret, Some(token.into()));
        self
    }

    /// Knows this bearer token, for the operations that take one.
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.keys.add_bearer(token);
        self
    }

    /// Plays STS, at the emulator's own address: everybody with an AccessKey may assume this role (`acs:ram::1:role/web`) with
    /// `AssumeRole`, and everybody with an [`oidc_token`](Self::oidc_token) with `AssumeRoleWithOIDC`. The emulator accepts the
    /// AccessKeys that it gives out, for as long as was asked for: 3600 s by default, from 900 to 43200. `GetCallerIdentity` tells
    /// whose they are. May be given several times.
    ///
    /// Specs of STS are not needed; if there are any, the other operations answer with their samples.
    pub fn role(mut self, arn: impl Into<String>) -> Self {
        self.sts.roles.insert(arn.into());
        self
    }

    /// Takes this token for one of an OIDC identity provider, whichever that is.
    pub fn oidc_token(mut self, token: impl Into<String>) -> Self {
        self.sts.oidc_tokens.insert(token.into());
        self
    }

    /// Plays the metadata service of this ECS instance, at the emulator's own address.
    pub fn instance(mut self, instance: Instance) -> Self {
        self.instance = Some(instance);
        self
    }

    /// Asks this clock instead of the system's how old requests are, and whether temporary AccessKeys have expired.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Lets the same nonce be used again, for clients whose nonce is fixed. Default: `SignatureNonceUsed`.
    pub fn allow_replays(mut self) -> Self {
        self.replays = true;
        self
    }

    /// Reads the specs and starts to listen.
    ///
    /// # Errors
    /// Specs that cannot be read, with every problem of every file; or a port that is taken.
    pub fn start(self) -> Result<Mock, StartError> {
        let catalog = Catalog::read(&self.specs)?;
        let nonces = (!self.replays).then(Nonces::default);
        let gateway = Arc::new(Gateway::new(
            catalog,
            self.keys,
            self.clock,
            nonces,
            self.sts,
            self.instance.map(Metadata::new),
        ));
        let server = Server::start(self.port, Arc::clone(&gateway)).map_err(|source| StartError::Listen {
            port: self.port,
            source,
        })?;
        Ok(Mock { gateway, server })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("specs", &self.specs)
            .field("port", &self.port)
            .field("keys", &self.keys)
            .field("replays", &self.replays)
            .field("roles", &self.sts.roles)
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}
