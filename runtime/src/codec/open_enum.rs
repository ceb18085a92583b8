//! Enums that the cloud may extend at any time.

use std::fmt;

use super::TextSlot;

/// An enum with known variants and room for every value that was not known when the crate was generated.
///
/// Documented value lists are incomplete, so a value nobody listed is never an error: it becomes the `Unknown` variant
/// and goes back on the wire as it came.
pub trait OpenEnum: Default + fmt::Display + for<'t> From<&'t str> {}

/// A value that is not among an enum's known ones. Opaque, so that matching on its text cannot break when a later
/// version knows the value: compare [`as_str`](Self::as_str) instead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Unknown(Box<str>);

impl Unknown {
    /// Keeps `text` as it came.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as it stood on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<E: OpenEnum> TextSlot for E {
    fn put_text(&mut self, text: &str) {
        *self = E::from(text);
    }

    fn text(&self) -> Option<&dyn fmt::Display> {
        Some(self)
    }
}
