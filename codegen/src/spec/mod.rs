//! The official document as Rust types, read leniently: keys that are not used are ignored, empty maps may be `[]`,
//! numbers may be strings. A value of the wrong type is reported where it stands, and reading goes on.
//!
//! An error means that there is no telling what to generate. Whatever leaves a usable operation is a warning that says how it
//! was taken: an unknown type is `any`, a parameter in an unknown place and a text that is none are left out.

mod operation;
mod read;
mod schema;
mod version;

pub use operation::{ErrorCode, Operation, Parameter, Place, RamAction, Response};
pub use read::Reader;
pub use schema::{Kind, Schema};
pub use version::{ApiVersion, Located};

use crate::load::{At, Node};
use crate::select::Selection;

/// One API version.
#[derive(Debug)]
pub struct Document<'t> {
    /// Product code, for example `Ims`.
    pub product: &'t str,
    /// API version, for example `2019-08-15`.
    pub version: &'t str,
    /// Signature style as the document names it, for example `RPC`.
    pub style: &'t str,
    /// Named schemas.
    pub components: Vec<(&'t str, Schema<'t>)>,
    /// Operations by name.
    pub operations: Vec<(&'t str, Operation<'t>)>,
    /// Names of the operations that are left out.
    pub left_out: Vec<&'t str>,
    /// Hosts.
    pub endpoints: Vec<Endpoint<'t>>,
}

/// Hosts of one region.
#[derive(Debug)]
pub struct Endpoint<'t> {
    /// Region id.
    pub region: &'t str,
    /// Host for everybody.
    pub public: &'t str,
    /// Host inside a VPC.
    pub vpc: Option<&'t str>,
}

impl<'t> Document<'t> {
    /// Reads a document with the operations of a selection; facts that are missing are reported and empty. What is wrong with
    /// other operations is of no interest.
    pub fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>, selection: &Selection) -> Self {
        let (style, product, version) = Self::info(reader, node, at);
        let components = match node.get("components") {
            Some(components) => {
                let components_at = at.key("components");
                reader.distinct(
                    components.get("schemas"),
                    components_at.key("schemas"),
                    "schema",
                    Schema::read,
                )
            }
            None => Vec::new(),
        };
        let mut left_out = Vec::new();
        let operations = reader.unique(
            node.get("apis"),
            at.key("apis"),
            "operation",
            |reader, name, node, at| {
                let is_kept = selection.keeps(product, version, name);
                if !is_kept {
                    left_out.push(name);
                }
                is_kept.then(|| Operation::read(reader, node, at))
            },
        );
        let endpoints = reader.extras(node, "endpoints", at, Endpoint::read);
        let endpoints = endpoints.into_iter().flatten().collect();
        Self {
            product,
            version,
            style,
            components,
            operations,
            left_out,
            endpoints,
        }
    }

    fn info(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> (&'t str, &'t str, &'t str) {
        let Some(info) = node.get("info") else {
            reader.report.error(
                at,
                "`info` is missing",
                "a document starts with `\"info\": {\"style\": \"RPC\", \"product\": \"…\", \"version\": \"…\"}`",
            );
            return ("", "", "");
        };
        let at = at.key("info");
        if !reader.expect_object(info, at) {
            return ("", "", "");
        }
        let style = reader.text(info, "style", at).unwrap_or_default();
        if style.is_empty() && matches!(info.get("style"), None | Some(Node::Null | Node::Text(_))) {
            reader.report.warning(
                at,
                "`info.style` is missing",
                "it is taken for ROA when operations have paths and for RPC otherwise; take it from the official document",
            );
        }
        let mut fact = |key: &str| {
            let value = reader.text(info, key, at);
            if value.is_none_or(str::is_empty) && matches!(info.get(key), None | Some(Node::Null | Node::Text(_))) {
                reader.report.error(
                    at,
                    format!("`info.{key}` is missing"),
                    "take it from the official document",
                );
            }
            value.unwrap_or_default()
        };
        (style, fact("product"), fact("version"))
    }
}

impl<'t> Endpoint<'t> {
    /// `endpoint` is the documented host; newer documents add `public` and `vpc`.
    fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Option<Self> {
        let region = reader.prose(node, "regionId", at)?;
        let mut host = |key| {
            reader
                .prose(node, key, at)
                .map(str::trim)
                .filter(|host| !host.is_empty())
        };
        let public = host("public").or_else(|| host("endpoint"));
        let vpc = host("vpc");
        Some(Self {
            region: region.trim(),
            public: public.or(vpc)?,
            vpc,
        })
    }
}
