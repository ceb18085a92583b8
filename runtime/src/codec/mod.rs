//! Between Rust values and the wire, without code per type.
//!
//! Generated structs describe themselves through two small views, and every format is one walk over a view:
//!
//! - outward, a value shows itself as a [`View`]: flattened query and form parameters, JSON, comma lists, and serde all
//!   read that;
//! - inward, a place to fill shows itself as a [`Slot`]: the JSON reader asks it for the slot of a field name.
//!
//! Views and slots are enums over a handful of object-safe traits, so that a generated type costs one `match` and no
//! instantiation of any reader or writer. That is what keeps thousands of operations cheap to compile.

pub mod json;
#[cfg(feature = "xml")]
pub mod xml;

mod debug;
mod fault;
mod flat;
mod open_enum;
mod slot;
mod view;

#[cfg(feature = "tracing")]
pub(crate) use debug::Known;
pub use debug::{debug_fields, debug_slots};
pub(crate) use flat::text;
pub use flat::{flatten, join};
pub use json::{DecodeError, decode};
pub use open_enum::{OpenEnum, Unknown};
pub use slot::{Decode, FillSlots, ListSlot, MapSlot, NamedSlot, Object, Optional, Put, Slot, TextSlot};
pub use view::{Encode, Entries, Fields, Items, NamedView, ShowFields, View, Wrapped};

/// A JSON value, for parts of an API that its specification leaves untyped.
pub use serde_json::Value;
