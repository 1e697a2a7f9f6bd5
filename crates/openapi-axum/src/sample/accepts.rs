//! Whether a schema accepts a value.
//!
//! It serves to throw away what does not fit, so it is strict where decoding is: whole numbers fit 64 bits, texts have the
//! format that stands beside their type. `oneOf` with a discriminator asks for one branch, whichever it is.

use fancy_regex::Regex;
use serde_json::{Map, Number, Value};

use super::{Sampler, formats};
use crate::emit::pattern;
use crate::model::IntegerFormat;
use crate::place::Place;
use crate::schema::{Additional, Bounds, Dialect, Type, Written};

/// Most steps back that a pattern with look-around may take.
const MAX_STEPS_BACK: usize = 100_000;

impl Sampler {
    /// Whether the schema at a place accepts a value.
    pub(super) fn accepts(&mut self, place: &Place<'_>, value: &Value) -> bool {
        let found = self.deeper(|it| Some(it.accepts_here(place, value)));
        if found.is_none() {
            self.steps = 0;
        }
        found == Some(true)
    }

    fn accepts_here(&mut self, place: &Place<'_>, value: &Value) -> bool {
        self.accepts_alone(place, value)
            && self
                .named_child(place, value)
                .is_none_or(|child| self.accepts(&child, value))
    }

    /// The child of a base that a value says it is.
    fn named_child<'d>(&self, base: &Place<'d>, value: &Value) -> Option<Place<'d>> {
        let hierarchy = self.hierarchies.at(base)?;
        let tag = value.get(&hierarchy.property)?.as_str()?;
        hierarchy.named(tag)?.place(base)
    }

    /// Whether what stands beside the children of a base accepts a value.
    fn accepts_alone(&mut self, place: &Place<'_>, value: &Value) -> bool {
        let written = Written::of(place, self.dialect);
        if let Some(always) = written.always {
            return always;
        }
        if value.is_null() && written.nullable {
            return true;
        }
        if let Some(reference) = written.reference {
            let target = place.follow(reference);
            if !target.is_some_and(|target| self.accepts(&target, value)) {
                return false;
            }
        }
        let kind = Type::of(value);
        let has_type = written.types.as_ref().is_none_or(|types| types.takes(kind));
        let is_listed = written
            .values
            .as_ref()
            .is_none_or(|values| values.iter().any(|listed| same(listed, value)));
        has_type
            && is_listed
            && self.bounded(&written, value)
            && self.branches(&written, value)
            && match value {
                Value::Array(items) => self.items(&written, items),
                Value::Object(members) => self.members(&written, members),
                _ => true,
            }
    }

    fn bounded(&mut self, written: &Written<'_>, value: &Value) -> bool {
        let bounds = &written.bounds;
        match value {
            Value::Number(number) => {
                let (low, high) = (bounds.minimum.as_ref(), bounds.maximum.as_ref());
                let format = IntegerFormat::of(written.format, low, high);
                (number.is_f64() || format.holds(number)) && in_bounds(number, bounds)
            }
            Value::String(text) => {
                let count = text.chars().count() as u64;
                let beside = written.types.as_ref();
                let beside = beside.is_some_and(|types| types.takes(Type::String));
                within(count, bounds.min_length, bounds.max_length)
                    && written
                        .format
                        .is_none_or(|format| !beside || formats::is(format, text))
                    && bounds
                        .pattern
                        .as_ref()
                        .is_none_or(|pattern| self.matches(pattern, text))
            }
            Value::Array(items) => {
                within(items.len() as u64, bounds.min_items, bounds.max_items)
                    && (!bounds.unique_items || is_set(items))
            }
            Value::Object(members) => within(
                members.len() as u64,
                bounds.min_properties,
                bounds.max_properties,
            ),
            Value::Null | Value::Bool(_) => true,
        }
    }

    /// Whether a text matches a pattern somewhere.
    pub(super) fn matches(&mut self, source: &str, text: &str) -> bool {
        if !self.patterns.contains_key(source) {
            let translated = pattern::translate(source).ok();
            let regex = translated.and_then(|it| {
                fancy_regex::RegexBuilder::new(&it)
                    .backtrack_limit(MAX_STEPS_BACK)
                    .build()
                    .ok()
            });
            self.patterns.insert(source.to_owned(), regex);
        }
        let regex: Option<&Regex> = self.patterns.get(source).and_then(Option::as_ref);
        regex.is_some_and(|regex| regex.is_match(text).unwrap_or(false))
    }

    fn branches(&mut self, written: &Written<'_>, value: &Value) -> bool {
        let place = &written.place;
        if !written.all_of.iter().all(|it| self.extends(it, value)) {
            return false;
        }
        let mut holds = |place: &Place<'_>| self.accepts(place, value);
        if !written.any_of.is_empty() && !written.any_of.iter().any(&mut holds) {
            return false;
        }
        if !written.one_of.is_empty() {
            let count = written.one_of.iter().filter(|it| holds(it)).count();
            let is_tagged = written.discriminator.is_some();
            if count == 0 || (count > 1 && !is_tagged) {
                return false;
            }
        }
        if place.get("not").is_some_and(|it| holds(&it)) {
            return false;
        }
        match place.get("if") {
            Some(when) if holds(&when) => place.get("then").is_none_or(|it| holds(&it)),
            Some(_) => place.get("else").is_none_or(|it| holds(&it)),
            None => true,
        }
    }

    /// Whether a schema of `allOf` accepts a value: a base without its children, which extend it.
    fn extends(&mut self, place: &Place<'_>, value: &Value) -> bool {
        let base = place.reference().and_then(|it| place.follow(it));
        match base.filter(|it| self.hierarchies.at(it).is_some()) {
            Some(base) => self.deeper(|it| Some(it.accepts_alone(&base, value))) == Some(true),
            None => self.accepts(place, value),
        }
    }

    fn items(&mut self, written: &Written<'_>, items: &[Value]) -> bool {
        let place = &written.place;
        let first = place.items_of("prefixItems");
        let rest = place.get("items");
        let fit = items.iter().enumerate().all(|(index, item)| {
            let schema = first.get(index).or(rest.as_ref());
            schema.is_none_or(|schema| self.accepts(schema, item))
        });
        let Some(contained) = place.get("contains").filter(|_| fit) else {
            return fit;
        };
        let count = |keyword: &str| place.node.get(keyword)?.as_number()?.as_u64();
        let found = items
            .iter()
            .filter(|item| self.accepts(&contained, item))
            .count();
        let least = count("minContains").unwrap_or(1);
        within(found as u64, Some(least), count("maxContains"))
    }

    fn members(&mut self, written: &Written<'_>, members: &Map<String, Value>) -> bool {
        let place = &written.place;
        let has_all = written.required.iter().all(|it| members.contains_key(*it));
        let names = place.get("propertyNames");
        let dependent = place.members_of("dependentRequired");
        let has_dependent = dependent.iter().all(|(name, needed)| {
            let needed = needed.items();
            let mut needed = needed.iter().filter_map(|it| it.node.as_str());
            !members.contains_key(*name) || needed.all(|it| members.contains_key(it))
        });
        if !has_all || !has_dependent {
            return false;
        }
        let fit = members.iter().all(|(name, value)| {
            let is_named = names
                .as_ref()
                .is_none_or(|it| self.accepts(it, &Value::String(name.clone())));
            let (schemas, is_free) = self.schemas_of(written, name);
            let is_closed = schemas.is_empty() && !is_free;
            is_named && !is_closed && schemas.iter().all(|schema| self.accepts(schema, value))
        });
        let whole = Value::Object(members.clone());
        let depending = place.members_of("dependentSchemas");
        fit && depending
            .iter()
            .all(|(name, schema)| !members.contains_key(*name) || self.accepts(schema, &whole))
    }

    /// The schemas of a member, and whether it may be there without any.
    pub(super) fn schemas_of<'d>(
        &mut self,
        written: &Written<'d>,
        name: &str,
    ) -> (Vec<Place<'d>>, bool) {
        let known = written
            .properties
            .iter()
            .filter(|(known, _)| *known == name);
        let mut schemas: Vec<Place<'d>> = known.map(|(_, place)| place.clone()).collect();
        if self.dialect == Dialect::V31 {
            for (source, place) in written.place.members_of("patternProperties") {
                if self.matches(source, name) {
                    schemas.push(place);
                }
            }
        }
        match &written.additional {
            Additional::Closed => (schemas, false),
            Additional::Schema(place) if schemas.is_empty() => (vec![place.clone()], true),
            _ => (schemas, true),
        }
    }
}

/// Equal as JSON Schema has it: 1 is 1.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

fn is_set(items: &[Value]) -> bool {
    let is_new = |(index, item): (usize, &Value)| !items[..index].iter().any(|it| same(it, item));
    items.iter().enumerate().all(is_new)
}

fn within(count: u64, min: Option<u64>, max: Option<u64>) -> bool {
    min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max)
}

fn in_bounds(number: &Number, bounds: &Bounds) -> bool {
    let Some(value) = number.as_f64() else {
        return false;
    };
    let holds = |bound: &Option<Number>, compare: fn(&f64, &f64) -> bool| {
        let bound = bound.as_ref().and_then(Number::as_f64);
        bound.is_none_or(|bound| compare(&value, &bound))
    };
    let is_multiple = bounds
        .multiple_of
        .as_ref()
        .and_then(Number::as_f64)
        .is_none_or(|step| {
            let times = value / step;
            (times - times.round()).abs() < 1e-9
        });
    holds(&bounds.minimum, f64::ge)
        && holds(&bounds.maximum, f64::le)
        && holds(&bounds.exclusive_minimum, f64::gt)
        && holds(&bounds.exclusive_maximum, f64::lt)
        && is_multiple
}
