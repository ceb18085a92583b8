//! What generated modules import.

pub use std::collections::BTreeMap;

pub use bytes::Bytes;
pub use serde_json::Value;

#[cfg(feature = "dynamic")]
pub use crate::dynamic::Entry;
pub use crate::operation::{Answer, Auth, Endpoint, EndpointRule, Service, Style};
pub use crate::{input, model, open_enum, operation, output};
