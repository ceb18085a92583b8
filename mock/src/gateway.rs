//! The gateway without its sockets: a request goes in, a response comes out.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::Value;

use crate::answer;
use crate::call::{Call, Kind, Reply};
use crate::catalog::Catalog;
use crate::check::check;
use crate::fault::{self, Fault, Keys, Scene};
use crate::keys::Keyring;
use crate::media::Media;
use crate::metadata::Metadata;
use crate::parameters::Parameters;
use crate::request::Request;
use crate::route::{Route, route};
use crate::sts::{self, Sts};
use crate::verify::{self, Authority, Nonces};

/// Headers that are as good as a secret.
const SECRET_HEADERS: [&str; 3] = ["authorization", "x-acs-bearer-token", "x-acs-security-token"];

/// Answers instead of the sample.
pub(crate) type Handler = Arc<dyn Fn(&Call) -> Reply + Send + Sync>;

/// Tells the time.
pub(crate) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Everything that an emulator knows and remembers.
pub(crate) struct Gateway {
    pub(crate) catalog: Catalog,
    pub(crate) keys: Keyring,
    pub(crate) clock: Clock,
    /// `None` lets requests be replayed.
    pub(crate) nonces: Option<Nonces>,
    sts: Sts,
    metadata: Option<Metadata>,
    handlers: Mutex<HashMap<String, Handler>>,
    calls: Mutex<Vec<Call>>,
    ids: RequestIds,
}

/// An HTTP response.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) delay: Duration,
}

impl Gateway {
    pub(crate) fn new(
        mut catalog: Catalog,
        keys: Keyring,
        clock: Clock,
        nonces: Option<Nonces>,
        sts: Sts,
        metadata: Option<Metadata>,
    ) -> Self {
        sts.extend(&mut catalog);
        let ids = RequestIds {
            seed: RandomState::new(),
            next: AtomicU64::new(0),
        };
        Self {
            catalog,
            keys,
            clock,
            nonces,
            sts,
            metadata,
            handlers: Mutex::default(),
            calls: Mutex::default(),
            ids,
        }
    }

    pub(crate) fn on(&self, operation: String, handler: Handler) {
        lock(&self.handlers).insert(operation, handler);
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        lock(&self.calls).clone()
    }

    pub(crate) fn clear_calls(&self) {
        lock(&self.calls).clear();
    }

    pub(crate) fn secrets(&self) -> Vec<String> {
        let tokens = self.metadata.iter().flat_map(Metadata::given);
        self.keys.issued().into_iter().chain(tokens).collect()
    }

    /// Refuses a request that could not even be read.
    pub(crate) fn refuse(&self, fault: &Fault) -> Response {
        let request_id = self.ids.next();
        refusal(
            fault,
            Scene {
                request_id: &request_id,
                host: "",
                product: "",
                keys: Keys::Capital,
            },
        )
    }

    /// Answers one request.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        let told = self.metadata.as_ref();
        if let Some(response) = told.and_then(|metadata| metadata.answer(request, &self.keys, (self.clock)())) {
            return response;
        }
        let request_id = self.ids.next();
        let nowhere = Scene {
            request_id: &request_id,
            host: request.host(),
            product: "",
            keys: Keys::Capital,
        };
        match route(&self.catalog, request) {
            Ok(route) => self.answer_operation(request, &route, nowhere),
            Err(fault) => refusal(&fault, nowhere),
        }
    }

    fn answer_operation(&self, request: &Request, route: &Route<'_>, nowhere: Scene<'_>) -> Response {
        let Route { service, operation, .. } = route;
        let keys = match operation.path.is_some() && answer::is_camel(service, operation) {
            true => Keys::Camel,
            false => Keys::Capital,
        };
        let scene = Scene {
            product: &service.product,
            keys,
            ..nowhere
        };
        let authority = Authority {
            keys: &self.keys,
            nonces: self.nonces.as_ref(),
            now: (self.clock)(),
        };
        let parameters = Parameters::new(request, route);
        let mut call = Call {
            product: service.product.clone(),
            version: service.version.clone(),
            operation: operation.name.clone(),
            parameters: parameters.flat(operation),
            headers: request.headers.clone(),
            access_key_id: None,
            refused: None,
        };
        call.headers.retain(|name, _| !SECRET_HEADERS.contains(&name.as_str()));

        let allowed = verify::caller(request, operation, &authority).and_then(|caller| {
            check(route, &parameters)?;
            Ok(caller)
        });
        match allowed {
            Ok(caller) => call.access_key_id = caller,
            Err(fault) => {
                call.refused = Some(fault.code.clone());
                lock(&self.calls).push(call);
                return refusal(&fault, scene);
            }
        }
        lock(&self.calls).push(call.clone());
        let handler = lock(&self.handlers).get(&operation.name).cloned();
        let reply = match handler {
            None => self.play(route, &parameters, &call).unwrap_or_else(Reply::sample),
            // A failed assertion in a test's handler must not take the server down with it.
            Some(handler) => catch_unwind(AssertUnwindSafe(|| handler(&call))).unwrap_or_else(|_| {
                Reply::error(
                    500,
                    "InternalError",
                    format!("The handler of {} panicked.", operation.name),
                )
            }),
        };
        respond(reply, route, scene)
    }

    /// The reply of a service that is played rather than sampled.
    fn play(&self, route: &Route<'_>, parameters: &Parameters<'_>, call: &Call) -> Option<Reply> {
        if !self.sts.plays(route.service) {
            return None;
        }
        let request = sts::Request {
            operation: &route.operation.name,
            parameters: &parameters.pairs,
            caller: call.access_key_id.as_deref(),
            now: (self.clock)(),
        };
        Some(match self.sts.answer(&request, &self.keys)? {
            Ok(answer) => Reply::json(answer),
            Err(fault) => Reply::error(fault.status, fault.code, fault.message),
        })
    }
}

/// Turns the reply of a handler into a response.
fn respond(reply: Reply, route: &Route<'_>, scene: Scene<'_>) -> Response {
    let mut response = match reply.kind {
        Kind::Sample => {
            let answer = answer::answer(route.service, route.operation, scene.request_id);
            let media = route.operation.media;
            response(200, media, media.write(&answer), scene.request_id)
        }
        Kind::Json(text) => {
            let text = match serde_json::from_str::<Value>(&text) {
                Ok(mut value) if !has_request_id(&value) => {
                    answer::identify(&mut value, route.operation, scene.request_id);
                    value.to_string()
                }
                // Broken on purpose, or complete.
                _ => text,
            };
            json(200, text, scene.request_id)
        }
        Kind::Error { status, code, message } => refusal(&Fault::new(status, code, message), scene),
        Kind::Raw {
            status,
            content_type,
            body,
        } => Response {
            status,
            headers: vec![("content-type".to_owned(), content_type)],
            body,
            delay: Duration::ZERO,
        },
    };
    response.headers.extend(reply.headers);
    response.delay = reply.delay;
    response
}

fn has_request_id(value: &Value) -> bool {
    answer::REQUEST_IDS.iter().any(|name| value.get(name).is_some())
}

fn refusal(fault: &Fault, scene: Scene<'_>) -> Response {
    json(
        fault.status,
        fault::body(&fault.code, &fault.message, scene).to_string(),
        scene.request_id,
    )
}

fn json(status: u16, body: String, request_id: &str) -> Response {
    response(status, Media::Json, body, request_id)
}

fn response(status: u16, media: Media, body: String, request_id: &str) -> Response {
    let headers = [("content-type", media.content_type()), ("x-acs-request-id", request_id)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Response {
        status,
        headers: headers.into(),
        body: body.into(),
        delay: Duration::ZERO,
    }
}

/// A panic elsewhere leaves these maps whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes ids that look like those of the cloud and never repeat.
struct RequestIds {
    seed: RandomState,
    next: AtomicU64,
}

impl RequestIds {
    fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (self.seed.hash_one((number, 0)), self.seed.hash_one((number, 1)));
        format!(
            "{:08X}-{:04X}-4{:03X}-{:04X}-{:012X}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn gateway() -> Gateway {
        let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/specs");
        let catalog = Catalog::read(&[specs.into()]).unwrap();
        Gateway::new(
            catalog,
            Keyring::new(),
            Arc::new(|| SystemTime::UNIX_EPOCH),
            Some(Nonces::default()),
            Sts::default(),
            None,
        )
    }

    /// Words that lead deeper into the gateway than noise would.
    fn text() -> impl Strategy<Value = String> {
        let words = [
            "Action",
            "PlaceOrder",
            "GetShop",
            "Version",
            "2024-01-01",
            "Name",
            "Tag",
            ".",
            "1",
            "0",
            "Key",
            "Limits",
            "Tree",
            "%7B%22Id%22:",
            "[[[[",
            "}",
            "Ids",
            "/",
            "clusters",
            "{",
            "=",
            "&",
            "%",
            "%ff",
            "+",
            "AccessKeyId",
            "testAccessKeyId",
            "Signature",
            "SignatureMethod",
            "HMAC-SHA1",
            "SignatureVersion",
            "1.0",
            "Timestamp",
            "1970-01-01T00:00:00Z",
            "SignatureNonce",
            "ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders=host;;,",
            "Signature=é",
            "acs testAccessKeyId:",
            "\0",
            "é",
            "",
        ];
        vec(
            prop_oneof![8 => select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,8}"],
            0..24,
        )
        .prop_map(|words| words.concat())
    }

    fn header() -> impl Strategy<Value = (&'static str, String)> {
        let names = [
            "authorization",
            "host",
            "content-type",
            "date",
            "x-acs-action",
            "x-acs-version",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-content-sha256",
            "x-acs-security-token",
            "x-acs-bearer-token",
        ];
        (select(names.to_vec()), text())
    }

    proptest! {
        #[test]
        fn any_request_is_answered(
            target in text(),
            headers in vec(header(), 0..12),
            body in prop_oneof![text().prop_map(String::into_bytes), vec(any::<u8>(), 0..64)],
        ) {
            let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
            let target = format!("/?Action=PlaceOrder&Version=2024-01-01&{target}");
            let response = gateway().answer(&Request::new("POST", &target, headers, body.into()));
            prop_assert!(serde_json::from_slice::<Value>(&response.body).is_ok());
        }

        #[test]
        fn any_path_is_answered(path in text(), headers in vec(header(), 0..4), body in text()) {
            let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
            let response = gateway().answer(&Request::new("POST", &path, headers, body.into()));
            prop_assert!(serde_json::from_slice::<Value>(&response.body).is_ok());
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = |open: &str, times: usize| open.repeat(times);
        let tree = format!(
            "/?Action=PlaceOrder&Version=2024-01-01&Name=n&Tree.{}Id=x",
            deep("Next.", 200_000)
        );
        let json = format!(
            "/?Action=PlaceOrder&Version=2024-01-01&Name=n&Tree={}",
            deep("{%22Next%22:", 200_000)
        );
        for target in [tree, json] {
            let response = gateway().answer(&Request::new("POST", &target, [], Bytes::new()));
            assert!(response.status == 200 || response.status == 400);
        }
    }
}
