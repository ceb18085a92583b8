//! Wire conformance: every recorded request, made again through the typed request structs, must be the same request.
//!
//! A vector's input is read into the operation's request type, encoded and signed with the recorded time, nonce and keys,
//! and compared with what the official SDK sent. The only differences allowed are the named [`rules`](Rule), each counted
//! in the report.

mod compare;
mod known;
mod rules;
mod vector;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use alicloud_runtime::dynamic::Entry;

use crate::golden;

pub use known::Known;
pub use rules::Rule;
pub use vector::Vector;

/// Replays the files of vectors and prints the report: the whole of a replay program's `main`.
///
/// Arguments: the folder of the specifications, then the files.
///
/// # Errors
/// Specifications or files that cannot be read, or vectors that failed.
#[expect(clippy::print_stdout, reason = "the result of a command")]
pub fn main(find: Find) -> Result<(), String> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let specs = arguments.next().ok_or("usage: SPECS GOLDEN…")?;
    let known = Known::read(&specs)?;
    let mut report = Report::default();
    for file in arguments {
        replay(find, &known, &golden::lines(&file)?, &mut report)?;
    }
    println!("{report}");
    if report.failures.is_empty() {
        Ok(())
    } else {
        Err(format!("{} vectors failed", report.failures.len()))
    }
}

/// What a replay found.
#[derive(Default)]
pub struct Report {
    /// Vectors whose request was equal.
    pub passed: usize,
    /// Vectors that differ, with every difference.
    pub failures: Vec<String>,
    /// Vectors left out, by rule.
    pub excluded: BTreeMap<Rule, usize>,
    /// Vectors whose host was compared with our endpoint table.
    pub hosts: usize,
}

/// Finds an operation by module (`ims20190815`) and official name.
pub type Find = fn(&str, &str) -> Option<&'static Entry>;

/// Replays all `vectors` and adds what it finds to `report`.
///
/// # Errors
/// A vector file that is not what the harness expects.
pub fn replay(find: Find, known: &Known, vectors: &[serde_json::Value], report: &mut Report) -> Result<(), String> {
    for value in vectors {
        let vector = Vector::parse(value)?;
        let module = vector.module();
        let Some(entry) = find(&module, &vector.operation) else {
            *report.excluded.entry(Rule::OperationNotInSpec).or_default() += 1;
            continue;
        };
        if let Some(rule) = rules::exclusion(&vector, known) {
            *report.excluded.entry(rule).or_default() += 1;
            continue;
        }
        let differences = compare::differences(entry, &vector).and_then(|mut lines| {
            lines.extend(host(entry, &vector, known, report)?);
            Ok(lines)
        });
        match differences {
            Ok(lines) if lines.is_empty() => report.passed += 1,
            Ok(lines) => report.failures.push(format!("{vector}\n{}", lines.join("\n"))),
            Err(error) => report.failures.push(format!("{vector}\n  {error}")),
        }
    }
    Ok(())
}

/// Compares the recorded host with our endpoint table, where the table lists the region.
fn host(entry: &Entry, vector: &Vector, known: &Known, report: &mut Report) -> Result<Option<String>, String> {
    let Some(ours) = compare::listed_host(entry, vector)? else {
        return Ok(None);
    };
    report.hosts += 1;
    if ours == vector.sent.host {
        return Ok(None);
    }
    if known.host(&vector.module(), compare::REGION) == Some(ours.as_str()) {
        *report.excluded.entry(Rule::HostNotInSpec).or_default() += 1;
        return Ok(None);
    }
    Ok(Some(format!(
        "  endpoint table: recorded {}, ours {ours}",
        vector.sent.host
    )))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{failure}\n")?;
        }
        for (rule, count) in &self.excluded {
            writeln!(f, "left out by rule {rule}: {count}")?;
        }
        writeln!(f, "hosts compared with the endpoint table: {}", self.hosts)?;
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}
