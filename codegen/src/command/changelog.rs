//! The entry of a changelog that `generate` keeps: what has changed since other specs.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use alicloud_codegen::{Failure, diff};

use super::console::Trouble;

/// The lines around the entry; everything else in the file is left alone.
const BEGIN: &str = "<!-- changes of generated operations, by alicloud-codegen -->";
const END: &str = "<!-- end of changes of generated operations -->";

/// What a changelog is to hold.
pub(super) struct Entry<'p> {
    file: &'p Path,
    current: Option<String>,
    wanted: String,
}

/// The entry of what has changed between the specs `since` and `specs`, in this file.
///
/// # Errors
/// Mistakes in the specs, a file that cannot be read, and one without a place for the entry.
pub(super) fn entry<'p>(file: &'p Path, since: &Path, specs: &Path) -> Result<Entry<'p>, Trouble> {
    let changes = format!("{BEGIN}\n\n{}\n{END}", diff::diff(since, specs)?.markdown());
    let current = match fs::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::Io(file.to_owned(), error).into()),
    };
    let wanted = match &current {
        None => format!("{changes}\n"),
        Some(text) => {
            let parts = text
                .split_once(BEGIN)
                .and_then(|(before, rest)| rest.split_once(END).map(|(_, after)| (before, after)));
            let (before, after) = parts.ok_or_else(|| {
                Trouble::new(
                    format!("{} has no place for the changes", file.display()),
                    format!("put these two lines where they should stand:\n{BEGIN}\n{END}"),
                )
            })?;
            format!("{before}{changes}{after}")
        }
    };
    Ok(Entry { file, current, wanted })
}

impl Entry<'_> {
    /// Writes the entry, or only compares.
    ///
    /// # Errors
    /// A file that cannot be written, or that differs when it is only to be compared.
    pub(super) fn save(&self, only_check: bool) -> Result<(), Trouble> {
        if self.current.as_ref() == Some(&self.wanted) {
            return Ok(());
        }
        if only_check {
            return Err(Trouble::new(
                format!("{} does not say what has changed", self.file.display()),
                "run the same command without --check, and commit the result",
            ));
        }
        fs::write(self.file, &self.wanted).map_err(|error| Failure::Io(self.file.to_owned(), error).into())
    }
}
