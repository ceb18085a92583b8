//! XML bodies and answers, as the few services that have them write and read them.
#![allow(missing_docs, unreachable_pub, clippy::expect_used, clippy::panic)]
#![cfg(feature = "xml")]

use std::collections::BTreeMap;

use alicloud_runtime::codec::{Decode, DecodeError, Value, xml};
use alicloud_runtime::operation::{EndpointRule, Service, Style};
use alicloud_runtime::prelude::*;
use alicloud_runtime::{Body, BoxFuture, ByteStream, Error};
use alicloud_runtime::{Client, Credentials, Transport, model, operation, output};

pub static SERVICE: Service = Service {
    product: "hcs-mgw",
    version: "2024-06-26",
    style: Style::Roa,
    endpoints: &[],
    rule: EndpointRule::Regional("hcs-mgw"),
};

mod operations {
    use super::*;

    #[derive(Clone, Default)]
    pub struct UpdateJob {
        pub job: Option<Job>,
    }

    operation!(UpdateJob: "UpdateJob" Put write [path = "/job", answer = Answer::Xml] => UpdateJobOutput {
        whole xml "ImportJob" => job: Job,
    });

    #[derive(Clone, Default)]
    pub struct UpdateJobOutput {
        pub job: Option<Job>,
        pub jobs: Vec<Job>,
    }

    output!(UpdateJobOutput {
        "ImportJob" => job,
        "ImportJobList" / "ImportJob" => jobs,
    });

    #[derive(Clone, Default, PartialEq)]
    pub struct Job {
        pub name: Option<String>,
        pub count: Option<i64>,
        pub enabled: Option<bool>,
        pub tags: Option<Vec<String>>,
        pub labels: Option<BTreeMap<String, String>>,
        pub extra: Option<Value>,
    }

    model!(Job {
        "Name" => name: String,
        "Count" => count: i64,
        "Enabled" => enabled: bool,
        "Tag" => tags[]: String,
        "Labels" => labels{}: String,
        "Extra" => extra: Value,
    });
}

use operations::{Job, UpdateJob, UpdateJobOutput};

fn read(xml: &str) -> Result<UpdateJobOutput, DecodeError> {
    let mut output = UpdateJobOutput::default();
    xml::decode(xml.as_bytes(), output.slot()).map(|()| output)
}

fn job() -> Job {
    Job::default()
        .name("a<b> & \"é\"")
        .count(3)
        .enabled(true)
        .tags(["x", "", "y"])
        .labels([("k", "v")])
        .extra(serde_json::json!({"A": "1", "B": ["2", "3"]}))
}

/// Answers with what it is sent.
struct Echo;

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Body>,
        _: alicloud_runtime::transport::Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        assert_eq!(
            request.headers().get("content-type").map(|value| value.as_bytes()),
            Some(b"application/xml".as_slice())
        );
        Box::pin(async move { Ok(http::Response::new(request.into_body().open())) })
    }
}

#[tokio::test]
async fn what_is_written_reads_back() {
    let client = Client::builder()
        .transport(Echo)
        .credentials(Credentials::access_key("id", "secret"))
        .region("cn-beijing");
    let output = client
        .build()
        .expect("a client")
        .send(UpdateJob::default().job(job()))
        .await
        .expect("an answer");
    assert_eq!(output.job, Some(job()));
}

#[test]
fn documents_as_services_write_them() {
    let output = read(
        "<?xml version=\"1.0\"?>\n<!-- c -->\n<ImportJobList xmlns=\"urn:x\" a=\"b\">\n  <ImportJob><Name><![CDATA[<x>]]></Name><Count> 7 </Count>\
         <Unknown><Deep/></Unknown></ImportJob>\n  <Other/>\n  <ImportJob><Name>&#x41;&amp;</Name><Enabled>TRUE</Enabled><Tag/></ImportJob>\n</ImportJobList>",
    )
    .expect("well-formed");
    let first = Job::default().name("<x>").count(7);
    let second = Job::default().name("A&").enabled(true).tags([""]);
    assert_eq!(output.jobs, [first, second]);
    // A root element that is no field is the object itself.
    let output = read("<Result><ImportJob><Name>x</Name></ImportJob></Result>").expect("well-formed");
    assert_eq!(output.job, Some(Job::default().name("x")));
}

#[test]
fn what_does_not_fit_is_located() {
    let said = |xml: &str| read(xml).expect_err("an error").to_string();
    assert_eq!(
        said("<ImportJob><Count>many</Count></ImportJob>"),
        "ImportJob.Count: expected an integer, got \"many\""
    );
    for broken in [
        "",
        "<",
        "<ImportJob>",
        "<ImportJob></Other>",
        "text",
        "<a>&nbsp;</a>",
        "<ImportJob><Name>x</ImportJob>",
    ] {
        assert!(
            said(broken).starts_with("not a complete XML document: "),
            "{broken}: {}",
            said(broken)
        );
    }
    let deep = "<ImportJob><Extra>".to_owned() + &"<a>".repeat(100_000);
    assert!(said(&deep).contains("128 elements"), "{}", said(&deep));
}
