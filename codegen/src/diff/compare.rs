//! Two surfaces, and what is different.

use std::collections::{BTreeMap, BTreeSet};

use super::surface::{Call, Item, Member, Surface};
use super::{Change, Class};
use crate::model::{Format, Place};

/// API versions by their modules.
pub(super) fn all(old: &[Surface], new: &[Surface], changes: &mut Vec<Change>) {
    let by_module = |all: &[Surface]| -> BTreeMap<String, usize> {
        all.iter()
            .enumerate()
            .map(|(index, one)| (one.module.clone(), index))
            .collect()
    };
    let (old_modules, new_modules) = (by_module(old), by_module(new));
    for (module, index) in &old_modules {
        let Some(old) = old.get(*index) else { continue };
        match new_modules.get(module).and_then(|index| new.get(*index)) {
            Some(new) => api_versions(old, new, changes),
            None => Scope::of(old, changes).add(Class::Breaking, module, "is gone".to_owned()),
        }
    }
    for (module, index) in new_modules {
        if let Some(new) = new.get(index).filter(|_| !old_modules.contains_key(&module)) {
            let what = match new.operations.len() {
                1 => "is new, with one operation".to_owned(),
                count => format!("is new, with {count} operations"),
            };
            Scope::of(new, changes).add(Class::Compatible, &module, what);
        }
    }
}

/// Two states of an API version.
pub(super) fn api_versions(old: &Surface, new: &Surface, changes: &mut Vec<Change>) {
    let mut scope = Scope::of(new, changes);
    if old.module != new.module {
        scope.add(Class::Breaking, &old.module, format!("is called `{}`", new.module));
    }
    scope.types("model::", &old.models, &new.models);
    let names: BTreeSet<&String> = old.operations.keys().chain(new.operations.keys()).collect();
    for name in names {
        scope.operation = Some(name.clone());
        match (old.operations.get(name), new.operations.get(name)) {
            (Some(old), Some(new)) => scope.calls(old, new),
            (Some(old), None) => scope.add(Class::Breaking, &old.ident, "is gone".to_owned()),
            (None, Some(new)) => scope.add(Class::Compatible, &new.ident, "is new".to_owned()),
            (None, None) => {}
        }
    }
}

/// Where changes are found.
struct Scope<'c> {
    product: String,
    version: String,
    operation: Option<String>,
    changes: &'c mut Vec<Change>,
}

impl<'c> Scope<'c> {
    fn of(surface: &Surface, changes: &'c mut Vec<Change>) -> Self {
        Self {
            product: surface.product.clone(),
            version: surface.version.clone(),
            operation: None,
            changes,
        }
    }

    fn add(&mut self, class: Class, item: &str, what: String) {
        self.changes.push(Change {
            class,
            product: self.product.clone(),
            version: self.version.clone(),
            operation: self.operation.clone(),
            item: item.to_owned(),
            what,
        });
    }

    fn calls(&mut self, old: &Call, new: &Call) {
        if old.ident != new.ident {
            self.add(Class::Breaking, &old.ident, format!("is called `{}`", new.ident));
        }
        if old.module != new.module {
            self.add(Class::Breaking, &old.module, format!("is called `{}`", new.module));
        }
        self.deprecated(&new.ident, old.deprecated, new.deprecated);
        self.items(&new.ident, &old.request, &new.request);
        if old.answer != new.answer {
            let what = format!("gives back `{}`, gave back `{}`", new.answer, old.answer);
            self.add(Class::Breaking, &new.ident, what);
        }
        if let (Some((_, old)), Some((name, new))) = (&old.output, &new.output) {
            self.items(name, old, new);
        }
        self.types(&format!("{}::", new.module), &old.types, &new.types);
        let facts = old.facts.iter().zip(&new.facts);
        for ((_, was), (what, is)) in facts.filter(|(was, is)| was != is) {
            self.add(Class::Compatible, &new.ident, format!("{what} {is} (before: {was})"));
        }
    }

    /// Types of one module. New ones are told by the fields that have them.
    fn types(&mut self, prefix: &str, old: &BTreeMap<String, Item>, new: &BTreeMap<String, Item>) {
        for (name, old) in old {
            let path = format!("{prefix}{name}");
            match new.get(name) {
                Some(new) => self.items(&path, old, new),
                None => self.add(Class::Breaking, &path, "is gone".to_owned()),
            }
        }
    }

    fn items(&mut self, path: &str, old: &Item, new: &Item) {
        match (old, new) {
            (Item::Enum(old), Item::Enum(new)) => self.variants(path, old, new),
            (
                Item::Struct {
                    has_setters: had_setters,
                    members: old,
                    ..
                },
                Item::Struct {
                    has_setters,
                    members: new,
                    is_sent,
                },
            ) => {
                if *had_setters && !has_setters {
                    self.add(Class::Breaking, path, "has no setters any more".to_owned());
                }
                self.members(path, old, new, *is_sent);
            }
            (Item::Enum(_), Item::Struct { .. }) => {
                self.add(Class::Breaking, path, "is a struct, was an enum".to_owned());
            }
            (Item::Struct { .. }, Item::Enum(_)) => {
                self.add(Class::Breaking, path, "is an enum, was a struct".to_owned());
            }
        }
    }

    fn members(&mut self, path: &str, old: &[Member], new: &[Member], is_sent: bool) {
        let mut known = BTreeSet::new();
        for was in old {
            let item = format!("{path}::{}", was.ident);
            let same = new.iter().find(|is| is.ident == was.ident);
            let renamed = || {
                let is_free = |is: &&Member| is.wire == was.wire && !old.iter().any(|other| other.ident == is.ident);
                new.iter().find(is_free)
            };
            let Some(is) = same.or_else(renamed) else {
                self.add(Class::Breaking, &item, "is gone".to_owned());
                continue;
            };
            known.insert(&is.ident);
            if is.ident != was.ident {
                self.add(Class::Breaking, &item, format!("is called `{}`", is.ident));
            }
            if is.ty != was.ty {
                self.add(Class::Breaking, &item, format!("is `{}`, was `{}`", is.ty, was.ty));
            }
            if is.wire != was.wire {
                self.add(
                    Class::Compatible,
                    &item,
                    format!("is \"{}\" on the wire, was \"{}\"", is.wire, was.wire),
                );
            }
            if let (Some(now), Some(before)) = (is.place, was.place)
                && now != before
            {
                let what = format!("is sent in {}, was in {}", place(now), place(before));
                self.add(Class::Compatible, &item, what);
            }
            match (is_sent, was.required, is.required) {
                (true, false, true) => self.add(Class::Breaking, &item, "is required".to_owned()),
                (true, true, false) => self.add(Class::Compatible, &item, "is no longer required".to_owned()),
                _ => {}
            }
            self.deprecated(&item, was.deprecated, is.deprecated);
        }
        for is in new.iter().filter(|is| !known.contains(&is.ident)) {
            let item = format!("{path}::{}", is.ident);
            match is_sent && is.required {
                true => self.add(Class::Breaking, &item, "is new and required".to_owned()),
                false => self.add(Class::Compatible, &item, "is new".to_owned()),
            }
        }
    }

    fn variants(&mut self, path: &str, old: &[(String, String)], new: &[(String, String)]) {
        for (ident, was) in old {
            let item = format!("{path}::{ident}");
            match new.iter().find(|(name, _)| name == ident) {
                None => self.add(Class::Breaking, &item, "is gone".to_owned()),
                Some((_, is)) if is != was => {
                    self.add(
                        Class::Compatible,
                        &item,
                        format!("stands for \"{is}\", stood for \"{was}\""),
                    );
                }
                Some(_) => {}
            }
        }
        for (ident, _) in new
            .iter()
            .filter(|(ident, _)| !old.iter().any(|(name, _)| name == ident))
        {
            self.add(Class::Compatible, &format!("{path}::{ident}"), "is new".to_owned());
        }
    }

    fn deprecated(&mut self, item: &str, was: bool, is: bool) {
        match (was, is) {
            (false, true) => self.add(Class::Deprecating, item, "is deprecated".to_owned()),
            (true, false) => self.add(Class::Compatible, item, "is no longer deprecated".to_owned()),
            _ => {}
        }
    }
}

fn place((place, format): (Place, Format)) -> String {
    let place = match place {
        Place::Query => "the query",
        Place::Form => "the form",
        Place::Body => "the JSON body",
        Place::Whole => "the body, as a whole",
        Place::Path => "the path",
        Place::Header => "a header",
        Place::Host => "the host name",
    };
    let format = match format {
        Format::Flat | Format::List => "",
        Format::Json => " as JSON",
        Format::Simple => " separated by commas",
        Format::Xml => " as XML",
    };
    format!("{place}{format}")
}
