//! What the generator knows of an API version once every oddity of its documents is settled: plain data.
//!
//! Fields called `wire` hold names as the cloud spells them. Fields called `ident` and `module` hold Rust identifiers;
//! [`crate::names`] alone fills them.

/// One API version.
#[derive(Debug)]
pub struct Service {
    /// Product code: `Ims`.
    pub product: String,
    /// API version: `2019-08-15`.
    pub version: String,
    /// Where its documents are, relative to the specs folder: `ims/2019-08-15`.
    pub label: String,
    /// Its module and cargo feature: `ims20190815`.
    pub module: String,
    /// How requests are laid out and signed.
    pub style: Style,
    /// The listed hosts.
    pub endpoints: Vec<Endpoint>,
    /// How hosts of other regions are called.
    pub rule: EndpointRule,
    /// Its operations, sorted by name.
    pub operations: Vec<Operation>,
    /// Official names of the operations that are left out, sorted: they keep what the others may not be called.
    pub left_out: Vec<String>,
    /// Types of `components.schemas` and what is nested in them.
    pub models: Vec<Definition>,
    /// The error codes that its operations document, sorted.
    pub errors: Vec<ErrorCode>,
}

/// A documented error code.
#[derive(Debug)]
pub struct ErrorCode {
    /// As services send it: `EntityNotExist.User`.
    pub wire: String,
    /// Its constant: `ENTITY_NOT_EXIST_USER`.
    pub ident: String,
    /// The HTTP status it comes with.
    pub status: String,
    /// What it means.
    pub message: Option<String>,
}

/// How a service lays out and signs its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// Everything goes to `/`.
    Rpc,
    /// Resources have paths.
    Roa,
    /// A protocol of its own, named here.
    Foreign(&'static str),
}

/// Where a service is reached in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Region id.
    pub region: String,
    /// Host for everybody.
    pub public: String,
    /// Host inside a VPC of that region.
    pub vpc: Option<String>,
}

/// The official naming rule for hosts, with its prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointRule {
    /// `<prefix>.<region>.aliyuncs.com`.
    Regional(String),
    /// `<prefix>.aliyuncs.com`.
    Central(String),
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Official name: `GetUserMFAInfo`.
    pub wire: String,
    /// The request type: `GetUserMfaInfo`.
    pub ident: String,
    /// Its module: `get_user_mfa_info`.
    pub module: String,
    /// The file it is described in, relative to the specs folder.
    pub source: String,
    /// HTTP method, as in the runtime's enum: `Post`.
    pub method: &'static str,
    /// Path template with `{name}` placeholders.
    pub path: String,
    /// Whether it only reads.
    pub access: Access,
    /// Whether it takes no credentials.
    pub anonymous: bool,
    /// What the answer's body is.
    pub answer: Answer,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What people should know.
    pub docs: OperationDocs,
    /// The request's parameters, in the order of the document.
    pub parameters: Vec<Parameter>,
    /// Type of the answer; `None` when there is no body.
    pub output: Option<Output>,
    /// Types that only this operation uses.
    pub types: Vec<Definition>,
}

/// The type of an answer.
#[derive(Debug)]
pub struct Output {
    /// Its name: `GetUserMfaInfoOutput`.
    pub ident: String,
    /// What it is.
    pub shape: OutputShape,
}

/// What the type of an answer is.
#[derive(Debug)]
pub enum OutputShape {
    /// A struct of its own.
    Struct(Vec<Field>),
    /// Another name for a type.
    Alias(Type),
}

/// Whether an operation changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It may write.
    Write,
}

/// What the body of a successful answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Answer {
    Json,
    Xml,
    Text,
    Bytes,
    Events,
    Empty,
}

/// Texts about an operation.
#[derive(Debug, Default)]
pub struct OperationDocs {
    /// One sentence.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// What a policy has to allow.
    pub permissions: Vec<Permission>,
    /// Documented errors: status, code, message.
    pub errors: Vec<(String, String, Option<String>)>,
    /// A sample answer.
    pub sample: Option<String>,
}

/// What a policy has to allow for an operation.
#[derive(Debug)]
pub struct Permission {
    /// `ram:GetUser`.
    pub action: String,
    /// `get`, `list`, `create`, …
    pub level: Option<String>,
    /// Kinds of resources and their names.
    pub resources: Vec<(Option<String>, String)>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// Name, type and docs.
    pub field: Field,
    /// Where it goes.
    pub place: Place,
    /// How a list or object becomes text there.
    pub format: Format,
    /// Whether it is an idempotency token, which is made up if it is not set.
    pub is_token: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The URL's query.
    Query,
    /// The form body.
    Form,
    /// A property of the JSON body.
    Body,
    /// The whole body.
    Whole,
    /// The path.
    Path,
    /// A header.
    Header,
    /// The host name.
    Host,
}

/// How a list or object becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `Tag.1.Key`.
    Flat,
    /// One JSON text.
    Json,
    /// Comma-separated.
    Simple,
    /// XML.
    Xml,
    /// A JSON list that is sent even if it is not set.
    List,
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// For a list in a wrapper object: the name of the list in it.
    pub item: Option<String>,
    /// Name in Rust.
    pub ident: String,
    /// Its type.
    pub ty: Type,
    /// Whether a request needs it.
    pub required: bool,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Whether its value must not be printed.
    pub sensitive: bool,
    /// What people should know.
    pub docs: FieldDocs,
}

/// Texts about a field.
#[derive(Clone, Debug, Default)]
pub struct FieldDocs {
    /// Markdown.
    pub description: Option<String>,
    /// Documented values with their meanings, unless the type already has them as variants.
    pub values: Vec<(String, Option<String>)>,
    /// Bounds, in words.
    pub limits: Vec<String>,
    /// What the cloud takes when it is unset.
    pub default: Option<String>,
    /// An example.
    pub example: Option<String>,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Type {
    String,
    Bool,
    Integer,
    Float,
    /// Untyped JSON.
    Any,
    /// Raw bytes: a whole answer, or a file in a form.
    Bytes,
    /// A whole payload.
    Body,
    /// A whole answer that is handed on while it arrives.
    Stream,
    List(Box<Type>),
    Map(Box<Type>),
    /// A struct or enum.
    Named(TypeRef),
    /// A struct that contains itself through this field.
    Boxed(TypeRef),
}

/// Which struct or enum is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeRef {
    /// One of [`Operation::types`].
    Local(usize),
    /// One of [`Service::models`].
    Model(usize),
}

/// A struct or enum.
#[derive(Debug)]
pub struct Definition {
    /// Its name in Rust.
    pub ident: String,
    /// What its name is made of.
    pub origin: Origin,
    /// What it is.
    pub shape: Shape,
    /// Markdown.
    pub docs: Option<String>,
}

/// Where a type occurs first: what its name is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Wire name of the field or component.
    pub wire: String,
    /// For the elements of a list in a wrapper object: the name of the list in it, which is what an element is called.
    pub item: Option<String>,
    /// Whether it is the type of that field's elements.
    pub is_element: bool,
    /// What the field belongs to.
    pub parent: Parent,
}

/// What a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parent {
    /// The operation's parameters.
    Request,
    /// The operation's answer.
    Answer,
    /// Another definition of the same scope.
    Definition(usize),
    /// Nothing: it is a component.
    Components,
}

/// What a definition is.
#[derive(Debug)]
pub enum Shape {
    /// A struct.
    Struct {
        /// Which way it travels.
        direction: Direction,
        /// Its fields, in the order of the document.
        fields: Vec<Field>,
    },
    /// An open enum.
    Enum(Vec<Variant>),
}

/// Which way a struct travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// In requests.
    Input,
    /// In answers.
    Output,
    /// In both.
    Both,
}

/// A known value of an enum.
#[derive(Debug)]
pub struct Variant {
    /// The value on the wire.
    pub wire: String,
    /// Name in Rust.
    pub ident: String,
    /// What it means.
    pub title: Option<String>,
}
