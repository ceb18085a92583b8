//! The metadata service, which every ECS instance reaches and nobody else.

use std::time::Duration;

use super::Context;
use super::fetch::{self, Answer, Ask};
use crate::endpoint::Target;
use crate::operation::Method;
use crate::{Error, ErrorKind, Secret};

/// Where it is on every instance.
const HOST: &str = "http://100.100.100.200";

/// It is near, or not there at all.
const TIMEOUT: Duration = Duration::from_secs(1);

const TOKEN: &str = "x-aliyun-ecs-metadata-token";
const TOKEN_LIFE: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";

/// Reads what the service says, with a token of its own for each question (version 2 of its protocol), or without one where the
/// service knows none or does not take it (version 1), unless that is forbidden.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) disable_v1: bool,
    pub(crate) endpoint: Option<String>,
}

impl Metadata {
    /// The region that the instance is in.
    pub(crate) async fn region(&self, context: &Context) -> Result<String, Error> {
        let answer = self.get(context, "/latest/meta-data/region-id").await?;
        match answer.text().trim() {
            "" => Err(answer.error("is empty")),
            region => Ok(region.to_owned()),
        }
    }

    /// What stands under `path`.
    ///
    /// # Errors
    /// As [`Ask::send`] has them.
    pub(super) async fn get(&self, context: &Context, path: &str) -> Result<Answer, Error> {
        let target: Target = self.endpoint.as_deref().unwrap_or(HOST).parse()?;
        let ask = |token: Option<Secret>| {
            let mut request = fetch::request(Method::Get, path);
            if let Some(token) = &token {
                request = request.header(TOKEN, token.expose());
            }
            self.ask(&target, request, token.into_iter().collect()).send(context)
        };
        let request = fetch::request(Method::Put, "/latest/api/token").header(TOKEN_LIFE, "21600");
        let token = self.ask(&target, request, Vec::new()).send(context).await;
        match token.map(|answer| Secret::new(answer.text().trim())) {
            Ok(token) => match ask(Some(token)).await {
                // Not so the official Go SDK, which takes the first answer.
                Err(_) if !self.disable_v1 => ask(None).await,
                answer => answer,
            },
            // Without the service version 1 has no chance either, but some hosts know only that.
            Err(_) if !self.disable_v1 => ask(None).await,
            Err(error) => {
                let why = format!("{}, and version 1 is disabled", error.message());
                Err(Error::new(ErrorKind::Credentials, why).with_source(error))
            }
        }
    }

    fn ask<'a>(&self, target: &'a Target, request: crate::request::Request, secrets: Vec<Secret>) -> Ask<'a> {
        Ask {
            who: "the ECS metadata service",
            target,
            request,
            timeout: TIMEOUT,
            secrets,
        }
    }
}
