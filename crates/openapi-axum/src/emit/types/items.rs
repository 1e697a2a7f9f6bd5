//! Structs and newtypes, and the choice of what a named type becomes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{enums, unions};
use crate::emit::bounds;
use crate::emit::docs;
use crate::emit::examples::Examples;
use crate::emit::rust_type::{field_type, ident, rust_type, serde_attribute};
use crate::emit::schemars;
use crate::model::{Api, Field, Kind, NamedType, Schema, Shape, Struct};

/// The items of one named type.
pub(super) fn emit(api: &Api, named: &NamedType, examples: &mut Examples) -> TokenStream {
    let item = match &named.kind {
        Kind::Struct(object) => structure(named, object, examples),
        Kind::Newtype(schema) => newtype(named, schema),
        Kind::Enum(values) if values.open => enums::open(named, values),
        Kind::Enum(values) => enums::closed(named, values),
        Kind::Union(union) => unions::tagged(named, union),
        Kind::Choice(variants) => unions::choice(named, variants),
    };
    let from_text = enums::from_text(api, named);
    let constants = bounds::constants(&named.rust_name, &bounds::of_type(named));
    quote!(#item #constants #from_text)
}

/// Documentation of a named type.
pub(super) fn header(named: &NamedType) -> TokenStream {
    docs::outer(named.description.as_deref(), &type_fallback(named))
}

fn type_fallback(named: &NamedType) -> String {
    let name = named.component.as_deref().unwrap_or(&named.rust_name);
    format!("`{name}` of the document.")
}

fn structure(named: &NamedType, object: &Struct, examples: &mut Examples) -> TokenStream {
    let derived = schemars::struct_attributes(named, object, &type_fallback(named), examples);
    let header = header(named);
    let name = ident(&named.rust_name);
    let builder = named.in_request.then(|| quote!(, bon::Builder));
    let into =
        (named.in_request && has_strings(object)).then(|| quote!(#[builder(on(String, into))]));
    let closed = object.closed.then(|| quote!(#[serde(deny_unknown_fields)]));
    let fields: Vec<_> = object
        .fields
        .iter()
        .map(|it| field(&named.rust_name, it, examples))
        .collect();
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize #builder)]
        #into
        #derived
        #closed
        pub struct #name { #(#fields),* }
    }
}

/// Whether a field is a `String` or an optional one: only then has the builder anything to convert.
fn has_strings(object: &Struct) -> bool {
    object.fields.iter().any(|field| {
        let ty = field_type(&field.value, field.required).to_string();
        ty == "String" || ty == "Option < String >"
    })
}

fn field(owner: &str, field: &Field, examples: &mut Examples) -> TokenStream {
    let derived = schemars::field_attributes(owner, field, &fallback(field), examples);
    let docs = docs::outer(field.value.description.as_deref(), &fallback(field));
    let rename =
        (field.rust_name.trim_start_matches("r#") != field.name).then_some(field.name.as_str());
    let serde = serde_attribute(&field.value, field.required, rename);
    let name = ident(&field.rust_name);
    let ty = field_type(&field.value, field.required);
    quote! { #docs #serde #derived pub #name: #ty }
}

/// What is said of a field that the document does not describe.
fn fallback(field: &Field) -> String {
    match &field.value.shape {
        Shape::Ref { name, .. } => format!("See `{name}`."),
        _ => format!("`{}`.", field.name),
    }
}

fn newtype(named: &NamedType, schema: &Schema) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let ty = rust_type(schema);
    let serde = serde_attribute(schema, true, None);
    let docs = docs::outer(None, "The value.");
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct #name(#docs #serde pub #ty);

        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self(value)
            }
        }
    }
}
