//! `list`.

use std::time::Instant;

use super::support::command::{run_in, transcript};
use super::support::corpus;
use super::{run, specs};

#[test]
fn for_people() {
    let specs = specs();
    let cases: [&[&str]; 8] = [
        &["list"],
        &["list", "products"],
        &["list", "operations"],
        &["list", "operations", "test/List*"],
        &["list", "operations", "--action", "TEST:*"],
        &["list", "operations", "--parameter", "RegionId", "test/*/R*"],
        &["list", "versions", "--parameter", "*region*"],
        &["list", "operations", "--action", "nobody:*"],
    ];
    insta::assert_snapshot!(cases.map(|case| run(&specs, case)).join("\n"));
}

#[test]
fn for_tools() {
    let specs = specs();
    let cases: [&[&str]; 4] = [
        &["list", "products", "--format", "json"],
        &["list", "versions", "--format", "json"],
        &["list", "operations", "--format", "json"],
        &["list", "operations", "--format", "json", "--action", "nobody:*"],
    ];
    for case in cases {
        let output = run_in(specs.folder.path(), case);
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(list.is_array());
    }
    insta::assert_snapshot!(cases.map(|case| run(&specs, case)).join("\n"));
}

#[test]
fn what_is_not_there() {
    let specs = specs();
    let cases: [&[&str]; 5] = [
        &["list", "operations", "tset/*"],
        &["list", "operations", "ListInstance", "RunInstances"],
        &["list", "operations", "--specs", "nowhere"],
        &["list", "operations", "a/b/c/d"],
        &["list", "things"],
    ];
    insta::assert_snapshot!(cases.map(|case| run(&specs, case)).join("\n"));
}

/// Every line is a selector of just that operation.
#[test]
fn what_is_listed_is_a_selector() {
    let specs = specs();
    let all = run_in(specs.folder.path(), &["list", "operations"]).stdout;
    let all = String::from_utf8(all).unwrap();
    assert_eq!(all.lines().count(), 5);
    for line in all.lines() {
        let one = run_in(specs.folder.path(), &["list", "operations", line]).stdout;
        assert_eq!(String::from_utf8(one).unwrap().trim_end(), line);
    }
}

/// All official documents, by their RAM actions and parameters.
#[test]
fn official_documents() {
    let Some(corpus) = corpus() else { return };
    let start = Instant::now();
    let specs = corpus.display().to_string();
    let output = run_in(
        &corpus,
        &[
            "list",
            "operations",
            "--specs",
            &specs,
            "{ims,vpc,ecs}/*",
            "--parameter",
            "vswitchid",
        ],
    );
    let text = transcript(&output);
    println!("{:.1} s", start.elapsed().as_secs_f64());
    assert!(
        text.contains("\nEcs/2014-05-26/RunInstances\n") && text.contains("\nVpc/2016-04-28/DeleteVSwitch\n"),
        "{text}"
    );
    assert!(!text.contains("DescribeRegions"), "{text}");
}
