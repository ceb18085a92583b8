//! What the tests of the workspace share: recorded vectors, scratch crates, the wire harness, the corpus check, and the
//! fuzzer.

pub mod corpus;
pub mod cpu;
pub mod emulated;
pub mod fuzz;
pub mod golden;
pub mod scratch;
pub mod wire;
