//! One piece of work that all who need it wait for.
//!
//! The work belongs to nobody: whoever is polled drives it, and it wakes all of them. So it goes on when one of them is dropped or
//! is never polled again, and it ends when the last of them is gone. It needs no task of its own and hence no runtime.

use std::collections::BTreeMap;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

use crate::BoxFuture;

/// Takes a lock; what a panic may have left behind is still sound here.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// At most one flight at a time.
pub(super) struct Flights<T>(Mutex<Weak<Flight<T>>>);

struct Flight<T> {
    work: Mutex<Option<BoxFuture<'static, T>>>,
    outcome: OnceLock<T>,
    waiting: Arc<Waiting>,
}

/// Everybody who waits, by seat. Waking it wakes them all.
#[derive(Default)]
struct Waiting {
    seats: AtomicU64,
    wakers: Mutex<BTreeMap<u64, Waker>>,
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let wakers = mem::take(&mut *lock(&self.wakers));
        wakers.into_values().for_each(Waker::wake);
    }
}

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(Mutex::new(Weak::new()))
    }
}

impl<T: Clone> Flights<T> {
    /// Whether there is work that has not come to an end.
    pub(super) fn is_under_way(&self) -> bool {
        under_way(&lock(&self.0)).is_some()
    }

    /// Waits for the work under way, or for that which `begin` gives.
    pub(super) fn join(&self, begin: impl FnOnce() -> BoxFuture<'static, T>) -> Passenger<T> {
        let mut current = lock(&self.0);
        let flight = under_way(&current).unwrap_or_else(|| {
            let flight = Arc::new(Flight {
                work: Mutex::new(Some(begin())),
                outcome: OnceLock::new(),
                waiting: Arc::default(),
            });
            *current = Arc::downgrade(&flight);
            flight
        });
        let seat = flight.waiting.seats.fetch_add(1, Ordering::Relaxed);
        Passenger { flight, seat }
    }
}

fn under_way<T>(current: &Weak<Flight<T>>) -> Option<Arc<Flight<T>>> {
    current.upgrade().filter(|flight| flight.outcome.get().is_none())
}

/// One of those who wait.
pub(super) struct Passenger<T> {
    flight: Arc<Flight<T>>,
    seat: u64,
}

impl<T: Clone> Future for Passenger<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let flight = &self.flight;
        lock(&flight.waiting.wakers).insert(self.seat, context.waker().clone());
        // Held while the work is polled: whoever comes second polls it again, so that no wake-up is lost between the two.
        let mut work = lock(&flight.work);
        if let Some(outcome) = flight.outcome.get() {
            return Poll::Ready(outcome.clone());
        }
        let Some(future) = work.as_mut() else {
            return Poll::Pending;
        };
        let waker = Waker::from(flight.waiting.clone());
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(outcome) => {
                *work = None;
                let outcome = flight.outcome.get_or_init(|| outcome).clone();
                drop(work);
                flight.waiting.wake_by_ref();
                Poll::Ready(outcome)
            }
        }
    }
}

impl<T> Drop for Passenger<T> {
    fn drop(&mut self) {
        lock(&self.flight.waiting.wakers).remove(&self.seat);
        // The work may have panicked under this one, which leaves nothing that would wake the others: polled again it panics again,
        // and so ends for them too.
        if self.flight.outcome.get().is_none() {
            self.flight.waiting.wake_by_ref();
        }
    }
}
