//! What a schema becomes, told before any of its parts is lowered, and whether that says all of it.

use serde_json::Value;

use super::Lowering;
use super::conjunction::{Branches, Conjunction, Source};
use super::discriminator::is_tagged;
use crate::schema::{Additional, Bounds, Type, TypeSet};

/// How many unions inside unions are looked into for the types of their values.
const DEEPEST: u32 = 64;

/// What a schema becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Any JSON value.
    Any,
    /// A struct.
    Struct,
    /// A map with values of a schema.
    Map,
    /// A map with any values.
    Free,
    /// A vector.
    Array,
    /// A string, number or boolean.
    Scalar(Type),
    /// An enumeration of strings.
    ClosedEnum,
    /// An enumeration of strings that keeps what it does not know.
    OpenEnum,
    /// An enumeration of other scalars.
    Scalars,
    /// Branches that a property names.
    Tagged,
    /// A base, or one of the children that extend it.
    Hierarchy,
    /// Branches that have different JSON types.
    Choice,
    /// One schema for several JSON types.
    Several,
    /// Branches that only their schemas tell apart.
    Untagged,
}

impl Form {
    /// Whether the schema gets a Rust item of its own wherever it stands.
    pub(super) fn is_item(self) -> bool {
        !matches!(
            self,
            Form::Any | Form::Map | Form::Free | Form::Array | Form::Scalar(_)
        )
    }
}

impl<'d> Lowering<'d> {
    /// What a conjunction becomes.
    pub(super) fn form(&self, found: &Conjunction<'d>) -> Form {
        if found.parts.iter().any(|part| part.always == Some(false)) {
            return Form::Any;
        }
        if found.is_base {
            return Form::Hierarchy;
        }
        if let [branches] = found.lists.as_slice() {
            return self.form_of_branches(found, branches);
        }
        let is_object = found.object_parts() > 0;
        if !found.lists.is_empty() && !is_object {
            return Form::Any;
        }
        if let Some(form) = form_of_values(found) {
            return form;
        }
        let Some(types) = &found.types else {
            return Form::Any;
        };
        match types.without_null().as_slice() {
            [Type::Object] => form_of_object(found),
            [Type::Array] => Form::Array,
            [scalar] => Form::Scalar(*scalar),
            [] => Form::Any,
            _ => Form::Several,
        }
    }

    fn form_of_branches(&self, found: &Conjunction<'d>, branches: &Branches<'d>) -> Form {
        if is_tagged(self, branches) {
            return Form::Tagged;
        }
        let types: Vec<Option<TypeSet>> = branches
            .list
            .iter()
            .map(|branch| self.types_of(&self.branch(found, branches, branch)))
            .collect();
        let mut seen: Vec<Type> = Vec::new();
        for set in types {
            let kind = match set.as_ref().map(TypeSet::without_null).as_deref() {
                Some([Type::Integer | Type::Number]) => Type::Number,
                Some([one]) => *one,
                _ => return Form::Untagged,
            };
            if seen.contains(&kind) {
                return Form::Untagged;
            }
            seen.push(kind);
        }
        Form::Choice
    }

    /// The types of a source, as far as they are known. Each source is looked at once: branches share what they refer to.
    pub(super) fn types_of(&self, source: &Source<'d>) -> Option<TypeSet> {
        let key = source.key();
        if let Some(known) = self.type_sets.borrow().get(&key) {
            return known.clone();
        }
        if self.type_depth.get() == DEEPEST {
            return None;
        }
        // What leads back here while it is looked at says nothing.
        self.type_sets.borrow_mut().insert(key.clone(), None);
        self.type_depth.set(self.type_depth.get() + 1);
        let found = self.find_types(source);
        self.type_depth.set(self.type_depth.get() - 1);
        self.type_sets.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_types(&self, source: &Source<'d>) -> Option<TypeSet> {
        let found = self.conjunction(source);
        if found.types.is_some() {
            return found.types;
        }
        if let Some(values) = found.values() {
            return Some(TypeSet::of(values.iter().map(Type::of)));
        }
        let [branches] = found.lists.as_slice() else {
            return None;
        };
        let mut all = Vec::new();
        for branch in &branches.list {
            all.extend(self.types_of(&Source::one(branch))?.iter());
        }
        Some(TypeSet::of(all))
    }

    /// A branch together with what stands beside the branches, if that says anything.
    pub(super) fn branch(
        &self,
        found: &Conjunction<'d>,
        branches: &Branches<'d>,
        branch: &crate::place::Place<'d>,
    ) -> Source<'d> {
        let alone = Source::one(branch);
        let types_agree = || match (&found.types, self.conjunction(&alone).types) {
            (None, _) => true,
            (Some(given), Some(own)) => own.iter().all(|one| given.takes(one) || one == Type::Null),
            (Some(_), None) => false,
        };
        if found.is_bare() && found.lists.len() == 1 && types_agree() {
            return alone;
        }
        let owner = found
            .parts
            .iter()
            .find(|part| part.place.pointer == branches.owner);
        let mut places: Vec<_> = found
            .parts
            .iter()
            .filter(|part| !part.says_nothing_else() || part.types.is_some())
            .map(|part| part.place.clone())
            .collect();
        if places.is_empty() {
            places.extend(owner.map(|part| part.place.clone()));
        }
        let without = places.iter().map(|place| place.pointer.clone()).collect();
        places.push(branch.clone());
        Source {
            places,
            without,
            only: None,
        }
    }

    /// Whether the form, with the compiled checks that it gets, takes exactly the values of the schema.
    pub(super) fn is_exact(&self, found: &Conjunction<'d>, form: Form) -> bool {
        if form == Form::Hierarchy {
            // Base and children are types of their own.
            return true;
        }
        let refused = found.parts.iter().any(|part| part.always == Some(false));
        if found.residue || refused {
            return false;
        }
        let listed = found.parts.iter().any(|part| part.values.is_some());
        match form {
            Form::Untagged => false,
            Form::Tagged => true,
            Form::Choice => !self.is_overlapping(found),
            Form::Any => found.is_bare() && found.types.is_none() && found.lists.is_empty(),
            _ if !found.lists.is_empty() => false,
            Form::ClosedEnum => fits_lengths(found),
            Form::Scalars => has_no_bounds(found),
            _ if listed => false,
            Form::Struct => is_exact_struct(found),
            Form::Map => found.object_parts() == 1,
            Form::Array => self.is_exact_array(found),
            Form::Scalar(_) | Form::OpenEnum => is_exact_scalar(found),
            Form::Free | Form::Several | Form::Hierarchy => true,
        }
    }

    /// `oneOf` takes no value that is of two branches: integers are numbers.
    fn is_overlapping(&self, found: &Conjunction<'d>) -> bool {
        let [branches] = found.lists.as_slice() else {
            return true;
        };
        let takes_null =
            |branch: &crate::place::Place<'d>| self.conjunction(&Source::one(branch)).nullable;
        branches.one && branches.list.iter().any(takes_null)
    }

    /// Elements are compared as they are written again: only scalars are sure to be the same.
    fn is_exact_array(&self, found: &Conjunction<'d>) -> bool {
        if !found.parts.iter().any(|part| part.bounds.unique_items) {
            return true;
        }
        let items = found.parts.iter().filter_map(|part| part.items.as_ref());
        let items: Vec<_> = items.cloned().collect();
        if items.iter().any(|place| self.own_type(place).is_some()) {
            return false;
        }
        let source = Source {
            places: items,
            without: Vec::new(),
            only: None,
        };
        let found = self.conjunction(&source);
        match self.form(&found) {
            Form::ClosedEnum | Form::OpenEnum => true,
            Form::Scalar(_) => found.parts.iter().all(|part| part.format.is_none()),
            _ => false,
        }
    }
}

fn form_of_values(found: &Conjunction<'_>) -> Option<Form> {
    if let Some(values) = found.values() {
        let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        let has = |test: fn(&Value) -> bool| values.iter().any(|value| test(value));
        return if values.is_empty() || has(|it| it.is_array() || it.is_object()) || has(is_wide) {
            // No value is left, or some that no scalar holds: the types say what there is, and the table the rest.
            None
        } else if values.iter().all(|value| value.is_string()) {
            Some(Form::ClosedEnum)
        } else {
            Some(Form::Scalars)
        };
    }
    let open = found
        .parts
        .iter()
        .find_map(|part| part.open_values.as_ref());
    let strings = found
        .types
        .as_ref()
        .is_some_and(|types| types.without_null() == [Type::String]);
    open.filter(|values| strings && values.iter().all(Value::is_string))
        .map(|_| Form::OpenEnum)
}

/// A whole number that 64 bits do not hold.
fn is_wide(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.is_u64() && number.as_i64().is_none())
}

fn form_of_object(found: &Conjunction<'_>) -> Form {
    let has = |test: fn(&crate::schema::Written<'_>) -> bool| found.parts.iter().any(test);
    if has(|part| !part.properties.is_empty() || !part.required.is_empty()) {
        return Form::Struct;
    }
    if has(|part| matches!(part.additional, Additional::Closed)) {
        return Form::Struct;
    }
    if has(|part| matches!(part.additional, Additional::Schema(_))) {
        return Form::Map;
    }
    // `properties: {}` is how a document says that there are none.
    if has(|part| part.place.has("properties") && matches!(part.additional, Additional::Open)) {
        return Form::Struct;
    }
    Form::Free
}

fn is_exact_struct(found: &Conjunction<'_>) -> bool {
    let alone = found.object_parts() == 1;
    let mut closed = false;
    for part in &found.parts {
        match part.additional {
            Additional::Closed if !alone => return false,
            Additional::Schema(_) if !alone => return false,
            Additional::Closed => closed = true,
            _ => {}
        }
    }
    let counted = |bounds: &Bounds| bounds.min_properties.or(bounds.max_properties).is_some();
    if !closed && found.parts.iter().any(|part| counted(&part.bounds)) {
        return false;
    }
    let is_declared = |name: &&str| {
        found
            .parts
            .iter()
            .any(|part| part.properties.iter().any(|(known, _)| known == name))
    };
    !closed
        || found
            .parts
            .iter()
            .flat_map(|part| &part.required)
            .all(is_declared)
}

/// Two patterns or two steps cannot be checked by one bound.
fn is_exact_scalar(found: &Conjunction<'_>) -> bool {
    let patterns = found
        .parts
        .iter()
        .filter(|part| part.bounds.pattern.is_some());
    let steps = found
        .parts
        .iter()
        .filter(|part| part.bounds.multiple_of.is_some());
    let formats = found.parts.iter().filter(|part| part.format.is_some());
    patterns.count() <= 1 && steps.count() <= 1 && formats.count() <= 1
}

fn has_no_bounds(found: &Conjunction<'_>) -> bool {
    found
        .parts
        .iter()
        .all(|part| part.bounds == Bounds::default())
}

/// Whether every value of an enumeration keeps the lengths beside it; a pattern is for the table to check.
fn fits_lengths(found: &Conjunction<'_>) -> bool {
    let values = found.values().unwrap_or_default();
    let fits = |bounds: &Bounds| {
        let lengths = bounds.min_length.unwrap_or(0)..=bounds.max_length.unwrap_or(u64::MAX);
        let is_in = |value: &Value| {
            value
                .as_str()
                .is_none_or(|text| lengths.contains(&(text.chars().count() as u64)))
        };
        bounds.pattern.is_none() && values.iter().all(is_in)
    };
    found.parts.iter().all(|part| fits(&part.bounds))
}
