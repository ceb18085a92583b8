//! The table that a run ends with.

use std::fmt;

use super::cargo::Module;

/// Something that one API version does not do.
pub(super) struct Failure {
    /// Its module, or its label when it was not generated.
    pub(super) module: String,
    /// What failed.
    pub(super) step: &'static str,
    /// What the generator or the compiler says, on one line.
    pub(super) message: String,
}

/// One step over some API versions.
pub(super) struct Row {
    name: &'static str,
    versions: usize,
    operations: usize,
    lines: usize,
    /// Wall-clock seconds.
    pub(super) seconds: f64,
    /// User and system CPU seconds.
    pub(super) cpu: f64,
    /// API versions that failed.
    pub(super) failed: usize,
}

impl Row {
    pub(super) fn new(name: &'static str, modules: &[Module]) -> Self {
        Self {
            name,
            versions: modules.len(),
            operations: modules.iter().map(|module| module.operations).sum(),
            lines: modules.iter().map(|module| module.lines).sum(),
            seconds: 0.0,
            cpu: 0.0,
            failed: 0,
        }
    }
}

/// The heading of the rows.
pub(super) const HEADING: &str = "\
| step                   | API versions | operations |     lines | lines/operation | seconds | CPU s | CPU ms/operation | failed |
|------------------------|--------------|------------|-----------|-----------------|---------|-------|------------------|--------|";

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An API version without operations still has lines; a division by zero prints as such.
        let operations = self.operations as f64;
        write!(
            f,
            "| {:<22} | {:>12} | {:>10} | {:>9} | {:>15.0} | {:>7.1} | {:>5.1} | {:>16.2} | {:>6} |",
            self.name,
            self.versions,
            self.operations,
            self.lines,
            self.lines as f64 / operations,
            self.seconds,
            self.cpu,
            self.cpu * 1000.0 / operations,
            self.failed
        )
    }
}
