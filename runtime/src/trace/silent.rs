//! The same names as in `spans`, with nothing behind them.

use std::time::Duration;

use crate::codec::Fields;
use crate::exchange::Exchange;
use crate::request::Request;
use crate::response::{Answered, Root};
use crate::{ByteStream, Error};

pub(crate) struct CallSpan;

impl CallSpan {
    pub(crate) fn begin(_exchange: &Exchange<'_>, _params: &dyn Fields) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> F {
        work
    }

    pub(crate) fn end(&self, _exchange: &Exchange<'_>, _done: &Result<Answered, Error>, _output: &mut dyn Root) {}
}

pub(crate) struct AttemptSpan;

impl AttemptSpan {
    pub(crate) fn begin(_exchange: &Exchange<'_>, _attempt: u32, _request: &Request) -> Self {
        Self
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> F {
        work
    }

    pub(crate) fn end(&self, _done: &Result<http::Response<ByteStream>, Error>) {}
}

pub(crate) fn again(_attempt: u32, _pause: Duration) {}
