//! Specs folders and crates of a test.
#![allow(dead_code, unreachable_pub, missing_docs)]

pub mod command;
pub mod portal;

use std::fs;
use std::path::{Path, PathBuf};

use alicloud_codegen::{Failure, Generator, Summary};
use tempfile::TempDir;

/// A specs folder and the crate made from it.
pub struct Scratch {
    pub folder: TempDir,
}

impl Scratch {
    /// A specs folder with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let scratch = Self {
            folder: TempDir::new().unwrap(),
        };
        fs::create_dir_all(scratch.specs()).unwrap();
        for (path, text) in files {
            scratch.put(path, text.as_bytes());
        }
        scratch
    }

    /// One API version of product `Test` in RPC style.
    pub fn of_apis(apis: &str) -> Self {
        Self::new(&[("test/2020-01-01.json", &document("RPC", apis, "{}"))])
    }

    pub fn specs(&self) -> PathBuf {
        self.folder.path().join("specs")
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.specs().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn generator(&self) -> Generator {
        Generator::new(self.specs(), self.out())
    }

    pub fn generate(&self) -> Result<Summary, Failure> {
        self.generator().run()
    }

    /// A generated file.
    pub fn read(&self, path: &str) -> String {
        let path = self.out().join("src").join(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The code of a generated file, without its comments.
    pub fn code(&self, path: &str) -> String {
        let text = self.read(path);
        text.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .map(|line| format!("{line}\n"))
            .collect()
    }

    /// What a run warns of, with the folder's name taken out.
    pub fn warnings(&self) -> String {
        let summary = self.generate().unwrap_or_else(|failure| panic!("{failure}"));
        let texts: Vec<String> = summary.warnings.iter().map(ToString::to_string).collect();
        let prefix = format!("{}/", self.folder.path().display());
        texts.join("\n\n").replace(&prefix, "")
    }

    /// What a failing run prints, with the folder's name taken out.
    pub fn complaint(&self) -> String {
        let failure = self.generate().expect_err("these specs have mistakes");
        assert!(!self.out().exists(), "nothing may be written");
        let prefix = format!("{}/", self.folder.path().display());
        failure.to_string().replace(&prefix, "")
    }
}

/// A whole document.
pub fn document(style: &str, apis: &str, schemas: &str) -> String {
    format!(
        r#"{{
  "info": {{"style": "{style}", "product": "Test", "version": "2020-01-01"}},
  "components": {{"schemas": {schemas}}},
  "apis": {apis},
  "endpoints": [{{"regionId": "cn-hangzhou", "endpoint": "test.cn-hangzhou.aliyuncs.com"}}]
}}"#
    )
}

/// All files of a folder with their texts, sorted.
pub fn contents(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push((
                    path.strip_prefix(folder).unwrap().to_owned(),
                    fs::read_to_string(&path).unwrap(),
                )),
            }
        }
    }
    found.sort();
    found
}

/// This repository's own specs.
pub fn repository_specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

/// The official documents beside the checkout, which not everybody has. CI must have them.
pub fn corpus() -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    if !corpus.is_dir() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{} is missing",
            corpus.display()
        );
        println!("skipped: {} is not here", corpus.display());
        return None;
    }
    Some(corpus)
}

/// The code of the operation `Do` with these parameters and this answer.
pub fn operation(style: &str, facts: &str, parameters: &str, answer: &str, schemas: &str) -> Scratch {
    let apis = format!(
        r#"{{"Do": {{"methods": ["post"], {facts} "parameters": [{parameters}], "responses": {{"200": {answer}}}}}}}"#
    );
    let scratch = Scratch::new(&[("test/2020-01-01.json", &document(style, &apis, schemas))]);
    scratch.generate().unwrap_or_else(|failure| panic!("{failure}"));
    scratch
}

/// The code of `Do` with these parameters.
pub fn request(parameters: &str) -> String {
    operation("RPC", "", parameters, "{}", "{}").code("test20200101/do.rs")
}

/// The code of `Do` with an answer of this schema.
pub fn answer(schema: &str) -> String {
    operation("RPC", "", "", &format!(r#"{{"schema": {schema}}}"#), "{}").code("test20200101/do.rs")
}
