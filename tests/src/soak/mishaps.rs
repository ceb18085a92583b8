//! Which mishap meets which request.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::faulty::{Act, Opening, Request, Script, Then};

/// One request in five meets one, which the seed, the thing and the attempt decide, so that a run can be had again whatever
/// order the requests come in. One connection in twenty is not served at all.
#[derive(Debug)]
pub(super) struct Mishaps {
    seed: u64,
    connections: AtomicU64,
    requests: AtomicU64,
    met: AtomicU64,
}

impl Mishaps {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            connections: AtomicU64::new(0),
            requests: AtomicU64::new(0),
            met: AtomicU64::new(0),
        }
    }

    /// How many requests met one, and how many there were.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.met.load(Ordering::Relaxed), self.requests.load(Ordering::Relaxed))
    }

    fn dice(&self, kind: u64, number: u64) -> fastrand::Rng {
        let mut seed = fastrand::Rng::with_seed(self.seed ^ (kind << 56));
        fastrand::Rng::with_seed(seed.u64(..) ^ number)
    }
}

impl Script for Mishaps {
    fn opening(&self) -> Opening {
        let mut dice = self.dice(0, self.connections.fetch_add(1, Ordering::Relaxed));
        match dice.u8(..40) {
            0 => Opening::HangUp,
            1 => Opening::Reset,
            _ => Opening::Serve,
        }
    }

    fn act(&self, request: &Request) -> Act {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut dice = self.dice(u64::from(request.attempt), request.number as u64);
        if dice.u8(..5) > 0 {
            return Act::Proper;
        }
        self.met.fetch_add(1, Ordering::Relaxed);
        // Stalls are rarer, because a task waits for each.
        match dice.u8(..36) {
            0..5 => says(false, b"", Then::Close),
            5..10 => says(true, b"", Then::Close),
            10..15 => says(
                true,
                b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"Numb",
                Then::Close,
            ),
            15..20 => says(true, b"220 mail.example.com ESMTP\r\n", Then::Close),
            20..25 => says(true, b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}", Then::Keep),
            25..30 => says(true, b"HTTP/1.1 502 Bad\r\nContent-Length: 6\r\n\r\n<html>", Then::Keep),
            30..35 => says(
                false,
                b"HTTP/1.1 429 Slow\r\nx-acs-retry-after: 1\r\nContent-Length: 2\r\n\r\n{}",
                Then::Keep,
            ),
            _ => says(true, b"", Then::Stall),
        }
    }
}

fn says(applies: bool, what: &'static [u8], then: Then) -> Act {
    let what = Cow::Borrowed(what);
    Act::Says { applies, what, then }
}
