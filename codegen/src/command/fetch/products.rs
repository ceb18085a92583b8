//! What the portal has: products, and which version of one is meant.

use alicloud_codegen::load::Node;
use alicloud_codegen::select::nearest;

use super::portal::Served;
use crate::command::console::Trouble;

/// A product.
#[derive(Clone, Debug)]
pub(super) struct Product {
    /// Its code: `Ecs`.
    pub(super) code: String,
    /// Its versions.
    pub(super) versions: Vec<String>,
    /// The version that the portal shows first.
    default: Option<String>,
}

/// All products in `products.json`. Entries without code or version are passed over.
pub(super) fn all(served: &Served) -> Result<Vec<Product>, Trouble> {
    let tree = served.parse()?;
    let Node::List(items) = &tree else {
        return Err(unreadable(served, tree.kind()));
    };
    let products: Vec<Product> = items.iter().filter_map(product).collect();
    match products.is_empty() {
        true => Err(unreadable(served, "a list without any")),
        false => Ok(products),
    }
}

fn unreadable(served: &Served, what: &str) -> Trouble {
    Trouble::new(
        format!("{}: expected a list of products, found {what}", served.url),
        "check --portal: it ends in /meta/v1",
    )
}

fn product(node: &Node<'_>) -> Option<Product> {
    let text = |node: &Node<'_>| match node {
        Node::Text(text) if !text.is_empty() => Some(text.clone().into_owned()),
        _ => None,
    };
    let versions = match node.get("versions") {
        Some(Node::List(versions)) => versions.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    Some(Product {
        code: node.get("code").and_then(text)?,
        default: node.get("defaultVersion").and_then(text),
        versions,
    })
}

/// The product of a code, whatever its case.
pub(super) fn find(products: &[Product], code: &str) -> Result<Product, Trouble> {
    let exact = products.iter().find(|product| product.code == code);
    let found = exact.or_else(|| products.iter().find(|product| product.code.eq_ignore_ascii_case(code)));
    found.cloned().ok_or_else(|| {
        let alike = nearest(code, products.iter().map(|product| product.code.as_str()));
        unknown(
            &format!("the portal has no product `{code}`"),
            &alike,
            "the code is the one in the address of the API's reference: https://api.aliyun.com/product/<code>",
        )
    })
}

impl Product {
    /// The version that is meant: the given one, or else the default, or else the newest.
    pub(super) fn version(&self, wanted: Option<&str>) -> Result<&str, Trouble> {
        let known = |version: &&String| wanted.is_some_and(|wanted| *version == wanted);
        let found = match wanted {
            Some(_) => self.versions.iter().find(known).or(self.default.as_ref().filter(known)),
            None => self.default.as_ref().or(self.versions.iter().max()),
        };
        found.map(String::as_str).ok_or_else(|| {
            let wanted = wanted.unwrap_or_default();
            let versions = self.versions.join(", ");
            Trouble::new(
                format!("{} has no version `{wanted}`", self.code),
                match versions.is_empty() {
                    true => "the portal lists none; name the one that you need".to_owned(),
                    false => format!("it has {versions}"),
                },
            )
        })
    }
}

/// Something that is not there, and what may have been meant.
pub(super) fn unknown(what: &str, alike: &[&str], otherwise: &str) -> Trouble {
    let help = match alike {
        [] => otherwise.to_owned(),
        names => format!("did you mean {}?", names.join(", ")),
    };
    Trouble::new(what, help)
}
