//! Where the time and the nonce of a request come from, and what waiting is.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use ring::rand::{SecureRandom, SystemRandom};

use crate::BoxFuture;
use crate::sign::hash::{hex, sha256_hex};
use crate::timer::Sleep;

/// The source of the two things that make every signed request different from the one before, and of all waiting.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The current time. Services refuse requests whose date is more than some 15 minutes off.
    fn now(&self) -> SystemTime;

    /// A text that no other request carries: at most 64 letters and digits, for it is an idempotency token too.
    fn nonce(&self) -> String;

    /// Is done when this much time has passed: pauses between attempts, and the age of what is kept, are counted by it.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Is done when something has taken this long and is given up. The same as [`sleep`](Self::sleep) unless it is defined:
    /// a clock on which pauses take no time has to say what limits on the work of others are.
    fn timeout(&self, limit: Duration) -> BoxFuture<'_, ()> {
        self.sleep(limit)
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn nonce(&self) -> String {
        (**self).nonce()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(duration)
    }

    fn timeout(&self, limit: Duration) -> BoxFuture<'_, ()> {
        (**self).timeout(limit)
    }
}

/// The machine's time, and 16 random bytes in hexadecimal.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn nonce(&self) -> String {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let mut bytes = [0; 16];
        match SystemRandom::new().fill(&mut bytes) {
            Ok(()) => hex(&bytes),
            // A nonce has to be unique, not secret: without randomness, time, process and a counter make it so.
            Err(_) => {
                let count = COUNTER.fetch_add(1, Ordering::Relaxed);
                sha256_hex(format!("{:?} {} {count}", SystemTime::now(), std::process::id()).as_bytes())
            }
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        pause(duration)
    }
}

/// By the timer of tokio where it runs.
#[cfg(feature = "reqwest")]
fn pause(duration: Duration) -> BoxFuture<'static, ()> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => Box::pin(tokio::time::sleep(duration)),
        Err(_) => Box::pin(Sleep::new(duration)),
    }
}

#[cfg(not(feature = "reqwest"))]
fn pause(duration: Duration) -> BoxFuture<'static, ()> {
    Box::pin(Sleep::new(duration))
}

/// What `future` comes to, unless that takes longer than `limit`. No timer is set for what is done at once.
pub(crate) async fn within<T>(limit: Duration, clock: &dyn Clock, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut over = None;
    poll_fn(|cx| {
        if let Poll::Ready(done) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        let over = over.get_or_insert_with(|| clock.timeout(limit));
        over.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// How far the cloud's time is ahead of the clock's, in seconds, as its last complaint about a date said. Shared by all calls of
/// a client, so that one of them pays for a wrong clock and not each.
#[derive(Debug, Default)]
pub(crate) struct Skew(AtomicI64);

impl Skew {
    /// The cloud's time when the clock says `now`.
    pub(crate) fn correct(&self, now: SystemTime) -> SystemTime {
        let seconds = self.0.load(Ordering::Relaxed);
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let corrected = match seconds < 0 {
            true => now.checked_sub(distance),
            false => now.checked_add(distance),
        };
        corrected.unwrap_or(now)
    }

    /// Learns that it is `theirs` at the cloud when the clock says `now`.
    pub(crate) fn learn(&self, now: SystemTime, theirs: SystemTime) {
        let seconds = match theirs.duration_since(now) {
            Ok(ahead) => i64::try_from(ahead.as_secs()),
            Err(behind) => i64::try_from(behind.duration().as_secs()).map(|seconds| -seconds),
        };
        if let Ok(seconds) = seconds {
            self.0.store(seconds, Ordering::Relaxed);
        }
    }
}

/// Always the same time and nonce: for tests and recorded exchanges.
#[derive(Debug, Clone)]
pub struct FixedClock {
    /// The time.
    pub now: SystemTime,
    /// The nonce.
    pub nonce: String,
}

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        self.now
    }

    fn nonce(&self) -> String {
        self.nonce.clone()
    }

    /// Time does not pass, so nobody waits for it.
    fn sleep(&self, _duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    /// Time does not pass, so no limit is ever reached.
    fn timeout(&self, _limit: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}
