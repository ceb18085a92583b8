//! Ends the process when a task makes no progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// No call may take so long: three attempts with their timeouts and pauses are a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a task counts that has nothing left to do.
pub(super) const DONE: u64 = u64::MAX;

/// Watches from a thread of its own, which goes on when every thread of the runtime is stuck, until it is dropped.
pub(super) struct Watchdog {
    tasks: Vec<Arc<AtomicU64>>,
    _watched: Sender<()>,
}

impl Watchdog {
    pub(super) fn start(tasks: usize) -> Self {
        let tasks: Vec<Arc<AtomicU64>> = (0..tasks).map(|_| Arc::default()).collect();
        let (watched, end) = channel();
        let watching = tasks.clone();
        thread::spawn(move || {
            let mut seen: Vec<_> = watching.iter().map(|_| (0, Instant::now())).collect();
            while end.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                for (task, (count, since)) in watching.iter().zip(&mut seen) {
                    let now = task.load(Ordering::Relaxed);
                    if now != *count {
                        (*count, *since) = (now, Instant::now());
                    } else if now != DONE && since.elapsed() > PATIENCE {
                        give_up();
                    }
                }
            }
        });
        Self {
            tasks,
            _watched: watched,
        }
    }

    /// What each task counts its progress by.
    pub(super) fn tasks(&self) -> impl Iterator<Item = Arc<AtomicU64>> {
        self.tasks.iter().cloned()
    }
}

#[expect(clippy::print_stderr, reason = "nobody is left who could report it")]
fn give_up() {
    eprintln!("a task has not finished a call for {PATIENCE:?}");
    std::process::exit(3);
}
