//! Schemas: what they are where they stand, and what gets a Rust item.

use super::Lowering;
use super::conjunction::{Conjunction, Source};
use super::form::Form;
use super::scalar::{constraints, shape_of};
use crate::model::{Constraints, Kind, NamedType, Schema, Shape};
use crate::names::pascal_case;
use crate::place::Place;
use crate::read::unescape;
use crate::schema::{Type, TypeSet, Written};

/// Longest chain of references that is followed.
const MAX_CHAIN: usize = 16;

/// What is left of a schema when wrappers are taken off that say nothing about values: `allOf` of one, null as a branch.
pub(super) struct Peeled<'d> {
    pub(super) place: Place<'d>,
    /// Whether a wrapper adds null.
    nullable: bool,
}

impl<'d> Lowering<'d> {
    /// Lowers a schema where it stands; `base` names what has to be hoisted out of it.
    pub(super) fn schema(&mut self, place: &Place<'d>, base: &str) -> Schema {
        let peeled = self.peel(place);
        let inner = Written::of(&peeled.place, self.dialect);
        let mut schema = match inner.reference.filter(|_| self.is_pure_reference(&inner)) {
            Some(reference) => self.reference(&peeled.place, reference),
            None => self.source(&Source::one(&peeled.place), base),
        };
        schema.nullable = (schema.nullable || peeled.nullable) && schema.shape != Shape::Any;
        said_of(place, &peeled.place, schema)
    }

    /// Lowers schemas that must all hold where they stand.
    pub(super) fn schema_of_all(&mut self, places: &[Place<'d>], base: &str) -> Schema {
        let Some(first) = places.first() else {
            return bare(&self.root, Shape::Any);
        };
        let target = |place: &Place<'d>| (place.reference(), place.node.to_json());
        if let Some(place) = places.iter().find(|place| self.own_type(place).is_some()) {
            return self.schema(place, base);
        }
        if places.iter().all(|place| target(place) == target(first)) {
            return self.schema(first, base);
        }
        let source = Source {
            places: places.to_vec(),
            without: Vec::new(),
            only: None,
        };
        let lowered = self.source(&source, base);
        let last = places.last().unwrap_or(first);
        said_of(last, last, lowered)
    }

    /// Lowers a source that is no reference.
    pub(super) fn source(&mut self, source: &Source<'d>, base: &str) -> Schema {
        let Some(first) = source.first().cloned() else {
            return bare(&self.root, Shape::Any);
        };
        let found = self.conjunction(source);
        let form = self.form(&found);
        let is_item = form.is_item() || self.own_type_of(source).is_some();
        if is_item || !self.is_exact(&found, form) {
            let name = self.hoist(source, base);
            return Schema {
                nullable: is_item && found.nullable,
                ..bare(&first, Shape::Ref { name, boxed: false })
            };
        }
        self.in_place(&found, form, &first, base)
    }

    /// Lowers what gets no item of its own.
    fn in_place(
        &mut self,
        found: &Conjunction<'d>,
        form: Form,
        first: &Place<'d>,
        base: &str,
    ) -> Schema {
        let shape = match form {
            Form::Map => self.map(found, base),
            Form::Free => Shape::FreeForm,
            Form::Array => self.array(found, base),
            Form::Scalar(scalar) => shape_of(found, scalar),
            _ => Shape::Any,
        };
        Schema {
            nullable: found.nullable && shape != Shape::Any,
            constraints: constraints(found, &shape),
            sensitive: is_sensitive(found),
            ..bare(first, shape)
        }
    }

    fn reference(&mut self, place: &Place<'d>, reference: &str) -> Schema {
        let Some(target) = self.target(place, reference) else {
            let message = format!("`{reference}` is not there, correct the reference");
            self.refuse(place, "dangling-reference", message);
            return bare(place, Shape::Any);
        };
        let (is_item, nullable) = self.facts(&target);
        let name = self.hoist_later(&Source::one(&target), &base_of(&target.pointer));
        Schema {
            nullable: is_item && nullable,
            ..bare(place, Shape::Ref { name, boxed: false })
        }
    }

    /// What a reference leads to: the first schema that is not itself a reference.
    pub(super) fn target(&self, place: &Place<'d>, reference: &str) -> Option<Place<'d>> {
        let mut target = place.follow(reference)?;
        for _ in 0..MAX_CHAIN {
            let written = Written::of(&target, self.dialect);
            match written
                .reference
                .filter(|_| self.is_pure_reference(&written))
            {
                None => return Some(target),
                Some(next) => target = target.follow(next)?,
            }
        }
        None
    }

    /// Whether nothing beside a reference says anything about values.
    pub(super) fn is_pure_reference(&self, written: &Written<'d>) -> bool {
        written.reference.is_some()
            && self.own_type(&written.place).is_none()
            && written.says_nothing_else()
            && written.types.is_none()
            && !written.nullable
            && written.all_of.is_empty()
            && written.any_of.is_empty()
            && written.one_of.is_empty()
    }

    /// Whether the schema gets an item of its own, and whether null is a value of it.
    fn facts(&mut self, target: &Place<'d>) -> (bool, bool) {
        if let Some(facts) = self.facts.get(&target.pointer) {
            return *facts;
        }
        let found = self.conjunction(&Source::one(target));
        let is_item = self.own_type(target).is_some() || self.form(&found).is_item();
        let facts = (is_item, found.nullable);
        self.facts.insert(target.pointer.clone(), facts);
        facts
    }

    /// Rust name of the type of a schema that must have one: what is no item of its own gets a transparent newtype.
    pub(super) fn type_of(&mut self, place: &Place<'d>, base: &str) -> String {
        let written = Written::of(place, self.dialect);
        let (source, name) = match written
            .reference
            .filter(|_| self.is_pure_reference(&written))
        {
            Some(reference) => match self.target(place, reference) {
                Some(target) => (target.clone(), base_of(&target.pointer)),
                None => (place.clone(), base.to_owned()),
            },
            None => (place.clone(), base.to_owned()),
        };
        let (is_item, nullable) = self.facts(&source);
        let inner = self.hoist(&Source::one(&source), &name);
        if !(is_item && nullable) {
            return inner;
        }
        self.nullable_alias(&source, inner, base)
    }

    /// A newtype over an option: what a body is that may be null.
    fn nullable_alias(&mut self, place: &Place<'d>, inner: String, base: &str) -> String {
        let key = format!("{}?", place.pointer);
        if let Some(name) = self.hoisted.get(&key) {
            return name.clone();
        }
        let name = self.scope.pick(base);
        self.hoisted.insert(key, name.clone());
        let source = Source::one(place);
        self.reserve(&name, None, &source);
        let shape = Shape::Ref {
            name: inner,
            boxed: false,
        };
        let schema = Schema {
            nullable: true,
            ..bare(place, shape)
        };
        if let Some(declared) = self.types.get_mut(&name) {
            declared.kind = Kind::Newtype(schema);
        }
        name
    }

    /// Declares a type once, however often it is met.
    pub(super) fn hoist(&mut self, source: &Source<'d>, base: &str) -> String {
        let key = source.key();
        if let Some(name) = self.hoisted.get(&key) {
            return name.clone();
        }
        if let Some(path) = self.own_type_of(source).map(str::to_owned) {
            return self.hoist_own(source, &path);
        }
        let name = self.name_of(source, base);
        self.hoisted.insert(key, name.clone());
        self.declare(&name, None, source);
        name
    }

    /// What a type is called that stands somewhere inside: as it says itself, else after its place. What a property says
    /// is the name of its field.
    fn name_of(&mut self, source: &Source<'d>, base: &str) -> String {
        let place = match source.places.as_slice() {
            [place] if source.only.is_none() && !is_property(&place.pointer) => place.clone(),
            _ => return self.scope.pick(base),
        };
        let given = self.given_type(&place);
        given.unwrap_or_else(|| self.scope.pick(base))
    }

    /// Like [`Lowering::hoist`], but the type is filled in when everything else is done: references may form a chain that
    /// is as long as the document.
    fn hoist_later(&mut self, source: &Source<'d>, base: &str) -> String {
        let key = source.key();
        if let Some(name) = self.hoisted.get(&key) {
            return name.clone();
        }
        if let Some(path) = self.own_type_of(source).map(str::to_owned) {
            return self.hoist_own(source, &path);
        }
        let name = self.name_of(source, base);
        self.hoisted.insert(key, name.clone());
        self.reserve(&name, None, source);
        self.undeclared_types.push((name.clone(), source.clone()));
        name
    }

    /// Fills in what [`Lowering::hoist_later`] has put off.
    pub(super) fn declare_the_rest(&mut self) {
        while let Some((name, source)) = self.undeclared_types.pop() {
            self.declare(&name, None, &source);
        }
    }

    /// Adds a named type with everything but its kind: its place in the order.
    pub(super) fn reserve(
        &mut self,
        rust_name: &str,
        component: Option<&str>,
        source: &Source<'d>,
    ) {
        let Some(place) = source.first() else {
            return;
        };
        let placeholder = NamedType {
            rust_name: rust_name.to_owned(),
            component: component.map(str::to_owned),
            pointer: place.pointer.clone(),
            description: place.text("description").or_else(|| place.text("title")),
            example: example(place),
            default: place.json("default"),
            deprecated: place.flag("deprecated"),
            in_request: false,
            in_answer: false,
            inexact: false,
            table: None,
            table_decides: false,
            kind: Kind::Choice(Vec::new()),
        };
        self.types
            .entry(rust_name.to_owned())
            .or_insert(placeholder);
        self.sources.insert(rust_name.to_owned(), source.clone());
    }

    /// Adds a named type and everything that is hoisted out of it.
    pub(super) fn declare(
        &mut self,
        rust_name: &str,
        component: Option<&str>,
        source: &Source<'d>,
    ) {
        self.reserve(rust_name, component, source);
        let (kind, exact) = self.kind(source, rust_name);
        if let Some(declared) = self.types.get_mut(rust_name) {
            declared.kind = kind;
            declared.inexact = !exact;
        }
    }

    /// What a named type is, and whether that says everything.
    fn kind(&mut self, source: &Source<'d>, rust_name: &str) -> (Kind, bool) {
        if let Some(own) = self.own(source) {
            return (own, true);
        }
        if let Some(wrapped) = self.wrapped(source, rust_name) {
            return (Kind::Newtype(wrapped), true);
        }
        let found = self.conjunction(source);
        let form = self.form(&found);
        let exact = self.is_exact(&found, form);
        let kind = match form {
            Form::Struct => {
                let tag = source
                    .first()
                    .and_then(|it| self.tags.get(&it.pointer))
                    .cloned();
                Kind::Struct(self.object(&found, rust_name, tag))
            }
            Form::ClosedEnum | Form::OpenEnum => self.enumeration(&found),
            Form::Scalars => self.scalars(&found),
            Form::Tagged => self.union(&found, rust_name),
            Form::Hierarchy => self.hierarchy(source, rust_name),
            Form::Choice => Kind::Choice(self.choice(&found, rust_name)),
            Form::Several => Kind::Choice(self.several(source, &found, rust_name)),
            Form::Untagged => Kind::Untagged(self.untagged(&found, rust_name)),
            Form::Any | Form::Map | Form::Free | Form::Array | Form::Scalar(_) => {
                let first = source.first().cloned().unwrap_or_else(|| self.root.clone());
                let mut schema = self.in_place(&found, form, &first, rust_name);
                if !exact {
                    // The table has them.
                    schema.constraints = Constraints::default();
                }
                Kind::Newtype(schema)
            }
        };
        (kind, exact)
    }

    /// A named schema that only wraps another one.
    fn wrapped(&mut self, source: &Source<'d>, rust_name: &str) -> Option<Schema> {
        let [place] = source.places.as_slice() else {
            return None;
        };
        let peeled = self.peel(place);
        if source.only.is_some()
            || !source.without.is_empty()
            || peeled.place.pointer == place.pointer
        {
            return None;
        }
        let inner = Written::of(&peeled.place, self.dialect);
        let reference = inner.reference.filter(|_| self.is_pure_reference(&inner))?;
        let mut schema = self.reference(&peeled.place, reference);
        if matches!(&schema.shape, Shape::Ref { name, .. } if name == rust_name) {
            return None;
        }
        schema.nullable |= peeled.nullable;
        Some(schema)
    }

    /// Takes off wrappers that say nothing about values.
    pub(super) fn peel(&self, place: &Place<'d>) -> Peeled<'d> {
        let mut peeled = Peeled {
            place: place.clone(),
            nullable: false,
        };
        for _ in 0..MAX_CHAIN {
            let Some((inner, nullable)) = self.unwrapped(&peeled.place) else {
                break;
            };
            peeled.place = inner;
            peeled.nullable |= nullable;
        }
        peeled
    }

    pub(super) fn unwrapped(&self, place: &Place<'d>) -> Option<(Place<'d>, bool)> {
        // A child that adds nothing is a child all the same.
        if self.own_type(place).is_some() || self.hierarchies.extends(place) {
            return None;
        }
        let written = Written::of(place, self.dialect);
        if written.reference.is_some() || !written.says_nothing_else() || written.format.is_some() {
            return None;
        }
        let lists = [&written.all_of, &written.any_of, &written.one_of];
        let mut all = lists.iter().filter(|list| !list.is_empty());
        let (Some(list), None) = (all.next(), all.next()) else {
            return None;
        };
        let is_all_of = !written.all_of.is_empty();
        let is_null = |branch: &&Place<'d>| !is_all_of && self.is_only_null(branch);
        let has_null = list.iter().any(|branch| is_null(&branch));
        let mut others = list.iter().filter(|branch| !is_null(branch));
        let (Some(inner), None) = (others.next(), others.next()) else {
            return None;
        };
        let agrees = written.types.as_ref().is_none_or(|given| {
            let own = self.types_of(&Source::one(inner));
            own.is_some_and(|own| own.without_null() == given.without_null())
        });
        let given_null = written.types.as_ref().is_some_and(TypeSet::has_null);
        agrees.then(|| (inner.clone(), has_null || written.nullable || given_null))
    }

    fn is_only_null(&self, branch: &Place<'d>) -> bool {
        let types = Written::of(branch, self.dialect).types;
        types.is_some_and(|types| types.iter().collect::<Vec<_>>() == [Type::Null])
    }
}

/// What is told to readers: as it stands outside, else inside.
fn said_of(place: &Place<'_>, inner: &Place<'_>, schema: Schema) -> Schema {
    let said = |key: &str| place.text(key).or_else(|| inner.text(key));
    Schema {
        pointer: place.pointer.clone(),
        description: said("description").or_else(|| said("title")),
        default: place.json("default").or_else(|| inner.json("default")),
        example: example(place).or_else(|| example(inner)),
        deprecated: place.flag("deprecated") || inner.flag("deprecated"),
        read_only: place.flag("readOnly") || inner.flag("readOnly"),
        write_only: place.flag("writeOnly") || inner.flag("writeOnly"),
        sensitive: schema.sensitive || place.flag("x-sensitive") || inner.flag("x-sensitive"),
        ..schema
    }
}

fn example(place: &Place<'_>) -> Option<serde_json::Value> {
    place.json("example").or_else(|| {
        place
            .items_of("examples")
            .first()
            .map(|it| it.node.to_json())
    })
}

fn is_sensitive(found: &Conjunction<'_>) -> bool {
    found
        .parts
        .iter()
        .any(|part| part.format == Some("password") || part.place.flag("x-sensitive"))
}

/// Whether a pointer ends at a property.
fn is_property(pointer: &str) -> bool {
    pointer.rsplit('/').nth(1) == Some("properties")
}

/// What a type is called that a reference leads to outside the component schemas: after its place.
fn base_of(pointer: &str) -> String {
    const SAY_NOTHING: [&str; 12] = [
        "",
        "components",
        "schemas",
        "properties",
        "paths",
        "content",
        "schema",
        "definitions",
        "$defs",
        "items",
        "application/json",
        "responses",
    ];
    let tokens: Vec<String> = pointer.split('/').map(unescape).collect();
    let telling: Vec<String> = tokens
        .iter()
        .filter(|token| !SAY_NOTHING.contains(&token.as_str()))
        .map(|token| pascal_case(token))
        .collect();
    let from = telling.len().saturating_sub(2);
    let mut name = telling[from..].concat();
    if tokens.last().is_some_and(|last| last == "items") {
        name.push_str("Item");
    }
    if name.is_empty() {
        "Value".to_owned()
    } else {
        name
    }
}

/// A schema of which nothing is said but its shape.
pub(super) fn bare(place: &Place<'_>, shape: Shape) -> Schema {
    Schema {
        pointer: place.pointer.clone(),
        shape,
        nullable: false,
        constraints: Constraints::default(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        read_only: false,
        write_only: false,
        sensitive: false,
    }
}
