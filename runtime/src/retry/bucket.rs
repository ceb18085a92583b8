//! What all calls of a client may spend on repetitions.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::Error;

/// Repetitions take from it and successes give back: while most calls succeed it is never empty, and when a service is
/// down, calls soon fail with their first error. The numbers are those of the AWS SDKs' standard mode.
#[derive(Debug)]
pub(crate) struct Bucket(AtomicU32);

const FULL: u32 = 500;
const REPETITION: u32 = 5;
/// Waiting in vain costs the service most.
const AFTER_TIMEOUT: u32 = 10;
const SUCCESS: u32 = 1;

impl Default for Bucket {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Bucket {
    /// Takes what repeating a call costs after this error, if it is there.
    pub(crate) fn take(&self, error: &Error) -> bool {
        let cost = if error.is_timeout() { AFTER_TIMEOUT } else { REPETITION };
        let take = |left: u32| left.checked_sub(cost);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Gives back for a call that succeeded: what its last repetition took, or a little if there was none.
    pub(crate) fn give(&self, was_repeated: bool) {
        let gift = if was_repeated { REPETITION } else { SUCCESS };
        // A full one is left alone, so that the threads of a healthy client do not contend for it.
        if self.0.load(Ordering::Relaxed) < FULL {
            let give = |left: u32| Some(left.saturating_add(gift).min(FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn runs_dry_and_fills_again() {
        let bucket = Bucket::default();
        let error = Error::new(ErrorKind::Timeout, "too late");
        assert_eq!((0..1000).filter(|_| bucket.take(&error)).count(), 50);
        bucket.give(true);
        assert!(!bucket.take(&error));
        (0..5).for_each(|_| bucket.give(false));
        assert!(bucket.take(&error));
        (0..10_000).for_each(|_| bucket.give(true));
        assert_eq!((0..1000).filter(|_| bucket.take(&error)).count(), 50);
    }
}
