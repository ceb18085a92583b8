//! Which operations are generated.
//!
//! A *selector* names operations as their folders and their pages in the official reference do:
//!
//! | selector | keeps |
//! |---|---|
//! | `DescribeInstances` | this operation, of whichever product |
//! | `ecs/DescribeInstances` | this operation of Ecs, of any version |
//! | `ecs/2014-05-26/DescribeInstances` | exactly this one |
//! | `ecs/Describe*` | all that begin so |
//! | `{ecs,vpc}/*/Describe{Regions,Zones}` | whatever a glob can say |
//!
//! Product codes are compared whatever their case, everything else as it is written. `*`, `?`, `[a-z]` and `{a,b}` are those of
//! any shell, and none of them reaches over a `/`.

use std::collections::BTreeSet;
use std::fmt;

/// A choice of operations; the default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    selectors: Vec<Selector>,
    /// Those that may keep nothing.
    optional: Vec<Selector>,
}

#[derive(Clone, Debug)]
struct Selector {
    /// As it was given.
    text: String,
    /// As a glob over `<product>/<version>/<operation>`, in small letters as far as the product goes.
    glob: [String; 3],
    is_well_formed: bool,
}

/// A selector that keeps nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The selector as it was given.
    pub selector: String,
    /// Why, and what may have been meant.
    pub reason: String,
}

impl Selection {
    /// What any of these selectors keeps; without one, everything.
    pub fn new(selectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            selectors: selectors.into_iter().map(|text| Selector::new(text.into())).collect(),
            optional: Vec::new(),
        }
    }

    /// Keeps also what these selectors keep, which need not be there.
    #[must_use]
    pub fn and_if_there(mut self, selectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let selectors = selectors.into_iter().map(|text| Selector::new(text.into()));
        self.optional.extend(selectors);
        self
    }

    /// Whether it keeps everything.
    pub fn is_everything(&self) -> bool {
        self.selectors.is_empty() && self.optional.is_empty()
    }

    /// Whether it keeps an operation.
    pub fn keeps(&self, product: &str, version: &str, operation: &str) -> bool {
        self.is_everything()
            || self
                .selectors
                .iter()
                .chain(&self.optional)
                .any(|selector| selector.matches(product, version, operation))
    }

    /// The selectors that keep none of these operations, each given as product, version and name.
    pub fn unmatched(&self, known: &[(&str, &str, &str)]) -> Vec<Unmatched> {
        let idle = self.selectors.iter().filter(|selector| {
            !known
                .iter()
                .any(|(product, version, operation)| selector.matches(product, version, operation))
        });
        idle.map(|selector| Unmatched {
            selector: selector.text.clone(),
            reason: selector.reason(known),
        })
        .collect()
    }
}

impl Selector {
    fn new(text: String) -> Self {
        let parts: Vec<&str> = text.split('/').collect();
        let (is_well_formed, [product, version, operation]) = match *parts.as_slice() {
            [operation] => (true, ["*", "*", operation]),
            [product, operation] => (true, [product, "*", operation]),
            [product, version, operation] => (true, [product, version, operation]),
            _ => (false, ["", "", ""]),
        };
        Self {
            is_well_formed: is_well_formed && parts.iter().all(|part| !part.is_empty()),
            glob: [product.to_ascii_lowercase(), version.to_owned(), operation.to_owned()],
            text,
        }
    }

    fn matches(&self, product: &str, version: &str, operation: &str) -> bool {
        let [products, versions, operations] = &self.glob;
        glob(operations, operation) && glob(versions, version) && glob(products, &product.to_ascii_lowercase())
    }

    fn reason(&self, known: &[(&str, &str, &str)]) -> String {
        if !self.is_well_formed {
            return "a selector is OPERATION, PRODUCT/OPERATION or PRODUCT/VERSION/OPERATION".to_owned();
        }
        let [product, version, operation] = &self.glob;
        let of_product = |(code, _, _): &&(&str, &str, &str)| glob(product, &code.to_ascii_lowercase());
        let all_products: BTreeSet<&str> = known.iter().map(|(code, _, _)| *code).collect();
        if !known.iter().any(|name| of_product(&name)) {
            return instead(
                "the specs have no such product",
                nearest(product, all_products.into_iter()),
            );
        }
        let versions: BTreeSet<&str> = known.iter().filter(of_product).map(|name| name.1).collect();
        if !versions.iter().any(|known| glob(version, known)) {
            return instead("the specs have no such version", versions.into_iter().collect());
        }
        let operations: BTreeSet<&str> = known
            .iter()
            .filter(of_product)
            .filter(|name| glob(version, name.1))
            .map(|name| name.2)
            .collect();
        instead(
            "the specs have no such operation",
            nearest(operation, operations.into_iter()),
        )
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    // Most are mere names.
    pattern == "*" || pattern == text || fast_glob::glob_match(pattern, text)
}

fn instead(what: &str, names: Vec<&str>) -> String {
    match names.as_slice() {
        [] => what.to_owned(),
        names => format!("{what}; did you mean {}?", names.join(", ")),
    }
}

/// How many names a message offers.
const OFFERED: usize = 3;

/// What may have been meant: the names least unlike it, if any resembles it at all.
pub fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = text.replace(['*', '?'], "").to_ascii_lowercase();
    let limit = 1.max(wanted.chars().count() / 3);
    let mut found: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let candidate = name.to_ascii_lowercase();
            let distance = strsim::osa_distance(&wanted, &candidate);
            // A part of the name is a better guess than its length says.
            let is_part = wanted.len() > 2 && candidate.contains(&wanted);
            (distance <= limit || is_part).then_some((distance, name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(OFFERED).map(|(_, name)| name).collect()
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` matches nothing: {}", self.selector, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[(&str, &str, &str)] = &[
        ("Ecs", "2014-05-26", "DescribeInstances"),
        ("Ecs", "2014-05-26", "DescribeInstanceStatus"),
        ("Ecs", "2014-05-26", "RunInstances"),
        ("Vpc", "2016-04-28", "DescribeRegions"),
    ];

    fn kept(selectors: &[&str]) -> Vec<&'static str> {
        let selection = Selection::new(selectors.iter().copied());
        let kept = KNOWN
            .iter()
            .filter(|(product, version, operation)| selection.keeps(product, version, operation));
        kept.map(|name| name.2).collect()
    }

    #[test]
    fn selectors_keep_what_they_name() {
        assert_eq!(kept(&[]).len(), 4);
        assert_eq!(kept(&["RunInstances"]), ["RunInstances"]);
        assert_eq!(
            kept(&["ecs/Describe*"]),
            ["DescribeInstances", "DescribeInstanceStatus"]
        );
        assert_eq!(kept(&["ECS/2014-05-26/RunInstances"]), ["RunInstances"]);
        assert_eq!(
            kept(&["{ecs,vpc}/*/{Run*,*Regions}"]),
            ["RunInstances", "DescribeRegions"]
        );
        for nothing in [
            "runinstances",
            "Run",
            "ecs/2015-01-01/RunInstances",
            "vpc/Run*",
            "a/b/c/d",
            "",
            "/",
            "ecs/",
        ] {
            assert!(kept(&[nothing]).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn what_keeps_nothing_says_what_may_have_been_meant() {
        let selectors = [
            "ecs/RunInstance",
            "ecs/describeinstances",
            "ecs/*Status*s",
            "Esc/RunInstances",
            "ecs/2014-05-27/RunInstances",
            "Frobnicate",
            "ecs/2014-05-26/Run/Instances",
            "RunInstances",
        ];
        let texts: Vec<String> = Selection::new(selectors)
            .unmatched(KNOWN)
            .iter()
            .map(ToString::to_string)
            .collect();
        insta::assert_snapshot!(texts.join("\n"));
    }
}
