//! One call on a kept-alive loopback connection: `alicloud` beside the same call through bare reqwest.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin bench_call
//! ```
//!
//! Both post to the same server, a process of its own, and read the answer of `GetUserMFAInfo`; bare reqwest sends the
//! headers of a signed request as constants and reads a `serde_json::Value`. Printed per call: CPU time of the client
//! process, allocations, and instructions under callgrind where valgrind is installed (the difference between a long and
//! a short run, so that start-up does not count). Rounds are interleaved and the median is taken.
#![expect(clippy::print_stdout, reason = "a command that prints its result")]

use std::alloc::System;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use alicloud::ims20190815::GetUserMfaInfo;
use alicloud::{Client, Credentials};
use cpu_time::ProcessTime;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Failure = Box<dyn std::error::Error>;

const ANSWER: &str = concat!(
    r#"{"MFADevice":{"SerialNumber":"acs:ram::177242285274****:mfa/device001","Type":"VMFA"},"#,
    r#""RequestId":"FCF7322A-20A9-4F68-8B7F-F86958839BC0","IsMFAEnable":true}"#
);
const WAYS: [&str; 2] = ["alicloud", "bare reqwest"];
const USER: &str = "alice@example.onaliyun.com";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => compare(),
        ["serve"] => serve(),
        ["run", way, port, calls] => run(way, port, calls),
        _ => Err("usage: bench_call".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Answers every request on every connection alike.
fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        let stream = stream?;
        // A client that leaves ends its own thread only.
        std::thread::spawn(move || drop(answer(stream)));
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json;charset=utf-8\r\ncontent-length: {}\r\n\
         x-acs-request-id: FCF7322A-20A9-4F68-8B7F-F86958839BC0\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let mut buffer = [0; 16 * 1024];
    let mut seen = Vec::new();
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        seen.extend_from_slice(buffer.get(..read).unwrap_or_default());
        // Neither client sends a body, so a request ends with its head.
        if seen.ends_with(b"\r\n\r\n") {
            seen.clear();
            stream.write_all(reply.as_bytes())?;
        }
    }
}

/// Makes `calls` calls and prints CPU nanoseconds and allocations per call.
fn run(way: &str, port: &str, calls: &str) -> Result<(), Failure> {
    let calls: u32 = calls.parse()?;
    let endpoint = format!("http://127.0.0.1:{port}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (cpu, allocations) = match way {
        "alicloud" => {
            let client = Client::builder()
                .endpoint(endpoint)
                .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"))
                .build()?;
            runtime.block_on(measure(calls, async || {
                let out = client.send(GetUserMfaInfo::default().user_principal_name(USER)).await?;
                Ok(out.is_mfa_enable == Some(true))
            }))?
        }
        _ => {
            rustls::crypto::ring::default_provider()
                .install_default()
                .map_err(|_| "there is a TLS provider already")?;
            let client = reqwest::Client::builder().no_proxy().build()?;
            let url = format!("{endpoint}/?UserPrincipalName=alice%40example.onaliyun.com");
            runtime.block_on(measure(calls, async || {
                let mut request = client.post(&url);
                for (name, value) in HEADERS {
                    request = request.header(name, value);
                }
                let body = request.timeout(Duration::from_secs(10)).send().await?.bytes().await?;
                let value: serde_json::Value = serde_json::from_slice(&body)?;
                Ok(value.get("IsMFAEnable").and_then(serde_json::Value::as_bool) == Some(true))
            }))?
        }
    };
    println!("{cpu} {allocations}");
    Ok(())
}

/// What a signed request carries; bare reqwest sends it without computing it.
const HEADERS: [(&str, &str); 9] = [
    ("accept", "application/json"),
    (
        "user-agent",
        "AlibabaCloud (linux; x86_64) Rust/1.88 Core/0.1.0 TeaDSL/2",
    ),
    ("x-acs-version", "2019-08-15"),
    ("x-acs-action", "GetUserMFAInfo"),
    ("x-acs-date", "2024-01-02T03:04:05Z"),
    ("x-acs-signature-nonce", "0123456789abcdef0123456789abcdef"),
    (
        "x-acs-content-sha256",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    ("x-acs-credentials-provider", "static_ak"),
    (
        "authorization",
        "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
         x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=bbd5b4ff11ac97894242e72ff5179293e45abb3019c4fa138ec45e7fe8a1cbe5",
    ),
];

async fn measure(calls: u32, call: impl AsyncFn() -> Result<bool, Failure>) -> Result<(u64, usize), Failure> {
    // The first call opens the connection.
    call().await?;
    let region = Region::new(ALLOCATOR);
    let start = ProcessTime::now();
    for _ in 0..calls {
        if !call().await? {
            return Err("an answer was not what the server sent".into());
        }
    }
    let cpu = start.elapsed().as_nanos() as u64 / u64::from(calls.max(1));
    let change = region.change();
    Ok((cpu, (change.allocations + change.reallocations) / calls.max(1) as usize))
}

fn compare() -> Result<(), Failure> {
    const ROUNDS: usize = 7;
    const CALLS: u32 = 20_000;
    let (mut server, port) = start_server()?;
    let mut cpu = [Vec::new(), Vec::new()];
    let mut allocations = [0, 0];
    for _ in 0..ROUNDS {
        for ((way, cpu), allocations) in WAYS.iter().zip(&mut cpu).zip(&mut allocations) {
            let (spent, allocated) = child(way, &port, CALLS)?;
            cpu.push(spent);
            *allocations = allocated;
        }
    }
    println!("| one call | CPU µs (median of {ROUNDS} × {CALLS}) | allocations | instructions (callgrind) |");
    println!("|---|---|---|---|");
    for ((way, mut cpu), allocations) in WAYS.iter().zip(cpu).zip(allocations) {
        cpu.sort_unstable();
        let median = cpu.get(ROUNDS / 2).copied().unwrap_or_default() as f64 / 1e3;
        let instructions = match (instructions(way, &port, 2_000), instructions(way, &port, 1_000)) {
            (Ok(long), Ok(short)) => format!("{}", (long - short) / 1_000),
            (Err(error), _) | (_, Err(error)) => format!("not measured: {error}"),
        };
        println!("| {way} | {median:.1} | {allocations} | {instructions} |");
    }
    server.kill()?;
    Ok(())
}

fn start_server() -> Result<(Child, String), Failure> {
    let mut server = Command::new(std::env::current_exe()?)
        .arg("serve")
        .stdout(Stdio::piped())
        .spawn()?;
    let output = server.stdout.take().ok_or("the server has no output")?;
    let mut port = String::new();
    BufReader::new(output).read_line(&mut port)?;
    Ok((server, port.trim().to_owned()))
}

fn child(way: &str, port: &str, calls: u32) -> Result<(u64, usize), Failure> {
    let output = Command::new(std::env::current_exe()?)
        .args(["run", way, port, &calls.to_string()])
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let (cpu, allocations) = text.trim().split_once(' ').ok_or_else(|| text.clone())?;
    Ok((cpu.parse()?, allocations.parse()?))
}

/// Instructions of the client process for `calls` calls.
fn instructions(way: &str, port: &str, calls: u32) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["run", way, port, &calls.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = report
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .ok_or("valgrind reported no count")?;
    Ok(collected.1.trim().parse()?)
}
