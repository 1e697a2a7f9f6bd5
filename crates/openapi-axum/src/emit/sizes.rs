//! How much room values take, roughly: clippy asks to box the large variant of an enum, which its users would have to unbox.

use std::cell::RefCell;
use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Api, Field, Kind, NamedType, Schema, Shape, StringFormat, Variant};

/// From how many bytes more than the next one a variant counts as large; clippy says so from 200.
const LARGE: u64 = 150;
const WORD: u64 = 8;
/// How deep types are looked into; a variant that holds more inside counts as one word there.
const DEEPEST: u32 = 64;
/// A `String`, a `Vec` or a map.
const HEAP: u64 = 3 * WORD;

/// Sizes of the types of a document.
pub(crate) struct Sizes<'a> {
    api: &'a Api,
    named: RefCell<HashMap<&'a str, u64>>,
}

impl<'a> Sizes<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self {
            api,
            named: RefCell::default(),
        }
    }

    /// What an enum needs whose variants hold these, for clippy to let it be.
    pub(crate) fn uneven(
        &self,
        held: impl IntoIterator<Item = Option<&'a Schema>>,
    ) -> Option<TokenStream> {
        let sizes = held.into_iter().map(|it| it.map_or(0, |it| self.of(it, 0)));
        let mut sizes: Vec<u64> = sizes.collect();
        sizes.sort_unstable_by(|left, right| right.cmp(left));
        let (largest, next) = (sizes.first()?, sizes.get(1)?);
        let reason =
            "the sizes are the document's, and a box would be in the way of whoever matches";
        (largest - next >= LARGE)
            .then(|| quote!(#[allow(clippy::large_enum_variant, reason = #reason)]))
    }

    /// The same for a named type, where it is an enum.
    pub(crate) fn uneven_type(&self, named: &'a NamedType) -> Option<TokenStream> {
        match &named.kind {
            Kind::Union(union) => self.uneven(values(&union.variants)),
            Kind::Choice(variants) | Kind::Untagged(variants) => self.uneven(values(variants)),
            Kind::Hierarchy(it) => self.uneven(it.all().map(|it| Some(&it.value))),
            _ => None,
        }
    }

    fn of(&self, schema: &'a Schema, depth: u32) -> u64 {
        let size = match &schema.shape {
            Shape::Ref { boxed: true, .. } => WORD,
            Shape::Ref { .. } if depth == DEEPEST => WORD,
            Shape::Ref { name, .. } => self.named(name, depth + 1),
            Shape::String(StringFormat::Plain(_) | StringFormat::Byte) => HEAP,
            Shape::String(_) => 2 * WORD,
            Shape::Integer(_) | Shape::Number(_) => WORD,
            Shape::Boolean => 1,
            Shape::Array(_) | Shape::Map(_) | Shape::FreeForm => HEAP,
            Shape::Any => 4 * WORD,
        };
        size.saturating_add(optional(schema, schema.nullable))
    }

    fn named(&self, name: &'a str, depth: u32) -> u64 {
        if let Some(size) = self.named.borrow().get(name) {
            return *size;
        }
        let size = match self.api.types.get(name).map(|named| &named.kind) {
            Some(Kind::Struct(object)) => {
                let fields = object.fields.iter().map(|it| self.field(it, depth));
                let more = object.additional.as_ref().map_or(0, |_| HEAP);
                fields.fold(more, u64::saturating_add)
            }
            Some(Kind::Enum(values)) => {
                if values.open {
                    HEAP
                } else {
                    1
                }
            }
            Some(Kind::Scalars(_)) => HEAP,
            Some(Kind::Union(union)) => self.largest(&union.variants, depth),
            Some(Kind::Choice(variants) | Kind::Untagged(variants)) => {
                self.largest(variants, depth)
            }
            Some(Kind::Hierarchy(it)) => self.largest(it.all(), depth),
            Some(Kind::Newtype(schema)) => self.of(schema, depth),
            Some(Kind::Own(_)) | None => 0,
        };
        self.named.borrow_mut().insert(name, size);
        size
    }

    fn field(&self, field: &'a Field, depth: u32) -> u64 {
        let size = self.of(&field.value, depth);
        size.saturating_add(optional(&field.value, !field.required))
    }

    fn largest(&self, variants: impl IntoIterator<Item = &'a Variant>, depth: u32) -> u64 {
        let sizes = variants.into_iter().map(|it| self.of(&it.value, depth));
        sizes.max().unwrap_or(0).saturating_add(WORD)
    }
}

fn values(variants: &[Variant]) -> impl Iterator<Item = Option<&Schema>> {
    variants.iter().map(|it| Some(&it.value))
}

/// What `Option` adds: a word for numbers, which have no value to spare.
fn optional(schema: &Schema, is_optional: bool) -> u64 {
    let is_number = matches!(schema.shape, Shape::Integer(_) | Shape::Number(_));
    if is_optional && is_number { WORD } else { 0 }
}
