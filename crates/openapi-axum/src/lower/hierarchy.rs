//! Bases whose children extend them: an enum of the children, and of the base for a value that is none of them.

use super::Lowering;
use super::conjunction::Source;
use super::schema::bare;
use crate::hierarchy::Hierarchy;
use crate::model::{self, Kind, Rule, Shape, Sub, Variant};
use crate::names::Scope;
use crate::place::Place;
use crate::schema::Written;

/// The variant of the base.
const BASE: &str = "Other";

impl<'d> Lowering<'d> {
    /// The hierarchy that a source is the base of.
    pub(super) fn base(&self, source: &Source<'d>) -> Option<&Hierarchy> {
        match source.places.as_slice() {
            [place] if source.only.is_none() && source.without.is_empty() => {
                self.hierarchies.at(place)
            }
            _ => None,
        }
    }

    /// The enum of a base `Pet`: its children as they are called, and the struct `PetBase`.
    pub(super) fn hierarchy(&mut self, source: &Source<'d>, rust_name: &str) -> Kind {
        let (Some(place), Some(found)) = (source.first().cloned(), self.base(source).cloned())
        else {
            return Kind::Choice(Vec::new());
        };
        let mut scope = Scope::default();
        scope.claim(BASE);
        let mut variants = Vec::new();
        for child in &found.children {
            let Some(at) = child.place(&place) else {
                continue;
            };
            let (name, value) = self.child(&at, &found.property);
            let mut tags = child.tags.iter().cloned();
            variants.push(Variant {
                tag: tags.next().unwrap_or_default(),
                more_tags: tags.collect(),
                rust_name: scope.pick(&name),
                value: bare(&at, value),
                table: None,
            });
        }
        let base = self.base_struct(&place, rust_name);
        Kind::Hierarchy(model::Hierarchy {
            property: found.property,
            variants,
            base: Variant {
                tag: String::new(),
                more_tags: Vec::new(),
                rust_name: BASE.to_owned(),
                value: bare(&place, base),
                table: None,
            },
        })
    }

    /// A child's name and type.
    fn child(&mut self, child: &Place<'d>, property: &str) -> (String, Shape) {
        let name = self.hoist(&Source::one(child), "Child");
        if !self.child_source(child, property).without.is_empty() {
            let shape = self.base_struct(child, &name);
            return (name, shape);
        }
        let shape = Shape::Ref {
            name: name.clone(),
            boxed: false,
        };
        (name, shape)
    }

    /// What a child is to its base: where the same property tells its own children, those are children of the base too.
    fn child_source(&self, child: &Place<'d>, property: &str) -> Source<'d> {
        match self.hierarchies.at(child) {
            Some(own) if own.property == property => Source::alone(child),
            _ => Source::one(child),
        }
    }

    /// The struct of a base without its children.
    fn base_struct(&mut self, base: &Place<'d>, rust_name: &str) -> Shape {
        let name = self.hoist(&Source::alone(base), &format!("{rust_name}Base"));
        if let Some(declared) = self.types.get_mut(&name) {
            declared.description = Some(format!("What every `{rust_name}` has."));
        }
        Shape::Ref { name, boxed: false }
    }

    /// The rule of a base: the child that the tag names decides, else the base alone.
    pub(super) fn hierarchy_rule(&mut self, base: &Place<'d>) -> Option<Rule> {
        let found = self.hierarchies.at(base)?.clone();
        let mut branches = Vec::new();
        for child in &found.children {
            let source = self.child_source(&child.place(base)?, &found.property);
            let sub = Sub::Static(self.table_of(&source));
            branches.extend(child.tags.iter().map(|tag| (tag.clone(), sub.clone())));
        }
        Some(Rule::Tagged {
            property: found.property,
            branches,
            otherwise: Some(Sub::Static(self.table_of(&Source::alone(base)))),
        })
    }

    /// What a schema extends, if that is a base: then only its own members are meant.
    pub(super) fn extended_base(
        &self,
        extending: &Place<'d>,
        item: &Place<'d>,
    ) -> Option<Place<'d>> {
        let written = Written::of(item, self.dialect);
        let reference = written
            .reference
            .filter(|_| self.is_pure_reference(&written))?;
        let target = self.target(item, reference)?;
        let is_extended =
            self.hierarchies.at(&target).is_some() && self.unwrapped(extending).is_none();
        is_extended.then_some(target)
    }
}
