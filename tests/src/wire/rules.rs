//! Why a recording may differ from what we send. A rule has a name and a reason and is counted; it follows from the
//! recording and the specification, never from a list of operations.

use std::fmt;

/// A named difference between a recording and the specification, or between official SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Nothing to compare: no specification of the API version.
    VersionNotInSpecs,
    /// Nothing to compare: no such operation.
    OperationNotInSpec,
    /// Removed from input and recording.
    ParameterNotInSpec,
    /// Removed from input and recording; in a path, where nothing can be removed, replaced in both.
    ValueOfAnotherType,
    /// Moved in the recording.
    ParameterElsewhere,
    /// Put together in the recording.
    StyleNotInSpec,
    /// Removed from the recording.
    BodyNotInSpec,
    /// Replaced in the recording.
    MethodNotInSpec,
    /// Given under their dotted names.
    DottedParameters,
    /// Sorted in the recording.
    MapOrder,
    /// Respelled in the recording.
    FloatSpelling,
    /// Replaced in input and recording.
    BinaryAsText,
    /// The host only.
    HostNotInSpec,
    /// The host only.
    HostNamedAsListed,
    /// The host only.
    NoRegionNeeded,
    /// Nothing to compare: no such network.
    NetworkNotOurs,
    /// The suffix only.
    SuffixIgnored,
}

impl Rule {
    /// Whether the vector is left out as a whole; otherwise all the rest of it is compared.
    pub fn excludes(self) -> bool {
        matches!(
            self,
            Self::VersionNotInSpecs | Self::OperationNotInSpec | Self::NetworkNotOurs
        )
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::VersionNotInSpecs => "version-not-in-specs",
            Self::OperationNotInSpec => "operation-not-in-spec",
            Self::ParameterNotInSpec => "parameter-not-in-spec",
            Self::ValueOfAnotherType => "value-of-another-type",
            Self::ParameterElsewhere => "parameter-elsewhere",
            Self::StyleNotInSpec => "style-not-in-spec",
            Self::BodyNotInSpec => "body-not-in-spec",
            Self::MethodNotInSpec => "method-not-in-spec",
            Self::DottedParameters => "dotted-parameters",
            Self::MapOrder => "map-order",
            Self::FloatSpelling => "float-spelling",
            Self::BinaryAsText => "binary-as-text",
            Self::HostNotInSpec => "host-not-in-spec",
            Self::HostNamedAsListed => "host-named-as-listed",
            Self::NoRegionNeeded => "no-region-needed",
            Self::NetworkNotOurs => "network-not-ours",
            Self::SuffixIgnored => "suffix-ignored",
        }
    }

    /// Why it is there, and what is compared nevertheless.
    pub fn reason(self) -> &'static str {
        match self {
            Self::VersionNotInSpecs => "there is no document of this API version",
            Self::OperationNotInSpec => "the recorded SDK has an operation that the document lacks",
            Self::ParameterNotInSpec => {
                "the recorded SDK sends parameters that the document lacks, most of them hidden account parameters; \
                 compared without them, signed anew"
            }
            Self::ValueOfAnotherType => {
                "the recorded SDK declares another type, and the value does not fit ours; compared without it, in a path \
                 with another value, signed anew"
            }
            Self::ParameterElsewhere => {
                "the recorded SDK sends a parameter in the form that the document has in the query; compared there, \
                 signed anew"
            }
            Self::StyleNotInSpec => {
                "the recorded SDK flattens a structure that the document has as JSON; compared as JSON, signed anew"
            }
            Self::BodyNotInSpec => {
                "the recorded SDK sends an empty form or object for parameters that the document lacks; compared without \
                 it, signed anew"
            }
            Self::MethodNotInSpec => {
                "the recorded SDK uses a method that the document does not list; compared with one it lists, signed anew"
            }
            Self::DottedParameters => {
                "the document lists `A.B` where the SDK has a structure `A` with `B`; the same on the wire"
            }
            Self::MapOrder => {
                "keys of free-form maps: Python keeps insertion order, Go and we sort; compared sorted, signed anew"
            }
            Self::FloatSpelling => "exponents: Python writes 1e-07, we 1e-7; compared as 1e-7, signed anew",
            Self::BinaryAsText => {
                "JSON input holds no raw bytes; compared with their Base64 text as the payload, signed anew"
            }
            Self::HostNotInSpec => {
                "the SDK's own host table differs from the document's; the host compared with the document instead"
            }
            Self::HostNamedAsListed => {
                "a region that the document does not list, where the SDK has a table entry or another naming; compared \
                 with the naming of the hosts it lists instead"
            }
            Self::NoRegionNeeded => {
                "the SDK refuses to go without a region; the document has one host for all, which we take"
            }
            Self::NetworkNotOurs => "the SDK puts any word into host names; we know the public network and `vpc`",
            Self::SuffixIgnored => "official Python takes a suffix and ignores it; we have none, compared without",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.reason())
    }
}
