//! What changes between two states of specs for those who call the generated code from Rust.
//!
//! Compared is not the text of documents but what is made of it once everything has its Rust name and type:
//!
//! | class | what |
//! |---|---|
//! | breaking | an API version, operation, type, field or value is gone or has another name; a field has another type; an answer is of another type; a request has to set what it did not |
//! | deprecating | an operation, parameter or field is deprecated that was not |
//! | compatible | something is new, no longer required or no longer deprecated; a request is written or sent in another way |
//!
//! A parameter that has become required breaks a program when it runs: the call fails before it is sent. New fields and values
//! break nothing, since requests are made with setters or `..Default::default()` and enums are open.
//!
//! Both states are read by this version of the generator, so that what the generator itself does in another way is no change.

mod compare;
mod report;
mod surface;

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::generator::Failure;
use crate::inspect::{Inspected, inspect};
use crate::select::Selection;

use surface::Surface;

/// What a change does to programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// They compile and run as before.
    Compatible,
    /// They do still, but should change.
    Deprecating,
    /// Some no longer compile, or fail when they run.
    Breaking,
}

impl Class {
    /// All classes, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Deprecating, Self::Compatible];

    /// Its name: `breaking`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compatible => "compatible",
            Self::Deprecating => "deprecating",
            Self::Breaking => "breaking",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it does to programs.
    pub class: Class,
    /// Product code: `Ims`.
    pub product: String,
    /// API version: `2019-08-15`.
    pub version: String,
    /// Official name of the operation; `None` for types that several share, and for an API version as a whole.
    pub operation: Option<String>,
    /// What changes, as Rust names it in the API version's module: `GetUserMfaInfo::user_principal_name`.
    pub item: String,
    /// How, so that it can be read behind the item: ``is `Option<i64>`, was `Option<String>` ``.
    pub what: String,
}

/// All changes, by API version and operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Sorted by product, version and operation; what concerns no single operation comes first.
    pub changes: Vec<Change>,
    /// What should be looked at in the new specs.
    pub warnings: Vec<Diagnostic>,
}

impl Diff {
    /// The worst class, if anything has changed.
    pub fn worst(&self) -> Option<Class> {
        self.changes.iter().map(|change| change.class).max()
    }

    /// How many changes are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|change| change.class == class).count()
    }
}

/// Compares the specs at two paths, each a specs folder, the folder of one API version, or a document. Where both are a single
/// API version, these two are compared even if they differ in their versions.
///
/// # Errors
/// Everything that is wrong with the files of one of them.
pub fn diff(old: &Path, new: &Path) -> Result<Diff, Failure> {
    let everything = Selection::default();
    let old = inspect(old, &everything, Surface::of)?.made;
    let Inspected { made: new, warnings } = inspect(new, &everything, Surface::of)?;
    let mut changes = Vec::new();
    match (old.as_slice(), new.as_slice()) {
        ([old], [new]) => compare::api_versions(old, new, &mut changes),
        _ => compare::all(&old, &new, &mut changes),
    }
    changes.sort_by(|a, b| {
        let key = |change: &Change| {
            (
                change.product.to_lowercase(),
                change.version.clone(),
                change.operation.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    Ok(Diff { changes, warnings })
}
