//! The emulator from outside: over sockets and as a command.

// Clippy lets only functions marked as tests do this, not what they call.
#![allow(clippy::indexing_slicing, clippy::print_stdout, clippy::unwrap_used)]

mod command;
mod gateway;
mod golden;
mod recorded;
mod sts;
mod wire;
