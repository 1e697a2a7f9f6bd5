//! For every keyword of a schema, values just inside it and just outside.

mod bounds;
mod shape;
mod size;
mod value;

pub(super) use shape::{is_form, nullable};

use serde_json::Value;

use super::request::{Place, Request};

/// What is tried for one keyword at one place.
#[derive(Debug)]
pub(crate) struct Tried {
    /// Requests that keep the keyword, and only just.
    pub(crate) inside: Vec<Inside>,
    /// Requests that break it, and only just, with the places that an answer may name.
    pub(crate) outside: Vec<Outside>,
    /// Why there is nothing just outside.
    pub(crate) reason: Option<&'static str>,
}

/// A request that must reach the implementation.
#[derive(Debug)]
pub(crate) struct Inside {
    pub(crate) request: Request,
    /// Whether timestamps in it are compared as instants, because they are written in another form than they were read.
    pub(crate) as_instants: bool,
}

/// A request that must be refused.
#[derive(Debug)]
pub(crate) struct Outside {
    pub(crate) request: Request,
    /// Places that the answer may name.
    pub(crate) places: Vec<String>,
}

impl Tried {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            inside: Vec::new(),
            outside: Vec::new(),
            reason: None,
        }
    }

    pub(crate) fn inside(mut self, request: Request) -> Self {
        self.inside.push(Inside {
            request,
            as_instants: false,
        });
        self
    }

    pub(crate) fn outside(mut self, request: Request, place: impl Into<String>) -> Self {
        self.outside.push(Outside {
            request,
            places: vec![place.into()],
        });
        self
    }

    pub(crate) fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }
}

/// Keywords that say nothing about values.
pub(crate) const ANNOTATIONS: [&str; 9] = [
    "description",
    "title",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
];

/// Keywords whose schemas are places of their own.
pub(crate) const CONTAINERS: [&str; 3] = ["properties", "items", "allOf"];

/// Whether a keyword wants cases.
pub(crate) fn wants_cases(keyword: &str) -> bool {
    let extension = keyword.starts_with("x-") && keyword != "x-extensible-enum";
    !extension && !ANNOTATIONS.contains(&keyword) && !CONTAINERS.contains(&keyword)
}

/// Says whether a value keeps a schema object of the document.
pub(crate) type Accepts<'a> = &'a dyn Fn(&Value, &Value) -> Result<bool, String>;

/// The cases of one keyword; `None` for a keyword that is not known.
pub(crate) fn of_keyword(
    place: &Place<'_>,
    keyword: &str,
    accepts: Accepts<'_>,
) -> Result<Option<Tried>, String> {
    let argument = &place.schema[keyword];
    let bench = Bench { place, accepts };
    Ok(Some(match keyword {
        "type" => shape::types(&bench)?,
        "nullable" => shape::nullable(place, argument),
        "required" => shape::required(place, argument),
        "oneOf" => shape::one_of(&bench)?,
        "discriminator" => shape::discriminator(place),
        "additionalProperties" => shape::additional(&bench, argument)?,
        "minimum" | "exclusiveMinimum" => bounds::minimum(place),
        "maximum" | "exclusiveMaximum" => bounds::maximum(place),
        "multipleOf" => bounds::multiple_of(&bench, argument)?,
        "minLength" => size::min_length(&bench, argument)?,
        "maxLength" => size::max_length(&bench, argument)?,
        "minItems" | "maxItems" => size::items(place, keyword, argument),
        "minProperties" | "maxProperties" => size::properties(place, keyword, argument),
        "uniqueItems" => size::unique_items(place, argument),
        "pattern" => value::pattern(&bench)?,
        "enum" => value::closed(place, argument),
        "x-extensible-enum" => value::open(place, argument),
        "format" => value::format(&bench, argument)?,
        _ => return Ok(None),
    }))
}

/// A place and the judge.
pub(crate) struct Bench<'a> {
    place: &'a Place<'a>,
    accepts: Accepts<'a>,
}

impl Bench<'_> {
    /// Whether `value` keeps the schema at the place.
    fn keeps(&self, value: &Value) -> Result<bool, String> {
        (self.accepts)(self.place.schema, value)
    }

    /// Whether `value` breaks `keyword` at the place and nothing else.
    fn breaks_only(&self, keyword: &str, value: &Value) -> Result<bool, String> {
        let mut without = self.place.schema.clone();
        if let Some(members) = without.as_object_mut() {
            members.shift_remove(keyword);
        }
        Ok(!self.keeps(value)? && (self.accepts)(&without, value)?)
    }
}
