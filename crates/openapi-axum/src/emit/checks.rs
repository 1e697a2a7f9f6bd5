//! Statements that check a value against its bounds, reading the constants.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::bounds::{item_prefix, of_schema, value_prefix};
use super::pattern;
use super::rust_type::ident;
use crate::model::{Api, Constraints, Kind, NamedType, Schema, Shape};

/// A value to check, as the different expressions that checks need.
#[derive(Clone)]
pub(crate) struct Place {
    /// A reference to it.
    pub(crate) by_ref: TokenStream,
    /// A copy of it, where its type is `Copy`.
    pub(crate) by_value: TokenStream,
    /// What a method is called on.
    pub(crate) receiver: TokenStream,
}

impl Place {
    /// A field of `self`.
    pub(crate) fn field(name: &TokenStream) -> Self {
        Self {
            by_ref: quote!(&self.#name),
            by_value: quote!(self.#name),
            receiver: quote!(self.#name),
        }
    }

    /// A variable that holds a reference.
    pub(crate) fn variable(name: &TokenStream) -> Self {
        Self {
            by_ref: quote!(#name),
            by_value: quote!(*#name),
            receiver: quote!(#name),
        }
    }
}

/// Writes checks. Knows which named types have any.
pub(crate) struct Checks {
    checked: HashSet<String>,
    /// Those that are not generated.
    own: HashSet<String>,
}

impl Checks {
    pub(crate) fn new(api: &Api) -> Self {
        let own = api.types.values();
        let own = own.filter(|named| matches!(named.kind, Kind::Own(_)));
        let mut this = Self {
            checked: HashSet::new(),
            own: own.map(|named| named.rust_name.clone()).collect(),
        };
        loop {
            let before = this.checked.len();
            for named in api.types.values() {
                if this.type_has_checks(named) {
                    this.checked.insert(named.rust_name.clone());
                }
            }
            if this.checked.len() == before {
                return this;
            }
        }
    }

    fn type_has_checks(&self, named: &NamedType) -> bool {
        if named.is_checked_by_table() {
            return true;
        }
        match &named.kind {
            Kind::Struct(object) => {
                object.min_properties.is_some()
                    || object.max_properties.is_some()
                    || object
                        .fields
                        .iter()
                        .any(|field| field.asked || self.has_checks(&field.value))
                    || object
                        .additional
                        .as_ref()
                        .is_some_and(|it| self.has_checks(&it.value))
            }
            Kind::Scalars(_) | Kind::Untagged(_) => false,
            Kind::Enum(values) => values.open && values.constraints != Constraints::default(),
            Kind::Union(union) => union
                .variants
                .iter()
                .any(|variant| self.has_checks(&variant.value)),
            Kind::Hierarchy(it) => it.all().any(|variant| self.has_checks(&variant.value)),
            Kind::Choice(variants) => variants
                .iter()
                .any(|variant| self.has_checks(&variant.value)),
            Kind::Newtype(schema) => self.has_checks(schema),
            // Whoever writes it knows.
            Kind::Own(_) => named.in_request,
        }
    }

    /// Whether anything can be wrong with a well-formed value of the schema.
    pub(crate) fn has_checks(&self, schema: &Schema) -> bool {
        if schema.constraints != Constraints::default() {
            return true;
        }
        match &schema.shape {
            Shape::Ref { name, .. } => self.checked.contains(name),
            Shape::Array(inner) | Shape::Map(inner) => self.has_checks(inner),
            _ => false,
        }
    }

    /// Whether the check of the schema calls that of another type.
    pub(crate) fn calls_others(&self, schema: &Schema) -> bool {
        match &schema.shape {
            Shape::Ref { name, .. } => self.checked.contains(name) || self.own.contains(name),
            Shape::Array(inner) | Shape::Map(inner) => self.calls_others(inner),
            _ => false,
        }
    }

    /// Statements that check the value of `schema` at `place`; `at` is its pointer, `owner` the type that `Self` is.
    pub(crate) fn statements(
        &self,
        schema: &Schema,
        place: &Place,
        at: &TokenStream,
        owner: &str,
        prefix: &str,
    ) -> Vec<TokenStream> {
        let mut out = scalar_checks(schema, place, at, owner, prefix);
        let Place {
            by_ref, receiver, ..
        } = place;
        match &schema.shape {
            // A method of the same name that the type has itself is not meant.
            Shape::Ref { name, .. } if self.own.contains(name) => {
                out.push(quote!(Validate::validate(#by_ref, #at, report);));
            }
            Shape::Ref { name, .. } if self.checked.contains(name) => {
                out.push(quote!(#receiver.validate(#at, report);));
            }
            Shape::Array(items) if self.has_checks(items) => {
                let step = quote!(at.index(index));
                let body = self.element(items, &step, owner, &item_prefix(prefix));
                out.push(quote!(for (index, item) in #receiver.iter().enumerate() { #body }));
            }
            Shape::Map(values) if self.has_checks(values) => {
                let step = quote!(at.key(key));
                let body = self.element(values, &step, owner, &value_prefix(prefix));
                out.push(quote!(for (key, item) in #by_ref { #body }));
            }
            _ => {}
        }
        out
    }

    /// The body of a loop over elements, which are at `step`.
    fn element(
        &self,
        schema: &Schema,
        step: &TokenStream,
        owner: &str,
        prefix: &str,
    ) -> TokenStream {
        let place = Place::variable(&quote!(item));
        let is_loop = match &schema.shape {
            Shape::Array(inner) | Shape::Map(inner) => self.has_checks(inner),
            _ => false,
        };
        if is_loop {
            let body = self.statements(schema, &place, &quote!(&at), owner, prefix);
            let body = unwrapped(schema, &body);
            quote!(let at = #step; #body)
        } else {
            let body = self.statements(schema, &place, &quote!(&#step), owner, prefix);
            unwrapped(schema, &body)
        }
    }
}

/// The body of a loop over elements that may be null.
fn unwrapped(schema: &Schema, body: &[TokenStream]) -> TokenStream {
    if schema.nullable {
        quote!(if let Some(item) = item { #(#body)* })
    } else {
        quote!(#(#body)*)
    }
}

fn scalar_checks(
    schema: &Schema,
    place: &Place,
    at: &TokenStream,
    owner: &str,
    prefix: &str,
) -> Vec<TokenStream> {
    let c = &schema.constraints;
    let Place {
        by_ref,
        by_value,
        receiver,
    } = place;
    let whole = matches!(schema.shape, Shape::Integer(_));
    let mut out = Vec::new();
    for bound in of_schema(schema, prefix, "") {
        let name = format_ident!("{}", bound.name);
        let constant = quote!(Self::#name);
        // An integer with a bound that is not one is compared as a number.
        let mixed = whole && bound.ty.to_string() == "f64";
        let number = if mixed {
            quote!(#by_value as f64)
        } else {
            by_value.clone()
        };
        out.push(match bound.keyword {
            "minimum" if c.exclusive_minimum => {
                quote!(report.exclusive_minimum(#at, #number, #constant);)
            }
            "minimum" => quote!(report.minimum(#at, #number, #constant);),
            "maximum" if c.exclusive_maximum => {
                quote!(report.exclusive_maximum(#at, #number, #constant);)
            }
            "maximum" => quote!(report.maximum(#at, #number, #constant);),
            "multipleOf" if whole && !mixed => {
                quote!(report.multiple_of_integer(#at, #number, #constant);)
            }
            "multipleOf" => quote!(report.multiple_of(#at, #number, #constant);),
            "minLength" => quote!(report.min_length(#at, #by_ref, #constant);),
            "maxLength" => quote!(report.max_length(#at, #by_ref, #constant);),
            "minItems" => quote!(report.min_items(#at, #receiver.len(), #constant);),
            "maxItems" => quote!(report.max_items(#at, #receiver.len(), #constant);),
            "minProperties" => quote!(report.min_properties(#at, #receiver.len(), #constant);),
            "maxProperties" => quote!(report.max_properties(#at, #receiver.len(), #constant);),
            _ => {
                let translated = pattern::translate(c.pattern.as_deref().unwrap_or_default())
                    .unwrap_or_default();
                let owner = ident(owner);
                quote!({
                    static PATTERN: rt::Pattern = rt::Pattern::new(#owner::#name, #translated);
                    report.pattern(#at, #by_ref, &PATTERN);
                })
            }
        });
    }
    if let Some(format) = c.format {
        let format = ident(format.variant());
        out.push(quote!(report.format(#at, #by_ref, rt::Format::#format);));
    }
    if c.unique_items {
        out.push(quote!(report.unique_items(#at, #by_ref);));
    }
    out
}
