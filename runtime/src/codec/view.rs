//! How a value shows itself to whatever writes it.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde_core::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use crate::Body;

/// One value as a writer sees it: a scalar, or something to walk further into.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Not set: nothing goes on the wire.
    Absent,
    /// Text as it is.
    Text(&'a str),
    /// `true` or `false`; lowercase in query and form, as all official SDKs but Python's send it.
    Bool(bool),
    /// An integer, exact to 64 bits.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Raw bytes: a whole body or a part of a form, never a part of a document.
    Bytes(&'a Bytes),
    /// A payload: a whole body.
    Body(&'a Body),
    /// Untyped JSON.
    Any(&'a Value),
    /// A list.
    List(&'a dyn Items),
    /// A map with free keys.
    Map(&'a dyn Entries),
    /// A struct with named fields.
    Object(&'a dyn Fields),
}

/// A value that can be shown as a [`View`].
pub trait Encode {
    /// The value as seen by a writer.
    fn view(&self) -> View<'_>;
}

/// The elements of a list, in order.
pub trait Items {
    /// Calls `each` for every element.
    fn items(&self, each: &mut dyn FnMut(View<'_>));
}

/// The entries of a map, in key order.
pub trait Entries {
    /// Calls `each` for every entry.
    fn entries(&self, each: &mut dyn FnMut(&str, View<'_>));
}

/// The fields of a struct under their wire names, in byte order of these if it is a request's.
pub trait Fields: fmt::Debug {
    /// Calls `all` once, with every field, set or not.
    ///
    /// All at once, because one list without branches is what compiles fastest.
    fn fields(&self, all: &mut dyn ShowFields);
}

/// A field: its wire name and its value.
pub type NamedView<'a> = (&'static str, View<'a>);

/// Takes all fields of a struct at once. Every closure of this form does, but a trait of our own is cheaper to call for the
/// compiler than a closure, in each of thousands of structs.
pub trait ShowFields {
    /// Takes the fields.
    fn show(&mut self, fields: &[NamedView<'_>]);
}

impl<F: FnMut(&[NamedView<'_>])> ShowFields for F {
    fn show(&mut self, fields: &[NamedView<'_>]) {
        self(fields);
    }
}

impl<F: Fields + ?Sized> Fields for Box<F> {
    fn fields(&self, all: &mut dyn ShowFields) {
        (**self).fields(all);
    }
}

impl<F: Fields> Encode for F {
    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

/// A list that sits in a wrapper object of its own on the wire: `Users` in `{"Users": {"User": […]}}`.
///
/// Old RPC services answer that way; in Rust the wrapper disappears and this puts it back.
pub struct Wrapped<'a> {
    /// Name of the wrapper's only property.
    pub item: &'static str,
    /// The list in it.
    pub list: &'a dyn Items,
}

impl fmt::Debug for Wrapped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        View::List(self.list).fmt(f)
    }
}

impl Fields for Wrapped<'_> {
    fn fields(&self, all: &mut dyn ShowFields) {
        all.show(&[(self.item, View::List(self.list))]);
    }
}

impl View<'_> {
    /// Whether the value is unset, so that no trace of it goes on the wire.
    pub fn is_absent(&self) -> bool {
        matches!(self, View::Absent)
    }
}

impl Encode for String {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }
}

/// No content.
impl Encode for () {
    fn view(&self) -> View<'_> {
        View::Absent
    }
}

impl Encode for bool {
    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }
}

impl Encode for i64 {
    fn view(&self) -> View<'_> {
        View::Int(*self)
    }
}

impl Encode for f64 {
    fn view(&self) -> View<'_> {
        View::Float(*self)
    }
}

impl Encode for Bytes {
    fn view(&self) -> View<'_> {
        View::Bytes(self)
    }
}

impl Encode for Value {
    fn view(&self) -> View<'_> {
        View::Any(self)
    }
}

impl<T: Encode> Encode for Option<T> {
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.view(),
            None => View::Absent,
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

impl<T: Encode> Items for Vec<T> {
    fn items(&self, each: &mut dyn FnMut(View<'_>)) {
        for item in self {
            each(item.view());
        }
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }
}

impl<T: Encode> Entries for BTreeMap<String, T> {
    fn entries(&self, each: &mut dyn FnMut(&str, View<'_>)) {
        for (key, value) in self {
            each(key, value.view());
        }
    }
}

/// Any view as a serde value. Unset fields are left out; an unset value on its own is `null`.
impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            View::Absent => serializer.serialize_unit(),
            View::Text(text) => serializer.serialize_str(text),
            View::Bool(value) => serializer.serialize_bool(*value),
            View::Int(value) => serializer.serialize_i64(*value),
            View::Float(value) => serializer.serialize_f64(*value),
            View::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => Err(S::Error::custom("bytes that are not UTF-8 have no place in a document")),
            },
            View::Body(_) => Err(S::Error::custom("a payload has no place in a document")),
            View::Any(value) => value.serialize(serializer),
            View::List(list) => {
                let mut seq = serializer.serialize_seq(None)?;
                let mut result = Ok(());
                list.items(&mut |item| {
                    if result.is_ok() {
                        result = seq.serialize_element(&item);
                    }
                });
                result?;
                seq.end()
            }
            View::Map(map) => {
                let mut out = serializer.serialize_map(None)?;
                let mut result = Ok(());
                map.entries(&mut |key, value| {
                    if result.is_ok() {
                        result = out.serialize_entry(key, &value);
                    }
                });
                result?;
                out.end()
            }
            View::Object(object) => {
                let mut out = serializer.serialize_map(None)?;
                let mut result = Ok(());
                object.fields(&mut |all: &[NamedView<'_>]| {
                    let mut set = all.iter().filter(|(_, value)| !value.is_absent());
                    result = set.try_for_each(|(name, value)| out.serialize_entry(name, value));
                });
                result?;
                out.end()
            }
        }
    }
}
