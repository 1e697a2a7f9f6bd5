//! Types that contain themselves: boxes them, and finds those of which no value is finite.

use std::collections::{HashMap, HashSet};

use super::reach::schemas_of;
use crate::model::{Api, Hierarchy, Kind, NamedType, Schema, Shape, Union};

/// Boxes what stands by value inside itself.
pub(super) fn bound(api: &mut Api) {
    let holds = by_value(api);
    let circles = circles(&holds);
    for (owner, named) in &mut api.types {
        for schema in schemas_of_mut(named) {
            if let Shape::Ref { name, boxed } = &mut schema.shape {
                *boxed = circles.get(owner.as_str()) == circles.get(name.as_str());
            }
        }
    }
}

/// What each type holds without a vector or map in between.
fn by_value(api: &Api) -> HashMap<String, Vec<String>> {
    let held = |named: &NamedType| {
        let refs = schemas_of(named)
            .into_iter()
            .filter_map(|schema| match &schema.shape {
                Shape::Ref { name, .. } => Some(name.clone()),
                _ => None,
            });
        refs.collect()
    };
    api.types
        .iter()
        .map(|(name, named)| (name.clone(), held(named)))
        .collect()
}

/// Which types hold each other, directly or through others: those with the same number (Kosaraju's algorithm, without
/// recursion because a chain of types may be as long as the document).
fn circles(holds: &HashMap<String, Vec<String>>) -> HashMap<&str, usize> {
    let mut finished = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for start in holds.keys() {
        let mut open = vec![(start.as_str(), false)];
        while let Some((name, done)) = open.pop() {
            if done {
                finished.push(name);
            } else if seen.insert(name) {
                open.push((name, true));
                let targets = holds.get(name).into_iter().flatten();
                open.extend(targets.map(|target| (target.as_str(), false)));
            }
        }
    }
    let mut held_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (owner, targets) in holds {
        for target in targets {
            held_by.entry(target).or_default().push(owner);
        }
    }
    let mut circles: HashMap<&str, usize> = HashMap::new();
    for (number, start) in finished.into_iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(name) = open.pop() {
            if circles.contains_key(name) {
                continue;
            }
            circles.insert(name, number);
            open.extend(held_by.get(name).into_iter().flatten());
        }
    }
    circles
}

fn schemas_of_mut(named: &mut NamedType) -> Vec<&mut Schema> {
    match &mut named.kind {
        Kind::Struct(object) => {
            let additional = object.additional.iter_mut().map(|it| &mut it.value);
            let fields = object.fields.iter_mut().map(|field| &mut field.value);
            fields.chain(additional).collect()
        }
        Kind::Union(Union { variants, .. }) | Kind::Choice(variants) | Kind::Untagged(variants) => {
            variants
                .iter_mut()
                .map(|variant| &mut variant.value)
                .collect()
        }
        Kind::Hierarchy(Hierarchy { variants, base, .. }) => {
            let all = variants.iter_mut().chain([base]);
            all.map(|variant| &mut variant.value).collect()
        }
        Kind::Newtype(schema) => vec![schema],
        Kind::Enum(_) | Kind::Scalars(_) | Kind::Own(_) => Vec::new(),
    }
}

/// Names and pointers of types without a finite value.
pub(super) fn infinite(api: &Api) -> Vec<(String, String)> {
    let mut finite: HashSet<&str> = HashSet::new();
    loop {
        let found: Vec<&str> = api
            .types
            .iter()
            .filter(|(name, named)| !finite.contains(name.as_str()) && is_finite(named, &finite))
            .map(|(name, _)| name.as_str())
            .collect();
        if found.is_empty() {
            break;
        }
        finite.extend(found);
    }
    let without = api.types.iter().filter(|(name, named)| {
        !finite.contains(name.as_str()) && refers_only_to_known(api, named)
    });
    without
        .map(|(name, named)| (name.clone(), named.pointer.clone()))
        .collect()
}

/// Whether every reference of a type resolves; one that does not has its own problem.
fn refers_only_to_known(api: &Api, named: &NamedType) -> bool {
    schemas_of(named)
        .into_iter()
        .all(|schema| match &schema.shape {
            Shape::Ref { name, .. } => api.types.contains_key(name),
            _ => true,
        })
}

fn is_finite(named: &NamedType, finite: &HashSet<&str>) -> bool {
    match &named.kind {
        Kind::Enum(_) | Kind::Scalars(_) | Kind::Own(_) => true,
        Kind::Struct(object) => object
            .fields
            .iter()
            .all(|field| !field.required || schema_is_finite(&field.value, finite)),
        Kind::Union(union) => {
            any_finite(union.variants.iter().map(|variant| &variant.value), finite)
        }
        Kind::Hierarchy(it) => any_finite(it.all().map(|variant| &variant.value), finite),
        Kind::Choice(variants) | Kind::Untagged(variants) => {
            any_finite(variants.iter().map(|variant| &variant.value), finite)
        }
        Kind::Newtype(schema) => schema_is_finite(schema, finite),
    }
}

fn any_finite<'a>(mut schemas: impl Iterator<Item = &'a Schema>, finite: &HashSet<&str>) -> bool {
    schemas.any(|schema| schema_is_finite(schema, finite))
}

fn schema_is_finite(schema: &Schema, finite: &HashSet<&str>) -> bool {
    let bounds = &schema.constraints;
    schema.nullable
        || match &schema.shape {
            Shape::Ref { name, .. } => finite.contains(name.as_str()),
            Shape::Array(items) => {
                bounds.min_items.unwrap_or(0) == 0 || schema_is_finite(items, finite)
            }
            Shape::Map(values) => {
                bounds.min_properties.unwrap_or(0) == 0 || schema_is_finite(values, finite)
            }
            _ => true,
        }
}
