//! The components of the lowered document, each of which stands for a Rust type that exists.

use serde_json::{Map, Value, json};

use super::names::Names;
use super::{rust_path, schema};
use crate::model::{Api, Schema, Shape, StringFormat};

/// Components with their replacements.
pub(super) struct Components {
    types_path: String,
    names: Names,
    schemas: Map<String, Value>,
    replacements: Vec<(String, String)>,
}

impl Components {
    /// A component for every type of the API.
    pub(super) fn new(api: &Api, types_path: &str) -> Self {
        let mut names = Names::default();
        let mut replacements = Vec::new();
        for rust_name in api.types.keys() {
            let path = rust_path::of_type(types_path, rust_name);
            replacements.push((names.declare(rust_name), path));
        }
        let mut schemas = Map::new();
        for (rust_name, named) in &api.types {
            let name = names.component(rust_name).to_owned();
            schemas.insert(name, schema::named(named, &names));
        }
        Self {
            types_path: types_path.to_owned(),
            names,
            schemas,
            replacements,
        }
    }

    /// The components, and what to use in the place of each.
    pub(super) fn finish(self) -> (Map<String, Value>, Vec<(String, String)>) {
        (self.schemas, self.replacements)
    }

    /// A schema where progenitor looks at it: one that typify makes the generated type of, bounds left out.
    ///
    /// What typify has a type of its own for becomes a component of its own, so that the generated type takes its place.
    pub(super) fn typed(&mut self, it: &Schema) -> Value {
        if it.nullable {
            return self.foreign(it);
        }
        match &it.shape {
            Shape::Ref { name, .. } => schema::reference(name, &self.names),
            Shape::String(StringFormat::Plain(_)) => json!({ "type": "string" }),
            Shape::Integer(format) => schema::integer(*format),
            Shape::Number(_) => json!({ "type": "number", "format": "double" }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::Array(items) => json!({ "type": "array", "items": self.typed(items) }),
            Shape::String(_) | Shape::Map(_) | Shape::FreeForm | Shape::Any => self.foreign(it),
        }
    }

    /// A reference to a component that stands for a type which the document has no name for.
    fn foreign(&mut self, it: &Schema) -> Value {
        let path = rust_path::of_schema(&self.types_path, it);
        self.of_path(&path, schema::schema(it, &self.names))
    }

    /// A reference to a component that stands for any JSON value.
    pub(super) fn any(&mut self) -> Value {
        self.of_path("serde_json::Value", json!({}))
    }

    fn of_path(&mut self, path: &str, lowered: Value) -> Value {
        if !self.names.has(path) {
            let name = self.names.declare_as(path, &rust_path::words(path));
            self.replacements.push((name.clone(), path.to_owned()));
            self.schemas.insert(name, lowered);
        }
        schema::reference(path, &self.names)
    }
}
