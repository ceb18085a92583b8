//! What a replay found, and how it reads.

use std::collections::BTreeMap;
use std::fmt;

use super::Rule;

/// What a replay found.
#[derive(Default)]
pub struct Report {
    /// Recordings that were equal.
    pub passed: usize,
    /// Recordings that differ, with every difference.
    pub failures: Vec<String>,
    /// How many recordings each rule applied to.
    pub rules: BTreeMap<Rule, usize>,
    /// Recordings that were equal without any rule.
    pub untouched: usize,
}

impl Report {
    /// Counts one recording: the rules that it took, or what differs.
    pub(super) fn count(&mut self, found: Result<Vec<Rule>, String>) {
        match found {
            Ok(rules) => {
                if rules.is_empty() {
                    self.untouched += 1;
                }
                if !rules.iter().any(|rule| rule.excludes()) {
                    self.passed += 1;
                }
                for rule in rules {
                    *self.rules.entry(rule).or_default() += 1;
                }
            }
            Err(difference) => self.failures.push(difference),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{failure}\n")?;
        }
        let (excluding, adjusting): (Vec<_>, Vec<_>) = self.rules.iter().partition(|(rule, _)| rule.excludes());
        for (title, rules) in [("Left out", excluding), ("Compared after an adjustment", adjusting)] {
            if rules.is_empty() {
                continue;
            }
            writeln!(f, "{title}, by rule:")?;
            for (rule, count) in rules {
                writeln!(f, "{count:6}  {:22} {}", rule.name(), rule.reason())?;
            }
        }
        writeln!(f, "Equal as recorded: {}", self.untouched)?;
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())
    }
}
