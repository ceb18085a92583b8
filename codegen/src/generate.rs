//! API versions from their files to their texts, in parallel.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::Member;
use crate::generator::Failure;
use crate::load::{At, Source};
use crate::model::{Access, Answer, EndpointRule, Format, Service};
use crate::select::Selection;
use crate::spec::{ApiVersion, Operation};
use crate::{lower, names, overlay, parallel, reach};

/// What became of one API version.
#[derive(Debug)]
pub(crate) struct Generated<T> {
    /// Where its documents are.
    pub(crate) label: String,
    /// What a crate has to know of it.
    pub(crate) member: Member,
    /// Official names of the operations that are kept.
    pub(crate) kept: Vec<String>,
    /// Official names of the others.
    pub(crate) left_out: Vec<String>,
    /// Official names of those kept that have an XML body or answer.
    pub(crate) in_xml: Vec<String>,
    /// Warnings.
    pub(crate) warnings: Vec<Diagnostic>,
    /// Its texts.
    pub(crate) made: T,
}

/// Makes something of the API versions that have operations of a selection, in the order of their modules. Calls `progress` with
/// the number of API versions done and of all of them, from whichever thread has finished one.
///
/// # Errors
/// Everything that is wrong with their files, or selectors that keep nothing.
pub(crate) fn api_versions<T: Send>(
    sources: &[(PathBuf, Source)],
    selection: &Selection,
    make: impl Fn(&Service) -> T + Sync,
    threads: Option<usize>,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Vec<Generated<T>>, Failure> {
    let done = AtomicUsize::new(0);
    let results = parallel::map(sources, threads, |(specs, source)| {
        let result = api_version(specs, source, selection, &make);
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, sources.len());
        result
    });
    let mut problems = Vec::new();
    let mut generated = Vec::new();
    for (result, (specs, _)) in results.into_iter().zip(sources) {
        match result {
            Ok(one) => generated.push((specs, one)),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(same_modules(&generated));
    if !problems.is_empty() {
        return Err(Failure::Specs(problems));
    }
    let mut generated: Vec<Generated<T>> = generated.into_iter().map(|(_, one)| one).collect();
    let unmatched = selection.unmatched(&all_names(&generated));
    if !unmatched.is_empty() {
        return Err(Failure::Selectors(unmatched));
    }
    if !selection.is_everything() {
        generated.retain(|one| !one.kept.is_empty());
    }
    generated.sort_by(|a, b| a.member.module.cmp(&b.member.module));
    Ok(generated)
}

/// Product, version and name of every operation in the files, kept or not.
fn all_names<T>(generated: &[Generated<T>]) -> Vec<(&str, &str, &str)> {
    let names = generated.iter().flat_map(|one| {
        let Member { product, version, .. } = &one.member;
        let names = one.kept.iter().chain(&one.left_out);
        names.map(move |name| (product.as_str(), version.as_str(), name.as_str()))
    });
    names.collect()
}

/// Two documents of the same API version would be one module.
fn same_modules<T>(generated: &[(&PathBuf, Generated<T>)]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, PathBuf> = BTreeMap::new();
    let mut problems = Vec::new();
    for (specs, one) in generated {
        let module = &one.member.module;
        let here = specs.join(&one.label);
        if let Some(other) = first.insert(module, here.clone()) {
            problems.push(Diagnostic::of_file(
                &here,
                format!("the API version `{module}` is described twice"),
                format!("it is also described in {}; keep one of them", other.display()),
            ));
        }
    }
    problems
}

/// Reads and generates one API version.
fn api_version<T>(
    specs: &Path,
    source: &Source,
    selection: &Selection,
    make: impl Fn(&Service) -> T,
) -> Result<Generated<T>, Vec<Diagnostic>> {
    let (service, problems) = ApiVersion::read_selected(specs, source, selection, |mut version| {
        correct(&mut version);
        lower::lower(&source.label, &version)
    });
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.severity == Severity::Error);
    match service {
        Some(mut service) if errors.is_empty() => {
            names::assign(&mut service);
            if !selection.is_everything() {
                reach::drop_unreachable(&mut service);
            }
            let in_xml = service.operations.iter().filter(|operation| needs_xml(operation));
            Ok(Generated {
                label: source.label.clone(),
                member: member(&service),
                kept: service
                    .operations
                    .iter()
                    .map(|operation| operation.wire.clone())
                    .collect(),
                in_xml: in_xml.map(|operation| operation.wire.clone()).collect(),
                warnings,
                made: make(&service),
                left_out: service.left_out,
            })
        }
        _ => Err(errors.into_iter().chain(warnings).collect()),
    }
}

/// Applies the overlays, and reports those that have had their time: which only shows when all operations are there.
fn correct(version: &mut ApiVersion<'_, '_>) {
    let mut correctable: Vec<(&str, &mut Operation<'_>)> = version
        .operations
        .iter_mut()
        .map(|located| (located.name, &mut located.operation))
        .collect();
    let idle = overlay::apply(&version.document, &mut correctable);
    for overlay in idle.iter().filter(|_| version.left_out.is_empty()) {
        version.report.borrow_mut().warning(
            At::Base(version.root),
            format!("the overlay `{}` no longer corrects anything", overlay.name),
            format!("it was made because {}; remove it from the generator", overlay.reason),
        );
    }
}

fn needs_xml(operation: &crate::model::Operation) -> bool {
    operation.answer == Answer::Xml
        || operation
            .parameters
            .iter()
            .any(|parameter| parameter.format == Format::Xml)
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
        needs_xml: service.operations.iter().any(needs_xml),
        is_central: matches!(service.rule, EndpointRule::Central(_)),
        sample: service
            .operations
            .iter()
            .find(is_simple)
            .map(|operation| operation.ident.clone()),
    }
}
