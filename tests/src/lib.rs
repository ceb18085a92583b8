//! What the tests of the workspace share: recorded vectors, scratch crates, and the wire harness.

pub mod golden;
pub mod scratch;
pub mod wire;
