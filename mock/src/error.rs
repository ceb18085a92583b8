//! Why an emulator does not start.

use std::{fmt, io};

use alicloud_codegen::diagnostic::Diagnostic;

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The specs have mistakes, or there are none.
    Specs(Vec<Diagnostic>),
    /// The port cannot be listened on.
    Listen {
        /// The port asked for; 0 means any.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specs(problems) => {
                for problem in problems {
                    writeln!(f, "{}\n", problem.render().trim_end())?;
                }
                write!(f, "cannot serve these specs")
            }
            Self::Listen { port, source } => write!(
                f,
                "cannot listen on 127.0.0.1:{port}: {source}; choose another port, or 0 to let the system choose one"
            ),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Specs(_) => None,
            Self::Listen { source, .. } => Some(source),
        }
    }
}
