//! What the tests of the workspace share: recorded vectors, scratch crates, the wire harness, the corpus check, the
//! fuzzer, and a service that fails on purpose.

pub mod corpus;
pub mod cpu;
pub mod faulty;
pub mod fuzz;
pub mod golden;
pub mod scratch;
pub mod wire;
