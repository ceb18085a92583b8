//! Fields, parameters, variants and error codes.

use std::collections::HashSet;

use super::idents::{distinct, pascal, screaming, snake};
use super::words;
use crate::model::{ErrorCode, Field, Parameter, Place, Variant};

/// Setters that would hide methods everybody calls.
const RESERVED: &[(&str, &str)] = &[("clone", "clone_"), ("default", "default_")];

/// The variant of everything unknown, and a keyword.
const RESERVED_VARIANTS: &[(&str, &str)] = &[("Self", "SelfValue"), ("Unknown", "UnknownValue")];

pub(super) fn fields(fields: &mut [Field]) {
    let idents = distinct(fields.iter().map(|field| field.wire.as_str()), RESERVED, "_", snake);
    for (field, ident) in fields.iter_mut().zip(idents) {
        field.ident = ident;
    }
}

/// Parameters: as fields, but what comes back in another place is called after that place.
pub(super) fn parameters(parameters: &mut [Parameter]) {
    let mut first: HashSet<(String, Place)> = HashSet::new();
    let plain: Vec<String> = parameters
        .iter()
        .map(|parameter| snake(&words(&parameter.field.wire)))
        .collect();
    let names: Vec<String> = parameters
        .iter()
        .zip(&plain)
        .map(|(parameter, name)| {
            let elsewhere = first
                .iter()
                .any(|(known, place)| known == name && *place != parameter.place);
            first.insert((name.clone(), parameter.place));
            match elsewhere {
                true => format!("{}_{}", word(parameter.place), parameter.field.wire),
                false => parameter.field.wire.clone(),
            }
        })
        .collect();
    let idents = distinct(names.iter().map(String::as_str), RESERVED, "_", snake);
    for (parameter, ident) in parameters.iter_mut().zip(idents) {
        parameter.field.ident = ident;
    }
}

fn word(place: Place) -> &'static str {
    match place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Body | Place::Whole => "body",
        Place::Path => "path",
        Place::Header => "header",
        Place::Host => "host",
    }
}

pub(super) fn errors(errors: &mut [ErrorCode]) {
    let idents = distinct(errors.iter().map(|error| error.wire.as_str()), &[], "_", screaming);
    for (error, ident) in errors.iter_mut().zip(idents) {
        error.ident = ident;
    }
}

pub(super) fn variants(variants: &mut [Variant]) {
    let idents = distinct(
        variants.iter().map(|variant| variant.wire.as_str()),
        RESERVED_VARIANTS,
        "",
        pascal,
    );
    for (variant, ident) in variants.iter_mut().zip(idents) {
        variant.ident = ident;
    }
}
