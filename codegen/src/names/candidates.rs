//! Names that nested types may have, from short to long, and the choice among them.

use std::collections::{BTreeMap, HashMap};

use super::idents::{Scope, pascal};
use super::{singular, words};
use crate::model::{Definition, Parent, Shape};

/// The name a type has when nothing else claims it.
pub(super) fn base(definition: &Definition) -> String {
    called(definition, wire(definition))
}

/// What a definition is called after, first of all.
fn wire(definition: &Definition) -> &str {
    let origin = &definition.origin;
    origin.item.as_ref().unwrap_or(&origin.wire)
}

fn called(definition: &Definition, wire: &str) -> String {
    match definition.origin.is_element {
        true => pascal(&words(&singular(wire))),
        false => pascal(&words(wire)),
    }
}

/// The names of all types when nothing else claims them, told apart within one parent: of a field and a list of the
/// same name (`schema` and `schemas`) the list's element is called an item (`SchemasItem`). `classes` says which types are
/// the same, and therefore need no telling apart.
pub(super) fn bases(types: &[Definition], classes: &[usize]) -> Vec<String> {
    let mut bases: Vec<String> = types.iter().map(base).collect();
    let class = |index: usize| classes.get(index).copied().unwrap_or(index);
    let mut siblings: BTreeMap<(Parent, String, String), Vec<(bool, usize)>> = BTreeMap::new();
    for (index, (definition, base)) in types.iter().zip(&bases).enumerate() {
        if class(index) == index {
            let parent = match definition.origin.parent {
                Parent::Definition(parent) => Parent::Definition(class(parent)),
                other => other,
            };
            let outer = called(definition, &definition.origin.wire);
            let key = (parent, base.clone(), outer);
            let siblings = siblings.entry(key).or_default();
            siblings.push((definition.origin.is_element, index));
        }
    }
    for (_, mut same) in siblings {
        same.sort_unstable();
        for (is_element, index) in same.into_iter().skip(1) {
            if is_element && let (Some(base), Some(definition)) = (bases.get_mut(index), types.get(index)) {
                *base = format!("{}Item", pascal(&words(&definition.origin.wire)));
            }
        }
    }
    bases
}

/// A type that is to be named.
pub(super) struct Candidate {
    class: usize,
    /// The names it can have, from the shortest to the longest.
    names: Vec<String>,
    /// Which of them it has.
    level: usize,
    /// Nearest to the operation first, parameters before answers.
    rank: (usize, bool),
}

impl Candidate {
    pub(super) fn new(types: &[Definition], bases: &[String], index: usize, operation: &str) -> Option<Self> {
        let definition = types.get(index)?;
        let own = bases.get(index)?;
        let mut name = match *own == base(definition) {
            true => called(definition, &definition.origin.wire),
            false => own.clone(),
        };
        let mut names = vec![own.clone(), name.clone()];
        names.dedup();
        let mut parent = definition.origin.parent;
        let mut depth = 1;
        while let Parent::Definition(index) = parent {
            let definition = types.get(index)?;
            name.insert_str(0, bases.get(index)?);
            names.push(name.clone());
            parent = definition.origin.parent;
            depth += 1;
        }
        names.push(format!("{operation}{name}"));
        let is_answer = parent == Parent::Answer;
        names.push(match is_answer {
            true => format!("{operation}Output{name}"),
            // `ListUsersOutput` is the operation's answer, also if it has a parameter `Output`.
            false => format!("{operation}{name}Value"),
        });
        let is_one_word = words(wire(definition)).len() == 1;
        if matches!(definition.shape, Shape::Enum(_)) && is_one_word {
            names.remove(0);
        }
        Some(Self {
            class: index,
            names,
            level: 0,
            rank: (depth, is_answer),
        })
    }

    /// A type inside a component: its name always starts with the component's.
    pub(super) fn in_component(types: &[Definition], bases: &[String], index: usize, component: &str) -> Option<Self> {
        let definition = types.get(index)?;
        let mut name = bases.get(index)?.clone();
        let mut names = vec![format!("{component}{name}")];
        let mut parent = definition.origin.parent;
        while let Parent::Definition(index) = parent {
            let definition = types.get(index)?;
            parent = definition.origin.parent;
            if matches!(parent, Parent::Definition(_)) {
                name.insert_str(0, bases.get(index)?);
                names.push(format!("{component}{name}"));
            }
        }
        let depth = names.len();
        Some(Self {
            class: index,
            names,
            level: 0,
            rank: (depth, false),
        })
    }

    fn name(&self) -> &str {
        self.names.get(self.level).map(String::as_str).unwrap_or_default()
    }

    /// Takes the next longer name, if there is one.
    fn extend(&mut self) -> bool {
        let can = self.level + 1 < self.names.len();
        self.level += usize::from(can);
        can
    }
}

/// A name for each of these, by class.
pub(super) fn tell_apart(mut candidates: Vec<Candidate>, taken: &Scope) -> HashMap<usize, String> {
    let mut stuck: Vec<Candidate> = Vec::new();
    loop {
        let losers = losers(&candidates, taken);
        if losers.is_empty() {
            break;
        }
        for position in losers.into_iter().rev() {
            if !candidates.get_mut(position).is_some_and(Candidate::extend) {
                stuck.push(candidates.remove(position));
            }
        }
    }
    let mut scope = Scope::default();
    let mut names: HashMap<usize, String> = HashMap::new();
    for candidate in &candidates {
        names.insert(candidate.class, scope.claim(candidate.name().to_owned(), ""));
    }
    // What even its longest name does not tell apart (`Key` and `key` in one parent) is numbered.
    stuck.sort_by_key(|candidate| candidate.class);
    for candidate in stuck {
        let name = candidate.name();
        if !taken.is_free(name) {
            scope.reserve(name);
        }
        names.insert(candidate.class, scope.claim(name.to_owned(), ""));
    }
    names
}

/// The candidates that may not keep the names they have, in order.
fn losers(candidates: &[Candidate], taken: &Scope) -> Vec<usize> {
    let mut by_name: BTreeMap<&str, Vec<(usize, &Candidate)>> = BTreeMap::new();
    for (position, candidate) in candidates.iter().enumerate() {
        by_name.entry(candidate.name()).or_default().push((position, candidate));
    }
    let mut losers: Vec<usize> = Vec::new();
    for (name, mut claimants) in by_name {
        claimants.sort_by_key(|(position, candidate)| (candidate.rank, *position));
        let is_decided = match claimants.as_slice() {
            [(_, first), (_, second), ..] => first.rank < second.rank,
            _ => true,
        };
        let kept = usize::from(is_decided && taken.is_free(name));
        losers.extend(claimants.into_iter().skip(kept).map(|(position, _)| position));
    }
    losers.sort_unstable();
    losers
}
