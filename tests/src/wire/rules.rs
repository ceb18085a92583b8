//! Why a recording may differ from what we send. A rule has a name and a reason and is counted; it follows from the
//! recording and the specification, never from a list of operations.

/// A named difference between a recording and the specification, or between official SDKs. What each is for stands in
/// [`Rule::reason`]; here is what is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Left out.
    VersionNotInSpecs,
    /// Left out.
    OperationNotInSpec,
    /// Parameters are removed from input and recording.
    ParameterNotInSpec,
    /// Parameters are removed from input and recording; in a path, where nothing can be removed, replaced in both.
    ValueOfAnotherType,
    /// Parameters are moved in the recording.
    ParameterElsewhere,
    /// Flattened parameters are put together in the recording.
    StyleNotInSpec,
    /// The body is removed from the recording.
    BodyNotInSpec,
    /// The method is replaced in the recording.
    MethodNotInSpec,
    /// The input has other names.
    DottedParameters,
    /// Keys are sorted in the recording.
    MapOrder,
    /// Numbers are respelled in the recording.
    FloatSpelling,
    /// The body is replaced in input and recording.
    BinaryAsText,
    /// The host is compared with a listed one.
    HostNotInSpec,
    /// The host is compared with one named like the listed ones.
    HostNamedAsListed,
    /// The host is compared with the one that all regions share.
    NoRegionNeeded,
    /// Left out.
    NetworkNotOurs,
    /// The suffix is left out.
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
