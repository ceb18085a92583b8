//! The crate around the API versions: manifest, front page, and the table of operations by name.

use super::text::{Text, literal};
use super::types::WIDTH;
use super::{File, MANIFEST_MARK, MARK};

/// Where the generated crate finds `alicloud-runtime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In a folder, absolute or relative to the generated crate.
    Path(String),
    /// On the registry.
    Version(String),
}

/// The generated crate as a whole.
#[derive(Clone, Debug)]
pub struct Package<'p> {
    /// Its name.
    pub name: &'p str,
    /// Where the runtime is.
    pub runtime: &'p Runtime,
    /// Its API versions, sorted by module.
    pub members: Vec<Member>,
}

/// An API version as the crate sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Module and feature.
    pub module: String,
    /// Product code.
    pub product: String,
    /// Version.
    pub version: String,
    /// Number of operations.
    pub operations: usize,
    /// Whether it has XML bodies or answers.
    pub needs_xml: bool,
    /// Whether it is called without a region.
    pub is_central: bool,
    /// An operation that only reads and needs no parameter, to show.
    pub sample: Option<String>,
}

/// The files of the crate itself.
pub fn files(package: &Package<'_>) -> Vec<File> {
    vec![
        ("Cargo.toml".to_owned(), manifest(package)),
        ("rustfmt.toml".to_owned(), format()),
        ("src/lib.rs".to_owned(), front_page(package)),
        ("src/dynamic.rs".to_owned(), dynamic(package)),
    ]
}

/// The layout the texts are written in, so that formatting changes nothing wherever the crate is.
fn format() -> String {
    format!("{MANIFEST_MARK}; do not edit.\nstyle_edition = \"2024\"\nmax_width = {WIDTH}\n")
}

fn manifest(package: &Package<'_>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = Text::default();
    text.line(&format!("{MANIFEST_MARK}; do not edit."));
    text.line("[package]");
    text.line(&format!("name = {}", literal(package.name)));
    text.line("description = \"Alibaba Cloud operations as typed requests: one module and feature per API version\"");
    text.line(&format!("version = {}", literal(version)));
    text.line("edition = \"2024\"");
    text.line(&format!("rust-version = {}", literal(env!("CARGO_PKG_RUST_VERSION"))));
    text.line(&format!("license = {}", literal(env!("CARGO_PKG_LICENSE"))));
    text.blank();
    text.line("[package.metadata.docs.rs]");
    text.line("all-features = true");
    text.blank();
    text.line("[dependencies]");
    text.line("# Signing, encoding, credentials and HTTP: everything that is not particular to one operation.");
    match package.runtime {
        Runtime::Path(path) => {
            let (path, version) = (literal(path), literal(version));
            text.line(&format!(
                "alicloud-runtime = {{ path = {path}, version = {version}, default-features = false }}"
            ));
        }
        Runtime::Version(version) => {
            text.line(&format!(
                "alicloud-runtime = {{ version = {}, default-features = false }}",
                literal(version)
            ));
        }
    }
    text.blank();
    text.line("[features]");
    text.line("default = [\"gzip\", \"reqwest\", \"tracing\"]");
    text.line("# Reads answers that proxies have compressed unasked.");
    text.line("gzip = [\"alicloud-runtime/gzip\"]");
    text.line("# The HTTP client that is used when none is given.");
    text.line("reqwest = [\"alicloud-runtime/reqwest\"]");
    text.line("# Spans of calls and attempts, for any subscriber of the crate `tracing`.");
    text.line("tracing = [\"alicloud-runtime/tracing\"]");
    text.line("# Operations by name with JSON in and out, for tools that learn at run time what to call.");
    text.line("dynamic = [\"alicloud-runtime/dynamic\"]");
    text.line("# One per API version: product and date, as in the official SDKs.");
    for member in &package.members {
        let needs = if member.needs_xml {
            "\"alicloud-runtime/xml\""
        } else {
            ""
        };
        text.line(&format!("{} = [{needs}]", member.module));
    }
    text.finish()
}

/// What people need of the runtime, as they find it in the generated crate.
pub(super) const REEXPORTS: &str = "{
    AccessDenied, Api, Body, BoxFuture, ByteStream, Call, Client, ClientBuilder, Clock, CredentialProvider,
    Credentials, Error, ErrorKind, Event, Events, FixedClock, Network, Operation, Response, Retry, Secret,
    SignatureVersion, SystemClock, Transport,
}";

fn front_page(package: &Package<'_>) -> String {
    let mut text = Text::default();
    text.line(&format!("{MARK}; do not edit."));
    let lines: Vec<String> = introduction(package).lines().map(str::to_owned).collect();
    text.module_docs(&lines);
    text.blank();
    text.line("#![forbid(unsafe_code)]");
    text.line("#![warn(missing_docs)]");
    text.blank();
    text.line("pub use alicloud_runtime as runtime;");
    text.line(&format!("pub use alicloud_runtime::{REEXPORTS};"));
    text.blank();
    text.line("#[cfg(feature = \"dynamic\")]");
    text.line("pub mod dynamic;");
    for member in &package.members {
        text.blank();
        text.line(&format!("#[cfg(feature = {})]", literal(&member.module)));
        text.line(&format!("pub mod {};", member.module));
    }
    text.finish()
}

fn introduction(package: &Package<'_>) -> String {
    let name = package.name;
    let krate = name.replace('-', "_");
    let mut members = package.members.iter().filter(|member| member.sample.is_some());
    let member = members
        .clone()
        .find(|member| member.is_central)
        .or_else(|| members.next());
    let (module, sample) = match member {
        Some(member) => (member.module.as_str(), member.sample.as_deref().unwrap_or_default()),
        None => ("ims20190815", "GetUserMfaInfo"),
    };
    let mut page = format!(
        r#"Alibaba Cloud for Rust: every operation is a typed request, one client sends them all.

# Add the dependency

Each API version is a module behind a feature of the same name; nothing is compiled that you do not name.

```toml
[dependencies]
{name} = {{ version = "{version}", features = ["{module}"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
```

# Credentials

[`Client::from_env`] finds what the official SDKs and the command line tool (`aliyun`) find on the same machine: the access key
in `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, the role of a pod, the tool's profile, the role of an
ECS instance, …; the region in `ALIBABA_CLOUD_REGION_ID` or the profile. [The list](runtime::credentials::guide) has them all;
[another page](runtime::credentials::no_credentials) helps when there are none. [`Client::builder`] takes them, and everything
else that can be set, from your program: see [`Credentials`] and [`CredentialProvider`]. Secrets are wiped from memory when
they are dropped and never printed.

# First call

A request is a value: make it with `default()`, set what it needs with the methods called like its fields, and send it.

```no_run
# #[cfg(feature = "{module}")]
# mod example {{
use {krate}::{module}::{sample};
use {krate}::{{Client, Error}};

pub async fn ask() -> Result<(), Error> {{
    let client = Client::from_env()?;
    let answer = client.send({sample}::default()).await?;
    println!("{{answer:?}}");
    Ok(())
}}
# }}
```

A [`Client`] is cheap to clone and keeps its connections: make one and share it. [`Client::call`] sends one request with
options of its own and also returns the status, the headers and the request id.

Values of an answer that may be missing are `Option`s; lists and maps are empty instead. Enums are open: what the cloud
adds later arrives as `Unknown`, is readable with `as_str()`, and never fails an answer.

# Errors

There is one [`Error`]. It prints as one line that says what was called, what went wrong, with which code and request id,
and what to do. [`Error::kind`], [`Error::code`] and predicates such as `is_throttled()` are for programs. Parameters that
are *required* are checked before anything is sent; all that are missing are named at once.

# Files, streams and events

A payload is a [`Body`]: bytes, a file that is never in memory as a whole, or a stream. An answer that is a file is a
[`ByteStream`], and one that arrives bit by bit is a sequence of typed [`Events`]; both are read piece by piece with `next()`.

# Adding an operation

Operations come from Alibaba Cloud's published API metadata. Put the document of an API version at
`specs/<product>/<version>/api-docs.json`, or that of a single operation beside it as `<Operation>.json`, and run
`alicloud-codegen generate`: the operation is there, with its documentation. With `--specs`, `--out` and `--name` the same
command makes a crate like this one from your own selection.

# API versions

| module and feature | product | version | operations |
|---|---|---|---|
"#,
        version = env!("CARGO_PKG_VERSION"),
    );
    for member in &package.members {
        let Member {
            module,
            product,
            version,
            operations,
            ..
        } = member;
        page.push_str(&format!(
            "| `{module}` | {} | {} | {operations} |\n",
            super::markdown::code(product),
            super::markdown::code(version)
        ));
    }
    page.push_str("\nThe feature `dynamic` adds operations by name with JSON in and out.\n");
    page
}

fn dynamic(package: &Package<'_>) -> String {
    let krate = package.name.replace('-', "_");
    let mut text = Text::default();
    text.line(&format!("{MARK}; do not edit."));
    let docs = format!(
        r#"Operations by name: for tools that learn at run time what to call.

```
// Everything this crate was built with.
for (module, service, operations) in {krate}::dynamic::services() {{
    println!("{{module}}: {{}} {{}}, {{}} operations", service.product, service.version, operations.len());
}}
```

[`Entry::call`] makes a call of JSON."#
    );
    text.module_docs(&docs.lines().map(str::to_owned).collect::<Vec<_>>());
    text.blank();
    text.line("pub use alicloud_runtime::dynamic::{DynRequest, Entry};");
    text.line("use alicloud_runtime::operation::Service;");
    text.blank();
    text.line("/// An API version: its module, its facts, and its operations sorted by name.");
    text.line("pub type Listed = (&'static str, &'static Service, &'static [Entry]);");
    text.blank();
    text.line("#[rustfmt::skip]");
    text.line("static SERVICES: &[Listed] = &[");
    for Member { module, .. } in &package.members {
        text.line(&format!("    #[cfg(feature = {})]", literal(module)));
        text.line(&format!(
            "    ({}, &crate::{module}::SERVICE, crate::{module}::OPERATIONS),",
            literal(module)
        ));
    }
    text.line("];");
    text.blank();
    text.line("/// The API versions whose features are on.");
    text.line("pub fn services() -> &'static [Listed] {");
    text.line("    SERVICES");
    text.line("}");
    text.blank();
    text.line("/// An operation by the module of its API version and its official name.");
    text.line("pub fn find(module: &str, operation: &str) -> Option<&'static Entry> {");
    text.line("    let (_, _, operations) = SERVICES.iter().find(|(name, _, _)| *name == module)?;");
    text.line("    let at = operations.binary_search_by(|entry| entry.api.name.cmp(operation));");
    text.line("    operations.get(at.ok()?)");
    text.line("}");
    text.finish()
}
