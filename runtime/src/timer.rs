//! Waiting where no timer of tokio's runs: one thread wakes everybody.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// Is over after a time. Dropping it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Sleep {
    until: Instant,
    id: u64,
}

impl Sleep {
    pub(crate) fn new(duration: Duration) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        /// Longer than any program runs, but not so long that adding it to a time overflows.
        const FOREVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);
        Self {
            until: Instant::now() + duration.min(FOREVER),
            id: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.until {
            return Poll::Ready(());
        }
        let mut state = TIMER.lock();
        if !state.is_running {
            state.is_running = thread::Builder::new().spawn(keep_time).is_ok();
        }
        if state.is_running {
            let key = (self.until, self.id);
            state.waiting.insert(key, cx.waker().clone());
            if state.waiting.first_key_value().is_some_and(|(first, _)| *first == key) {
                TIMER.changed.notify_one();
            }
        } else {
            // No thread can be had: asking again and again is better than waiting too long or not at all.
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        TIMER.lock().waiting.remove(&(self.until, self.id));
    }
}

struct Timer {
    state: Mutex<State>,
    /// The first of those who wait is another one.
    changed: Condvar,
}

struct State {
    waiting: BTreeMap<(Instant, u64), Waker>,
    is_running: bool,
}

static TIMER: Timer = Timer {
    state: Mutex::new(State {
        waiting: BTreeMap::new(),
        is_running: false,
    }),
    changed: Condvar::new(),
};

impl Timer {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the thread does, for as long as the program runs.
fn keep_time() {
    let mut state = TIMER.lock();
    loop {
        let first = state.waiting.first_key_value().map(|((until, _), _)| *until);
        let left = first.map(|until| until.saturating_duration_since(Instant::now()));
        state = match left {
            None => TIMER.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(Duration::ZERO) => {
                let due = state.waiting.pop_first();
                drop(state);
                if let Some((_, waker)) = due {
                    waker.wake();
                }
                TIMER.lock()
            }
            Some(left) => {
                let woken = TIMER.changed.wait_timeout(state, left);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::sync::mpsc;
    use std::task::Wake;

    use super::*;

    struct Woken(AtomicUsize, mpsc::SyncSender<usize>);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            let _ = self.1.send(self.0.load(Ordering::Relaxed));
        }
    }

    #[test]
    fn wakes_in_order_and_forgets_who_left() {
        let (sender, woken) = mpsc::sync_channel(8);
        let start = |name: usize, millis: u64| {
            let mut sleep = Box::pin(Sleep::new(Duration::from_millis(millis)));
            let waker = Arc::new(Woken(AtomicUsize::new(name), sender.clone())).into();
            assert!(sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            sleep
        };
        let (late, left, early) = (start(1, 300), start(2, 200), start(3, 100));
        let key = (left.until, left.id);
        assert!(TIMER.lock().waiting.contains_key(&key));
        drop(left);
        assert!(!TIMER.lock().waiting.contains_key(&key));
        let next = || woken.recv_timeout(Duration::from_secs(60)).expect("somebody is woken");
        assert_eq!((next(), next()), (3, 1));
        for mut sleep in [late, early] {
            let poll = sleep.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(poll.is_ready());
        }
    }
}
