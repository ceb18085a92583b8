//! When credentials are fetched, in virtual time.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context as Task, Poll, Waker};
use std::time::Duration;

use alicloud_runtime::credentials::{Cached, Context, Fetch};
use alicloud_runtime::{BoxFuture, Clock, CredentialProvider, Credentials, Error, ErrorKind};
use tokio::sync::Semaphore;

use crate::world::{World, limited};

/// Gives `key-1`, `key-2`, …, each when a permit is there.
#[derive(Clone)]
struct Source {
    fetches: Arc<AtomicUsize>,
    permits: Arc<Semaphore>,
    /// How long credentials last, or the error there is instead.
    next: Arc<Mutex<Result<Option<i64>, &'static str>>>,
}

impl Source {
    fn lasting(seconds: i64) -> Self {
        Self {
            fetches: Arc::default(),
            permits: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            next: Arc::new(Mutex::new(Ok(Some(seconds)))),
        }
    }

    fn held(self) -> Self {
        self.permits.forget_permits(Semaphore::MAX_PERMITS);
        self
    }

    fn set(&self, next: Result<Option<i64>, &'static str>) {
        *self.next.lock().unwrap() = next;
    }

    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

impl Fetch for Source {
    fn fetch<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            let count = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            self.permits.acquire().await.expect("open").forget();
            let next = *self.next.lock().unwrap();
            let seconds = next.map_err(|why| Error::new(ErrorKind::Credentials, why))?;
            let credentials = Credentials::access_key(format!("key-{count}"), "MARKED");
            Ok(match seconds {
                Some(seconds) => {
                    let distance = Duration::from_secs(seconds.unsigned_abs());
                    let now = context.clock().now();
                    credentials.with_expiry(if seconds < 0 { now - distance } else { now + distance })
                }
                None => credentials,
            })
        })
    }

    fn name(&self) -> &str {
        "test"
    }
}

/// The key that serves, or the error.
async fn key<F: Fetch + 'static>(cached: &Cached<F>) -> String {
    match limited(cached.credentials()).await {
        Ok(credentials) => credentials.access_key_id().expect("a key").to_owned(),
        Err(error) => error.message().to_owned(),
    }
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Task::from_waker(Waker::noop()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_one_fetch() {
    let source = Source::lasting(3600).held();
    let cached = Arc::new(Cached::new(source.clone(), World::new().context()));
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { key(&cached).await })
        })
        .collect();
    source.permits.add_permits(1_000);
    for call in calls {
        assert_eq!(limited(call).await.expect("no panic"), "key-1");
    }
    assert_eq!(source.fetches(), 1);
}

#[tokio::test]
async fn all_who_wait_get_the_error_and_the_next_call_tries_again() {
    let source = Source::lasting(3600).held();
    source.set(Err("down"));
    let cached = Cached::new(source.clone(), World::new().context());
    let (mut first, mut second) = (pin!(cached.credentials()), pin!(cached.credentials()));
    assert!(poll(first.as_mut()).is_pending() && poll(second.as_mut()).is_pending());
    source.permits.add_permits(2);
    assert_eq!(limited(first).await.expect_err("down").message(), "down");
    assert_eq!(limited(second).await.expect_err("down").message(), "down");
    assert_eq!(source.fetches(), 1);
    source.set(Ok(Some(3600)));
    assert_eq!(key(&cached).await, "key-2");
}

#[tokio::test]
async fn a_dropped_call_neither_stops_nor_repeats_the_fetch() {
    let source = Source::lasting(3600).held();
    let cached = Cached::new(source.clone(), World::new().context());
    let mut first = Box::pin(cached.credentials());
    let mut second = Box::pin(cached.credentials());
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    drop(first);
    source.permits.add_permits(1);
    assert_eq!(limited(second).await.expect("a key").access_key_id(), Some("key-1"));
    assert_eq!(source.fetches(), 1);
}

/// In a task of its own, without a limit: that would look again by itself, woken or not.
fn waits(cached: &Arc<Cached<impl Fetch + 'static>>) -> tokio::task::JoinHandle<Result<Credentials, Error>> {
    let cached = cached.clone();
    tokio::spawn(async move { cached.credentials().await })
}

#[tokio::test]
async fn a_call_that_is_woken_and_dropped_stops_nobody() {
    let source = Source::lasting(3600).held();
    let cached = Arc::new(Cached::new(source.clone(), World::new().context()));
    let mut first = Box::pin(cached.credentials());
    assert!(poll(first.as_mut()).is_pending());
    let waiting = waits(&cached);
    tokio::task::yield_now().await;
    source.permits.add_permits(1);
    drop(first);
    limited(waiting).await.expect("no panic").expect("a key");
}

#[tokio::test]
async fn a_call_that_is_never_polled_again_stops_nobody() {
    let source = Source::lasting(3600).held();
    let cached = Arc::new(Cached::new(source.clone(), World::new().context()));
    let waiting = waits(&cached);
    tokio::task::yield_now().await;
    let mut last = Box::pin(cached.credentials());
    assert!(poll(last.as_mut()).is_pending());
    source.permits.add_permits(1);
    limited(waiting).await.expect("no panic").expect("a key");
}

/// Panics or gives credentials when it is told to, without waking anybody.
#[derive(Clone, Default)]
struct Bomb(Arc<AtomicUsize>);

impl Fetch for Bomb {
    fn fetch<'a>(&'a self, _context: &'a Context) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(std::future::poll_fn(|_| match self.0.load(Ordering::SeqCst) {
            0 => Poll::Pending,
            1 => panic!("as it was told"),
            _ => Poll::Ready(Ok(Credentials::access_key("key", "MARKED"))),
        }))
    }

    fn name(&self) -> &str {
        "bomb"
    }
}

#[tokio::test]
async fn a_panic_leaves_nobody_waiting() {
    let bomb = Bomb::default();
    let cached = Arc::new(Cached::new(bomb.clone(), World::new().context()));
    let mut first = Box::pin(cached.credentials());
    assert!(poll(first.as_mut()).is_pending());
    let waiting = waits(&cached);
    tokio::task::yield_now().await;
    bomb.0.store(1, Ordering::SeqCst);
    // As a `select!` polls that another branch has woken.
    let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| poll(first.as_mut())));
    assert!(polled.is_err());
    drop(first);
    assert!(limited(waiting).await.expect_err("the same").is_panic());
    bomb.0.store(2, Ordering::SeqCst);
    assert_eq!(key(&cached).await, "key");
}

#[tokio::test]
async fn an_end_that_nobody_was_woken_for_is_told_to_all() {
    let bomb = Bomb::default();
    let cached = Arc::new(Cached::new(bomb.clone(), World::new().context()));
    let mut first = Box::pin(cached.credentials());
    assert!(poll(first.as_mut()).is_pending());
    let waiting = waits(&cached);
    tokio::task::yield_now().await;
    bomb.0.store(2, Ordering::SeqCst);
    assert!(poll(first.as_mut()).is_ready());
    limited(waiting).await.expect("no panic").expect("a key");
}

#[tokio::test]
async fn who_comes_after_the_end_begins_anew() {
    let source = Source::lasting(3600).held();
    source.set(Err("down"));
    let cached = Cached::new(source.clone(), World::new().context());
    let (mut first, mut second) = (pin!(cached.credentials()), pin!(cached.credentials()));
    assert!(poll(first.as_mut()).is_pending() && poll(second.as_mut()).is_pending());
    source.permits.add_permits(2);
    assert_eq!(limited(first).await.expect_err("down").message(), "down");
    // The second has not looked yet.
    source.set(Ok(Some(3600)));
    assert_eq!(key(&cached).await, "key-2");
    assert_eq!(limited(second).await.expect_err("down").message(), "down");
}

#[tokio::test]
async fn a_fetch_that_nobody_waits_for_is_given_up() {
    let source = Source::lasting(3600).held();
    let cached = Cached::new(source.clone(), World::new().context());
    let mut only = Box::pin(cached.credentials());
    assert!(poll(only.as_mut()).is_pending());
    drop(only);
    source.permits.add_permits(1);
    assert_eq!(key(&cached).await, "key-2");
}

#[tokio::test]
async fn new_ones_come_before_the_old_ones_expire() {
    let world = World::new();
    let source = Source::lasting(3600);
    let cached = Cached::new(source.clone(), world.context());
    assert_eq!(key(&cached).await, "key-1");
    // Everything random is a half: 240 s ahead.
    world.clock.advance(3600 - 241);
    assert_eq!(key(&cached).await, "key-1");
    world.clock.advance(1);
    assert_eq!(key(&cached).await, "key-2");
    // Of a short life, the last quarter.
    source.set(Ok(Some(100)));
    world.clock.advance(3600);
    assert_eq!(key(&cached).await, "key-3");
    world.clock.advance(74);
    assert_eq!(key(&cached).await, "key-3");
    world.clock.advance(1);
    assert_eq!(key(&cached).await, "key-4");
    assert_eq!(source.fetches(), 4);
}

#[tokio::test]
async fn calls_beside_the_refresh_use_the_old_ones() {
    let world = World::new();
    let source = Source::lasting(3600);
    let cached = Cached::new(source.clone(), world.context());
    key(&cached).await;
    world.clock.advance(3500);
    source.permits.forget_permits(Semaphore::MAX_PERMITS);
    let mut refreshing = pin!(cached.credentials());
    assert!(poll(refreshing.as_mut()).is_pending());
    assert_eq!(key(&cached).await, "key-1");
    source.permits.add_permits(1);
    assert_eq!(limited(refreshing).await.expect("a key").access_key_id(), Some("key-2"));
    assert_eq!(key(&cached).await, "key-2");
}

#[tokio::test]
async fn old_ones_serve_while_refreshing_fails_and_not_each_call_tries() {
    let world = World::new();
    let source = Source::lasting(3600);
    let cached = Cached::new(source.clone(), world.context());
    key(&cached).await;
    world.clock.advance(3600 - 240);
    source.set(Err("down"));
    let mut attempts = Vec::new();
    for second in 0..240 {
        let before = source.fetches();
        assert_eq!(key(&cached).await, "key-1");
        assert_eq!(key(&cached).await, "key-1");
        if source.fetches() > before {
            assert_eq!(source.fetches(), before + 1);
            attempts.push(second);
        }
        world.clock.advance(1);
    }
    // Pauses of 1, 2, 4, … s, of which a bit more than three quarters pass, in whole seconds.
    assert_eq!(attempts, [0, 1, 3, 6, 12, 25, 50, 96, 142, 188, 234]);
    // They have expired.
    assert_eq!(key(&cached).await, "down");
    source.set(Ok(Some(3600)));
    assert!(key(&cached).await.starts_with("key-"));
    // After a success pauses begin anew.
    world.clock.advance(3600 - 240);
    source.set(Err("down"));
    let before = source.fetches();
    for _ in 0..2 {
        key(&cached).await;
        world.clock.advance(1);
    }
    assert_eq!(source.fetches(), before + 2);
}

#[tokio::test]
async fn a_fetch_ends_at_its_limit() {
    let world = World::new();
    let source = Source::lasting(3600).held();
    let cached = Cached::new(source.clone(), world.context());
    let mut call = pin!(cached.credentials());
    assert!(poll(call.as_mut()).is_pending());
    world.clock.advance(29);
    assert!(poll(call.as_mut()).is_pending());
    world.clock.advance(1);
    let error = limited(call).await.expect_err("too long");
    assert_eq!(error.message(), "test gave no credentials within 30 s");
}

#[tokio::test]
async fn those_without_an_expiry_are_kept_for_good() {
    let world = World::new();
    let source = Source::lasting(0);
    source.set(Ok(None));
    let cached = Cached::new(source, world.context());
    assert_eq!(key(&cached).await, "key-1");
    world.clock.advance(10_000_000);
    assert_eq!(key(&cached).await, "key-1");
}

#[tokio::test]
async fn a_wrong_clock_does_not_stop_calls_nor_fetches_for_each() {
    let world = World::new();
    let source = Source::lasting(-7200);
    let cached = Cached::new(source.clone(), world.context());
    assert_eq!(key(&cached).await, "key-1");
    assert_eq!(key(&cached).await, "key-1");
    world.clock.advance(5);
    assert_eq!(key(&cached).await, "key-2");
    assert_eq!(source.fetches(), 2);
}

#[tokio::test]
async fn it_may_begin_with_what_was_fetched_before() {
    let world = World::new();
    let source = Source::lasting(3600);
    let kept = Credentials::access_key("kept", "MARKED").with_expiry(world.clock.now() + Duration::from_secs(3600));
    let cached = Cached::new(source.clone(), world.context()).with_kept(kept);
    assert_eq!(key(&cached).await, "kept");
    world.clock.advance(3600);
    assert_eq!(key(&cached).await, "key-1");
    let gone = Credentials::access_key("gone", "MARKED").with_expiry(world.clock.now() - Duration::from_secs(1));
    let cached = Cached::new(source, world.context()).with_kept(gone);
    assert_eq!(key(&cached).await, "key-2");
}
