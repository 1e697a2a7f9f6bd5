//! `oneOf` and `anyOf`, and one schema for values of several types: what becomes an enum with a variant for each.

use super::Lowering;
use super::conjunction::{Conjunction, Source};
use super::discriminator;
use super::schema::bare;
use crate::model::{Kind, Schema, Shape, Union, Variant};
use crate::names::{Scope, pascal_case};
use crate::place::Place;
use crate::schema::Type;

impl<'d> Lowering<'d> {
    /// Branches that a property tells apart.
    pub(super) fn union(&mut self, found: &Conjunction<'d>, rust_name: &str) -> Kind {
        let Some((branches, tagged)) = found
            .lists
            .first()
            .and_then(|branches| Some((branches, discriminator::tags(self, branches)?)))
        else {
            return Kind::Choice(Vec::new());
        };
        let property = branches
            .discriminator
            .as_ref()
            .and_then(|it| it.text("propertyName"))
            .unwrap_or_default();
        let mut scope = Scope::default();
        scope.claim("Other");
        let mut variants = Vec::new();
        let mut tag_in_members = false;
        for member in tagged {
            let source = self.branch(found, branches, &member.branch);
            let first = member.tags.first().cloned().unwrap_or_default();
            let variant_name = scope.pick(&pascal_case(&first));
            let value = self.branch_value(&source, &format!("{rust_name}{variant_name}"));
            let target = member
                .branch
                .reference()
                .and_then(|it| member.branch.follow(it));
            tag_in_members |= !target.is_some_and(|it| self.tags.contains_key(&it.pointer));
            let mut tags = member.tags.into_iter();
            variants.push(Variant {
                tag: tags.next().unwrap_or_default(),
                more_tags: tags.collect(),
                rust_name: variant_name,
                value,
                table: None,
            });
        }
        Kind::Union(Union {
            property,
            tag_in_members,
            open: false,
            variants,
        })
    }

    /// A branch as a type of its own, never an option or a value in place.
    fn branch_value(&mut self, source: &Source<'d>, base: &str) -> Schema {
        let Some(first) = source.first().cloned() else {
            return bare(&self.root, Shape::Any);
        };
        let name = match source.places.as_slice() {
            [place] => self.type_of(place, base),
            _ => self.hoist(source, base),
        };
        bare(&first, Shape::Ref { name, boxed: false })
    }

    /// Branches of different JSON types.
    pub(super) fn choice(&mut self, found: &Conjunction<'d>, rust_name: &str) -> Vec<Variant> {
        let Some(branches) = found.lists.first() else {
            return Vec::new();
        };
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for branch in &branches.list {
            let source = self.branch(found, branches, branch);
            let types = self.types_of(&source).map(|it| it.without_null());
            let json_type = types.and_then(|it| it.first().copied());
            let json_type = json_type.unwrap_or(Type::Object).name();
            let (value, name) = self.variant(&source, branch, rust_name, &pascal_case(json_type));
            variants.push(Variant {
                tag: json_type.to_owned(),
                more_tags: Vec::new(),
                rust_name: scope.pick(&name),
                value,
                table: None,
            });
        }
        variants
    }

    /// One schema that takes values of several types.
    pub(super) fn several(
        &mut self,
        source: &Source<'d>,
        found: &Conjunction<'d>,
        rust_name: &str,
    ) -> Vec<Variant> {
        let types = found.types.as_ref().map(|types| types.without_null());
        let mut variants = Vec::new();
        for one in types.unwrap_or_default() {
            let name = pascal_case(one.name());
            let narrowed = Source {
                only: Some(one),
                ..source.clone()
            };
            let value = self.source(&narrowed, &format!("{rust_name}{name}"));
            variants.push(Variant {
                tag: one.name().to_owned(),
                more_tags: Vec::new(),
                rust_name: name,
                value,
                table: None,
            });
        }
        variants
    }

    /// Branches that only their schemas tell apart.
    pub(super) fn untagged(&mut self, found: &Conjunction<'d>, rust_name: &str) -> Vec<Variant> {
        let Some(branches) = found.lists.first() else {
            return Vec::new();
        };
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for branch in &branches.list {
            let source = self.branch(found, branches, branch);
            let fallback = self.variant_name(&source, branch);
            let (mut value, name) = self.variant(&source, branch, rust_name, &fallback);
            // Null is told by the enum as a whole.
            value.nullable = false;
            let rust_variant = scope.pick(&name);
            let table = self.branch_table(rust_name, &rust_variant, source);
            variants.push(Variant {
                tag: fallback,
                more_tags: Vec::new(),
                rust_name: rust_variant,
                value,
                table: Some(table),
            });
        }
        variants
    }

    /// The value of a variant and its name: that of the type where the branch is a reference.
    fn variant(
        &mut self,
        source: &Source<'d>,
        branch: &Place<'d>,
        rust_name: &str,
        fallback: &str,
    ) -> (Schema, String) {
        let base = format!("{rust_name}{fallback}");
        let value = match source.places.as_slice() {
            [place] => self.schema(place, &base),
            _ => self.source(source, &base),
        };
        let name = match (&value.shape, branch.reference()) {
            (Shape::Ref { name, .. }, Some(_)) if source.places.len() == 1 => name.clone(),
            (_, Some(reference)) => pascal_case(&crate::read::unescape(
                reference.rsplit('/').next().unwrap_or_default(),
            )),
            _ => fallback.to_owned(),
        };
        (value, name)
    }

    fn variant_name(&self, source: &Source<'d>, branch: &Place<'d>) -> String {
        const LONGEST: usize = 40;
        let title = branch.str("title").map(pascal_case);
        let types = self.types_of(source).map(|types| types.without_null());
        match (title, types.as_deref()) {
            (Some(title), _) if title.len() <= LONGEST => title,
            (_, Some([one])) => pascal_case(one.name()),
            _ => "Value".to_owned(),
        }
    }
}
