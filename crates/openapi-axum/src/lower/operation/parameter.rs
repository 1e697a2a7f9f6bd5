//! Parameters: where they travel and how they are written.

use super::super::Lowering;
use super::super::given::Case;
use crate::form::{self, Form};
use crate::lint;
use crate::model::{
    Encoding, Holds, Kind, Location, Parameter, Schema, Shape, StringFormat, Style,
};
use crate::names::{Scope, pascal_case, snake_case};
use crate::place::Place;
use crate::read::Value;
use crate::walk::{OperationPlace, example_of, parameter_places, placeholders};

/// Headers that OpenAPI does not let a parameter stand for.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter as the document declares it.
struct Declared<'d> {
    place: Place<'d>,
    name: String,
    location: Location,
    /// The name that the document gives its field.
    given: Option<String>,
}

impl<'d> Lowering<'d> {
    /// The parameters of an operation. What a document gives twice is taken once.
    pub(super) fn parameters(
        &mut self,
        at: &OperationPlace<'d>,
        type_prefix: &str,
    ) -> Vec<Parameter> {
        let in_path = placeholders(at.path);
        let mut scopes: [Scope; 4] = Default::default();
        let mut declared: Vec<Declared<'d>> = Vec::new();
        for place in parameter_places(at) {
            let (Some(name), Some(location)) = (place.text("name"), location(&place)) else {
                continue;
            };
            let same = |other: &Declared<'_>| {
                other.location == location
                    && (other.name == name
                        || location == Location::Header && other.name.eq_ignore_ascii_case(&name))
            };
            let unknown = location == Location::Path && !in_path.contains(&name.as_str());
            if unknown || is_ignored(location, &name) || declared.iter().any(same) {
                continue;
            }
            let scope = &mut scopes[location as usize];
            let given = self.given(&place, Case::Snake, scope);
            declared.push(Declared {
                place,
                name,
                location,
                given,
            });
        }
        let mut parameters: Vec<Parameter> = Vec::new();
        for declared in declared {
            let scope = &mut scopes[declared.location as usize];
            parameters.push(self.parameter(declared, scope, type_prefix));
        }
        for name in &in_path {
            let given = |it: &Parameter| it.location == Location::Path && it.name == *name;
            if !parameters.iter().any(given) {
                let scope = &mut scopes[Location::Path as usize];
                parameters.push(undeclared(at, name, scope));
            }
        }
        let position = |name: &str| in_path.iter().position(|it| *it == name);
        parameters.sort_by_key(|parameter| match parameter.location {
            Location::Path => (Location::Path, position(&parameter.name)),
            other => (other, None),
        });
        parameters
    }

    fn parameter(
        &mut self,
        declared: Declared<'d>,
        scope: &mut Scope,
        type_prefix: &str,
    ) -> Parameter {
        let Declared {
            place,
            name,
            location,
            given,
        } = declared;
        let media = place.members_of("content").into_iter().next();
        let schema = match &media {
            Some((_, media)) => media.get("schema"),
            None => place.get("schema"),
        };
        let told = given.as_deref().unwrap_or(&name);
        let base = pascal_case(told.trim_start_matches("r#"));
        let base = format!("{type_prefix}{base}");
        let is_json = media
            .as_ref()
            .is_some_and(|(media_type, _)| media_type.contains("json"));
        let value = match &schema {
            Some(schema) if is_json => self.named(schema, &base),
            Some(schema) => self.text_value(schema, &base),
            None => text(&place),
        };
        let encoding = match is_json {
            true => Encoding::Json,
            false => encoding(&place, location, schema.as_ref(), &value),
        };
        let required = place.flag("required") || location == Location::Path;
        let default = schema
            .filter(|_| !required)
            .and_then(|schema| self.parameter_default(&schema, &encoding, &value));
        Parameter {
            rust_name: given.unwrap_or_else(|| scope.pick_field(&snake_case(&name))),
            location,
            required,
            description: place.text("description"),
            example: example_of(&place),
            deprecated: place.flag("deprecated"),
            value,
            encoding,
            default,
            name,
        }
    }

    /// The schema of what travels as text, which is never null.
    fn text_value(&mut self, schema: &Place<'d>, base: &str) -> Schema {
        let value = self.scalar(schema, base);
        Schema {
            nullable: false,
            ..value
        }
    }

    /// A scalar where it stands; a reference to one that is no enumeration is written out.
    pub(super) fn scalar(&mut self, place: &Place<'d>, base: &str) -> Schema {
        match form::target(place).filter(|_| self.own_type(place).is_none()) {
            Some(target)
                if form::reference(place).is_some()
                    && Form::of(&target).is_scalar()
                    && !Form::of(&target).is_item() =>
            {
                self.schema(&target, base)
            }
            _ => self.schema(place, base),
        }
    }

    /// The default of a parameter, if the parameter can have the value.
    fn parameter_default(
        &self,
        schema: &Place<'d>,
        encoding: &Encoding,
        value: &Schema,
    ) -> Option<serde_json::Value> {
        let target = form::target(schema)?;
        let place = target.get("default")?;
        let default = place.node.to_json();
        let fits = match encoding {
            Encoding::Text
            | Encoding::Styled {
                holds: Holds::Scalar,
                ..
            } => {
                self.holds_default(value, &default) && lint::mismatches(&target, &place).is_empty()
            }
            Encoding::Styled { .. } | Encoding::Json => {
                lint::mismatches(&target, &place).is_empty()
            }
        };
        fits.then_some(default)
    }

    /// Whether a default is a scalar that the type can hold.
    fn holds_default(&self, value: &Schema, default: &serde_json::Value) -> bool {
        match &value.shape {
            Shape::String(StringFormat::Plain(_)) => default.is_string(),
            Shape::Integer(_) => default.is_i64() || default.is_u64(),
            Shape::Number(_) => default.is_number(),
            Shape::Boolean => default.is_boolean(),
            Shape::Ref { name, .. } => match self.types.get(name).map(|named| &named.kind) {
                Some(Kind::Enum(list)) => list
                    .values
                    .iter()
                    .any(|it| default.as_str() == Some(it.value.as_str())),
                // Whether it takes the text shows when it is read.
                Some(Kind::Own(own)) => {
                    own.is_scalar
                        && !default.is_null()
                        && !default.is_array()
                        && !default.is_object()
                }
                _ => false,
            },
            _ => false,
        }
    }
}

fn is_ignored(location: Location, name: &str) -> bool {
    location == Location::Header
        && IGNORED_HEADERS
            .iter()
            .any(|ignored| ignored.eq_ignore_ascii_case(name))
}

pub(super) fn location(parameter: &Place<'_>) -> Option<Location> {
    match parameter.str("in")? {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" => Some(Location::Header),
        "cookie" => Some(Location::Cookie),
        _ => None,
    }
}

/// A parameter of the path that the document does not declare: any text.
fn undeclared(at: &OperationPlace<'_>, name: &str, scope: &mut Scope) -> Parameter {
    Parameter {
        name: name.to_owned(),
        rust_name: scope.pick_field(&snake_case(name)),
        location: Location::Path,
        required: true,
        description: None,
        example: None,
        deprecated: false,
        value: text(&at.place),
        encoding: Encoding::Text,
        default: None,
    }
}

/// Any text.
fn text(place: &Place<'_>) -> Schema {
    Schema {
        pointer: place.pointer.clone(),
        shape: Shape::String(StringFormat::Plain(None)),
        nullable: false,
        constraints: crate::model::Constraints::default(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        read_only: false,
        write_only: false,
        sensitive: false,
    }
}

fn encoding(
    place: &Place<'_>,
    location: Location,
    schema: Option<&Place<'_>>,
    value: &Schema,
) -> Encoding {
    let usual = match location {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    let style = match (location, place.str("style")) {
        (Location::Path, Some("label")) => Style::Label,
        (Location::Path, Some("matrix")) => Style::Matrix,
        (Location::Query, Some("spaceDelimited")) => Style::SpaceDelimited,
        (Location::Query, Some("pipeDelimited")) => Style::PipeDelimited,
        (Location::Query, Some("deepObject")) => Style::DeepObject,
        _ => usual,
    };
    let holds = schema.map_or(Holds::Scalar, holds);
    let is_text = !matches!(
        value.shape,
        Shape::Ref { .. } | Shape::Array(_) | Shape::Map(_) | Shape::FreeForm | Shape::Any
    );
    if is_text && !matches!(style, Style::Label | Style::Matrix) {
        return Encoding::Text;
    }
    let explode = place.node.get("explode").and_then(|node| node.as_bool());
    Encoding::Styled {
        style,
        explode: explode.unwrap_or(style == Style::Form || style == Style::DeepObject),
        holds,
    }
}

/// How a member of a form is written; `None` where it is a text, or written as every form is read: lists as their name
/// several times, objects as `name[member]`.
pub(super) fn field_encoding(encoding: &Place<'_>, schema: &Place<'_>) -> Option<Encoding> {
    let holds = holds(schema);
    if holds == Holds::Scalar {
        return None;
    }
    let explode = encoding.node.get("explode").and_then(|node| node.as_bool());
    if !encoding.has("style") && explode.is_none() {
        let media_type = encoding.str("contentType")?;
        return media_type.contains("json").then_some(Encoding::Json);
    }
    let style = match encoding.str("style") {
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => Style::Form,
    };
    let explode = explode.unwrap_or(matches!(style, Style::Form | Style::DeepObject));
    let is_usual = match holds {
        Holds::List => explode,
        _ => style == Style::DeepObject,
    };
    (!is_usual).then_some(Encoding::Styled {
        style,
        explode,
        holds,
    })
}

/// What the text of a value holds. Where a schema leaves the choice, the richest of its branches decides.
fn holds(schema: &Place<'_>) -> Holds {
    let mut names = Vec::new();
    match richest(schema, &mut names, 0) {
        0 => Holds::Scalar,
        1 => Holds::List,
        _ => Holds::Object(names),
    }
}

fn richest(schema: &Place<'_>, names: &mut Vec<String>, depth: usize) -> u8 {
    const DEEPEST: usize = 8;
    let Some(schema) = schema.resolve().filter(|_| depth < DEEPEST) else {
        return 0;
    };
    let mut found = 0;
    for (name, _) in schema.members_of("properties") {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
        found = 2;
    }
    let is = |word: &str| match schema.node.get("type").map(|node| &node.value) {
        Some(Value::Array(_)) => schema.strings_of("type").contains(&word),
        _ => schema.str("type") == Some(word),
    };
    if is("object") {
        found = 2;
    }
    if is("array") || schema.has("items") && !schema.has("type") {
        found = found.max(1);
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for branch in schema.items_of(keyword) {
            found = found.max(richest(&branch, names, depth + 1));
        }
    }
    found
}
