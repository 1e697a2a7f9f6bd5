//! Defaults of properties: nothing is put into a value that was read, and a method says what its absence means.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::emit::docs;
use crate::emit::json::{float_literal, number_literal};
use crate::emit::rust_type::{expects_deprecated, ident, plain_type, rust_type};
use crate::model::{Api, Field, Kind, NamedType, Schema, Shape, StringFormat, Struct};
use crate::names::Scope;

/// Longest default that documentation tells, in bytes of JSON.
const LONGEST: usize = 200;

/// The methods of a struct, one for each property with a default that Rust has a plain word for.
pub(super) fn methods(named: &NamedType, object: &Struct, api: &Api) -> Option<TokenStream> {
    let mut scope = Scope::default();
    let fields = object.fields.iter();
    let methods = fields.filter_map(|field| method(field, api, &mut scope));
    let methods: Vec<TokenStream> = methods.collect();
    let name = ident(&named.rust_name);
    (!methods.is_empty()).then(|| quote!(impl #name { #(#methods)* }))
}

/// What is told of a default.
pub(super) fn docs(field: &Field) -> Option<TokenStream> {
    let default = field.default.as_ref().filter(|_| !field.required)?;
    let json = default.value.to_string();
    let unfit = if default.fits {
        ""
    } else {
        ", which the schema does not take"
    };
    let line = format!(" Default: {}{unfit}.", docs::code(&json));
    (json.len() <= LONGEST).then(|| quote!(#[doc = ""] #[doc = #line]))
}

fn method(field: &Field, api: &Api, scope: &mut Scope) -> Option<TokenStream> {
    let default = field.default.as_ref().filter(|default| default.fits)?;
    if field.required || field.value.nullable {
        return None;
    }
    let field_name = ident(&field.rust_name);
    let (ty, value) = assumed(&field.value, &default.value, api)?;
    let plain = field
        .rust_name
        .trim_start_matches("r#")
        .trim_end_matches('_');
    let name = ident(&scope.pick_field(&format!("{plain}_or_default")));
    let docs = format!(
        " {}, or {} where it is absent.",
        docs::code(&field.name),
        docs::code(&default.value.to_string())
    );
    let deprecated = field.value.deprecated.then(|| quote!(#[deprecated]));
    let expect = expects_deprecated(field.value.deprecated);
    Some(quote! {
        #[doc = #docs]
        #deprecated
        #expect
        #[must_use]
        pub fn #name(&self) -> #ty {
            self.#field_name #value
        }
    })
}

/// The type of a value or its default, and how the default takes the place of nothing.
fn assumed(schema: &Schema, default: &Value, api: &Api) -> Option<(TokenStream, TokenStream)> {
    let ty = plain_type(schema);
    match (&schema.shape, default) {
        (Shape::String(StringFormat::Plain(_)), Value::String(text)) => {
            Some((quote!(&str), quote!(.as_deref().unwrap_or(#text))))
        }
        (Shape::Array(item), Value::Array(items)) if items.is_empty() => {
            let item = rust_type(item);
            Some((quote!(&[#item]), quote!(.as_deref().unwrap_or_default())))
        }
        (Shape::Ref { name, boxed: false }, default) => {
            let value = named(api.types.get(name)?, default)?;
            Some((ty, value))
        }
        (shape, default) => {
            let value = scalar(shape, default)?;
            Some((ty, quote!(.unwrap_or(#value))))
        }
    }
}

/// A number or boolean as Rust writes it.
fn scalar(shape: &Shape, default: &Value) -> Option<TokenStream> {
    match (shape, default) {
        (Shape::Boolean, Value::Bool(value)) => Some(quote!(#value)),
        (Shape::Integer(format), Value::Number(number)) => {
            format.holds(number).then(|| number_literal(number))
        }
        (Shape::Number(_), Value::Number(number)) => number.as_f64().map(float_literal),
        _ => None,
    }
}

/// How the default of a named type takes the place of nothing.
fn named(named: &NamedType, default: &Value) -> Option<TokenStream> {
    let name = ident(&named.rust_name);
    match &named.kind {
        Kind::Enum(list) => {
            let listed = list
                .values
                .iter()
                .find(|it| default.as_str() == Some(&it.value))?;
            let variant = ident(&listed.rust_name);
            let clone = list.open.then(|| quote!(.clone()));
            Some(quote!(#clone.unwrap_or(#name::#variant)))
        }
        Kind::Scalars(list) => {
            let listed = list.iter().find(|it| it.value == *default)?;
            let variant = ident(&listed.rust_name);
            Some(quote!(.unwrap_or(#name::#variant)))
        }
        Kind::Newtype(schema) if !schema.nullable => match (&schema.shape, default) {
            (Shape::String(StringFormat::Plain(_)), Value::String(text)) => {
                Some(quote!(.clone().unwrap_or_else(|| #name(#text.to_owned()))))
            }
            (shape, default) => {
                let value = scalar(shape, default)?;
                Some(quote!(.clone().unwrap_or(#name(#value))))
            }
        },
        _ => None,
    }
}
