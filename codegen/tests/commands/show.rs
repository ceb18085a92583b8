//! `show`. That the calls compile is tested where there is a runtime to compile them with.

use std::path::Path;

use super::{run, run_at, specs};

#[test]
fn everything_that_there_is_to_say() {
    insta::assert_snapshot!(run(&specs(), &["show", "test", "RunInstances"]));
}

#[test]
fn a_stream_a_path_and_nothing_at_all() {
    let specs = specs();
    let cases: [&[&str]; 3] = [
        &["show", "TEST", "Download", "--crate", "my-cloud"],
        &["show", "Other/2020-01-01/ListThings"],
        &["show", "test", "2019-01-01", "ListInstances"],
    ];
    insta::assert_snapshot!(cases.map(|case| run(&specs, case)).join("\n"));
}

#[test]
fn our_own_specs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    insta::assert_snapshot!(run_at(&root, &["show", "ims", "GetUserMFAInfo"]));
}

#[test]
fn the_newest_version_that_has_it() {
    let text = run(&specs(), &["show", "ListInstances"]);
    assert!(text.contains("\nTest 2020-01-01 ListInstances\n"), "{text}");
}

#[test]
fn what_is_not_there_or_not_clear() {
    let specs = specs();
    let cases: [&[&str]; 6] = [
        &["show", "test", "RunInstance"],
        &["show", "test", "runinstances"],
        &["show", "tset", "RunInstances"],
        &["show", "test", "2020-01-02", "RunInstances"],
        &["show", "List*"],
        &["show"],
    ];
    insta::assert_snapshot!(cases.map(|case| run(&specs, case)).join("\n"));
}
