//! What the operating system knows of this process.

use std::fs;
use std::time::{Duration, Instant};

/// A look at `/proc`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    /// Resident memory in KiB.
    pub(super) memory: u64,
    /// Open file descriptors, with the one that this takes.
    pub(super) descriptors: usize,
}

impl Machine {
    /// The state now; `None` without `/proc`.
    pub(super) fn now() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(Self {
            memory: memory.trim().split(' ').next()?.parse().ok()?,
            descriptors: fs::read_dir("/proc/self/fd").ok()?.count(),
        })
    }

    /// The state once no more descriptors are open than before, or after ten seconds: closing takes its time.
    pub(super) async fn settled(before: Option<&Self>) -> Option<Self> {
        let began = Instant::now();
        loop {
            let now = Self::now()?;
            if now.descriptors <= before?.descriptors || began.elapsed() > Duration::from_secs(10) {
                return Some(now);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
