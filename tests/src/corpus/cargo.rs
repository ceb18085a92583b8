//! Cargo over slices of the generated crate, and whose fault its messages are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use super::report::{Failure, Row};
use crate::cpu;
use crate::scratch::{beside_the_workspace, touch};

/// Operations that one compiler gets at a time: more of them need gigabytes of memory each.
const SLICE: usize = 3_000;

/// A module of the generated crate.
#[derive(Clone)]
pub(super) struct Module {
    /// Its name, which is that of its feature.
    pub(super) name: String,
    /// Its operations.
    pub(super) operations: usize,
    /// Its lines.
    pub(super) lines: usize,
}

/// What is run over the crate.
pub(super) struct Step {
    /// What it is called in the report.
    pub(super) name: &'static str,
    /// The cargo command with its flags.
    pub(super) command: &'static [&'static str],
    /// A feature besides those of the modules.
    pub(super) feature: Option<&'static str>,
    /// What the tool behind cargo gets.
    pub(super) last: &'static [&'static str],
}

pub(super) const CHECK: Step = Step {
    name: "check",
    command: &["check"],
    feature: None,
    last: &[],
};

/// What is also done with the tenth.
pub(super) const LINTS: &[Step] = &[
    Step {
        name: "check, feature dynamic",
        command: &["check"],
        feature: Some("dynamic"),
        last: &[],
    },
    Step {
        name: "clippy",
        command: &["clippy"],
        feature: None,
        last: &["-D", "warnings"],
    },
    Step {
        name: "doc",
        command: &["doc", "--no-deps"],
        feature: None,
        last: &[],
    },
];

/// Runs a step over all modules, a slice at a time. A module that fails is taken out and the rest of its slice tried again,
/// since an error in one keeps the compiler from looking at the others. A warning is a failure.
///
/// # Errors
/// Cargo that cannot be run, or a failure that no module is to blame for.
pub(super) fn run(root: &Path, step: &Step, modules: &[Module], failures: &mut Vec<Failure>) -> Result<Row, String> {
    // What all slices depend on is built before the clock starts.
    once(root, step, &[], &mut Row::new(step.name, &[]))?;
    let mut row = Row::new(step.name, modules);
    for slice in slices(modules) {
        let mut rest: Vec<&Module> = slice.to_vec();
        while !rest.is_empty() {
            let found = once(root, step, &rest, &mut row)?;
            if found.is_empty() {
                break;
            }
            rest.retain(|module| !found.contains_key(&module.name));
            row.failed += found.len();
            failures.extend(found.into_iter().map(|(module, message)| Failure {
                module,
                step: step.name,
                message,
            }));
        }
    }
    Ok(row)
}

fn slices(modules: &[Module]) -> Vec<Vec<&Module>> {
    let mut slices: Vec<Vec<&Module>> = Vec::new();
    let mut room = 0;
    for module in modules {
        match slices.last_mut() {
            Some(slice) if module.operations <= room => {
                slice.push(module);
                room -= module.operations;
            }
            _ => {
                slices.push(vec![module]);
                room = SLICE.saturating_sub(module.operations);
            }
        }
    }
    slices
}

/// Runs it once; the first message about each module that has any.
fn once(root: &Path, step: &Step, modules: &[&Module], row: &mut Row) -> Result<BTreeMap<String, String>, String> {
    touch(&root.join("crate/src/lib.rs"))?;
    let features = modules.iter().map(|module| module.name.as_str()).chain(step.feature);
    let mut cargo = Command::new("cargo");
    cargo
        .args(step.command)
        .args([
            "--offline",
            "--message-format=json",
            "--no-default-features",
            "--features",
        ])
        .arg(features.collect::<Vec<_>>().join(","))
        .current_dir(root)
        .env("CARGO_INCREMENTAL", "0");
    if !step.last.is_empty() {
        cargo.arg("--").args(step.last);
    }
    beside_the_workspace(&mut cargo);
    let (start, before) = (Instant::now(), cpu::children()?);
    let output = cargo.output().map_err(|error| format!("cargo: {error}"))?;
    row.seconds += start.elapsed().as_secs_f64();
    row.cpu += cpu::children()? - before;
    let known: BTreeSet<&str> = modules.iter().map(|module| module.name.as_str()).collect();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut unclear = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some(message) = message(line) else { continue };
        match places(&message).find(|module| known.contains(module.as_str())) {
            Some(module) => {
                found.entry(module).or_insert_with(|| one_line(&message));
            }
            None => unclear.push(one_line(&message)),
        }
    }
    if found.is_empty() && !output.status.success() {
        let standard = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} fails:\n{}\n{standard}", step.name, unclear.join("\n")));
    }
    Ok(found)
}

/// An error or a warning in one of cargo's lines.
fn message(line: &str) -> Option<Value> {
    let mut line: Value = serde_json::from_str(line).ok()?;
    let message = line.get_mut("message")?.take();
    let level = message.get("level")?.as_str()?;
    level
        .starts_with("error")
        .then_some(())
        .or_else(|| (level == "warning").then_some(()))?;
    Some(message)
}

/// The modules whose files a message points to, through macros if need be.
fn places(message: &Value) -> impl Iterator<Item = String> {
    let mut files = Vec::new();
    let spans = message.get("spans").and_then(Value::as_array);
    for span in spans.into_iter().flatten() {
        let mut span = Some(span);
        while let Some(here) = span {
            files.extend(here.get("file_name").and_then(Value::as_str));
            span = here.get("expansion").and_then(|expansion| expansion.get("span"));
        }
    }
    let modules = files.into_iter().filter_map(|file| {
        let (module, _) = file.split_once("crate/src/")?.1.split_once('/')?;
        Some(module.to_owned())
    });
    modules.collect::<Vec<_>>().into_iter()
}

/// What the compiler says, with the place, on one line.
fn one_line(message: &Value) -> String {
    let text = message.get("message").and_then(Value::as_str).unwrap_or_default();
    let code = message.pointer("/code/code").and_then(Value::as_str);
    let place = message.pointer("/spans/0").and_then(|span| {
        let file = span.get("file_name")?.as_str()?;
        Some(format!(" at {file}:{}", span.get("line_start")?))
    });
    let code = code.map(|code| format!("{code}: ")).unwrap_or_default();
    let text = text.lines().next().unwrap_or_default();
    format!("{code}{text}{}", place.unwrap_or_default())
}

/// Modules whose files rustfmt would change.
///
/// # Errors
/// That it cannot be run.
pub(super) fn format(root: &Path, modules: &[Module], failures: &mut Vec<Failure>) -> Result<Row, String> {
    let mut row = Row::new("fmt", modules);
    let (start, before) = (Instant::now(), cpu::children()?);
    let output = Command::new("cargo")
        .args(["fmt", "--check", "--", "-l"])
        .current_dir(root.join("crate"))
        .output()
        .map_err(|error| format!("cargo fmt: {error}"))?;
    row.seconds = start.elapsed().as_secs_f64();
    row.cpu = cpu::children()? - before;
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for file in String::from_utf8_lossy(&output.stdout).lines() {
        let module = file.split_once("crate/src/").and_then(|(_, path)| path.split_once('/'));
        let (module, _) = module.unwrap_or(("", ""));
        found
            .entry(module.to_owned())
            .or_insert_with(|| format!("rustfmt would change {file}"));
    }
    if found.is_empty() && !output.status.success() {
        return Err(format!("cargo fmt fails:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    row.failed = found.len();
    failures.extend(found.into_iter().map(|(module, message)| Failure {
        module,
        step: "fmt",
        message,
    }));
    Ok(row)
}

/// How many doc tests the crate has in the folders of its modules.
///
/// # Errors
/// That they cannot be listed.
pub(super) fn doc_tests(root: &Path) -> Result<usize, String> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["test", "--doc", "--offline", "--all-features", "--", "--list"])
        .current_dir(root);
    beside_the_workspace(&mut cargo);
    let output = cargo.output().map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo test --doc fails:\n{text}"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let is_of_module = |line: &&str| line.strip_prefix("crate/src/").is_some_and(|rest| rest.contains('/'));
    Ok(text.lines().filter(is_of_module).count())
}
