//! Credentials that are fetched, kept, and fetched again before they expire.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::flight::{Flights, lock};
use super::{Context, CredentialProvider, Credentials};
use crate::clock::within;
use crate::{BoxFuture, Error, ErrorKind, retry};

/// Gets credentials from elsewhere, each time it is asked. [`Cached`] makes a provider of it.
pub trait Fetch: Send + Sync {
    /// New credentials, with their expiry.
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>>;

    /// The official name of the provider, for example `ram_role_arn`.
    fn name(&self) -> &str;

    /// How long a fetch may take in all; 30 s unless said otherwise. It is given up then.
    fn limit(&self) -> Duration {
        Duration::from_secs(30)
    }

    /// Whether credentials without an expiry are kept for good, as they are unless said otherwise, or fetched for each call.
    fn is_kept_without_expiry(&self) -> bool {
        true
    }
}

/// A provider that keeps what it fetched.
///
/// - Credentials are fetched when a call needs them; however many calls do, there is one fetch, and all get its outcome. It
///   goes on when the call that began it is dropped, and ends when the last of them is.
/// - New ones are fetched 3 to 5 minutes before the old ones expire, or in the last quarter of their life if that is shorter
///   (official SDKs: 3 minutes in Go, 15 in Python; the span keeps many programs from asking at the same moment). The call
///   that finds them so old waits for the new ones; calls beside it use the old ones.
/// - If that fails, the old ones are used until they expire, and the next attempt is made after 1 s, then 2, 4, … up to 60 s.
/// - A fetch ends after [`Fetch::limit`]. Time is that of the [`Context`]'s clock.
/// - Credentials that have expired already when they arrive are used for 5 s: it may be this machine's clock that is wrong.
///
/// A source of one's own:
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use alicloud_runtime::credentials::{Context, Fetch};
/// use alicloud_runtime::{BoxFuture, Credentials, Error};
///
/// struct Vault;
///
/// impl Fetch for Vault {
///     fn fetch<'a>(&'a self, _context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
///         Box::pin(async {
///             let credentials = Credentials::access_key("id", "secret").with_security_token("token");
///             Ok(credentials.with_expiry(SystemTime::now() + Duration::from_secs(3600)))
///         })
///     }
///
///     fn name(&self) -> &str {
///         "vault"
///     }
/// }
/// ```
pub struct Cached<F> {
    core: Arc<Core<F>>,
    flights: Flights<Result<Credentials, Error>>,
}

struct Core<F> {
    source: F,
    context: Context,
    kept: Mutex<Kept>,
}

/// What was fetched last.
#[derive(Default)]
struct Kept {
    credentials: Option<Credentials>,
    /// When to fetch again; never if there is none.
    refresh_at: Option<SystemTime>,
    /// When they are of no use any more; never if there is none.
    ends_at: Option<SystemTime>,
    /// How many attempts have failed since.
    failures: u32,
}

enum Age {
    Fresh(Credentials),
    Old(Credentials),
    Over,
}

impl Kept {
    const AHEAD: Duration = Duration::from_secs(180);
    const SPREAD: Duration = Duration::from_secs(120);
    const LONGEST_PAUSE: Duration = Duration::from_secs(60);
    const LEAST: Duration = Duration::from_secs(5);

    fn age(&self, now: SystemTime) -> Age {
        let is_before = |time: Option<SystemTime>| time.is_none_or(|time| now < time);
        match &self.credentials {
            Some(_) if !is_before(self.ends_at) => Age::Over,
            Some(credentials) if is_before(self.refresh_at) => Age::Fresh(credentials.clone()),
            Some(credentials) => Age::Old(credentials.clone()),
            None => Age::Over,
        }
    }

    /// `fraction` is random, from 0 to 1.
    fn keep(&mut self, credentials: Credentials, now: SystemTime, fraction: f64) {
        let least = now.checked_add(Self::LEAST);
        self.ends_at = match credentials.expires_at() {
            Some(at) if at <= now => least,
            at => at,
        };
        self.refresh_at = self.ends_at.and_then(|at| {
            let life = at.duration_since(now).unwrap_or_default();
            let ahead = Self::AHEAD.saturating_add(Self::SPREAD.mul_f64(fraction));
            at.checked_sub(ahead.min(life / 4))
        });
        self.failures = 0;
        self.credentials = Some(credentials);
    }

    fn fail(&mut self, now: SystemTime, fraction: f64) {
        let doubled = Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(self.failures));
        let pause = doubled.min(Self::LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        // Between half of it and all of it.
        self.refresh_at = now.checked_add(pause.mul_f64(0.5 + fraction / 2.0));
    }
}

impl<F: Fetch> Cached<F> {
    /// Keeps what `source` fetches.
    pub fn new(source: F, context: Context) -> Self {
        Self {
            core: Arc::new(Core {
                source,
                context,
                kept: Mutex::default(),
            }),
            flights: Flights::default(),
        }
    }

    /// Begins with credentials that were fetched earlier, by another program perhaps. If they have expired, they are as good as none.
    #[must_use]
    pub fn with_kept(self, credentials: Credentials) -> Self {
        let now = self.core.context.clock().now();
        if credentials.expires_at().is_none_or(|at| now < at) {
            self.core.keep(&credentials);
        }
        self
    }
}

impl<F: Fetch> Core<F> {
    fn age(&self) -> Age {
        lock(&self.kept).age(self.context.clock().now())
    }

    fn keep(&self, credentials: &Credentials) {
        if credentials.expires_at().is_some() || self.source.is_kept_without_expiry() {
            let clock = self.context.clock();
            let (now, fraction) = (clock.now(), retry::fraction(&clock.nonce()));
            lock(&self.kept).keep(credentials.clone(), now, fraction);
        }
    }

    async fn refresh(&self) -> Result<Credentials, Error> {
        // Another fetch may have ended between the question and this.
        if let Age::Fresh(credentials) = self.age() {
            return Ok(credentials);
        }
        let limit = self.source.limit();
        let fetched = within(limit, self.context.clock(), self.source.fetch(&self.context)).await;
        let fetched = fetched.unwrap_or_else(|| {
            let name = self.source.name();
            let message = format!("{name} gave no credentials within {} s", limit.as_secs());
            Err(Error::new(ErrorKind::Credentials, message))
        });
        match &fetched {
            Ok(credentials) => self.keep(credentials),
            Err(_) => {
                let clock = self.context.clock();
                let (now, fraction) = (clock.now(), retry::fraction(&clock.nonce()));
                lock(&self.kept).fail(now, fraction);
            }
        }
        fetched
    }
}

impl<F: Fetch + 'static> Cached<F> {
    async fn give(&self) -> Result<Credentials, Error> {
        let age = self.core.age();
        let join = || {
            let core = self.core.clone();
            self.flights.join(|| Box::pin(async move { core.refresh().await }))
        };
        match age {
            Age::Fresh(credentials) => Ok(credentials),
            Age::Old(credentials) if self.flights.is_under_way() => Ok(credentials),
            Age::Old(credentials) => Ok(join().await.unwrap_or(credentials)),
            Age::Over => join().await,
        }
    }
}

impl<F: Fetch + 'static> CredentialProvider for Cached<F> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        Box::pin(self.give())
    }

    fn name(&self) -> &str {
        self.core.source.name()
    }
}

impl<F: Fetch> fmt::Debug for Cached<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.core.source.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Has nothing to give.
    struct Nobody;

    impl Fetch for Nobody {
        fn fetch<'a>(&'a self, _context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
            Box::pin(async { Err(Error::new(ErrorKind::Credentials, "asked once more")) })
        }

        fn name(&self) -> &str {
            "nobody"
        }
    }

    /// Two calls find nothing kept; the second begins its fetch only when that of the first is over.
    #[tokio::test]
    async fn a_fetch_that_begins_late_takes_what_is_there() {
        let cached = Cached::new(Nobody, Context::empty());
        let expiry = cached.core.context.clock().now() + Duration::from_secs(3600);
        cached
            .core
            .keep(&Credentials::access_key("id", "secret").with_expiry(expiry));
        let credentials = cached.core.refresh().await.expect("those of the first call");
        assert_eq!(credentials.access_key_id(), Some("id"));
    }
}
