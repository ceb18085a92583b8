//! Reading specs without generating a crate: what commands that print and compare are made of.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::generate::{self, Generated};
use crate::generator::Failure;
use crate::load;
use crate::model::Service;
use crate::select::Selection;

/// What was made of API versions.
#[derive(Clone, Debug)]
pub struct Inspected<T> {
    /// One for each API version that has operations of the selection, sorted by module.
    pub made: Vec<T>,
    /// What should be looked at.
    pub warnings: Vec<Diagnostic>,
}

/// Makes something of the [model](crate::model) of each API version at a path: a specs folder, the folder of one API version, or
/// a document. The model has its names and, unless the selection is everything, only what the selected operations reach.
///
/// ```
/// use alicloud_codegen::inspect::inspect;
/// use alicloud_codegen::select::Selection;
///
/// # fn main() -> Result<(), alicloud_codegen::Failure> {
/// # let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs");
/// let inspected = inspect(specs.as_ref(), &Selection::new(["ims/GetUserMFAInfo"]), |service| {
///     (service.module.clone(), service.operations.len())
/// })?;
/// assert_eq!(inspected.made, [("ims20190815".to_owned(), 1)]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Everything that is wrong with the files, or selectors that keep nothing.
pub fn inspect<T: Send>(
    path: &Path,
    selection: &Selection,
    make: impl Fn(&Service) -> T + Sync,
) -> Result<Inspected<T>, Failure> {
    let sources = load::locate(path).map_err(Failure::Specs)?;
    let all = generate::api_versions(&sources, selection, make, None, |_, _| ())?;
    let mut inspected = Inspected {
        made: Vec::with_capacity(all.len()),
        warnings: Vec::new(),
    };
    for Generated { made, warnings, .. } in all {
        inspected.made.push(made);
        inspected.warnings.extend(warnings);
    }
    Ok(inspected)
}
