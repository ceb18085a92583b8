//! Credentials and configuration from a world that is not the machine's.
#![allow(
    unreachable_pub,
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[path = "../support/probe.rs"]
mod probe;
#[path = "../support/watch.rs"]
mod watch;
mod world;

mod cache;
mod chain;
mod cli;
mod environment;
mod external;
mod ini;
mod machine;
mod messages;
mod network;
mod settings;
mod write_back;
