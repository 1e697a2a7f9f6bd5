//! Discriminators: which branch has which tags, and which members leave the tag to their union.

use std::collections::HashMap;

use super::Lowering;
use super::conjunction::{Branches, Source};
use crate::hierarchy::mapping;
use crate::place::Place;
use crate::read::{Node, Value, escape, unescape};
use crate::schema::{Dialect, Type, Written};
use crate::walk;

/// A branch with its tags.
pub(super) struct Tagged<'d> {
    pub(super) branch: Place<'d>,
    pub(super) tags: Vec<String>,
}

/// Whether a property tells the branches apart: each is an object and has a tag that no other has.
pub(super) fn is_tagged(lowering: &Lowering<'_>, branches: &Branches<'_>) -> bool {
    let Some(tagged) = tags(lowering, branches) else {
        return false;
    };
    let mut seen: Vec<&String> = Vec::new();
    for branch in &tagged {
        let types = lowering.types_of(&Source::one(&branch.branch));
        let is_object = types.is_some_and(|types| types.without_null() == [Type::Object]);
        if !is_object || branch.tags.is_empty() {
            return false;
        }
        for tag in &branch.tags {
            if seen.contains(&tag) {
                return false;
            }
            seen.push(tag);
        }
    }
    true
}

/// The tags of every branch, in order; `None` without a discriminator.
pub(super) fn tags<'d>(
    lowering: &Lowering<'d>,
    branches: &Branches<'d>,
) -> Option<Vec<Tagged<'d>>> {
    let discriminator = branches.discriminator.as_ref()?;
    let property = discriminator.str("propertyName")?;
    let mapping = mapping(discriminator);
    let tagged = branches.list.iter().map(|branch| {
        let pointer = branch.reference().and_then(|it| it.strip_prefix('#'));
        let mut tags: Vec<String> = mapping
            .iter()
            .filter(|(_, target)| Some(target.as_str()) == pointer)
            .map(|(tag, _)| (*tag).to_owned())
            .collect();
        if tags.is_empty() {
            tags = own_tags(lowering, branch, property);
        }
        Tagged {
            branch: branch.clone(),
            tags,
        }
    });
    Some(tagged.collect())
}

/// What a branch without a mapping is called: by the values that its property lists, else by its own name.
fn own_tags(lowering: &Lowering<'_>, branch: &Place<'_>, property: &str) -> Vec<String> {
    let found = lowering.conjunction(&Source::one(branch));
    let declared = found
        .parts
        .iter()
        .flat_map(|part| &part.properties)
        .filter(|(name, _)| *name == property)
        .map(|(_, place)| lowering.conjunction(&Source::one(place)));
    let listed: Vec<String> = declared
        .filter_map(|it| it.values())
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect();
    let own = branch
        .reference()
        .and_then(|it| it.rsplit('/').next())
        .map(unescape);
    match own {
        Some(own) if listed.is_empty() || listed.contains(&own) => vec![own],
        _ => listed,
    }
}

/// Tag property and value of the members that leave the tag to their union, by pointer.
///
/// A member does so when it is used nowhere else: then the union alone reads and writes the tag.
pub(super) fn owned<'d>(lowering: &Lowering<'d>) -> HashMap<String, (String, String)> {
    let mut uses: HashMap<String, Vec<String>> = HashMap::new();
    references(lowering.root.node, &mut String::new(), &mut uses);
    let mut owned = HashMap::new();
    for union in walk::all_schemas(&lowering.root) {
        owned.extend(members(lowering, &union, &uses).unwrap_or_default());
    }
    owned
}

/// The members of one union, if every one of them is its own.
fn members<'d>(
    lowering: &Lowering<'d>,
    union: &Place<'d>,
    uses: &HashMap<String, Vec<String>>,
) -> Option<Vec<(String, (String, String))>> {
    let is_written = union.has("discriminator") && union.has("oneOf");
    if !is_written || lowering.own_type(union).is_some() {
        return None;
    }
    let found = lowering.conjunction(&Source::one(union));
    let [branches] = found.lists.as_slice() else {
        return None;
    };
    let is_plain = found.is_bare() && branches.owner == union.pointer && branches.one;
    if !is_plain || !is_tagged(lowering, branches) {
        return None;
    }
    let property = branches.discriminator.as_ref()?.str("propertyName")?;
    let mut members = Vec::new();
    for tagged in tags(lowering, branches)? {
        let [tag] = tagged.tags.as_slice() else {
            return None;
        };
        let target = tagged.branch.follow(tagged.branch.reference()?)?;
        let is_own = |at: &String| {
            at.starts_with(&format!("{}/oneOf/", union.pointer)) || at.starts_with("/x-webhooks/")
        };
        let uses = uses.get(&target.pointer)?;
        let once = uses
            .iter()
            .filter(|at| at.starts_with(&union.pointer))
            .count()
            == 1;
        if !once
            || !uses.iter().all(is_own)
            || lowering.own_type(&target).is_some()
            || !leaves_tag(&target, property, tag, lowering.dialect)
        {
            return None;
        }
        members.push((target.pointer, (property.to_owned(), tag.clone())));
    }
    Some(members)
}

/// Whether a member is a plain object that requires the tag and lists no other value for it alone.
fn leaves_tag(target: &Place<'_>, property: &str, tag: &str, dialect: Dialect) -> bool {
    let written = Written::of(target, dialect);
    let declared = written
        .properties
        .iter()
        .find(|(name, _)| *name == property);
    let Some((_, declared)) = declared else {
        return false;
    };
    let is_plain = written.reference.is_none()
        && written.all_of.is_empty()
        && written.one_of.is_empty()
        && written.any_of.is_empty()
        && !written.nullable
        && !written.residue
        && written.bounds == crate::schema::Bounds::default()
        && matches!(
            written.additional,
            crate::schema::Additional::Open | crate::schema::Additional::Closed
        );
    let declared = Written::of(declared, dialect);
    let lists = |values: Option<Vec<serde_json::Value>>| {
        values.is_none_or(|values| values.iter().any(|value| value.as_str() == Some(tag)))
    };
    is_plain
        && written.required.contains(&property)
        && declared.reference.is_none()
        && !declared.nullable
        && lists(declared.values.clone())
        && lists(declared.open_values)
}

/// Every reference of a document: what it points to, and where it stands.
fn references(node: &Node, at: &mut String, found: &mut HashMap<String, Vec<String>>) {
    if let Some(target) = node.get("$ref").and_then(Node::as_str) {
        let target = target.trim_start_matches('#').to_owned();
        found.entry(target).or_default().push(at.clone());
    }
    let length = at.len();
    match &node.value {
        Value::Object(members) => {
            for (key, member) in members {
                at.push('/');
                at.push_str(&escape(key));
                references(member, at, found);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                references(item, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
