//! Which API versions of a specs folder are looked at.

use std::fs;
use std::path::Path;

use alicloud_codegen::load::{self, File, Node, Source};
use alicloud_codegen::names;

/// One API version of the specs folder.
pub(super) struct ApiVersion {
    /// Where its documents are, relative to the specs folder: `ims/2019-08-15`.
    pub(super) label: String,
    /// Its module and feature, or nothing when the document does not say what it is.
    pub(super) module: String,
    /// Whether it is in the tenth that is linted.
    pub(super) is_sampled: bool,
    source: Source,
}

/// All API versions of the folder, or only the tenth, sorted by label.
///
/// The tenth is every tenth API version by label, starting with the first, and all whose style is neither RPC nor ROA.
///
/// # Errors
/// A folder that cannot be read or has a layout that is not understood.
pub(super) fn choose(specs: &Path, only_tenth: bool) -> Result<Vec<ApiVersion>, String> {
    let mut sources = load::discover(specs).map_err(|problems| {
        let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
        texts.join("\n\n")
    })?;
    sources.sort_by(|a, b| a.label.cmp(&b.label));
    let versions = sources.into_iter().enumerate().map(|(index, source)| {
        let (style, module) = facts(specs, &source.document);
        ApiVersion {
            label: source.label.clone(),
            module,
            is_sampled: index % 10 == 0 || !["RPC", "ROA"].contains(&style.as_str()),
            source,
        }
    });
    Ok(versions.filter(|version| !only_tenth || version.is_sampled).collect())
}

/// The style and the module of a document. What is wrong with it, the generator says.
fn facts(specs: &Path, document: &Path) -> (String, String) {
    let Ok(file) = File::read(specs, document) else {
        return Default::default();
    };
    let Ok((tree, _)) = file.parse() else {
        return Default::default();
    };
    let fact = |key: &str| match tree.get("info").and_then(|info| info.get(key)) {
        Some(Node::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    (fact("style"), names::module_of(&fact("product"), &fact("version")))
}

/// Copies the documents of these API versions, and nothing else, into a folder.
///
/// # Errors
/// What the file system says.
pub(super) fn copy<'v>(
    versions: impl Iterator<Item = &'v ApiVersion>,
    specs: &Path,
    folder: &Path,
) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| failed(folder, error))?;
    }
    for version in versions {
        for path in std::iter::once(&version.source.document).chain(&version.source.operations) {
            let to = folder.join(path.strip_prefix(specs).unwrap_or(path));
            let parent = to.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
            fs::copy(path, &to).map_err(|error| failed(path, error))?;
        }
    }
    Ok(())
}
