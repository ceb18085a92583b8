//! A service on 127.0.0.1 that fails as it is told, and keeps a ledger of what it was asked and what it did.
//!
//! Three operations stand for all: one reads, one writes, and one writes with an idempotency token. Each names a thing by
//! its number, so that the ledger can say of each thing how often it was made.

mod act;
mod ledger;
pub mod operations;
mod request;
mod service;

pub use act::{Act, Opening, Then};
pub use ledger::Ledger;
pub use request::Request;
pub use service::{Script, Service};

use alicloud_runtime::prelude::*;

/// The service as clients know it.
pub static SERVICE: alicloud_runtime::operation::Service = alicloud_runtime::operation::Service {
    product: "Faulty",
    version: "2026-01-01",
    style: Style::Rpc,
    endpoints: &[],
    rule: EndpointRule::Central("faulty"),
};
