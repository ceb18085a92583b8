//! Faults of servers: each leaves the specs as they were and says what to do.

use super::support::command::{run_in, transcript};
use super::support::portal::Fault;
use super::{COFFEE, Kitchen, OLD_TEA, TEA};

/// Every fault in every document, for somebody who has something and wants to refresh it or get more.
#[test]
fn every_fault_in_every_document_leaves_the_specs_alone() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea", "BrewTea"]);
    let before = kitchen.files();
    let faults = [
        Fault::Status(304),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(429),
        Fault::Status(500),
        Fault::Status(503),
        Fault::Truncated,
        Fault::Html,
        Fault::Other(String::new()),
        Fault::Other("null".to_owned()),
        Fault::Other("{\"code\": 404, \"message\": \"no such API\", \"data\": null}".to_owned()),
        Fault::Other("[".repeat(1000)),
    ];
    let mut said = String::new();
    for end in [
        "products.json?language=EN_US",
        "api-docs.json",
        "apis/ListTeas/api.json",
    ] {
        for fault in &faults {
            kitchen.portal.fail(end, fault.clone());
            let text = kitchen.fetch(&["tea", "ListTeas"]);
            assert_eq!(kitchen.files(), before, "{end}, {fault:?}: {text}");
            let mut fault = format!("{fault:?}");
            fault.truncate(60);
            said.push_str(&format!("{fault}\n{text}\n"));
        }
        kitchen.portal.heal();
    }
    insta::assert_snapshot!(said);
}

#[test]
fn the_wrong_documents() {
    let kitchen = Kitchen::new();
    let mut said = String::new();
    for document in [
        COFFEE,
        OLD_TEA,
        "{}",
        "{\"info\": {\"product\": \"Tea\", \"version\": \"2026-01-31\"}}",
    ] {
        kitchen
            .portal
            .fail("2026-01-31/api-docs.json", Fault::Other(document.to_owned()));
        said.push_str(&kitchen.fetch(&["tea"]));
    }
    kitchen.portal.heal();
    kitchen.portal.fail("api.json", Fault::Other(TEA.to_owned()));
    said.push_str(&kitchen.fetch(&["tea", "PourTea"]));
    insta::assert_snapshot!(said);
    assert!(!kitchen.specs().exists());
}

/// Documents that cannot be generated: the diagnostics name the files where they would be.
#[test]
fn what_does_not_generate_is_not_written() {
    let kitchen = Kitchen::new();
    let twice = TEA.replace(
        "\"PourTea\": {\"methods\"",
        "\"PourTea\": {}, \"PourTea\": {\"methods\"",
    );
    kitchen.portal.fail("2026-01-31/api-docs.json", Fault::Other(twice));
    insta::assert_snapshot!(kitchen.fetch(&["tea"]));
    let dangling = TEA.replace("\"Handle\": {\"type\"", "\"Grip\": {\"type\"");
    kitchen.portal.fail("2026-01-31/api-docs.json", Fault::Other(dangling));
    insta::assert_snapshot!(kitchen.fetch(&["tea", "--deny", "warnings"]));
    assert!(!kitchen.specs().exists());
    insta::assert_snapshot!(kitchen.fetch(&["tea"]));
    assert!(kitchen.specs().exists());
}

#[test]
fn no_answer_and_too_much_of_one() {
    let kitchen = Kitchen::new();
    kitchen.portal.fail("api-docs.json", Fault::Silence);
    let mut said = kitchen.fetch(&["tea", "--timeout", "1"]);
    kitchen.portal.fail("api-docs.json", Fault::Endless);
    said.push_str(&kitchen.fetch(&["tea"]));
    insta::assert_snapshot!(said);
    assert!(!kitchen.specs().exists());
}

/// Names become folders and files, so a portal must not be able to choose them freely.
#[test]
fn names_that_lead_elsewhere() {
    let kitchen = Kitchen::new();
    let outside = TEA.replace("\"PourTea\"", "\"../../PourTea\"");
    kitchen.portal.fail("2026-01-31/api-docs.json", Fault::Other(outside));
    let mut said = kitchen.fetch(&["tea", "../../PourTea"]);
    let products = "[{\"code\": \"../tea\", \"versions\": [\"2026-01-31\"]}]";
    kitchen
        .portal
        .fail("products.json?language=EN_US", Fault::Other(products.to_owned()));
    said.push_str(&kitchen.fetch(&["../tea"]));
    insta::assert_snapshot!(said);
    assert!(!kitchen.specs().exists());
}

#[test]
fn nobody_there() {
    let kitchen = Kitchen::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let said = transcript(&run_in(kitchen.folder.path(), &["fetch", "tea", "--portal", &url]));
    assert!(
        said.contains("check the network, --portal") && said.ends_with("exit code 1\n"),
        "{said}"
    );
}
