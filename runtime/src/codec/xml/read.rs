//! XML documents into slots.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value};

use crate::codec::fault::{Fault, Step};
use crate::codec::json::put_text;
use crate::codec::{DecodeError, ListSlot, MapSlot, NamedSlot, Object, Slot};

/// How deep elements may be nested, as in JSON, so that no document overflows the stack.
const DEPTH: usize = 128;

/// Reads one XML document into `slot`: an object with a field called like the root element, or else the root element itself.
///
/// Texts are understood as leniently as JSON strings (see [`json::decode`](crate::codec::json::decode)); unknown elements are
/// skipped.
///
/// # Errors
/// What is not well-formed, or a text that does not fit, with its path.
pub fn decode(xml: &[u8], slot: Slot<'_>) -> Result<(), DecodeError> {
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    let mut fault = Fault::default();
    let mut walk = Walk {
        reader,
        fault: &mut fault,
        depth: 0,
    };
    match walk.document(slot) {
        Ok(()) => Ok(()),
        Err(Stop(message)) => Err(fault.into_error("XML", &message)),
    }
}

/// Ends the walk: what is wrong with the text, unless the fault says what is wrong with a value.
struct Stop(String);

struct Walk<'x, 'f> {
    reader: Reader<&'x [u8]>,
    fault: &'f mut Fault,
    depth: usize,
}

/// What stands inside an element.
enum Part<'x> {
    Element(String),
    Text(Cow<'x, str>),
    End,
}

/// The place for the element of this name.
fn find<'s>(slots: &'s mut [NamedSlot<'_>], name: &str) -> Option<Slot<'s>> {
    slots
        .iter_mut()
        .find(|(known, _)| *known == name)
        .map(|(_, slot)| slot.again())
}

impl<'x> Walk<'x, '_> {
    fn document(&mut self, slot: Slot<'_>) -> Result<(), Stop> {
        loop {
            match self.part()? {
                Part::Text(text) if text.trim().is_empty() => {}
                Part::Text(_) => return Err(self.stop("text outside of any element")),
                Part::End => return Err(self.stop("no element")),
                Part::Element(root) => {
                    return match slot {
                        Slot::Object(object) => self.root(&root, object),
                        Slot::Optional(slot) => self.root(&root, slot.open()),
                        other => self.element(other),
                    };
                }
            }
        }
    }

    fn root(&mut self, name: &str, object: &mut dyn Object) -> Result<(), Stop> {
        let mut done = None;
        object.slots(&mut |slots: &mut [NamedSlot<'_>]| {
            done = find(slots, name).map(|slot| self.named(name, slot));
        });
        done.unwrap_or_else(|| self.element(Slot::Object(object)))
    }

    /// The next part of the current element. Empty elements come as a start and an end.
    fn part(&mut self) -> Result<Part<'x>, Stop> {
        loop {
            let part = match self.reader.read_event() {
                Ok(Event::Start(start)) => Part::Element(start.local_name().as_ref().to_owned()),
                Ok(Event::Text(text)) => Part::Text(text.into_inner()),
                Ok(Event::CData(text)) => Part::Text(text.into_inner()),
                Ok(Event::GeneralRef(reference)) => Part::Text(self.resolve(&reference)?),
                Ok(Event::Eof) if self.depth > 0 => return Err(self.stop("the text ends inside an element")),
                Ok(Event::End(_) | Event::Eof) => Part::End,
                Ok(_) => continue,
                Err(error) => return Err(self.stop(&error.to_string())),
            };
            return Ok(part);
        }
    }

    /// `&lt;`, `&#233;` and the like; entities of a document's own making are not expanded.
    fn resolve(&self, reference: &BytesRef<'_>) -> Result<Cow<'x, str>, Stop> {
        if let Ok(Some(c)) = reference.resolve_char_ref() {
            return Ok(c.to_string().into());
        }
        let name: &str = reference;
        quick_xml::escape::resolve_xml_entity(name)
            .map(Cow::Borrowed)
            .ok_or_else(|| self.stop(&format!("unknown entity `{name}`")))
    }

    fn stop(&self, message: &str) -> Stop {
        Stop(format!("{message} at byte {}", self.reader.buffer_position()))
    }

    fn named(&mut self, name: &str, slot: Slot<'_>) -> Result<(), Stop> {
        self.element(slot)
            .inspect_err(|_| self.fault.path.push(Step::Name(name.to_owned())))
    }

    /// Fills `slot` with the element that has just begun, to its end.
    fn element(&mut self, slot: Slot<'_>) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.stop(&format!("more than {DEPTH} elements in each other")));
        }
        match slot {
            Slot::Object(object) => self.object(object)?,
            Slot::Optional(slot) => self.object(slot.open())?,
            Slot::Map(map) => self.map(map)?,
            // Each occurrence of the element is an element of the list.
            Slot::List(list) => self.element(list.push())?,
            Slot::Wrapped(item, list) => self.wrapped(item, list)?,
            Slot::Any(place) => {
                let value = self.value()?;
                place.put(value);
            }
            scalar => {
                let text = self.text()?;
                if put_text(scalar, &text, self.fault).is_err() {
                    return Err(Stop(String::new()));
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self, object: &mut dyn Object) -> Result<(), Stop> {
        let mut done = Ok(());
        object.slots(&mut |slots: &mut [NamedSlot<'_>]| done = self.slots(slots));
        done
    }

    fn slots(&mut self, slots: &mut [NamedSlot<'_>]) -> Result<(), Stop> {
        loop {
            match self.part()? {
                Part::End => return Ok(()),
                Part::Text(_) => {}
                Part::Element(name) => match find(slots, &name) {
                    Some(slot) => self.named(&name, slot)?,
                    None => self.skip()?,
                },
            }
        }
    }

    fn map(&mut self, map: &mut dyn MapSlot) -> Result<(), Stop> {
        map.open();
        loop {
            match self.part()? {
                Part::End => return Ok(()),
                Part::Text(_) => {}
                Part::Element(name) => self.named(&name, map.entry(&name))?,
            }
        }
    }

    fn wrapped(&mut self, item: &str, list: &mut dyn ListSlot) -> Result<(), Stop> {
        list.open();
        loop {
            match self.part()? {
                Part::End => return Ok(()),
                Part::Text(_) => {}
                Part::Element(name) if name == item => self.named(&name, list.push())?,
                Part::Element(_) => self.skip()?,
            }
        }
    }

    /// All text up to the end of the element, in it and in the elements within.
    fn text(&mut self) -> Result<String, Stop> {
        let mut text = String::new();
        let mut open = 1;
        while open > 0 {
            match self.part()? {
                Part::Text(more) => text.push_str(&more),
                Part::Element(_) => open += 1,
                Part::End => open -= 1,
            }
        }
        Ok(text)
    }

    fn skip(&mut self) -> Result<(), Stop> {
        self.text().map(drop)
    }

    /// An element nobody described: a text, or an object whose repeated children are lists.
    fn value(&mut self) -> Result<Value, Stop> {
        let mut text = String::new();
        let mut entries = Map::new();
        loop {
            match self.part()? {
                Part::End if entries.is_empty() => return Ok(Value::String(text)),
                Part::End => return Ok(Value::Object(entries)),
                Part::Text(more) => text.push_str(&more),
                Part::Element(name) => {
                    let mut value = Value::Null;
                    self.named(&name, Slot::Any(&mut value))?;
                    match entries.get_mut(&name) {
                        Some(Value::Array(items)) => items.push(value),
                        Some(first) => *first = Value::Array(vec![std::mem::take(first), value]),
                        None => {
                            entries.insert(name, value);
                        }
                    }
                }
            }
        }
    }
}
