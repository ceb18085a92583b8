//! `fetch`: what it writes, what it asks for, and that no fault of a server changes what is there.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod corpus;
mod faults;
#[path = "../support/mod.rs"]
mod support;
mod updates;

use std::path::{Path, PathBuf};

use support::command::{run_in, transcript};
use support::contents;
use support::portal::Portal;
use tempfile::TempDir;

/// Three operations, two of which share schemas.
const TEA: &str = r##"{
  "version": "1.0",
  "info": {"style": "RPC", "product": "Tea", "version": "2026-01-31"},
  "directories": ["BrewTea", "ListTeas", "PourTea"],
  "components": {"schemas": {
    "Cup": {"type": "object", "properties": {"Size": {"type": "integer"}, "Handle": {"$ref": "#/components/schemas/Handle"}}},
    "Handle": {"type": "object", "properties": {"Side": {"type": "string"}}},
    "Leaf": {"type": "object", "properties": {"Kind": {"type": "string"}}}
  }},
  "apis": {
    "BrewTea": {"summary": "Brews.", "methods": ["post"], "parameters": [
      {"name": "Cup", "in": "query", "style": "json", "schema": {"$ref": "#/components/schemas/Cup"}}], "responses": {"200": {}}},
    "ListTeas": {"methods": ["post"], "parameters": [], "responses": {"200": {"schema": {"type": "object", "properties": {
      "Leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}}}}}}},
    "PourTea": {"methods": ["post"], "parameters": [], "responses": {"200": {}}}
  },
  "endpoints": [{"regionId": "cn-hangzhou", "endpoint": "tea.cn-hangzhou.aliyuncs.com"}]
}"##;

/// An older version of the same product.
const OLD_TEA: &str = r#"{
  "info": {"style": "RPC", "product": "Tea", "version": "2020-12-24"},
  "apis": {"BrewTea": {"methods": ["post"], "parameters": [], "responses": {"200": {}}}}
}"#;

const COFFEE: &str = r#"{
  "info": {"style": "RPC", "product": "Coffee-Machine", "version": "2021-01-01"},
  "apis": {"BrewCoffee": {"methods": ["post"], "parameters": [], "responses": {"200": {}}}}
}"#;

/// A folder to fetch into, and a portal to fetch from.
struct Kitchen {
    folder: TempDir,
    portal: Portal,
}

impl Kitchen {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            portal: Portal::of(&[OLD_TEA, TEA, COFFEE]),
        }
    }

    /// A run of `fetch` as text, without the portal's address and the time.
    fn fetch(&self, arguments: &[&str]) -> String {
        let mut all = vec!["fetch", "--portal", &self.portal.url];
        all.extend(arguments);
        transcript(&run_in(self.folder.path(), &all)).replace(&self.portal.url, "PORTAL")
    }

    fn specs(&self) -> PathBuf {
        self.folder.path().join("specs")
    }

    /// The files that are there, the note about what was fetched included.
    fn files(&self) -> Vec<(PathBuf, String)> {
        match self.specs().is_dir() {
            true => contents(&self.specs()),
            false => Vec::new(),
        }
    }

    fn names(&self) -> Vec<String> {
        self.files()
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect()
    }

    fn read(&self, path: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.specs().join(path)).unwrap()
    }
}

#[test]
fn a_whole_api_version() {
    let kitchen = Kitchen::new();
    insta::assert_snapshot!(kitchen.fetch(&["tea"]));
    assert_eq!(
        kitchen.names(),
        ["tea/2026-01-31/.fetched.json", "tea/2026-01-31/api-docs.json"]
    );
    let (written, served): (serde_json::Value, serde_json::Value) = (
        serde_json::from_str(&kitchen.read("tea/2026-01-31/api-docs.json")).unwrap(),
        serde_json::from_str(TEA).unwrap(),
    );
    assert_eq!(written, served, "nothing but its layout may differ");
    assert_eq!(
        kitchen.portal.requests(),
        [
            "products.json?language=EN_US",
            "products/Tea/versions/2026-01-31/api-docs.json"
        ]
    );
}

#[test]
fn an_older_version_and_a_name_with_a_hyphen() {
    let kitchen = Kitchen::new();
    kitchen.portal.wrap();
    insta::assert_snapshot!(kitchen.fetch(&["TEA", "2020-12-24"]) + &kitchen.fetch(&["coffee-machine", "BrewCoffee"]));
    assert_eq!(
        kitchen.names(),
        [
            "coffee-machine/2021-01-01/.fetched.json",
            "coffee-machine/2021-01-01/BrewCoffee.json",
            "coffee-machine/2021-01-01/api-docs.json",
            "tea/2020-12-24/.fetched.json",
            "tea/2020-12-24/api-docs.json",
        ]
    );
    assert!(
        !kitchen.read("tea/2020-12-24/api-docs.json").contains("code"),
        "it is unwrapped"
    );
}

/// The document beside single operations has what they refer to, directly or not, and nothing else.
#[test]
fn single_operations() {
    let kitchen = Kitchen::new();
    insta::assert_snapshot!(kitchen.fetch(&["tea", "BrewTea"]));
    insta::assert_snapshot!(kitchen.read("tea/2026-01-31/api-docs.json"));
    insta::assert_snapshot!(kitchen.read("tea/2026-01-31/BrewTea.json"));
    insta::assert_snapshot!(kitchen.fetch(&["tea", "2026-01-31", "BrewTea", "ListTeas", "ListTeas"]));
    let document = kitchen.read("tea/2026-01-31/api-docs.json");
    assert!(
        ["Cup", "Handle", "Leaf"].iter().all(|name| document.contains(name)),
        "{document}"
    );
    let out = run_in(kitchen.folder.path(), &["list", "operations"]);
    insta::assert_snapshot!(transcript(&out));
}

#[test]
fn what_is_unknown_and_what_may_have_been_meant() {
    let kitchen = Kitchen::new();
    let cases: [&[&str]; 6] = [
        &["teas"],
        &["frobnicator"],
        &["tea", "2026-01-30"],
        &["tea", "BrewTeas"],
        &["tea", "brewtea", "ListTeas"],
        &["--update"],
    ];
    insta::assert_snapshot!(
        cases
            .map(|case| format!("$ fetch {}\n{}", case.join(" "), kitchen.fetch(case)))
            .join("\n")
    );
    assert!(kitchen.names().is_empty() && !kitchen.specs().exists());
}

#[test]
fn what_is_there_stays() {
    let kitchen = Kitchen::new();
    kitchen.fetch(&["tea"]);
    let before = kitchen.files();
    insta::assert_snapshot!(kitchen.fetch(&["tea"]) + &kitchen.fetch(&["tea", "PourTea"]));
    assert_eq!(kitchen.files(), before);
    std::fs::create_dir_all(kitchen.specs().join("coffee-machine")).unwrap();
    std::fs::write(kitchen.specs().join("coffee-machine/2021-01-01.json"), COFFEE).unwrap();
    insta::assert_snapshot!(kitchen.fetch(&["Coffee-Machine"]));
}
