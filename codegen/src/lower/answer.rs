//! Answers.

use super::parameters::{is_binary, whole};
use super::types::Types;
use crate::load::At;
use crate::model::{Answer, Output, OutputShape, Parent, Type};
use crate::spec::{Kind, Operation};

/// The type of an operation's answer and the kind of its body. Of several statuses, 200 counts, or else the first 2xx.
pub(super) fn lower(types: &mut Types<'_, '_, '_>, spec: &Operation<'_>, at: At<'_>) -> (Option<Output>, Answer) {
    types.answers();
    let Some((status, schema)) = spec
        .success()
        .and_then(|(status, response)| Some((*status, response.schema.as_ref()?)))
    else {
        return match spec.is_events() {
            // Nobody says what they hold.
            true => (Some(output(OutputShape::Alias(Type::Any))), Answer::Events),
            false => (None, Answer::Empty),
        };
    };
    let (responses_at, is_events) = (at.key("responses"), spec.is_events());
    let response_at = responses_at.key(status);
    let at = response_at.key("schema");
    let is_text = schema.reference.is_none() && schema.kind == Some(Kind::String);
    // What the official SDKs call `binary` is handed on as it comes, what they call `byte` is read first.
    let (shape, answer) = if is_binary(schema) {
        (OutputShape::Alias(Type::Stream), Answer::Bytes)
    } else if is_text && schema.format == Some("byte") {
        (OutputShape::Alias(Type::Bytes), Answer::Bytes)
    } else if is_text && !is_events {
        (OutputShape::Alias(Type::String), Answer::Text)
    } else {
        let is_struct = schema.reference.is_none() && !schema.properties.is_empty() && !is_text;
        let shape = match is_struct {
            true => OutputShape::Struct(types.fields(schema, at, Parent::Answer)),
            false => OutputShape::Alias(whole(types, schema, at)),
        };
        let answer = match (is_events, spec.is_xml()) {
            (true, _) => Answer::Events,
            (_, true) => Answer::Xml,
            _ => Answer::Json,
        };
        (shape, answer)
    };
    (Some(output(shape)), answer)
}

fn output(shape: OutputShape) -> Output {
    Output {
        ident: String::new(),
        shape,
    }
}
