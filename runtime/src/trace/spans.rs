//! A span for each call, and one in it for each attempt.

use std::time::Duration;

use tracing::field::Empty;
use tracing::instrument::{Instrument, Instrumented};
use tracing::{Level, Span, debug, debug_span, enabled, info_span, trace};

use crate::codec::{Fields, Known};
use crate::error::header_request_id;
use crate::exchange::Exchange;
use crate::request::Request;
use crate::response::{Answered, Root};
use crate::{ByteStream, Error};

const TARGET: &str = "alicloud";

/// From the first byte of credentials to the last of the answer.
pub(crate) struct CallSpan(Span);

impl CallSpan {
    pub(crate) fn begin(exchange: &Exchange<'_>, params: &dyn Fields) -> Self {
        let api = exchange.api;
        let (address, port) = address(exchange);
        let span = info_span!(
            target: TARGET,
            "call",
            otel.name = %format_args!("{}/{}", api.service.product, api.name),
            otel.kind = "client",
            otel.status_code = Empty,
            rpc.system = "alibaba-cloud-api",
            rpc.service = api.service.product,
            rpc.method = api.name,
            alicloud.api_version = api.service.version,
            server.address = address,
            server.port = port,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            alicloud.request_id = Empty,
            error.type = Empty,
        );
        span.in_scope(|| trace!(target: TARGET, request = ?params));
        Self(span)
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.0.clone())
    }

    pub(crate) fn end(&self, exchange: &Exchange<'_>, done: &Result<Answered, Error>, output: &mut dyn Root) {
        if self.0.is_disabled() {
            return;
        }
        let resent = exchange.attempted().saturating_sub(1);
        if resent > 0 {
            self.0.record("http.request.resend_count", resent);
        }
        match done {
            Ok(answered) => {
                self.0.record("http.response.status_code", answered.status.as_u16());
                if let Some(id) = answered.request_id() {
                    self.0.record("alicloud.request_id", id);
                }
                if enabled!(target: TARGET, Level::TRACE) {
                    let answer = Known::new(output.root());
                    self.0.in_scope(|| trace!(target: TARGET, answer = ?answer));
                }
            }
            Err(error) => failed(&self.0, error),
        }
    }
}

/// One request and its answer.
pub(crate) struct AttemptSpan(Span);

impl AttemptSpan {
    pub(crate) fn begin(exchange: &Exchange<'_>, attempt: u32, request: &Request) -> Self {
        let (address, port) = address(exchange);
        Self(debug_span!(
            target: TARGET,
            "attempt",
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = request.method.as_str(),
            http.request.resend_count = attempt.saturating_sub(1),
            http.request.body.size = request.body.length(),
            url.scheme = exchange.target.scheme(),
            server.address = address,
            server.port = port,
            http.response.status_code = Empty,
            alicloud.request_id = Empty,
            error.type = Empty,
        ))
    }

    pub(crate) fn around<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.0.clone())
    }

    pub(crate) fn end(&self, done: &Result<http::Response<ByteStream>, Error>) {
        if self.0.is_disabled() {
            return;
        }
        match done {
            Ok(response) => {
                self.0.record("http.response.status_code", response.status().as_u16());
                if let Some(id) = header_request_id(response.headers()) {
                    self.0.record("alicloud.request_id", id);
                }
            }
            Err(error) => failed(&self.0, error),
        }
    }
}

/// The call goes on after this attempt and a pause.
pub(crate) fn again(attempt: u32, pause: Duration) {
    let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    debug!(target: TARGET, attempt, pause_ms = pause, "trying again");
}

fn failed(span: &Span, error: &Error) {
    span.record("otel.status_code", "ERROR");
    match error.code() {
        Some(code) => span.record("error.type", code),
        None => span.record("error.type", tracing::field::debug(error.kind())),
    };
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Some(id) = error.request_id() {
        span.record("alicloud.request_id", id);
    }
}

fn address<'e>(exchange: &'e Exchange<'_>) -> (&'e str, Option<u16>) {
    let host = exchange.target.host();
    let parts = host
        .rsplit_once(':')
        .and_then(|(address, port)| Some((address, port.parse().ok()?)));
    parts.map_or((host, None), |(address, port)| (address, Some(port)))
}
