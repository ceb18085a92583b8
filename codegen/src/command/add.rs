//! `alicloud-codegen add`: operations as modules of one's own crate.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use alicloud_codegen::{Added, Failure, Modules, Runtime};
use clap::Args;

use super::console::{Console, Trouble};
use super::generate::runtime_of;

/// Adds operations to your crate as modules that you commit.
///
/// Run it again to bring them up to date, or with further operations to have those too. Files that were not generated are never
/// touched.
#[derive(Args)]
pub(super) struct Arguments {
    /// Product code, as in `Ecs`; without it, the operations that are there are brought up to date.
    #[arg(requires = "operations")]
    product: Option<String>,
    /// Operations, by name or glob; in front of them the API version, if it is not to be the newest.
    #[arg(value_name = "[VERSION] OPERATION")]
    operations: Vec<String>,
    /// Folder of the modules, in your crate.
    #[arg(long, value_name = "DIR", default_value = "src/alicloud")]
    into: PathBuf,
    /// Specs: a folder of them, that of an API version, or a document.
    #[arg(long, value_name = "DIR|FILE", default_value = "specs")]
    specs: Vec<PathBuf>,
    /// Also writes an example per operation that calls it, and adds what it needs to Cargo.toml; in a folder without a crate, makes
    /// one with `cargo init`.
    #[arg(long)]
    example: bool,
    /// Where your crate finds alicloud-runtime: a folder, or a version on the registry.
    #[arg(long, value_name = "PATH|VERSION", default_value = env!("CARGO_PKG_VERSION"))]
    runtime: String,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let mut modules = Modules::new(&arguments.into)
        .operations(selectors(arguments))
        .deny_warnings(console.denies_warnings());
    for specs in &arguments.specs {
        modules = modules.specs(specs);
    }
    let added = modules.run()?;
    let mut text = summary(arguments, &added);
    let mut package = Package::of(arguments, added.needs_xml);
    if arguments.example && package.manifest.is_empty() {
        package.cargo(&["init", "--quiet"].map(str::to_owned))?;
        package = Package::of(arguments, added.needs_xml);
    }
    match arguments.example {
        true => package.add_dependencies(&mut text)?,
        false => package.tell_dependencies(&mut text),
    }
    package.tell_module(&mut text);
    if arguments.example {
        examples(&package, &added, &mut text)?;
    }
    console.warnings(&added.warnings)?;
    console.result(text.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// `Ecs 2014-05-26 A B` as `Ecs/2014-05-26/A`, `Ecs/2014-05-26/B`.
fn selectors(arguments: &Arguments) -> Vec<String> {
    let Some(product) = &arguments.product else {
        return Vec::new();
    };
    let is_version = |text: &String| text.starts_with(|c: char| c.is_ascii_digit());
    match arguments.operations.split_first() {
        Some((version, operations)) if is_version(version) && !operations.is_empty() => operations
            .iter()
            .map(|operation| format!("{product}/{version}/{operation}"))
            .collect(),
        _ => arguments
            .operations
            .iter()
            .map(|operation| format!("{product}/{operation}"))
            .collect(),
    }
}

fn summary(arguments: &Arguments, added: &Added) -> String {
    let mut text = String::new();
    for operation in &added.added {
        let _ = writeln!(text, "{operation}");
    }
    let _ = writeln!(text, "{} has {added}", arguments.into.display());
    text
}

/// Writes the programs that are not there yet.
fn examples(package: &Package<'_>, added: &Added, text: &mut String) -> Result<(), Failure> {
    let folder = package.root.join("examples");
    fs::create_dir_all(&folder).map_err(|error| Failure::Io(folder.clone(), error))?;
    for (name, program) in &added.examples {
        let path = folder.join(name).with_extension("rs");
        match fs::File::create_new(&path) {
            Ok(mut file) => io::Write::write_all(&mut file, program.as_bytes()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
        .map_err(|error| Failure::Io(path, error))?;
        let _ = writeln!(text, "Try it: cargo run --example {name}");
    }
    Ok(())
}

/// The crate that the modules are in.
struct Package<'a> {
    root: PathBuf,
    manifest: String,
    arguments: &'a Arguments,
    needs_xml: bool,
}

impl<'a> Package<'a> {
    fn of(arguments: &'a Arguments, needs_xml: bool) -> Self {
        let mut above = arguments.into.ancestors().skip(1);
        let root = above
            .find(|folder| folder.join("Cargo.toml").is_file())
            .unwrap_or(Path::new(""));
        Self {
            manifest: fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default(),
            root: root.to_owned(),
            arguments,
            needs_xml,
        }
    }

    fn lacks(&self, dependency: &str) -> bool {
        !self.manifest.lines().any(|line| {
            let line = line.trim_start();
            line.strip_prefix(dependency)
                .is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
                || line.contains(&format!("dependencies.{dependency}]"))
        })
    }

    /// What to write into `Cargo.toml`.
    fn tell_dependencies(&self, text: &mut String) {
        let mut lines = String::new();
        if self.lacks("alicloud-runtime") {
            let (key, value) = match runtime_of(&self.arguments.runtime) {
                Runtime::Path(path) => ("path", path),
                Runtime::Version(version) => ("version", version),
            };
            let _ = match self.needs_xml {
                true => writeln!(
                    lines,
                    "    alicloud-runtime = {{ {key} = {value:?}, features = [\"xml\"] }}"
                ),
                false if key == "version" => writeln!(lines, "    alicloud-runtime = {value:?}"),
                false => writeln!(lines, "    alicloud-runtime = {{ {key} = {value:?} }}"),
            };
        }
        if self.lacks("tokio") {
            lines.push_str("    tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n");
        }
        if !lines.is_empty() {
            let _ = write!(
                text,
                "Add to [dependencies] in {}:\n{lines}",
                self.root.join("Cargo.toml").display()
            );
        }
    }

    /// Has cargo write it.
    fn add_dependencies(&self, text: &mut String) -> Result<(), Failure> {
        let mut names = Vec::new();
        if self.lacks("alicloud-runtime") {
            let mut words = match runtime_of(&self.arguments.runtime) {
                Runtime::Path(path) => {
                    let absolute = fs::canonicalize(&path).map_err(|error| Failure::Io(path.into(), error))?;
                    vec!["--path".to_owned(), absolute.display().to_string()]
                }
                Runtime::Version(version) => vec![format!("alicloud-runtime@{version}")],
            };
            if self.needs_xml {
                words.extend(["--features".to_owned(), "xml".to_owned()]);
            }
            self.cargo_add(words)?;
            names.push("alicloud-runtime");
        }
        if self.lacks("tokio") {
            self.cargo_add(
                ["tokio", "--features", "macros,rt-multi-thread"]
                    .map(str::to_owned)
                    .to_vec(),
            )?;
            names.push("tokio");
        }
        if !names.is_empty() {
            let _ = writeln!(
                text,
                "Added to {}: {}",
                self.root.join("Cargo.toml").display(),
                names.join(", ")
            );
        }
        Ok(())
    }

    fn cargo_add(&self, dependency: Vec<String>) -> Result<(), Failure> {
        let manifest = self.root.join("Cargo.toml").display().to_string();
        let place = ["--quiet", "--manifest-path", &manifest].map(str::to_owned);
        let words: Vec<String> = ["add".to_owned()].into_iter().chain(dependency).chain(place).collect();
        self.cargo(&words)
    }

    fn cargo(&self, words: &[String]) -> Result<(), Failure> {
        let failed = |error: io::Error| Failure::Io(self.root.join("Cargo.toml"), error);
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo).args(words).output().map_err(failed)?;
        match output.status.success() {
            true => Ok(()),
            false => {
                let said = String::from_utf8_lossy(&output.stderr);
                let said = format!("`cargo {}` failed:\n{}", words.join(" "), said.trim_end());
                Err(failed(io::Error::other(said)))
            }
        }
    }

    /// Where to declare the modules, unless that has been done.
    fn tell_module(&self, text: &mut String) {
        let into = &self.arguments.into;
        let (Some(name), Some(above)) = (into.file_name().and_then(|name| name.to_str()), into.parent()) else {
            return;
        };
        let candidates = ["main.rs", "lib.rs", "mod.rs"].map(|file| above.join(file));
        let Some(file) = candidates.iter().find(|path| path.is_file()) else {
            return;
        };
        let declared = fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("mod {name};")));
        if !declared {
            let _ = writeln!(text, "Add to {}:\n    mod {name};", file.display());
        }
    }
}
