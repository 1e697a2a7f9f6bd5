//! Bounds, and the constants that hold them.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Number;

use super::json::{float_literal, integer_literal, number_literal};
use super::pattern;
use super::rust_type::ident;
use crate::model::{Api, Constraints, Kind, NamedType, Schema, Shape, StringFormat, Struct};
use crate::problem::Problem;

/// One bound: a constant of the type that has it.
pub(crate) struct Bound {
    /// The keyword, as JSON Schema spells it.
    pub(crate) keyword: &'static str,
    /// Name of the constant.
    pub(crate) name: String,
    /// Type of the constant.
    pub(crate) ty: TokenStream,
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
        (Shape::Integer(format), _) if format.holds(value) => (
            ident(format.rust_type()).into_token_stream(),
            number_literal(value),
        ),
        // A step may be larger than every value but 0.
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
                let what = super::docs::code(&field.name);
                bounds.extend(of_place(
                    &field.value,
                    &field_prefix(&field.rust_name),
                    &what,
                ));
            }
            if let Some(additional) = &object.additional {
                let prefix = value_prefix(&field_prefix(&additional.rust_name));
                bounds.extend(of_place(&additional.value, &prefix, "a further member"));
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
        Kind::Union(_)
        | Kind::Hierarchy(_)
        | Kind::Scalars(_)
        | Kind::Untagged(_)
        | Kind::Own(_) => Vec::new(),
    }
}

/// The prefix of constants for a variant of a choice.
pub(crate) fn variant_prefix(rust_name: &str) -> String {
    format!("{}_", crate::names::constant_case(rust_name))
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
        Kind::Struct(object) => {
            let additional = object.additional.iter().map(|it| &it.value);
            object
                .fields
                .iter()
                .map(|field| &field.value)
                .chain(additional)
                .collect()
        }
        Kind::Newtype(schema) => vec![schema],
        Kind::Choice(variants) | Kind::Untagged(variants) => {
            variants.iter().map(|variant| &variant.value).collect()
        }
        Kind::Union(_) | Kind::Hierarchy(_) | Kind::Enum(_) | Kind::Scalars(_) | Kind::Own(_) => {
            Vec::new()
        }
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
    Problem::error("unsupported-bound", pointer, 0, message)
}
