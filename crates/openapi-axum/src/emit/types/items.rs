//! Structs and newtypes, and the choice of what a named type becomes.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{debug, defaults, enums, hierarchy, own, scalars, setters, unions, untagged};
use crate::emit::bounds;
use crate::emit::docs;
use crate::emit::examples::Examples;
use crate::emit::rust_type::{field_type, format, ident, plain_type, rust_type, serde_attribute};
use crate::emit::schemars;
use crate::emit::sizes::Sizes;
use crate::model::{Additional, Api, Field, Kind, NamedType, Schema, Shape, Struct};

/// The items of one named type.
///
/// `from_text` are the names of types that parameters are read as; without `examples` no schemas are derived.
pub(super) fn emit<'a>(
    named: &'a NamedType,
    api: &Api,
    sizes: &Sizes<'a>,
    from_text: &HashSet<String>,
    examples: &mut Option<Examples>,
) -> TokenStream {
    let item = match &named.kind {
        Kind::Own(it) => return own::alias(named, it),
        Kind::Struct(object) => structure(named, object, api, examples),
        Kind::Newtype(schema) => newtype(named, schema),
        Kind::Enum(values) if values.open => enums::open(named, values),
        Kind::Enum(values) => enums::closed(named, values),
        Kind::Union(union) => unions::tagged(named, union),
        Kind::Hierarchy(it) => hierarchy::emit(named, it),
        Kind::Choice(variants) => unions::choice(named, variants, api),
        Kind::Scalars(values) => scalars::emit(named, values),
        Kind::Untagged(variants) => untagged::emit(named, variants),
    };
    let from_text = from_text
        .contains(&named.rust_name)
        .then(|| enums::from_text(named));
    let constants = bounds::constants(&named.rust_name, &bounds::of_type(named));
    let uneven = sizes.uneven_type(named);
    quote!(#uneven #item #constants #from_text)
}

/// Documentation of a named type.
///
/// A deprecated type says so here and nowhere else: nobody who implements an operation could do without its name.
pub(super) fn header(named: &NamedType) -> TokenStream {
    let docs = docs::outer(named.description.as_deref(), &type_fallback(named));
    let deprecated = named
        .deprecated
        .then(|| quote!(#[doc = ""] #[doc = " Deprecated."]));
    quote!(#docs #deprecated)
}

fn type_fallback(named: &NamedType) -> String {
    let name = named.component.as_deref().unwrap_or(&named.rust_name);
    format!("{} of the document.", docs::code(name))
}

fn structure(
    named: &NamedType,
    object: &Struct,
    api: &Api,
    examples: &mut Option<Examples>,
) -> TokenStream {
    let derived = examples.as_mut().map(|examples| {
        schemars::struct_attributes(named, object, &type_fallback(named), examples)
    });
    let header = header(named);
    let name = ident(&named.rust_name);
    let builder = named.in_request.then(|| quote!(, bon::Builder));
    let into =
        (named.in_request && has_strings(object)).then(|| quote!(#[builder(on(String, into))]));
    let closed = object.closed.then(|| quote!(#[serde(deny_unknown_fields)]));
    let (debug, redacted) = debug::of_struct(named, object);
    let setters = setters::names(object)
        .into_iter()
        .map(|name| name.filter(|_| named.in_request));
    let defaults = defaults::methods(named, object, api);
    let fields: Vec<_> = object
        .fields
        .iter()
        .zip(setters)
        .map(|(it, setter)| field(&named.rust_name, it, setter, examples))
        .chain(
            object
                .additional
                .as_ref()
                .map(|it| additional(it, named.in_request)),
        )
        .collect();
    quote! {
        #header
        #[derive(Clone, #debug PartialEq, Serialize, Deserialize #builder)]
        #into
        #derived
        #closed
        pub struct #name { #(#fields),* }

        #defaults

        #redacted
    }
}

/// The field of members that the document does not name.
fn additional(additional: &Additional, in_request: bool) -> TokenStream {
    let docs = docs::outer(
        additional.value.description.as_deref(),
        "Members that the document does not name.",
    );
    let map = Schema {
        nullable: false,
        shape: Shape::Map(Box::new(additional.value.clone())),
        ..additional.value.clone()
    };
    // Whatever is taken as it comes needs no other way than serde's.
    let with = (additional.value.shape != Shape::Any).then(|| {
        let values = format(&additional.value).unwrap_or_else(|| "rt::Plain".to_owned());
        let with = format!("rt::As::<rt::Rest<{values}>>");
        quote!(, with = #with)
    });
    let builder = in_request.then(|| quote!(#[builder(default)]));
    let (name, ty) = (ident(&additional.rust_name), plain_type(&map));
    quote!(#docs #[serde(flatten #with)] #builder pub #name: #ty)
}

/// Whether a field is a `String` or an optional one: only then has the builder anything to convert.
fn has_strings(object: &Struct) -> bool {
    object.fields.iter().any(|field| {
        let ty = field_type(&field.value, field.required).to_string();
        ty == "String" || ty == "Option < String >"
    })
}

fn field(
    owner: &str,
    field: &Field,
    setter: Option<String>,
    examples: &mut Option<Examples>,
) -> TokenStream {
    let setter = setter.map(|name| {
        let name = ident(&name);
        quote!(#[builder(name = #name)])
    });
    let derived = examples
        .as_mut()
        .map(|examples| schemars::field_attributes(owner, field, &fallback(field), examples));
    let docs = docs::outer(field.value.description.as_deref(), &fallback(field));
    // The description of a derived schema is the documentation: it must not say more than the document does.
    let default = derived.is_none().then(|| defaults::docs(field));
    let rename =
        (field.rust_name.trim_start_matches("r#") != field.name).then_some(field.name.as_str());
    let serde = serde_attribute(&field.value, field.required, rename);
    let name = ident(&field.rust_name);
    let ty = field_type(&field.value, field.required);
    let deprecated = field.value.deprecated.then(|| quote!(#[deprecated]));
    quote! { #docs #default #deprecated #serde #derived #setter pub #name: #ty }
}

/// What is said of a field that the document does not describe.
fn fallback(field: &Field) -> String {
    match &field.value.shape {
        Shape::Ref { name, .. } => format!("See `{name}`."),
        _ => format!("{}.", docs::code(&field.name)),
    }
}

fn newtype(named: &NamedType, schema: &Schema) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let ty = rust_type(schema);
    let serde = serde_attribute(schema, true, None);
    let docs = docs::outer(None, "The value.");
    let (debug, redacted) = debug::of_newtype(named, schema);
    quote! {
        #header
        #[derive(Clone, #debug PartialEq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct #name(#docs #serde pub #ty);

        #redacted

        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self(value)
            }
        }
    }
}
