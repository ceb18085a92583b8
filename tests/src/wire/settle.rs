//! Settling what a recording and the specification disagree about, so that everything else can be compared.
//!
//! Input and recording are changed alike, each change by a named [`Rule`]; the changed recording is signed anew by
//! [`resign`], which has to reproduce the recorded signature first.

use std::collections::BTreeSet;

use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};

use super::Rule;
use super::known::{Documented, Shape};
use super::recording::Recording;
use super::resign::{RESERVED, resign};
use super::vector::Vector;

/// Changes `vector` so that an operation made from `documented` can send it, and says by which rules.
///
/// # Errors
/// A recording that cannot be understood.
pub(super) fn settle(vector: &mut Vector, documented: &Documented<'_>) -> Result<BTreeSet<Rule>, String> {
    let mut signed = vector.sent.clone();
    resign(&mut signed);
    if signed != vector.sent {
        return Err("the recorded signature is not what the harness computes".to_owned());
    }
    let mut settling = Settling {
        recording: Recording::read(vector)?,
        documented,
        rules: BTreeSet::new(),
        input: Map::new(),
    };
    settling.method();
    settling.parameters(vector)?;
    settling.body(vector);
    settling.spelling(vector);
    let Settling {
        recording,
        rules,
        input,
        ..
    } = settling;
    vector.input = input;
    if !rules.is_empty() {
        recording.write(&mut vector.sent);
        resign(&mut vector.sent);
    }
    Ok(rules)
}

struct Settling<'a, 'k> {
    recording: Recording,
    documented: &'a Documented<'k>,
    rules: BTreeSet<Rule>,
    /// What is left of the input.
    input: Map<String, Value>,
}

impl<'k> Settling<'_, 'k> {
    fn method(&mut self) {
        let listed = self.documented.methods();
        if !listed.is_empty() && !listed.contains(&self.recording.method) {
            self.rules.insert(Rule::MethodNotInSpec);
            let post = listed.iter().find(|method| *method == "POST");
            if let Some(method) = post.or(listed.first()) {
                self.recording.method.clone_from(method);
            }
        }
    }

    fn parameters(&mut self, vector: &Vector) -> Result<(), String> {
        let nothing = Map::new();
        // Values of path parameters whose name the input needs for another parameter.
        let in_path = vector.input.get("$path").and_then(Value::as_object).unwrap_or(&nothing);
        for (name, value) in in_path {
            self.input.insert(format!("path.{name}"), value.clone());
        }
        for (name, value) in vector.input.iter().filter(|(name, _)| *name != "$path") {
            let place = vector.locations.get(name).map_or("", String::as_str);
            if place == "path" && self.documented.is_ambiguous(name) {
                let name = match in_path.contains_key(name) {
                    true => name.clone(),
                    false => format!("path.{name}"),
                };
                self.input.insert(name, value.clone());
            } else if let Some(shape) = self.documented.parameter(name) {
                self.known(name, value, shape, place)?;
            } else if self.documented.has_prefix(&format!("{name}.")) {
                self.dotted(name, std::slice::from_ref(name), value, place)?;
            } else {
                self.remove(std::slice::from_ref(name), place, Rule::ParameterNotInSpec)?;
            }
        }
        Ok(())
    }

    fn known(&mut self, name: &str, value: &Value, shape: Shape<'k>, place: &str) -> Result<(), String> {
        let mut value = value.clone();
        if let Some(payload) = value.get("$binary_base64").and_then(Value::as_str) {
            self.rules.insert(Rule::BinaryAsText);
            self.recording.replace_body(payload);
            value = Value::from(payload);
        } else if place == "path" {
            if !fits(&value, shape) {
                let text = value.as_str().unwrap_or_default();
                let text = utf8_percent_encode(text, RESERVED).to_string();
                self.rules.insert(Rule::ValueOfAnotherType);
                self.recording.replace_segment(&text, "1")?;
                value = Value::from(1);
            }
        } else if !self.prune(&mut value, shape, &mut vec![name.to_owned()], place)? {
            return Ok(());
        } else if matches!(place, "body" | "body-flat") && self.documented.is_query(name) && self.recording.is_form() {
            self.rules.insert(Rule::ParameterElsewhere);
            self.recording.move_to_query(name);
        }
        self.input.insert(name.to_owned(), value);
        Ok(())
    }

    /// Takes out of `value` and of the recording what the specification lacks; `false` if nothing can be left.
    fn prune(
        &mut self,
        value: &mut Value,
        shape: Shape<'k>,
        path: &mut Vec<String>,
        place: &str,
    ) -> Result<bool, String> {
        if !fits(value, shape) {
            self.remove(path, place, Rule::ValueOfAnotherType)?;
            return Ok(false);
        }
        match value {
            Value::Object(entries) if !shape.is_open() || shape.values().is_some() => {
                let names: Vec<String> = entries.keys().cloned().collect();
                for name in names {
                    path.push(name.clone());
                    let keep = match (shape.property(&name).or_else(|| shape.values()), entries.get_mut(&name)) {
                        (Some(property), Some(value)) => self.prune(value, property, path, place)?,
                        _ => {
                            self.remove(path, place, Rule::ParameterNotInSpec)?;
                            false
                        }
                    };
                    if !keep {
                        entries.remove(&name);
                    }
                    path.pop();
                }
            }
            Value::Array(items) => {
                if let Some(element) = shape.items() {
                    for item in items {
                        if !self.prune(item, element, path, place)? {
                            return Ok(false);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(true)
    }

    /// Gives the parts of a structure under the dotted names that the specification has for them.
    fn dotted(&mut self, name: &str, path: &[String], value: &Value, place: &str) -> Result<(), String> {
        if let Some(shape) = self.documented.parameter(name) {
            self.rules.insert(Rule::DottedParameters);
            if place == "query" && self.documented.is_json(name) && (value.is_object() || value.is_array()) {
                self.rules.insert(Rule::StyleNotInSpec);
                self.recording.unflatten(name, value.to_string());
            }
            return self.known(name, value, shape, place);
        }
        if !self.documented.has_prefix(&format!("{name}.")) {
            return self.remove(path, place, Rule::ParameterNotInSpec);
        }
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let path = [path, std::slice::from_ref(key)].concat();
                    self.dotted(&format!("{name}.{key}"), &path, value, place)?;
                }
                Ok(())
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    let step = (index + 1).to_string();
                    let path = [path, std::slice::from_ref(&step)].concat();
                    self.dotted(&format!("{name}.{step}"), &path, value, place)?;
                }
                Ok(())
            }
            _ => self.remove(path, place, Rule::ParameterNotInSpec),
        }
    }

    fn remove(&mut self, path: &[String], place: &str, rule: Rule) -> Result<(), String> {
        self.rules.insert(rule);
        self.recording.remove(path, place)
    }

    /// An empty form or `{}` stands for parameters none of which is set.
    fn body(&mut self, vector: &Vector) {
        let whole = vector.locations.values().any(|place| place == "whole-body");
        if !whole && self.recording.is_empty_shell() && !self.documented.has_form_or_properties() {
            self.rules.insert(Rule::BodyNotInSpec);
            self.recording.drop_body();
        }
    }

    fn spelling(&mut self, vector: &Vector) {
        let whole = vector.locations.iter().find(|(_, place)| *place == "whole-body");
        let documented = self.documented;
        let shape = |name: &str| match whole {
            Some((whole, _)) if name.is_empty() => documented.parameter(whole),
            _ => documented.parameter(name),
        };
        if self.recording.sort_maps(whole.is_some(), shape) {
            self.rules.insert(Rule::MapOrder);
        }
        if vector.has_float && self.recording.respell_floats() {
            self.rules.insert(Rule::FloatSpelling);
        }
    }
}

/// Whether a value can be one of the documented type.
fn fits(value: &Value, shape: Shape<'_>) -> bool {
    let is_scalar = !value.is_object() && !value.is_array();
    match shape.kind() {
        "string" => is_scalar,
        "integer" => match value {
            Value::String(text) => text.parse::<i64>().is_ok(),
            value => value.is_i64(),
        },
        "number" => match value {
            Value::String(text) => text.parse::<f64>().is_ok(),
            value => value.is_number(),
        },
        "boolean" => match value {
            Value::String(text) => matches!(text.as_str(), "true" | "false"),
            value => value.is_boolean(),
        },
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}
