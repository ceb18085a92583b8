//! Tables in the documentation that a test makes anew.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::path::Path;

/// What stands above is written by hand, what stands below by the test.
const LINE: &str = "<!-- From here on a test compares this page with what happens. -->\n";

/// Compares the lower part of `runtime/docs/{name}` with what a test has found, or rewrites it if `UPDATE_DOCS` is set.
pub fn keep(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/docs").join(name);
    let page = std::fs::read_to_string(&path).expect("the page");
    let (by_hand, kept) = page.split_once(LINE).expect("the line above the table");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{by_hand}{LINE}{found}")).expect("the page is written");
        return;
    }
    let differing = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
    assert!(
        kept == found,
        "runtime/docs/{name} says something else; if this is right, run the test again with UPDATE_DOCS=1: {differing:#?}"
    );
}
