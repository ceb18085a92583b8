//! The whole pipeline.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::emit::{self, Package, Runtime, Surroundings};
use crate::generate::{self, Generated};
use crate::load;
use crate::select::{Selection, Unmatched};
use crate::write::{self, WriteError, Written};

/// Makes a crate from a folder of specs.
#[derive(Clone, Debug)]
pub struct Generator {
    specs: PathBuf,
    out: PathBuf,
    name: String,
    runtime: Runtime,
    selection: Selection,
    threads: Option<usize>,
    only_check: bool,
    denies_warnings: bool,
}

/// What a run did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Number of API versions.
    pub api_versions: usize,
    /// Number of operations in them.
    pub operations: usize,
    /// What happened to the files.
    pub files: Written,
    /// What should be looked at.
    pub warnings: Vec<Diagnostic>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Why a run failed. Nothing is written unless writing itself fails.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The specs have mistakes.
    Specs(Vec<Diagnostic>),
    /// With [`Generator::deny_warnings`]: the specs have oddities.
    Denied(Vec<Diagnostic>),
    /// Selectors keep nothing.
    Selectors(Vec<Unmatched>),
    /// Operations that a crate has are no longer in the specs of their API version.
    Gone(Vec<String>),
    /// With [`Generator::check`]: the crate is not what the specs say.
    Stale(Written),
    /// A file that is in the way was not generated.
    NotGenerated(PathBuf),
    /// A file could not be read or written.
    Io(PathBuf, std::io::Error),
}

impl Generator {
    /// A generator from the folder `specs` into the crate at `out`.
    ///
    /// The crate is called `alicloud` and finds its runtime at `../runtime`, unless told otherwise.
    pub fn new(specs: impl Into<PathBuf>, out: impl Into<PathBuf>) -> Self {
        Self {
            specs: specs.into(),
            out: out.into(),
            name: "alicloud".to_owned(),
            runtime: Runtime::Path("../runtime".to_owned()),
            selection: Selection::default(),
            threads: None,
            only_check: false,
            denies_warnings: false,
        }
    }

    /// Sets the name of the crate.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets where the crate finds `alicloud-runtime`.
    #[must_use]
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Sets which operations are generated, and with them the shared types that they reach. No name of what is kept depends on
    /// it. Default: all.
    ///
    /// ```
    /// # use alicloud_codegen::Generator;
    /// use alicloud_codegen::select::Selection;
    ///
    /// Generator::new("specs", "my-cloud").select(Selection::new(["ecs/Describe*", "ims/GetUserMFAInfo"]));
    /// ```
    #[must_use]
    pub fn select(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Sets how many threads work. Default: one per processor. The result is the same on any number.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Only compares: writes nothing, and fails when there is something to write or remove.
    #[must_use]
    pub fn check(mut self, only_check: bool) -> Self {
        self.only_check = only_check;
        self
    }

    /// Fails when there are warnings, and writes nothing then.
    #[must_use]
    pub fn deny_warnings(mut self, denies_warnings: bool) -> Self {
        self.denies_warnings = denies_warnings;
        self
    }

    /// Generates.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run(&self) -> Result<Summary, Failure> {
        self.run_with(|_, _| ())
    }

    /// Generates, and calls `progress` with the number of API versions done and of all of them, from whichever thread
    /// has finished one.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn run_with(&self, progress: impl Fn(usize, usize) + Sync) -> Result<Summary, Failure> {
        let start = Instant::now();
        let sources = load::discover(&self.specs).map_err(Failure::Specs)?;
        let sources: Vec<_> = sources.into_iter().map(|source| (self.specs.clone(), source)).collect();
        let surroundings = Surroundings::package();
        let make = |service: &_| emit::service(service, &surroundings);
        let generated = generate::api_versions(&sources, &self.selection, make, self.threads, progress)?;
        self.save(generated, start)
    }

    fn save(&self, generated: Vec<Generated<Vec<emit::File>>>, start: Instant) -> Result<Summary, Failure> {
        let members: Vec<_> = generated.iter().map(|one| one.member.clone()).collect();
        let (api_versions, operations) = (members.len(), members.iter().map(|member| member.operations).sum());
        let package = Package {
            name: &self.name,
            runtime: &self.runtime,
            members,
        };
        let mut files = emit::package(&package);
        let mut warnings = Vec::new();
        for one in generated {
            files.extend(one.made.into_iter().map(|(path, text)| (format!("src/{path}"), text)));
            warnings.extend(one.warnings);
        }
        if self.denies_warnings && !warnings.is_empty() {
            return Err(Failure::Denied(warnings));
        }
        let written = write::write(&self.out, &files, self.only_check)?;
        if self.only_check && !(written.written.is_empty() && written.removed.is_empty()) {
            return Err(Failure::Stale(written));
        }
        Ok(Summary {
            api_versions,
            operations,
            files: written,
            warnings,
            elapsed: start.elapsed(),
        })
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}: {} written, {} unchanged, {} removed in {:.1} s",
            counted(self.api_versions, "API version"),
            counted(self.operations, "operation"),
            counted(self.files.written.len(), "file"),
            self.files.unchanged,
            self.files.removed.len(),
            self.elapsed.as_secs_f64(),
        )
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotGenerated(path) => Self::NotGenerated(path),
            WriteError::Io(path, error) => Self::Io(path, error),
        }
    }
}

impl Failure {
    /// The message with colours for a terminal.
    #[cfg(feature = "snippets")]
    pub fn render_styled(&self) -> String {
        match self {
            Self::Specs(problems) => all(problems, "problem", Diagnostic::render_styled),
            Self::Denied(problems) => all(problems, "denied warning", Diagnostic::render_styled),
            other => other.to_string(),
        }
    }
}

fn all(problems: &[Diagnostic], what: &str, render: impl Fn(&Diagnostic) -> String) -> String {
    let texts: String = problems.iter().map(|problem| render(problem) + "\n\n").collect();
    let count = counted(problems.len(), what);
    format!("{texts}{count} in the specs; nothing was written")
}

pub(crate) fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}

/// How many stale files a message names.
const NAMED: usize = 10;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specs(problems) => f.write_str(&all(problems, "problem", Diagnostic::render)),
            Self::Denied(problems) => f.write_str(&all(problems, "denied warning", Diagnostic::render)),
            Self::Selectors(unmatched) => {
                for one in unmatched {
                    writeln!(f, "error: {one}")?;
                }
                f.write_str("nothing was written")
            }
            Self::Gone(operations) => write!(
                f,
                "error: the specs have their API version, but no longer {}; use specs that do, or remove their lines from the list in \
                 `mod.rs`. Nothing was written",
                operations.join(", ")
            ),
            Self::Stale(written) => {
                writeln!(
                    f,
                    "the generated crate is not what the specs and the generator make of it:"
                )?;
                let changed = written.written.iter().map(|path| ("differs", path));
                let left = written.removed.iter().map(|path| ("left over", path));
                for (what, path) in changed.chain(left).take(NAMED) {
                    writeln!(f, "  {what}: {}", path.display())?;
                }
                let more = (written.written.len() + written.removed.len()).saturating_sub(NAMED);
                if more > 0 {
                    writeln!(f, "  and {more} more")?;
                }
                write!(f, "run the same command without --check, and commit the result")
            }
            Self::NotGenerated(path) => write!(
                f,
                "{} is in the way and was not generated; move it, or choose another folder. Nothing was written",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Failure {}
