//! API versions inside somebody's own crate, as one text or as a folder of modules.

use super::package::REEXPORTS;
use super::text::{Text, literal};
use super::{Dynamic, MARK, Surroundings};

/// The API versions that are put into a crate.
#[derive(Clone, Copy, Debug)]
pub struct Embedded<'e> {
    /// What is around them.
    pub surroundings: &'e Surroundings,
    /// The operations that have XML in them, for the message to those whose runtime cannot read it.
    pub in_xml: &'e [String],
}

/// Generated code is clean by the lints of its own crate; other crates may be stricter, and do not use all of it.
const LINTS: &str = "clippy::all, clippy::nursery, clippy::pedantic, missing_docs, unreachable_pub, unused";

/// One text with the API versions, each given as its module and what stands in it: for `include!`, which takes no inner
/// attributes.
pub fn inline(embedded: Embedded<'_>, versions: &[(String, String)]) -> String {
    let mut text = Text::default();
    text.line(&format!("{MARK}; do not edit."));
    head(&mut text, embedded, &["#[allow(unreachable_pub, unused_imports)]"]);
    for (module, body) in versions {
        text.blank();
        text.line(&format!("#[allow({LINTS})]"));
        text.module(module, body);
    }
    text.finish()
}

/// The `mod.rs` over the folders of these API versions. It notes which operations they have, and from where.
pub fn modules(embedded: Embedded<'_>, modules: &[String], notes: &[String]) -> String {
    let mut text = Text::default();
    text.line(&format!("{MARK}; do not edit."));
    notes.iter().for_each(|note| text.line(format!("// {note}").trim_end()));
    text.line("#![allow(");
    LINTS.split(", ").for_each(|lint| text.line(&format!("    {lint},")));
    text.replace_last(",", "");
    text.line(")]");
    text.blank();
    head(&mut text, embedded, &[]);
    for module in modules {
        text.blank();
        // Formatted as it is, whatever the crate's own rules say.
        text.line("#[rustfmt::skip]");
        text.line(&format!("pub mod {module};"));
    }
    text.finish()
}

fn head(text: &mut Text, embedded: Embedded<'_>, attributes: &[&str]) {
    let Embedded { surroundings, in_xml } = embedded;
    let runtime = &surroundings.runtime;
    for what in [" as runtime".to_owned(), format!("::{REEXPORTS}")] {
        attributes.iter().for_each(|attribute| text.line(attribute));
        text.line("#[rustfmt::skip]");
        text.line(&format!("pub use {runtime}{what};"));
    }
    if !in_xml.is_empty() {
        let operations = literal(&in_xml.join(", "));
        text.blank();
        text.line("#[rustfmt::skip]");
        text.line(&format!("{runtime}::__requires_xml!({operations});"));
    }
    if surroundings.dynamic != Dynamic::Never {
        text.blank();
        text.line("#[rustfmt::skip]");
        text.line(&format!("{runtime}::__requires_dynamic!();"));
    }
}
