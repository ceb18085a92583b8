//! Why a vector may be left out. A rule has a name and a reason and is counted; there are no exceptions for single vectors.

use std::fmt;

use serde_json::Value;

use super::{Known, Vector};

/// A reason to leave vectors out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The recorded SDK is newer than the specification and has an operation the latter lacks.
    OperationNotInSpec,
    /// The recorded SDK is newer than the specification and sends a parameter the latter lacks.
    ParameterNotInSpec,
    /// The recorded SDK has a host table of its own, and the specification lists another host. Only the host of the
    /// vector is left out, not the vector.
    HostNotInSpec,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OperationNotInSpec => "operation-not-in-spec (the recorded SDK is newer than the specification)",
            Self::ParameterNotInSpec => "parameter-not-in-spec (the recorded SDK is newer than the specification)",
            Self::HostNotInSpec => "host-not-in-spec (the recorded SDK's own host table is older; hosts only)",
        })
    }
}

/// The rule that leaves `vector` out, if one does.
pub(super) fn exclusion(vector: &Vector, known: &Known) -> Option<Rule> {
    let prefix = format!("{}/{}/", vector.module(), vector.operation);
    let input = vector.input.as_object()?;
    let unknown = input.iter().any(|(name, value)| !covered(known, &prefix, name, value));
    unknown.then_some(Rule::ParameterNotInSpec)
}

/// Whether the specification has `path` and everything below it that `value` uses.
fn covered(known: &Known, prefix: &str, path: &str, value: &Value) -> bool {
    if known.has(prefix, &format!("{path}.*")) {
        return true;
    }
    known.has(prefix, path)
        && match value {
            Value::Object(entries) => entries
                .iter()
                .all(|(name, value)| covered(known, prefix, &format!("{path}.{name}"), value)),
            Value::Array(items) => items.iter().all(|item| covered(known, prefix, path, item)),
            _ => true,
        }
}
