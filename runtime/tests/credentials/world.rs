//! Everything that providers see, made up.

use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use alicloud_runtime::credentials::{Context, Files, Programs};
use alicloud_runtime::transport::Limits;
use alicloud_runtime::{Body, BoxFuture, ByteStream, Client, Clock, CredentialProvider, Error, ErrorKind, Transport};

use crate::probe::Probe;
use crate::watch;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 2027-01-15T08:00:00Z, when every test begins.
pub const BEGIN: u64 = 1_800_000_000;

/// Time that passes only when a test says so.
#[derive(Debug, Clone, Default)]
pub struct Virtual(Arc<Mutex<Time>>);

#[derive(Debug, Default)]
struct Time {
    passed: Duration,
    sleepers: Vec<Waker>,
    /// Whether sleeping takes no longer than a look at the clock.
    hurries: bool,
}

impl Virtual {
    pub fn advance(&self, seconds: u64) {
        let mut time = lock(&self.0);
        time.passed += Duration::from_secs(seconds);
        time.sleepers.drain(..).for_each(Waker::wake);
    }

    pub fn hurry(&self) {
        lock(&self.0).hurries = true;
    }
}

impl Clock for Virtual {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(BEGIN) + lock(&self.0).passed
    }

    /// Everything random is a half.
    fn nonce(&self) -> String {
        "80000000800000008000000080000000".to_owned()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut time = lock(&self.0);
        if time.hurries {
            time.passed += duration;
        }
        let end = if time.hurries {
            time.passed
        } else {
            time.passed + duration
        };
        Box::pin(poll_fn(move |context| {
            let mut time = lock(&self.0);
            if time.passed >= end {
                return Poll::Ready(());
            }
            time.sleepers.push(context.waker().clone());
            Poll::Pending
        }))
    }
}

/// Files in memory.
#[derive(Clone, Default)]
pub struct Memory(
    pub Arc<Mutex<BTreeMap<PathBuf, Vec<u8>>>>,
    pub Arc<Mutex<Option<io::ErrorKind>>>,
);

impl Memory {
    pub fn put(&self, path: &str, text: impl Into<Vec<u8>>) {
        lock(&self.0).insert(path.into(), text.into());
    }

    pub fn text(&self, path: &str) -> String {
        let files = lock(&self.0);
        String::from_utf8(files[Path::new(path)].clone()).expect("text")
    }

    /// What replacing a file fails with.
    pub fn fail(&self, kind: Option<io::ErrorKind>) {
        *lock(&self.1) = kind;
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let files = lock(&self.0);
        files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn replace(&self, path: &Path, edit: &mut dyn FnMut(&[u8]) -> io::Result<Vec<u8>>) -> io::Result<()> {
        if let Some(kind) = *lock(&self.1) {
            return Err(kind.into());
        }
        let edited = edit(&self.read(path)?)?;
        lock(&self.0).insert(path.to_owned(), edited);
        Ok(())
    }
}

/// Programs that print what a test says, one line after the other, the last one for good.
#[derive(Clone, Default)]
pub struct Printing {
    pub prints: Arc<Mutex<VecDeque<Result<String, String>>>>,
    pub ran: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Printing {
    pub fn print(&self, text: &str) {
        lock(&self.prints).push_back(Ok(text.to_owned()));
    }

    pub fn runs(&self) -> usize {
        lock(&self.ran).len()
    }
}

impl Programs for Printing {
    fn run<'a>(&'a self, program: &'a str, arguments: &'a [String]) -> BoxFuture<'a, io::Result<Vec<u8>>> {
        let words = [&[program.to_owned()], arguments].concat();
        lock(&self.ran).push(words);
        let mut prints = lock(&self.prints);
        let printed = if prints.len() > 1 {
            prints.pop_front()
        } else {
            prints.front().cloned()
        };
        Box::pin(async move {
            match printed {
                Some(Ok(text)) => Ok(text.into_bytes()),
                Some(Err(why)) => Err(io::Error::other(why)),
                // Without a word it never ends.
                None => std::future::pending().await,
            }
        })
    }
}

/// Servers by the beginning of the URL.
#[derive(Clone, Default)]
pub struct Servers {
    answers: Arc<Mutex<Vec<(String, u16, String)>>>,
    seen: Arc<Mutex<Vec<(String, String, String)>>>,
}

impl Servers {
    pub fn answer(&self, url: &str, status: u16, body: impl Into<String>) {
        lock(&self.answers).insert(0, (url.to_owned(), status, body.into()));
    }

    /// Methods and URLs of what was asked.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.seen).iter().map(|(request, ..)| request.clone()).collect()
    }

    pub fn hosts(&self) -> Vec<String> {
        lock(&self.seen).iter().map(|(_, host, _)| host.clone()).collect()
    }

    /// What was sent, the fields of a form by their names.
    pub fn bodies(&self) -> Vec<String> {
        let sorted = |body: &str| {
            let mut fields: Vec<&str> = body.split('&').collect();
            fields.sort_unstable();
            fields.join("&")
        };
        lock(&self.seen).iter().map(|(.., body)| sorted(body)).collect()
    }
}

impl Transport for Servers {
    fn send(
        &self,
        request: http::Request<Body>,
        _limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        let url = request.uri().to_string();
        let body = request.body().bytes().map_or(&[][..], |bytes| bytes);
        let body = String::from_utf8_lossy(body).into_owned();
        let host = request.uri().host().unwrap_or_default().to_owned();
        lock(&self.seen).push((format!("{} {url}", request.method()), host, body));
        let answers = lock(&self.answers);
        let answer = answers.iter().find(|(begin, ..)| url.starts_with(begin.as_str()));
        let outcome = match answer {
            Some((_, status, body)) => {
                let body = ByteStream::from(body.clone());
                let response = http::Response::builder().status(*status).body(body);
                Ok(response.expect("a response"))
            }
            None => Err(Error::new(ErrorKind::Connect, "nobody is there")),
        };
        Box::pin(std::future::ready(outcome))
    }
}

/// Looks when a test is over: everything secret in these tests contains it.
#[derive(Clone)]
struct Watch;

impl Watch {
    fn begin() -> Self {
        watch::begin();
        Self
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::begin()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            watch::expect_none_of(["MARKED"]);
        }
    }
}

/// All of it.
#[derive(Clone, Default)]
pub struct World {
    pub variables: BTreeMap<String, String>,
    pub files: Memory,
    pub programs: Printing,
    pub servers: Servers,
    pub clock: Virtual,
    _watch: Watch,
}

pub const CONFIG: &str = "/home/me/.aliyun/config.json";

impl World {
    /// A user with a home and nothing in it.
    pub fn new() -> Self {
        Self::default().var("HOME", "/home/me").var("USERPROFILE", "/home/me")
    }

    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn file(self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.put(path, text);
        self
    }

    /// A command line tool's file with one profile, which is current.
    pub fn profile(self, members: &str) -> Self {
        let text = format!("{{\"current\": \"me\", \"profiles\": [{{\"name\": \"me\", {members}}}]}}");
        self.file(CONFIG, text)
    }

    pub fn context(&self) -> Context {
        Context::new(self.servers.clone())
            .with_environment(self.variables.clone())
            .with_files(self.files.clone())
            .with_programs(self.programs.clone())
            .with_clock(self.clock.clone())
    }

    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }
}

/// What a call is made with, as `provider: id token`; or the error.
pub async fn told(provider: impl CredentialProvider + 'static) -> String {
    let _watch = Watch::begin();
    let client = Client::builder()
        .credentials(provider)
        .transport(Servers::default())
        .build()
        .expect("a client");
    let request = match limited(client.call(Probe::default()).signed_request()).await {
        Ok(request) => request,
        Err(error) => return format!("error: {error}"),
    };
    let header = |name: &str| Some(request.headers().get(name)?.to_str().expect("text"));
    let id = header("authorization").and_then(|text| text.split_once("Credential=")?.1.split_once(','));
    let shown = [
        header("x-acs-credentials-provider"),
        id.map(|(id, _)| id),
        header("x-acs-security-token"),
        header("x-acs-bearer-token"),
    ];
    shown.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The error of a provider that must not have any.
pub async fn refused(provider: &impl CredentialProvider) -> Error {
    limited(provider.credentials())
        .await
        .expect_err("there should be no credentials")
}

/// A broken provider fails a test; it does not hang it.
pub async fn limited<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(60);
    tokio::time::timeout(limit, future)
        .await
        .expect("an end within a minute")
}
