//! One of the tasks that call.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use alicloud_runtime::Client;

use super::machine::Machine;
use super::watchdog::DONE;
use crate::faulty::Ledger;
use crate::faulty::operations::{CreateInstance, DescribeInstance};

/// More of the same would not help anybody.
const MOST_FAULTS: usize = 10;

/// What calls came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Reads that succeeded and that failed.
    pub reads: (usize, usize),
    /// Writes that succeeded and that failed.
    pub writes: (usize, usize),
    /// An error, as an example.
    pub example: Option<String>,
    /// What may not be.
    pub(super) faults: Vec<String>,
    /// Resident memory when a quarter of the calls were made.
    pub(super) quarter: Option<u64>,
}

impl Tally {
    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.reads.0 + self.reads.1 + self.writes.0 + self.writes.1
    }

    pub(super) fn add(&mut self, mut other: Self) {
        for (mine, theirs) in [(&mut self.reads, other.reads), (&mut self.writes, other.writes)] {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self.example = self.example.take().or(other.example);
        self.quarter = self.quarter.or(other.quarter);
        self.faults.append(&mut other.faults);
        self.faults.truncate(MOST_FAULTS);
    }

    fn fault(&mut self, text: String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(text);
        }
    }
}

pub(super) struct Worker {
    pub(super) client: Client,
    pub(super) ledger: Arc<Ledger>,
    /// The number of the next call of any task.
    pub(super) next: Arc<AtomicU64>,
    pub(super) calls: usize,
    /// Counts what this task has done, for the watchdog.
    pub(super) progress: Arc<AtomicU64>,
}

impl Worker {
    /// Calls until all calls are made: a read and a write in turn, each about a thing of its own.
    pub(super) async fn work(self) -> Tally {
        let mut tally = Tally::default();
        loop {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = usize::try_from(next).ok().filter(|number| *number < self.calls) else {
                self.progress.store(DONE, Ordering::Relaxed);
                return tally;
            };
            if number == self.calls / 4 {
                tally.quarter = Machine::now().map(|machine| machine.memory);
            }
            self.call(number, next.cast_signed(), &mut tally).await;
            self.progress.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn call(&self, thing: usize, number: i64, tally: &mut Tally) {
        let is_write = thing % 2 == 1;
        let outcome = match is_write {
            true => {
                let order = CreateInstance::default().client_token(format!("token-{number}"));
                self.client.send(order.number(number)).await
            }
            false => self.client.send(DescribeInstance::default().number(number)).await,
        };
        let counted = if is_write { &mut tally.writes } else { &mut tally.reads };
        match outcome {
            Ok(receipt) => {
                counted.0 += 1;
                if receipt.number != Some(number) {
                    tally.fault(format!("call {number} got the answer of another: {receipt:?}"));
                }
                if is_write && self.ledger.applications(thing) != 1 {
                    tally.fault(format!("write {number} succeeded but was not done"));
                }
            }
            Err(error) => {
                counted.1 += 1;
                tally.example.get_or_insert_with(|| error.to_string());
            }
        }
    }
}
