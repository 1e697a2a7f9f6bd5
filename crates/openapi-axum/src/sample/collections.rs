//! Arrays of one item, or as many as there must be; objects of what must be in them, and what has an example.

use serde_json::{Map, Value};

use super::flat::Flat;
use super::{Sampler, numbers, texts};
use crate::place::Place;
use crate::schema::{Additional, Written};

/// Most items and members that are made because there must be so many.
const MAX_MEMBERS: u64 = 200;

impl Sampler {
    /// Arrays that may fit.
    pub(super) fn arrays(&mut self, flat: &Flat<'_>) -> Vec<Value> {
        let (min, max) = (
            flat.most(|it| it.bounds.min_items),
            flat.least(|it| it.bounds.max_items),
        );
        let tuple = |part: &Written<'_>| part.place.items_of("prefixItems").len() as u64;
        let tuple = flat.parts.iter().map(tuple).max().unwrap_or(0);
        let wanted = min.max(tuple).max(1).min(max);
        let mut list = Vec::new();
        if wanted <= MAX_MEMBERS {
            list.extend(self.array(flat, wanted, min));
        }
        if min == 0 {
            list.push(Value::Array(Vec::new()));
        }
        list
    }

    fn array(&mut self, flat: &Flat<'_>, wanted: u64, min: u64) -> Option<Value> {
        let mut items = Vec::new();
        for index in 0..usize::try_from(wanted).ok()? {
            let mut places = self.item_places(flat, index);
            if index == 0 && items.is_empty() {
                let contained = flat.parts.iter().filter_map(|it| it.place.get("contains"));
                places.extend(contained);
            }
            match self.value(&places) {
                Some(item) => items.push(item),
                None if items.len() as u64 >= min => break,
                None => return None,
            }
            if flat.parts.iter().any(|it| it.bounds.unique_items) {
                self.set_apart(&mut items, &places)?;
            }
        }
        Some(Value::Array(items))
    }

    fn item_places<'d>(&self, flat: &Flat<'d>, index: usize) -> Vec<Place<'d>> {
        let of_part = |part: &Written<'d>| {
            let first = part.place.items_of("prefixItems").get(index).cloned();
            first.or_else(|| part.items.clone())
        };
        flat.parts.iter().filter_map(of_part).collect()
    }

    /// Changes the last item until it is not among the others.
    fn set_apart(&mut self, items: &mut Vec<Value>, places: &[Place<'_>]) -> Option<()> {
        let item = items.pop()?;
        let mut others = std::iter::once(item.clone()).chain(self.others(&item, places));
        let count = items.len();
        let fresh = others.find(|it| !items.contains(it) && self.all_accept(places, it))?;
        items.push(fresh);
        (items.len() > count).then_some(())
    }

    /// Values beside one, of the same kind.
    fn others(&mut self, item: &Value, places: &[Place<'_>]) -> Vec<Value> {
        let listed = places.iter().filter_map(Place::resolve);
        let mut list: Vec<Value> = listed
            .flat_map(|place| place.items_of("enum"))
            .map(|it| it.node.to_json())
            .collect();
        let more = 1..=MAX_MEMBERS;
        match item {
            Value::Bool(value) => list.push(Value::Bool(!value)),
            Value::Number(number) => {
                let value = number.as_f64().unwrap_or_default();
                let steps = more.map(|it| f64::from(u32::try_from(it).unwrap_or(u32::MAX)));
                let near = steps.flat_map(|it| [value + it, value - it, value + it / 100.0]);
                list.extend(near.filter_map(numbers::number));
            }
            Value::String(text) => {
                let near = more.flat_map(|it| other_texts(text, it));
                list.extend(near.map(Value::String));
            }
            Value::Object(members) => {
                for (name, value) in members {
                    for other in self.others(value, &[]) {
                        let mut changed = members.clone();
                        changed.insert(name.clone(), other);
                        list.push(Value::Object(changed));
                    }
                }
            }
            Value::Null | Value::Array(_) => {}
        }
        list
    }

    /// Objects that may fit.
    pub(super) fn objects(&mut self, flat: &Flat<'_>) -> Vec<Value> {
        let mut list = Vec::new();
        for with_examples in [true, false] {
            if let Some(members) = self.object(flat, with_examples) {
                list.push(Value::Object(members));
            }
        }
        list.dedup();
        list
    }

    fn object(&mut self, flat: &Flat<'_>, with_examples: bool) -> Option<Map<String, Value>> {
        let mut known: Vec<&str> = Vec::new();
        for (name, _) in flat.parts.iter().flat_map(|part| &part.properties) {
            if !known.contains(name) {
                known.push(name);
            }
        }
        let mut required: Vec<&str> = flat.tags.iter().map(|(name, _)| name.as_str()).collect();
        required.extend(flat.parts.iter().flat_map(|part| part.required.clone()));
        let mut members = Map::new();
        for name in &known {
            let is_required = required.contains(name);
            let places = self.member_places(flat, name)?;
            let has_example = || with_examples && is_shown(&places);
            if is_required || has_example() {
                self.member(flat, name, is_required, &mut members)?;
            }
        }
        for name in required {
            if !members.contains_key(name) {
                self.member(flat, name, true, &mut members)?;
            }
        }
        self.depended_on(flat, &mut members)?;
        let min = flat.most(|it| it.bounds.min_properties).min(MAX_MEMBERS);
        for name in known {
            if (members.len() as u64) < min && !members.contains_key(name) {
                self.member(flat, name, false, &mut members)?;
            }
        }
        for name in self.free_names(flat) {
            if (members.len() as u64) < min && !members.contains_key(&name) {
                self.member(flat, &name, false, &mut members)?;
            }
        }
        Some(members)
    }

    /// Adds a member; nothing where it is required and cannot be made.
    fn member(
        &mut self,
        flat: &Flat<'_>,
        name: &str,
        is_required: bool,
        members: &mut Map<String, Value>,
    ) -> Option<()> {
        let tag = flat.tags.iter().find(|(property, _)| property == name);
        let value = match tag {
            Some((_, tag)) => Some(Value::String(tag.clone())),
            None => self
                .member_places(flat, name)
                .and_then(|places| self.value(&places)),
        };
        match value {
            Some(value) => members.insert(name.to_owned(), value),
            None if is_required => return None,
            None => None,
        };
        Some(())
    }

    /// The schemas of a member; nothing where it must not be there.
    fn member_places<'d>(&mut self, flat: &Flat<'d>, name: &str) -> Option<Vec<Place<'d>>> {
        let mut places = Vec::new();
        for part in &flat.parts {
            let (schemas, is_free) = self.schemas_of(part, name);
            if schemas.is_empty() && !is_free {
                return None;
            }
            places.extend(schemas);
        }
        Some(places)
    }

    fn depended_on(&mut self, flat: &Flat<'_>, members: &mut Map<String, Value>) -> Option<()> {
        for part in &flat.parts {
            for (name, needed) in part.place.members_of("dependentRequired") {
                for needed in needed.items() {
                    let needed = needed.node.as_str()?;
                    if members.contains_key(name) && !members.contains_key(needed) {
                        self.member(flat, needed, true, members)?;
                    }
                }
            }
        }
        Some(())
    }

    /// Names for members that the document does not name.
    fn free_names(&mut self, flat: &Flat<'_>) -> Vec<String> {
        let mut names = Vec::new();
        for part in &flat.parts {
            for (source, _) in part.place.members_of("patternProperties") {
                names.extend(texts::spelled(source));
            }
            let named = part.place.get("propertyNames");
            let named = named.and_then(|place| self.value(&[place]));
            if let Some(Value::String(name)) = named {
                names.extend((1..=MAX_MEMBERS).flat_map(|it| other_texts(&name, it)));
                names.push(name);
            }
        }
        let is_closed = |part: &Written<'_>| matches!(part.additional, Additional::Closed);
        if !flat.parts.iter().any(is_closed) {
            names.extend((1..=MAX_MEMBERS).map(|it| format!("key{it}")));
        }
        names
    }
}

/// Whether an optional member has a value of the document's own, and is for callers to read.
fn is_shown(places: &[Place<'_>]) -> bool {
    let has = |place: &Place<'_>| {
        ["example", "examples", "default"]
            .iter()
            .any(|keyword| place.has(keyword))
    };
    let resolved: Vec<Place<'_>> = places.iter().filter_map(Place::resolve).collect();
    let mut all = places.iter().chain(&resolved);
    !all.clone().any(|place| place.flag("writeOnly")) && all.any(has)
}

/// Texts beside one: with a number after it, or in place of its end.
fn other_texts(text: &str, number: u64) -> Vec<String> {
    let digits = number.to_string();
    let count = text.chars().count();
    let kept = |less: usize| -> String { text.chars().take(count.saturating_sub(less)).collect() };
    let letter = u8::try_from(number % 26).map_or('a', |it| char::from(b'a' + it));
    vec![
        format!("{text}{digits}"),
        format!("{}{digits}", kept(digits.len())),
        format!("{}{letter}", kept(1)),
        format!("{text}{letter}"),
    ]
}
