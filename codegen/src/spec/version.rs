//! One API version from all of its files.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use super::{Document, Operation, Reader};
use crate::diagnostic::{Diagnostic, Report};
use crate::load::{At, File, JsonPath, Node, Source, Step};
use crate::select::Selection;

/// One API version: its document and the operations in files of their own.
#[derive(Debug)]
pub struct ApiVersion<'r, 't> {
    /// The document. Its operations are among [`operations`](Self::operations).
    pub document: Document<'t>,
    /// Path of the document in its file.
    pub root: &'r JsonPath,
    /// Problems of that file.
    pub report: &'r RefCell<Report<'t>>,
    /// All operations: of the document, then of the other files.
    pub operations: Vec<Located<'r, 't>>,
    /// Names of the operations that are left out, in any file.
    pub left_out: Vec<&'t str>,
}

/// An operation together with where it was read.
#[derive(Debug)]
pub struct Located<'r, 't> {
    /// Official name.
    pub name: &'t str,
    /// The operation.
    pub operation: Operation<'t>,
    /// Path of the operation in its file.
    pub path: JsonPath,
    /// Label of that file.
    pub source: &'t str,
    /// Problems of that file.
    pub report: &'r RefCell<Report<'t>>,
}

impl ApiVersion<'_, '_> {
    /// Reads all files of an API version and passes it to `then`, which may report more problems. Gives back what `then`
    /// makes of it, or `None` when there is no document to read, and all problems that were found on the way.
    pub fn read<T>(
        specs: &Path,
        source: &Source,
        then: impl FnOnce(ApiVersion<'_, '_>) -> T,
    ) -> (Option<T>, Vec<Diagnostic>) {
        Self::read_selected(specs, source, &Selection::default(), then)
    }

    /// The same with the operations of a selection only; the others are not even looked at.
    pub fn read_selected<T>(
        specs: &Path,
        source: &Source,
        selection: &Selection,
        then: impl FnOnce(ApiVersion<'_, '_>) -> T,
    ) -> (Option<T>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut keep = |path: &Path| File::read(specs, path).map_err(|problem| problems.push(*problem)).ok();
        let document = keep(&source.document);
        let operations: Vec<File> = source.operations.iter().filter_map(|path| keep(path)).collect();
        let mut parse = |file| match File::parse(file) {
            Ok((tree, root)) => Some((file, tree, root)),
            Err(problem) => {
                problems.push(*problem);
                None
            }
        };
        let document = document.as_ref().and_then(&mut parse);
        // What can be read may have mistakes of its own.
        let operations: Vec<Tree<'_>> = operations.iter().filter_map(&mut parse).collect();
        let Some(document) = document else {
            return (None, problems);
        };
        let trees: Vec<Tree<'_>> = std::iter::once(document).chain(operations).collect();
        let reports: Vec<RefCell<Report<'_>>> = trees
            .iter()
            .map(|(file, _, _)| RefCell::new(Report::new(&file.path, &file.text)))
            .collect();
        let made = of_trees(&trees, &reports, selection).map(then);
        problems.extend(reports.into_iter().flat_map(|report| report.into_inner().found));
        (made, problems)
    }
}

/// A parsed file, with the path to what is in it.
type Tree<'t> = (&'t File, Node<'t>, JsonPath);

/// The first tree is the document, the others are single operations.
fn of_trees<'r, 't>(
    trees: &'t [Tree<'t>],
    reports: &'r [RefCell<Report<'t>>],
    selection: &Selection,
) -> Option<ApiVersion<'r, 't>>
where
    't: 'r,
{
    let mut parts = trees.iter().zip(reports);
    let ((file, tree, root), report) = parts.next()?;
    let mut document = {
        let mut report = report.borrow_mut();
        Document::read(&mut Reader::new(&mut report), tree, At::Base(root), selection)
    };
    let mut operations: Vec<Located<'_, '_>> = std::mem::take(&mut document.operations)
        .into_iter()
        .map(|(name, operation)| Located {
            name,
            operation,
            path: below(root, &["apis", name]),
            source: &file.label,
            report,
        })
        .collect();
    let mut defined: HashMap<&str, usize> = operations
        .iter()
        .enumerate()
        .map(|(index, located)| (located.name, index))
        .collect();
    let mut left_out = std::mem::take(&mut document.left_out);
    for ((file, tree, root), report) in parts {
        let name = operation_name(tree, &file.path);
        if let Some(name) = name.filter(|name| !selection.keeps(document.product, document.version, name)) {
            left_out.push(name);
            continue;
        }
        let mut problems = report.borrow_mut();
        let operation = Operation::read(&mut Reader::new(&mut problems), tree, At::Base(root));
        let Some(name) = name else {
            continue;
        };
        // Positions are looked up in the text, so only when there is something to report.
        if let Some(first) = defined
            .insert(name, operations.len())
            .and_then(|index| operations.get(index))
        {
            let first = first.report.borrow().first_position(&first.path);
            problems.error(
                At::Base(root),
                format!("operation `{name}` is defined twice"),
                format!("it is also defined at {first}; keep one of them"),
            );
        }
        drop(problems);
        operations.push(Located {
            name,
            operation,
            path: root.clone(),
            source: &file.label,
            report,
        });
    }
    Some(ApiVersion {
        document,
        root,
        report,
        operations,
        left_out,
    })
}

fn below(root: &JsonPath, keys: &[&str]) -> JsonPath {
    let mut path = root.clone();
    path.0.extend(keys.iter().map(|key| Step::Key((*key).to_owned())));
    path
}

/// What a file with a single operation calls it: `name` or `api` in it, or else the file's own name.
fn operation_name<'t>(tree: &'t Node<'t>, path: &'t Path) -> Option<&'t str> {
    let inside = ["name", "api"].into_iter().find_map(|key| match tree.get(key) {
        Some(Node::Text(name)) => Some(name.as_ref()),
        _ => None,
    });
    inside.or_else(|| path.file_stem()?.to_str())
}
