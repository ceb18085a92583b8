//! Wire conformance: every recorded request, made again through the typed request structs, must be the same request.
//!
//! A vector's input is read into the operation's request type, encoded and signed with the recorded time, nonce and keys,
//! and compared with what the official SDK sent. Where recording and specification are of different age, or official SDKs
//! disagree, a named [`Rule`] adjusts the recording and signs it anew (`settle`), so that all the rest is compared; each
//! is counted in the report. Recorded endpoints are compared with our endpoint resolution in the same way.

mod compare;
mod endpoints;
mod json;
mod known;
mod recording;
mod report;
mod resign;
mod rules;
mod settle;
#[cfg(test)]
mod tests;
mod vector;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alicloud_runtime::dynamic::Entry;
use alicloud_runtime::endpoint::{Network, resolve};
use alicloud_runtime::operation::Service;
use serde_json::Value;

use crate::golden;
use endpoints::Endpoint;

pub use known::Known;
pub use report::Report;
pub use rules::Rule;
pub use vector::Vector;

/// An API version of a generated crate: its module, its facts, and its operations sorted by name.
pub type Listed = (&'static str, &'static Service, &'static [Entry]);

/// Replays the files of recordings and prints the report: the whole of a replay program's `main`.
///
/// Arguments: the folder of the specifications, then the files.
///
/// # Errors
/// Specifications or files that cannot be read, or recordings that failed.
#[expect(clippy::print_stdout, reason = "the result of a command")]
pub fn main(services: &[Listed]) -> Result<(), String> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let specs = arguments.next().ok_or("usage: SPECS GOLDEN…")?;
    let report = replay_files(services, &specs, arguments)?;
    println!("{report}");
    if report.failures.is_empty() {
        Ok(())
    } else {
        Err(format!("{} recordings failed", report.failures.len()))
    }
}

fn replay_files(services: &[Listed], specs: &Path, files: impl Iterator<Item = PathBuf>) -> Result<Report, String> {
    let modules: BTreeSet<String> = services.iter().map(|(module, ..)| (*module).to_owned()).collect();
    let known = Known::read(specs, &modules)?;
    let mut report = Report::default();
    for file in files {
        for line in golden::lines(&file)? {
            replay(services, &known, &line, &mut report)?;
        }
    }
    Ok(report)
}

/// The API version that a recording needs: where its document is (`ims/2019-08-15`), and its module in a generated crate.
pub fn api_version(recording: &Value) -> Option<(String, String)> {
    let text = |key: &str| recording.get(key).and_then(Value::as_str);
    let (product, version) = (text("product")?, text("version")?);
    Some((format!("{product}/{version}"), known::module(product, version)))
}

/// Replays one recording and adds what it finds to `report`.
///
/// # Errors
/// A recording that is not what the harness expects.
pub fn replay(services: &[Listed], known: &Known, recording: &Value, report: &mut Report) -> Result<(), String> {
    let service = |wanted: &str| services.iter().find(|(module, ..)| *module == wanted);
    if let Some(endpoint) = Endpoint::parse(recording) {
        report.count(match service(&endpoint.module()) {
            Some((_, service, _)) => endpoint.compare(service, known),
            None => Ok(vec![Rule::VersionNotInSpecs]),
        });
        return Ok(());
    }
    let mut vector = Vector::parse(recording)?;
    let module = vector.module();
    let Some((_, service, entries)) = service(&module) else {
        report.count(Ok(vec![Rule::VersionNotInSpecs]));
        return Ok(());
    };
    let Some(documented) = known.operation(&module, &vector.operation) else {
        report.count(Ok(vec![Rule::OperationNotInSpec]));
        return Ok(());
    };
    let entry = entries.iter().find(|entry| entry.api.name == vector.operation);
    let name = vector.to_string();
    let found = entry
        .ok_or_else(|| "  the generated crate lacks the operation".to_owned())
        .and_then(|entry| {
            let mut rules: Vec<Rule> = settle::settle(&mut vector, &documented)
                .map_err(|error| format!("  {error}"))?
                .into_iter()
                .collect();
            let mut lines = compare::differences(entry, &vector)?;
            match host(service, &vector, known) {
                Ok(rule) => rules.extend(rule),
                Err(line) => lines.push(line),
            }
            if lines.is_empty() {
                Ok(rules)
            } else {
                Err(lines.join("\n"))
            }
        });
    report.count(found.map_err(|lines| format!("{name}\n{lines}")));
    Ok(())
}

/// Compares the recorded host with what we derive for the recorded region.
fn host(service: &Service, vector: &Vector, known: &Known) -> Result<Option<Rule>, String> {
    let recorded = vector.sent.host.as_str();
    let ours = resolve(service, Some(compare::REGION), Network::Public);
    let ours = ours.map_err(|error| format!("  host: {error}"))?;
    if ours.host() == recorded {
        return Ok(None);
    }
    endpoints::documented(
        known,
        &vector.module(),
        Some(compare::REGION),
        Network::Public,
        ours.host(),
    )
    .map(Some)
    .ok_or_else(|| format!("  endpoint: recorded {recorded}, ours {}", ours.host()))
}
