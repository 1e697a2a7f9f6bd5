//! Bounds: the constants that hold them and the checks that read them.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Number;

use super::json::{float_literal, integer_literal, number_literal};
use super::pattern;
use super::rust_type::ident;
use crate::model::{
    Api, Constraints, IntegerFormat, Kind, NamedType, Schema, Shape, StringFormat, Struct,
};
use crate::problem::{Problem, Severity};

/// One bound: a constant of the type that has it.
pub(crate) struct Bound {
    /// The keyword, as JSON Schema spells it.
    pub(crate) keyword: &'static str,
    /// Name of the constant.
    pub(crate) name: String,
    ty: TokenStream,
    value: TokenStream,
    doc: String,
}

/// The bounds of a schema at the place that `prefix` names (`LANG_`), not of what is inside it.
pub(crate) fn of_schema(schema: &Schema, prefix: &str, what: &str) -> Vec<Bound> {
    let c = &schema.constraints;
    let mut bounds = Vec::new();
    let mut number = |keyword, suffix: &str, value: &Option<Number>, doc: &str| {
        if let Some(value) = value {
            let (ty, value) = number_bound(&schema.shape, value);
            let name = format!("{prefix}{suffix}");
            let doc = format!("{doc} of {what}.");
            bounds.push(Bound {
                keyword,
                name,
                ty,
                value,
                doc,
            });
        }
    };
    number("minimum", "MINIMUM", &c.minimum, "Lower bound");
    number("maximum", "MAXIMUM", &c.maximum, "Upper bound");
    number("multipleOf", "MULTIPLE_OF", &c.multiple_of, "Step");
    bounds.extend(counts(c, prefix, what));
    if let Some(pattern) = &c.pattern {
        bounds.push(Bound {
            keyword: "pattern",
            name: format!("{prefix}PATTERN"),
            ty: quote!(&str),
            value: quote!(#pattern),
            doc: format!("Pattern (ECMA-262) of {what}."),
        });
    }
    bounds
}

fn counts(c: &Constraints, prefix: &str, what: &str) -> Vec<Bound> {
    let table = [
        (
            "minLength",
            "MIN_LENGTH",
            c.min_length,
            "Smallest number of characters",
        ),
        (
            "maxLength",
            "MAX_LENGTH",
            c.max_length,
            "Largest number of characters",
        ),
        (
            "minItems",
            "MIN_ITEMS",
            c.min_items,
            "Smallest number of elements",
        ),
        (
            "maxItems",
            "MAX_ITEMS",
            c.max_items,
            "Largest number of elements",
        ),
        (
            "minProperties",
            "MIN_PROPERTIES",
            c.min_properties,
            "Smallest number of members",
        ),
        (
            "maxProperties",
            "MAX_PROPERTIES",
            c.max_properties,
            "Largest number of members",
        ),
    ];
    let present = table
        .into_iter()
        .filter_map(|(keyword, suffix, value, doc)| {
            let value = number_literal(&Number::from(value?));
            Some(Bound {
                keyword,
                name: format!("{prefix}{suffix}"),
                ty: quote!(u64),
                value: quote!(#value),
                doc: format!("{doc} of {what}."),
            })
        });
    present.collect()
}

fn number_bound(shape: &Shape, value: &Number) -> (TokenStream, TokenStream) {
    match (shape, value.as_i64()) {
        (Shape::Integer(IntegerFormat::Int32), Some(value)) if i32::try_from(value).is_ok() => {
            (quote!(i32), integer_literal(value))
        }
        (Shape::Integer(_), Some(value)) => (quote!(i64), integer_literal(value)),
        _ => (
            quote!(f64),
            float_literal(value.as_f64().unwrap_or_default()),
        ),
    }
}

/// The bounds of a schema and of everything inside it up to the next named type.
pub(crate) fn of_place(schema: &Schema, prefix: &str, what: &str) -> Vec<Bound> {
    let mut bounds = of_schema(schema, prefix, what);
    match &schema.shape {
        Shape::Array(items) => {
            bounds.extend(of_place(
                items,
                &item_prefix(prefix),
                &format!("an element of {what}"),
            ));
        }
        Shape::Map(values) => {
            bounds.extend(of_place(
                values,
                &value_prefix(prefix),
                &format!("a member of {what}"),
            ));
        }
        _ => {}
    }
    bounds
}

/// The prefix of constants for a field or parameter.
pub(crate) fn field_prefix(rust_name: &str) -> String {
    format!("{}_", rust_name.trim_start_matches("r#").to_uppercase())
}

/// The prefix for elements of the array at `prefix`.
pub(crate) fn item_prefix(prefix: &str) -> String {
    format!("{prefix}ITEM_")
}

/// The prefix for members of the map at `prefix`.
pub(crate) fn value_prefix(prefix: &str) -> String {
    format!("{prefix}VALUE_")
}

/// All bounds of a named type.
pub(crate) fn of_type(named: &NamedType) -> Vec<Bound> {
    match &named.kind {
        Kind::Struct(object) => {
            let mut bounds = counts(&object_constraints(object), "", "the object");
            for field in &object.fields {
                let what = format!("`{}`", field.name);
                bounds.extend(of_place(
                    &field.value,
                    &field_prefix(&field.rust_name),
                    &what,
                ));
            }
            bounds
        }
        Kind::Newtype(schema) => of_place(schema, "", "the value"),
        Kind::Enum(values) => {
            let mut bounds = counts(&values.constraints, "", "the value");
            if let Some(pattern) = &values.constraints.pattern {
                bounds.push(Bound {
                    keyword: "pattern",
                    name: "PATTERN".to_owned(),
                    ty: quote!(&str),
                    value: quote!(#pattern),
                    doc: "Pattern (ECMA-262) of the value.".to_owned(),
                });
            }
            bounds
        }
        Kind::Choice(variants) => variants
            .iter()
            .flat_map(|variant| {
                let what = format!("the {}", variant.tag);
                of_place(&variant.value, &variant_prefix(&variant.rust_name), &what)
            })
            .collect(),
        Kind::Union(_) => Vec::new(),
    }
}

/// The prefix of constants for a variant of a choice.
pub(crate) fn variant_prefix(rust_name: &str) -> String {
    format!("{}_", crate::names::snake_case(rust_name).to_uppercase())
}

/// `minProperties` and `maxProperties` of an object.
pub(crate) fn object_constraints(object: &Struct) -> Constraints {
    Constraints {
        min_properties: object.min_properties,
        max_properties: object.max_properties,
        ..Constraints::default()
    }
}

/// `impl NAME { pub const …; }` for the bounds, or nothing.
pub(crate) fn constants(owner: &str, bounds: &[Bound]) -> TokenStream {
    if bounds.is_empty() {
        return quote!();
    }
    let owner = ident(owner);
    let constants = constant_items(bounds);
    quote!(impl #owner { #(#constants)* })
}

/// The constants alone.
pub(crate) fn constant_items(bounds: &[Bound]) -> Vec<TokenStream> {
    let constant = |Bound {
                        name,
                        ty,
                        value,
                        doc,
                        ..
                    }: &Bound| {
        let name = format_ident!("{name}");
        let doc = format!(" {doc}");
        quote!(#[doc = #doc] pub const #name: #ty = #value;)
    };
    bounds.iter().map(constant).collect()
}

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
}

impl Checks {
    pub(crate) fn new(api: &Api) -> Self {
        let mut this = Self {
            checked: HashSet::new(),
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
        match &named.kind {
            Kind::Struct(object) => {
                object.min_properties.is_some()
                    || object.max_properties.is_some()
                    || object
                        .fields
                        .iter()
                        .any(|field| self.has_checks(&field.value))
            }
            Kind::Enum(values) => values.open && values.constraints != Constraints::default(),
            Kind::Union(union) => union
                .variants
                .iter()
                .any(|variant| self.has_checks(&variant.value)),
            Kind::Choice(variants) => variants
                .iter()
                .any(|variant| self.has_checks(&variant.value)),
            Kind::Newtype(schema) => self.has_checks(schema),
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
        let (
            Place {
                by_ref, receiver, ..
            },
            inner,
        ) = (place, Place::variable(&quote!(item)));
        match &schema.shape {
            Shape::Ref { name, .. } if self.checked.contains(name) => {
                out.push(quote!(#receiver.validate(#at, report);));
            }
            Shape::Array(items) if self.has_checks(items) => {
                let body = self.statements(
                    items,
                    &inner,
                    &quote!(&at.index(index)),
                    owner,
                    &item_prefix(prefix),
                );
                let body = unwrapped(items, &body);
                out.push(quote!(for (index, item) in #receiver.iter().enumerate() { #body }));
            }
            Shape::Map(values) if self.has_checks(values) => {
                let body = self.statements(
                    values,
                    &inner,
                    &quote!(&at.key(key)),
                    owner,
                    &value_prefix(prefix),
                );
                let body = unwrapped(values, &body);
                out.push(quote!(for (key, item) in #by_ref { #body }));
            }
            _ => {}
        }
        out
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
                let (value, constant) = match schema.shape {
                    Shape::Integer(IntegerFormat::Int32) => {
                        (quote!(i64::from(#number)), quote!(i64::from(#constant)))
                    }
                    _ => (number, constant),
                };
                quote!(report.multiple_of_integer(#at, #value, #constant);)
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
    if c.unique_items {
        out.push(quote!(report.unique_items(#at, #by_ref);));
    }
    out
}

/// Patterns that cannot be translated, and bounds on types that have none.
pub(crate) fn unsupported(api: &Api) -> Vec<Problem> {
    let mut problems = Vec::new();
    for named in api.types.values() {
        if let Kind::Enum(values) = &named.kind {
            check_pattern(&values.constraints, &named.pointer, &mut problems);
        }
        for schema in schemas_of(named) {
            check_place(schema, &mut problems);
        }
    }
    for parameter in api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
    {
        check_place(&parameter.value, &mut problems);
    }
    problems
}

fn schemas_of(named: &NamedType) -> Vec<&Schema> {
    match &named.kind {
        Kind::Struct(object) => object.fields.iter().map(|field| &field.value).collect(),
        Kind::Newtype(schema) => vec![schema],
        Kind::Choice(variants) => variants.iter().map(|variant| &variant.value).collect(),
        Kind::Union(_) | Kind::Enum(_) => Vec::new(),
    }
}

fn check_place(schema: &Schema, problems: &mut Vec<Problem>) {
    check_pattern(&schema.constraints, &schema.pointer, problems);
    let c = &schema.constraints;
    let is_date_time = matches!(schema.shape, Shape::String(StringFormat::DateTime));
    if is_date_time && (c.min_length.is_some() || c.max_length.is_some() || c.pattern.is_some()) {
        let message = "bounds on the text of a date-time are not supported, remove them";
        problems.push(problem(&schema.pointer, message.to_owned()));
    }
    if let Shape::Array(inner) | Shape::Map(inner) = &schema.shape {
        check_place(inner, problems);
    }
}

fn check_pattern(constraints: &Constraints, pointer: &str, problems: &mut Vec<Problem>) {
    let Some(pattern) = &constraints.pattern else {
        return;
    };
    if let Err(reason) = pattern::translate(pattern) {
        let message = format!("the pattern `{pattern}` cannot be checked, {reason}");
        problems.push(problem(&format!("{pointer}/pattern"), message));
    }
}

fn problem(pointer: &str, message: String) -> Problem {
    Problem {
        severity: Severity::Error,
        pointer: pointer.to_owned(),
        line: 0,
        rule: "unsupported-bound",
        message,
    }
}
