//! One call, from a prepared request to an answer: attempts, pauses between them, and the limit on the whole.

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::USER_AGENT;

use crate::body::Origin;
use crate::client::Shared;
use crate::clock::within;
use crate::credentials::Credentials;
use crate::endpoint::Target;
use crate::layer::Next;
use crate::operation::{Api, Auth};
use crate::request::Request;
#[cfg(feature = "gzip")]
use crate::response::plain;
use crate::response::refusal;
use crate::retry::{self, Failed, Retry};
use crate::sign::{self, Scope, Stamp};
use crate::trace::{self, AttemptSpan};
use crate::transport::Limits;
use crate::{Body, ByteStream, Error, ErrorKind, wire};

/// Everything about a call but its request.
pub(crate) struct Exchange<'c> {
    pub(crate) client: &'c Shared,
    pub(crate) api: &'static Api,
    pub(crate) target: Cow<'c, Target>,
    pub(crate) limits: Limits,
    /// How long the whole may take.
    pub(crate) total: Duration,
    /// Whether the service can tell that an attempt is a repetition.
    pub(crate) has_token: bool,
    pub(crate) retry: Retry,
    /// Whether a body may say that the call failed although the status does not.
    pub(crate) body_errors: bool,
    pub(crate) began: SystemTime,
    pub(crate) progress: Mutex<Progress>,
}

/// How far a call has come.
#[derive(Default)]
pub(crate) struct Progress {
    /// How many attempts have begun.
    attempts: u32,
    phase: Phase,
    /// Why the last attempt failed.
    failure: Option<Error>,
    /// What the last attempt was signed with.
    credentials: Option<Credentials>,
}

#[derive(Default, Clone, Copy)]
enum Phase {
    #[default]
    Layers,
    Credentials,
    Answer,
    Pause,
}

impl Exchange<'_> {
    /// Makes the call, and gives it up when the time is over.
    pub(crate) async fn run(&self, request: Request) -> Result<http::Response<ByteStream>, Error> {
        let clock = &*self.client.clock;
        let done = match self.client.layers.as_slice() {
            [] => within(self.total, clock, self.attempts(request)).await,
            layers => within(self.total, clock, Next::new(layers, self).call(request)).await,
        };
        done.unwrap_or_else(|| Err(self.too_late()))
    }

    /// Signs the request as an attempt would.
    pub(crate) async fn signed(&self, request: Request) -> Result<http::Request<Body>, Error> {
        self.note(|progress| progress.phase = Phase::Credentials);
        let signed = async {
            let credentials = self.credentials().await?;
            self.sign(request, &credentials)
        };
        let done = within(self.total, &*self.client.clock, signed).await;
        done.unwrap_or_else(|| Err(self.too_late()))
    }

    /// Attempts the call until one succeeds or trying again makes no sense.
    pub(crate) async fn attempts(&self, mut request: Request) -> Result<http::Response<ByteStream>, Error> {
        let client = self.client;
        let mut attempt = 1;
        let mut is_corrected = false;
        loop {
            // Signing uses the request up.
            let next = self.retry.may_follow(attempt).then(|| request.clone());
            let span = AttemptSpan::begin(self, attempt, &request);
            let outcome = span.around(self.attempt(request)).await;
            span.end(&outcome);
            let error = match outcome {
                Ok(response) => {
                    client.bucket.give(attempt > 1);
                    return Ok(response);
                }
                Err(error) => error,
            };
            let now = client.clock.now();
            let elapsed = now.duration_since(self.began).unwrap_or_default();
            let error = error.during(self.api).after(attempt, elapsed);
            let Some(again) = next else {
                return Err(error);
            };
            let mut pause = Duration::ZERO;
            if let Some(theirs) = error.refused_time().filter(|_| !is_corrected) {
                // Refused before anything was done, and off once only.
                client.skew.learn(now, theirs);
                is_corrected = true;
            } else {
                let failed = Failed {
                    error: &error,
                    access: self.api.access,
                    has_token: self.has_token,
                    attempt,
                    elapsed,
                };
                let fraction = retry::fraction(&client.clock.nonce());
                let Some(found) = self.retry.pause(&failed, &client.bucket, fraction) else {
                    return Err(error);
                };
                pause = found;
                trace::again(attempt, pause);
                self.note(|progress| {
                    progress.phase = Phase::Pause;
                    progress.failure = Some(error);
                });
                client.clock.sleep(pause).await;
            }
            request = again.repeated(attempt, pause);
            attempt += 1;
        }
    }

    /// Signs and sends once, and takes the answer unless it is an error.
    async fn attempt(&self, request: Request) -> Result<http::Response<ByteStream>, Error> {
        self.note(|progress| {
            progress.attempts += 1;
            progress.phase = Phase::Credentials;
        });
        let credentials = self.credentials().await?;
        let request = self.sign(request, &credentials)?;
        self.note(|progress| {
            progress.phase = Phase::Answer;
            progress.credentials = Some(credentials);
        });
        let sent = self.client.transport.send(request, self.limits).await;
        #[cfg_attr(not(feature = "gzip"), allow(unused_mut))]
        let (mut parts, stream) = sent.map_err(|error| error.at(&self.target))?.into_parts();
        let limit = self.client.max_response_bytes;
        if self.limits.streamed && parts.status.is_success() {
            let content_type = parts.headers.get(http::header::CONTENT_TYPE);
            let origin = Origin {
                api: Some(self.api),
                content_type: content_type.and_then(|value| Some(value.to_str().ok()?.to_owned())),
                limit,
            };
            return Ok(http::Response::from_parts(parts, stream.with_origin(origin)));
        }
        let body = stream.collect(limit).await?;
        #[cfg(feature = "gzip")]
        let body = plain(&mut parts, self.api.answer, body, limit)?;
        match refusal(&parts, &body, self.body_errors) {
            Some(error) => Err(self.redacted(error)),
            None => Ok(http::Response::from_parts(parts, body.into())),
        }
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        match self.api.auth {
            Auth::Anonymous => Ok(Credentials::anonymous()),
            Auth::Signed => self.client.provider.credentials().await,
        }
    }

    fn sign(&self, mut request: Request, credentials: &Credentials) -> Result<http::Request<Body>, Error> {
        let client = self.client;
        let stamp = Stamp {
            date: client.skew.correct(client.clock.now()),
            nonce: client.clock.nonce(),
        };
        let scope = Scope {
            api: self.api,
            host: self.target.host(),
            credentials,
            stamp: &stamp,
            version: client.signature,
        };
        let query = sign::sign(&mut request, &scope);
        let mut request = wire::assemble(request, &query, &self.target)?;
        let headers = request.headers_mut();
        headers.entry(USER_AGENT).or_insert_with(|| client.user_agent.clone());
        Ok(request)
    }

    /// How many attempts have begun.
    pub(crate) fn attempted(&self) -> u32 {
        self.progress().attempts
    }

    /// Adds to an error what it took to come to it.
    pub(crate) fn told(&self, error: Error) -> Error {
        let now = self.client.clock.now();
        error.after(self.attempted(), now.duration_since(self.began).unwrap_or_default())
    }

    /// Removes the secrets that the last attempt was signed with from what a service said.
    pub(crate) fn redacted(&self, error: Error) -> Error {
        match &self.progress().credentials {
            Some(credentials) => credentials.secrets().fold(error, Error::redacted),
            None => error,
        }
    }

    /// The call has taken as long as it may.
    fn too_late(&self) -> Error {
        let mut progress = self.progress();
        let host = self.target.host();
        let what = match progress.phase {
            Phase::Layers => "a layer had it".to_owned(),
            Phase::Credentials => "it was waiting for credentials".to_owned(),
            Phase::Answer => format!("it was waiting for an answer from {host}"),
            Phase::Pause => "it was waiting to try again".to_owned(),
        };
        let total = self.total;
        let error = Error::new(ErrorKind::Timeout, format!("not done within {total:?}: {what}"))
            .with_advice("allow more with .total_timeout(…)")
            .after(progress.attempts, total);
        match progress.failure.take() {
            Some(failure) => error.with_source(failure),
            None => error,
        }
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress());
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
