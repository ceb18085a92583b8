//! Operations as modules of somebody's own crate, to be committed there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::diagnostic::Diagnostic;
use crate::emit::{self, Dynamic, Embedded, MARK, RUNTIME, Surroundings};
use crate::generate::{self, Generated};
use crate::generator::{Failure, counted};
use crate::load::{self, Source};
use crate::select::Selection;
use crate::write::{self, Written};
use crate::{model, names};

/// Writes operations into a folder of modules: `mod.rs`, and a folder per API version. The operations that are there already are
/// kept and brought up to date; `mod.rs` has the list of them.
#[derive(Clone, Debug)]
pub struct Modules {
    into: PathBuf,
    specs: Vec<PathBuf>,
    selectors: Vec<String>,
    denies_warnings: bool,
}

/// What [`Modules::run`] did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Added {
    /// What happened to the files.
    pub files: Written,
    /// The operations that were asked for, as `<product>/<version>/<operation>`.
    pub added: Vec<String>,
    /// All operations that are there now.
    pub operations: Vec<String>,
    /// Whether the runtime needs its feature `xml` for them.
    pub needs_xml: bool,
    /// For each operation that was asked for, a program that calls it: the name of its module, and the text.
    pub examples: Vec<(String, String)>,
    /// What should be looked at.
    pub warnings: Vec<Diagnostic>,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} written, {} unchanged, {} removed",
            counted(self.operations.len(), "operation"),
            counted(self.files.written.len(), "file"),
            self.files.unchanged,
            self.files.removed.len(),
        )
    }
}

/// An operation that is there, as `mod.rs` lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    product: String,
    version: String,
    name: String,
    in_xml: bool,
}

/// How the line of an operation begins in `mod.rs`.
const ITEM: &str = "// - ";

/// How it ends when the operation has XML in it.
const IN_XML: &str = " (XML)";

impl Listed {
    fn read(line: &str) -> Option<Self> {
        let item = line.strip_prefix(ITEM)?;
        let (path, in_xml) = item.strip_suffix(IN_XML).map_or((item, false), |path| (path, true));
        let mut parts = path.trim().splitn(3, '/').map(str::to_owned);
        Some(Self {
            product: parts.next()?,
            version: parts.next()?,
            name: parts.next()?,
            in_xml,
        })
    }

    fn path(&self) -> String {
        format!("{}/{}/{}", self.product, self.version, self.name)
    }

    fn module(&self) -> String {
        names::module_of(&self.product, &self.version)
    }
}

/// Files of an API version, and a program per operation: its wire name, its module, its text.
type Texts = (Vec<emit::File>, Vec<(String, String, String)>);

impl Modules {
    /// Modules in the folder `into`: `src/alicloud`, for example.
    pub fn new(into: impl Into<PathBuf>) -> Self {
        Self {
            into: into.into(),
            specs: Vec::new(),
            selectors: Vec::new(),
            denies_warnings: false,
        }
    }

    /// Adds specs, as [`Builder::specs`](crate::Builder::specs) does.
    #[must_use]
    pub fn specs(mut self, path: impl Into<PathBuf>) -> Self {
        self.specs.push(path.into());
        self
    }

    /// Adds operations by [selectors](crate::select). Of an operation that several versions have, the newest counts unless the
    /// selector says which.
    #[must_use]
    pub fn operations(mut self, selectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selectors.extend(selectors.into_iter().map(Into::into));
        self
    }

    /// Fails when there are warnings, and writes nothing then.
    #[must_use]
    pub fn deny_warnings(mut self, denies_warnings: bool) -> Self {
        self.denies_warnings = denies_warnings;
        self
    }

    /// Writes.
    ///
    /// # Errors
    /// See [`Failure`]. A file that was not generated is never replaced.
    pub fn run(&self) -> Result<Added, Failure> {
        let present = self.present()?;
        let mut sources = Vec::new();
        let mut problems = Vec::new();
        for path in &self.specs {
            match load::locate(path) {
                Ok(found) => sources.extend(found),
                Err(found) => problems.extend(found),
            }
        }
        if !problems.is_empty() {
            return Err(Failure::Specs(problems));
        }
        let added = self.newest(&sources)?;
        let selection = Selection::new(&added).and_if_there(present.iter().map(Listed::path));
        let surroundings = Surroundings {
            runtime: RUNTIME.to_owned(),
            derives: Vec::new(),
            dynamic: Dynamic::Never,
        };
        let make = |service: &_| (emit::service(service, &surroundings), self.examples(service));
        let generated = match selection.is_everything() {
            true => Vec::new(),
            false => generate::api_versions(&sources, &selection, make, None, |_, _| ())?,
        };
        self.write(present, added, generated, &surroundings)
    }

    /// The operations that the folder has.
    fn present(&self) -> Result<Vec<Listed>, Failure> {
        let path = self.into.join("mod.rs");
        match fs::read_to_string(&path) {
            // The `mod.rs` of an API version goes on with where it is from.
            Ok(text) if text.starts_with(&format!("{MARK};")) => Ok(text.lines().filter_map(Listed::read).collect()),
            Ok(_) => Err(Failure::NotGenerated(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Failure::Io(path, error)),
        }
    }

    /// What the selectors keep, each operation from the newest version that has it.
    fn newest(&self, sources: &[(PathBuf, Source)]) -> Result<Vec<String>, Failure> {
        if self.selectors.is_empty() {
            return Ok(Vec::new());
        }
        let generated = generate::api_versions(sources, &Selection::new(&self.selectors), |_| (), None, |_, _| ())?;
        let mut newest: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for one in &generated {
            for name in &one.kept {
                let version = newest.entry((&one.member.product, name)).or_insert(&one.member.version);
                *version = one.member.version.as_str().max(version);
            }
        }
        let paths = newest
            .into_iter()
            .map(|((product, name), version)| format!("{product}/{version}/{name}"));
        Ok(paths.collect())
    }

    fn write(
        &self,
        present: Vec<Listed>,
        added: Vec<String>,
        generated: Vec<Generated<Texts>>,
        surroundings: &Surroundings,
    ) -> Result<Added, Failure> {
        let made: BTreeSet<String> = generated.iter().map(|one| one.member.module.clone()).collect();
        let mut listed: Vec<Listed> = generated.iter().flat_map(listed).collect();
        let is_listed = |one: &Listed| listed.iter().any(|other| other.path() == one.path());
        let (others, gone): (Vec<Listed>, Vec<Listed>) = present
            .into_iter()
            .filter(|one| !is_listed(one))
            .partition(|one| !made.contains(&one.module()));
        if !gone.is_empty() {
            return Err(Failure::Gone(gone.iter().map(Listed::path).collect()));
        }
        listed.extend(others);
        listed.sort();
        let in_xml: Vec<String> = listed.iter().filter(|one| one.in_xml).map(Listed::path).collect();
        let modules: BTreeSet<String> = listed.iter().map(Listed::module).collect();
        let mut examples = Vec::new();
        let mut files = Vec::new();
        let mut warnings = Vec::new();
        for one in generated {
            let path = |name: &str| format!("{}/{}/{name}", one.member.product, one.member.version);
            let (texts, programs) = one.made;
            examples.extend(
                programs
                    .into_iter()
                    .filter(|(wire, _, _)| added.contains(&path(wire)))
                    .map(|(_, module, text)| (module, text)),
            );
            files.extend(texts);
            warnings.extend(one.warnings);
        }
        if self.denies_warnings && !warnings.is_empty() {
            return Err(Failure::Denied(warnings));
        }
        let embedded = Embedded {
            surroundings,
            in_xml: &in_xml,
        };
        let modules: Vec<String> = modules.into_iter().collect();
        // The last to be written: what it names is there.
        files.push(("mod.rs".to_owned(), emit::modules(embedded, &modules, &notes(&listed))));
        let swept: Vec<PathBuf> = made.iter().map(|module| self.into.join(module)).collect();
        Ok(Added {
            files: write::write_into(&self.into, &swept, &files)?,
            added,
            operations: listed.iter().map(Listed::path).collect(),
            needs_xml: !in_xml.is_empty(),
            examples,
            warnings,
        })
    }

    fn examples(&self, service: &model::Service) -> Vec<(String, String, String)> {
        let inside = |root: &Path| self.into.strip_prefix(root).map(|path| path.join("mod.rs")).ok();
        let path = package(&self.into)
            .and_then(|root| inside(&root))
            .unwrap_or_else(|| self.into.join("mod.rs"));
        let path: Vec<_> = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let path = format!("../{}", path.join("/"));
        let operations = service.operations.iter().map(|operation| {
            let name = operation.module.trim_start_matches("r#").to_owned();
            (operation.wire.clone(), name, emit::example(service, operation, &path))
        });
        operations.collect()
    }
}

/// The nearest folder above this one that has a `Cargo.toml`.
fn package(folder: &Path) -> Option<PathBuf> {
    let mut above = folder.ancestors().skip(1);
    above
        .find(|folder| folder.join("Cargo.toml").is_file())
        .map(Path::to_owned)
}

fn listed<T>(one: &Generated<T>) -> Vec<Listed> {
    let operations = one.kept.iter().map(|name| Listed {
        product: one.member.product.clone(),
        version: one.member.version.clone(),
        name: name.clone(),
        in_xml: one.in_xml.contains(name),
    });
    operations.collect()
}

/// The lines behind the first of `mod.rs`.
fn notes(listed: &[Listed]) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "`alicloud-codegen add`, with this folder as `--into`, brings these operations up to date:".to_owned(),
    ];
    lines.extend(listed.iter().map(|one| {
        let mark = if one.in_xml { IN_XML } else { "" };
        format!("- {}{mark}", one.path())
    }));
    lines
}
