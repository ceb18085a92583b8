//! One API version from its files to its texts.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{self, Member};
use crate::load::{At, Source};
use crate::model::{Access, Answer, EndpointRule, Format, Service};
use crate::spec::{ApiVersion, Operation};
use crate::{lower, names, overlay};

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
    let (service, problems) = ApiVersion::read(specs, source, |mut version| {
        correct(&mut version);
        lower::lower(&source.label, &version)
    });
    let (errors, warnings): (Vec<_>, Vec<_>) = problems
        .into_iter()
        .partition(|problem| problem.severity == Severity::Error);
    match service {
        Some(mut service) if errors.is_empty() => {
            names::assign(&mut service);
            Ok(Generated {
                label: source.label.clone(),
                member: member(&service),
                files: emit::service(&service),
                warnings,
            })
        }
        _ => Err(errors.into_iter().chain(warnings).collect()),
    }
}

/// Applies the overlays, and reports those that have had their time.
fn correct(version: &mut ApiVersion<'_, '_>) {
    let mut correctable: Vec<(&str, &mut Operation<'_>)> = version
        .operations
        .iter_mut()
        .map(|located| (located.name, &mut located.operation))
        .collect();
    for overlay in overlay::apply(&version.document, &mut correctable) {
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
