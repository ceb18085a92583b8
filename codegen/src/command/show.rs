//! `show`: an operation for reading.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::inspect::inspect;
use alicloud_codegen::select::Selection;
use alicloud_codegen::{Failure, emit};

use super::console::{Console, Trouble};

/// Prints an operation for reading: parameters, values, answer, RAM action, errors, and a Rust call ready to paste.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP, override_usage = "alicloud-codegen show [OPTIONS] [PRODUCT] [VERSION] <OPERATION>")]
pub(super) struct Arguments {
    /// Product code in any case, version and operation; the first two only if they are needed. Also with slashes between them.
    #[arg(value_name = "NAME", required = true, num_args = 1..=3)]
    name: Vec<String>,
    /// Folder of specs, or one API version in it.
    #[arg(long, value_name = "PATH", default_value = "specs")]
    specs: PathBuf,
    /// Name of the crate that the call is written for.
    #[arg(long = "crate", value_name = "NAME", default_value = "alicloud")]
    krate: String,
}

const AFTER_HELP: &str = "\
Without a version it is the newest one that has the operation.

Examples:
    alicloud-codegen show ims GetUserMFAInfo
    alicloud-codegen show ecs 2014-05-26 DescribeInstances
    alicloud-codegen show Ecs/2014-05-26/DescribeInstances --crate my-cloud

Exit codes: 0 printed; 1 there is no such operation, or the specs have mistakes; 2 wrong usage.";

/// An operation that has the name.
struct Found {
    product: String,
    version: String,
    operation: String,
    page: String,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let name = arguments.name.join("/");
    let inspected = inspect(&arguments.specs, &Selection::new([&name]), |service| {
        let found = service.operations.iter().map(|operation| Found {
            product: service.product.clone(),
            version: service.version.clone(),
            operation: operation.wire.clone(),
            page: emit::page(&arguments.krate, service, operation),
        });
        found.collect::<Vec<_>>()
    });
    let inspected = inspected.map_err(|failure| match failure {
        Failure::Selectors(unmatched) => Trouble::new(
            unmatched
                .iter()
                .map(|one| format!("there is no `{}`: {}", one.selector, one.reason))
                .collect::<Vec<_>>()
                .join("\n"),
            "`alicloud-codegen list operations` lists all there are; `alicloud-codegen fetch` gets more",
        ),
        other => other.into(),
    })?;
    console.warnings(&inspected.warnings)?;
    let found: Vec<Found> = inspected.made.into_iter().flatten().collect();
    let names: BTreeSet<String> = found
        .iter()
        .map(|one| format!("{}/{}", one.product, one.operation))
        .collect();
    if names.len() > 1 {
        return Err(Trouble::new(
            format!("{} operations are called `{name}`", names.len()),
            format!("choose one of {}", names.into_iter().collect::<Vec<_>>().join(", ")),
        ));
    }
    // Versions are dates.
    if let Some(newest) = found.iter().max_by_key(|one| &one.version) {
        console.result(newest.page.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
