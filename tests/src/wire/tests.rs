//! Each rule on the smallest recording it applies to, and what no rule excuses.

use serde_json::{Value, json};

use super::known::Known;
use super::resign::resign;
use super::settle::settle;
use super::vector::Vector;
use super::{Endpoint, Listed, Report, Rule, replay};

/// An operation with these parameters.
fn known(parameters: Value) -> Known {
    Known::of(json!({
        "info": {"product": "Demo", "version": "2024-01-01"},
        "endpoints": [
            {"regionId": "cn-hangzhou", "endpoint": "demo.cn-hangzhou.aliyuncs.com"},
            {"regionId": "cn-beijing", "endpoint": "demo.cn-beijing.aliyuncs.com", "vpc": "demo-vpc.cn-beijing.aliyuncs.com"},
        ],
        "apis": {"Run": {"methods": ["get", "post"], "parameters": parameters}},
    }))
}

fn parameter(name: &str, place: &str, schema: Value) -> Value {
    json!({"name": name, "in": place, "schema": schema})
}

fn text() -> Value {
    json!({"type": "string"})
}

/// A recording with this input, places, query and body.
fn vector(input: Value, locations: Value, request: Value) -> Vector {
    let mut request = request;
    for (key, value) in [
        ("method", "POST"),
        ("scheme", "https"),
        ("host", "demo.cn-hangzhou.aliyuncs.com"),
        ("path", "/"),
    ] {
        if request.get(key).is_none() {
            request[key] = Value::from(value);
        }
    }
    let mut headers = json!({"x-acs-content-sha256": "", "authorization": ""});
    if let Some(content_type) = request.get("content-type").cloned() {
        headers["content-type"] = content_type;
    }
    request["headers"] = headers;
    let mut vector = Vector::parse(&json!({
        "product": "demo", "version": "2024-01-01", "operation": "Run", "variant": "full", "has_float": true,
        "input": input, "locations": locations, "request": request,
    }))
    .unwrap();
    resign(&mut vector.sent);
    vector
}

/// Settles, and checks that the signature is that of what is left.
fn settled(known: &Known, vector: &mut Vector) -> Vec<Rule> {
    let documented = known.operation("demo20240101", "Run").unwrap();
    let rules = settle(vector, &documented).unwrap();
    let mut signed = vector.sent.clone();
    resign(&mut signed);
    assert!(signed == vector.sent, "signed anew");
    rules.into_iter().collect()
}

fn body(vector: &Vector) -> &str {
    std::str::from_utf8(&vector.sent.body).unwrap()
}

fn query(vector: &Vector) -> Vec<(&str, &str)> {
    let pairs = vector.sent.query.iter();
    pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";

#[test]
fn agreement_takes_no_rule() {
    let known = known(json!([parameter("Name", "query", text())]));
    let mut vector = vector(
        json!({"Name": "a"}),
        json!({"Name": "query"}),
        json!({"query": [["Name", "a"]]}),
    );
    let before = vector.sent.clone();
    assert_eq!(settled(&known, &mut vector), []);
    assert!(vector.sent == before);
}

#[test]
fn a_recording_with_another_signature_is_refused() {
    let known = known(json!([]));
    let mut vector = vector(json!({}), json!({}), json!({}));
    vector.sent.query.push(("Name".to_owned(), "a".to_owned()));
    let documented = known.operation("demo20240101", "Run").unwrap();
    assert!(settle(&mut vector, &documented).is_err());
}

#[test]
fn unknown_parameters_are_taken_out_at_any_depth() {
    let tag = json!({"type": "array", "items": {"type": "object", "properties": {"Key": text()}}});
    let known = known(json!([parameter("Tag", "query", tag)]));
    let mut vector = vector(
        json!({"OwnerId": 1, "Tag": [{"Key": "a", "New": "b"}]}),
        json!({"OwnerId": "query", "Tag": "query"}),
        json!({"query": [["OwnerId", "1"], ["Tag.1.Key", "a"], ["Tag.1.New", "b"]]}),
    );
    assert_eq!(settled(&known, &mut vector), [Rule::ParameterNotInSpec]);
    assert_eq!(query(&vector), [("Tag.1.Key", "a")]);
    assert_eq!(Value::from(vector.input), json!({"Tag": [{"Key": "a"}]}));
}

#[test]
fn values_that_do_not_fit_are_taken_out_or_replaced() {
    let known = known(json!([
        parameter("Size", "query", json!({"type": "integer"})),
        parameter("Id", "path", json!({"type": "integer"})),
    ]));
    let mut vector = vector(
        json!({"Size": "big", "Id": "a/b"}),
        json!({"Size": "query", "Id": "path"}),
        json!({"query": [["Size", "big"]], "path": "/runs/a%2Fb"}),
    );
    assert_eq!(settled(&known, &mut vector), [Rule::ValueOfAnotherType]);
    assert_eq!(vector.sent.path, "/runs/1");
    assert_eq!(query(&vector), []);
    assert_eq!(Value::from(vector.input), json!({"Id": 1}));
}

#[test]
fn a_form_parameter_moves_to_the_query() {
    let known = known(json!([parameter("A", "query", text())]));
    let mut vector = vector(
        json!({"A": "x y"}),
        json!({"A": "body"}),
        json!({"body_text": "A=x+y", "content-type": FORM}),
    );
    assert_eq!(
        settled(&known, &mut vector),
        [Rule::ParameterElsewhere, Rule::BodyNotInSpec]
    );
    assert_eq!(query(&vector), [("A", "x y")]);
    assert_eq!(body(&vector), "");
    assert!(!vector.sent.headers.contains_key("content-type"));
}

#[test]
fn an_empty_form_stays_where_the_document_has_one() {
    let known = known(json!([parameter("A", "formData", text())]));
    let mut vector = vector(json!({}), json!({}), json!({"content-type": FORM}));
    assert_eq!(settled(&known, &mut vector), []);
    assert!(vector.sent.headers.contains_key("content-type"));
}

#[test]
fn an_unlisted_method_is_replaced() {
    let known = known(json!([]));
    let mut vector = vector(json!({}), json!({}), json!({"method": "PUT"}));
    assert_eq!(settled(&known, &mut vector), [Rule::MethodNotInSpec]);
    assert_eq!(vector.sent.method, "POST");
}

#[test]
fn structures_are_given_under_dotted_names() {
    let map = json!({"name": "Disk.Labels", "in": "query", "style": "json", "schema": {"type": "object"}});
    let known = known(json!([
        parameter("Disk.Size", "query", json!({"type": "integer"})),
        map
    ]));
    let mut vector = vector(
        json!({"Disk": {"Size": 1, "Labels": {"b": "1", "a": "2"}}}),
        json!({"Disk": "query"}),
        json!({"query": [["Disk.Size", "1"], ["Disk.Labels.b", "1"], ["Disk.Labels.a", "2"]]}),
    );
    assert_eq!(
        settled(&known, &mut vector),
        [Rule::StyleNotInSpec, Rule::DottedParameters]
    );
    assert_eq!(
        query(&vector),
        [("Disk.Labels", r#"{"a":"2","b":"1"}"#), ("Disk.Size", "1")]
    );
    assert_eq!(
        Value::from(vector.input),
        json!({"Disk.Size": 1, "Disk.Labels": {"a": "2", "b": "1"}})
    );
}

#[test]
fn free_keys_are_sorted_and_exponents_respelled_but_models_stay() {
    let schema = json!({"type": "object", "properties": {"z": {"type": "number"}, "map": {"type": "object"}}});
    let known = known(json!([parameter("body", "body", schema)]));
    let mut vector = vector(
        json!({"z": 1e-7, "map": {"b": 1, "a": 2}}),
        json!({"z": "body", "map": "body"}),
        json!({"body_text": r#"{"z":1e-07,"map":{"b":1,"a":2}}"#, "content-type": JSON}),
    );
    assert_eq!(settled(&known, &mut vector), [Rule::MapOrder, Rule::FloatSpelling]);
    assert_eq!(body(&vector), r#"{"z":1e-7,"map":{"a":2,"b":1}}"#);
}

#[test]
fn a_binary_payload_becomes_its_base64_text() {
    let known = known(json!([parameter(
        "body",
        "body",
        json!({"type": "string", "format": "binary"})
    )]));
    let mut vector = vector(
        json!({"body": {"$binary_base64": "/w=="}}),
        json!({"body": "whole-body"}),
        json!({"body_base64": "/w==", "content-type": "application/octet-stream"}),
    );
    assert_eq!(settled(&known, &mut vector), [Rule::BinaryAsText]);
    assert_eq!(body(&vector), "/w==");
    assert_eq!(Value::from(vector.input), json!({"body": "/w=="}));
}

#[test]
fn hosts_are_excused_only_by_the_document() {
    let known = known(json!([]));
    let service = service();
    let compared = |region: Option<&str>, network: &str, host: Option<&str>| {
        let line = json!({
            "product": "demo", "version": "2024-01-01", "region": region, "network": network, "endpoint": host,
        });
        Endpoint::parse(&line).unwrap().compare(service, &known)
    };
    let right = Some("demo.cn-hangzhou.aliyuncs.com");
    assert_eq!(compared(Some("cn-hangzhou"), "public", right), Ok(vec![]));
    let old = Some("demo-old.aliyuncs.com");
    assert_eq!(
        compared(Some("cn-hangzhou"), "public", old),
        Ok(vec![Rule::HostNotInSpec])
    );
    assert_eq!(compared(Some("cn-beijing"), "vpc", old), Ok(vec![Rule::HostNotInSpec]));
    assert_eq!(compared(Some("xx-1"), "vpc", old), Ok(vec![Rule::HostNamedAsListed]));
    assert_eq!(compared(Some("xx-1"), "internal", old), Ok(vec![Rule::NetworkNotOurs]));
    // Not what the document says, so nothing excuses it.
    assert!(compared(Some("cn-shanghai"), "public", old).is_err());
    assert!(compared(None, "public", old).is_err());
    assert_eq!(compared(None, "public", None), Ok(vec![]));
}

#[test]
fn only_what_has_no_document_is_left_out() {
    let known = known(json!([]));
    let services: &[Listed] = &[("demo20240101", service(), &[])];
    let replayed = |line: Value| {
        let mut report = Report::default();
        replay(services, &known, &line, &mut report).unwrap();
        report
    };
    let request = json!({"method": "POST", "scheme": "https", "host": "h", "path": "/", "query": [], "headers": {}});
    let recorded = |product: &str, operation: &str| {
        replayed(json!({
            "product": product, "version": "2024-01-01", "operation": operation, "variant": "full", "input": {},
            "locations": {}, "request": request,
        }))
    };
    assert!(recorded("other", "Run").rules.contains_key(&Rule::VersionNotInSpecs));
    assert!(recorded("demo", "New").rules.contains_key(&Rule::OperationNotInSpec));
    assert_eq!(recorded("demo", "New").passed, 0);
    // The document has it, so the crate has to.
    assert_eq!(recorded("demo", "Run").failures.len(), 1);

    let report = replayed(json!({
        "product": "demo", "version": "2024-01-01", "region": "cn-hangzhou", "suffix": "dev",
        "endpoint": "demo.cn-hangzhou.aliyuncs.com",
    }));
    assert_eq!((report.passed, report.untouched), (1, 0));
    assert!(report.rules.contains_key(&Rule::SuffixIgnored));
}

/// What a generated crate has for the document of [`known`], but with a mistake in Shanghai.
fn service() -> &'static alicloud_runtime::operation::Service {
    use alicloud_runtime::operation::{Endpoint, EndpointRule, Service, Style};

    &Service {
        product: "Demo",
        version: "2024-01-01",
        style: Style::Rpc,
        endpoints: &[
            Endpoint {
                region: "cn-hangzhou",
                public: "demo.cn-hangzhou.aliyuncs.com",
                vpc: None,
            },
            Endpoint {
                region: "cn-beijing",
                public: "demo.cn-beijing.aliyuncs.com",
                vpc: Some("demo-vpc.cn-beijing.aliyuncs.com"),
            },
            Endpoint {
                region: "cn-shanghai",
                public: "mistake.aliyuncs.com",
                vpc: None,
            },
        ],
        rule: EndpointRule::Regional("demo"),
    }
}
