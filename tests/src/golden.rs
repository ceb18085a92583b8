//! Where recorded traffic is found.

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn workspace() -> PathBuf {
    // The manifest of this crate stands one folder below the root.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// A file or folder of the shared test data beside the checkout, or `None` on a machine without it.
///
/// # Panics
/// When the data is missing while `CI=true`: a check that silently checks nothing is worse than none.
#[expect(clippy::panic, clippy::print_stderr, reason = "a test's verdict on its surroundings")]
pub fn shared(path: &str) -> Option<PathBuf> {
    let full = workspace().join("../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        panic!("shared test data is missing: {}", full.display());
    }
    eprintln!("passed over: {} is not on this machine", full.display());
    None
}

/// The lines of a recorded file, parsed.
///
/// # Errors
/// A file that cannot be read, or a line that is not JSON, named.
pub fn lines(path: &Path) -> Result<Vec<serde_json::Value>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| format!("{}:{}: {error}", path.display(), index + 1))
        })
        .collect()
}
