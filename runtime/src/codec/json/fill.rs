//! The one visitor that fills slots, whatever they belong to.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::codec::fault::{Fault, Step, quoted};
use crate::codec::{ListSlot, MapSlot, NamedSlot, Object, Slot};

/// Where the next value goes. List elements and map entries come into being only once the value is known not to be null.
pub(super) enum Place<'a> {
    Slot(Slot<'a>),
    Element(&'a mut dyn ListSlot),
    Entry(&'a mut dyn MapSlot, &'a str),
}

pub(super) struct Fill<'a, 'f> {
    pub(super) place: Place<'a>,
    pub(super) fault: &'f mut Fault,
}

fn resolve(place: Place<'_>) -> Slot<'_> {
    match place {
        Place::Slot(slot) => slot,
        Place::Element(list) => list.push(),
        Place::Entry(map, key) => map.entry(key),
    }
}

fn expectation(slot: &Slot<'_>) -> &'static str {
    match slot {
        Slot::Text(_) | Slot::Enum(_) => "a string",
        Slot::Bool(_) => "a boolean",
        Slot::Int(_) => "an integer",
        Slot::Float(_) => "a number",
        Slot::Any(_) => "any value",
        Slot::Bytes(_) | Slot::Stream(_) => "bytes",
        Slot::List(_) | Slot::Wrapped(..) => "a list",
        Slot::Map(_) | Slot::Object(_) | Slot::Optional(_) => "an object",
    }
}

impl<'de> DeserializeSeed<'de> for Fill<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde_core::de::Error>(self, value: bool) -> Result<(), E> {
        match resolve(self.place) {
            Slot::Bool(slot) => slot.put(value),
            Slot::Text(slot) => slot.put(value.to_string()),
            Slot::Enum(slot) => slot.put_text(if value { "true" } else { "false" }),
            Slot::Any(slot) => slot.put(Value::Bool(value)),
            other => return refuse(&other, value.to_string(), self.fault),
        }
        Ok(())
    }

    fn visit_i64<E: serde_core::de::Error>(self, value: i64) -> Result<(), E> {
        match resolve(self.place) {
            Slot::Int(slot) => slot.put(value),
            Slot::Float(slot) => slot.put(value as f64),
            Slot::Bool(slot) if value == 0 || value == 1 => slot.put(value == 1),
            Slot::Text(slot) => slot.put(value.to_string()),
            Slot::Enum(slot) => slot.put_text(&value.to_string()),
            Slot::Any(slot) => slot.put(Value::from(value)),
            other => return refuse(&other, value.to_string(), self.fault),
        }
        Ok(())
    }

    fn visit_u64<E: serde_core::de::Error>(self, value: u64) -> Result<(), E> {
        if let Ok(value) = i64::try_from(value) {
            return self.visit_i64(value);
        }
        match resolve(self.place) {
            Slot::Float(slot) => slot.put(value as f64),
            Slot::Text(slot) => slot.put(value.to_string()),
            Slot::Enum(slot) => slot.put_text(&value.to_string()),
            Slot::Any(slot) => slot.put(Value::from(value)),
            other => return refuse(&other, value.to_string(), self.fault),
        }
        Ok(())
    }

    fn visit_f64<E: serde_core::de::Error>(self, value: f64) -> Result<(), E> {
        match resolve(self.place) {
            Slot::Float(slot) => slot.put(value),
            // Beyond 2^53 a fraction could not be seen any more, so the integer would be a guess.
            Slot::Int(slot) if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 => {
                slot.put(value as i64);
            }
            Slot::Text(slot) => slot.put(Value::from(value).to_string()),
            Slot::Enum(slot) => slot.put_text(&Value::from(value).to_string()),
            Slot::Any(slot) => slot.put(Value::from(value)),
            other => return refuse(&other, value.to_string(), self.fault),
        }
        Ok(())
    }

    fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<(), E> {
        put_text(resolve(self.place), text, self.fault).map_err(|Refused| E::custom(REFUSED))
    }

    fn visit_string<E: serde_core::de::Error>(self, text: String) -> Result<(), E> {
        match self.place {
            Place::Slot(Slot::Text(slot)) => {
                slot.put(text);
                Ok(())
            }
            place => Fill {
                place,
                fault: self.fault,
            }
            .visit_str(&text),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match resolve(self.place) {
            Slot::List(list) | Slot::Wrapped(_, list) => fill_list(list, seq, self.fault),
            Slot::Any(slot) => {
                slot.put(sequence(seq)?);
                Ok(())
            }
            Slot::Text(slot) => {
                slot.put(sequence(seq)?.to_string());
                Ok(())
            }
            other => {
                // PHP services write an empty map or object as an empty list.
                if seq.next_element::<IgnoredAny>()?.is_none() {
                    open_empty(other);
                    return Ok(());
                }
                refuse(&other, "a list".to_owned(), self.fault)
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        match resolve(self.place) {
            Slot::Object(object) => fill_object(object, map, self.fault),
            Slot::Optional(slot) => fill_object(slot.open(), map, self.fault),
            Slot::Map(slot) => fill_map(slot, map, self.fault),
            Slot::Wrapped(item, list) => fill_wrapped(item, list, map, self.fault),
            Slot::Any(slot) => {
                slot.put(object(map)?);
                Ok(())
            }
            Slot::Text(slot) => {
                slot.put(object(map)?.to_string());
                Ok(())
            }
            other => {
                if map.next_key::<IgnoredAny>()?.is_none() {
                    open_empty(other);
                    return Ok(());
                }
                refuse(&other, "an object".to_owned(), self.fault)
            }
        }
    }
}

/// What serde is told; the fault knows more.
const REFUSED: &str = "value of another kind";

/// A value does not fit; the fault says how.
pub(in crate::codec) struct Refused;

/// Refuses a value that cannot stand in `slot`.
fn refuse<E: serde_core::de::Error>(slot: &Slot<'_>, found: String, fault: &mut Fault) -> Result<(), E> {
    fault.mismatch = Some((expectation(slot), found));
    Err(E::custom(REFUSED))
}

/// A text, wherever it belongs.
pub(in crate::codec) fn put_text(mut slot: Slot<'_>, text: &str, fault: &mut Fault) -> Result<(), Refused> {
    fn parse<T: FromStr>(text: &str) -> Option<T> {
        text.parse().ok()
    }

    fn truth(text: &str) -> Option<bool> {
        match text {
            "1" => Some(true),
            "0" => Some(false),
            word => parse(&word.to_ascii_lowercase()),
        }
    }

    let word = text.trim();
    let understood = match &mut slot {
        Slot::Text(slot) => {
            slot.put(text.to_owned());
            Some(())
        }
        Slot::Enum(slot) => {
            slot.put_text(text);
            Some(())
        }
        Slot::Any(slot) => {
            slot.put(Value::from(text));
            Some(())
        }
        Slot::Bytes(slot) => {
            slot.put(text.as_bytes().to_vec().into());
            Some(())
        }
        _ if word.is_empty() => Some(()),
        Slot::Int(slot) => parse(word).map(|value| slot.put(value)),
        Slot::Float(slot) => parse(word).map(|value| slot.put(value)),
        Slot::Bool(slot) => truth(word).map(|value| slot.put(value)),
        _ => None,
    };
    understood.ok_or_else(|| {
        fault.mismatch = Some((expectation(&slot), quoted(word)));
        Refused
    })
}

fn open_empty(slot: Slot<'_>) {
    match slot {
        Slot::List(list) => list.open(),
        Slot::Map(map) => map.open(),
        Slot::Optional(slot) => {
            slot.open();
        }
        _ => {}
    }
}

fn fill_list<'de, A: SeqAccess<'de>>(list: &mut dyn ListSlot, mut seq: A, fault: &mut Fault) -> Result<(), A::Error> {
    list.open();
    let mut index = 0;
    loop {
        match seq.next_element_seed(Fill {
            place: Place::Element(list),
            fault,
        }) {
            Ok(Some(())) => index += 1,
            Ok(None) => return Ok(()),
            Err(error) => {
                fault.path.push(Step::Index(index));
                return Err(error);
            }
        }
    }
}

fn fill_object<'de, A: MapAccess<'de>>(object: &mut dyn Object, mut map: A, fault: &mut Fault) -> Result<(), A::Error> {
    let mut done = Ok(());
    object.slots(&mut |slots: &mut [NamedSlot<'_>]| done = fill_slots(slots, &mut map, fault));
    done
}

fn fill_slots<'de, A: MapAccess<'de>>(
    slots: &mut [NamedSlot<'_>],
    map: &mut A,
    fault: &mut Fault,
) -> Result<(), A::Error> {
    // Services send fields in a constant order, so the next one is most likely the neighbour of the last.
    let (count, mut next) = (slots.len(), 0);
    while let Some(key) = map.next_key_seed(Key)? {
        let (before, after) = slots.split_at_mut_checked(next).unwrap_or_default();
        match after
            .iter_mut()
            .chain(before)
            .enumerate()
            .find(|(_, (name, _))| *name == key)
        {
            Some((distance, (_, slot))) => {
                next = (next + distance + 1) % count;
                if let Err(error) = map.next_value_seed(Fill {
                    place: Place::Slot(slot.again()),
                    fault,
                }) {
                    fault.path.push(Step::Name(key.into_owned()));
                    return Err(error);
                }
            }
            None => {
                map.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok(())
}

fn fill_map<'de, A: MapAccess<'de>>(slot: &mut dyn MapSlot, mut map: A, fault: &mut Fault) -> Result<(), A::Error> {
    slot.open();
    while let Some(key) = map.next_key_seed(Key)? {
        if let Err(error) = map.next_value_seed(Fill {
            place: Place::Entry(slot, &key),
            fault,
        }) {
            fault.path.push(Step::Name(key.into_owned()));
            return Err(error);
        }
    }
    Ok(())
}

fn fill_wrapped<'de, A: MapAccess<'de>>(
    item: &'static str,
    list: &mut dyn ListSlot,
    mut map: A,
    fault: &mut Fault,
) -> Result<(), A::Error> {
    while let Some(key) = map.next_key_seed(Key)? {
        if key == item {
            if let Err(error) = map.next_value_seed(Fill {
                place: Place::Slot(Slot::List(list)),
                fault,
            }) {
                fault.path.push(Step::Name(key.into_owned()));
                return Err(error);
            }
        } else {
            map.next_value::<IgnoredAny>()?;
        }
    }
    Ok(())
}

fn sequence<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Value, A::Error> {
    let mut items = Vec::new();
    while let Some(item) = seq.next_element()? {
        items.push(item);
    }
    Ok(Value::Array(items))
}

fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Value, A::Error> {
    serde_core::Deserialize::deserialize(MapAccessDeserializer::new(map)).map_err(A::Error::custom)
}

/// An object key, borrowed from the input where it has no escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(key.into())
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(key.to_owned().into())
    }
}
