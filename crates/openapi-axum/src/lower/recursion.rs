//! Types that contain themselves: boxes where they can be built, refuses where no value of them is finite.

use std::collections::{HashMap, HashSet};

use super::reach::schemas_of;
use crate::model::{Api, Kind, NamedType, Schema, Shape};
use crate::problem::{Problem, Severity};
use crate::read::Document;

/// Boxes what stands by value inside itself; adds a problem for each type without a finite value.
pub(super) fn bound(document: &Document, api: &mut Api, problems: &mut Vec<Problem>) {
    refuse_infinite(document, api, problems);
    let holds = by_value(api);
    let reached: HashMap<&String, HashSet<&String>> = holds
        .keys()
        .map(|name| (name, reach(&holds, name)))
        .collect();
    let cyclic: HashSet<(String, String)> = holds
        .iter()
        .flat_map(|(from, targets)| targets.iter().map(move |to| (from, to)))
        .filter(|(from, to)| reached.get(to).is_some_and(|names| names.contains(from)))
        .map(|(from, to)| (from.clone(), to.clone()))
        .collect();
    for (owner, named) in &mut api.types {
        for schema in schemas_of_mut(named) {
            if let Shape::Ref { name, boxed } = &mut schema.shape {
                *boxed = cyclic.contains(&(owner.clone(), name.clone()));
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

fn reach<'a>(holds: &'a HashMap<String, Vec<String>>, from: &'a String) -> HashSet<&'a String> {
    let mut reached = HashSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        for target in holds.get(name).into_iter().flatten() {
            if reached.insert(target) {
                open.push(target);
            }
        }
    }
    reached
}

fn schemas_of_mut(named: &mut NamedType) -> Vec<&mut Schema> {
    match &mut named.kind {
        Kind::Struct(object) => object
            .fields
            .iter_mut()
            .map(|field| &mut field.value)
            .collect(),
        Kind::Union(union) => union
            .variants
            .iter_mut()
            .map(|variant| &mut variant.value)
            .collect(),
        Kind::Choice(variants) => variants
            .iter_mut()
            .map(|variant| &mut variant.value)
            .collect(),
        Kind::Newtype(schema) => vec![schema],
        Kind::Enum(_) => Vec::new(),
    }
}

fn refuse_infinite(document: &Document, api: &Api, problems: &mut Vec<Problem>) {
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
    for (name, named) in &api.types {
        if !finite.contains(name.as_str()) && refers_only_to_known(api, named) {
            let message = format!(
                "`{name}` must contain itself without end, make one of the properties in between optional"
            );
            problems.push(document.problem(
                Severity::Error,
                "infinite-type",
                &named.pointer,
                message,
            ));
        }
    }
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
        Kind::Enum(_) => true,
        Kind::Struct(object) => object
            .fields
            .iter()
            .all(|field| !field.required || schema_is_finite(&field.value, finite)),
        Kind::Union(union) => {
            any_finite(union.variants.iter().map(|variant| &variant.value), finite)
        }
        Kind::Choice(variants) => any_finite(variants.iter().map(|variant| &variant.value), finite),
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
