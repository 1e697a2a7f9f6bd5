//! Objects, maps and arrays.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Lowering;
use super::conjunction::Conjunction;
use super::given::Case;
use super::scalar::tightest;
use super::schema::bare;
use crate::model::{self, Default, Field, MemberTag, Schema, Shape, Struct};
use crate::names::{Scope, pascal_case, snake_case};
use crate::place::Place;
use crate::schema::{Additional, Written};

/// Field of what the document does not name, unless a property is called so.
const ADDITIONAL: &str = "additional_properties";

impl<'d> Lowering<'d> {
    /// An object with properties; `tag` is the property that its union reads and writes, with its value.
    pub(super) fn object(
        &mut self,
        found: &Conjunction<'d>,
        rust_name: &str,
        tag: Option<(String, String)>,
    ) -> Struct {
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        let mut tag = tag.map(|(property, value)| MemberTag {
            property,
            value,
            open: false,
            description: None,
            example: None,
        });
        let properties = properties(found);
        let mut given = HashMap::new();
        for (name, places) in &properties {
            let field_name = self.given_by_any(places, Case::Snake, &mut scope);
            given.extend(field_name.map(|field_name| (*name, field_name)));
        }
        for (name, places) in properties {
            if let Some(tag) = tag.as_mut().filter(|tag| tag.property == name) {
                if let [property, ..] = places.as_slice() {
                    tag.open = property.has("x-extensible-enum");
                    tag.description = property.text("description");
                    tag.example = property.json("example");
                }
                continue;
            }
            let default = places.iter().rev().find_map(|place| self.default(place));
            let given = given.remove(name);
            let base = pascal_case(given.as_deref().unwrap_or(name).trim_start_matches("r#"));
            let base = format!("{rust_name}{base}");
            fields.push(Field {
                name: name.to_owned(),
                rust_name: given.unwrap_or_else(|| scope.pick_field(&snake_case(name))),
                asked: false,
                required: found.parts.iter().any(|part| part.required.contains(&name)),
                value: match places.as_slice() {
                    [] => self.undeclared(found, &base),
                    places => self.schema_of_all(places, &base),
                },
                default,
            });
        }
        let bounds = tightest(found.parts.iter().map(|part| &part.bounds));
        Struct {
            fields,
            tag,
            closed: is_closed(found),
            additional: self.additional(found, rust_name, &mut scope),
            min_properties: bounds.min_properties,
            max_properties: bounds.max_properties,
        }
    }

    /// The default of a property.
    fn default(&mut self, place: &Place<'d>) -> Option<Default> {
        let of_target = || place.resolve()?.json("default");
        let value = place.json("default").or_else(of_target)?;
        let fits = self.sampler.takes(place, &value);
        Some(Default { value, fits })
    }

    /// A member that must be there although no property of the name is declared.
    fn undeclared(&mut self, found: &Conjunction<'d>, base: &str) -> Schema {
        let places = additional_places(found);
        match places.as_slice() {
            [place] if found.object_parts() == 1 => self.schema(place, base),
            _ => {
                let place = found
                    .parts
                    .last()
                    .map_or_else(|| self.root.clone(), |it| it.place.clone());
                bare(&place, Shape::Any)
            }
        }
    }

    fn additional(
        &mut self,
        found: &Conjunction<'d>,
        rust_name: &str,
        scope: &mut Scope,
    ) -> Option<model::Additional> {
        let places = additional_places(found);
        let says_any = |part: &&Written<'d>| matches!(part.additional, Additional::Any);
        let any = found
            .parts
            .iter()
            .find(says_any)
            .map(|part| part.place.clone());
        let patterned = patterned_places(found);
        let value = match (places.as_slice(), patterned.as_slice()) {
            ([place], []) if found.object_parts() == 1 => {
                self.schema(place, &format!("{rust_name}Value"))
            }
            // What has no name matches the one pattern, or is refused.
            ([], [place]) if closes(found) && found.object_parts() == 1 => {
                self.schema(place, &format!("{rust_name}Value"))
            }
            ([place, ..], _) | ([], [place, ..]) => bare(place, Shape::Any),
            ([], []) => bare(&any?, Shape::Any),
        };
        Some(model::Additional {
            rust_name: scope.pick_field(ADDITIONAL),
            value,
        })
    }

    /// An object of values of one schema.
    pub(super) fn map(&mut self, found: &Conjunction<'d>, base: &str) -> Shape {
        match additional_places(found).as_slice() {
            [] => Shape::FreeForm,
            places => {
                let places = places.to_vec();
                Shape::Map(Box::new(
                    self.schema_of_all(&places, &format!("{base}Value")),
                ))
            }
        }
    }

    /// An array.
    pub(super) fn array(&mut self, found: &Conjunction<'d>, base: &str) -> Shape {
        let is_tuple = found.parts.iter().any(|part| part.place.has("prefixItems"));
        let items: Vec<Place<'d>> = found
            .parts
            .iter()
            .filter_map(|part| part.items.clone())
            .collect();
        let item = match items.as_slice() {
            items if is_tuple || items.is_empty() => {
                let place = found
                    .parts
                    .last()
                    .map_or_else(|| self.root.clone(), |it| it.place.clone());
                bare(&place, Shape::Any)
            }
            items => self.schema_of_all(items, &format!("{base}Item")),
        };
        Shape::Array(Box::new(item))
    }
}

/// What is said about each property, and which must be there without anything being said about them.
fn properties<'d>(found: &Conjunction<'d>) -> IndexMap<&'d str, Vec<Place<'d>>> {
    let mut all: IndexMap<&str, Vec<Place<'_>>> = IndexMap::new();
    for part in &found.parts {
        for (name, place) in &part.properties {
            all.entry(name).or_default().push(place.clone());
        }
    }
    for name in found.parts.iter().flat_map(|part| &part.required) {
        all.entry(name).or_default();
    }
    all
}

fn additional_places<'d>(found: &Conjunction<'d>) -> Vec<Place<'d>> {
    let places = found
        .parts
        .iter()
        .filter_map(|part| match &part.additional {
            Additional::Schema(place) => Some(place.clone()),
            _ => None,
        });
    places.collect()
}

fn patterned_places<'d>(found: &Conjunction<'d>) -> Vec<Place<'d>> {
    let patterned = found
        .parts
        .iter()
        .flat_map(|part| part.place.members_of("patternProperties"));
    patterned.map(|(_, place)| place).collect()
}

/// Whether a schema refuses what it does not name.
fn closes(found: &Conjunction<'_>) -> bool {
    let says_closed = |part: &Written<'_>| matches!(part.additional, Additional::Closed);
    found.parts.iter().any(says_closed)
}

/// Unknown keys can only be refused by the type when one schema alone names the known ones.
fn is_closed(found: &Conjunction<'_>) -> bool {
    found.object_parts() == 1 && closes(found) && patterned_places(found).is_empty()
}
