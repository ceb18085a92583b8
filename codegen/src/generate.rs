//! One API version from its files to its texts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::emit::{self, Member};
use crate::load::{At, File, JsonPath, Node, Source, Step};
use crate::lower::{self, Located};
use crate::model::{Access, EndpointRule, Service};
use crate::spec::{Document, Operation, Reader};
use crate::{names, overlay};

/// What became of one API version.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Where its documents are.
    pub(crate) label: String,
    /// What the crate has to know of it.
    pub(crate) member: Member,
    /// Its files.
    pub(crate) files: Vec<emit::File>,
    /// Warnings.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Reads and generates one API version.
///
/// # Errors
/// Everything that is wrong with its files.
pub(crate) fn api_version(specs: &Path, source: &Source) -> Result<Generated, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut read = |path: &Path| File::read(specs, path).map_err(|problem| problems.push(*problem)).ok();
    let document = read(&source.document);
    let operations: Vec<File> = source.operations.iter().filter_map(|path| read(path)).collect();
    match document {
        Some(document) if problems.is_empty() => from_files(&source.label, &document, &operations),
        Some(document) => {
            // What can be read may have mistakes of its own.
            problems.extend(
                from_files(&source.label, &document, &operations)
                    .err()
                    .unwrap_or_default(),
            );
            Err(problems)
        }
        None => Err(problems),
    }
}

/// Generates one API version from the texts of its files.
///
/// # Errors
/// Everything that is wrong with them.
pub(crate) fn from_files(label: &str, document: &File, operations: &[File]) -> Result<Generated, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut parse = |file| match File::parse(file) {
        Ok((tree, root)) => Some((file, tree, root)),
        Err(problem) => {
            problems.push(*problem);
            None
        }
    };
    let first = parse(document);
    let rest: Vec<_> = operations.iter().filter_map(&mut parse).collect();
    let Some(first) = first else { return Err(problems) };
    let trees: Vec<(&File, Node<'_>, JsonPath)> = std::iter::once(first).chain(rest).collect();
    let reports: Vec<RefCell<Report<'_>>> = trees
        .iter()
        .map(|(file, _, _)| RefCell::new(Report::new(&file.path, &file.text)))
        .collect();
    let service = lower_trees(label, &trees, &reports);
    problems.extend(reports.into_iter().flat_map(|report| report.into_inner().found));
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.severity == Severity::Error);
    match service {
        Some(mut service) if errors.is_empty() => {
            names::assign(&mut service);
            let files = emit::service(&service);
            Ok(Generated {
                label: label.to_owned(),
                member: member(&service),
                files,
                warnings,
            })
        }
        _ => Err(errors.into_iter().chain(warnings).collect()),
    }
}

fn member(service: &Service) -> Member {
    let is_simple = |operation: &&crate::model::Operation| {
        operation.access == Access::Read && operation.parameters.iter().all(|parameter| !parameter.field.required)
    };
    Member {
        module: service.module.clone(),
        product: service.product.clone(),
        version: service.version.clone(),
        operations: service.operations.len(),
        is_central: matches!(service.rule, EndpointRule::Central(_)),
        sample: service
            .operations
            .iter()
            .find(is_simple)
            .map(|operation| operation.ident.clone()),
    }
}

/// Documents into the model. The first tree is the API version's own document, the others are single operations.
fn lower_trees<'t>(
    label: &str,
    trees: &'t [(&'t File, Node<'t>, JsonPath)],
    reports: &[RefCell<Report<'t>>],
) -> Option<Service> {
    let mut parts = trees.iter().zip(reports);
    let ((file, tree, root), report) = parts.next()?;
    let mut document = {
        let mut report = report.borrow_mut();
        Document::read(&mut Reader::new(&mut report), tree, At::Base(root))
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
    let mut defined: HashMap<&str, String> = operations
        .iter()
        .map(|located| (located.name, report.borrow().first_position(&located.path)))
        .collect();
    for ((file, tree, root), report) in parts {
        let mut problems = report.borrow_mut();
        let operation = Operation::read(&mut Reader::new(&mut problems), tree, At::Base(root));
        let Some(name) = operation_name(tree, &file.path) else {
            continue;
        };
        let here = problems.first_position(root);
        if let Some(first) = defined.insert(name, here) {
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
    let mut correctable: Vec<(&str, &mut Operation<'_>)> = operations
        .iter_mut()
        .map(|located| (located.name, &mut located.operation))
        .collect();
    for overlay in overlay::apply(&document, &mut correctable) {
        report.borrow_mut().warning(
            At::Base(root),
            format!("the overlay `{}` no longer corrects anything", overlay.name),
            format!("it was made because {}; remove it from the generator", overlay.reason),
        );
    }
    Some(lower::lower(label, &document, root, report, &operations))
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
