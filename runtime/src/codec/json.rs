//! JSON: reading into slots, writing from views.

use std::fmt;
use std::str::FromStr;

use serde_core::de::value::MapAccessDeserializer;
use serde_core::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{Encode, ListSlot, MapSlot, Object, Slot, View};

/// Why an answer does not fit the output type.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The text is not JSON, or stops too early; `message` is the parser's, with line and column.
    Syntax {
        /// What the parser found wrong and where.
        message: String,
    },
    /// A value has a kind that cannot stand in its field, even leniently.
    Mismatch {
        /// Where, for example `Instances.Instance[3].Cpu`; empty for the root.
        path: String,
        /// What the field takes, for example `an integer`.
        expected: &'static str,
        /// What came, shortened.
        found: String,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { message } => write!(f, "not a complete JSON document: {message}"),
            Self::Mismatch { path, expected, found } if path.is_empty() => {
                write!(f, "expected {expected}, got {found}")
            }
            Self::Mismatch { path, expected, found } => write!(f, "{path}: expected {expected}, got {found}"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Reads one JSON document into `slot`.
///
/// Services are careless about types, so reading is lenient where the meaning is plain:
///
/// - `null` leaves the field unset; unknown fields are skipped;
/// - numbers and booleans may come as strings, and strings as numbers, booleans or (kept as JSON text) anything else;
/// - an empty string stands for an unset number, boolean, list, map or object;
/// - an empty list may stand for an empty map or object, and the other way round;
/// - integers are exact to 64 bits; a number with a zero fraction is an integer.
///
/// Everything else is a [`DecodeError`] naming the path, what was expected and what came. Nesting is limited to serde_json's
/// 128 levels, so that no document overflows the stack.
pub fn decode(json: &[u8], slot: Slot<'_>) -> Result<(), DecodeError> {
    let mut fault = Fault::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let filled = Fill {
        place: Place::Slot(slot),
        fault: &mut fault,
    }
    .deserialize(&mut reader);
    match filled.and_then(|()| reader.end()) {
        Ok(()) => Ok(()),
        Err(error) => Err(fault.into_error(&error)),
    }
}

/// Reads an already parsed JSON value into `slot`, as [`decode`] does.
#[cfg(feature = "dynamic")]
pub fn decode_value(value: &Value, slot: Slot<'_>) -> Result<(), DecodeError> {
    let mut fault = Fault::default();
    Fill {
        place: Place::Slot(slot),
        fault: &mut fault,
    }
    .deserialize(value)
    .map_err(|error| fault.into_error(&error))
}

/// The compact JSON text of a view, as official SDKs write it: UTF-8 unescaped, no spaces, unset fields left out.
pub fn to_text(view: View<'_>) -> String {
    // Only bytes that are not UTF-8 cannot be written, and no specification puts bytes inside a document.
    serde_json::to_string(&view).unwrap_or_default()
}

/// The compact JSON text of any encodable value.
pub fn to_string(value: &dyn Encode) -> String {
    to_text(value.view())
}

/// What went wrong, collected while the error travels outward: serde's own error type has no room for a path.
#[derive(Default)]
struct Fault {
    mismatch: Option<(&'static str, String)>,
    /// Innermost first.
    path: Vec<Step>,
}

enum Step {
    Name(String),
    Index(usize),
}

impl Fault {
    fn into_error(self, error: &serde_json::Error) -> DecodeError {
        let Some((expected, found)) = self.mismatch else {
            return DecodeError::Syntax {
                message: error.to_string(),
            };
        };
        let mut path = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Name(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        DecodeError::Mismatch { path, expected, found }
    }
}

/// Where the next value goes. List elements and map entries come into being only once the value is known not to be null.
enum Place<'a> {
    Slot(Slot<'a>),
    Element(&'a mut dyn ListSlot),
    Entry(&'a mut dyn MapSlot, &'a str),
}

struct Fill<'a, 'f> {
    place: Place<'a>,
    fault: &'f mut Fault,
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
        Slot::Bytes(_) => "bytes",
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
        match resolve(self.place) {
            Slot::Text(slot) => slot.put(text.to_owned()),
            Slot::Enum(slot) => slot.put_text(text),
            Slot::Any(slot) => slot.put(Value::from(text)),
            Slot::Bytes(slot) => slot.put(text.as_bytes().to_vec().into()),
            other => return put_text(other, text.trim(), self.fault),
        }
        Ok(())
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

/// Refuses a value that cannot stand in `slot`.
fn refuse<E: serde_core::de::Error>(slot: &Slot<'_>, found: String, fault: &mut Fault) -> Result<(), E> {
    fault.mismatch = Some((expectation(slot), found));
    Err(E::custom("value of another kind"))
}

/// A string where something else belongs.
fn put_text<E: serde_core::de::Error>(mut slot: Slot<'_>, text: &str, fault: &mut Fault) -> Result<(), E> {
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

    if text.is_empty() {
        return Ok(());
    }
    let understood = match &mut slot {
        Slot::Int(slot) => parse(text).map(|value| slot.put(value)),
        Slot::Float(slot) => parse(text).map(|value| slot.put(value)),
        Slot::Bool(slot) => truth(text).map(|value| slot.put(value)),
        _ => None,
    };
    match understood {
        Some(()) => Ok(()),
        None => refuse(&slot, quoted(text), fault),
    }
}

/// A found string for an error message: enough to recognise it, not the whole answer.
fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
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
    let mut slots = Vec::new();
    object.slots(&mut |name, slot| slots.push((name, slot)));
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
    type Value = std::borrow::Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = std::borrow::Cow<'de, str>;

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
