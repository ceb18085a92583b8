//! Operations, their parameters, answers and permissions.

use std::borrow::Cow;

use super::read::scalar;
use super::{Reader, Schema};
use crate::load::{At, Node};

/// One operation.
#[derive(Debug, Default)]
pub struct Operation<'t> {
    /// `title`.
    pub title: Option<&'t str>,
    /// `summary`, in Markdown.
    pub summary: Option<&'t str>,
    /// `description`, in Markdown.
    pub description: Option<&'t str>,
    /// `path`.
    pub path: Option<&'t str>,
    /// `methods`.
    pub methods: Vec<&'t str>,
    /// `schemes`.
    pub schemes: Vec<&'t str>,
    /// Names of the accepted ways to authenticate, from `security`.
    pub security: Vec<&'t str>,
    /// `consumes`.
    pub consumes: Vec<&'t str>,
    /// `produces`.
    pub produces: Vec<&'t str>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `operationType`.
    pub operation_type: Option<&'t str>,
    /// `systemTags.operationType`.
    pub system_type: Option<&'t str>,
    /// `parameters`.
    pub parameters: Vec<Parameter<'t>>,
    /// `responses` by status.
    pub responses: Vec<(&'t str, Response<'t>)>,
    /// `ramActions`.
    pub ram_actions: Vec<RamAction<'t>>,
    /// `errorCodes`.
    pub error_codes: Vec<ErrorCode<'t>>,
    /// `responseDemo`, a JSON text in a string.
    pub demo: Option<&'t str>,
}

/// One parameter.
#[derive(Debug)]
pub struct Parameter<'t> {
    /// `name`.
    pub name: &'t str,
    /// `in`.
    pub place: Place,
    /// `style`.
    pub style: Option<&'t str>,
    /// `schema`.
    pub schema: Schema<'t>,
    /// Its index in the document.
    pub index: usize,
}

/// Values of `in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Query,
    Form,
    Body,
    Path,
    Header,
    Host,
}

impl Place {
    fn of(name: &str) -> Option<Self> {
        let places = [
            ("query", Self::Query),
            ("formData", Self::Form),
            ("form", Self::Form),
            ("body", Self::Body),
            ("path", Self::Path),
            ("header", Self::Header),
            ("host", Self::Host),
        ];
        let known = places.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        known.map(|(_, place)| *place)
    }
}

/// One answer.
#[derive(Debug)]
pub struct Response<'t> {
    /// `schema`; `None` for answers without a body.
    pub schema: Option<Schema<'t>>,
}

/// One entry of `ramActions`: what a policy has to allow.
#[derive(Debug, PartialEq, Eq)]
pub struct RamAction<'t> {
    /// `ram:GetUser`.
    pub action: &'t str,
    /// `get`, `list`, `create`, …
    pub level: Option<&'t str>,
    /// Kinds of resources and their names.
    pub resources: Vec<(Option<&'t str>, &'t str)>,
}

/// One documented error.
#[derive(Debug, PartialEq, Eq)]
pub struct ErrorCode<'t> {
    /// HTTP status.
    pub status: &'t str,
    /// The error's code.
    pub code: &'t str,
    /// What it says.
    pub message: Option<&'t str>,
}

impl<'t> Operation<'t> {
    /// Reads an operation.
    pub fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Self {
        if !reader.expect_object(node, at) {
            return Self::default();
        }
        let security = reader.extras(node, "security", at, |reader, item, at| {
            reader.notes(Some(item), at, |_, _, _| ())
        });
        let mut index = 0;
        let parameters = reader.list(node, "parameters", at, |reader, item, at| {
            index += 1;
            Parameter::read(reader, item, at, index - 1)
        });
        let tags = node.get("systemTags");
        Self {
            title: reader.prose(node, "title", at),
            summary: reader.prose(node, "summary", at),
            description: reader.prose(node, "description", at),
            path: reader.text(node, "path", at),
            methods: reader.texts(node, "methods", at),
            schemes: reader.texts(node, "schemes", at),
            security: security.into_iter().flatten().map(|(name, ())| name).collect(),
            consumes: reader.texts(node, "consumes", at),
            produces: reader.texts(node, "produces", at),
            deprecated: reader.flag(node, "deprecated", at),
            operation_type: reader.prose(node, "operationType", at),
            system_type: tags.and_then(|tags| reader.prose(tags, "operationType", at.key("systemTags"))),
            parameters: parameters.into_iter().flatten().collect(),
            responses: reader.entries(node.get("responses"), at.key("responses"), Response::read),
            ram_actions: reader
                .extras(node, "ramActions", at, RamAction::read)
                .into_iter()
                .flatten()
                .collect(),
            error_codes: Self::error_codes(reader, node, at),
            demo: match node.get("responseDemo") {
                Some(Node::Text(text)) => Some(text),
                _ => None,
            },
        }
    }

    fn error_codes(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Vec<ErrorCode<'t>> {
        let by_status = reader.notes(
            node.get("errorCodes"),
            at.key("errorCodes"),
            |reader, codes, at| match codes {
                Node::List(codes) => codes
                    .iter()
                    .filter_map(|code| {
                        Some((
                            reader.prose(code, "errorCode", at)?,
                            reader.prose(code, "errorMessage", at),
                        ))
                    })
                    .collect(),
                _ => Vec::new(),
            },
        );
        let flat = by_status
            .into_iter()
            .flat_map(|(status, codes)| codes.into_iter().map(move |code| (status, code)));
        flat.map(|(status, (code, message))| ErrorCode { status, code, message })
            .collect()
    }
}

impl<'t> Parameter<'t> {
    fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>, index: usize) -> Option<Self> {
        if !reader.expect_object(node, at) {
            return None;
        }
        let Some(name) = reader.text(node, "name", at) else {
            if node.get("name").is_none() {
                reader.report.error(
                    at,
                    "this parameter has no `name`",
                    "every parameter has `name`, `in` and `schema`",
                );
            }
            return None;
        };
        let place = match reader.text(node, "in", at) {
            None => Place::Query,
            Some(place) => match Place::of(place) {
                Some(place) => place,
                None => {
                    reader.report.warning(
                        at.key("in"),
                        format!("parameter `{name}` is in `{place}`, which is no place"),
                        "it is left out; known places are query, formData, body, path, header and host",
                    );
                    return None;
                }
            },
        };
        let mut schema = match node.get("schema").filter(|schema| !matches!(schema, Node::Null)) {
            Some(schema) => Schema::read(reader, schema, at.key("schema")),
            // Documents older than OpenAPI 3 keep the type beside the name.
            None => Schema::read(reader, node, at),
        };
        // Official documents say it in the schema, other dialects beside it.
        schema.required |= reader.flag(node, "required", at);
        Some(Self {
            name,
            place,
            style: reader.prose(node, "style", at),
            schema,
            index,
        })
    }
}

impl<'t> Response<'t> {
    fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Self {
        let schema = node
            .get("schema")
            .filter(|schema| !matches!(schema, Node::Null | Node::List(_)));
        Self {
            schema: schema.map(|schema| Schema::read(reader, schema, at.key("schema"))),
        }
    }
}

impl<'t> RamAction<'t> {
    /// Newer documents nest the action in `ramAction`, older ones are flat.
    fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Option<Self> {
        let (inner, inner_at) = match node.get("ramAction") {
            Some(inner) => (inner, at.key("ramAction")),
            None => (node, at),
        };
        let action = reader.prose(inner, "action", inner_at)?;
        let level = reader.prose(node, "operationType", at);
        let resources = reader.extras(inner, "resources", inner_at, |reader, resource, at| {
            Some((
                reader.prose(resource, "resourceType", at),
                reader.prose(resource, "arn", at)?,
            ))
        });
        Some(Self {
            action,
            level,
            resources: resources.into_iter().flatten().collect(),
        })
    }
}

impl<'t> Operation<'t> {
    /// The answer that counts: that of status 200, or else of the first 2xx.
    pub fn success(&self) -> Option<&(&'t str, Response<'t>)> {
        let ok = self.responses.iter().find(|(status, _)| *status == "200");
        ok.or_else(|| self.responses.iter().find(|(status, _)| status.starts_with('2')))
    }

    /// Whether it answers with server-sent events: such operations list the scheme `sse` or produce an event stream.
    pub fn is_events(&self) -> bool {
        self.schemes.contains(&"sse") || self.produces.contains(&"text/event-stream")
    }

    /// Whether it answers in XML and nothing else.
    pub fn is_xml(&self) -> bool {
        !self.produces.is_empty() && self.produces.iter().all(|kind| kind.ends_with("/xml"))
    }

    /// The sample JSON answer in `responseDemo`: a string that holds a JSON list of samples. Anything else is no sample.
    pub fn sample(&self) -> Option<String> {
        let demo = Node::parse(self.demo?).ok()?;
        let Node::List(samples) = &demo else { return None };
        let sample = samples
            .iter()
            .find(|sample| matches!(sample.get("type").and_then(scalar), Some(kind) if kind == "json"))?;
        let text: Cow<'_, str> = sample.get("example").and_then(scalar)?;
        (!text.trim().is_empty()).then(|| text.into_owned())
    }
}
