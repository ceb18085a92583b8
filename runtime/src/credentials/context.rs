//! What providers see of the world.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Environment, Files, MachineFiles, MachinePrograms, ProcessEnvironment, Programs};
use crate::clock::{Clock, SystemClock};
use crate::transport::Transport;

/// The environment, the files, the programs, the network and the time that providers of credentials work with. Every part can be
/// replaced, so that a test, or a program with an idea of its own, touches nothing of the machine. Cloning shares.
#[derive(Clone)]
pub struct Context {
    environment: Arc<dyn Environment>,
    files: Arc<dyn Files>,
    programs: Arc<dyn Programs>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
}

impl Context {
    /// The environment of this process and the machine's files, programs and time; requests for credentials go through
    /// `transport`.
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self {
            environment: Arc::new(ProcessEnvironment),
            files: Arc::new(MachineFiles),
            programs: Arc::new(MachinePrograms),
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
        }
    }

    /// Takes variables, and the home directory, from `environment`.
    #[must_use]
    pub fn with_environment(mut self, environment: impl Environment + 'static) -> Self {
        self.environment = Arc::new(environment);
        self
    }

    /// Reads and replaces `files`.
    #[must_use]
    pub fn with_files(mut self, files: impl Files + 'static) -> Self {
        self.files = Arc::new(files);
        self
    }

    /// Runs `programs`.
    #[must_use]
    pub fn with_programs(mut self, programs: impl Programs + 'static) -> Self {
        self.programs = Arc::new(programs);
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
        self.environment.value(name)
    }

    /// Whether a variable is set to `true` (or `1`).
    pub fn is_on(&self, name: &str) -> bool {
        self.environment.is_on(name)
    }

    /// The user's home directory.
    pub fn home(&self) -> Option<PathBuf> {
        self.environment.home()
    }

    /// The files.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// What runs other programs.
    pub fn programs(&self) -> &dyn Programs {
        &*self.programs
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

impl Environment for Context {
    fn var(&self, name: &str) -> Option<String> {
        self.environment.var(name)
    }

    fn home(&self) -> Option<PathBuf> {
        self.environment.home()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Limits;
    use crate::{Body, BoxFuture, ByteStream, Error, ErrorKind};

    struct Nobody;

    impl Transport for Nobody {
        fn send(
            &self,
            _request: http::Request<Body>,
            _limits: Limits,
        ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
            Box::pin(async { Err(Error::new(ErrorKind::Connect, "nobody is there")) })
        }
    }

    impl Context {
        /// No variables, no home, and a network where nobody is.
        pub(in crate::credentials) fn empty() -> Self {
            Self::new(Nobody).with_environment(|_: &str| None)
        }
    }
}
