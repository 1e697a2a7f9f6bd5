//! Schemas that must all hold, taken apart: references followed, `allOf` opened, branches set aside.

use std::collections::HashSet;

use indexmap::IndexSet;
use serde_json::Value;

use super::Lowering;
use crate::place::Place;
use crate::schema::{Additional, Type, TypeSet, Written};

/// Where a type comes from: usually one schema, several that must all hold where `allOf` speaks twice of a property.
#[derive(Clone, Debug)]
pub(super) struct Source<'d> {
    pub(super) places: Vec<Place<'d>>,
    /// Pointers of schemas whose `oneOf`, `anyOf` and children are not meant: this is what stands beside them.
    pub(super) without: Vec<String>,
    /// Only values of this type are meant.
    pub(super) only: Option<Type>,
}

impl<'d> Source<'d> {
    /// One schema.
    pub(super) fn one(place: &Place<'d>) -> Source<'d> {
        Source {
            places: vec![place.clone()],
            without: Vec::new(),
            only: None,
        }
    }

    /// A schema as what extends it has it: of a base nothing but its own members.
    pub(super) fn alone(place: &Place<'d>) -> Source<'d> {
        Source {
            without: vec![place.pointer.clone()],
            ..Source::one(place)
        }
    }

    /// Tells it from every other source.
    pub(super) fn key(&self) -> String {
        let places: Vec<&str> = self.places.iter().map(|it| it.pointer.as_str()).collect();
        let mut key = places.join("&");
        if !self.without.is_empty() {
            key.push_str(&format!("-{}", self.without.join("-")));
        }
        if let Some(only) = self.only {
            key.push_str(&format!("={}", only.name()));
        }
        key
    }

    /// The place that problems and documentation are about.
    pub(super) fn first(&self) -> Option<&Place<'d>> {
        self.places.first()
    }
}

/// `oneOf` or `anyOf` of one schema.
#[derive(Clone, Debug)]
pub(super) struct Branches<'d> {
    /// Pointer of the schema that has them.
    pub(super) owner: String,
    /// Whether exactly one must hold.
    pub(super) one: bool,
    /// The branches but the one for null.
    pub(super) list: Vec<Place<'d>>,
    pub(super) discriminator: Option<Place<'d>>,
}

/// Schemas that must all hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Conjunction<'d> {
    /// Schema objects without their references, `allOf` and branches.
    pub(super) parts: Vec<Written<'d>>,
    /// Branches that say more than which members must be there.
    pub(super) lists: Vec<Branches<'d>>,
    /// The types that all parts take; `None` when no part names any.
    pub(super) types: Option<TypeSet>,
    /// Whether null is a value, or may be one.
    pub(super) nullable: bool,
    /// Whether there is anything that no Rust type can carry.
    pub(super) residue: bool,
    /// Whether this is a base with children, any of which may be meant.
    pub(super) is_base: bool,
}

impl Conjunction<'_> {
    /// The parts that speak of members.
    pub(super) fn object_parts(&self) -> usize {
        let speaks = |part: &&Written<'_>| {
            !part.properties.is_empty() || !matches!(part.additional, Additional::Open)
        };
        self.parts.iter().filter(speaks).count()
    }

    /// What `enum` and `const` leave, if they stand anywhere: values of the types that are taken.
    pub(super) fn values(&self) -> Option<Vec<Value>> {
        let mut lists = self.parts.iter().filter_map(|part| part.values.as_ref());
        let mut values = lists.next()?.clone();
        for list in lists {
            let list: HashSet<&Value> = list.iter().collect();
            values.retain(|value| list.contains(value));
        }
        if let Some(types) = &self.types {
            values.retain(|value| types.takes(Type::of(value)) || value.is_null());
        }
        let distinct: IndexSet<Value> = values.into_iter().collect();
        Some(distinct.into_iter().collect())
    }

    /// Whether nothing is said about values but their types.
    pub(super) fn is_bare(&self) -> bool {
        self.parts.iter().all(Written::says_nothing_else)
    }
}

impl<'d> Lowering<'d> {
    /// Takes a source apart.
    pub(super) fn conjunction(&self, source: &Source<'d>) -> Conjunction<'d> {
        let mut found = Conjunction {
            is_base: self.base(source).is_some(),
            ..Conjunction::default()
        };
        let mut seen = HashSet::new();
        // Read from the last to the first and turned round at the end: a base comes before what extends it.
        let mut open: Vec<Place<'d>> = source.places.clone();
        while let Some(place) = open.pop() {
            if !seen.insert(place.pointer.clone()) {
                continue;
            }
            let mut written = Written::of(&place, self.dialect);
            let keep = !source.without.contains(&place.pointer);
            self.set_branches_aside(&mut found, &mut written, keep, &mut open);
            open.extend(written.reference.and_then(|it| place.follow(it)));
            open.append(&mut written.all_of);
            found.residue |= written.residue;
            found.parts.push(written);
        }
        found.parts.reverse();
        self.settle_types(&mut found, source.only);
        found
    }

    fn set_branches_aside(
        &self,
        found: &mut Conjunction<'d>,
        written: &mut Written<'d>,
        keep: bool,
        open: &mut Vec<Place<'d>>,
    ) {
        let lists = [
            (true, std::mem::take(&mut written.one_of)),
            (false, std::mem::take(&mut written.any_of)),
        ];
        for (one, mut list) in lists {
            if list.is_empty() || !keep {
                continue;
            }
            let all = list.len();
            list.retain(|branch| !self.is_null(branch));
            written.nullable |= list.len() < all;
            match list.as_slice() {
                // Nothing but null, which no type says.
                [] => found.residue = true,
                [only] => open.push(only.clone()),
                list if list.iter().all(|it| self.shapes_nothing(it)) => found.residue = true,
                _ => found.lists.push(Branches {
                    owner: written.place.pointer.clone(),
                    one,
                    list,
                    discriminator: written.discriminator.clone(),
                }),
            }
        }
    }

    /// Whether null is the one value of a branch.
    fn is_null(&self, branch: &Place<'d>) -> bool {
        let written = Written::of(branch, self.dialect);
        let only_null = written
            .types
            .as_ref()
            .is_some_and(|types| types.has_null() && types.without_null().is_empty());
        only_null || written.values.is_some_and(|values| values == [Value::Null])
    }

    /// Whether a branch only says which members must be there, or excludes some: nothing that a Rust type shows.
    fn shapes_nothing(&self, branch: &Place<'d>) -> bool {
        let written = Written::of(branch, self.dialect);
        written.reference.is_none()
            && written.all_of.is_empty()
            && written.any_of.iter().all(|it| self.shapes_nothing(it))
            && written.one_of.iter().all(|it| self.shapes_nothing(it))
            && written.types.is_none()
            && written.values.is_none()
            && written.properties.is_empty()
            && matches!(written.additional, Additional::Open)
            && written.items.is_none()
    }

    fn settle_types(&self, found: &mut Conjunction<'d>, only: Option<Type>) {
        let mut types: Option<TypeSet> = None;
        for part in &found.parts {
            if let Some(mine) = &part.types {
                types = Some(match types {
                    None => mine.clone(),
                    Some(theirs) => theirs.and(mine),
                });
            }
        }
        found.nullable = found.parts.iter().any(|part| part.nullable)
            || types.as_ref().is_some_and(TypeSet::has_null);
        let lists_null = |part: &Written<'_>| {
            part.values
                .as_ref()
                .is_some_and(|values| values.contains(&Value::Null))
        };
        if types.is_none() {
            found.nullable |= found.parts.iter().any(lists_null);
        }
        if let Some(only) = only {
            types = Some(TypeSet::of([only]));
            found.nullable = false;
        }
        found.types = types;
    }
}
