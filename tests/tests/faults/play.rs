//! Plays a fault to a client.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use alicloud_runtime::transport::ReqwestTransport;
use alicloud_runtime::{BoxFuture, Client, Clock, Credentials, Error, ErrorKind};
use alicloud_tests::faulty::operations::{CreateInstance, DescribeInstance, Receipt, RunInstance};
use alicloud_tests::faulty::{Act, Ledger, Opening, Request, Script, Service, Then};
use tokio::net::TcpSocket;

use crate::certificates::Authority;
use crate::table::{Fault, Row};

/// The number of the thing that calls are about, and of another one.
pub(crate) const THING: i64 = 1;
const ANOTHER: i64 = 0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Read,
    Write,
    WriteWithToken,
}

impl Case {
    pub(crate) const ALL: [Self; 3] = [Self::Read, Self::Write, Self::WriteWithToken];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Every connection and request meets the fault.
    Stays,
    /// Only the first one does.
    Passes,
}

/// What came of a call.
#[derive(Debug)]
pub(crate) struct Played {
    /// The error and how it reads, unless the call succeeded.
    pub(crate) failed: Option<(ErrorKind, String)>,
    /// The thing that the answer is about.
    pub(crate) answered_for: Option<i64>,
    pub(crate) attempts: u32,
    /// How many requests the service received completely.
    pub(crate) arrived: u32,
    /// How often it did what it was asked.
    pub(crate) applied: u32,
    /// How many requests the target of the redirect received.
    pub(crate) elsewhere: u32,
}

/// Meets clients with a fault for a while.
struct Scripted {
    fault: Fault,
    left: AtomicU32,
    elsewhere: String,
}

impl Scripted {
    fn goes_wrong(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

impl Script for Scripted {
    fn opening(&self) -> Opening {
        match self.fault {
            Fault::Opening(opening) | Fault::SecureOpening(opening) if self.goes_wrong() => opening,
            _ => Opening::Serve,
        }
    }

    fn act(&self, request: &Request) -> Act {
        let concerned = request.number == usize::try_from(THING).expect("a number");
        match &self.fault {
            Fault::Stale(act) if !concerned => act.clone(),
            Fault::Act(act) | Fault::Kept(act) | Fault::Secure { act, .. } if concerned && self.goes_wrong() => {
                act.clone()
            }
            Fault::Redirect if concerned && self.goes_wrong() => Act::Says {
                applies: false,
                what: format!(
                    "HTTP/1.1 307 Moved\r\nLocation: {}/\r\nContent-Length: 0\r\n\r\n",
                    self.elsewhere
                )
                .into_bytes()
                .into(),
                then: Then::Keep,
            },
            _ => Act::Proper,
        }
    }
}

/// Nobody waits, but time passes by what they would have waited; the random part of every pause is a half.
#[derive(Debug, Default)]
struct Impatient(Mutex<Duration>);

impl Clock for Impatient {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + *self.0.lock().expect("no panic")
    }

    fn nonce(&self) -> String {
        "80000000".to_owned()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        *self.0.lock().expect("no panic") += duration;
        Box::pin(std::future::ready(()))
    }

    /// Only pauses take no time.
    fn timeout(&self, limit: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(limit))
    }
}

/// What all plays share, since it is made of the machine's certificates.
pub(crate) struct Stage {
    authority: Authority,
    /// The default transport, patient and impatient about connecting.
    default: ReqwestTransport,
    impatient: ReqwestTransport,
    /// One like it that trusts the authority.
    trusting: ReqwestTransport,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let authority = Authority::new();
        let trusting = reqwest::Client::builder()
            .tls_backend_preconfigured(authority.trusted())
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never().max_retries_per_request(0));
        Self {
            authority,
            default: ReqwestTransport::new(Duration::from_secs(20)).expect("a transport"),
            impatient: ReqwestTransport::new(Duration::from_millis(300)).expect("a transport"),
            trusting: ReqwestTransport::from_client(trusting.build().expect("a client")),
        }
    }

    fn transport(&self, fault: &Fault) -> ReqwestTransport {
        match fault {
            Fault::Secure { trusted: true, .. } => self.trusting.clone(),
            Fault::SecureOpening(_) => self.impatient.clone(),
            _ => self.default.clone(),
        }
    }
}

pub(crate) async fn play(stage: &Stage, row: &Row, lasting: Lasting, case: Case) -> Played {
    let (ledger, other_ledger) = (Arc::new(Ledger::of(2)), Arc::new(Ledger::of(2)));
    let harmless = Scripted::new(Fault::None, 0, String::new());
    let elsewhere = Service::start(Arc::new(harmless), other_ledger.clone(), None)
        .await
        .expect("a service");
    let times = match lasting {
        Lasting::Stays => u32::MAX,
        Lasting::Passes => 1,
    };
    let script = Scripted::new(row.fault.clone(), times, format!("http://{}", elsewhere.address));
    let secure = match &row.fault {
        Fault::Secure {
            certificate, protocol, ..
        } => Some(stage.authority.acceptor(*certificate, protocol)),
        _ => None,
    };
    let scheme = match row.fault {
        Fault::Secure { .. } | Fault::SecureOpening(_) => "https",
        _ => "http",
    };
    let service = Service::start(Arc::new(script), ledger.clone(), secure)
        .await
        .expect("a service");
    // A port that belongs to somebody who does not listen.
    let unheard = TcpSocket::new_v4().expect("a socket");
    unheard.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let address = match row.fault {
        Fault::Refuse => unheard.local_addr().expect("an address"),
        _ => service.address,
    };
    let client = Client::builder()
        .credentials(Credentials::access_key("testAccessKeyId", "testAccessKeySecret"))
        .endpoint(format!("{scheme}://{address}"))
        .clock(Impatient::default())
        .transport(stage.transport(&row.fault))
        .timeout(row.timeout())
        .max_response_bytes(64 << 10)
        .build()
        .expect("a client");
    if row.fault.needs_kept_connection() {
        let number = Some(ANOTHER);
        client
            .send(DescribeInstance { number })
            .await
            .expect("a connection that is kept");
    }
    let outcome = call(&client, case).await;
    let thing = usize::try_from(THING).expect("a number");
    let (arrived, applied) = (ledger.arrivals(thing), ledger.applications(thing));
    let elsewhere = other_ledger.arrivals(0) + other_ledger.arrivals(thing);
    match outcome {
        Ok(receipt) => Played {
            failed: None,
            answered_for: receipt.number,
            attempts: ledger.attempt(thing),
            arrived,
            applied,
            elsewhere,
        },
        Err(error) => Played {
            failed: Some((error.kind(), error.to_string())),
            answered_for: None,
            attempts: error.attempts(),
            arrived,
            applied,
            elsewhere,
        },
    }
}

impl Scripted {
    fn new(fault: Fault, times: u32, elsewhere: String) -> Self {
        Self {
            fault,
            left: AtomicU32::new(times),
            elsewhere,
        }
    }
}

async fn call(client: &Client, case: Case) -> Result<Receipt, Error> {
    let number = Some(THING);
    match case {
        Case::Read => client.send(DescribeInstance { number }).await,
        Case::Write => client.send(RunInstance { number }).await,
        Case::WriteWithToken => {
            let client_token = Some("a token".to_owned());
            client.send(CreateInstance { client_token, number }).await
        }
    }
}
