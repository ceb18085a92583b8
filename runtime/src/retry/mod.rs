//! When a call is tried again.
//!
//! | what happened | reads, and writes with an idempotency token | other writes |
//! |---|---|---|
//! | throttled (`x-acs-retry-after`, status 429, or a `Throttling…` code) | again, after the pause the service asks for | the same |
//! | no connection: refused, no such host, no answer to connecting | again | again |
//! | the connection is not secure | not again: it will not get better | the same |
//! | timeout, broken connection, status 500 and above | again | not again: it may have acted |
//! | the date is too far from the service's time | again, once, with the time of its `Date` header, which the client keeps to | the same |
//! | no credentials, and asking for them met what lets a read go again | again | again: nothing of the call was sent |
//! | any other error of the service; an answer that cannot be read or is too long; no credentials for another reason | not again | not again |
//!
//! An operation reads if its document says so (`operationType`), or else if its name begins like one that does (`Get`, `List`,
//! `Describe`, `Query`, `Search`, `Check`); see [`Access`]. A write carries an idempotency
//! token if its parameter `ClientToken` (in any spelling) is set, which it is by itself: see
//! [`ClientBuilder::idempotency_tokens`](crate::ClientBuilder::idempotency_tokens).
//!
//! Every attempt is signed anew, with a date and a nonce of its own, and those after the first say so in `x-acs-retry-attempts`
//! and `x-acs-retry-delay` (PROTOCOL 1.1). Pauses are random up to a limit that doubles (full jitter). All calls of a client
//! share a budget, so that a service that is down is not stormed: each repetition takes from it, each success gives back.

mod bucket;

use std::time::Duration;

pub(crate) use bucket::Bucket;

use crate::operation::Access;
use crate::{Error, ErrorKind};

/// How often and how long a call is tried again; the rules are those of this [module](self).
///
/// ```
/// use std::time::Duration;
/// use alicloud_runtime::{Client, Retry};
///
/// let patient = Retry::standard().attempts(5).total(Duration::from_secs(120));
/// let client = Client::builder().retry(patient);
/// let official = Client::builder().retry(Retry::none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first_pause: Duration,
    longest_pause: Duration,
    total: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self::standard()
    }
}

impl Retry {
    /// Three attempts with pauses of up to 200 ms, 400 ms and so on, none longer than 20 s, and no attempt later than 60 s
    /// after the call began. The default.
    pub const fn standard() -> Self {
        Self {
            attempts: 3,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(20),
            total: Duration::from_secs(60),
        }
    }

    /// One attempt, as the official SDKs do unless they are told otherwise.
    pub const fn none() -> Self {
        Self {
            attempts: 1,
            ..Self::standard()
        }
    }

    /// How often a call is tried in all; 3 unless set, and at least once.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// What the first pause is at most; 200 ms unless set. The limit doubles with each attempt.
    #[must_use]
    pub const fn first_pause(mut self, pause: Duration) -> Self {
        self.first_pause = pause;
        self
    }

    /// No pause is longer; 20 s unless set. If a service asks for a longer one, the call fails at once, and
    /// [`Error::retry_after`] says how long it would take.
    #[must_use]
    pub const fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest_pause = pause;
        self
    }

    /// No attempt begins later after the call; 60 s unless set.
    #[must_use]
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// The same with nothing later than `limit` after the call began.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.total = self.total.min(limit);
        self
    }

    /// How long a call may take whose attempts take up to `timeout` each.
    pub(crate) fn longest(&self, timeout: Duration) -> Duration {
        self.total.saturating_add(timeout)
    }

    /// Whether there may be an attempt after this one, which is counted from 1.
    pub(crate) fn may_follow(&self, attempt: u32) -> bool {
        attempt < self.attempts
    }

    /// How long to pause before the next attempt, or that there is none. `fraction` is random, from 0 to 1.
    pub(crate) fn pause(&self, failed: &Failed<'_>, bucket: &Bucket, fraction: f64) -> Option<Duration> {
        if !self.may_follow(failed.attempt) || !failed.is_worth_it() {
            return None;
        }
        let fraction = fraction.clamp(0.0, 1.0);
        let pause = match failed.error.retry_after() {
            Some(asked) if asked > self.longest_pause => return None,
            // Not all at the same moment.
            Some(asked) => asked.saturating_add(self.first_pause.mul_f64(fraction)),
            None => {
                let doubled = 2_u32.saturating_pow(failed.attempt.saturating_sub(1));
                let limit = self.first_pause.saturating_mul(doubled).min(self.longest_pause);
                limit.mul_f64(fraction)
            }
        };
        (failed.elapsed.saturating_add(pause) <= self.total && bucket.take(failed.error)).then_some(pause)
    }
}

/// An attempt that did not succeed.
pub(crate) struct Failed<'e> {
    pub(crate) error: &'e Error,
    pub(crate) access: Access,
    /// Whether the service can tell that a repetition is one.
    pub(crate) has_token: bool,
    /// Which attempt it was, from 1.
    pub(crate) attempt: u32,
    /// How long ago the call began.
    pub(crate) elapsed: Duration,
}

impl Failed<'_> {
    fn is_worth_it(&self) -> bool {
        let error = self.error;
        if error.is_throttled() || error.kind() == ErrorKind::Connect {
            return true;
        }
        // Without credentials nothing was sent that could have had an effect.
        let is_harmless = error.kind() == ErrorKind::Credentials || self.access == Access::Read || self.has_token;
        is_harmless && error.is_retryable()
    }
}

/// A random number from 0 to 1 out of a nonce.
pub(crate) fn fraction(nonce: &str) -> f64 {
    let digits = nonce.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    digits.map_or(0.5, |digits| f64::from(digits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(error: &Error, attempt: u32, elapsed: Duration) -> Failed<'_> {
        Failed {
            error,
            access: Access::Read,
            has_token: false,
            attempt,
            elapsed,
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let error = Error::new(ErrorKind::Connect, "refused");
        let policy = Retry::standard().attempts(100).longest_pause(Duration::from_secs(1));
        let pauses: Vec<u128> = [1, 2, 3, 4, 40]
            .map(|attempt| policy.pause(&failed(&error, attempt, Duration::ZERO), &Bucket::default(), 1.0))
            .into_iter()
            .flatten()
            .map(|pause| pause.as_millis())
            .collect();
        assert_eq!(pauses, [200, 400, 800, 1_000, 1_000]);
        let half = policy.pause(&failed(&error, 1, Duration::ZERO), &Bucket::default(), 0.5);
        assert_eq!(half, Some(Duration::from_millis(100)));
    }

    #[test]
    fn ends_with_the_attempts_and_with_the_time() {
        let error = Error::new(ErrorKind::Connect, "refused");
        let policy = Retry::standard();
        let bucket = Bucket::default();
        assert_eq!(policy.pause(&failed(&error, 3, Duration::ZERO), &bucket, 0.0), None);
        assert_eq!(
            policy.pause(&failed(&error, 1, Duration::from_secs(60)), &bucket, 1.0),
            None
        );
        assert_eq!(
            Retry::none().pause(&failed(&error, 1, Duration::ZERO), &bucket, 0.0),
            None
        );
    }

    #[test]
    fn fractions() {
        assert_eq!(fraction("00000000ff"), 0.0);
        assert_eq!(fraction("ffffffff00"), 1.0);
        assert_eq!(fraction("no number"), 0.5);
        assert_eq!(fraction(""), 0.5);
    }
}
