//! What `tracing` sees of calls: nothing without the feature of that name.
//!
//! The names of spans and fields are documented at the crate, for they are an interface. What a service says in words is never
//! recorded, since it may repeat what it was sent.

#[cfg(not(feature = "tracing"))]
mod silent;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(not(feature = "tracing"))]
pub(crate) use silent::{AttemptSpan, CallSpan, again};
#[cfg(feature = "tracing")]
pub(crate) use spans::{AttemptSpan, CallSpan, again};
