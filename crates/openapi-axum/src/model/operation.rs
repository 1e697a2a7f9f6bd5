//! Operations: what they read, what they answer, and who may call them.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Requirement, Schema};

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// JSON Pointer of the operation object.
    pub pointer: String,
    /// `operationId` as written, or derived from method and path.
    pub id: String,
    /// Method name of the trait, `snake_case`.
    pub rust_name: String,
    /// Prefix of the types that belong to the operation, `PascalCase`.
    pub type_prefix: String,
    /// HTTP method, lower case.
    pub method: String,
    /// Path template as written, such as `/chats/{id}`.
    pub path: String,
    /// Tags as written.
    pub tags: Vec<String>,
    /// First line of the documentation.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Whether the operation is marked deprecated.
    pub deprecated: bool,
    /// Parameters: path (in path order), then query, header and cookie (document order).
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// Answers: by status, then ranges, then `default`.
    pub responses: Vec<Response>,
    /// Alternatives of what a caller sends, all of one alternative together; one that is empty lets anybody in. No
    /// alternative at all is an operation without authentication.
    pub security: Vec<Vec<Requirement>>,
    /// The largest body in bytes, if the document says so: `x-body-limit`, or `maxLength` of a binary body.
    pub body_limit: Option<u64>,
    /// Keys of the operation that begin with `x-`.
    pub extensions: IndexMap<String, Value>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Field name.
    pub rust_name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// Example as written on the parameter.
    pub example: Option<Value>,
    /// Whether the parameter is marked deprecated.
    pub deprecated: bool,
    /// Its type. Never nullable: no text is null.
    pub value: Schema,
    /// How it is written.
    pub encoding: Encoding,
    /// What stands for it where it is absent; only one that the type can hold.
    pub default: Option<Value>,
}

/// How a parameter is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// One text that is the scalar.
    Text,
    /// In a style of the specification.
    Styled {
        /// The style.
        style: Style,
        /// `explode`.
        explode: bool,
        /// What is written.
        holds: Holds,
    },
    /// JSON (`content`).
    Json,
}

/// `style` of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`.
    Simple,
    /// `.a.b`.
    Label,
    /// `;name=a,b`.
    Matrix,
    /// `name=a&name=b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a|b`.
    PipeDelimited,
    /// `name[key]=a`.
    DeepObject,
}

/// What a parameter holds, as far as its text shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One text.
    Scalar,
    /// Several.
    List,
    /// Texts by name: the names that the document lists.
    Object(Vec<String>),
}

/// A request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// What it may be, in document order; never empty.
    pub media: Vec<Media>,
}

/// What a body or an answer carries under one or more media types.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Media types as written. Several when they carry the same in the same way.
    pub media_types: Vec<String>,
    /// Name among the others, such as `Json`.
    pub rust_name: String,
    /// What it is.
    pub payload: Payload,
    /// How members of a form are written (`encoding`), where that is not the usual way.
    pub fields: Vec<(String, Encoding)>,
    /// Example as written on the media type.
    pub example: Option<Value>,
}

/// The parts of a `multipart/form-data` body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// What the document lists, in its order; nothing where the schema is no object with properties.
    pub listed: Vec<Part>,
    /// Other parts are refused (`additionalProperties: false`).
    pub closed: bool,
}

/// What is carried, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// JSON; always a [`Shape::Ref`](super::Shape::Ref).
    Json(Schema),
    /// `application/x-www-form-urlencoded`; always a [`Shape::Ref`](super::Shape::Ref).
    Form(Schema),
    /// Text: a [`Shape::Ref`](super::Shape::Ref), or nothing said about it.
    Text(Option<Schema>),
    /// `multipart/form-data` with the parts that the document lists.
    Multipart(Parts),
    /// `text/event-stream`: the data of an event, JSON, or text where nothing is said about it.
    Events(Option<Schema>),
    /// Bytes.
    Bytes(Bytes),
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Name on the wire.
    pub name: String,
    /// Variant name.
    pub rust_name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Whether it must be there.
    pub required: bool,
    /// How many there may be, where there may be several of the name.
    pub items: Option<Items>,
    /// What it carries.
    pub kind: PartKind,
}

/// Bounds of an array whose elements are parts of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Items {
    /// `minItems`.
    pub min: Option<u64>,
    /// `maxItems`.
    pub max: Option<u64>,
    /// `uniqueItems`.
    pub unique: bool,
}

/// What a part carries.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// A file: bytes as they come.
    File {
        /// `maxLength`, in bytes.
        max_bytes: Option<u64>,
    },
    /// A text that is the scalar.
    Text(Schema),
    /// JSON.
    Json(Schema),
}

/// Bytes that an answer or a body carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes {
    /// Markdown, as written at the schema.
    pub description: Option<String>,
    /// Example as written at the schema.
    pub example: Option<Value>,
}

/// The statuses of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One.
    Code(u16),
    /// Every one that begins with the digit (`4XX`).
    Range(u8),
    /// Every one that is not listed.
    Default,
}

/// One answer of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: Status,
    /// Variant name, such as `NotFound`.
    pub rust_name: String,
    /// Markdown.
    pub description: String,
    /// Documented headers, without those that the router writes itself.
    pub headers: Vec<ResponseHeader>,
    /// What it carries: nothing, or one of these.
    pub media: Vec<Media>,
    /// Component name when the answer is a `$ref` to `components/responses`.
    pub component: Option<String>,
    /// Whether a 422 is what a body that breaks its schema is answered with; false where the document says
    /// `x-violations: false`, and means something else by it.
    pub violations: bool,
}

/// A documented header of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseHeader {
    /// Name as written.
    pub name: String,
    /// Field name.
    pub rust_name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub value: Schema,
}

/// A request that the server sends of itself: a webhook, or a callback of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// JSON Pointer of the operation object.
    pub pointer: String,
    /// `operationId`, or the key in the document.
    pub id: String,
    /// Function and method name, `snake_case`.
    pub rust_name: String,
    /// HTTP method, lower case.
    pub method: String,
    /// The expression that tells where a callback goes, as written.
    pub expression: Option<String>,
    /// First line of the documentation.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// What it carries: the first JSON of the media types, else the first of them. Neither events nor parts: those are
    /// bytes here.
    pub body: Option<Media>,
}

/// A webhook: a body that the server sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// JSON Pointer of the webhook.
    pub pointer: String,
    /// Its key in the document.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Rust name of the body's type.
    pub type_name: String,
}

impl Operation {
    /// The answers that a method gives when it succeeds: below 400, or `default` where the document lists none of them.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let listed = self.responses.iter().any(|it| it.status.is_success());
        self.responses
            .iter()
            .filter(move |it| it.status.is_success() || !listed && it.status == Status::Default)
    }

    /// The answers that a method gives when it fails.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        let listed = self.responses.iter().any(|it| it.status.is_success());
        self.responses
            .iter()
            .filter(move |it| !it.status.is_success() && (listed || it.status != Status::Default))
    }

    /// Whether a caller may leave its credentials out.
    pub fn is_open(&self) -> bool {
        self.security.iter().any(Vec::is_empty)
    }
}

impl Status {
    /// Whether every status of these is below 400.
    pub fn is_success(self) -> bool {
        match self {
            Status::Code(code) => code < 400,
            Status::Range(class) => class < 4,
            Status::Default => false,
        }
    }
}

impl Payload {
    /// The schema of the one value that is carried.
    pub fn held(&self) -> Option<&Schema> {
        match self {
            Payload::Json(schema) | Payload::Form(schema) => Some(schema),
            Payload::Text(schema) => schema.as_ref(),
            Payload::Events(_) | Payload::Multipart(_) | Payload::Bytes(_) => None,
        }
    }

    /// The schemas of what is carried.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let parts: &[Part] = match self {
            Payload::Multipart(parts) => &parts.listed,
            _ => &[],
        };
        let one = match self {
            Payload::Events(schema) => schema.as_ref(),
            other => other.held(),
        };
        let of_parts = parts.iter().filter_map(|part| match &part.kind {
            PartKind::File { .. } => None,
            PartKind::Text(schema) | PartKind::Json(schema) => Some(schema),
        });
        one.into_iter().chain(of_parts)
    }
}
