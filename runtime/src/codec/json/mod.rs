//! JSON: reading into slots, writing from views.

mod fill;

use serde_core::de::DeserializeSeed as _;
#[cfg(feature = "dynamic")]
use serde_json::Value;

#[cfg(feature = "xml")]
pub(super) use fill::put_text;
use fill::{Fill, Place};

pub use super::fault::DecodeError;
use super::fault::Fault;
use super::{Slot, View};

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
        Err(error) => Err(fault.into_error("JSON", &error)),
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
    .map_err(|error| fault.into_error("JSON", &error))
}

/// The compact JSON text of a view, as official SDKs write it: UTF-8 unescaped, no spaces, unset fields left out.
pub fn to_text(view: View<'_>) -> String {
    // Only bytes that are not UTF-8 cannot be written, and no specification puts bytes inside a document.
    serde_json::to_string(&view).unwrap_or_default()
}
