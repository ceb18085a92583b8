//! The table: what happens, which error that is, and how often a call that meets it is tried.

use std::borrow::Cow;
use std::time::Duration;

use alicloud_runtime::ErrorKind;
use alicloud_tests::faulty::{Act, Opening, Then};

use crate::answers::*;
use crate::certificates::Certificate;

/// Where the fault is.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    None,
    /// Nobody listens.
    Refuse,
    Opening(Opening),
    /// The same where TLS is expected.
    SecureOpening(Opening),
    Act(Act),
    /// On a connection that has served before.
    Kept(Act),
    /// The answer to the call before, on the same connection.
    Stale(Act),
    /// To another host.
    Redirect,
    /// Behind TLS.
    Secure {
        certificate: Certificate,
        trusted: bool,
        protocol: &'static [u8],
        act: Act,
    },
}

impl Fault {
    pub(crate) fn needs_kept_connection(&self) -> bool {
        matches!(self, Self::Kept(_) | Self::Stale(_))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) fault: Fault,
    /// What the call fails with, if it does.
    pub(crate) error: Option<ErrorKind>,
    /// How often a read, a write, and a write with an idempotency token are tried while the fault stays.
    pub(crate) attempts: [u32; 3],
    /// Whether the service reads requests before it fails.
    pub(crate) arrives: bool,
    /// Whether the cause is reported in one way or another, depending on who is faster.
    pub(crate) races: bool,
}

impl Row {
    /// Closed ports and whatever keeps TLS from beginning stay as they are.
    pub(crate) fn can_pass(&self) -> bool {
        !matches!(self.fault, Fault::Refuse | Fault::SecureOpening(_))
            && self.error.is_some_and(|error| error != ErrorKind::Tls)
    }

    /// Whether the call only goes on when a timeout ends an attempt.
    pub(crate) fn waits(&self) -> bool {
        self.error == Some(ErrorKind::Timeout) || matches!(self.fault, Fault::SecureOpening(Opening::Silence))
    }

    /// What an attempt may take: little where that is what ends it, plenty elsewhere.
    pub(crate) fn timeout(&self) -> Duration {
        match self.error {
            Some(ErrorKind::Timeout) => Duration::from_millis(400),
            _ => Duration::from_secs(30),
        }
    }
}

/// Safe for whoever can be asked twice.
const REPEATABLE: [u32; 3] = [3, 1, 3];
/// Safe for everybody.
const ALWAYS: [u32; 3] = [3, 3, 3];
/// It would not get better.
const ONCE: [u32; 3] = [1, 1, 1];

fn row(what: &'static str, fault: Fault, error: impl Into<Option<ErrorKind>>, attempts: [u32; 3]) -> Row {
    let arrives = !matches!(fault, Fault::Refuse | Fault::Opening(_) | Fault::SecureOpening(_));
    let error = error.into();
    Row {
        what,
        arrives: arrives && error != Some(ErrorKind::Tls),
        races: matches!(fault, Fault::Opening(_)),
        fault,
        error,
        attempts,
    }
}

fn says(what: impl Into<Cow<'static, [u8]>>, then: Then) -> Fault {
    Fault::Act(Act::Says {
        applies: true,
        what: what.into(),
        then,
    })
}

/// The service says that it has not done it.
fn declines(what: Vec<u8>) -> Fault {
    Fault::Act(Act::Says {
        applies: false,
        what: what.into(),
        then: Then::Keep,
    })
}

fn secure(certificate: Certificate, trusted: bool, protocol: &'static [u8], act: Act) -> Fault {
    Fault::Secure {
        certificate,
        trusted,
        protocol,
        act,
    }
}

/// HTTP/2: settings, and then the frame.
fn frames(frame: &'static [u8]) -> Act {
    Act::Says {
        applies: true,
        what: [b"\0\0\0\x04\0\0\0\0\0".as_slice(), frame].concat().into(),
        then: Then::Close,
    }
}

pub(crate) fn rows() -> Vec<Row> {
    use Certificate::{Expired, OfAnotherHost, Right};
    use ErrorKind::{Connect, Decode, Redirect, Service, Timeout, Tls, Transport};
    let proper = Act::Proper;
    let lost = Act::Says {
        applies: true,
        what: b"".as_slice().into(),
        then: Then::Close,
    };
    vec![
        row("nothing", Fault::None, None, ONCE),
        row(
            "nothing, behind TLS",
            secure(Right, true, b"http/1.1", proper.clone()),
            None,
            ONCE,
        ),
        // Connections.
        row("connection refused", Fault::Refuse, Connect, ALWAYS),
        row(
            "closes when connected",
            Fault::Opening(Opening::HangUp),
            Transport,
            REPEATABLE,
        ),
        row(
            "resets while the request is sent",
            Fault::Opening(Opening::Reset),
            Transport,
            REPEATABLE,
        ),
        row(
            "stalls when connected",
            Fault::Opening(Opening::Silence),
            Timeout,
            REPEATABLE,
        ),
        row(
            "closes without an answer",
            Fault::Act(lost.clone()),
            Transport,
            REPEATABLE,
        ),
        row(
            "closes a kept connection without an answer",
            Fault::Kept(lost),
            Transport,
            REPEATABLE,
        ),
        row("answered the call before twice", Fault::Stale(Act::Twice), None, ONCE),
        row(
            "closes in the header",
            says(PART_OF_HEAD.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "closes in the body",
            says(PART_OF_BODY.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "stalls before the header",
            says(b"".as_slice(), Then::Stall),
            Timeout,
            REPEATABLE,
        ),
        row(
            "stalls in the header",
            says(PART_OF_HEAD.as_bytes(), Then::Stall),
            Timeout,
            REPEATABLE,
        ),
        row(
            "stalls in the body",
            says(PART_OF_BODY.as_bytes(), Then::Stall),
            Timeout,
            REPEATABLE,
        ),
        row(
            "drips, a byte at a time",
            Fault::Act(Act::Drips(PART_OF_BODY.as_bytes())),
            Timeout,
            REPEATABLE,
        ),
        // HTTP that is none.
        row(
            "does not speak HTTP",
            says(SMTP.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "`Content-Length` too small",
            says(SHORT.as_bytes(), Then::Keep),
            Decode,
            ONCE,
        ),
        row(
            "two different `Content-Length`",
            says(TWO_LENGTHS.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "`Content-Length` is no number",
            says(NO_LENGTH.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "garbage instead of a chunk",
            says(BAD_CHUNK.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "closes in a chunk",
            says(CUT_CHUNK.as_bytes(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "a thousand headers",
            says(many_headers(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        row(
            "a header of 1 MiB",
            says(long_header(), Then::Close),
            Transport,
            REPEATABLE,
        ),
        // Bodies.
        row(
            "an answer without end",
            Fault::Act(Act::Endless(b"HTTP/1.1 200 OK\r\n\r\n")),
            Decode,
            ONCE,
        ),
        row(
            "gzip of 1 MiB, which was not asked for",
            says(bomb(), Then::Keep),
            Decode,
            ONCE,
        ),
        row("200 with HTML", says(html(), Then::Keep), Decode, ONCE),
        row("200 with an empty body", says(empty(), Then::Keep), Decode, ONCE),
        // Statuses.
        row(
            "502 with HTML, though it was done",
            says(gateway(), Then::Keep),
            Service,
            REPEATABLE,
        ),
        row(
            "503, though it was done",
            says(unavailable(), Then::Keep),
            Service,
            REPEATABLE,
        ),
        row("403", declines(forbidden()), Service, ONCE),
        row("throttled", declines(busy()), Service, ALWAYS),
        row("throttled for 1.5 s", declines(busy_1500()), Service, ALWAYS),
        row(
            "throttled for longer than we wait",
            declines(busy_20001()),
            Service,
            ONCE,
        ),
        row("redirect to another host", Fault::Redirect, Redirect, ONCE),
        // TLS and HTTP/2.
        row(
            "unknown authority",
            secure(Right, false, b"http/1.1", proper.clone()),
            Tls,
            ONCE,
        ),
        row(
            "expired certificate",
            secure(Expired, true, b"http/1.1", proper.clone()),
            Tls,
            ONCE,
        ),
        row(
            "certificate of another host",
            secure(OfAnotherHost, true, b"http/1.1", proper.clone()),
            Tls,
            ONCE,
        ),
        row(
            "plain HTTP where TLS is expected",
            Fault::SecureOpening(Opening::BadRequest),
            Tls,
            ONCE,
        ),
        row(
            "stalls in the TLS handshake",
            Fault::SecureOpening(Opening::Silence),
            Connect,
            ALWAYS,
        ),
        row(
            "only HTTP/2 by ALPN, but takes HTTP/1.1",
            secure(Right, true, b"h2", proper),
            None,
            ONCE,
        ),
        row(
            "HTTP/2 GOAWAY",
            secure(Right, true, b"h2", frames(GOAWAY)),
            Transport,
            REPEATABLE,
        ),
        row(
            "HTTP/2 RST_STREAM",
            secure(Right, true, b"h2", frames(RST_STREAM)),
            Transport,
            REPEATABLE,
        ),
    ]
}
