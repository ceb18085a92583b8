//! XML: what a few older services speak instead of JSON.
//!
//! An element is an object of its children; a list is its element repeated, or wrapped in an element of its own; everything
//! else is text. Attributes and namespaces carry nothing that specifications describe and are skipped.

mod read;
mod write;

pub use read::decode;
pub(crate) use write::document;
