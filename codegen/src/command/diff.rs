//! `diff`: what changes for Rust callers.

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_codegen::diff::{self, Class};
use clap::ValueEnum;

use super::console::{Console, Trouble};

/// Tells what changes for Rust callers between two states of specs.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// The specs before: a folder of them, the folder of one API version, or a document.
    old: PathBuf,
    /// The specs now.
    new: PathBuf,
    /// Lines for people, Markdown for a changelog, or JSON for tools.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// What to fail on: changes of this class and of worse ones, so that `compatible` is any change.
    #[arg(long, value_enum, value_name = "CLASS", default_value = "breaking")]
    fail_on: FailOn,
}

const AFTER_HELP: &str = "\
Compared are the Rust names and types that are made of the documents, not their text:
  breaking     something is gone, renamed or of another type, or a parameter has become required
  deprecating  something is deprecated that was not
  compatible   something is new (enums are open), no longer required, or sent in another way

Examples:
  What a refresh has changed, compared with the last commit:
    git worktree add /tmp/before HEAD && alicloud-codegen diff /tmp/before/specs specs
  Two versions of a product:
    alicloud-codegen diff specs/ess/2014-08-28 specs/ess/2022-02-22 --format markdown
  In CI: fail on anything that callers would notice:
    alicloud-codegen diff old/specs specs --fail-on deprecating

Exit codes: 0 compared, with nothing to fail on; 1 compared, with something to fail on; 2 wrong usage, or not compared
because the specs have mistakes or denied warnings.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Breaking,
    Deprecating,
    Compatible,
    Never,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let compared = diff::diff(&arguments.old, &arguments.new)
        .map_err(Trouble::from)
        .and_then(|diff| console.warnings(&diff.warnings).map(|()| diff));
    let diff = match compared {
        Ok(diff) => diff,
        Err(trouble) => {
            console.trouble(&trouble);
            return Ok(ExitCode::from(2));
        }
    };
    let text = match arguments.format {
        Format::Text => diff.text(),
        Format::Markdown => diff.markdown(),
        Format::Json => diff.json(),
    };
    console.result(text.trim_end());
    let limit = match arguments.fail_on {
        FailOn::Breaking => Some(Class::Breaking),
        FailOn::Deprecating => Some(Class::Deprecating),
        FailOn::Compatible => Some(Class::Compatible),
        FailOn::Never => None,
    };
    let fails = diff.worst().zip(limit).is_some_and(|(worst, limit)| worst >= limit);
    Ok(ExitCode::from(u8::from(fails)))
}
