//! A clock that jumps to the next thing to happen.
#![allow(unreachable_pub, missing_docs)]

use std::time::{Duration, SystemTime};

use alicloud_runtime::{BoxFuture, Clock};
use tokio::time::Instant;

/// Tokio's time, which the tests pause.
#[derive(Debug, Clone)]
pub struct Paused(Instant);

impl Paused {
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for Paused {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + self.0.elapsed()
    }

    fn nonce(&self) -> String {
        "ffffffff".to_owned()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
