//! Types: what a schema becomes.

use serde_json::Value;

use super::{Format, IntegerFormat};

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
    /// Whether decoding and the compiled checks together do not accept exactly what the schema does: then the schema as
    /// data decides.
    pub inexact: bool,
    /// The schema as data ([`Api::tables`](super::Api::tables)), of what the body of a request is and of what decides.
    pub table: Option<String>,
    /// Whether it or something inside it is inexact and a request reaches it: then the schema as data decides what a
    /// request may be, and else it only says what is wrong.
    pub table_decides: bool,
    /// What it is.
    pub kind: Kind,
}

impl NamedType {
    /// Whether its `Validate` asks the schema as data.
    pub fn is_checked_by_table(&self) -> bool {
        self.table_decides && (self.inexact || matches!(self.kind, Kind::Untagged(_)))
    }
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// An object with properties.
    Struct(Struct),
    /// A string enumeration.
    Enum(Enum),
    /// An enumeration of other scalars, or of scalars of several types.
    Scalars(Vec<ScalarValue>),
    /// `oneOf` with a discriminator.
    Union(Union),
    /// A base whose children extend it, told by a discriminator.
    Hierarchy(Hierarchy),
    /// `oneOf` of branches that have different JSON types.
    Choice(Vec<Variant>),
    /// `oneOf` or `anyOf` of branches that only their schemas tell apart; every variant has a table.
    Untagged(Vec<Variant>),
    /// An array, map or scalar with a name: a transparent newtype.
    Newtype(Schema),
    /// A type that somebody else writes.
    Own(Own),
}

/// A type that stands for a schema and is not generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Its path, as the crate of types writes it.
    pub path: String,
    /// Whether the schema is of one string, number or boolean.
    pub is_scalar: bool,
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
    /// Where unknown keys are kept, if they are.
    pub additional: Option<Additional>,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
}

/// The field for the keys that the document does not name (`additionalProperties`).
#[derive(Clone, Debug, PartialEq)]
pub struct Additional {
    /// Field name.
    pub rust_name: String,
    /// The type of the values.
    pub value: Schema,
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
    /// Whether a request must have it although the type lets it be absent, because no answer has it (`writeOnly`).
    pub asked: bool,
    /// Its type.
    pub value: Schema,
    /// What the document says of its absence: the default, of the property or of the schema that it refers to.
    pub default: Option<Default>,
}

/// The default of a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Default {
    /// As written.
    pub value: Value,
    /// Whether it is a value of the schema that it stands at.
    pub fits: bool,
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

/// A value of an enumeration of scalars.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalarValue {
    /// Value on the wire: a boolean, a number or a string.
    pub value: Value,
    /// Variant name.
    pub rust_name: String,
}

/// `oneOf` with a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The tag property.
    pub property: String,
    /// Whether members keep the tag as a property of their own, because they are used without the union too. Otherwise
    /// the union alone reads and writes it.
    pub tag_in_members: bool,
    /// Whether an unknown tag is kept (a union that no request reaches).
    pub open: bool,
    /// Members in document order; each variant's value is a [`Shape::Ref`], to a struct whose `tag` is set unless the
    /// members keep it.
    pub variants: Vec<Variant>,
}

/// A base whose children extend it (`allOf`), told by the discriminator of the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    /// The tag property, which the base has and the children inherit.
    pub property: String,
    /// Children in document order, those of children among them; each variant's value is a [`Shape::Ref`].
    pub variants: Vec<Variant>,
    /// The base, of a value whose tag names no child. Its variant has no tag.
    pub base: Variant,
}

impl Hierarchy {
    /// The children, then the base.
    pub fn all(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().chain([&self.base])
    }
}

/// A variant of a union or choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Tag value; for a choice the JSON type (`string`, `integer`, `number`, `boolean`, `array`, `object`).
    pub tag: String,
    /// More tags of the same member.
    pub more_tags: Vec<String>,
    /// Variant name.
    pub rust_name: String,
    /// What it holds.
    pub value: Schema,
    /// Its schema as data, of a [`Kind::Untagged`].
    pub table: Option<String>,
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
    /// Whether the value must not be printed (`format: password`, `x-sensitive`).
    pub sensitive: bool,
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
    /// No format, or one that leaves the text a `String` (kept as written).
    Plain(Option<String>),
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 date.
    Date,
    /// A UUID with hyphens.
    Uuid,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// Base64.
    Byte,
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
    /// `format` of a text that stays a `String` and is checked all the same, such as `email`.
    pub format: Option<Format>,
}
