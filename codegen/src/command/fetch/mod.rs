//! `fetch`: official metadata into the specs folder.

mod portal;
mod products;
mod store;
mod trim;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use alicloud_codegen::load::Node;
use alicloud_codegen::select::nearest;

use self::portal::{Portal, Served};
use self::store::{DOCUMENT, Folder};
use super::console::{Console, Trouble};

/// Gets official metadata from Alibaba Cloud's OpenAPI portal into the specs folder.
#[derive(clap::Args)]
#[command(
    after_help = AFTER_HELP,
    override_usage = "alicloud-codegen fetch [OPTIONS] <PRODUCT> [VERSION] [OPERATION]...\n       alicloud-codegen fetch [OPTIONS] --update"
)]
pub(super) struct Arguments {
    /// Product code in any case: ecs.
    #[arg(required_unless_present = "update")]
    product: Option<String>,
    /// Version, if it is not the one that the portal shows first, and the operations that you need, if not all.
    #[arg(value_name = "[VERSION] OPERATION")]
    names: Vec<String>,
    /// Refresh what is there: without operations everything of the API version, without a product everything ever fetched.
    #[arg(long)]
    update: bool,
    /// Folder of specs.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
    /// Where the portal is.
    #[arg(
        long,
        value_name = "URL",
        env = "ALICLOUD_CODEGEN_PORTAL",
        hide_env_values = true,
        default_value = "https://api.aliyun.com/meta/v1"
    )]
    portal: String,
    /// How many seconds each answer may take.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

const AFTER_HELP: &str = "\
Without operations the whole API version is written to <product>/<version>/api-docs.json. With operations each is a file beside
an api-docs.json that has only what they share. Operations that have files of their own keep them. Nothing is written unless
what is there then can be generated; files that are there are not changed without --update.

ETags are kept in <product>/<version>/.fetched.json, so that --update asks for what has changed only; commit it or not.

Examples:
  Two operations of ECS, in the version that the portal shows first:
    alicloud-codegen fetch ecs DescribeInstances RunInstances
  The whole of an older version:
    alicloud-codegen fetch ess 2014-08-28
  Refresh everything that was ever fetched, and see what that changes:
    alicloud-codegen fetch --update

Exit codes: 0 everything is there; 1 something is not, with a message that says why and what to do; 2 wrong usage.";

pub(super) fn run(arguments: &Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let portal = Portal::new(&arguments.portal, Duration::from_secs(arguments.timeout));
    let products = products::all(&portal.products()?)?;
    let mut jobs = Vec::new();
    match &arguments.product {
        Some(code) => {
            let product = products::find(&products, code)?;
            let is_version = |name: &&String| name.starts_with(|c: char| c.is_ascii_digit());
            let version = arguments.names.first().filter(is_version).map(String::as_str);
            let operations = arguments
                .names
                .get(usize::from(version.is_some())..)
                .unwrap_or_default();
            let present = store::folders(&arguments.specs.join(code.to_lowercase()));
            if arguments.update && version.is_none() && !present.is_empty() {
                jobs.extend(
                    present
                        .into_iter()
                        .map(|version| (product.code.clone(), version, operations)),
                );
            } else {
                let version = product.version(version)?.to_owned();
                jobs.push((product.code, version, operations));
            }
        }
        None => {
            for (code, version) in store::fetched(&arguments.specs) {
                jobs.push((products::find(&products, &code)?.code, version, &[]));
            }
        }
    }
    if jobs.is_empty() {
        return Err(Trouble::new(
            format!("nothing in {} was fetched", arguments.specs.display()),
            "name a product: `alicloud-codegen fetch ecs DescribeInstances`",
        ));
    }
    for (product, version, operations) in jobs {
        if !is_file_name(&product) || !is_file_name(&version) {
            return Err(Trouble::new(
                format!("`{product}` `{version}` cannot be folders"),
                "the portal serves names that official products do not have: check --portal",
            ));
        }
        let job = Job {
            portal: &portal,
            console,
            folder: Folder::open(&arguments.specs, &product, &version)?,
            update: arguments.update,
            product,
            version,
        };
        job.run(operations)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One API version to be fetched.
struct Job<'j> {
    portal: &'j Portal,
    console: &'j Console,
    folder: Folder,
    product: String,
    version: String,
    update: bool,
}

/// Files to be written, and the ETags of what they were made of.
#[derive(Default)]
struct Fetched {
    files: BTreeMap<String, String>,
    etags: BTreeMap<String, String>,
}

impl Job<'_> {
    fn run(&self, wanted: &[String]) -> Result<(), Trouble> {
        let current = self.folder.document();
        let is_there = current.is_some();
        // What an API version is in the folder: a whole document, or single operations.
        let is_whole = match &current {
            Some(document) => !trim::operations(document).is_empty(),
            None => wanted.is_empty(),
        };
        if is_there && wanted.is_empty() && !self.update {
            return Err(Trouble::new(
                format!("{} is there already", self.folder.path().display()),
                "`--update` refreshes it; name operations to add them",
            ));
        }
        let refreshes_all = self.update && wanted.is_empty();
        let own = self.folder.operations();
        let inside = current.as_ref().map(trim::operations).unwrap_or_default();
        let mut operations: Vec<String> = if refreshes_all { own.clone() } else { Vec::new() };
        for name in wanted {
            let is_inside = inside.contains(&name.as_str());
            if is_inside || (own.contains(name) && !self.update) {
                let place = if is_inside {
                    DOCUMENT.to_owned()
                } else {
                    format!("{name}.json")
                };
                let help = if is_inside { " for the whole API version" } else { "" };
                self.console.note(&format!(
                    "{name} is there already, in {}; `--update`{help} refreshes it",
                    self.folder.path().join(place).display()
                ));
            } else if !operations.contains(name) {
                operations.push(name.clone());
            }
        }
        if operations.is_empty() && !wanted.is_empty() {
            return Ok(());
        }
        let mut fetched = Fetched::default();
        let progress = self.console.progress();
        let all = operations.len() + 1;
        let mut document = self.document(refreshes_all)?;
        if let Some(served) = &document {
            self.known(&served.parse()?, &operations, served)?;
        }
        for (done, name) in operations.iter().enumerate() {
            progress.at(done + 1, all);
            self.operation(name, refreshes_all, &mut fetched)?;
        }
        progress.finish();
        if document.is_none() && !is_whole && !fetched.files.is_empty() {
            // What has changed may refer to more than the document has.
            document = self.document(false)?;
        }
        if let Some(served) = document.filter(|_| !is_whole || refreshes_all || !is_there) {
            let tree = served.parse()?;
            let trimmed = match is_whole {
                true => trim::without(&tree, &own),
                false => self.only_own(&tree, &fetched),
            };
            fetched.files.insert(DOCUMENT.to_owned(), trimmed.to_text());
            fetched
                .etags
                .extend(served.etag.map(|etag| (DOCUMENT.to_owned(), etag)));
        }
        self.save(fetched)
    }

    fn save(&self, fetched: Fetched) -> Result<(), Trouble> {
        let path = self.folder.path();
        if fetched.files.is_empty() {
            let count = self.folder.files.len();
            self.console
                .result(&format!("{}: 0 files written, {count} unchanged", path.display()));
            return Ok(());
        }
        let replaced = self
            .folder
            .replace(fetched.files, self.portal.base(), fetched.etags, self.console)?;
        let files = if replaced.written == 1 { "file" } else { "files" };
        self.console.result(&format!(
            "{}: {} {files} written, {} unchanged",
            path.display(),
            replaced.written,
            replaced.unchanged
        ));
        Ok(())
    }

    /// The document of the API version; `None` if it has not changed.
    fn document(&self, is_refresh: bool) -> Result<Option<Served>, Trouble> {
        let path = format!(
            "products/{}/versions/{}/api-docs.json",
            encoded(&self.product),
            encoded(&self.version)
        );
        let Some(served) = self.get(&path, DOCUMENT, is_refresh)? else {
            return Ok(None);
        };
        let tree = served.parse()?;
        let fact = |key: &str| match tree.get("info").and_then(|info| info.get(key)) {
            Some(Node::Text(text)) => text.clone().into_owned(),
            _ => String::new(),
        };
        let (product, version) = (fact("product"), fact("version"));
        if !product.eq_ignore_ascii_case(&self.product) || version != self.version {
            return Err(Trouble::new(
                format!(
                    "{}: expected {} {}, found {}",
                    served.url,
                    self.product,
                    self.version,
                    match format!("{product} {version}").trim() {
                        "" => "a document that does not say what it is of",
                        found => found,
                    }
                ),
                "the portal serves the wrong document: check --portal, or try again later",
            ));
        }
        Ok(Some(served))
    }

    /// Whether the portal has all operations that are wanted.
    fn known(&self, document: &Node<'_>, wanted: &[String], served: &Served) -> Result<(), Trouble> {
        let names = trim::operations(document);
        if names.is_empty() {
            return Err(Trouble::new(
                format!("{}: the document has no operations", served.url),
                "try another version of the product",
            ));
        }
        for name in wanted {
            if !names.contains(&name.as_str()) {
                let alike = nearest(name, names.iter().copied());
                let file = self.folder.path().join(format!("{name}.json"));
                let help = match file.is_file() {
                    true => format!("remove {} to do without it", file.display()),
                    false => format!(
                        "https://api.aliyun.com/document/{}/{} lists all",
                        self.product, self.version
                    ),
                };
                let what = format!("{} {} has no operation `{name}`", self.product, self.version);
                return Err(products::unknown(&what, &alike, &help));
            }
        }
        Ok(())
    }

    fn operation(&self, name: &str, is_refresh: bool, fetched: &mut Fetched) -> Result<(), Trouble> {
        let file = format!("{name}.json");
        if !is_file_name(name) || file == DOCUMENT {
            return Err(Trouble::new(
                format!("operation `{name}` cannot be a file of its own"),
                "fetch the whole API version instead, and select the operation when generating",
            ));
        }
        let path = format!(
            "products/{}/versions/{}/apis/{}/api.json",
            encoded(&self.product),
            encoded(&self.version),
            encoded(name)
        );
        let Some(served) = self.get(&path, &file, is_refresh)? else {
            return Ok(());
        };
        let tree = served.parse()?;
        if tree.get("parameters").is_none() && tree.get("responses").is_none() {
            return Err(Trouble::new(
                format!(
                    "{}: expected an operation, found {} without parameters and responses",
                    served.url,
                    tree.kind()
                ),
                "the portal serves the wrong document: check --portal, or try again later",
            ));
        }
        fetched.files.insert(file.clone(), tree.to_text());
        fetched.etags.extend(served.etag.clone().map(|etag| (file, etag)));
        Ok(())
    }

    fn get(&self, path: &str, file: &str, is_refresh: bool) -> Result<Option<Served>, Trouble> {
        match self.folder.etag(self.portal.base(), file).filter(|_| is_refresh) {
            Some(etag) => self.portal.get_unless(path, Some(etag)),
            None => self.portal.get(path).map(Some),
        }
    }

    /// The document with what the operations in files of their own share.
    fn only_own<'t>(&self, document: &Node<'t>, fetched: &Fetched) -> Node<'t> {
        let kept = self
            .folder
            .files
            .iter()
            .filter(|(name, _)| !fetched.files.contains_key(*name));
        let texts = kept.chain(&fetched.files).filter(|(name, _)| *name != DOCUMENT);
        let trees: Vec<Node<'_>> = texts.filter_map(|(_, text)| Node::parse(text).ok()).collect();
        trim::only(document, &trees)
    }
}

/// Whether a name from elsewhere may become a file's.
fn is_file_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// A name as a part of a URL.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
