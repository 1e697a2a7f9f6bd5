//! The generator's own representation of an API: what the emitters read.
//!
//! Everything here is resolved: references name a [`NamedType`] of [`Api::types`], inline objects, enumerations and
//! unions have been hoisted to named types, and Rust names have been chosen and are free of collisions.

mod integer;
mod operation;
mod schema;
mod table;

pub use self::integer::IntegerFormat;
pub use self::operation::{
    Body, Bytes, Encoding, Holds, Items, Location, Media, Operation, Outgoing, Parameter, Part,
    PartKind, Parts, Payload, Response, ResponseHeader, Status, Style, Webhook,
};
pub use self::schema::{
    Additional, Constraints, Default, Enum, EnumValue, Field, Hierarchy, Kind, MemberTag,
    NamedType, NumberFormat, Own, ScalarValue, Schema, Shape, StringFormat, Struct, Union, Variant,
};
pub use self::table::{Format, Rule, Sub, Table};

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
    /// Schemes by component name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Operations in document order.
    pub operations: Vec<Operation>,
    /// Every type, components first in document order, then hoisted ones; keyed by Rust name.
    pub types: IndexMap<String, NamedType>,
    /// Schemas as data, by the name of their constant; see [`NamedType::table`].
    pub tables: IndexMap<String, Table>,
    /// Webhooks in document order (`x-webhooks`).
    pub webhooks: Vec<Webhook>,
    /// Webhooks (`webhooks`) and callbacks, as requests that are sent.
    pub outgoing: Vec<Outgoing>,
    /// Rust name of the one schema that every failure carries, if there is one.
    pub error_type: Option<String>,
}

/// A tag of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Name as written.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
}

/// An authentication scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// Markdown.
    pub description: Option<String>,
    /// What a caller sends.
    pub kind: SchemeKind,
}

/// What a caller sends to say who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// HTTP Basic.
    Basic,
    /// A bearer token: `http` with `bearer`, OAuth 2.0 and OpenID Connect.
    Bearer,
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where it travels; never the path.
        location: Location,
        /// Name on the wire.
        name: String,
    },
    /// Another scheme of `Authorization`, such as `Digest`.
    Http(String),
    /// A client certificate.
    MutualTls,
    /// Something that the document names and does not declare: the implementation finds it in the request.
    Undeclared,
}

/// A scheme that a call needs, with its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Name of the scheme.
    pub scheme: String,
    /// Scopes or roles, as written.
    pub scopes: Vec<String>,
}
