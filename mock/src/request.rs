//! A request as it arrived, cut into the parts that everything else looks at.

use std::collections::BTreeMap;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// One HTTP request.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Exactly as in the request line.
    pub(crate) path: String,
    /// Decoded, in the order of the URL.
    pub(crate) query: Vec<(String, String)>,
    /// Names in lowercase, values trimmed; those of a repeated header are sorted and joined by `,`, as they are signed.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body, decoded as a form if its content type says that it is one.
    pub(crate) form: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Request {
    pub(crate) fn new<'a>(
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        body: Bytes,
    ) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value).trim().to_owned();
            values.entry(name.to_ascii_lowercase()).or_default().push(value);
        }
        let joined = values.into_iter().map(|(name, mut values)| {
            values.sort();
            (name, values.join(","))
        });
        let headers: BTreeMap<String, String> = joined.collect();
        let is_form = headers.get("content-type").is_some_and(|kind| {
            kind.to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
        let form = if is_form {
            pairs(&String::from_utf8_lossy(&body))
        } else {
            Vec::new()
        };
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs(query),
            headers,
            form,
            body,
        }
    }

    /// Value of a header; `name` in lowercase.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Value of a query or form parameter. The form wins, as it does in signatures.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let find = |pairs: &'_ [(String, String)]| pairs.iter().position(|(key, _)| key == name);
        let found = match find(&self.form) {
            Some(index) => self.form.get(index),
            None => find(&self.query).and_then(|index| self.query.get(index)),
        };
        found.map(|(_, value)| value.as_str())
    }

    /// Host the client believes it talks to.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }
}

/// Decodes `a=b&c=d`. A `+` is a space: half of the official SDKs write it so.
fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_a_request_into_its_parts() {
        let headers: [(&str, &[u8]); 4] = [
            ("Host", b"ims.aliyuncs.com"),
            ("X-Two", b" b "),
            ("x-two", b"a"),
            ("Content-Type", b"application/x-www-form-urlencoded; charset=utf-8"),
        ];
        let request = Request::new(
            "POST",
            "/p%2F?a=1%2B+2&b&%C3%A9=",
            headers,
            Bytes::from_static(b"a=form&c=%zz"),
        );
        assert_eq!(request.path, "/p%2F");
        let text = |pairs: &[(String, String)]| pairs.iter().map(|(k, v)| format!("{k}={v};")).collect::<String>();
        assert_eq!(text(&request.query), "a=1+ 2;b=;é=;");
        assert_eq!(text(&request.form), "a=form;c=%zz;");
        assert_eq!(request.parameter("a"), Some("form"));
        assert_eq!(request.parameter("b"), Some(""));
        assert_eq!(request.header("x-two"), Some("a,b"));
    }
}
