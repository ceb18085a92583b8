//! Everything in a specs folder: generated, compiled, linted, documented and formatted, with what that costs.

mod cargo;
mod names;
mod report;
mod specs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use alicloud_codegen::{Failure as GeneratorFailure, Generator, Runtime, Summary};
use cpu_time::ProcessTime;

use self::cargo::Module;
use self::report::{Failure, HEADING, Row};
use self::specs::ApiVersion;
use crate::golden::workspace;

/// What a run looks at.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of specs.
    pub specs: PathBuf,
    /// Folder in which everything is made; the compiler's results are kept there for the next run.
    pub home: PathBuf,
    /// Only the tenth: every tenth API version by label, and all whose style is neither RPC nor ROA.
    pub only_tenth: bool,
    /// Lint and document everything, not only the tenth.
    pub lint_all: bool,
    /// Only generate and look at the names.
    pub only_names: bool,
}

/// How many API versions did everything that was asked of them, and how many did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Did everything.
    pub passed: usize,
    /// Did not.
    pub failed: usize,
}

/// Runs everything and hands each line of the report to `say` as it is known.
///
/// # Errors
/// What keeps the run from saying anything about single API versions: no specs, no disk, no cargo.
pub fn run(options: &Options, say: &mut dyn FnMut(&str)) -> Result<Outcome, String> {
    let versions = specs::choose(&options.specs, options.only_tenth)?;
    let root = &options.home;
    let mut failures: Vec<Failure> = Vec::new();
    let (summary, (cpu, seconds)) = generate(root, options, &versions, &mut failures)?;
    let modules = modules(root, &versions, &failures)?;
    say(&summary.to_string());
    let mut row = Row::new("generate", &modules);
    (row.cpu, row.seconds, row.failed) = (cpu, seconds, failures.len());
    say(HEADING);
    say(&row.to_string());
    if !options.only_names {
        let row = cargo::run(root, &cargo::CHECK, &modules, &mut failures)?;
        say(&row.to_string());
        let sampled: BTreeSet<&str> = versions
            .iter()
            .filter(|version| options.lint_all || version.is_sampled)
            .map(|version| version.module.as_str())
            .collect();
        let sample: Vec<Module> = modules
            .iter()
            .filter(|module| sampled.contains(module.name.as_str()))
            .cloned()
            .collect();
        for step in cargo::LINTS {
            let row = cargo::run(root, step, &sample, &mut failures)?;
            say(&row.to_string());
        }
        let row = cargo::format(root, &modules, &mut failures)?;
        say(&row.to_string());
    }
    for line in names::scan(&root.join("crate/src"))? {
        say(&line);
    }
    let labels: BTreeMap<&str, &str> = versions
        .iter()
        .map(|version| (version.module.as_str(), version.label.as_str()))
        .collect();
    let mut failed = BTreeSet::new();
    for Failure { module, step, message } in &failures {
        let label = labels.get(module.as_str()).copied().unwrap_or(module);
        say(&format!("{label}: {step}: {message}"));
        failed.insert(label);
    }
    Ok(Outcome {
        passed: versions.len().saturating_sub(failed.len()),
        failed: failed.len(),
    })
}

/// How many doc tests the modules of the crate of the last run with this `home` have. It has two of its own besides.
///
/// # Errors
/// Cargo that cannot be run, or a crate that does not compile.
pub fn doc_tests(home: &Path) -> Result<usize, String> {
    cargo::doc_tests(home)
}

/// CPU and wall-clock seconds of something.
type Spent = (f64, f64);

/// Generates what can be generated. What the generator refuses is a failure each, and is left out.
fn generate(
    root: &Path,
    options: &Options,
    versions: &[ApiVersion],
    failures: &mut Vec<Failure>,
) -> Result<(Summary, Spent), String> {
    let chosen = root.join("specs");
    let runtime = workspace().join("runtime").display().to_string();
    let generator = Generator::new(&chosen, root.join("crate"))
        .name("corpus")
        .runtime(Runtime::Path(runtime));
    prepare(root)?;
    loop {
        let refused: BTreeSet<&str> = failures.iter().map(|failure| failure.module.as_str()).collect();
        let rest = versions
            .iter()
            .filter(|version| !refused.contains(version.label.as_str()));
        specs::copy(rest, &options.specs, &chosen)?;
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        match generator.run() {
            Ok(summary) => {
                return Ok((summary, (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64())));
            }
            Err(GeneratorFailure::Specs(problems)) => {
                let before = failures.len();
                for version in versions {
                    let home = chosen.join(&version.label);
                    let document = home.with_extension("");
                    let problem = problems
                        .iter()
                        .find(|problem| problem.file.starts_with(&home) || problem.file.with_extension("") == document);
                    if let Some(problem) = problem {
                        failures.push(Failure {
                            module: version.label.clone(),
                            step: "generate",
                            message: problem.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" "),
                        });
                    }
                }
                if failures.len() == before {
                    return Err(GeneratorFailure::Specs(problems).to_string());
                }
            }
            Err(other) => return Err(other.to_string()),
        }
    }
}

/// The generated crate is a workspace of its own, with the versions of dependencies that are known to build.
fn prepare(root: &Path) -> Result<(), String> {
    fs::create_dir_all(root)
        .and_then(|()| {
            fs::write(
                root.join("Cargo.toml"),
                "[workspace]\nmembers = [\"crate\"]\nresolver = \"3\"\n",
            )
        })
        .and_then(|()| fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")))
        .map(drop)
        .map_err(|error| format!("{}: {error}", root.display()))
}

/// What was generated, by module.
fn modules(root: &Path, versions: &[ApiVersion], failures: &[Failure]) -> Result<Vec<Module>, String> {
    let refused: BTreeSet<&str> = failures.iter().map(|failure| failure.module.as_str()).collect();
    let generated = versions
        .iter()
        .filter(|version| !refused.contains(version.label.as_str()));
    let mut modules = Vec::new();
    for version in generated {
        let folder = root.join("crate/src").join(version.module.trim_start_matches("r#"));
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        let (mut operations, mut lines) = (0, 0);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let text = fs::read_to_string(&path).map_err(failed)?;
            lines += text.lines().count();
            operations += usize::from(text.contains("\noperation!("));
        }
        modules.push(Module {
            name: version.module.clone(),
            operations,
            lines,
        });
    }
    Ok(modules)
}
