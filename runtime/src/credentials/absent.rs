//! Why a provider gives nothing.

use crate::Error;

/// Nobody has set it up, which is no fault; or somebody has, and it does not work.
pub(crate) enum Absent {
    Unset(String),
    Broken(Error),
}

impl Absent {
    pub(super) fn unset(why: impl Into<String>) -> Self {
        Self::Unset(why.into())
    }
}

impl From<Error> for Absent {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// For who asks this provider alone.
impl From<Absent> for Error {
    fn from(absent: Absent) -> Self {
        match absent {
            Absent::Unset(why) => Self::no_credentials(why),
            Absent::Broken(error) => error,
        }
    }
}
