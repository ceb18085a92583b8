//! Path templates.

/// A path with `{name}` placeholders.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// The template, starting with `/`.
    pub(super) text: String,
    /// The placeholders' names, in order.
    pub(super) names: Vec<String>,
}

impl Template {
    /// Reads a documented path. Whole segments in `[name]` are placeholders too (airec writes them so).
    pub(super) fn new(path: &str) -> Self {
        let mut text = String::with_capacity(path.len() + 1);
        for segment in path.trim().trim_start_matches('/').split('/') {
            let bracketed = segment.strip_prefix('[').and_then(|segment| segment.strip_suffix(']'));
            match bracketed {
                Some(name) => text.push_str(&format!("/{{{name}}}")),
                None => {
                    text.push('/');
                    text.push_str(segment);
                }
            }
        }
        let mut names = Vec::new();
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            names.push(name.to_owned());
            rest = after;
        }
        Self { text, names }
    }

    /// Calls a placeholder something else.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        self.text = self.text.replace(&format!("{{{from}}}"), &format!("{{{to}}}"));
        for name in self.names.iter_mut().filter(|name| *name == from) {
            to.clone_into(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_placeholders() {
        let template = Template::new("v2/[instanceId]/jobs/{job}:run?type={x}");
        assert_eq!(template.text, "/v2/{instanceId}/jobs/{job}:run?type={x}");
        assert_eq!(template.names, ["instanceId", "job", "x"]);
        let mut template = template;
        template.rename("job", "path.job");
        assert_eq!(template.text, "/v2/{instanceId}/jobs/{path.job}:run?type={x}");
        assert_eq!(template.names, ["instanceId", "path.job", "x"]);
        assert_eq!(Template::new("").text, "/");
        assert_eq!(Template::new("/a/").text, "/a/");
    }
}
