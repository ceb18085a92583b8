//! Answers.

use super::parameters::{is_binary, whole};
use super::types::Types;
use crate::load::At;
use crate::model::{Answer, Output, OutputShape, Parent, Type};
use crate::spec::{Kind, Operation};

/// The type of an operation's answer and the kind of its body. Of several statuses, 200 counts, or else the first 2xx.
pub(super) fn lower(types: &mut Types<'_, '_, '_>, spec: &Operation<'_>, at: At<'_>) -> (Option<Output>, Answer) {
    types.answers();
    let success = spec.responses.iter().find(|(status, _)| *status == "200");
    let success = success.or_else(|| spec.responses.iter().find(|(status, _)| status.starts_with('2')));
    let Some((status, schema)) = success.and_then(|(status, response)| Some((*status, response.schema.as_ref()?)))
    else {
        return (None, Answer::Empty);
    };
    let (responses_at, is_events) = (at.key("responses"), is_events(spec));
    let response_at = responses_at.key(status);
    let at = response_at.key("schema");
    let is_text = schema.reference.is_none() && schema.kind == Some(Kind::String);
    let (shape, answer) = if is_binary(schema) || (is_text && schema.format == Some("byte")) {
        (OutputShape::Alias(Type::Bytes), Answer::Bytes)
    } else if is_text && !is_events {
        (OutputShape::Alias(Type::String), Answer::Text)
    } else {
        let is_struct = schema.reference.is_none() && !schema.properties.is_empty() && !is_text;
        let shape = match is_struct {
            true => OutputShape::Struct(types.fields(schema, at, Parent::Answer)),
            false => OutputShape::Alias(whole(types, schema, at)),
        };
        let is_xml = !spec.produces.is_empty() && spec.produces.iter().all(|kind| kind.ends_with("/xml"));
        let answer = match (is_events, is_xml) {
            (true, _) => Answer::Events,
            (_, true) => Answer::Xml,
            _ => Answer::Json,
        };
        (shape, answer)
    };
    (
        Some(Output {
            ident: String::new(),
            shape,
        }),
        answer,
    )
}

/// Streaming operations list the scheme `sse` or produce an event stream.
fn is_events(spec: &Operation<'_>) -> bool {
    spec.schemes.contains(&"sse") || spec.produces.contains(&"text/event-stream")
}
