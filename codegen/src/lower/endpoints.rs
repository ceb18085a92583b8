//! Hosts, and the rule that names the unlisted ones.

use std::collections::BTreeMap;

use crate::model::{Endpoint, EndpointRule};
use crate::spec::Document;

const DOMAIN: &str = ".aliyuncs.com";

/// The hosts of a document, sorted by region, and its naming rule.
///
/// The rule is central when most listed hosts do not name their region (as with all hosts of a central service). The
/// prefix is the one most hosts have; without a pattern in them it is the product in lower case.
pub(super) fn lower(document: &Document<'_>) -> (Vec<Endpoint>, EndpointRule) {
    let mut endpoints: BTreeMap<&str, Endpoint> = BTreeMap::new();
    for endpoint in &document.endpoints {
        endpoints.entry(endpoint.region).or_insert_with(|| Endpoint {
            region: endpoint.region.to_owned(),
            public: endpoint.public.to_owned(),
            vpc: endpoint.vpc.map(str::to_owned),
        });
    }
    let endpoints: Vec<Endpoint> = endpoints.into_values().collect();
    let rule = rule(&endpoints, &document.product.to_lowercase());
    (endpoints, rule)
}

fn rule(endpoints: &[Endpoint], product: &str) -> EndpointRule {
    let (regional, central): (Vec<_>, Vec<_>) = endpoints
        .iter()
        .partition(|endpoint| endpoint.public.contains(&endpoint.region));
    if central.len() > regional.len() {
        let prefix = commonest(
            central
                .iter()
                .filter_map(|endpoint| label(endpoint.public.strip_suffix(DOMAIN)?)),
        );
        EndpointRule::Central(prefix.unwrap_or(product).to_owned())
    } else {
        let prefix = commonest(regional.iter().filter_map(|endpoint| {
            label(
                endpoint
                    .public
                    .strip_suffix(DOMAIN)?
                    .strip_suffix(endpoint.region.as_str())?
                    .strip_suffix('.')?,
            )
        }));
        EndpointRule::Regional(prefix.unwrap_or(product).to_owned())
    }
}

/// A host part that is one label.
fn label(prefix: &str) -> Option<&str> {
    (!prefix.is_empty() && !prefix.contains('.')).then_some(prefix)
}

/// The most frequent of these; of equally frequent ones, the first by name.
fn commonest<'a>(prefixes: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for prefix in prefixes {
        *counts.entry(prefix).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(prefix, count)| (*count, std::cmp::Reverse(*prefix)))
        .map(|(prefix, _)| prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule_of(hosts: &[(&str, &str)]) -> EndpointRule {
        let endpoints = hosts.iter().map(|(region, host)| Endpoint {
            region: (*region).to_owned(),
            public: (*host).to_owned(),
            vpc: None,
        });
        rule(&endpoints.collect::<Vec<_>>(), "product")
    }

    #[test]
    fn central_and_regional() {
        assert_eq!(
            rule_of(&[("cn-hangzhou", "ims.aliyuncs.com")]),
            EndpointRule::Central("ims".into())
        );
        let listed = [
            ("cn-shanghai", "cloudsso.cn-shanghai.aliyuncs.com"),
            ("x-1", "cloudsso.x-1.aliyuncs.com"),
        ];
        assert_eq!(rule_of(&listed), EndpointRule::Regional("cloudsso".into()));
        let listed = [
            ("x-2", "cdn.aliyuncs.com"),
            ("x-3", "cdn.aliyuncs.com"),
            ("x-1", "cdn.x-1.aliyuncs.com"),
        ];
        assert_eq!(rule_of(&listed), EndpointRule::Central("cdn".into()));
        assert_eq!(
            rule_of(&[("x-1", "x-1.log.aliyuncs.com")]),
            EndpointRule::Regional("product".into())
        );
        assert_eq!(rule_of(&[]), EndpointRule::Regional("product".into()));
    }
}
