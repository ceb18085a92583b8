//! Where the time and the nonce of a request come from.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use ring::rand::{SecureRandom, SystemRandom};

use crate::sign::hash::{hex, sha256_hex};

/// The source of the two things that make every signed request different from the one before.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The current time. Services refuse requests whose date is more than some 15 minutes off.
    fn now(&self) -> SystemTime;

    /// A text that no other request carries.
    fn nonce(&self) -> String;
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
}
