//! An offline emulator of Alibaba Cloud's API gateway.
//!
//! It serves every operation of the specs it is given, checks signatures, dates, nonces and parameters as the cloud
//! does, answers with the documented sample, and refuses with the codes and the shape of the cloud. So a program that
//! calls Alibaba Cloud can be tested without an account, a network or a bill.
//!
//! ```no_run
//! use alicloud_mock::{Mock, Reply};
//!
//! # fn main() -> Result<(), alicloud_mock::StartError> {
//! let mock = Mock::builder().specs("specs").start()?;
//! mock.on("GetUserMFAInfo", |call| match call.parameter("UserPrincipalName") {
//!     Some("nobody@example.onaliyun.com") => Reply::error(404, "EntityNotExist.User", "The user does not exist."),
//!     _ => Reply::json(r#"{"IsMFAEnable": false}"#),
//! });
//! // Point a client at mock.endpoint() with ACCESS_KEY_ID and ACCESS_KEY_SECRET, call, and look:
//! assert_eq!(mock.calls()[0].operation, "GetUserMFAInfo");
//! # Ok(())
//! # }
//! ```
//!
//! # The way of a request
//! `server` takes bytes from a socket → `request` cuts them into parts → `route` finds the operation in the `catalog`
//! → `verify` finds the caller → `check` looks at the parameters → `answer` makes the answer, or `fault` the refusal.
//! Everything but `server` is free of I/O; `gateway` joins it together.
//!
//! # What it plays
//! Where credentials come from is more than a sample: with [`Builder::role`] it is STS, with [`Builder::instance`] the metadata
//! service of an ECS instance, and it accepts the AccessKeys that they give out until they expire.
//!
//! # What it is not
//! Otherwise it keeps no state: creating something and asking for it gives the two documented samples. It answers in JSON only.
//! It verifies ACS3-HMAC-SHA256 and version 1.0 (RPC and ROA), and refuses the variants with SM3 and RSA.

mod answer;
mod call;
mod catalog;
mod check;
mod error;
mod fault;
mod gateway;
mod keys;
mod media;
mod metadata;
mod mock;
mod parameters;
mod request;
mod route;
mod server;
mod sts;
mod verify;

pub use call::{Call, Reply};
pub use error::StartError;
pub use keys::{ACCESS_KEY_ID, ACCESS_KEY_SECRET};
pub use metadata::Instance;
pub use mock::{Builder, Mock};
