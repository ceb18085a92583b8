//! What was asked and what was done.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Request;

/// The service's memory of things by their numbers. Its size is fixed when it is made, so that it does not hide the growth of
/// something else.
#[derive(Debug)]
pub struct Ledger(Mutex<Vec<Entry>>);

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    arrived: u32,
    attempt: u32,
    applied: u32,
    /// A digest of the idempotency token that came first.
    token: Option<u64>,
}

impl Ledger {
    /// Room for things numbered from 0.
    pub fn of(things: usize) -> Self {
        Self(Mutex::new(vec![Entry::default(); things]))
    }

    /// Notes that a request has arrived completely.
    pub fn arrived(&self, request: &Request) {
        if let Some(entry) = self.entries().get_mut(request.number) {
            entry.arrived += 1;
            entry.attempt = request.attempt;
        }
    }

    /// Does what is asked: a write happens, unless its token says that it has happened already.
    pub fn apply(&self, request: &Request) {
        let mut entries = self.entries();
        let Some(entry) = entries.get_mut(request.number).filter(|_| request.is_write()) else {
            return;
        };
        let token = request.token.as_deref().map(digest);
        if token.is_none() || token != entry.token {
            entry.applied += 1;
            entry.token = token;
        }
    }

    /// How many requests for a thing arrived.
    pub fn arrivals(&self, number: usize) -> u32 {
        self.entries().get(number).map_or(0, |entry| entry.arrived)
    }

    /// Which attempt the last request for a thing was, from 1.
    pub fn attempt(&self, number: usize) -> u32 {
        self.entries().get(number).map_or(0, |entry| entry.attempt)
    }

    /// How often a thing was made.
    pub fn applications(&self, number: usize) -> u32 {
        self.entries().get(number).map_or(0, |entry| entry.applied)
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}
