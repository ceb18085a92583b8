//! What the tests of the workspace share: recorded vectors, scratch crates, clean builds, the wire harness, the corpus check, the
//! fuzzer, a service that fails on purpose, and the soak.

pub mod clean_build;
pub mod corpus;
pub mod cpu;
pub mod emulated;
pub mod faulty;
pub mod fuzz;
pub mod golden;
pub mod scratch;
pub mod soak;
pub mod wire;
