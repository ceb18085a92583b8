//! The metadata service of an ECS instance, which knows its region and gives out the AccessKeys of its role.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::Value;

use crate::gateway::Response;
use crate::keys::{Keyring, random};
use crate::request::Request;
use crate::sts;

const TOKEN: &str = "x-aliyun-ecs-metadata-token";
const TOKEN_TTL: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// How long AccessKeys of an instance last.
const LIFE: Duration = Duration::from_secs(6 * 3600);

/// An ECS instance whose metadata service the emulator plays, at its own address: `/latest/…`.
///
/// ```
/// use alicloud_mock::{Instance, Mock};
///
/// # fn main() -> Result<(), alicloud_mock::StartError> {
/// let instance = Instance::new().role("web-server").region("cn-hangzhou").v2_only();
/// let mock = Mock::builder().instance(instance).start()?;
/// // Point a client's metadata service at mock.endpoint().
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Instance {
    role: Option<String>,
    region: Option<String>,
    versions: Versions,
}

/// Which protocols the service speaks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Versions {
    #[default]
    Both,
    /// No tokens.
    One,
    /// Nothing without a token.
    Two,
}

impl Instance {
    /// An instance in `cn-hangzhou` without a role, that can be asked with a token or without.
    pub fn new() -> Self {
        Self::default()
    }

    /// Attaches a RAM role. Its AccessKeys last 6 hours, and the emulator accepts them.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }

    /// Where it is. Default: `cn-hangzhou`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Gives out no tokens, as images from before IMDSv2.
    #[must_use]
    pub fn v1_only(mut self) -> Self {
        self.versions = Versions::One;
        self
    }

    /// Says nothing without a token, as hardened instances.
    #[must_use]
    pub fn v2_only(mut self) -> Self {
        self.versions = Versions::Two;
        self
    }
}

/// The service of one instance.
#[derive(Debug)]
pub(crate) struct Metadata {
    instance: Instance,
    /// Tokens given out, and when they expire.
    tokens: Mutex<BTreeMap<String, SystemTime>>,
}

impl Metadata {
    pub(crate) fn new(instance: Instance) -> Self {
        Self {
            instance,
            tokens: Mutex::default(),
        }
    }

    /// The answer; `None` for paths that are not the metadata service's.
    pub(crate) fn answer(&self, request: &Request, keys: &Keyring, now: SystemTime) -> Option<Response> {
        if !request.path.starts_with("/latest/") {
            return None;
        }
        Some(match (request.method.as_str(), request.path.as_str()) {
            ("PUT", "/latest/api/token") => self.token(request, now),
            ("GET", _) if !self.may_read(request, now) => page(403, "Forbidden"),
            ("GET", "/latest/meta-data/region-id") => text(self.instance.region.as_deref().unwrap_or("cn-hangzhou")),
            ("GET", path) => self.role(path, keys, now).unwrap_or_else(|| page(404, "Not Found")),
            _ => page(405, "Method Not Allowed"),
        })
    }

    fn token(&self, request: &Request, now: SystemTime) -> Response {
        if self.instance.versions == Versions::One {
            return page(404, "Not Found");
        }
        let ttl = request.header(TOKEN_TTL).and_then(|ttl| ttl.parse().ok());
        let Some(ttl) = ttl.filter(|ttl| (1..=21_600).contains(ttl)) else {
            return page(400, "Bad Request");
        };
        let token = random();
        self.tokens().insert(token.clone(), now + Duration::from_secs(ttl));
        text(&token)
    }

    /// A wrong token is worse than none.
    fn may_read(&self, request: &Request, now: SystemTime) -> bool {
        match request.header(TOKEN) {
            Some(token) => self.tokens().get(token).is_some_and(|expiry| now < *expiry),
            None => self.instance.versions != Versions::Two,
        }
    }

    fn role(&self, path: &str, keys: &Keyring, now: SystemTime) -> Option<Response> {
        let role = self.instance.role.as_deref()?;
        match path.strip_prefix(ROLES)? {
            "" => Some(text(role)),
            name if name == role => {
                let issued = keys.issue(
                    format!("acs:ram::1234567890123456:assumed-role/{role}/vm-mock"),
                    now + LIFE,
                );
                let mut credentials = sts::credentials(&issued);
                if let Some(fields) = credentials.as_object_mut() {
                    let updated = humantime::format_rfc3339_seconds(now).to_string();
                    fields.insert("LastUpdated".to_owned(), Value::String(updated));
                    fields.insert("Code".to_owned(), Value::String("Success".to_owned()));
                }
                Some(response(200, "application/json", credentials.to_string()))
            }
            _ => None,
        }
    }

    /// The tokens given out so far.
    pub(crate) fn given(&self) -> Vec<String> {
        self.tokens().keys().cloned().collect()
    }

    /// A panic elsewhere leaves the map whole.
    fn tokens(&self) -> MutexGuard<'_, BTreeMap<String, SystemTime>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn text(text: &str) -> Response {
    response(200, "text/plain", text.to_owned())
}

/// Errors of this service are pages.
fn page(status: u16, title: &str) -> Response {
    let body = format!("<html><body><h1>{status} - {title}</h1></body></html>");
    response(status, "text/html", body)
}

fn response(status: u16, content_type: &str, body: String) -> Response {
    Response {
        status,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: Bytes::from(body),
        delay: Duration::ZERO,
    }
}
