//! Files into document trees.
//!
//! Two folder layouts are understood, also mixed:
//!
//! - `<product>/<version>/api-docs.json`, with further operations as `<Operation>.json` beside it;
//! - `<product>/<version>.json`, one whole document per API version.
//!
//! Other files in the specs folder itself are left alone.

mod path;
mod print;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

pub use path::{At, JsonPath, Step};
pub use tree::{Node, Number};

use crate::diagnostic::{Diagnostic, Place};

/// Name of the file that describes a whole API version in its folder.
const DOCUMENT: &str = "api-docs.json";

/// The files that describe one API version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The whole document.
    pub document: PathBuf,
    /// Files with one operation each.
    pub operations: Vec<PathBuf>,
    /// What the files have in common, relative to the specs folder: `ims/2019-08-15`.
    pub label: String,
}

/// The text of one file.
#[derive(Debug)]
pub struct File {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its path relative to the specs folder, with `/`.
    pub label: String,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// Finds the API versions of a specs folder, in the order of their names.
///
/// # Errors
/// Folders that cannot be read, version folders without a document, and a specs folder with nothing in it.
pub fn discover(specs: &Path) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for product in entries(specs, &mut problems).into_iter().filter(|path| path.is_dir()) {
        for version in entries(&product, &mut problems) {
            if version.is_dir() {
                match version_folder(specs, &version, &mut problems) {
                    Some(source) => sources.push(source),
                    None => problems.push(Diagnostic::of_file(
                        &version,
                        format!("this folder has no {DOCUMENT}"),
                        "every API version needs one, with at least `info`; `apis` may be empty when the operations are \
                         in files of their own",
                    )),
                }
            } else if is_json(&version) {
                let label = relative(specs, &version.with_extension(""));
                sources.push(Source {
                    document: version,
                    operations: Vec::new(),
                    label,
                });
            }
        }
    }
    if sources.is_empty() && problems.is_empty() {
        problems.push(Diagnostic::of_file(
            specs,
            "no specs here",
            format!("expected <product>/<version>/{DOCUMENT} or <product>/<version>.json"),
        ));
    }
    if problems.is_empty() {
        Ok(sources)
    } else {
        Err(problems)
    }
}

/// The API versions at a path, each with the folder that its label is relative to: a specs folder, the folder of a single API
/// version (with `api-docs.json`), or the document of one.
///
/// # Errors
/// Those of [`discover`].
pub fn locate(path: &Path) -> Result<Vec<(PathBuf, Source)>, Vec<Diagnostic>> {
    let sources = match (path.is_file(), path.join(DOCUMENT).is_file()) {
        (true, _) => {
            let root = above(path);
            let label = relative(root, &path.with_extension(""));
            let document = path.to_owned();
            return Ok(vec![(
                root.to_owned(),
                Source {
                    document,
                    operations: Vec::new(),
                    label,
                },
            )]);
        }
        (_, true) => {
            let (root, mut problems) = (above(path), Vec::new());
            let source = version_folder(root, path, &mut problems);
            match problems.is_empty() {
                true => return Ok(source.map(|source| (root.to_owned(), source)).into_iter().collect()),
                false => return Err(problems),
            }
        }
        _ => discover(path)?,
    };
    Ok(sources.into_iter().map(|source| (path.to_owned(), source)).collect())
}

/// The specs folder that something of one API version is in, as far as there are folders.
fn above(path: &Path) -> &Path {
    let product = path.parent().unwrap_or(path);
    product.parent().unwrap_or(product)
}

fn version_folder(specs: &Path, folder: &Path, problems: &mut Vec<Diagnostic>) -> Option<Source> {
    let (documents, operations): (Vec<_>, Vec<_>) = entries(folder, problems)
        .into_iter()
        .filter(|path| is_json(path))
        .partition(|path| path.file_name().is_some_and(|name| name == DOCUMENT));
    let document = documents.into_iter().next()?;
    Some(Source {
        document,
        operations,
        label: relative(specs, folder),
    })
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json") && path.is_file()
}

/// The visible entries of a folder, sorted.
fn entries(folder: &Path, problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    match listed {
        Ok(mut paths) => {
            let hidden = |path: &PathBuf| {
                path.file_name()
                    .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
            };
            paths.retain(|path| !hidden(path));
            paths.sort();
            paths
        }
        Err(error) => {
            problems.push(Diagnostic::of_file(
                folder,
                format!("cannot read this folder: {error}"),
                "check that it exists and may be read",
            ));
            Vec::new()
        }
    }
}

fn relative(specs: &Path, path: &Path) -> String {
    let path = path.strip_prefix(specs).unwrap_or(path);
    path.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

impl File {
    /// Reads a file of a specs folder.
    ///
    /// # Errors
    /// Files that cannot be read or are not UTF-8.
    pub fn read(specs: &Path, path: &Path) -> Result<Self, Box<Diagnostic>> {
        let bytes = fs::read(path).map_err(|error| {
            let message = format!("cannot read this file: {error}");
            Box::new(Diagnostic::of_file(
                path,
                message,
                "check that it exists and may be read",
            ))
        })?;
        Self::from_bytes(path, relative(specs, path), bytes)
    }

    /// The file that these bytes would be.
    ///
    /// # Errors
    /// Bytes that are not UTF-8.
    pub fn from_bytes(path: &Path, label: String, bytes: Vec<u8>) -> Result<Self, Box<Diagnostic>> {
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let readable = String::from_utf8_lossy(error.as_bytes());
            Box::new(Diagnostic {
                place: Some(Place::new(&readable, at..at + 1)),
                ..Diagnostic::of_file(
                    path,
                    "this file is not UTF-8",
                    "JSON documents are UTF-8; convert the file",
                )
            })
        })?;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(Self {
            path: path.to_owned(),
            label,
            text,
        })
    }

    /// The file as a document tree, freed of the `{"code": 0, "data": {…}}` that some portal answers wrap around it,
    /// together with the path to what is left.
    ///
    /// # Errors
    /// Text that is not JSON, with the place where it stops being it.
    pub fn parse(&self) -> Result<(Node<'_>, JsonPath), Box<Diagnostic>> {
        let tree = Node::parse(&self.text).map_err(|error| {
            let message = error.to_string();
            let message = message
                .rsplit_once(" at line ")
                .map_or(message.as_str(), |(message, _)| message);
            let help = match self.text.trim().is_empty() {
                true => "the file is empty; remove it or put the document there",
                false => "the file must hold one JSON document and nothing else",
            };
            Box::new(Diagnostic {
                place: Some(Place::new(&self.text, offset(&self.text, error.line(), error.column()))),
                ..Diagnostic::of_file(&self.path, format!("not JSON: {message}"), help)
            })
        })?;
        Ok(unwrap(tree))
    }
}

fn unwrap(tree: Node<'_>) -> (Node<'_>, JsonPath) {
    let is_bare = ["info", "apis", "methods", "parameters", "responses"]
        .iter()
        .any(|key| tree.get(key).is_some());
    match tree {
        Node::Object(entries) if !is_bare => {
            match entries
                .iter()
                .position(|(key, value)| key == "data" && matches!(value, Node::Object(_)))
            {
                Some(at) => {
                    let data = entries.into_iter().nth(at).map_or(Node::Null, |(_, value)| value);
                    (data, JsonPath(vec![Step::Key("data".into())]))
                }
                None => (Node::Object(entries), JsonPath::default()),
            }
        }
        tree => (tree, JsonPath::default()),
    }
}

/// The byte range of serde_json's 1-based line and byte column.
fn offset(text: &str, line: usize, column: usize) -> std::ops::Range<usize> {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let at = start + column.saturating_sub(1);
    at..at + 1
}
