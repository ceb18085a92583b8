//! Generates the crate `alicloud`, or one like it, from Alibaba Cloud's published OpenAPI metadata.
//!
//! Data flows one way through these stages, each testable alone:
//!
//! | stage | from → to |
//! |---|---|
//! | [`load`] | files → document trees, every key and element of which can be found again in the text |
//! | [`select`] | which operations are read at all |
//! | [`spec`] | trees → the official document as Rust types, read leniently |
//! | [`overlay`] | corrections of upstream mistakes, each with its reason |
//! | [`lower`] | documents → [`model`]: references resolved, recursion boxed, oddities settled |
//! | [`names`] | wire names → Rust identifiers |
//! | [`emit`] | model → texts |
//! | [`mod@write`] | texts → files: only what changed |
//!
//! [`Generator`] runs them all for a crate, and [`Builder`] for the `build.rs` of a program; nothing else calls them. API versions are
//! generated in parallel and independently of each other, so that the same specs give the same bytes whatever else is
//! generated and on however many threads. Mistakes in specs are [`diagnostic`]s: all of them are found in one run, and
//! nothing is written while there is one. What official documents have that one may not expect is listed in [`oddities`].
//!
//! ```no_run
//! # fn main() -> Result<(), alicloud_codegen::Failure> {
//! use alicloud_codegen::{Generator, Runtime};
//!
//! let summary = Generator::new("specs", "my-cloud")
//!     .name("my-cloud")
//!     .runtime(Runtime::Version("0.1".into()))
//!     .run()?;
//! println!("{summary}");
//! # Ok(())
//! # }
//! ```

mod builder;
pub mod diagnostic;
pub mod diff;
pub mod emit;
mod generate;
mod generator;
pub mod inspect;
pub mod load;
pub mod lower;
pub mod model;
#[cfg(feature = "cli")]
mod modules;
pub mod names;
#[doc = include_str!("../ODDITIES.md")]
pub mod oddities {}
pub mod overlay;
mod parallel;
mod reach;
pub mod select;
pub mod spec;
pub mod write;

pub use builder::{Builder, Built};
pub use emit::Runtime;
pub use generator::{Failure, Generator, Summary};
#[cfg(feature = "cli")]
pub use modules::{Added, Modules};
