//! What a schema object is, told from its keywords alone: shared by the checks and the lowering.

use crate::place::Place;
use crate::read::Value;

/// The form of a schema object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `$ref`.
    Ref,
    /// `allOf` with one `$ref`: the place for what is said about a reference where it stands.
    Wrapped,
    /// An object with properties, or without any key at all (`properties: {}`).
    Struct,
    /// An object with arbitrary keys whose values have a schema.
    Map,
    /// An object with arbitrary keys and values.
    AnyObject,
    /// Strings of a closed list (`enum`).
    ClosedEnum,
    /// Strings of an open list (`x-extensible-enum`).
    OpenEnum,
    /// `oneOf` with a discriminator.
    Union,
    /// `oneOf` without a discriminator.
    Choice,
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An array.
    Array,
    /// Any JSON value.
    Any,
}

impl Form {
    /// The form of the schema that stands here; references are not followed.
    pub(crate) fn of(place: &Place<'_>) -> Form {
        if place.has("$ref") {
            return Form::Ref;
        }
        if place.has("allOf") {
            return Form::Wrapped;
        }
        if place.has("oneOf") {
            return if place.has("discriminator") {
                Form::Union
            } else {
                Form::Choice
            };
        }
        match place.str("type") {
            Some("object") => Form::of_object(place),
            Some("string") if place.has("enum") => Form::ClosedEnum,
            Some("string") if place.has("x-extensible-enum") => Form::OpenEnum,
            Some("string") => Form::String,
            Some("integer") => Form::Integer,
            Some("number") => Form::Number,
            Some("boolean") => Form::Boolean,
            Some("array") => Form::Array,
            _ => Form::Any,
        }
    }

    fn of_object(place: &Place<'_>) -> Form {
        if place.has("properties") {
            return Form::Struct;
        }
        match place
            .node
            .get("additionalProperties")
            .map(|node| &node.value)
        {
            Some(Value::Bool(false)) => Form::Struct,
            Some(Value::Object(members)) if !members.is_empty() => Form::Map,
            _ => Form::AnyObject,
        }
    }

    /// The JSON type of the values, if they all have the same.
    pub(crate) fn json_type(self) -> Option<&'static str> {
        match self {
            Form::Struct | Form::Map | Form::AnyObject | Form::Union => Some("object"),
            Form::ClosedEnum | Form::OpenEnum | Form::String => Some("string"),
            Form::Integer => Some("integer"),
            Form::Number => Some("number"),
            Form::Boolean => Some("boolean"),
            Form::Array => Some("array"),
            Form::Ref | Form::Wrapped | Form::Choice | Form::Any => None,
        }
    }

    /// Whether the schema gets a Rust item of its own wherever it stands.
    pub(crate) fn is_item(self) -> bool {
        matches!(
            self,
            Form::Struct | Form::ClosedEnum | Form::OpenEnum | Form::Union | Form::Choice
        )
    }

    /// Whether it is a string, number or boolean.
    pub(crate) fn is_scalar(self) -> bool {
        matches!(
            self,
            Form::ClosedEnum
                | Form::OpenEnum
                | Form::String
                | Form::Integer
                | Form::Number
                | Form::Boolean
        )
    }
}

/// The schema behind references and wrapped references; `None` when one dangles or they form a cycle.
pub(crate) fn target<'d>(place: &Place<'d>) -> Option<Place<'d>> {
    let mut place = place.clone();
    for _ in 0..16 {
        place = match Form::of(&place) {
            Form::Ref => place.follow(place.reference()?)?,
            Form::Wrapped => match place.items_of("allOf").as_slice() {
                [only] => only.clone(),
                _ => return None,
            },
            _ => return Some(place),
        };
    }
    None
}

/// The text of the reference that a schema is or wraps.
pub(crate) fn reference<'d>(place: &Place<'d>) -> Option<&'d str> {
    match Form::of(place) {
        Form::Ref => place.reference(),
        Form::Wrapped => place.items_of("allOf").first()?.reference(),
        _ => None,
    }
}
