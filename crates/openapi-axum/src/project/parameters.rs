//! Parameters: what progenitor writes as one text, or as a list or an object in the query.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::names::snake;
use super::{Lowering, one_line};
use crate::model::{
    Constraints, Encoding, Holds, Kind, Location, Operation, Parameter, Schema, Shape, Style,
};

/// How a parameter comes through.
enum Way {
    /// With its type.
    Typed,
    /// As a text that the caller writes.
    Text(&'static str),
    /// Not at all.
    Lost(&'static str),
}

impl Lowering<'_> {
    /// The parameters that progenitor can send, and the path with their names.
    pub(super) fn parameters(&mut self, operation: &Operation) -> (Vec<Value>, String) {
        // progenitor calls the body `body`, and keeps parameters by name, wherever they travel.
        let mut taken = BTreeSet::from(["body".to_owned()]);
        let mut lowered = Vec::new();
        let mut path = operation.path.clone();
        for parameter in &operation.parameters {
            let mut parameter = parameter.clone();
            if parameter.location == Location::Path {
                rename(&mut parameter, &mut path, &taken);
            }
            let parameter = &parameter;
            let pointer = &parameter.value.pointer;
            let mut way = self.way(parameter);
            if !matches!(way, Way::Lost(_)) && !taken.insert(snake(&parameter.name)) {
                way = Way::Lost("the parameter, for another of its name");
            }
            match way {
                Way::Lost(what) => self.lose(pointer, what),
                Way::Text(what) => {
                    self.lose(pointer, what);
                    lowered.extend(item(parameter, json!({ "type": "string" })));
                }
                Way::Typed => {
                    self.lose_what_typify_would_declare(parameter);
                    let schema = self.components.typed(&parameter.value);
                    lowered.extend(item(parameter, schema));
                }
            }
        }
        (lowered, path)
    }

    /// A parameter keeps its type and loses its bounds: typify would declare a type for a bounded scalar.
    fn lose_what_typify_would_declare(&mut self, parameter: &Parameter) {
        let pointer = &parameter.value.pointer;
        if parameter.value.constraints != Constraints::default() {
            self.lose(pointer, "the bounds of the parameter");
        }
        if parameter.value.default.is_some() {
            self.lose(pointer, "the default of the parameter");
        }
    }

    fn way(&self, parameter: &Parameter) -> Way {
        if parameter.location == Location::Cookie {
            return Way::Lost("the parameter, for it is a cookie");
        }
        match &parameter.encoding {
            Encoding::Text if self.is_text(&parameter.value) => Way::Typed,
            Encoding::Text => Way::Text("the type of the parameter, which is not one text"),
            Encoding::Json => Way::Text("the type of the parameter, whose JSON the caller writes"),
            Encoding::Styled {
                style: Style::DeepObject,
                ..
            } => Way::Lost("the parameter, for its style"),
            Encoding::Styled {
                style: Style::Form,
                explode: true,
                holds,
            } if parameter.location == Location::Query => self.exploded(parameter, holds),
            Encoding::Styled {
                style: Style::Simple | Style::Form,
                holds: Holds::Scalar,
                ..
            } if self.is_text(&parameter.value) => Way::Typed,
            Encoding::Styled { .. } => {
                Way::Text("the type of the parameter, whose style the caller writes")
            }
        }
    }

    /// A parameter that progenitor writes as several, one for each item or member.
    fn exploded(&self, parameter: &Parameter, holds: &Holds) -> Way {
        let shape = self.shape_of(&parameter.value);
        match (holds, shape) {
            (Holds::Scalar, _) if self.is_text(&parameter.value) => Way::Typed,
            (Holds::Scalar, _) => Way::Text("the type of the parameter, which is not one text"),
            (Holds::List, Some(Shape::Array(items))) if self.is_text(items) => Way::Typed,
            (Holds::Object(_), _) => Way::Typed,
            (Holds::List, _) => Way::Lost("the parameter, for its items are not one text each"),
        }
    }

    /// The shape behind the names of newtypes.
    fn shape_of<'s>(&'s self, schema: &'s Schema) -> Option<&'s Shape> {
        let mut shape = &schema.shape;
        for _ in 0..self.api.types.len() + 1 {
            let Shape::Ref { name, .. } = shape else {
                return Some(shape);
            };
            let Kind::Newtype(inner) = &self.api.types.get(name)?.kind else {
                return None;
            };
            shape = &inner.shape;
        }
        None
    }

    /// Whether the generated type has a text for every value: a scalar, or a name for one.
    fn is_text(&self, schema: &Schema) -> bool {
        if schema.nullable {
            return false;
        }
        let named = match &schema.shape {
            Shape::Ref { name, .. } => self.api.types.get(name).map(|named| &named.kind),
            _ => None,
        };
        match named {
            Some(Kind::Enum(_) | Kind::Scalars(_)) => true,
            Some(Kind::Own(own)) => own.is_scalar,
            Some(Kind::Newtype(inner)) => self.is_text(inner),
            Some(_) => false,
            None => matches!(
                schema.shape,
                Shape::String(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean
            ),
        }
    }
}

/// Numbers a parameter of the path whose name is taken: there the name is nobody's business but the template's.
fn rename(parameter: &mut Parameter, path: &mut String, taken: &BTreeSet<String>) {
    let name = parameter.name.clone();
    let mut number = 2;
    while taken.contains(&snake(&parameter.name)) {
        parameter.name = format!("{name}_{number}");
        number += 1;
    }
    *path = path.replace(&format!("{{{name}}}"), &format!("{{{}}}", parameter.name));
}

fn item(parameter: &Parameter, schema: Value) -> Option<Value> {
    let location = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => return None,
    };
    let mut lowered = json!({
        "name": parameter.name,
        "in": location,
        "required": parameter.required || parameter.location == Location::Path,
        "schema": schema,
    });
    if let Some(description) = &parameter.description {
        lowered["description"] = json!(one_line(description));
    }
    Some(lowered)
}
