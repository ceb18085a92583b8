//! Providers that fetch credentials over the network: what they send, and what they make of every sort of answer.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod cloud_sso;
mod golden;
#[cfg(feature = "reqwest")]
mod loopback;
mod metadata;
mod oauth;
#[path = "../support/probe.rs"]
mod probe;
mod roles;
mod script;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
mod uri;
#[path = "../support/watch.rs"]
mod watch;
#[cfg(feature = "reqwest")]
mod wire;
