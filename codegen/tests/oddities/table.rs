//! `ODDITIES.md` lists every test of this folder, and counts what the official documents have.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::count::Counts;
use crate::support::corpus;

const TABLE: &str = include_str!("../../ODDITIES.md");

/// The number and the test of each row.
fn rows() -> Vec<(usize, &'static str)> {
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    TABLE
        .lines()
        .map(cells)
        .filter(|cells| cells.len() == 6 && cells[2].chars().all(|c| c.is_ascii_digit() || c == ','))
        .map(|cells| (cells[2].replace(',', "").parse().unwrap(), cells[4].trim_matches('`')))
        .collect()
}

#[test]
fn lists_every_test_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oddities");
    let mut tests = BTreeSet::new();
    for module in ["enums", "names", "parameters", "paths", "responses", "schemas"] {
        let text = fs::read_to_string(folder.join(module).with_extension("rs")).unwrap();
        let names = text
            .split("#[test]\nfn ")
            .skip(1)
            .filter_map(|rest| rest.split('(').next());
        tests.extend(names.map(|name| format!("{module}::{name}")));
    }
    let listed: BTreeSet<String> = rows().into_iter().map(|(_, test)| test.to_owned()).collect();
    assert_eq!(listed, tests);
    assert_eq!(rows().len(), tests.len(), "a test is listed twice");
}

#[test]
fn counts_what_the_official_documents_have() {
    let Some(corpus) = corpus() else { return };
    let counts = Counts::of(&corpus);
    let wrong: Vec<String> = rows()
        .into_iter()
        .filter(|(number, test)| counts.get(test) != *number)
        .map(|(number, test)| format!("{test}: {number} in the table, {} counted", counts.get(test)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
