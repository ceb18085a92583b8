//! `list`: what the specs have.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::Failure;
use alicloud_codegen::inspect::inspect;
use alicloud_codegen::model::{Access, Operation, Service};
use alicloud_codegen::select::Selection;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::console::{Console, Trouble};

/// Lists products, API versions or operations of the specs.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// What to list.
    #[arg(value_enum, default_value = "versions")]
    what: What,
    /// Only operations of these names, or what has some: OPERATION, PRODUCT/OPERATION or PRODUCT/VERSION/OPERATION, with globs.
    #[arg(value_name = "SELECTOR")]
    selectors: Vec<String>,
    /// Only operations that a policy has to allow by a RAM action like this, whatever its case: 'ecs:Describe*'.
    #[arg(long, value_name = "GLOB")]
    action: Option<String>,
    /// Only operations with a parameter of a name like this, whatever its case: '*SecurityGroupId'.
    #[arg(long, value_name = "GLOB")]
    parameter: Option<String>,
    /// Folder of specs, or one API version in it.
    #[arg(long, value_name = "PATH", default_value = "specs")]
    specs: PathBuf,
    /// For people, a name per line; for tools, a JSON list with an object per line.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

const AFTER_HELP: &str = "\
Examples:
  What is there:
    alicloud-codegen list
  Every operation of ECS that describes something, in a form that is a selector itself:
    alicloud-codegen list operations 'ecs/Describe*'
  Which operations a policy with ram:GetUser allows:
    alicloud-codegen list operations --action ram:GetUser
  The Rust types of all operations with a parameter VpcId:
    alicloud-codegen list operations --parameter VpcId --format json | jq -r '.[].type'

Keys of JSON objects; more may be added:
  products    product, versions, operations (their number)
  versions    product, version, module, operations (their number)
  operations  product, version, operation, module, type, access (read, write), deprecated, actions, parameters, summary

Exit codes: 0 listed, even if nothing is left to list; 1 a selector names nothing, or the specs have mistakes; 2 wrong usage.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Products,
    Versions,
    Operations,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// An API version with the operations that are to be listed.
struct Version {
    product: String,
    version: String,
    module: String,
    operations: Vec<Value>,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let selection = Selection::new(&arguments.selectors);
    let inspected = inspect(&arguments.specs, &selection, |service| Version {
        product: service.product.clone(),
        version: service.version.clone(),
        module: service.module.clone(),
        operations: operations(service, arguments),
    });
    let inspected = inspected.map_err(|failure| match failure {
        Failure::Selectors(unmatched) => Trouble::new(
            unmatched
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n  "),
            "`alicloud-codegen list operations` lists all there are",
        ),
        other => other.into(),
    })?;
    console.warnings(&inspected.warnings)?;
    let mut versions = inspected.made;
    versions.sort_by_cached_key(|version| (version.product.to_lowercase(), version.version.clone()));
    if arguments.action.is_some() || arguments.parameter.is_some() {
        versions.retain(|version| !version.operations.is_empty());
    }
    if versions.is_empty() {
        console.note("no operation is like that");
    }
    let lines = match (arguments.what, arguments.format) {
        (What::Products, format) => products(&versions, format),
        (What::Versions, Format::Text) => columns(versions.iter().map(|version| {
            let count = counted(version.operations.len(), "operation");
            [
                format!("{}/{}", version.product, version.version),
                count,
                version.module.clone(),
            ]
        })),
        (What::Versions, Format::Json) => versions
            .iter()
            .map(|version| {
                let Version {
                    product,
                    version,
                    module,
                    operations,
                } = version;
                json!({"product": product, "version": version, "module": module, "operations": operations.len()})
                    .to_string()
            })
            .collect(),
        (What::Operations, Format::Text) => {
            let names = versions.iter().flat_map(|version| {
                version.operations.iter().map(move |operation| {
                    let name = operation.get("operation").and_then(Value::as_str).unwrap_or_default();
                    format!("{}/{}/{name}", version.product, version.version)
                })
            });
            names.collect()
        }
        (What::Operations, Format::Json) => {
            let operations = versions.iter().flat_map(|version| &version.operations);
            operations.map(Value::to_string).collect()
        }
    };
    match arguments.format {
        Format::Json if lines.is_empty() => console.result("[]"),
        Format::Json => console.result(&format!("[\n{}\n]", lines.join(",\n"))),
        Format::Text if lines.is_empty() => {}
        Format::Text => console.result(&lines.join("\n")),
    }
    Ok(ExitCode::SUCCESS)
}

fn products(versions: &[Version], format: Format) -> Vec<String> {
    let mut products: BTreeMap<(String, &str), (Vec<&str>, usize)> = BTreeMap::new();
    for version in versions {
        let key = (version.product.to_lowercase(), version.product.as_str());
        let (known, operations) = products.entry(key).or_default();
        known.push(&version.version);
        *operations += version.operations.len();
    }
    let products = products.iter().map(|((_, product), found)| (*product, found));
    match format {
        Format::Text => columns(products.map(|(product, (versions, operations))| {
            [
                product.to_owned(),
                counted(*operations, "operation"),
                versions.join(", "),
            ]
        })),
        Format::Json => products
            .map(|(product, (versions, operations))| {
                json!({"product": product, "versions": versions, "operations": operations}).to_string()
            })
            .collect(),
    }
}

/// The operations that the filters leave, as JSON objects.
fn operations(service: &Service, arguments: &Arguments) -> Vec<Value> {
    let action = arguments.action.as_deref().map(str::to_lowercase);
    let parameter = arguments.parameter.as_deref().map(str::to_lowercase);
    let is_wanted = |operation: &&Operation| {
        let actions = operation.docs.permissions.iter().map(|permission| &permission.action);
        let names = operation.parameters.iter().map(|parameter| &parameter.field.wire);
        is_any_like(action.as_deref(), actions) && is_any_like(parameter.as_deref(), names)
    };
    let wanted = service.operations.iter().filter(is_wanted);
    // Objects are costly, and most lists do not show them.
    match (arguments.what, arguments.format) {
        (What::Operations, Format::Json) => wanted.map(|operation| object(service, operation)).collect(),
        _ => wanted.map(|operation| json!({"operation": operation.wire})).collect(),
    }
}

fn is_any_like<'n>(glob: Option<&str>, mut names: impl Iterator<Item = &'n String>) -> bool {
    glob.is_none_or(|glob| names.any(|name| fast_glob::glob_match(glob, name.to_lowercase())))
}

fn object(service: &Service, operation: &Operation) -> Value {
    let actions = operation.docs.permissions.iter().map(|permission| &permission.action);
    let parameters = operation.parameters.iter().map(|parameter| &parameter.field.wire);
    json!({
        "product": service.product,
        "version": service.version,
        "operation": operation.wire,
        "module": service.module,
        "type": format!("{}::{}", service.module, operation.ident),
        "access": match operation.access {
            Access::Read => "read",
            Access::Write => "write",
        },
        "deprecated": operation.deprecated,
        "actions": actions.collect::<Vec<_>>(),
        "parameters": parameters.collect::<Vec<_>>(),
        "summary": operation.docs.summary,
    })
}

/// Lines with aligned columns.
fn columns<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Vec<String> {
    let rows: Vec<[String; N]> = rows.collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    }
}
