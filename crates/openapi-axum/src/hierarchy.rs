//! Component schemas that children extend (`allOf` with a reference to them) and whose `discriminator` names the child: the
//! inheritance of OpenAPI.
//!
//! What is not written as the specification has it is no hierarchy: its base is read as the plain object that it is.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::place::Place;
use crate::read::escape;
use crate::schema::{Dialect, Type, TypeSet, Written};

/// How many generations below a base are known; those after them are read as the base.
const DEEPEST: usize = 16;

/// Every hierarchy of a document.
#[derive(Debug)]
pub(crate) struct Hierarchies {
    /// By the pointer of the base.
    by_base: HashMap<String, Hierarchy>,
    /// Pointers of all children.
    children: HashSet<String>,
}

/// A base with its children.
#[derive(Clone, Debug)]
pub(crate) struct Hierarchy {
    /// The property that names the child.
    pub(crate) property: String,
    /// In document order; children of children are among them.
    pub(crate) children: Vec<Child>,
}

/// A schema that extends a base.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    /// Where it stands.
    pub(crate) pointer: String,
    /// The values of the property that name it; at least one.
    pub(crate) tags: Vec<String>,
}

impl Hierarchy {
    /// The child that a tag names.
    pub(crate) fn named(&self, tag: &str) -> Option<&Child> {
        let mut children = self.children.iter();
        children.find(|child| child.tags.iter().any(|own| own == tag))
    }
}

impl Child {
    /// The child in the document of a place.
    pub(crate) fn place<'d>(&self, base: &Place<'d>) -> Option<Place<'d>> {
        base.follow(&format!("#{}", self.pointer))
    }
}

impl Hierarchies {
    /// Finds the hierarchies of a document.
    pub(crate) fn of(root: &Place<'_>, dialect: Dialect) -> Hierarchies {
        let components = root.at(&["components", "schemas"]);
        let finder = Finder::new(
            components.map(|it| it.members()).unwrap_or_default(),
            dialect,
        );
        let bases = finder
            .components
            .iter()
            .filter(|(_, place)| place.has("discriminator"));
        let found = bases.filter_map(|(_, base)| Some((base.pointer.clone(), finder.below(base)?)));
        let by_base: HashMap<String, Hierarchy> = found.collect();
        let children = by_base.values().flat_map(|it| &it.children);
        let children = children.map(|child| child.pointer.clone());
        Hierarchies {
            children: children.collect(),
            by_base,
        }
    }

    /// The hierarchy whose base stands at a place.
    pub(crate) fn at(&self, place: &Place<'_>) -> Option<&Hierarchy> {
        self.by_base.get(&place.pointer)
    }

    /// Whether a place extends a base of some hierarchy.
    pub(crate) fn extends(&self, place: &Place<'_>) -> bool {
        self.children.contains(&place.pointer)
    }
}

/// Looks for the children of bases.
struct Finder<'d> {
    components: Vec<(&'d str, Place<'d>)>,
    /// Positions in `components` of what extends a schema itself, by the pointer of that schema.
    extended_by: HashMap<String, Vec<usize>>,
    dialect: Dialect,
}

impl<'d> Finder<'d> {
    fn new(components: Vec<(&'d str, Place<'d>)>, dialect: Dialect) -> Finder<'d> {
        let mut extended_by: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (_, place)) in components.iter().enumerate() {
            let own = own_parts(place, dialect);
            let bases = own.iter().flat_map(|part| &part.all_of);
            for base in bases.filter_map(|it| it.reference().and(it.resolve())) {
                extended_by.entry(base.pointer).or_default().push(index);
            }
        }
        Finder {
            components,
            extended_by,
            dialect,
        }
    }

    /// The hierarchy of a base, if it is one.
    fn below(&self, base: &Place<'d>) -> Option<Hierarchy> {
        let written = Written::of(base, self.dialect);
        let discriminator = written.discriminator.as_ref()?;
        let property = discriminator.str("propertyName")?;
        if !written.any_of.is_empty() || !written.one_of.is_empty() {
            return None;
        }
        let parts = all_parts(base, self.dialect);
        let is_object = has_only(&parts, Type::Object);
        let declared = declarations(&parts, property);
        let is_text = declared.iter().all(|it| may_be_text(it, self.dialect));
        if !is_object || declared.is_empty() || !is_text {
            return None;
        }
        let mapping = mapping(discriminator);
        let allowed = listed(&declared, self.dialect);
        let mut children = Vec::new();
        for index in self.descendants(base, property) {
            let (name, place) = &self.components[index];
            let tags = self.tags(name, place, property, &mapping, allowed.as_deref());
            if !tags.is_empty() {
                let pointer = place.pointer.clone();
                children.push(Child { pointer, tags });
            }
        }
        let mut seen = HashSet::new();
        let is_unique = children
            .iter()
            .flat_map(|it| &it.tags)
            .all(|tag| seen.insert(tag.clone()));
        (is_unique && !children.is_empty()).then(|| Hierarchy {
            property: property.to_owned(),
            children,
        })
    }

    /// Positions of everything that extends a base, over several generations, in document order. What has a discriminator of
    /// another property tells its own children itself.
    fn descendants(&self, base: &Place<'d>, property: &str) -> Vec<usize> {
        let mut found = HashSet::new();
        let mut open = VecDeque::from([(base.pointer.clone(), 0)]);
        while let Some((pointer, generation)) = open.pop_front() {
            for &index in self.extended_by.get(&pointer).into_iter().flatten() {
                let (_, place) = &self.components[index];
                if place.pointer == base.pointer || !found.insert(index) {
                    continue;
                }
                let other = place.at(&["discriminator", "propertyName"]);
                let is_told_apart = other.is_some_and(|it| it.node.as_str() != Some(property));
                if generation < DEEPEST && !is_told_apart {
                    open.push_back((place.pointer.clone(), generation + 1));
                }
            }
        }
        let mut found: Vec<usize> = found.into_iter().collect();
        found.sort_unstable();
        found
    }

    /// What names a child: the mapping, else the values that it lists itself, else its name.
    fn tags(
        &self,
        name: &str,
        child: &Place<'d>,
        property: &str,
        mapping: &[(&str, String)],
        allowed: Option<&[String]>,
    ) -> Vec<String> {
        let mapped = mapping
            .iter()
            .filter(|(_, target)| *target == child.pointer);
        let mapped: Vec<String> = mapped.map(|(tag, _)| (*tag).to_owned()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let own = declarations(&own_parts(child, self.dialect), property);
        let own = listed(&own, self.dialect);
        let is_anothers = mapping.iter().any(|(tag, _)| *tag == name);
        let name = name.to_owned();
        match own.as_deref().or(allowed) {
            None if !is_anothers => vec![name],
            Some(values) if values.contains(&name) && !is_anothers => vec![name],
            _ => own.unwrap_or_default(),
        }
    }
}

/// Tags and the pointers that they stand for; a mapping names a component by reference or by its bare name.
pub(crate) fn mapping<'d>(discriminator: &Place<'d>) -> Vec<(&'d str, String)> {
    let entries = discriminator.members_of("mapping").into_iter();
    let entries = entries.filter_map(|(tag, target)| {
        let target = target.node.as_str()?;
        let pointer = match target.strip_prefix('#') {
            Some(pointer) => pointer.to_owned(),
            None => format!("/components/schemas/{}", escape(target)),
        };
        Some((tag, pointer))
    });
    entries.collect()
}

/// A schema and the schemas that its `allOf` has in place.
fn own_parts<'d>(place: &Place<'d>, dialect: Dialect) -> Vec<Written<'d>> {
    let mut parts = Vec::new();
    let mut open = vec![place.clone()];
    while let Some(place) = open.pop() {
        let written = Written::of(&place, dialect);
        open.extend(
            written
                .all_of
                .iter()
                .filter(|it| it.reference().is_none())
                .cloned(),
        );
        parts.push(written);
    }
    parts
}

/// A schema and everything that it extends.
fn all_parts<'d>(place: &Place<'d>, dialect: Dialect) -> Vec<Written<'d>> {
    let mut seen = HashSet::new();
    let mut parts = Vec::new();
    let mut open = vec![place.clone()];
    while let Some(place) = open.pop() {
        if !seen.insert(place.pointer.clone()) {
            continue;
        }
        let written = Written::of(&place, dialect);
        open.extend(written.reference.and_then(|it| place.follow(it)));
        open.extend(written.all_of.iter().cloned());
        parts.push(written);
    }
    parts
}

fn types_of(parts: &[Written<'_>]) -> Option<TypeSet> {
    let types = parts.iter().filter_map(|part| part.types.clone());
    types.reduce(|one, other| one.and(&other))
}

fn has_only(parts: &[Written<'_>], one: Type) -> bool {
    types_of(parts).is_some_and(|types| types.without_null() == [one])
}

/// What is said about a property, wherever that is.
fn declarations<'d>(parts: &[Written<'d>], property: &str) -> Vec<Place<'d>> {
    let all = parts.iter().flat_map(|part| &part.properties);
    let named = all.filter(|(name, _)| *name == property);
    named.map(|(_, place)| place.clone()).collect()
}

fn may_be_text(declared: &Place<'_>, dialect: Dialect) -> bool {
    let types = types_of(&all_parts(declared, dialect));
    types.is_none_or(|types| types.takes(Type::String))
}

/// The texts that all declarations of a property list; nothing where none lists any.
fn listed(declared: &[Place<'_>], dialect: Dialect) -> Option<Vec<String>> {
    let parts = declared.iter().flat_map(|it| all_parts(it, dialect));
    let lists = parts.filter_map(|part| part.values);
    let texts = lists.map(|list| -> Vec<String> {
        list.iter()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    });
    texts.reduce(|one, other| one.into_iter().filter(|it| other.contains(it)).collect())
}

#[cfg(test)]
mod tests;
