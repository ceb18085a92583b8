//! What `tracing` and `log` see of this process, at every level.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::expect_used)]

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Everything that anybody records.
static SEEN: Mutex<String> = Mutex::new(String::new());

fn see(text: &str) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.push_str(text);
    seen.push('\n');
}

/// Begins to keep what is recorded, once per process: subscribers and loggers belong to it.
pub fn begin() {
    static BEGIN: Once = Once::new();
    BEGIN.call_once(|| {
        let everything = || Everything(AtomicU64::new(0));
        tracing::subscriber::set_global_default(everything()).expect("no other subscriber");
        log::set_boxed_logger(Box::new(everything())).expect("no other logger");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// What was recorded so far.
pub fn seen() -> String {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Fails if one of these is in what was recorded so far.
pub fn expect_none_of<'a>(secrets: impl IntoIterator<Item = &'a str>) {
    let seen = seen();
    for secret in secrets {
        let line = seen.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} was recorded");
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, " {field}={value}");
    }
}

struct Everything(AtomicU64);

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let mut line = Line(format!("span {} {id}", span.metadata().name()));
        span.record(&mut line);
        see(&line.0);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut line = Line(format!("record {}", span.into_u64()));
        values.record(&mut line);
        see(&line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("event {}", event.metadata().target()));
        event.record(&mut line);
        see(&line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        see(&format!("log {} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}
