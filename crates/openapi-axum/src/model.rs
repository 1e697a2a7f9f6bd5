//! The generator's own representation of an API: what the emitters read.
//!
//! Everything here is resolved: references name a [`NamedType`] of [`Api::types`], inline objects, enumerations and
//! unions have been hoisted to named types, and Rust names have been chosen and are free of collisions.

use indexmap::IndexMap;
use serde_json::Value;

/// A whole API.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description`, Markdown.
    pub description: Option<String>,
    /// `info.version`.
    pub version: String,
    /// Servers as written: URL template, description and variables, as JSON.
    pub servers: Vec<Value>,
    /// Tags in document order.
    pub tags: Vec<Tag>,
    /// HTTP Basic schemes by component name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// Every type, components first in document order, then hoisted ones; keyed by Rust name.
    pub types: IndexMap<String, NamedType>,
    /// Webhooks in document order (`x-webhooks`).
    pub webhooks: Vec<Webhook>,
    /// Rust name of the one schema that every 4xx and 5xx answer uses.
    pub error_type: String,
}

/// A tag of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Name as written.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
}

/// An authentication scheme. Only HTTP Basic for now.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// Markdown.
    pub description: Option<String>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// JSON Pointer of the operation object.
    pub pointer: String,
    /// `operationId` as written.
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
    /// Parameters: path (in path order), then query, then header (document order).
    pub parameters: Vec<Parameter>,
    /// The JSON request body.
    pub body: Option<Body>,
    /// Answers by status, ascending.
    pub responses: Vec<Response>,
    /// Name of the HTTP Basic scheme, or `None` for an operation without authentication.
    pub security: Option<String>,
    /// `links` and other keys of the operation that no Rust code comes from are left in the document.
    pub extensions: IndexMap<String, Value>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query, `form` style.
    Query,
    /// In a header, `simple` style.
    Header,
}

/// A scalar parameter.
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
    /// Its type: a scalar, or a reference to an enumeration.
    pub value: Schema,
}

/// A JSON request body.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// Always a [`Shape::Ref`].
    pub value: Schema,
    /// Example as written on the media type.
    pub example: Option<Value>,
}

/// One answer of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Variant name, such as `NotFound`.
    pub rust_name: String,
    /// Markdown.
    pub description: String,
    /// Names and descriptions of documented headers.
    pub headers: Vec<ResponseHeader>,
    /// What it carries.
    pub content: Content,
    /// Component name when the answer is a `$ref` to `components/responses`.
    pub component: Option<String>,
    /// Example as written on the media type.
    pub example: Option<Value>,
}

/// A documented header of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseHeader {
    /// Name as written.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// Its scalar type.
    pub value: Schema,
}

/// What an answer carries.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one per answer of a document, and a box would be in the way of every reader"
)]
pub enum Content {
    /// Nothing.
    Empty,
    /// `application/json`; always a [`Shape::Ref`].
    Json(Schema),
    /// Bytes.
    Binary(Bytes),
}

/// Bytes that an answer carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes {
    /// Media type as written (`*/*` when any).
    pub media_type: String,
    /// Markdown, as written at the schema.
    pub description: Option<String>,
    /// Example as written at the schema.
    pub example: Option<Value>,
}

/// A webhook: a body that the server sends.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Key under `x-webhooks`.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Rust name of the body's type.
    pub type_name: String,
}

/// A type that gets a Rust item.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedType {
    /// Rust name, `PascalCase`.
    pub rust_name: String,
    /// Component name, or `None` for a hoisted inline schema.
    pub component: Option<String>,
    /// JSON Pointer of the schema.
    pub pointer: String,
    /// Markdown.
    pub description: Option<String>,
    /// Example as written.
    pub example: Option<Value>,
    /// Default as written.
    pub default: Option<Value>,
    /// Whether it is marked deprecated.
    pub deprecated: bool,
    /// Whether a request reaches it: it gets a builder, and its constraints are enforced.
    pub in_request: bool,
    /// Whether an answer or a webhook reaches it: it must tolerate what it does not know.
    pub in_answer: bool,
    /// What it is.
    pub kind: Kind,
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// An object with properties.
    Struct(Struct),
    /// A string enumeration.
    Enum(Enum),
    /// `oneOf` with a discriminator.
    Union(Union),
    /// `oneOf` of branches that have different JSON types.
    Choice(Vec<Variant>),
    /// An array, map or scalar with a name: a transparent newtype.
    Newtype(Schema),
}

/// An object with properties.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// Properties in document order, without the discriminator property of a union that this is a member of.
    pub fields: Vec<Field>,
    /// The tag that the union writes for this member.
    pub tag: Option<MemberTag>,
    /// Unknown keys are refused (`additionalProperties: false`).
    pub closed: bool,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}

/// The tag of a member of a union: a property that the union writes and reads.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberTag {
    /// Property name.
    pub property: String,
    /// Its value for this member.
    pub value: String,
    /// Whether the document lists the value as `x-extensible-enum`, not as `enum`.
    pub open: bool,
    /// Markdown, as written at the property.
    pub description: Option<String>,
    /// Example as written at the property.
    pub example: Option<Value>,
}

/// A property.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Field name, raw where it is a keyword (`r#type`).
    pub rust_name: String,
    /// Whether it must be there.
    pub required: bool,
    /// Its type.
    pub value: Schema,
}

/// A string enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Unknown values are kept (`x-extensible-enum`).
    pub open: bool,
    /// Values with their variant names, in document order.
    pub values: Vec<EnumValue>,
    /// Constraints beside the values (`minLength`, `maxLength`, `pattern`).
    pub constraints: Constraints,
}

/// A value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// Value on the wire.
    pub value: String,
    /// Variant name.
    pub rust_name: String,
}

/// `oneOf` with a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The tag property.
    pub property: String,
    /// Whether an unknown tag is kept (a union that no request reaches).
    pub open: bool,
    /// Members in document order; each variant's value is a [`Shape::Ref`] to a struct whose `tag` is set.
    pub variants: Vec<Variant>,
}

/// A variant of a union or choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Tag value; for a choice the JSON type (`string`, `integer`, `number`, `boolean`, `array`, `object`).
    pub tag: String,
    /// Variant name.
    pub rust_name: String,
    /// What it holds.
    pub value: Schema,
}

/// A schema in place: a shape with what is said about it here.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// JSON Pointer of the schema.
    pub pointer: String,
    /// What it is.
    pub shape: Shape,
    /// Whether null is a value of it.
    pub nullable: bool,
    /// Bounds.
    pub constraints: Constraints,
    /// Markdown, as written here (not the referenced type's).
    pub description: Option<String>,
    /// Default as written.
    pub default: Option<Value>,
    /// Example as written here.
    pub example: Option<Value>,
    /// Whether it is marked deprecated.
    pub deprecated: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
}

/// What a schema is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A named type, by Rust name. Boxed where the type contains itself.
    Ref {
        /// Rust name.
        name: String,
        /// Whether a `Box` is needed.
        boxed: bool,
    },
    /// A string in this format.
    String(StringFormat),
    /// An integer in this format.
    Integer(IntegerFormat),
    /// A number; the format is `float` or `double` or absent.
    Number(NumberFormat),
    /// A boolean.
    Boolean,
    /// An array.
    Array(Box<Schema>),
    /// An object with arbitrary keys and values of one schema.
    Map(Box<Schema>),
    /// An object with arbitrary keys and values.
    FreeForm,
    /// Any JSON value.
    Any,
}

/// Formats of strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringFormat {
    /// No format, or one that is an annotation only (kept as written).
    Plain(Option<String>),
    /// RFC 3339 date and time.
    DateTime,
}

/// Formats of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerFormat {
    /// No format: 64 bits.
    None,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
}

/// Formats of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// No format: double.
    None,
    /// `float`, carried as double.
    Float,
    /// `double`.
    Double,
}

/// Bounds of a schema. Every keyword of OpenAPI 3.0 that bounds a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// `minimum` as written.
    pub minimum: Option<serde_json::Number>,
    /// `maximum` as written.
    pub maximum: Option<serde_json::Number>,
    /// `exclusiveMinimum` (3.0: a flag on `minimum`).
    pub exclusive_minimum: bool,
    /// `exclusiveMaximum` (3.0: a flag on `maximum`).
    pub exclusive_maximum: bool,
    /// `multipleOf` as written.
    pub multiple_of: Option<serde_json::Number>,
    /// `minLength`, in Unicode code points.
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode code points.
    pub max_length: Option<u64>,
    /// `pattern`, as written.
    pub pattern: Option<String>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `minProperties` of a map.
    pub min_properties: Option<u64>,
    /// `maxProperties` of a map.
    pub max_properties: Option<u64>,
}
