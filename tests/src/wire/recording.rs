//! A recorded request taken apart, so that single parameters can be taken out, moved and respelled.

use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::json::Json;
use super::known::Shape;
use super::resign::RESERVED;
use super::vector::{Sent, Vector};

pub(super) struct Recording {
    pub(super) method: String,
    path: String,
    query: Pairs,
    body: Content,
    removed_headers: Vec<String>,
}

type Pairs = Vec<(String, String)>;

#[derive(Debug, PartialEq)]
enum Content {
    Nothing,
    Form(Pairs),
    Json(Json),
    /// Text or bytes, as they are.
    Raw(Vec<u8>),
}

impl Recording {
    /// Takes a recording apart.
    ///
    /// # Errors
    /// A body that would not be put together again as it was.
    pub(super) fn read(vector: &Vector) -> Result<Self, String> {
        let sent = &vector.sent;
        let text = String::from_utf8_lossy(&sent.body);
        let content_type = sent.headers.get("content-type").map_or("", String::as_str);
        let body = match content_type {
            "" if sent.body.is_empty() => Content::Nothing,
            "application/x-www-form-urlencoded" => Content::Form(form_pairs(&text)),
            "application/json; charset=utf-8" => match Json::parse(&text) {
                Some(json) => Content::Json(json),
                None => Content::Raw(sent.body.clone()),
            },
            _ => Content::Raw(sent.body.clone()),
        };
        if body.bytes() != sent.body {
            return Err(format!("the harness does not understand the recorded body {text:?}"));
        }
        Ok(Self {
            method: sent.method.clone(),
            path: sent.path.clone(),
            query: sent.query.clone(),
            body,
            removed_headers: Vec::new(),
        })
    }

    /// Puts it together again; the signature is left as it was.
    pub(super) fn write(self, sent: &mut Sent) {
        sent.method = self.method;
        sent.path = self.path;
        sent.query = self.query;
        sent.query.sort();
        sent.body = self.body.bytes();
        if self.body == Content::Nothing {
            sent.headers.remove("content-type");
        }
        for name in self.removed_headers {
            sent.headers.remove(&name);
        }
    }

    /// Takes out the parameter at a path of keys, wherever lists on the way have it.
    ///
    /// # Errors
    /// A place from which nothing can be taken.
    pub(super) fn remove(&mut self, path: &[String], place: &str) -> Result<(), String> {
        let [name, rest @ ..] = path else {
            return Ok(());
        };
        match (place, &mut self.body) {
            ("query", _) => remove_pairs(&mut self.query, path),
            ("body" | "body-flat", Content::Form(pairs)) => remove_pairs(pairs, path),
            ("body", Content::Json(json)) => json.remove(path),
            ("whole-body", Content::Json(json)) if !rest.is_empty() => json.remove(rest),
            ("whole-body", _) if rest.is_empty() => self.drop_body(),
            ("header", _) => self.removed_headers.push(name.to_ascii_lowercase()),
            _ => return Err(format!("{} cannot be taken out of `{place}`", path.join("."))),
        }
        Ok(())
    }

    pub(super) fn is_form(&self) -> bool {
        matches!(self.body, Content::Form(_))
    }

    /// Whether the body says only that nothing is in it.
    pub(super) fn is_empty_shell(&self) -> bool {
        match &self.body {
            Content::Form(pairs) => pairs.is_empty(),
            Content::Json(Json::Object(entries)) => entries.is_empty(),
            _ => false,
        }
    }

    pub(super) fn drop_body(&mut self) {
        self.body = Content::Nothing;
    }

    pub(super) fn replace_body(&mut self, text: &str) {
        self.body = Content::Raw(text.as_bytes().to_vec());
    }

    /// Moves a form parameter and everything below it into the query.
    pub(super) fn move_to_query(&mut self, name: &str) {
        if let Content::Form(pairs) = &mut self.body {
            let name = [name.to_owned()];
            let (moved, stay) = std::mem::take(pairs)
                .into_iter()
                .partition(|(pair, _)| is_below(pair, &name));
            *pairs = stay;
            self.query.extend::<Pairs>(moved);
        }
    }

    /// Gives a flattened parameter as one text.
    pub(super) fn unflatten(&mut self, name: &str, text: String) {
        remove_pairs(&mut self.query, &[name.to_owned()]);
        self.query.push((name.to_owned(), text));
    }

    /// Replaces an encoded value in the path.
    ///
    /// # Errors
    /// A path that does not have it.
    pub(super) fn replace_segment(&mut self, value: &str, by: &str) -> Result<(), String> {
        let mut segments: Vec<&str> = self.path.split('/').collect();
        match segments.iter_mut().find(|segment| **segment == value) {
            Some(segment) => *segment = by,
            None => return Err(format!("the path {} has no segment {value}", self.path)),
        }
        self.path = segments.join("/");
        Ok(())
    }

    /// Sorts free-form maps; `whole` if the body is one parameter, whose shape goes by no name. Whether anything moved.
    pub(super) fn sort_maps<'k>(&mut self, whole: bool, shape: impl Fn(&str) -> Option<Shape<'k>>) -> bool {
        let sort_pairs = |pairs: &mut Pairs| {
            let mut moved = false;
            for (name, value) in pairs {
                if let (Some(mut json), Some(shape)) = (Json::parse(value), shape(name)) {
                    json.sort_maps(Some(shape));
                    let sorted = json.to_string();
                    moved |= sorted != *value;
                    *value = sorted;
                }
            }
            moved
        };
        let mut moved = sort_pairs(&mut self.query);
        match &mut self.body {
            Content::Form(pairs) => moved |= sort_pairs(pairs),
            Content::Json(json) => {
                let before = json.to_string();
                if let Some(shape) = shape("").filter(|_| whole) {
                    json.sort_maps(Some(shape));
                } else if let Json::Object(entries) = json {
                    for (name, value) in entries {
                        if let Some(shape) = shape(name) {
                            value.sort_maps(Some(shape));
                        }
                    }
                }
                moved |= before != json.to_string();
            }
            Content::Nothing | Content::Raw(_) => {}
        }
        moved
    }

    /// Writes exponents as `e-7`. Whether there were any to respell.
    pub(super) fn respell_floats(&mut self) -> bool {
        let respell_pairs = |pairs: &mut Pairs| {
            let mut changed = false;
            for (_, value) in pairs {
                if let Some(mut json) = Json::parse(value) {
                    changed |= json.each_scalar(&mut respell);
                    *value = json.to_string();
                } else {
                    changed |= respell(value);
                }
            }
            changed
        };
        let mut changed = respell_pairs(&mut self.query);
        match &mut self.body {
            Content::Form(pairs) => changed |= respell_pairs(pairs),
            Content::Json(json) => changed |= json.each_scalar(&mut respell),
            Content::Nothing | Content::Raw(_) => {}
        }
        changed
    }
}

impl Content {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Raw(bytes) => bytes.clone(),
            Self::Json(json) => json.to_string().into_bytes(),
            Self::Form(pairs) => {
                let encode = |text: &str| utf8_percent_encode(text, RESERVED).to_string().replace("%20", "+");
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
                    .collect();
                pairs.join("&").into_bytes()
            }
        }
    }
}

fn form_pairs(text: &str) -> Pairs {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Takes out a parameter with everything below it, be it flattened into names or a part of a JSON value.
fn remove_pairs(pairs: &mut Pairs, path: &[String]) {
    pairs.retain(|(name, _)| !is_below(name, path));
    if let [name, rest @ ..] = path
        && !rest.is_empty()
    {
        for (_, value) in pairs.iter_mut().filter(|(pair, _)| pair == name) {
            if let Some(mut json) = Json::parse(value) {
                json.remove(rest);
                *value = json.to_string();
            }
        }
    }
}

/// Whether a flattened name is at a path of keys or below it: `Tag.2.Key` is below `Tag` and at `Tag`, `Key`.
fn is_below(name: &str, path: &[String]) -> bool {
    let [first, keys @ ..] = path else {
        return false;
    };
    let Some(mut rest) = name.strip_prefix(first.as_str()) else {
        return false;
    };
    for key in keys {
        rest = loop {
            let Some(inner) = rest.strip_prefix('.') else {
                return false;
            };
            if let Some(after) = inner.strip_prefix(key.as_str())
                && (after.is_empty() || after.starts_with('.'))
            {
                break after;
            }
            // The index of a list.
            let after = inner.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if after.len() == inner.len() {
                return false;
            }
            rest = after;
        };
    }
    rest.is_empty() || rest.starts_with('.')
}

/// Writes the exponent of a number as short as can be: `1e-07` becomes `1e-7`. Whether it changed.
fn respell(text: &mut String) -> bool {
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return false;
    };
    let digits = exponent.trim_start_matches(['-', '+']);
    let sign = exponent.strip_suffix(digits).unwrap_or_default();
    let is_number = mantissa.parse::<f64>().is_ok() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let short = format!("{mantissa}e{sign}{}", digits.trim_start_matches('0'));
    if !is_number || short == *text {
        return false;
    }
    *text = short;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn flattened_names_have_indexes_that_paths_lack() {
        assert!(is_below("Tag.2.Key", &path(&["Tag"])));
        assert!(is_below("Tag.2.Key", &path(&["Tag", "Key"])));
        assert!(is_below("A.1.B.2.C.D", &path(&["A", "B", "C"])));
        assert!(is_below("A.1.B", &path(&["A", "1"])));
        assert!(!is_below("Tag.2.Keys", &path(&["Tag", "Key"])));
        assert!(!is_below("Tags", &path(&["Tag"])));
        assert!(!is_below("Tag.2", &path(&["Tag", "Key"])));
    }

    #[test]
    fn parts_of_json_values_are_taken_out() {
        let mut pairs = vec![
            ("A".to_owned(), r#"[{"x":1,"y":2}]"#.to_owned()),
            ("B".to_owned(), "{".to_owned()),
        ];
        remove_pairs(&mut pairs, &path(&["A", "x"]));
        assert_eq!(pairs[0].1, r#"[{"y":2}]"#);
        remove_pairs(&mut pairs, &path(&["B"]));
        assert_eq!(pairs.len(), 1);
    }

    #[test]
    fn exponents_only() {
        for (text, short) in [
            ("1e-07", "1e-7"),
            ("1.5e+22", "1.5e+22"),
            ("12", "12"),
            ("re-07", "re-07"),
            ("\"1e-07\"", "\"1e-07\""),
        ] {
            let mut spelled = text.to_owned();
            assert_eq!(respell(&mut spelled), text != short);
            assert_eq!(spelled, short);
        }
    }

    #[test]
    fn forms_are_put_together_as_they_were() {
        let text = "A.1=a+b%2B%2A~&C=";
        assert_eq!(Content::Form(form_pairs(text)).bytes(), text.as_bytes());
    }
}
