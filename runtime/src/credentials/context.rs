//! What providers see of the world.

use std::fmt;
use std::sync::Arc;

use super::{Environment, ProcessEnvironment};
use crate::clock::{Clock, SystemClock};
use crate::transport::Transport;

/// The environment, the network and the time that providers of credentials work with. Every part can be replaced, so that a test,
/// or a program with an idea of its own, touches nothing of the machine. Cloning shares.
#[derive(Clone)]
pub struct Context {
    environment: Arc<dyn Environment>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

impl Context {
    /// The environment of this process and the machine's time; requests for credentials go through `transport`.
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self {
            environment: Arc::new(ProcessEnvironment),
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
        }
    }

    /// Takes variables from `environment`.
    #[must_use]
    pub fn with_environment(mut self, environment: impl Environment + 'static) -> Self {
        self.environment = Arc::new(environment);
        self
    }

    /// Takes time and nonce from `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<String> {
        self.environment.var(name).filter(|value| !value.is_empty())
    }

    /// What sends requests for credentials.
    pub fn transport(&self) -> &dyn Transport {
        &*self.transport
    }

    /// Where time and nonce come from.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
