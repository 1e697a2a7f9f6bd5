//! Schemas as data: what the run time's interpreter checks values against.
//!
//! One variant per rule of `openapi_axum_rt::schema::Rule`, which says what each means.

use serde_json::{Number, Value};

/// A schema: every rule must hold.
pub type Table = Vec<Rule>;

/// A schema inside another.
#[derive(Clone, Debug, PartialEq)]
pub enum Sub {
    /// Written in place.
    Inline(Table),
    /// A constant of its own, by name.
    Static(String),
}

/// One rule.
#[expect(
    missing_docs,
    reason = "each is the keyword of JSON Schema that it is named after, in the run time's order of fields"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    Never,
    Nullable,
    Type(Vec<&'static str>),
    Enum(Vec<Value>),
    Minimum(Number),
    Maximum(Number),
    ExclusiveMinimum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    Format(Format),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    Items {
        first: Vec<Sub>,
        rest: Sub,
    },
    Contains {
        item: Sub,
        min: u64,
        max: Option<u64>,
    },
    MinProperties(u64),
    MaxProperties(u64),
    Required(Vec<String>),
    Members {
        known: Vec<(String, Sub)>,
        patterns: Vec<(String, Sub)>,
        rest: Option<Sub>,
    },
    Unevaluated {
        beside: Sub,
        rest: Sub,
    },
    UnevaluatedItems {
        beside: Sub,
        rest: Sub,
    },
    Names(Sub),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, Sub)>),
    AllOf(Vec<Sub>),
    AnyOf(Vec<Sub>),
    OneOf(Vec<Sub>),
    Not(Sub),
    If {
        when: Sub,
        then: Sub,
        otherwise: Sub,
    },
    Tagged {
        property: String,
        branches: Vec<(String, Sub)>,
        otherwise: Option<Sub>,
    },
}

impl Rule {
    /// The schemas inside, with the names of the members that they are of.
    pub fn subs_mut(&mut self) -> Vec<(Option<&str>, &mut Sub)> {
        match self {
            Rule::Items { first, rest } => unnamed(first).chain([(None, rest)]).collect(),
            Rule::Members {
                known,
                patterns,
                rest,
            } => {
                let further = patterns.iter_mut().map(|(_, sub)| sub).chain(rest);
                named(known).chain(further.map(|sub| (None, sub))).collect()
            }
            Rule::Unevaluated { beside, rest } | Rule::UnevaluatedItems { beside, rest } => {
                vec![(None, beside), (None, rest)]
            }
            Rule::DependentSchemas(list) => named(list).collect(),
            Rule::Tagged {
                branches,
                otherwise,
                ..
            } => {
                let otherwise = otherwise.iter_mut().map(|sub| (None, sub));
                named(branches).chain(otherwise).collect()
            }
            Rule::AllOf(list) | Rule::AnyOf(list) | Rule::OneOf(list) => unnamed(list).collect(),
            Rule::Contains { item: sub, .. } | Rule::Names(sub) | Rule::Not(sub) => {
                vec![(None, sub)]
            }
            Rule::If {
                when,
                then,
                otherwise,
            } => vec![(None, when), (None, then), (None, otherwise)],
            _ => Vec::new(),
        }
    }
}

fn named(list: &mut [(String, Sub)]) -> impl Iterator<Item = (Option<&str>, &mut Sub)> {
    list.iter_mut()
        .map(|(name, sub)| (Some(name.as_str()), sub))
}

fn unnamed(list: &mut [Sub]) -> impl Iterator<Item = (Option<&str>, &mut Sub)> {
    list.iter_mut().map(|sub| (None, sub))
}

/// A format that is enforced; `openapi_axum_rt::Format` has the same.
#[expect(
    missing_docs,
    reason = "the run time's type of the same name says what each is"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    DateTime,
    Date,
    Time,
    Duration,
    Email,
    Hostname,
    Ipv4,
    Ipv6,
    Uri,
    UriReference,
    Uuid,
    Byte,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
}

impl Format {
    /// The format of this name, if it is enforced.
    pub fn named(name: &str) -> Option<Format> {
        Some(match name {
            "date-time" => Format::DateTime,
            "date" => Format::Date,
            "time" => Format::Time,
            "duration" => Format::Duration,
            "email" => Format::Email,
            "hostname" => Format::Hostname,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "uri" => Format::Uri,
            "uri-reference" => Format::UriReference,
            "uuid" => Format::Uuid,
            "byte" => Format::Byte,
            "int8" => Format::Int8,
            "int16" => Format::Int16,
            "int32" => Format::Int32,
            "int64" => Format::Int64,
            "uint8" => Format::Uint8,
            "uint16" => Format::Uint16,
            "uint32" => Format::Uint32,
            "uint64" => Format::Uint64,
            _ => return None,
        })
    }

    /// The name of the run time's variant.
    pub fn variant(self) -> &'static str {
        match self {
            Format::DateTime => "DateTime",
            Format::Date => "Date",
            Format::Time => "Time",
            Format::Duration => "Duration",
            Format::Email => "Email",
            Format::Hostname => "Hostname",
            Format::Ipv4 => "Ipv4",
            Format::Ipv6 => "Ipv6",
            Format::Uri => "Uri",
            Format::UriReference => "UriReference",
            Format::Uuid => "Uuid",
            Format::Byte => "Byte",
            Format::Int8 => "Int8",
            Format::Int16 => "Int16",
            Format::Int32 => "Int32",
            Format::Int64 => "Int64",
            Format::Uint8 => "Uint8",
            Format::Uint16 => "Uint16",
            Format::Uint32 => "Uint32",
            Format::Uint64 => "Uint64",
        }
    }

    /// Whether it speaks of numbers.
    pub fn is_of_numbers(self) -> bool {
        matches!(
            self,
            Format::Int8
                | Format::Int16
                | Format::Int32
                | Format::Int64
                | Format::Uint8
                | Format::Uint16
                | Format::Uint32
                | Format::Uint64
        )
    }
}
