//! Programs that print credentials.

use std::future::poll_fn;
use std::io::{self, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use super::flight::lock;
use crate::BoxFuture;

/// How many bytes a program may print. Credentials are shorter by far.
const MOST: u64 = 1 << 20;

/// The machine's programs, or others in their place.
pub trait Programs: Send + Sync {
    /// Runs a program with its arguments, without a shell, and gives what it prints. It is ended when the future is dropped.
    ///
    /// # Errors
    /// It could not be started, or did not end well.
    fn run<'a>(&'a self, program: &'a str, arguments: &'a [String]) -> BoxFuture<'a, io::Result<Vec<u8>>>;
}

/// The programs of this machine. They get this process's environment, no input, and its standard error. One that prints more than
/// 1 MiB is ended.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachinePrograms;

impl Programs for MachinePrograms {
    fn run<'a>(&'a self, program: &'a str, arguments: &'a [String]) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        Box::pin(async move {
            let mut command = Command::new(program);
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
            let running = Running(Arc::new(Mutex::new(command.spawn()?)));
            let child = running.0.clone();
            on_a_thread(move || watch(&child)).await
        })
    }
}

/// A program that does not outlive the wish for it.
struct Running(Arc<Mutex<Child>>);

impl Drop for Running {
    fn drop(&mut self) {
        // Fails if it has ended.
        let _ = lock(&self.0).kill();
    }
}

fn watch(child: &Mutex<Child>) -> io::Result<Vec<u8>> {
    let output = lock(child).stdout.take();
    let mut printed = Vec::new();
    if let Some(output) = output {
        output.take(MOST + 1).read_to_end(&mut printed)?;
    }
    let is_too_much = printed.len() as u64 > MOST;
    if is_too_much {
        // Fails if it has ended.
        let _ = lock(child).kill();
    }
    // Nobody else could end it while a thread waits inside the lock.
    let status = loop {
        if let Some(status) = lock(child).try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(5));
    };
    if is_too_much {
        return Err(io::Error::other("it printed more than 1 MiB"));
    }
    if status.success() {
        return Ok(printed);
    }
    Err(io::Error::other(format!("it ended with {}", said(status))))
}

fn said(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("status {code}"),
        None => status.to_string(),
    }
}

/// Does blocking work where it stops nobody, with any runtime or none.
async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    struct Done<T> {
        outcome: Option<io::Result<T>>,
        waker: Option<Waker>,
    }
    let done = Arc::new(Mutex::new(Done {
        outcome: None,
        waker: None,
    }));
    let worker = done.clone();
    thread::Builder::new().spawn(move || {
        let outcome = work();
        let mut done = lock(&worker);
        done.outcome = Some(outcome);
        if let Some(waker) = done.waker.take() {
            waker.wake();
        }
    })?;
    poll_fn(|task| {
        let mut done = lock(&done);
        if let Some(outcome) = done.outcome.take() {
            return Poll::Ready(outcome);
        }
        done.waker = Some(task.waker().clone());
        Poll::Pending
    })
    .await
}
