//! From a service and a region to the host that answers.
//!
//! In this order: the endpoint a caller names; the table of the service's specification; the official naming rule, which
//! keeps regions working that are newer than the table.

use std::fmt;

use crate::Error;
use crate::operation::{Endpoint, EndpointRule, Service};

/// Which of a service's hosts to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Network {
    /// The host that the internet reaches.
    #[default]
    Public,
    /// The host that only a VPC of the region reaches, where there is one.
    Vpc,
}

/// Where requests go: a scheme and a host, perhaps with a port.
///
/// ```
/// use alicloud_runtime::endpoint::Target;
/// let target: Target = "ims.aliyuncs.com".parse()?;
/// assert_eq!(target.to_string(), "https://ims.aliyuncs.com");
/// let target: Target = "http://127.0.0.1:8080/".parse()?;
/// assert_eq!(target.host(), "127.0.0.1:8080");
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Plain HTTP happens only when an endpoint is written with `http://`: credentials travel with every request.
    plain: bool,
    host: String,
    guess: Option<Guess>,
}

/// A host made by the naming rule for a region that the service's table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) region: String,
    pub(crate) nearest: Vec<&'static str>,
}

impl Target {
    fn https(host: impl Into<String>) -> Self {
        Self {
            plain: false,
            host: host.into(),
            guess: None,
        }
    }

    /// Host, with a port if one was given: what `host` headers carry.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `https`, or `http` where the endpoint asks for it.
    pub fn scheme(&self) -> &'static str {
        if self.plain { "http" } else { "https" }
    }

    pub(crate) fn guess(&self) -> Option<&Guess> {
        self.guess.as_ref()
    }

    /// Puts host parameters in front: `bucket.oss-cn-hangzhou.aliyuncs.com`.
    pub(crate) fn with_labels(mut self, labels: &[(&'static str, String)]) -> Result<Self, Error> {
        for (name, label) in labels {
            if !is_label(label) {
                return Err(Error::invalid_parameter(
                    name,
                    "it becomes part of the host name: letters, digits and `-`",
                ));
            }
            self.host = format!("{label}.{}", self.host);
        }
        Ok(self)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.host)
    }
}

impl std::str::FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (plain, rest) = match text.split_once("://") {
            None => (false, text),
            Some(("https", rest)) => (false, rest),
            Some(("http", rest)) => (true, rest),
            Some(_) => return Err(Error::invalid_endpoint(text, "the scheme must be https or http")),
        };
        let host = rest.trim_end_matches('/');
        match host.parse::<http::uri::Authority>() {
            Ok(_) if host.contains('@') => Err(Error::invalid_endpoint(text, "it must not hold a user name")),
            Ok(authority) if authority.host().is_empty() => Err(Error::invalid_endpoint(text, "the host is missing")),
            Ok(_) => Ok(Self {
                plain,
                host: host.to_owned(),
                guess: None,
            }),
            Err(_) => Err(Error::invalid_endpoint(
                text,
                "expected a host, perhaps with a port and without a path",
            )),
        }
    }
}

/// The host of `service` in `region`.
///
/// A central service needs no region. A region with a host in the service's table takes that; any other takes the
/// official naming rule, and remembers the known regions nearest in spelling for when that host does not answer.
pub fn resolve(service: &Service, region: Option<&str>, network: Network) -> Result<Target, Error> {
    let Some(region) = region.filter(|region| !region.is_empty()) else {
        return match (service.rule, service.endpoints) {
            (EndpointRule::Central(prefix), _) => Ok(Target::https(central(prefix, network))),
            // A host that several regions share is central in all but name.
            (_, [first, second, rest @ ..])
                if rest
                    .iter()
                    .chain([second])
                    .all(|entry| host(entry, network) == host(first, network)) =>
            {
                Ok(Target::https(host(first, network)))
            }
            _ => Err(Error::no_region(service)),
        };
    };
    if let Some(entry) = service.endpoints.iter().find(|entry| entry.region == region) {
        return Ok(Target::https(host(entry, network)));
    }
    if !is_label(region) {
        return Err(Error::invalid_region(region, nearest(service, region)));
    }
    match service.rule {
        EndpointRule::Central(prefix) => Ok(Target::https(central(prefix, network))),
        EndpointRule::Regional(prefix) => {
            let mut target = Target::https(format!("{prefix}{}.{region}.aliyuncs.com", infix(network)));
            if !service.endpoints.is_empty() {
                target.guess = Some(Guess {
                    region: region.to_owned(),
                    nearest: nearest(service, region),
                });
            }
            Ok(target)
        }
    }
}

fn host(entry: &Endpoint, network: Network) -> &'static str {
    match (network, entry.vpc) {
        (Network::Vpc, Some(vpc)) => vpc,
        // A listed region without a VPC host is served by its public one, as the official SDKs have it.
        _ => entry.public,
    }
}

fn central(prefix: &str, network: Network) -> String {
    format!("{prefix}{}.aliyuncs.com", infix(network))
}

fn infix(network: Network) -> &'static str {
    match network {
        Network::Public => "",
        Network::Vpc => "-vpc",
    }
}

/// The three known regions spelled most like `region`, nearest first.
fn nearest(service: &Service, region: &str) -> Vec<&'static str> {
    let mut known: Vec<&'static str> = service.endpoints.iter().map(|entry| entry.region).collect();
    known.sort_by_cached_key(|candidate| (strsim::osa_distance(candidate, region), *candidate));
    known.dedup();
    known.truncate(3);
    known
}

/// Whether `text` can be one label of a host name.
fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
