//! What the emulator needs to know of the specs.
//!
//! The generator's types borrow from the files and carry documentation; these are owned, small, and looked up by name.

mod read;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::media::Media;

/// Everything that is served.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// Sorted by product and version.
    pub(crate) services: Vec<Service>,
}

/// One version of the API of one product.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) product: String,
    pub(crate) version: String,
    /// Host names of all regions and networks.
    pub(crate) hosts: Vec<String>,
    pub(crate) operations: BTreeMap<String, Operation>,
    /// Shapes that `$ref` names.
    pub(crate) schemas: BTreeMap<String, Schema>,
}

#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    /// Uppercase.
    pub(crate) methods: Vec<String>,
    /// Path template, such as `/clusters/{ClusterId}`; RPC operations have none.
    pub(crate) path: Option<String>,
    /// Names of the accepted kinds of credentials, such as `AK` and `Anonymous`.
    pub(crate) security: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) response: Option<Schema>,
    pub(crate) media: Media,
    /// The documented answer.
    pub(crate) sample: Option<Value>,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    /// How lists and objects become text.
    pub(crate) style: Style,
    pub(crate) schema: Schema,
}

/// Where a parameter stands in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// The query or the form: RPC services take every parameter from either.
    Pairs,
    Path,
    Header,
    Body,
    Host,
}

/// How a list or an object becomes query or form text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// One parameter per leaf: `Tag.1.Key`.
    Flat,
    /// One parameter, holding JSON.
    Json,
    /// One parameter, items joined by `,`.
    Simple,
    /// A document that is the body.
    Xml,
}

/// Shape of a value.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// What documentation shows; else the default or the first listed value.
    pub(crate) example: Option<Value>,
}

/// Type of a value.
#[derive(Debug, Default)]
pub(crate) enum Kind {
    #[default]
    Any,
    String,
    Integer,
    Number,
    Boolean,
    Binary,
    Array(Box<Schema>),
    Object(Vec<(String, Schema)>),
    Map(Box<Schema>),
    /// Name of a shape in [`Service::schemas`].
    Ref(String),
}

impl Operation {
    /// Whether the spec lists this kind of credentials. Names differ in suffix: `AK`, `BearerToken`, `Anonymous`, ….
    pub(crate) fn allows(&self, kind: &str) -> bool {
        self.security.iter().any(|listed| listed == kind)
    }
}

impl Service {
    /// The kind behind any chain of references.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Kind {
        let mut kind = &schema.kind;
        // A chain longer than there are names goes in a circle.
        for _ in 0..=self.schemas.len() {
            match kind {
                Kind::Ref(name) => match self.schemas.get(name) {
                    Some(target) => kind = &target.kind,
                    None => return &Kind::Any,
                },
                kind => return kind,
            }
        }
        &Kind::Any
    }

    /// Whether this service answers at `host`: `ims.aliyuncs.com`, `ims.cn-hangzhou.aliyuncs.com`, `ims.localhost:80`.
    pub(crate) fn answers_at(&self, host: &str) -> bool {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let label = name.split('.').next().unwrap_or_default();
        let first = |host: &String| {
            host.split('.')
                .next()
                .is_some_and(|first| first.eq_ignore_ascii_case(label))
        };
        label.eq_ignore_ascii_case(&self.product) || self.hosts.iter().any(first)
    }
}

impl Catalog {
    /// How many operations are served.
    pub(crate) fn len(&self) -> usize {
        self.services.iter().map(|service| service.operations.len()).sum()
    }
}
