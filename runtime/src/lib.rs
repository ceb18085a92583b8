//! The hand-written half of `alicloud`: everything generated code relies on.
//!
//! Generated operations are plain structs plus *wire tables* ([`operation!`], [`output!`], …); this crate gives those
//! tables their meaning. A call walks through it in one direction:
//!
//! `Operation` → [`codec`] → signature → transport → [`codec`] → `Output` or error.
//!
//! People use this crate through `alicloud`, which re-exports what they need.
//!
//! # Tracing
//! With the feature `tracing` every call is a span `call` of level info, and every attempt in it a span `attempt` of level debug,
//! both with the target `alicloud`. Fields are called as OpenTelemetry has them where it does:
//!
//! | field | call | attempt |
//! |---|---|---|
//! | `otel.name` (`Ims/GetUserMFAInfo`), `rpc.system` (`alibaba-cloud-api`), `rpc.service`, `rpc.method`, `alicloud.api_version` | yes | |
//! | `otel.kind` (`client`), `server.address`, `server.port` (if it is not the usual one) | yes | yes |
//! | `http.request.method`, `http.request.body.size`, `url.scheme` | | yes |
//! | `http.request.resend_count` | if it was tried again | yes |
//! | `http.response.status_code`, `alicloud.request_id` | when answered | when answered |
//! | `otel.status_code` (`ERROR`), `error.type` (the service's code, or else an [`ErrorKind`]) | when failed | when failed |
//!
//! An event of level debug says that a call is tried again (`attempt`, `pause_ms`). Events of level trace have the parameters
//! (`request`) and the output (`answer`) with `***` for what the documents say or names show to be a secret; untyped
//! answers are left out. No event has a header, a URL, or words of a service, which may repeat what it was sent.

mod call;
mod client;
mod clock;
mod config;
mod error;
mod exchange;
mod macros;
mod multipart;
mod response;
mod secret;
mod settings;
mod timer;
mod trace;
mod wire;

pub mod body;
pub mod codec;
pub mod credentials;
#[doc = include_str!("../docs/decoding.md")]
pub mod decoding {}
#[cfg(feature = "dynamic")]
pub mod dynamic;
pub mod endpoint;
#[doc = include_str!("../docs/faults.md")]
pub mod faults {}
pub mod layer;
pub mod operation;
pub mod prelude;
pub mod request;
pub mod retry;
#[doc(hidden)]
pub mod row;
pub mod sign;
pub mod transport;

use std::future::Future;
use std::pin::Pin;

pub use body::{Body, ByteStream, Event, Events};
pub use call::Call;
pub use client::Client;
pub use clock::{Clock, FixedClock, SystemClock};
pub use config::ClientBuilder;
pub use credentials::{CredentialProvider, Credentials};
pub use endpoint::Network;
pub use error::{AccessDenied, Error, ErrorKind};
pub use operation::{Api, Operation};
pub use response::Response;
pub use retry::Retry;
pub use secret::Secret;
pub use sign::SignatureVersion;
pub use transport::Transport;

/// A future behind a pointer: what object-safe asynchronous traits return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
