//! Values that a schema accepts: the document's own examples, or else made from the keywords.
//!
//! The same schema gives the same value. Everything that comes out has been held against the schema, so what cannot be
//! made (a pattern with look-around, a contradiction) is nothing, never a wrong value.

mod accepts;
mod collections;
mod flat;
mod formats;
mod numbers;
mod texts;

use std::collections::HashMap;

use fancy_regex::Regex;
use serde_json::Value;

use self::flat::{Choice, Flat};
use crate::hierarchy::Hierarchies;
use crate::place::Place;
use crate::schema::{Dialect, Type};

/// Most steps of one value: alternatives inside alternatives would multiply.
const MAX_STEPS: u32 = 20_000;

/// Most steps of all values of a document together.
const MAX_STEPS_OF_ALL: u32 = 4_000_000;

/// Most schemas inside each other, references followed.
const MAX_DEPTH: u32 = 100;

/// What stands for a value of which nothing is said.
const WORD: &str = "string";

/// Makes values; patterns that it has compiled are kept.
pub(crate) struct Sampler {
    dialect: Dialect,
    hierarchies: Hierarchies,
    /// Steps that are left for this value.
    steps: u32,
    /// Steps that are left for all others.
    reserve: u32,
    depth: u32,
    /// What is being made: pointers of the schemas that references led to.
    open: Vec<String>,
    patterns: HashMap<String, Option<Regex>>,
}

impl Sampler {
    /// For a document.
    pub(crate) fn new(root: &Place<'_>) -> Sampler {
        let dialect = Dialect::of(root);
        Sampler {
            dialect,
            hierarchies: Hierarchies::of(root, dialect),
            steps: 0,
            reserve: MAX_STEPS_OF_ALL,
            depth: 0,
            open: Vec::new(),
            patterns: HashMap::new(),
        }
    }

    /// The value of what has a `schema` and examples of its own: a media type, a header.
    ///
    /// Without a schema it is the first example.
    pub(crate) fn of_owner(&mut self, owner: &Place<'_>) -> Option<Value> {
        self.begin();
        let examples = owner_examples(owner);
        let Some(schema) = owner.get("schema") else {
            return examples.into_iter().next();
        };
        examples
            .into_iter()
            .find(|value| self.accepts(&schema, value))
            .or_else(|| self.value(&[schema]))
            // Who gave up has not seen everything that a value must not be.
            .filter(|_| self.steps > 0)
    }

    /// Whether a schema takes a value, as far as that can be told.
    pub(crate) fn takes(&mut self, schema: &Place<'_>, value: &Value) -> bool {
        self.begin();
        self.accepts(schema, value)
    }

    /// Begins a value: it has steps of its own.
    fn begin(&mut self) {
        self.reserve += self.steps;
        self.steps = MAX_STEPS.min(self.reserve);
        self.reserve -= self.steps;
        self.open.clear();
    }

    fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps > 0
    }

    /// Goes one schema deeper; nothing where that would be too deep, or has taken too long.
    fn deeper<T>(&mut self, run: impl FnOnce(&mut Sampler) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH || !self.step() {
            return None;
        }
        self.depth += 1;
        let found = run(self);
        self.depth -= 1;
        found
    }

    /// A value that all these schemas accept.
    fn value(&mut self, places: &[Place<'_>]) -> Option<Value> {
        if places.is_empty() {
            return Some(WORD.into());
        }
        let before = self.open.len();
        let found = self.deeper(|it| it.example(places).or_else(|| it.made(places)));
        self.open.truncate(before);
        found
    }

    fn all_accept(&mut self, places: &[Place<'_>], value: &Value) -> bool {
        places.iter().all(|place| self.accepts(place, value))
    }

    /// What the schemas themselves give as an example or a default.
    fn example(&mut self, places: &[Place<'_>]) -> Option<Value> {
        let given = places.iter().flat_map(schema_examples);
        let given: Vec<Value> = given.collect();
        given
            .into_iter()
            .find(|value| self.all_accept(places, value))
    }

    fn made(&mut self, places: &[Place<'_>]) -> Option<Value> {
        let mut flat = Flat::default();
        for place in places {
            self.flatten(place, &mut flat)?;
        }
        self.chosen(flat, places)
    }

    /// Takes the first branch of every alternative that leads to a value.
    fn chosen<'d>(&mut self, flat: Flat<'d>, places: &[Place<'d>]) -> Option<Value> {
        self.deeper(|it| it.chosen_here(flat, places))
    }

    fn chosen_here<'d>(&mut self, mut flat: Flat<'d>, places: &[Place<'d>]) -> Option<Value> {
        let Some(Choice { branches }) = flat.choices.pop() else {
            let candidates = self.candidates(&flat);
            return candidates
                .into_iter()
                .find(|value| self.all_accept(places, value));
        };
        let before = self.open.len();
        for branch in branches {
            let mut with = flat.clone();
            with.tags.extend(branch.tag);
            let is_whole = branch
                .places
                .iter()
                .all(|place| self.flatten(place, &mut with).is_some());
            let found = is_whole.then(|| self.chosen(with, places)).flatten();
            if found.is_some() {
                return found;
            }
            self.open.truncate(before);
        }
        None
    }

    /// Values that may fit, the likeliest first.
    fn candidates(&mut self, flat: &Flat<'_>) -> Vec<Value> {
        if let Some(mut listed) = flat.values() {
            listed.sort_by_key(Value::is_null);
            return listed;
        }
        let mut list = Vec::new();
        for one in flat.types() {
            match one {
                Type::Null => list.push(Value::Null),
                Type::Boolean => list.extend([Value::Bool(true), Value::Bool(false)]),
                Type::Integer | Type::Number => list.extend(numbers::candidates(flat)),
                Type::String => list.extend(texts::candidates(flat)),
                Type::Array => list.extend(self.arrays(flat)),
                Type::Object => list.extend(self.objects(flat)),
            }
        }
        if flat.parts.iter().any(|part| part.nullable) {
            list.push(Value::Null);
        }
        list
    }
}

/// `example`, and the values of `examples`, of a media type or a header.
fn owner_examples(owner: &Place<'_>) -> Vec<Value> {
    let named = owner.members_of("examples").into_iter();
    let named = named.filter_map(|(_, example)| example.resolve()?.json("value"));
    owner.json("example").into_iter().chain(named).collect()
}

/// `example`, `examples` and `default` of a schema and of what it refers to.
fn schema_examples(place: &Place<'_>) -> Vec<Value> {
    let own = |place: &Place<'_>| -> Vec<Value> {
        let listed = place.items_of("examples");
        let listed = listed.iter().map(|it| it.node.to_json());
        let example = place.json("example").into_iter();
        example.chain(listed).chain(place.json("default")).collect()
    };
    let mut list = own(place);
    if place.reference().is_some() {
        list.extend(place.resolve().as_ref().map(own).unwrap_or_default());
    }
    list
}

#[cfg(test)]
mod tests;
