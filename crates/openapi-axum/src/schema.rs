//! One schema object as written, in the terms of JSON Schema 2020-12: the two dialects of OpenAPI told apart here and
//! nowhere else.
//!
//! OpenAPI 3.0 has `nullable`, boolean `exclusiveMinimum` and references without siblings; 3.1 has type arrays, `const`,
//! boolean schemas and the keywords of 2020-12. What comes out says nothing about which one was read.

mod types;

use serde_json::{Number, Value};

use crate::place::Place;
use crate::read;

pub(crate) use self::types::{Type, TypeSet};

/// The dialect of schemas that a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1 and later: JSON Schema 2020-12.
    V31,
}

impl Dialect {
    /// The dialect of a document.
    pub(crate) fn of(root: &Place<'_>) -> Dialect {
        match root.str("openapi") {
            Some(version) if version.starts_with("3.0") => Dialect::V30,
            _ => Dialect::V31,
        }
    }
}

/// Keywords that bound a value and have no part in what its Rust type is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) pattern: Option<String>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
}

/// `additionalProperties`.
#[derive(Clone, Debug)]
pub(crate) enum Additional<'d> {
    /// Not said, or any value.
    Open,
    /// Said to be any value.
    Any,
    /// Refused.
    Closed,
    /// Of a schema.
    Schema(Place<'d>),
}

/// A schema object, keyword by keyword.
#[derive(Clone, Debug)]
pub(crate) struct Written<'d> {
    /// Where it stands.
    pub(crate) place: Place<'d>,
    /// `true` or `false` in place of an object.
    pub(crate) always: Option<bool>,
    /// `$ref`; in OpenAPI 3.0 nothing else is read beside it.
    pub(crate) reference: Option<&'d str>,
    /// `type`; null is in it only where a type array of 3.1 has it.
    pub(crate) types: Option<TypeSet>,
    /// `nullable`.
    pub(crate) nullable: bool,
    /// `enum`, or `const` as a list of one.
    pub(crate) values: Option<Vec<Value>>,
    /// `x-extensible-enum`.
    pub(crate) open_values: Option<Vec<Value>>,
    /// `format`.
    pub(crate) format: Option<&'d str>,
    /// The bounds.
    pub(crate) bounds: Bounds,
    /// `properties`.
    pub(crate) properties: Vec<(&'d str, Place<'d>)>,
    /// `required`.
    pub(crate) required: Vec<&'d str>,
    /// `additionalProperties`.
    pub(crate) additional: Additional<'d>,
    /// `items`, where it is a schema.
    pub(crate) items: Option<Place<'d>>,
    /// `allOf`.
    pub(crate) all_of: Vec<Place<'d>>,
    /// `anyOf`.
    pub(crate) any_of: Vec<Place<'d>>,
    /// `oneOf`.
    pub(crate) one_of: Vec<Place<'d>>,
    /// `discriminator`.
    pub(crate) discriminator: Option<Place<'d>>,
    /// Whether there is a keyword that no Rust type can carry: `not`, `if`, `patternProperties`, …
    pub(crate) residue: bool,
}

/// Keywords that only a table can check.
const RESIDUE: [&str; 12] = [
    "not",
    "if",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "contains",
    "prefixItems",
    "minContains",
    "maxContains",
    "unevaluatedProperties",
    "unevaluatedItems",
];

impl<'d> Written<'d> {
    /// Reads the schema at a place.
    pub(crate) fn of(place: &Place<'d>, dialect: Dialect) -> Written<'d> {
        let always = place.node.as_bool();
        let reference = place.reference();
        let alone = reference.is_some() && dialect == Dialect::V30;
        if always.is_some() || alone {
            return Written {
                always,
                reference,
                ..Written::empty(place)
            };
        }
        let (types, nullable) = types::read(place);
        Written {
            reference,
            types,
            nullable,
            values: values(place, dialect),
            open_values: list(place, "x-extensible-enum").filter(|_| !place.has("enum")),
            format: place.str("format"),
            bounds: bounds(place),
            properties: place.members_of("properties"),
            required: place.strings_of("required"),
            additional: additional(place),
            items: place.get("items").filter(is_schema),
            all_of: place.items_of("allOf"),
            any_of: place.items_of("anyOf"),
            one_of: place.items_of("oneOf"),
            discriminator: place
                .get("discriminator")
                .filter(|it| it.has("propertyName")),
            residue: RESIDUE.iter().any(|keyword| place.has(keyword)),
            ..Written::empty(place)
        }
    }

    fn empty(place: &Place<'d>) -> Written<'d> {
        Written {
            place: place.clone(),
            always: None,
            reference: None,
            types: None,
            nullable: false,
            values: None,
            open_values: None,
            format: None,
            bounds: Bounds::default(),
            properties: Vec::new(),
            required: Vec::new(),
            additional: Additional::Open,
            items: None,
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            discriminator: None,
            residue: false,
        }
    }

    /// Whether nothing is said about values beside references, branches and what is only told to readers.
    pub(crate) fn says_nothing_else(&self) -> bool {
        self.always.is_none()
            && self.values.is_none()
            && self.open_values.is_none()
            && self.bounds == Bounds::default()
            && self.properties.is_empty()
            && self.required.is_empty()
            && matches!(self.additional, Additional::Open)
            && self.items.is_none()
            && !self.residue
    }
}

fn is_schema(place: &Place<'_>) -> bool {
    matches!(
        place.node.value,
        read::Value::Object(_) | read::Value::Bool(_)
    )
}

fn list(place: &Place<'_>, keyword: &str) -> Option<Vec<Value>> {
    let items = place.node.get(keyword)?.as_array()?;
    Some(items.iter().map(read::Node::to_json).collect())
}

fn values(place: &Place<'_>, dialect: Dialect) -> Option<Vec<Value>> {
    let constant = place.json("const").filter(|_| dialect == Dialect::V31);
    match (list(place, "enum"), constant) {
        (Some(mut values), Some(constant)) => {
            values.retain(|value| *value == constant);
            Some(values)
        }
        (values, constant) => values.or_else(|| constant.map(|value| vec![value])),
    }
}

fn additional<'d>(place: &Place<'d>) -> Additional<'d> {
    let Some(found) = place.get("additionalProperties") else {
        return Additional::Open;
    };
    match &found.node.value {
        read::Value::Bool(false) => Additional::Closed,
        read::Value::Bool(true) => Additional::Any,
        read::Value::Object(members) if members.is_empty() => Additional::Any,
        read::Value::Object(_) => Additional::Schema(found),
        _ => Additional::Open,
    }
}

fn bounds(place: &Place<'_>) -> Bounds {
    let number = |keyword: &str| {
        place
            .node
            .get(keyword)
            .and_then(read::Node::as_number)
            .cloned()
    };
    let count = |keyword: &str| number(keyword).and_then(|number| whole(&number));
    // In OpenAPI 3.0 the exclusive bounds are flags on the others.
    let (low, high) = (number("minimum"), number("maximum"));
    let (open_low, open_high) = (
        place.flag("exclusiveMinimum"),
        place.flag("exclusiveMaximum"),
    );
    Bounds {
        minimum: low.clone().filter(|_| !open_low),
        maximum: high.clone().filter(|_| !open_high),
        exclusive_minimum: if open_low {
            low
        } else {
            number("exclusiveMinimum")
        },
        exclusive_maximum: if open_high {
            high
        } else {
            number("exclusiveMaximum")
        },
        multiple_of: number("multipleOf"),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        pattern: place.text("pattern"),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: place.flag("uniqueItems"),
        min_properties: count("minProperties"),
        max_properties: count("maxProperties"),
    }
}

/// A count, also where it is written `2.0`.
fn whole(number: &Number) -> Option<u64> {
    number.as_u64().or_else(|| {
        let value = number
            .as_f64()
            .filter(|value| value.fract() == 0.0 && *value >= 0.0)?;
        format!("{value:.0}").parse().ok()
    })
}
