//! Files onto the disk: only those that changed, none half-written, and none left over.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::{fs, process};

use crate::emit::{File, MANIFEST_MARK, MARK};

/// What writing did, or with `--check` would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or different.
    pub written: Vec<PathBuf>,
    /// How many were as they should be.
    pub unchanged: usize,
    /// Generated files that belong to nothing any more.
    pub removed: Vec<PathBuf>,
}

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub enum WriteError {
    /// A file in the way was not generated; nothing was written.
    NotGenerated(PathBuf),
    /// The system said no.
    Io(PathBuf, io::Error),
}

/// Brings a crate's folder to hold exactly these files, besides what people put there themselves.
///
/// # Errors
/// See [`WriteError`].
pub fn write(folder: &Path, files: &[File], only_check: bool) -> Result<Written, WriteError> {
    bring(folder, &[folder.join("src")], files, only_check)
}

/// Writes these files into a folder, the last one last, and removes generated files from these folders in it that are not among
/// them.
///
/// # Errors
/// See [`WriteError`].
pub fn write_into(folder: &Path, swept: &[PathBuf], files: &[File]) -> Result<Written, WriteError> {
    bring(folder, swept, files, false)
}

fn bring(folder: &Path, swept: &[PathBuf], files: &[File], only_check: bool) -> Result<Written, WriteError> {
    let mut outcome = Written::default();
    let mut changes: Vec<(PathBuf, &str)> = Vec::new();
    for (path, text) in files {
        let path = folder.join(path);
        match fs::read(&path) {
            Ok(current) if current == text.as_bytes() => outcome.unchanged += 1,
            Ok(current) if !is_generated(&current) => return Err(WriteError::NotGenerated(path)),
            Ok(_) => changes.push((path, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changes.push((path, text)),
            Err(error) => return Err(WriteError::Io(path, error)),
        }
    }
    let wanted: BTreeSet<PathBuf> = files.iter().map(|(path, _)| folder.join(path)).collect();
    let mut present = Vec::new();
    for folder in swept {
        sources(folder, &mut present)?;
    }
    for path in present.into_iter().filter(|path| !wanted.contains(path)) {
        if fs::read(&path).is_ok_and(|text| is_generated(&text)) {
            outcome.removed.push(path);
        }
    }
    if !only_check {
        // Thousands of files share a few folders: each is made once.
        let folders: BTreeSet<&Path> = changes.iter().filter_map(|(path, _)| path.parent()).collect();
        for folder in folders {
            fs::create_dir_all(folder).map_err(|error| WriteError::Io(folder.to_owned(), error))?;
        }
        for (path, text) in &changes {
            replace(path, text).map_err(|error| WriteError::Io(path.clone(), error))?;
        }
        for path in &outcome.removed {
            fs::remove_file(path).map_err(|error| WriteError::Io(path.clone(), error))?;
            // Only empty folders go.
            let _ = path.parent().map(fs::remove_dir);
        }
    }
    outcome.written = changes.into_iter().map(|(path, _)| path).collect();
    Ok(outcome)
}

fn is_generated(text: &[u8]) -> bool {
    text.starts_with(MARK.as_bytes()) || text.starts_with(MANIFEST_MARK.as_bytes())
}

/// All Rust files under a folder, sorted.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(WriteError::Io(folder.to_owned(), error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| WriteError::Io(folder.to_owned(), error))?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// Writes beside the file and moves into place, so that a reader sees the old text or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.new", process::id()));
    let result = fs::write(&draft, text).and_then(|()| fs::rename(&draft, path));
    if result.is_err() {
        let _ = fs::remove_file(&draft);
    }
    result
}
