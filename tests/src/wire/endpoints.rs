//! Recorded endpoints: which host an official client derives for a region and a network, against ours.

use alicloud_runtime::endpoint::{Network, Target, resolve};
use alicloud_runtime::operation::Service;
use serde_json::Value;

use super::Rule;
use super::known::{self, Hosts, Known};

/// A recorded endpoint.
pub(super) struct Endpoint {
    product: String,
    version: String,
    region: Option<String>,
    network: Option<String>,
    suffix: Option<String>,
    explicit: Option<String>,
    /// What the official client derives; nothing if it refuses.
    host: Option<String>,
}

impl Endpoint {
    /// Reads a line, if it is one of endpoints.
    pub(super) fn parse(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        value.get("endpoint")?;
        Some(Self {
            product: text("product")?,
            version: text("version")?,
            region: text("region"),
            network: text("network"),
            suffix: text("suffix"),
            explicit: text("explicit_endpoint"),
            host: text("endpoint"),
        })
    }

    /// The module of the generated crate that resolves it.
    pub(super) fn module(&self) -> String {
        known::module(&self.product, &self.version)
    }

    /// Compares with our own resolution; the rules that it took, or the difference.
    ///
    /// # Errors
    /// Another host than the recorded one, without a rule for it.
    pub(super) fn compare(&self, service: &Service, known: &Known) -> Result<Vec<Rule>, String> {
        let network = match self.network.as_deref() {
            None | Some("public") => Network::Public,
            Some("vpc") => Network::Vpc,
            Some(_) => return Ok(vec![Rule::NetworkNotOurs]),
        };
        let mut rules = Vec::new();
        if self.suffix.is_some() {
            rules.push(Rule::SuffixIgnored);
        }
        let ours = match &self.explicit {
            Some(endpoint) => endpoint.parse::<Target>(),
            None => resolve(service, self.region.as_deref(), network),
        };
        let ours = ours.ok().map(|target| target.host().to_owned());
        if ours != self.host {
            let rule = ours
                .as_deref()
                .and_then(|ours| documented(known, &self.module(), self.region.as_deref(), network, ours));
            rules.push(rule.ok_or_else(|| {
                let region = self.region.as_deref().unwrap_or("no region");
                format!(
                    "{} {} in {region}, {network:?}\n  endpoint: recorded {:?}, ours {ours:?}",
                    self.product, self.version, self.host
                )
            })?);
        }
        Ok(rules)
    }
}

/// The rule by which a host that is not the recorded one is right: the document has it.
pub(super) fn documented(
    known: &Known,
    module: &str,
    region: Option<&str>,
    network: Network,
    ours: &str,
) -> Option<Rule> {
    let hosts = known.hosts(module);
    let Some(region) = region else {
        let common = !hosts.is_empty() && hosts.values().all(|hosts| named(hosts.public, network) == ours);
        return common.then_some(Rule::NoRegionNeeded);
    };
    match hosts.get(region) {
        Some(hosts) => {
            let listed = match (network, hosts.vpc) {
                (Network::Vpc, Some(vpc)) => vpc,
                _ => hosts.public,
            };
            (listed == ours).then_some(Rule::HostNotInSpec)
        }
        None => {
            let likewise =
                |(listed, hosts): (&&str, &Hosts<'_>)| named(&hosts.public.replace(listed, region), network) == ours;
            hosts.iter().any(likewise).then_some(Rule::HostNamedAsListed)
        }
    }
}

/// The public host, or its name in a VPC by the official rule.
fn named(public: &str, network: Network) -> String {
    match (network, public.split_once('.')) {
        (Network::Vpc, Some((label, rest))) => format!("{label}-vpc.{rest}"),
        _ => public.to_owned(),
    }
}
