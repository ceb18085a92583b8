//! Damaged official documents into the generator: each generates code that compiles, or is refused with a located error.

mod hostile;
mod mutate;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use alicloud_codegen::diagnostic::Severity;
use alicloud_codegen::{Failure, Generator};
use fastrand::Rng;
use serde_json::Value;

use crate::corpus;
use crate::scratch::home;

/// Longer than any document takes to generate, on any machine.
const HANG: Duration = Duration::from_secs(60);

/// What a run does.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the documents that are damaged.
    pub specs: PathBuf,
    /// Seeds, of a document each.
    pub seeds: Vec<u64>,
    /// Whether what is generated is compiled, linted, documented and formatted as well.
    pub compile: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Documents that generated.
    pub generated: usize,
    /// Documents that were refused with located errors.
    pub refused: usize,
    /// Documents that did neither, or whose code is not what it has to be.
    pub failed: usize,
}

/// Runs every seed, and hands each failure to `say`.
///
/// # Errors
/// No documents, no disk, no cargo.
pub fn run(options: &Options, say: &mut dyn FnMut(&str)) -> Result<Outcome, String> {
    let home = home("fuzz");
    let specs = home.join("specs");
    if specs.exists() {
        fs::remove_dir_all(&specs).map_err(|error| format!("{}: {error}", specs.display()))?;
    }
    let documents = documents(&options.specs)?;
    let watch = Watch::start();
    let mut outcome = Outcome::default();
    for &seed in &options.seeds {
        watch.begin(seed);
        let document = document(seed, &documents)?;
        match generate(&home.join("one"), &document)? {
            Verdict::Generated => {
                outcome.generated += 1;
                put(&specs, &format!("seed{seed}"), &unique(&document, seed))?;
            }
            Verdict::Refused => outcome.refused += 1,
            Verdict::Failed(why) => {
                outcome.failed += 1;
                say(&format!("seed {seed}: {why}"));
            }
        }
        watch.end();
    }
    if options.compile && outcome.generated > 0 {
        outcome.failed += compile(&home.join("work"), &specs, say)?;
    }
    Ok(outcome)
}

/// The document of a seed.
fn document(seed: u64, documents: &[PathBuf]) -> Result<Vec<u8>, String> {
    let mut rng = Rng::with_seed(seed);
    let mut any = || {
        let path = documents.get(rng.usize(..documents.len())).ok_or("no documents")?;
        let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        serde_json::from_slice::<Value>(&text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let (one, other) = (any()?, any()?);
    let damaged = mutate::damaged(&mut rng, &one, &other);
    let mut bytes = serde_json::to_vec_pretty(&damaged).map_err(|error| error.to_string())?;
    if rng.u8(..20) == 0 {
        bytes.truncate(rng.usize(..=bytes.len()));
    }
    Ok(bytes)
}

/// The same document as a product of its own, so that many fit into one crate.
fn unique(document: &[u8], seed: u64) -> Vec<u8> {
    let Ok(mut document) = serde_json::from_slice::<Value>(document) else {
        return document.to_vec();
    };
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        info.insert("product".to_owned(), format!("Seed{seed}").into());
        info.insert("version".to_owned(), "2020-01-01".into());
    }
    serde_json::to_vec_pretty(&document).unwrap_or_default()
}

fn put(specs: &Path, product: &str, document: &[u8]) -> Result<(), String> {
    let folder = specs.join(product);
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join("2020-01-01.json"), document))
        .map_err(|error| format!("{}: {error}", folder.display()))
}

enum Verdict {
    Generated,
    Refused,
    Failed(String),
}

/// Generates a document alone.
fn generate(home: &Path, document: &[u8]) -> Result<Verdict, String> {
    if home.exists() {
        fs::remove_dir_all(home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    let (specs, out) = (home.join("specs"), home.join("out"));
    put(&specs, "test", document)?;
    let generator = Generator::new(&specs, &out);
    let Ok(result) = catch_unwind(AssertUnwindSafe(|| generator.run())) else {
        return Ok(Verdict::Failed("panic".to_owned()));
    };
    Ok(match result {
        Ok(_) => match character(&out.join("src"))? {
            Some(why) => Verdict::Failed(why),
            None => Verdict::Generated,
        },
        Err(Failure::Specs(problems)) => {
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
            let vague = errors
                .filter(|problem| problem.place.is_none())
                .map(ToString::to_string);
            match vague.collect::<Vec<_>>() {
                vague if !vague.is_empty() => {
                    Verdict::Failed(format!("an error without a place: {}", vague.join("; ")))
                }
                _ if out.exists() => Verdict::Failed("refused, but something was written".to_owned()),
                _ => Verdict::Refused,
            }
        }
        Err(other) => Verdict::Failed(other.to_string()),
    })
}

/// A character that has no business in source code: those that control a terminal or the direction of text.
fn character(source: &Path) -> Result<Option<String>, String> {
    let is_control = |c: char| {
        c.is_control() && c != '\n'
            || matches!(
                c,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
            )
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    for path in files(source)? {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if let Some(found) = text.chars().find(|c| is_control(*c)) {
            return Ok(Some(format!("U+{:04X} in {}", u32::from(found), path.display())));
        }
    }
    Ok(None)
}

/// Compiles what was generated, in one crate; how many documents fail.
fn compile(home: &Path, specs: &Path, say: &mut dyn FnMut(&str)) -> Result<usize, String> {
    let options = corpus::Options {
        specs: specs.to_owned(),
        home: home.to_owned(),
        only_tenth: false,
        lint_all: true,
        only_names: false,
    };
    let outcome = corpus::run(&options, say)?;
    let tests = corpus::doc_tests(home)?;
    if tests > 0 {
        say(&format!("{tests} doc tests where there should be none"));
    }
    Ok(outcome.failed + tests)
}

/// All documents below a folder, sorted.
fn documents(specs: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = files(specs)?;
    found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    found.sort();
    match found.is_empty() {
        true => Err(format!("{}: no documents", specs.display())),
        false => Ok(found),
    }
}

/// All files below a folder.
fn files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    Ok(found)
}

/// Ends the program when a document takes too long, since nothing else can. Watches until it is dropped.
struct Watch(Arc<Mutex<Option<(u64, Instant)>>>);

impl Watch {
    fn start() -> Self {
        let current = Arc::new(Mutex::new(None));
        let watched = Arc::downgrade(&current);
        std::thread::spawn(move || {
            while let Some(current) = watched.upgrade() {
                let begun: Option<(u64, Instant)> = current.lock().map(|begun| *begun).unwrap_or_default();
                drop(current);
                if let Some((seed, _)) = begun.filter(|(_, since)| since.elapsed() > HANG) {
                    let message = format!("seed {seed}: not done in {HANG:?}\n");
                    let _ = std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes());
                    std::process::exit(1);
                }
                std::thread::sleep(HANG / 10);
            }
        });
        Self(current)
    }

    fn begin(&self, seed: u64) {
        self.set(Some((seed, Instant::now())));
    }

    fn end(&self) {
        self.set(None);
    }

    fn set(&self, begun: Option<(u64, Instant)>) {
        if let Ok(mut current) = self.0.lock() {
            *current = begun;
        }
    }
}
