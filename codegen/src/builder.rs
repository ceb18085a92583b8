//! Operations into a crate of somebody's own, from its `build.rs`.

use std::io::Write as _;
use std::path::PathBuf;
use std::{env, fs, io, process};

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Dynamic, Embedded, RUNTIME, Surroundings};
use crate::generator::Failure;
use crate::select::Selection;
use crate::{generate, load, write};

/// Name of the generated file, as the runtime's `include_operations!` knows it.
const FILE: &str = "alicloud.rs";

/// Generates operations in a build script, and only those that a program uses.
///
/// `Cargo.toml`; without its default features this crate is what a build script needs and nothing of the command:
///
/// ```toml
/// [dependencies]
/// alicloud-runtime = "0.1"
///
/// [build-dependencies]
/// alicloud-codegen = { version = "0.1", default-features = false }
/// ```
///
/// `build.rs`:
///
/// ```no_run
/// fn main() {
///     alicloud_codegen::Builder::new()
///         .specs("specs")
///         .operations(["ecs/DescribeInstances", "ecs/RunInstances", "ims/Get*MFA*"])
///         .generate();
/// }
/// ```
///
/// `src/main.rs`:
///
/// ```ignore
/// mod alicloud {
///     alicloud_runtime::include_operations!();
/// }
///
/// use alicloud::{Client, ecs20140526::DescribeInstances};
/// ```
///
/// The module has one module per API version, exactly as the crate `alicloud` has them, and what else one needs of that crate's
/// front page. No name in it depends on which operations are kept: adding one changes nothing that is there.
///
/// The build script runs again when a spec changes, comes or goes.
#[expect(clippy::needless_doctest_main, reason = "a whole build.rs")]
#[derive(Clone, Debug)]
#[must_use = "nothing is generated before `generate`"]
pub struct Builder {
    specs: Vec<PathBuf>,
    selectors: Vec<String>,
    surroundings: Surroundings,
    out: Option<PathBuf>,
}

/// What [`Builder::try_generate`] did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Built {
    /// The generated file.
    pub file: PathBuf,
    /// Number of API versions in it.
    pub api_versions: usize,
    /// Number of operations in it.
    pub operations: usize,
    /// What should be looked at.
    pub warnings: Vec<Diagnostic>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// A builder without specs, which keeps all operations.
    pub fn new() -> Self {
        Self {
            specs: Vec::new(),
            selectors: Vec::new(),
            surroundings: Surroundings {
                runtime: RUNTIME.to_owned(),
                derives: Vec::new(),
                dynamic: Dynamic::Never,
            },
            out: None,
        }
    }

    /// Adds specs: a folder of them (`<product>/<version>/api-docs.json` with `<Operation>.json` beside it, or
    /// `<product>/<version>.json`), the folder of one API version, or a document. Relative paths start at the package's folder.
    /// Default: the folder `specs`.
    pub fn specs(mut self, path: impl Into<PathBuf>) -> Self {
        self.specs.push(path.into());
        self
    }

    /// Adds operations to keep, by name or glob: `RunInstances`, `ecs/Describe*`, `ecs/2014-05-26/DescribeInstances`; see
    /// [`select`](crate::select). One that keeps nothing is an error. Default: all operations of the specs.
    pub fn operations(mut self, selectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selectors.extend(selectors.into_iter().map(Into::into));
        self
    }

    /// Sets the path of the runtime in Rust, for those who have renamed it or reach it through another crate:
    /// `alicloud::runtime`. Default: `alicloud_runtime`.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.surroundings.runtime = path.into();
        self
    }

    /// Has structs derive a trait besides `Clone` and `Default`: `PartialEq`, for example. `Debug` they have, enums also have
    /// `PartialEq`, `Eq` and `Hash`, and requests with a payload derive nothing more. A trait that not every field has stops
    /// the build.
    pub fn derive(mut self, path: impl Into<String>) -> Self {
        self.surroundings.derives.push(path.into());
        self
    }

    /// Adds a table `OPERATIONS` to each API version, to call operations by name with JSON in and out. Needs the runtime's
    /// feature `dynamic`. Default: no.
    pub fn dynamic(mut self, is_wanted: bool) -> Self {
        self.surroundings.dynamic = match is_wanted {
            true => Dynamic::Always,
            false => Dynamic::Never,
        };
        self
    }

    /// Sets the folder of the generated file `alicloud.rs`. Default: `OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Generates for a build script: tells cargo when to run it again, and shows warnings. If it fails, cargo shows a line per
    /// mistake, and the program ends.
    pub fn generate(self) {
        let outcome = self.try_generate();
        // A build script without anybody to listen has nothing to say.
        let _ = io::stdout().write_all(self.directives(&outcome).as_bytes());
        if outcome.is_err() {
            // What has been said makes the build fail. A status that says so too would have cargo print it all once more, between
            // everything else that the program has written.
            process::exit(0);
        }
    }

    fn paths(&self) -> Vec<PathBuf> {
        match self.specs.is_empty() {
            true => vec![PathBuf::from("specs")],
            false => self.specs.clone(),
        }
    }

    fn file(&self) -> Result<PathBuf, Failure> {
        let out = self.out.clone().or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        out.map(|folder| folder.join(FILE)).ok_or_else(|| {
            let error = io::Error::new(
                io::ErrorKind::NotFound,
                "not set, as it is in build scripts; call `out_dir`",
            );
            Failure::Io(PathBuf::from("OUT_DIR"), error)
        })
    }

    /// What cargo is told.
    fn directives(&self, outcome: &Result<Built, Failure>) -> String {
        let mut lines: Vec<String> = Vec::new();
        for path in &self.paths() {
            // Of a folder, cargo looks at everything in it.
            lines.push(format!("rerun-if-changed={}", path.display()));
        }
        let diagnostic = |one: &Diagnostic| match one.severity {
            Severity::Error => format!("error={}", one.line()),
            Severity::Warning => format!("warning={}", one.line()),
        };
        match outcome {
            Ok(built) => lines.extend(built.warnings.iter().map(diagnostic)),
            Err(Failure::Specs(problems)) => lines.extend(problems.iter().map(diagnostic)),
            Err(Failure::Selectors(unmatched)) => lines.extend(unmatched.iter().map(|one| format!("error={one}"))),
            Err(other) => lines.push(format!("error={}", other.to_string().replace('\n', " "))),
        }
        lines.into_iter().map(|line| format!("cargo::{line}\n")).collect()
    }

    /// Generates without a word.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn try_generate(&self) -> Result<Built, Failure> {
        let mut sources = Vec::new();
        let mut problems = Vec::new();
        for path in &self.paths() {
            match load::locate(path) {
                Ok(found) => sources.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(Failure::Specs(problems));
        }
        let selection = Selection::new(&self.selectors);
        let make = |service: &_| emit::service_inline(service, &self.surroundings);
        let generated = generate::api_versions(&sources, &selection, make, None, |_, _| ())?;
        let file = self.file()?;
        let mut built = Built {
            file,
            api_versions: generated.len(),
            operations: generated.iter().map(|one| one.kept.len()).sum(),
            warnings: Vec::new(),
        };
        let mut in_xml = Vec::new();
        let mut versions = Vec::new();
        for one in generated {
            let label = &one.label;
            in_xml.extend(one.in_xml.iter().map(|operation| format!("{label}/{operation}")));
            built.warnings.extend(one.warnings);
            versions.push((one.member.module, one.made));
        }
        let embedded = Embedded {
            surroundings: &self.surroundings,
            in_xml: &in_xml,
        };
        let text = emit::inline(embedded, &versions);
        if fs::read(&built.file).is_ok_and(|current| current == text.as_bytes()) {
            return Ok(built);
        }
        write::replace(&built.file, &text).map_err(|error| Failure::Io(built.file.clone(), error))?;
        Ok(built)
    }
}
