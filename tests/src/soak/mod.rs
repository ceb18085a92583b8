//! Many calls at once of a service that fails one request in five, and a look at what is left of them.

mod machine;
mod mishaps;
mod watchdog;
mod worker;

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use alicloud_runtime::{Client, Credentials, Retry};
use cpu_time::ProcessTime;

use crate::faulty::{Ledger, Service};
use machine::Machine;
use mishaps::Mishaps;
use watchdog::Watchdog;
pub use worker::Tally;
use worker::Worker;

/// How much is done, and which mishaps happen.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Calls in all.
    pub calls: usize,
    /// Tasks that make them.
    pub tasks: usize,
    /// What decides which mishap meets which request.
    pub seed: u64,
}

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// What the calls came to.
    pub tally: Tally,
    /// Requests that a mishap met, and all of them.
    pub mishaps: (u64, u64),
    /// What is wrong, if anything.
    pub faults: Vec<String>,
    /// Resident memory after a quarter of the calls and after all of them, in KiB, where that can be known.
    pub memory: Option<(u64, u64)>,
    /// Open file descriptors before and after, where that can be known.
    pub descriptors: Option<(usize, usize)>,
    /// How long it took.
    pub elapsed: Duration,
    /// What the process spent on it, client and service, in seconds.
    pub cpu: f64,
}

/// What one attempt may take: some mishaps last until then.
const TIMEOUT: Duration = Duration::from_millis(250);

/// How much more memory there may be at the end than after a quarter: what allocators keep, and a tenth.
const MARGIN_KIB: u64 = 8 << 10;

/// Makes the calls and looks at what is left of them.
///
/// # Errors
/// When there is no port to listen on.
pub async fn run(options: Options) -> io::Result<Report> {
    let (began, spent) = (Instant::now(), ProcessTime::now());
    let before = Machine::now();
    let ledger = Arc::new(Ledger::of(options.calls));
    let mishaps = Arc::new(Mishaps::new(options.seed));
    let service = Service::start(mishaps.clone(), ledger.clone(), None).await?;
    let client = Client::builder()
        .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"))
        .endpoint(format!("http://{}", service.address))
        .timeout(TIMEOUT)
        .retry(Retry::standard().first_pause(Duration::from_millis(1)))
        .build()
        .map_err(io::Error::other)?;
    let watchdog = Watchdog::start(options.tasks);
    let next = Arc::new(AtomicU64::new(0));
    let mut workers = Vec::new();
    for progress in watchdog.tasks() {
        let worker = Worker {
            client: client.clone(),
            ledger: ledger.clone(),
            next: next.clone(),
            calls: options.calls,
            progress,
        };
        workers.push(tokio::spawn(worker.work()));
    }
    let mut tally = Tally::default();
    let mut faults = Vec::new();
    for worker in workers {
        match worker.await {
            Ok(part) => tally.add(part),
            Err(error) => faults.push(format!("a task ended: {error}")),
        }
    }
    drop(watchdog);
    let after = Machine::now();
    drop((client, service));
    let left = Machine::settled(before.as_ref()).await;
    let memory = tally.quarter.zip(after).map(|(quarter, after)| (quarter, after.memory));
    let descriptors = before
        .zip(left)
        .map(|(before, left)| (before.descriptors, left.descriptors));
    faults.append(&mut tally.faults);
    // Now that nothing is on its way any more.
    let doubled = (0..options.calls)
        .filter(|thing| ledger.applications(*thing) > 1)
        .count();
    if doubled > 0 {
        faults.push(format!("{doubled} writes were done more than once"));
    }
    if tally.calls() != options.calls {
        faults.push(format!("{} calls were made, not {}", tally.calls(), options.calls));
    }
    if let Some((quarter, end)) = memory
        && end > quarter + quarter / 10 + MARGIN_KIB
    {
        faults.push(format!("memory grew from {quarter} to {end} KiB"));
    }
    if let Some((before, after)) = descriptors
        && after > before
    {
        faults.push(format!(
            "{before} file descriptors were open before and {after} are now"
        ));
    }
    Ok(Report {
        tally,
        mishaps: mishaps.counts(),
        faults,
        memory,
        descriptors,
        elapsed: began.elapsed(),
        cpu: spent.elapsed().as_secs_f64(),
    })
}
