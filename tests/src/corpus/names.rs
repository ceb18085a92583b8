//! A look over the names in generated code: which could be better?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use alicloud_codegen::names;

/// How many examples of each kind are shown.
const EXAMPLES: usize = 8;

/// What was found.
#[derive(Default)]
struct Found {
    /// All names, by kind.
    total: BTreeMap<&'static str, usize>,
    /// Names with a number that the wire name does not have, by kind.
    numbered: BTreeMap<&'static str, Vec<String>>,
    /// Names of types that say a word twice in a row.
    stuttering: Vec<String>,
    /// Names of types with their places.
    types: Vec<(String, String)>,
}

/// Reads all files of a crate's `src` folder and says what it found, line by line.
///
/// # Errors
/// Files that cannot be read.
pub(super) fn scan(source: &Path) -> Result<Vec<String>, String> {
    let mut found = Found::default();
    let failed = |error: std::io::Error| format!("{}: {error}", source.display());
    let mut modules: Vec<_> = fs::read_dir(source)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(failed)?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    modules.sort();
    for module in modules {
        let mut files: Vec<_> = fs::read_dir(&module)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(failed)?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        for path in files {
            let text = fs::read_to_string(&path).map_err(failed)?;
            let place = path.strip_prefix(source).unwrap_or(&path).display().to_string();
            found.file(&text, &place);
        }
    }
    Ok(found.lines())
}

impl Found {
    fn file(&mut self, text: &str, place: &str) {
        let mut types: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim_start) {
            if let Some(rest) = ["pub struct ", "pub enum ", "pub type "]
                .iter()
                .find_map(|start| line.strip_prefix(start))
            {
                types.extend(rest.split([' ', '{', ';']).next());
            } else if let Some((wire, ident)) = row(line) {
                self.name("fields", wire, ident, place);
            } else if let Some((ident, wire)) = variant(line) {
                self.name("variants", wire, ident, place);
            }
        }
        let all: BTreeSet<&str> = types.iter().copied().collect();
        for name in types {
            *self.total.entry("types").or_default() += 1;
            let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
            if stem != name && all.contains(stem) {
                self.numbered
                    .entry("types")
                    .or_default()
                    .push(format!("{name} in {place}"));
            }
            let words = names::words(name);
            if words.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
                self.stuttering.push(format!("{name} in {place}"));
            }
            self.types.push((name.to_owned(), place.to_owned()));
        }
    }

    fn name(&mut self, kind: &'static str, wire: &str, ident: &str, place: &str) {
        *self.total.entry(kind).or_default() += 1;
        let number = |text: &str| -> String {
            let end: Vec<char> = text.chars().rev().take_while(char::is_ascii_digit).collect();
            end.into_iter().rev().collect()
        };
        let ending = number(ident);
        if !ending.is_empty()
            && !wire
                .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
                .ends_with(&ending)
        {
            let example = format!("{ident} for {wire:?} in {place}");
            self.numbered.entry(kind).or_default().push(example);
        }
    }

    fn lines(mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for (kind, total) in &self.total {
            let numbered = self.numbered.get(kind).map(Vec::as_slice).unwrap_or_default();
            lines.push(format!(
                "names: {total} {kind}, {} of them numbered by us",
                numbered.len()
            ));
            lines.extend(numbered.iter().take(EXAMPLES).map(|example| format!("  {example}")));
        }
        lines.push(format!("names: {} types say a word twice", self.stuttering.len()));
        lines.extend(
            self.stuttering
                .iter()
                .take(EXAMPLES)
                .map(|example| format!("  {example}")),
        );
        self.types.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        lines.push("names: the longest types".to_owned());
        let longest = self.types.iter().take(EXAMPLES);
        lines.extend(longest.map(|(name, place)| format!("  {name} ({}) in {place}", name.len())));
        lines
    }
}

/// The wire name and the field of a row of a wire table: `query json "Name" => name: Type,`.
fn row(line: &str) -> Option<(&str, &str)> {
    let (left, right) = line.split_once(" => ")?;
    let wire = left.split('"').nth(1)?;
    let ident = right.split([':', ',', '[', '{']).next()?;
    line.ends_with(',').then_some((wire, ident))
}

/// The variant and the value of a line of an enum: `Name = "Value",`.
fn variant(line: &str) -> Option<(&str, &str)> {
    let (ident, wire) = line.split_once(" = \"")?;
    let wire = wire.strip_suffix("\",")?;
    ident
        .starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        .then_some((ident, wire))
}
