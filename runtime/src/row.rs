//! The words that rows of a request's wire table consist of, each under the name it has there.
//!
//! Constants and not macros: rows are the most frequent thing in generated code, and every macro call in one is paid for a
//! thousand times.
#![expect(non_upper_case_globals, reason = "they are words of the tables' grammar")]

use std::collections::BTreeMap;

use crate::operation::{Access, Format, Location, Param};

/// A word in front of a parameter's name.
#[derive(Debug, Clone, Copy)]
pub enum Word {
    /// It has to be set.
    Required,
    /// It is an idempotency token.
    Token,
    /// Where it goes.
    In(Location),
    /// What form it has there.
    As(Format),
}

pub const required: Word = Word::Required;
pub const token: Word = Word::Token;

pub const query: Word = Word::In(Location::Query);
pub const form: Word = Word::In(Location::Form);
pub const body: Word = Word::In(Location::Body);
pub const whole: Word = Word::In(Location::Whole);
pub const path: Word = Word::In(Location::Path);
pub const header: Word = Word::In(Location::Header);
pub const host: Word = Word::In(Location::Host);

pub const flat: Word = Word::As(Format::Flat);
pub const json: Word = Word::As(Format::Json);
pub const simple: Word = Word::As(Format::Simple);
pub const xml: Word = Word::As(Format::Xml);
pub const list: Word = Word::As(Format::List);

pub const read: Access = Access::Read;
pub const write: Access = Access::Write;

/// The row that these words make.
pub const fn param(mut words: &[Word], name: &'static str) -> Param {
    let mut param = Param {
        name,
        location: Location::Query,
        format: Format::Flat,
        required: false,
        token: false,
    };
    while let Some((word, rest)) = words.split_first() {
        match *word {
            Word::Required => param.required = true,
            Word::Token => param.token = true,
            Word::In(location) => param.location = location,
            Word::As(format) => param.format = format,
        }
        words = rest;
    }
    param
}

/// What the setter of a list puts into it.
pub fn items<T>(values: impl IntoIterator<Item: Into<T>>) -> Vec<T> {
    values.into_iter().map(Into::into).collect()
}

/// What the setter of a map puts into it.
pub fn entries<K: Into<String>, V: Into<T>, T>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<String, T> {
    entries
        .into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}
