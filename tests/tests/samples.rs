//! Every operation of the crate, by name: called against the emulator, and its answer understood by the typed output.
//!
//! The emulator makes answers from the documents, the output types are generated from them: whatever generation loses
//! on the way shows here.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests speak by panicking and printing"
)]

use alicloud::runtime::operation::Format;
use alicloud::{Client, Credentials, dynamic};
use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Mock};
use alicloud_tests::golden::workspace;
use serde_json::{Value, json};

#[tokio::test]
async fn every_operation_is_served_and_its_answer_survives_the_round_trip() {
    let mock = Mock::builder().specs(workspace().join("specs")).start().unwrap();
    let credentials = Credentials::access_key(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
    let client = Client::builder()
        .endpoint(mock.endpoint())
        .credentials(credentials)
        .build()
        .unwrap();
    let mut calls = 0;
    for (module, _, operations) in dynamic::services() {
        for entry in *operations {
            let name = format!("{module} {}", entry.api.name);
            let required = entry.api.params.iter().filter(|param| param.required);
            // Scalars read from text leniently; what travels as JSON is an object with some ids.
            let value = |format| {
                if format == Format::Json {
                    json!({"Id": "1", "Issuer": "i"})
                } else {
                    json!("1")
                }
            };
            let input: Value = required
                .map(|param| (param.name.to_owned(), value(param.format)))
                .collect();
            let response = entry
                .call(&client, &input)
                .unwrap()
                .send()
                .await
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let answer = response.output();
            let understood = entry
                .understand(response.body())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(understood, *answer, "{name}");
            calls += 1;
        }
    }
    assert!(calls >= 194, "{calls} operations");
}

#[tokio::test]
async fn inputs_that_do_not_fit_are_located() {
    let entry = dynamic::find("ims20190815", "CreateUser").unwrap();
    let client = Client::builder()
        .credentials(Credentials::access_key("id", "secret"))
        .build()
        .unwrap();
    let error = entry
        .call(&client, &json!({"Tag": [{"Key": "a"}, 7]}))
        .map(drop)
        .unwrap_err();
    insta::assert_snapshot!(error.to_string());
    assert!(dynamic::find("ims20190815", "NoSuchOperation").is_none());
    assert!(dynamic::find("nosuch20200101", "CreateUser").is_none());
}
