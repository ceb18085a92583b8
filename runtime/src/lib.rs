//! The hand-written half of `alicloud`: everything generated code relies on.
//!
//! Generated operations are plain structs plus *wire tables* ([`operation!`], [`output!`], …); this crate gives those
//! tables their meaning. A call walks through it in one direction:
//!
//! `Operation` → [`codec`] → signature → transport → [`codec`] → `Output` or error.
//!
//! People use this crate through `alicloud`, which re-exports what they need.

mod call;
mod client;
mod clock;
mod config;
mod error;
mod macros;
mod multipart;
mod response;
mod secret;
mod wire;

pub mod body;
pub mod codec;
pub mod credentials;
#[cfg(feature = "dynamic")]
pub mod dynamic;
pub mod endpoint;
#[doc = include_str!("../docs/decoding.md")]
pub mod decoding {}
#[doc = include_str!("../docs/faults.md")]
pub mod faults {}
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
