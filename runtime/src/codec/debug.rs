//! How generated structs print: from their wire tables, so that `Debug` costs no derive in each of them.
//!
//! What is set prints under its wire name, as the documentation of the service calls it; secrets print as `***`.

use std::cell::RefCell;
use std::fmt;

use super::{Fields, NamedSlot, NamedView, Object, Slot, View};

/// Stands for a secret value.
struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Prints a struct that requests have, without the values of `secret` fields.
#[doc(hidden)]
pub fn debug_fields(name: &str, secret: &[&str], fields: &dyn Fields, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(name);
    fields.fields(&mut |all: &[NamedView<'_>]| {
        for (wire, view) in all.iter().filter(|(_, view)| !view.is_absent()) {
            match secret.contains(wire) {
                true => out.field(wire, &Redacted),
                false => out.field(wire, view),
            };
        }
    });
    out.finish()
}

/// Prints a struct that only answers have, of which `object` is a copy: a table of places can only be read while it could
/// be written to.
#[doc(hidden)]
pub fn debug_slots(name: &str, secret: &[&str], object: &mut dyn Object, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(name);
    object.slots(&mut |slots: &mut [NamedSlot<'_>]| {
        for (wire, slot) in slots.iter_mut().filter(|(_, slot)| slot.is_set()) {
            match secret.contains(wire) {
                true => out.field(wire, &Redacted),
                false => out.field(wire, &Shown(RefCell::new(slot.again()))),
            };
        }
    });
    out.finish()
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            View::Absent => f.write_str("None"),
            View::Text(value) => value.fmt(f),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Bytes(value) => value.fmt(f),
            View::Body(value) => value.fmt(f),
            View::Any(value) => value.fmt(f),
            View::Object(value) => value.fmt(f),
            View::List(list) => {
                let mut out = f.debug_list();
                list.items(&mut |item| {
                    out.entry(&item);
                });
                out.finish()
            }
            View::Map(map) => {
                let mut out = f.debug_map();
                map.entries(&mut |key, value| {
                    out.entry(&key, &value);
                });
                out.finish()
            }
        }
    }
}

/// An answer as far as its type says which of it are secrets: what is untyped, and text and bytes that are all of it, prints as `…`.
#[cfg(feature = "tracing")]
pub(crate) struct Known<'a>(Option<Shown<'a>>);

#[cfg(feature = "tracing")]
impl<'a> Known<'a> {
    pub(crate) fn new(slot: Slot<'a>) -> Self {
        let is_typed = matches!(
            slot,
            Slot::Object(_) | Slot::Optional(_) | Slot::List(_) | Slot::Wrapped(..) | Slot::Map(_)
        );
        Self(is_typed.then(|| Shown(RefCell::new(slot))))
    }
}

#[cfg(feature = "tracing")]
impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(shown) => shown.fmt(f),
            None => f.write_str("…"),
        }
    }
}

/// A place, printed as what is in it.
struct Shown<'a>(RefCell<Slot<'a>>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing prints itself while it is printed.
        let Ok(mut slot) = self.0.try_borrow_mut() else {
            return Err(fmt::Error);
        };
        match &mut *slot {
            Slot::Text(place) => place.get().fmt(f),
            Slot::Bool(place) => place.get().fmt(f),
            Slot::Int(place) => place.get().fmt(f),
            Slot::Float(place) => place.get().fmt(f),
            Slot::Any(place) => place.get().fmt(f),
            Slot::Bytes(place) => place.get().fmt(f),
            Slot::Stream(place) => place.get().fmt(f),
            Slot::Enum(place) => place.text().map_or(Ok(()), |text| text.fmt(f)),
            Slot::Object(object) => object.fmt(f),
            Slot::Optional(object) => object.get().fmt(f),
            Slot::List(list) | Slot::Wrapped(_, list) => {
                let mut out = f.debug_list();
                list.each(&mut |slot| {
                    out.entry(&Shown(RefCell::new(slot)));
                });
                out.finish()
            }
            Slot::Map(map) => {
                let mut out = f.debug_map();
                map.each(&mut |key, slot| {
                    out.entry(&key, &Shown(RefCell::new(slot)));
                });
                out.finish()
            }
        }
    }
}
