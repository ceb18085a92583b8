//! An API version in a specs folder: what is there, and how it is replaced.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use alicloud_codegen::Failure;
use alicloud_codegen::diagnostic::Diagnostic;
use alicloud_codegen::inspect::inspect;
use alicloud_codegen::load::Node;
use alicloud_codegen::select::Selection;
use serde_json::{Map, Value, json};

use crate::command::console::{Console, Trouble};

/// The document of the whole API version.
pub(super) const DOCUMENT: &str = "api-docs.json";

/// What was fetched, from where, with which ETags: hidden, so that it is no spec.
const FETCHED: &str = ".fetched.json";

/// The folder of an API version.
pub(super) struct Folder {
    specs: PathBuf,
    /// Relative to the specs folder, in small letters: `ims/2019-08-15`.
    label: String,
    /// The files that are there, by their names.
    pub(super) files: BTreeMap<String, String>,
    /// The portal that they were fetched from, and the ETags they had there.
    portal: String,
    etags: BTreeMap<String, String>,
}

/// What a replacement did.
pub(super) struct Replaced {
    pub(super) written: usize,
    pub(super) unchanged: usize,
}

impl Folder {
    /// The folder with what is in it, if it is there.
    pub(super) fn open(specs: &Path, product: &str, version: &str) -> Result<Self, Trouble> {
        let label = format!("{}/{}", product.to_lowercase(), version.to_lowercase());
        let mut folder = Self {
            specs: specs.to_owned(),
            files: BTreeMap::new(),
            portal: String::new(),
            etags: BTreeMap::new(),
            label,
        };
        let path = folder.path();
        let whole = specs.join(format!("{}.json", folder.label));
        if whole.is_file() {
            return Err(Trouble::new(
                format!("{} is this API version already, in a single file", whole.display()),
                format!(
                    "move it to {}, and run this again with --update",
                    path.join(DOCUMENT).display()
                ),
            ));
        }
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(folder),
            Err(error) => return Err(Failure::Io(path, error).into()),
        };
        for entry in entries {
            let file = entry.map_err(|error| Failure::Io(path.clone(), error))?.path();
            let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if name == FETCHED {
                folder.remember(&read(&file)?);
            } else if name.ends_with(".json") && !name.starts_with('.') {
                folder.files.insert(name.to_owned(), read(&file)?);
            }
        }
        Ok(folder)
    }

    /// A damaged note is none: everything is fetched anew then.
    fn remember(&mut self, text: &str) {
        let note: Value = serde_json::from_str(text).unwrap_or_default();
        self.portal = note
            .get("portal")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(etags) = note.get("etags").and_then(Value::as_object) {
            let texts = etags
                .iter()
                .filter_map(|(name, etag)| Some((name.clone(), etag.as_str()?.to_owned())));
            self.etags = texts.collect();
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.specs.join(&self.label)
    }

    /// Names of the operations that have files of their own.
    pub(super) fn operations(&self) -> Vec<String> {
        let names = self.files.keys().filter(|name| *name != DOCUMENT);
        names
            .filter_map(|name| name.strip_suffix(".json"))
            .map(str::to_owned)
            .collect()
    }

    /// The document, if it is there and can be read.
    pub(super) fn document(&self) -> Option<Node<'_>> {
        Node::parse(self.files.get(DOCUMENT)?).ok()
    }

    /// The ETag that a file had at this portal, if the file is still there.
    pub(super) fn etag(&self, portal: &str, name: &str) -> Option<&str> {
        let is_known = self.portal == portal && self.files.contains_key(name);
        self.etags.get(name).filter(|_| is_known).map(String::as_str)
    }

    /// Puts files into the folder, if what is in it then can be generated, without denied warnings. Otherwise, nothing there changes.
    pub(super) fn replace(
        &self,
        files: BTreeMap<String, String>,
        portal: &str,
        etags: BTreeMap<String, String>,
        console: &Console,
    ) -> Result<Replaced, Trouble> {
        let staging = Staging::new(&self.specs);
        let draft = staging.root.join(&self.label);
        let mut all = self.files.clone();
        all.extend(files.clone());
        create(&draft)?;
        for (name, text) in &all {
            write(&draft.join(name), text)?;
        }
        console.warnings(&self.check(&staging.root, &draft)?)?;
        let changed = files.iter().filter(|(name, text)| self.files.get(*name) != Some(*text));
        // The document last: it is what makes the folder an API version.
        let (documents, operations): (Vec<_>, Vec<_>) =
            changed.map(|(name, _)| name).partition(|name| *name == DOCUMENT);
        let path = self.path();
        create(&path)?;
        for name in operations.iter().chain(&documents) {
            let to = path.join(name);
            fs::rename(draft.join(name), &to).map_err(|error| Failure::Io(to, error))?;
        }
        let mut known = if self.portal == portal {
            self.etags.clone()
        } else {
            BTreeMap::new()
        };
        known.retain(|name, _| all.contains_key(name) && !files.contains_key(name));
        known.extend(etags);
        let known: Map<String, Value> = known.into_iter().map(|(name, etag)| (name, etag.into())).collect();
        let note = json!({"portal": portal, "etags": known});
        write(&path.join(FETCHED), &format!("{note:#}\n"))?;
        let written = operations.len() + documents.len();
        Ok(Replaced {
            written,
            unchanged: all.len() - written,
        })
    }

    /// Generates what is in the draft, and tells of mistakes where the files are going to be.
    fn check(&self, root: &Path, draft: &Path) -> Result<Vec<Diagnostic>, Trouble> {
        let (drafts, specs) = (root.display().to_string(), self.specs.display().to_string());
        let in_place = |mut problems: Vec<Diagnostic>| {
            for problem in &mut problems {
                if let Ok(name) = problem.file.strip_prefix(draft) {
                    problem.file = self.path().join(name);
                }
                // A message may mention another file.
                problem.help = problem.help.replace(&drafts, &specs);
            }
            problems
        };
        match inspect(draft, &Selection::default(), |_| ()) {
            Ok(inspected) => Ok(in_place(inspected.warnings)),
            Err(Failure::Specs(problems)) => Err(Failure::Specs(in_place(problems)).into()),
            Err(other) => Err(other.into()),
        }
    }
}

/// API versions in a specs folder that were fetched: product and version as their folders are called.
pub(super) fn fetched(specs: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for product in folders(specs) {
        for version in folders(&specs.join(&product)) {
            if specs.join(&product).join(&version).join(FETCHED).is_file() {
                found.push((product.clone(), version));
            }
        }
    }
    found
}

/// Names of the visible folders in a folder, sorted; none if it cannot be read.
pub(super) fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

/// A hidden folder in the specs folder, so that files can be moved out of it at once. Gone when dropped.
struct Staging {
    root: PathBuf,
    specs: PathBuf,
    is_first: bool,
}

impl Staging {
    fn new(specs: &Path) -> Self {
        Self {
            root: specs.join(format!(".fetch-{}", std::process::id())),
            specs: specs.to_owned(),
            is_first: !specs.exists(),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
        if self.is_first {
            // Only if nothing came into it.
            let _ = fs::remove_dir(&self.specs);
        }
    }
}

fn read(path: &Path) -> Result<String, Trouble> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => Trouble::new(
            format!("{}: this file is not UTF-8", path.display()),
            "remove it, and run this again",
        ),
        _ => failed(path, error),
    })
}

fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    fs::write(path, text).map_err(|error| failed(path, error))
}

fn create(folder: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))
}

fn failed(path: &Path, error: io::Error) -> Trouble {
    Failure::Io(path.to_owned(), error).into()
}
