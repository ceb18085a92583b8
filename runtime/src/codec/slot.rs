//! How a value to fill shows itself to a reader.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use super::OpenEnum;
use crate::ByteStream;

/// A place that a reader fills: which kind of value belongs there, and where to put it.
///
/// Readers are lenient in what they accept for a kind (see [`super::json::decode`]); `null` never reaches a slot, so
/// that what is unset stays unset.
pub enum Slot<'a> {
    /// Text.
    Text(&'a mut dyn Put<String>),
    /// `true` or `false`.
    Bool(&'a mut dyn Put<bool>),
    /// An integer.
    Int(&'a mut dyn Put<i64>),
    /// A floating-point number.
    Float(&'a mut dyn Put<f64>),
    /// Whatever comes.
    Any(&'a mut dyn Put<Value>),
    /// Raw bytes: a whole body.
    Bytes(&'a mut dyn Put<Bytes>),
    /// A whole body that is still arriving.
    Stream(&'a mut dyn Put<ByteStream>),
    /// The text of an open enum.
    Enum(&'a mut dyn TextSlot),
    /// A list.
    List(&'a mut dyn ListSlot),
    /// A list inside a wrapper object whose only property has this name.
    Wrapped(&'static str, &'a mut dyn ListSlot),
    /// A map with free keys.
    Map(&'a mut dyn MapSlot),
    /// A struct.
    Object(&'a mut dyn Object),
    /// A struct that comes into being when there is an object to fill it.
    Optional(&'a mut dyn Optional),
}

impl Slot<'_> {
    /// Whether anything is there. An empty list or map of an answer is nothing.
    pub(super) fn is_set(&self) -> bool {
        match self {
            Slot::Text(slot) => slot.get().is_some(),
            Slot::Bool(slot) => slot.get().is_some(),
            Slot::Int(slot) => slot.get().is_some(),
            Slot::Float(slot) => slot.get().is_some(),
            Slot::Any(slot) => slot.get().is_some(),
            Slot::Bytes(slot) => slot.get().is_some(),
            Slot::Stream(slot) => slot.get().is_some(),
            Slot::Enum(slot) => slot.text().is_some(),
            Slot::List(slot) | Slot::Wrapped(_, slot) => !slot.is_empty(),
            Slot::Map(slot) => !slot.is_empty(),
            Slot::Object(_) => true,
            Slot::Optional(slot) => slot.get().is_some(),
        }
    }

    /// The same place for a shorter time: a document may hold a field twice, and the last one counts.
    pub(super) fn again(&mut self) -> Slot<'_> {
        match self {
            Slot::Text(slot) => Slot::Text(*slot),
            Slot::Bool(slot) => Slot::Bool(*slot),
            Slot::Int(slot) => Slot::Int(*slot),
            Slot::Float(slot) => Slot::Float(*slot),
            Slot::Any(slot) => Slot::Any(*slot),
            Slot::Bytes(slot) => Slot::Bytes(*slot),
            Slot::Stream(slot) => Slot::Stream(*slot),
            Slot::Enum(slot) => Slot::Enum(*slot),
            Slot::List(slot) => Slot::List(*slot),
            Slot::Wrapped(item, slot) => Slot::Wrapped(item, *slot),
            Slot::Map(slot) => Slot::Map(*slot),
            Slot::Object(slot) => Slot::Object(*slot),
            Slot::Optional(slot) => Slot::Optional(*slot),
        }
    }
}

/// A value that can be filled from the wire.
pub trait Decode: Default {
    /// The place to fill.
    fn slot(&mut self) -> Slot<'_>;

    /// The place to fill when the value may be absent. It becomes `Some` only when something is put there.
    fn optional(this: &mut Option<Self>) -> Slot<'_>;
}

/// Takes one scalar.
pub trait Put<T> {
    /// Puts the value in place.
    fn put(&mut self, value: T);
    /// What is there.
    fn get(&self) -> Option<&T>;
}

/// Takes the text of an open enum.
pub trait TextSlot {
    /// Puts the variant for `text` in place.
    fn put_text(&mut self, text: &str);
    /// What is there.
    fn text(&self) -> Option<&dyn fmt::Display>;
}

/// Takes the elements of a list.
pub trait ListSlot {
    /// Appends an element and gives the place to fill it.
    fn push(&mut self) -> Slot<'_>;
    /// Makes the list present even if no element follows.
    fn open(&mut self);
    /// Whether there is any element.
    fn is_empty(&self) -> bool;
    /// Calls `take` with the place of each element that is there.
    fn each(&mut self, take: &mut dyn FnMut(Slot<'_>));
}

/// Takes the entries of a map.
pub trait MapSlot {
    /// Inserts an entry and gives the place to fill it.
    fn entry(&mut self, key: &str) -> Slot<'_>;
    /// Makes the map present even if no entry follows.
    fn open(&mut self);
    /// Whether there is any entry.
    fn is_empty(&self) -> bool;
    /// Calls `take` with the key and the place of each entry that is there.
    fn each(&mut self, take: &mut dyn FnMut(&str, Slot<'_>));
}

/// Takes the fields of a struct.
pub trait Object: fmt::Debug {
    /// Calls `all` once, with the wire name of every field and the place to fill it, in the order of the specification.
    ///
    /// All at once, because one list without branches is what compiles fastest; the reader does the looking up.
    fn slots(&mut self, all: &mut dyn FillSlots);
}

/// A field: its wire name and the place to fill.
pub type NamedSlot<'a> = (&'static str, Slot<'a>);

/// Takes the places of all fields of a struct at once; see [`ShowFields`](super::ShowFields).
pub trait FillSlots {
    /// Takes the places.
    fn fill(&mut self, slots: &mut [NamedSlot<'_>]);
}

impl<F: FnMut(&mut [NamedSlot<'_>])> FillSlots for F {
    fn fill(&mut self, slots: &mut [NamedSlot<'_>]) {
        self(slots);
    }
}

impl<T: Object + Default> Decode for T {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Object(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::Optional(this)
    }
}

/// A struct that may be absent.
pub trait Optional {
    /// The struct, made from its default if it was absent.
    fn open(&mut self) -> &mut dyn Object;
    /// The struct, if it is there.
    fn get(&self) -> Option<&dyn Object>;
}

impl<T> Put<T> for T {
    fn put(&mut self, value: T) {
        *self = value;
    }

    fn get(&self) -> Option<&T> {
        Some(self)
    }
}

impl<T> Put<T> for Option<T> {
    fn put(&mut self, value: T) {
        *self = Some(value);
    }

    fn get(&self) -> Option<&T> {
        self.as_ref()
    }
}

macro_rules! scalar {
    ($($type:ty => $kind:ident),* $(,)?) => {$(
        impl Decode for $type {
            fn slot(&mut self) -> Slot<'_> {
                Slot::$kind(self)
            }

            fn optional(this: &mut Option<Self>) -> Slot<'_> {
                Slot::$kind(this)
            }
        }
    )*};
}

scalar!(String => Text, bool => Bool, i64 => Int, f64 => Float, Value => Any, Bytes => Bytes);

/// No content: whatever the body holds is ignored.
impl Object for () {
    fn slots(&mut self, all: &mut dyn FillSlots) {
        all.fill(&mut []);
    }
}

impl<T: Decode> Decode for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        T::optional(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        T::optional(this.get_or_insert_default())
    }
}

impl<T: Object + Default> Optional for Option<T> {
    fn open(&mut self) -> &mut dyn Object {
        self.get_or_insert_default()
    }

    fn get(&self) -> Option<&dyn Object> {
        self.as_ref().map(|object| object as &dyn Object)
    }
}

impl<E: OpenEnum> TextSlot for Option<E> {
    fn put_text(&mut self, text: &str) {
        *self = Some(E::from(text));
    }

    fn text(&self) -> Option<&dyn fmt::Display> {
        self.as_ref().map(|value| value as &dyn fmt::Display)
    }
}

/// A recursive type's own field.
impl<T: Object> Object for Box<T> {
    fn slots(&mut self, all: &mut dyn FillSlots) {
        (**self).slots(all);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::List(this)
    }
}

impl<T: Decode> ListSlot for Vec<T> {
    fn push(&mut self) -> Slot<'_> {
        let index = self.len();
        Vec::push(self, T::default());
        #[expect(clippy::indexing_slicing, reason = "the element was pushed on the line above")]
        self[index].slot()
    }

    fn open(&mut self) {}

    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }

    fn each(&mut self, take: &mut dyn FnMut(Slot<'_>)) {
        self.iter_mut().for_each(|element| take(element.slot()));
    }
}

impl<T: Decode> ListSlot for Option<Vec<T>> {
    fn push(&mut self) -> Slot<'_> {
        ListSlot::push(self.get_or_insert_default())
    }

    fn open(&mut self) {
        self.get_or_insert_default();
    }

    fn is_empty(&self) -> bool {
        self.as_ref().is_none_or(Vec::is_empty)
    }

    fn each(&mut self, take: &mut dyn FnMut(Slot<'_>)) {
        self.iter_mut().flatten().for_each(|element| take(element.slot()));
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }

    fn optional(this: &mut Option<Self>) -> Slot<'_> {
        Slot::Map(this)
    }
}

impl<T: Decode> MapSlot for BTreeMap<String, T> {
    fn entry(&mut self, key: &str) -> Slot<'_> {
        BTreeMap::entry(self, key.to_owned()).or_default().slot()
    }

    fn open(&mut self) {}

    fn is_empty(&self) -> bool {
        BTreeMap::is_empty(self)
    }

    fn each(&mut self, take: &mut dyn FnMut(&str, Slot<'_>)) {
        self.iter_mut().for_each(|(key, value)| take(key, value.slot()));
    }
}

impl<T: Decode> MapSlot for Option<BTreeMap<String, T>> {
    fn entry(&mut self, key: &str) -> Slot<'_> {
        MapSlot::entry(self.get_or_insert_default(), key)
    }

    fn open(&mut self) {
        self.get_or_insert_default();
    }

    fn is_empty(&self) -> bool {
        self.as_ref().is_none_or(BTreeMap::is_empty)
    }

    fn each(&mut self, take: &mut dyn FnMut(&str, Slot<'_>)) {
        self.iter_mut()
            .flatten()
            .for_each(|(key, value)| take(key, value.slot()));
    }
}
