//! Hosts by table and by rule, against what the official SDKs derive.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "support/probe.rs"]
mod probe;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use alicloud_runtime::endpoint::{Target, resolve};
use alicloud_runtime::operation::{Endpoint, EndpointRule, Service, Style};
use alicloud_runtime::{ErrorKind, Network};
use probe::{CENTRAL, REGIONAL};
use serde_json::Value;
use support::{golden, text};

const UNKNOWN: &str = "xx-unknown-9";

/// A service as the lines about it show it: a rule from its unknown region, a table from the regions whose host does not
/// depend on the network.
fn service(product: &str, lines: &[&Value]) -> Service {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let find = |region: &str, network: &str| {
        let mut found = lines
            .iter()
            .filter(|line| text(line, "region") == region && text(line, "network") == network);
        text(found.next().expect("every region is recorded"), "endpoint")
    };
    let host = find(UNKNOWN, "");
    let rule = match host.strip_suffix(".xx-unknown-9.aliyuncs.com") {
        Some(prefix) => EndpointRule::Regional(leak(prefix)),
        None => EndpointRule::Central(leak(host.strip_suffix(".aliyuncs.com").expect(product))),
    };
    let regions: BTreeSet<&str> = lines.iter().map(|line| text(line, "region")).collect();
    let table: Vec<Endpoint> = regions
        .into_iter()
        .filter(|region| !region.is_empty() && find(region, "") == find(region, "vpc"))
        .map(|region| Endpoint {
            region: leak(region),
            public: leak(find(region, "")),
            vpc: None,
        })
        .collect();
    Service {
        product: leak(product),
        version: "",
        style: Style::Rpc,
        endpoints: table.leak(),
        rule,
    }
}

#[test]
fn recorded_hosts() {
    let lines = golden("endpoints.jsonl");
    let mut products: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for line in &lines {
        // Suffixes are ignored by the Python SDK, and not offered here; explicit endpoints have a test of their own.
        if line["suffix"].is_null() && line["explicit_endpoint"].is_null() {
            products.entry(text(line, "product")).or_default().push(line);
        }
    }
    let mut passed = 0;
    for (product, lines) in products {
        let service = service(product, &lines);
        for line in lines {
            let network = match line["network"].as_str() {
                Some("vpc") => Network::Vpc,
                None | Some("public") => Network::Public,
                // Hosts called `-internal` exist for object storage only.
                _ => continue,
            };
            let resolved = resolve(&service, line["region"].as_str(), network);
            let found = resolved.as_ref().map(Target::host).ok();
            match line["endpoint"].as_str() {
                // Without a region the SDKs fail even where the table has one host for all regions.
                None if found.is_some() => {
                    assert!(
                        service.endpoints.iter().all(|entry| Some(entry.public) == found),
                        "{line}"
                    );
                }
                expected => assert_eq!(found, expected, "{line}"),
            }
            passed += 1;
        }
    }
    println!("{passed} hosts");
    assert!(passed == 936 || lines.is_empty(), "{passed}");
}

#[test]
fn table_before_rule() {
    let host = |region, network| {
        resolve(&REGIONAL, Some(region), network)
            .expect("a host")
            .host()
            .to_owned()
    };
    assert_eq!(
        host("cn-hongkong", Network::Public),
        "cloudsso.cn-hongkong.aliyuncs.com"
    );
    assert_eq!(
        host("cn-hongkong", Network::Vpc),
        "cloudsso-vpc.cn-hongkong.aliyuncs.com"
    );
    assert_eq!(host("cn-shanghai", Network::Vpc), "cloudsso.cn-shanghai.aliyuncs.com");
    assert_eq!(host("cn-newcity", Network::Public), "cloudsso.cn-newcity.aliyuncs.com");
    assert_eq!(
        resolve(&CENTRAL, None, Network::Public).expect("a host").host(),
        "ims.aliyuncs.com"
    );
}

#[test]
fn a_regional_service_needs_a_region() {
    let error = resolve(&REGIONAL, None, Network::Public).expect_err("no region");
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    insta::assert_snapshot!(error, @"a region is needed: the service has no central host; set one with Client::builder().region(…), per call with .region(…), or ALIBABA_CLOUD_REGION_ID for Client::from_env(); known regions: cn-hongkong, cn-shanghai, us-west-1");
}

#[test]
fn a_region_cannot_change_the_host() {
    for region in ["evil.com/", "cn hangzhou", "cn-hangzhou.evil.com", "é"] {
        assert!(resolve(&REGIONAL, Some(region), Network::Public).is_err(), "{region}");
    }
    let error = resolve(&REGIONAL, Some("cn_hongkong/"), Network::Public).expect_err("no region id");
    insta::assert_snapshot!(error, @r#""cn_hongkong/" is not a region id; did you mean cn-hongkong, cn-shanghai, us-west-1?"#);
}

#[test]
fn written_endpoints() {
    for (written, target) in [
        ("ims.aliyuncs.com", "https://ims.aliyuncs.com"),
        ("https://ims.aliyuncs.com/", "https://ims.aliyuncs.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("[::1]:443", "https://[::1]:443"),
    ] {
        assert_eq!(written.parse::<Target>().expect(written).to_string(), target);
    }
    for written in ["", "https://", "ftp://x", "host/path", "user@host", "a b", "http://x?y"] {
        let error = written.parse::<Target>().expect_err(written);
        assert_eq!(error.kind(), ErrorKind::Config, "{written}");
    }
}
