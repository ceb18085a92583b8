//! What the tests of the workspace share: recorded vectors, scratch crates, the wire harness, and the corpus check.

pub mod corpus;
pub mod cpu;
pub mod golden;
pub mod scratch;
pub mod wire;
