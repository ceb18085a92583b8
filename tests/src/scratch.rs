//! Crates that exist for one test: generated from some specs, built beside the workspace, run, and gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use alicloud_codegen::select::Selection;
use alicloud_codegen::{Generator, Runtime, Summary};

use crate::golden::workspace;

/// A folder with a generated crate `scratch` and a program beside it that uses it.
pub struct Scratch {
    root: PathBuf,
}

impl Scratch {
    /// Generates the crate from `specs` into a folder below `root`.
    ///
    /// # Errors
    /// What the generator says.
    pub fn generate(root: &Path, specs: &Path) -> Result<(Self, Summary), String> {
        Self::select(root, specs, Selection::default())
    }

    /// The same with some operations only.
    ///
    /// # Errors
    /// What the generator says.
    pub fn select(root: &Path, specs: &Path, selection: Selection) -> Result<(Self, Summary), String> {
        let runtime = workspace().join("runtime");
        let summary = Generator::new(specs, root.join("scratch"))
            .name("scratch")
            .select(selection)
            .runtime(Runtime::Path(runtime.display().to_string()))
            .run()
            .map_err(|failure| failure.to_string())?;
        Ok((Self { root: root.to_owned() }, summary))
    }

    /// The folder of the generated crate.
    pub fn library(&self) -> PathBuf {
        self.root.join("scratch")
    }

    /// Writes a program that depends on the generated crate with these features, and on `dependencies` besides.
    ///
    /// # Errors
    /// What the file system says.
    pub fn program(&self, features: &[&str], dependencies: &str, main: &str) -> Result<(), String> {
        let features = features
            .iter()
            .map(|feature| format!("{feature:?}"))
            .collect::<Vec<_>>()
            .join(", ");
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             scratch = {{ path = \"../scratch\", features = [{features}] }}\n{dependencies}\n\n[workspace]\n",
        );
        let home = self.root.join("program");
        let written = fs::create_dir_all(home.join("src"))
            .and_then(|()| fs::write(home.join("Cargo.toml"), manifest))
            .and_then(|()| fs::write(home.join("src/main.rs"), main))
            // The workspace's own lock file keeps the program to versions that are known to build.
            .and_then(|()| fs::copy(workspace().join("Cargo.lock"), home.join("Cargo.lock")));
        written
            .map(drop)
            .map_err(|error| format!("{}: {error}", home.display()))
    }

    /// Builds and runs the program, in the profile of the program that asks.
    ///
    /// # Errors
    /// That cargo cannot be started. A failing program is an `Output` like any other.
    pub fn run(&self, arguments: &[String]) -> Result<Output, String> {
        let mut cargo = Command::new("cargo");
        cargo.args(["run", "--quiet"]);
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        cargo.arg("--").args(arguments).current_dir(self.root.join("program"));
        beside_the_workspace(&mut cargo);
        cargo.output().map_err(|error| format!("cargo: {error}"))
    }
}

/// Has a cargo that this program starts, or that what it starts does, build into the workspace's own target folder.
pub fn beside_the_workspace(cargo: &mut Command) {
    // What cargo tells this program about itself would make build scripts there think that everything has changed.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"]
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            cargo.env_remove(name);
        }
    }
    if let Some(target) = target() {
        cargo.env("CARGO_TARGET_DIR", target);
    }
}

/// Makes cargo build the crate with this file again, which it would not as long as nothing has changed.
///
/// # Errors
/// What the file system says.
pub fn touch(source: &Path) -> Result<(), String> {
    fs::File::options()
        .write(true)
        .open(source)
        .and_then(|file| file.set_modified(SystemTime::now()))
        .map_err(|error| format!("{}: {error}", source.display()))
}

/// The folder of this name in the target folder, for what is worth keeping until the next run.
pub fn home(name: &str) -> PathBuf {
    target().unwrap_or_else(|| workspace().join("target")).join(name)
}

/// The target folder that the running program was built in: what it depends on is built there already, in the same
/// versions, so that a scratch program costs only itself.
fn target() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map(Path::to_path_buf)
}
