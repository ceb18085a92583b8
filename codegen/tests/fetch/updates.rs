//! `--update`: what has changed is asked for and written, and nothing else.

use serde_json::{Value, json};

use super::support::portal::Fault;
use super::{COFFEE, Kitchen, OLD_TEA, TEA};

fn published(kitchen: &Kitchen, change: impl FnOnce(&mut Value)) {
    let mut tea: Value = serde_json::from_str(TEA).unwrap();
    change(&mut tea);
    kitchen.portal.publish(&[OLD_TEA, &tea.to_string(), COFFEE]);
}

#[test]
fn unchanged_documents_are_not_sent_again() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea", "BrewTea", "ListTeas"]);
    let before = kitchen.files();
    kitchen.portal.requests();
    insta::assert_snapshot!(kitchen.fetch(&["tea", "--update"]));
    let requests = kitchen.portal.requests();
    assert_eq!(requests.len(), 4);
    assert!(
        requests[1..].iter().all(|request| request.ends_with(')')),
        "{requests:?}"
    );
    assert_eq!(kitchen.files(), before);
}

/// An operation refers to a schema that the trimmed document lacks, while the portal's document has not changed.
#[test]
fn a_changed_operation_brings_what_it_refers_to() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea", "PourTea", "BrewTea"]);
    assert!(!kitchen.read("tea/2026-01-31/api-docs.json").contains("Leaf"));
    let leaf = json!({"name": "Leaf", "in": "query", "style": "json", "schema": {"$ref": "#/components/schemas/Leaf"}});
    let operation = json!({"methods": ["post"], "parameters": [leaf], "responses": {}});
    kitchen
        .portal
        .fail("apis/PourTea/api.json", Fault::Other(operation.to_string()));
    insta::assert_snapshot!(kitchen.fetch(&["--update"]));
    assert!(kitchen.read("tea/2026-01-31/api-docs.json").contains("Leaf"));
    assert!(kitchen.read("tea/2026-01-31/PourTea.json").contains("Leaf"));
}

/// Operations with files of their own keep them when the whole document is refreshed.
#[test]
fn a_whole_api_version_is_refreshed() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea"]);
    kitchen.fetch(&["coffee-machine"]);
    std::fs::write(
        kitchen.specs().join("tea/2026-01-31/DrinkTea.json"),
        r#"{"methods": ["post"], "parameters": [], "responses": {"200": {}}}"#,
    )
    .unwrap();
    published(&kitchen, |tea| {
        tea["apis"]["DrinkTea"] = json!({"methods": ["post"], "parameters": [], "responses": {}, "summary": "Drinks."});
        tea["apis"].as_object_mut().unwrap().remove("ListTeas");
    });
    insta::assert_snapshot!(kitchen.fetch(&["--update"]));
    let document = kitchen.read("tea/2026-01-31/api-docs.json");
    assert!(
        !document.contains("\"ListTeas\": {") && !document.contains("DrinkTea"),
        "{document}"
    );
    assert!(kitchen.read("tea/2026-01-31/DrinkTea.json").contains("Drinks."));
}

#[test]
fn an_operation_that_is_gone_from_the_portal_is_told() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea", "PourTea"]);
    published(&kitchen, |tea| {
        drop(tea["apis"].as_object_mut().unwrap().remove("PourTea"))
    });
    let before = kitchen.files();
    insta::assert_snapshot!(kitchen.fetch(&["tea", "--update"]));
    assert_eq!(kitchen.files(), before);
}

/// ETags of one portal mean nothing to another, and a damaged note is none.
#[test]
fn etags_belong_to_their_portal() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea"]);
    let other = Kitchen::new();
    let note = kitchen.specs().join("tea/2026-01-31/.fetched.json");
    for text in [std::fs::read_to_string(&note).unwrap(), "{\"etags\": 7".to_owned()] {
        std::fs::create_dir_all(other.specs().join("tea/2026-01-31")).unwrap();
        std::fs::write(other.specs().join("tea/2026-01-31/.fetched.json"), text).unwrap();
        std::fs::write(other.specs().join("tea/2026-01-31/api-docs.json"), TEA).unwrap();
        other.portal.requests();
        other.fetch(&["tea", "--update"]);
        assert!(!other.portal.requests()[1].contains('('));
    }
}
