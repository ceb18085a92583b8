//! Corrections of mistakes in official documents, without editing them.
//!
//! Each is one named function with its reason. One that finds nothing to correct any more reports itself, so that it is
//! removed.

use crate::spec::{Document, Operation};

/// One correction.
pub struct Overlay {
    /// What it is called in messages.
    pub name: &'static str,
    /// Product code of the document it is for.
    pub product: &'static str,
    /// Version of the document it is for.
    pub version: &'static str,
    /// What is wrong upstream, and how that is known.
    pub reason: &'static str,
    /// Corrects one operation; `false` when there is nothing to correct in it.
    correct: fn(&str, &mut Operation<'_>) -> bool,
}

/// All corrections.
pub const OVERLAYS: &[Overlay] = &[Overlay {
    name: "cloudcontrol_request_path",
    product: "cloudcontrol",
    version: "2022-08-30",
    reason: "paths end in `*`, and the parameter `requestPath` is the whole path, which the official SDKs send as it is",
    correct: |_, operation| {
        let has_star = operation.path.is_some_and(|path| path.ends_with("/*"));
        if has_star {
            operation.path = Some("/{requestPath}");
        }
        has_star
    },
}];

/// Applies what is meant for a document. Gives back the corrections that no longer correct anything.
pub fn apply(document: &Document<'_>, operations: &mut [(&str, &mut Operation<'_>)]) -> Vec<&'static Overlay> {
    let meant = OVERLAYS
        .iter()
        .filter(|overlay| overlay.product == document.product && overlay.version == document.version);
    let idle = meant.filter(|overlay| {
        let mut applied = false;
        for (name, operation) in operations.iter_mut() {
            applied |= (overlay.correct)(name, operation);
        }
        !applied
    });
    idle.collect()
}
