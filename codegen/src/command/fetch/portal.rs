//! Alibaba Cloud's OpenAPI portal, as far as it serves metadata.
//!
//! `products.json?language=EN_US`, `products/{P}/versions/{V}/api-docs.json` and `products/{P}/versions/{V}/apis/{Name}/api.json`.

use std::time::Duration;

use alicloud_codegen::load::Node;
use ureq::http::StatusCode;

use crate::command::console::Trouble;

/// No document of the portal is nearly as large; ECS, with 356 operations, is 6 MB.
const LIMIT: u64 = 64 << 20;

/// Where documents come from.
pub(super) struct Portal {
    agent: ureq::Agent,
    base: String,
}

/// A document as it was served.
pub(super) struct Served {
    pub(super) url: String,
    pub(super) text: String,
    pub(super) etag: Option<String>,
}

impl Portal {
    pub(super) fn new(base: &str, timeout: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .user_agent(concat!("alicloud-codegen/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The list of all products.
    pub(super) fn products(&self) -> Result<Served, Trouble> {
        self.get("products.json?language=EN_US")
    }

    /// A document that is there in any case.
    pub(super) fn get(&self, path: &str) -> Result<Served, Trouble> {
        match self.get_unless(path, None)? {
            Some(served) => Ok(served),
            None => Err(Trouble::new(
                format!(
                    "{}/{path}: the portal says that nothing has changed, but was not asked",
                    self.base
                ),
                "try again; if a proxy is in between, its cache is confused",
            )),
        }
    }

    /// A document, or `None` if it still has this ETag.
    pub(super) fn get_unless(&self, path: &str, etag: Option<&str>) -> Result<Option<Served>, Trouble> {
        let url = format!("{}/{path}", self.base);
        let mut request = self.agent.get(&url).header("accept", "application/json");
        if let Some(etag) = etag {
            request = request.header("if-none-match", etag);
        }
        let mut response = request.call().map_err(|error| trouble(&url, &error))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(None),
            status => return Err(refused(&url, status)),
        }
        let etag = response
            .headers()
            .get("etag")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let bytes = response.body_mut().with_config().limit(LIMIT).read_to_vec();
        let bytes = bytes.map_err(|error| trouble(&url, &error))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Trouble::new(
                format!("{url}: the answer is not UTF-8"),
                "try again; documents of the portal are UTF-8",
            )
        })?;
        Ok(Some(Served { url, text, etag }))
    }
}

impl Served {
    /// The document in it, freed of the `{"code": 0, "data": …}` that may be around it.
    pub(super) fn parse(&self) -> Result<Node<'_>, Trouble> {
        let url = &self.url;
        if self.text.trim_start().starts_with('<') {
            return Err(Trouble::new(
                format!("{url}: a web page instead of a document"),
                "check --portal; some networks answer with a page of their own until one has logged on",
            ));
        }
        let tree = Node::parse(&self.text).map_err(|error| {
            Trouble::new(
                format!("{url}: not JSON: {error}"),
                "the answer may have been cut off: try again",
            )
        })?;
        match (tree.get("code"), tree.get("data")) {
            (Some(_), Some(data @ (Node::Object(_) | Node::List(_)))) => Ok(data.clone()),
            (Some(code), _) if tree.get("info").is_none() && tree.get("responses").is_none() => {
                let said = tree.get("message").or(tree.get("msg")).unwrap_or(code);
                let said = said.to_text();
                Err(Trouble::new(
                    format!("{url}: no document, but {}", said.trim()),
                    "check the names of the product, the version and the operation",
                ))
            }
            _ => Ok(tree),
        }
    }
}

fn refused(url: &str, status: StatusCode) -> Trouble {
    let help = match status.as_u16() {
        404 => "the portal lists it, or did, but does not serve it: check --portal, or try another version",
        401 | 403 | 407 => "metadata is public: check --portal and the proxy in between",
        429 => "wait a minute, and try again",
        500.. => "the portal has a problem: try again later",
        _ => "check --portal",
    };
    Trouble::new(format!("{url}: answered with {status}"), help)
}

fn trouble(url: &str, error: &ureq::Error) -> Trouble {
    use ureq::Error;
    let (what, help) = match error {
        Error::Timeout(_) => (
            "no answer in time".to_owned(),
            "try again, or give it longer with --timeout".to_owned(),
        ),
        Error::BodyExceedsLimit(limit) => (
            format!("the answer is larger than {} MiB", limit >> 20),
            "no document of the portal is: check --portal".to_owned(),
        ),
        Error::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            ("the answer broke off".to_owned(), "try again".to_owned())
        }
        other => (
            other.to_string(),
            "check the network, --portal, and the variables HTTPS_PROXY and NO_PROXY".to_owned(),
        ),
    };
    Trouble::new(format!("{url}: {what}"), help)
}
