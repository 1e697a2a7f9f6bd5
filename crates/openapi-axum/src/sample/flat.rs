//! Schemas that hold together, as one list of parts: references followed, `allOf` taken in, alternatives still open.

use serde_json::Value;

use super::Sampler;
use crate::hierarchy::mapping;
use crate::place::{Place, component_name};
use crate::schema::{Additional, Type, TypeSet, Written};

/// Everything that holds of one value.
#[derive(Clone, Default)]
pub(super) struct Flat<'d> {
    pub(super) parts: Vec<Written<'d>>,
    pub(super) choices: Vec<Choice<'d>>,
    /// Properties whose value a discriminator settles.
    pub(super) tags: Vec<(String, String)>,
    /// Pointers of the schemas that references led to.
    seen: Vec<String>,
}

/// Alternatives of which one must hold.
#[derive(Clone)]
pub(super) struct Choice<'d> {
    pub(super) branches: Vec<Branch<'d>>,
}

/// One alternative.
#[derive(Clone)]
pub(super) struct Branch<'d> {
    pub(super) places: Vec<Place<'d>>,
    pub(super) tag: Option<(String, String)>,
}

impl Flat<'_> {
    /// The listed values, if there is a list.
    pub(super) fn values(&self) -> Option<Vec<Value>> {
        let mut lists = self
            .parts
            .iter()
            .filter_map(|part| part.values.as_ref().or(part.open_values.as_ref()));
        let mut values = lists.next()?.clone();
        for list in lists {
            values.retain(|value| list.contains(value));
        }
        Some(values)
    }

    /// The types that all parts take, null last; what the keywords speak of where no part has any.
    pub(super) fn types(&self) -> Vec<Type> {
        let types = self
            .parts
            .iter()
            .filter_map(|part| part.types.clone())
            .reduce(|one, other| one.and(&other));
        let mut list: Vec<Type> = match types {
            Some(types) => types.iter().collect(),
            None => self.guessed(),
        };
        list.sort_by_key(|one| *one == Type::Null);
        list
    }

    fn guessed(&self) -> Vec<Type> {
        let any = |test: fn(&Written<'_>) -> bool| self.parts.iter().any(test);
        let of_objects = |part: &Written<'_>| {
            !part.properties.is_empty()
                || !part.required.is_empty()
                || !matches!(part.additional, Additional::Open)
                || part.bounds.min_properties.is_some()
                || part.place.has("patternProperties")
        };
        let of_arrays = |part: &Written<'_>| {
            part.items.is_some() || part.bounds.min_items.is_some() || part.place.has("prefixItems")
        };
        let of_numbers =
            |part: &Written<'_>| part.bounds.minimum.is_some() || part.bounds.maximum.is_some();
        let mut list = Vec::new();
        list.extend((any(of_objects) || !self.tags.is_empty()).then_some(Type::Object));
        list.extend(any(of_arrays).then_some(Type::Array));
        list.extend(any(of_numbers).then_some(Type::Number));
        list.extend([Type::String, Type::Integer, Type::Boolean]);
        list.extend([Type::Object, Type::Array, Type::Null]);
        let all = TypeSet::of(list);
        all.iter().collect()
    }

    /// The largest of lower bounds.
    pub(super) fn most(&self, of: fn(&Written<'_>) -> Option<u64>) -> u64 {
        self.parts.iter().filter_map(of).max().unwrap_or(0)
    }

    /// The smallest of upper bounds.
    pub(super) fn least(&self, of: fn(&Written<'_>) -> Option<u64>) -> u64 {
        self.parts.iter().filter_map(of).min().unwrap_or(u64::MAX)
    }
}

impl Sampler {
    /// Adds a schema; nothing where no value can come of it, or only one without end.
    pub(super) fn flatten<'d>(&mut self, place: &Place<'d>, flat: &mut Flat<'d>) -> Option<()> {
        self.deeper(|it| it.flatten_here(place, flat))
    }

    fn flatten_here<'d>(&mut self, place: &Place<'d>, flat: &mut Flat<'d>) -> Option<()> {
        let written = Written::of(place, self.dialect);
        match written.always {
            Some(true) => return Some(()),
            Some(false) => return None,
            None => {}
        }
        if let Some(reference) = written.reference {
            let target = place.follow(reference)?;
            self.enter(&target, flat)?;
        }
        for one in &written.all_of {
            self.flatten(one, flat)?;
        }
        flat.choices.extend(conditions(place));
        for list in [&written.any_of, &written.one_of] {
            if !list.is_empty() {
                flat.choices.push(alternatives(&written, list));
            }
        }
        let has_branches = !(written.any_of.is_empty() && written.one_of.is_empty());
        if let (Some(discriminator), false) = (&written.discriminator, has_branches) {
            self.inherited(place, discriminator, flat)?;
        }
        flat.parts.push(written);
        Some(())
    }

    fn enter<'d>(&mut self, target: &Place<'d>, flat: &mut Flat<'d>) -> Option<()> {
        if flat.seen.contains(&target.pointer) {
            return Some(());
        }
        if self.open.contains(&target.pointer) {
            return None;
        }
        self.open.push(target.pointer.clone());
        flat.seen.push(target.pointer.clone());
        self.flatten(target, flat)
    }

    /// A discriminator without alternatives: what refers to its schema by `allOf` has a tag each.
    fn inherited<'d>(
        &mut self,
        base: &Place<'d>,
        discriminator: &Place<'d>,
        flat: &mut Flat<'d>,
    ) -> Option<()> {
        let property = discriminator.text("propertyName")?;
        if flat.tags.iter().any(|(name, _)| *name == property) {
            return Some(());
        }
        let named = self.named(base, discriminator);
        let position = |pointer: &String| flat.seen.iter().position(|seen| seen == pointer);
        // What was met first extends what was met after it.
        let known = named
            .iter()
            .filter(|(_, pointer)| position(pointer).is_some());
        let known = known.min_by_key(|(_, pointer)| position(pointer));
        if let Some((tag, pointer)) = known.or(named.first()) {
            let target = discriminator.follow(&format!("#{pointer}"))?;
            flat.tags.push((property, tag.clone()));
            return self.enter(&target, flat);
        }
        if let Some(name) = flat.seen.first().and_then(|it| schema_name(it)) {
            flat.tags.push((property, name));
        }
        Some(())
    }

    /// Tags of a base and the pointers of what they name.
    fn named(&self, base: &Place<'_>, discriminator: &Place<'_>) -> Vec<(String, String)> {
        let Some(hierarchy) = self.hierarchies.at(base) else {
            let mapped = mapping(discriminator).into_iter();
            return mapped
                .map(|(tag, pointer)| (tag.to_owned(), pointer))
                .collect();
        };
        let children = hierarchy.children.iter();
        let tagged = children.filter_map(|it| Some((it.tags.first()?.clone(), it.pointer.clone())));
        tagged.collect()
    }
}

/// `if`: neither it nor what follows from it, both, or `else`.
fn conditions<'d>(place: &Place<'d>) -> Option<Choice<'d>> {
    let when = place.get("if")?;
    let branch = |places: Vec<Place<'d>>| Branch { places, tag: None };
    let then = std::iter::once(when).chain(place.get("then")).collect();
    let mut branches = vec![branch(Vec::new()), branch(then)];
    branches.extend(place.get("else").map(|it| branch(vec![it])));
    Some(Choice { branches })
}

fn alternatives<'d>(written: &Written<'d>, list: &[Place<'d>]) -> Choice<'d> {
    let branches = list.iter().map(|place| Branch {
        places: vec![place.clone()],
        tag: written.discriminator.as_ref().and_then(|it| tag(it, place)),
    });
    Choice {
        branches: branches.collect(),
    }
}

/// The tag of a branch: by the mapping, else the name of its component.
fn tag(discriminator: &Place<'_>, branch: &Place<'_>) -> Option<(String, String)> {
    let property = discriminator.text("propertyName")?;
    let pointer = branch.reference()?.strip_prefix('#')?;
    let mapping = mapping(discriminator);
    let mapped = mapping.into_iter().find(|(_, target)| target == pointer);
    let tag = match mapped {
        Some((tag, _)) => tag.to_owned(),
        None => own_tag(&property, branch).or_else(|| schema_name(pointer))?,
    };
    Some((property, tag))
}

/// The one value that a branch itself lists for the property.
fn own_tag(property: &str, branch: &Place<'_>) -> Option<String> {
    let declared = branch.resolve()?.at(&["properties", property])?;
    let listed = declared.strings_of("enum");
    let one = listed.first().copied().or(declared.str("const"))?;
    Some(one.to_owned())
}

fn schema_name(pointer: &str) -> Option<String> {
    component_name(&format!("#{pointer}"), "schemas")
}
