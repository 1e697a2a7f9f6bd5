//! Places in a request where a schema applies, and how to build a request that has the place.

use serde_json::Value;

use super::sample::{is_of, sample, target, types};
use crate::pointer;

/// One step from a value to a value inside it, or to one of its forms.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A member.
    Property(String, Value),
    /// An element.
    Item(Value),
    /// A member under a free key.
    Key(Value),
    /// The form of a union that a JSON type tells; the name is for people.
    Branch(String, Value),
    /// The form of a union that a tag tells.
    Variant {
        property: String,
        tag: String,
        schema: Value,
    },
}

/// A schema at a place of the body.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// Where the schema stands in the document.
    pub(crate) pointer: String,
    /// The schema, references followed.
    pub(crate) schema: Value,
    /// How the body is walked down to the place.
    pub(crate) steps: Vec<Step>,
    /// Types that a value at the place can have, in whatever form; empty when any.
    pub(crate) types: Vec<String>,
    /// Whether another schema at the same place decides about null: a union, or one that wraps this.
    pub(crate) inner: bool,
}

impl Site {
    /// The place for people: `/chat/transcript<array>/0/text`.
    pub(crate) fn name(&self) -> String {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Property(name, _) => format!("/{name}"),
                Step::Item(_) => "/0".to_owned(),
                Step::Key(_) => "/*".to_owned(),
                Step::Branch(name, _) => format!("<{name}>"),
                Step::Variant { tag, .. } => format!("<{tag}>"),
            })
            .collect()
    }
}

/// Every site of a body, each reference followed once on the way down.
pub(crate) fn sites(document: &Value, schema: &Value, place: &str) -> Vec<Site> {
    let mut walk = Walk {
        document,
        chain: Vec::new(),
        out: Vec::new(),
    };
    walk.go(schema, place, &[], None);
    walk.out
}

struct Walk<'a> {
    document: &'a Value,
    chain: Vec<String>,
    out: Vec<Site>,
}

impl Walk<'_> {
    /// `outer` is what is known of the place already, when `schema` is one of its forms.
    fn go(&mut self, schema: &Value, place: &str, steps: &[Step], outer: Option<&[String]>) {
        let Some((target, place, via)) = pointer::resolve(self.document, schema, place) else {
            return;
        };
        if !via.is_empty() && self.chain.contains(&place) {
            return;
        }
        self.chain.push(place.clone());
        let own = types(self.document, target);
        let types = outer.map_or(own, <[String]>::to_vec);
        self.out.push(Site {
            pointer: place.clone(),
            schema: target.clone(),
            steps: steps.to_vec(),
            types: types.clone(),
            inner: outer.is_some(),
        });
        self.below(target, &place, steps);
        self.forms(target, &place, steps, &types);
        self.chain.pop();
    }

    fn below(&mut self, schema: &Value, place: &str, steps: &[Step]) {
        let properties = pointer::child(place, "properties");
        for (name, inner) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let step = Step::Property(name.clone(), inner.clone());
            self.go(
                inner,
                &pointer::child(&properties, name),
                &with(steps, step),
                None,
            );
        }
        if let Some(inner) = schema.get("items") {
            let step = Step::Item(inner.clone());
            self.go(
                inner,
                &pointer::child(place, "items"),
                &with(steps, step),
                None,
            );
        }
        if let Some(inner) = schema.get("additionalProperties").filter(|s| s.is_object()) {
            let at = pointer::child(place, "additionalProperties");
            self.go(inner, &at, &with(steps, Step::Key(inner.clone())), None);
        }
    }

    fn forms(&mut self, schema: &Value, place: &str, steps: &[Step], types_here: &[String]) {
        for (at, inner) in list(schema, "allOf").enumerate() {
            let at = pointer::index(&pointer::child(place, "allOf"), at);
            self.go(inner, &at, steps, Some(types_here));
        }
        if let Some(variants) = variants(schema) {
            for (property, tag, reference) in variants {
                let inner = serde_json::json!({ "$ref": reference });
                let step = Step::Variant {
                    property,
                    tag,
                    schema: inner.clone(),
                };
                self.go(&inner, place, &with(steps, step), Some(types_here));
            }
            return;
        }
        for (at, inner) in list(schema, "oneOf").enumerate() {
            let at = pointer::index(&pointer::child(place, "oneOf"), at);
            let name = types(self.document, inner).join("|");
            let step = Step::Branch(name, inner.clone());
            self.go(inner, &at, &with(steps, step), Some(types_here));
        }
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Tag property, tag and reference of every form of a union with a discriminator.
pub(crate) fn variants(schema: &Value) -> Option<Vec<(String, String, String)>> {
    let property = schema.pointer("/discriminator/propertyName")?.as_str()?;
    let mapping = schema
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object);
    let from_mapping = mapping.into_iter().flatten().filter_map(|(tag, target)| {
        Some((
            property.to_owned(),
            tag.clone(),
            target.as_str()?.to_owned(),
        ))
    });
    let unmapped = list(schema, "oneOf").filter_map(|branch| {
        let target = branch.get("$ref")?.as_str()?;
        let mapped = mapping.is_some_and(|mapping| mapping.values().any(|t| t == target));
        let tag = target.rsplit('/').next()?;
        (!mapped).then(|| (property.to_owned(), tag.to_owned(), target.to_owned()))
    });
    Some(from_mapping.chain(unmapped).collect())
}

fn with(steps: &[Step], step: Step) -> Vec<Step> {
    let mut steps = steps.to_vec();
    steps.push(step);
    steps
}

/// Makes sure that `body` has the place that the steps lead to, and gives its pointer (RFC 6901).
///
/// What is missing on the way, or has another form, is replaced by the example of its schema.
pub(crate) fn reach(document: &Value, body: &mut Value, steps: &[Step]) -> String {
    let mut here = body;
    let mut place = String::new();
    for step in steps {
        match step {
            Step::Property(name, schema) => {
                place = pointer::child(&place, name);
                let members = object(here);
                let member = members.entry(name.clone()).or_insert(Value::Null);
                if member.is_null() {
                    *member = sample(document, schema);
                }
                here = member;
            }
            Step::Item(schema) => {
                place = pointer::index(&place, 0);
                if here.get(0).is_none() {
                    *here = serde_json::json!([sample(document, schema)]);
                }
                here = &mut here[0];
            }
            Step::Key(schema) => {
                let members = object(here);
                let key = members.keys().next().cloned().unwrap_or("key".to_owned());
                place = pointer::child(&place, &key);
                here = members
                    .entry(key)
                    .or_insert_with(|| sample(document, schema));
            }
            Step::Branch(_, schema) => {
                if !types(document, schema).iter().any(|kind| is_of(here, kind)) {
                    *here = sample(document, schema);
                }
            }
            Step::Variant {
                property,
                tag,
                schema,
            } => {
                if here.get(property).and_then(Value::as_str) != Some(tag) {
                    *here = sample(document, target(document, schema));
                    object(here).insert(property.clone(), tag.as_str().into());
                }
            }
        }
    }
    place
}

/// The value as an object, which it becomes if it is none.
fn object(value: &mut Value) -> &mut serde_json::Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(serde_json::Map::new());
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object above"),
    }
}
