//! Nonces seen, so that a recorded request cannot be played again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::SKEW;
use crate::fault::Fault;

/// Fewest nonces worth a round of forgetting.
const FEW: usize = 1024;

/// Nonces that could still be replayed.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// By id of the key and nonce: when the request was dated.
    dates: HashMap<(String, String), SystemTime>,
    /// Forget old ones once there are so many.
    limit: usize,
}

impl Nonces {
    /// Notes a nonce; refuses it when it was used already.
    pub(crate) fn accept(&self, key: &str, nonce: &str, date: SystemTime, now: SystemTime) -> Result<(), Fault> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // After that long, the date alone refuses the request.
        let fresh = |date: &SystemTime| now.duration_since(*date).map_or(true, |age| age <= SKEW);
        if seen.dates.len() >= seen.limit.max(FEW) {
            seen.dates.retain(|_, date| fresh(date));
            seen.limit = seen.dates.len() * 2;
        }
        match seen.dates.insert((key.to_owned(), nonce.to_owned()), date) {
            Some(earlier) if fresh(&earlier) => Err(Fault::bad(
                "SignatureNonceUsed",
                "Specified signature nonce was used already.",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_nonce_is_used_once_per_key_until_its_date_expires() {
        let nonces = Nonces::default();
        let start = SystemTime::UNIX_EPOCH + SKEW;
        assert!(nonces.accept("a", "n", start, start).is_ok());
        assert_eq!(
            nonces.accept("a", "n", start, start).unwrap_err().code,
            "SignatureNonceUsed"
        );
        assert!(nonces.accept("b", "n", start, start).is_ok());
        let later = start + SKEW + Duration::from_secs(1);
        assert!(nonces.accept("a", "n", later, later).is_ok());
    }

    #[test]
    fn forgets_what_the_date_refuses_anyway() {
        let nonces = Nonces::default();
        let start = SystemTime::UNIX_EPOCH;
        for number in 0..5000u32 {
            let now = start + SKEW * number;
            assert!(nonces.accept("a", &number.to_string(), now, now).is_ok());
        }
        assert!(nonces.seen.lock().unwrap().dates.len() <= FEW + 1);
    }
}
