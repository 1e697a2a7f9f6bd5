//! `oneOf`: unions with a discriminator, and choices between JSON types.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::header;
use crate::emit::docs;
use crate::emit::rust_type::{format, ident, rust_type};
use crate::model::{Api, Kind, NamedType, Schema, Shape, Union, Variant};

/// A union with a discriminator.
pub(super) fn tagged(named: &NamedType, union: &Union) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let property = &union.property;
    let variants = union.variants.iter().map(|variant| {
        let (tag, ty, variant) = (
            &variant.tag,
            rust_type(&variant.value),
            ident(&variant.rust_name),
        );
        let docs = format!(" {} is {}.", docs::code(property), docs::code(tag));
        let rename = (!union.tag_in_members).then(|| quote!(#[serde(rename = #tag)]));
        quote!(#[doc = #docs] #rename #variant(#ty))
    });
    let arms = union.variants.iter().map(|variant| {
        let (tag, more, ty, name) = (
            &variant.tag,
            &variant.more_tags,
            callable(&variant.value),
            ident(&variant.rust_name),
        );
        quote!(#tag #(| #more)* => #ty::deserialize(member).map(Self::#name))
    });
    let tags = union
        .variants
        .iter()
        .flat_map(|variant| std::iter::once(&variant.tag).chain(&variant.more_tags));
    let untagged = (!union.tag_in_members).then(|| quote!(#[serde(untagged)]));
    let other = union.open.then(|| {
        quote! {
            /// A member that the document does not list, with its tag.
            #untagged
            Other(serde_json::Map<String, serde_json::Value>)
        }
    });
    let unknown = if union.open {
        quote!(_ => rt::union::other(Self::TAG, tag, member).map(Self::Other))
    } else {
        quote!(_ => Err(rt::union::unknown_tag(Self::TAG, &[#(#tags),*])))
    };
    let (serde, read) = if union.tag_in_members {
        (quote!(#[serde(untagged)]), quote!(deserialize_whole))
    } else {
        (quote!(#[serde(tag = #property)]), quote!(deserialize))
    };
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #serde
        pub enum #name { #(#variants,)* #other }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rt::union::#read(deserializer)
            }
        }

        impl<'de> rt::Union<'de> for #name {
            const TAG: &'static str = #property;

            fn member<D: Deserializer<'de>>(tag: &str, member: D) -> Result<Self, D::Error> {
                match tag { #(#arms,)* #unknown }
            }
        }
    }
}

/// A type as an associated function is called on it.
fn callable(schema: &Schema) -> TokenStream {
    let ty = rust_type(schema);
    match &schema.shape {
        Shape::Ref { boxed: false, .. } if !schema.nullable => ty,
        _ => quote!(<#ty>),
    }
}

/// A choice between JSON types.
pub(super) fn choice(named: &NamedType, variants: &[Variant], api: &Api) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let cases = variants.iter().map(|variant| {
        let docs = format!(" {}.", capitalized(article(&variant.tag)));
        let (ty, variant_name) = (rust_type(&variant.value), ident(&variant.rust_name));
        let serde = serialize_with(variant);
        quote!(#[doc = #docs] #variant_name(#serde #ty))
    });
    let whole = variants.iter().any(|variant| variant.tag == "integer");
    let mut full = true;
    for kind in ["boolean", "number", "string", "array", "object"] {
        full &= variants.iter().any(|variant| variant.tag == kind);
    }
    let arms = variants.iter().map(|variant| arm(variant, whole));
    let expected = alternatives(variants);
    let rest =
        (!full).then(|| quote!(other => Err(rt::choice::unexpected::<Self, D::Error>(other))));
    let mut nulls = variants.iter().filter_map(|variant| {
        let null = null_of(&variant.value, api)?;
        let name = ident(&variant.rust_name);
        Some(quote!(Self::#name(#null)))
    });
    let null = nulls.next().map(|null| {
        quote! {
            fn null() -> Option<Self> {
                Some(#null)
            }
        }
    });
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum #name { #(#cases),* }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rt::choice::deserialize(deserializer)
            }
        }

        impl<'de> rt::Choice<'de> for #name {
            const EXPECTED: &'static str = #expected;

            fn member<D: Deserializer<'de>>(kind: rt::JsonType, value: D) -> Result<Self, D::Error> {
                match kind { #(#arms,)* #rest }
            }

            #null
        }
    }
}

/// The value of a type that stands for null, through newtypes; none where null is not taken.
fn null_of(schema: &Schema, api: &Api) -> Option<TokenStream> {
    if schema.nullable {
        return Some(quote!(None));
    }
    let Shape::Ref { name, boxed: false } = &schema.shape else {
        return None;
    };
    let Kind::Newtype(inner) = &api.types.get(name)?.kind else {
        return None;
    };
    let (inner, name) = (null_of(inner, api)?, ident(name));
    Some(quote!(#name(#inner)))
}

/// Values in a format of the run time are written in it too.
fn serialize_with(variant: &Variant) -> TokenStream {
    let Some(format) = format(&variant.value) else {
        return quote!();
    };
    let with = format!("rt::As::<{format}>::serialize");
    quote!(#[serde(serialize_with = #with)])
}

fn arm(variant: &Variant, has_integer: bool) -> TokenStream {
    let kind = match variant.tag.as_str() {
        "boolean" => quote!(rt::JsonType::Boolean),
        "integer" => quote!(rt::JsonType::Integer),
        "number" if has_integer => quote!(rt::JsonType::Number),
        "number" => quote!(rt::JsonType::Integer | rt::JsonType::Number),
        "string" => quote!(rt::JsonType::String),
        "array" => quote!(rt::JsonType::Array),
        _ => quote!(rt::JsonType::Object),
    };
    let name = ident(&variant.rust_name);
    let read = match format(&variant.value) {
        Some(format) => {
            let format: TokenStream = format.parse().unwrap_or_default();
            quote!(rt::As::<#format>::deserialize(value))
        }
        None => {
            let ty = rust_type(&variant.value);
            match variant.value.shape {
                Shape::Map(_)
                | Shape::Array(_)
                | Shape::FreeForm
                | Shape::Ref { boxed: true, .. } => quote!(<#ty>::deserialize(value)),
                _ if variant.value.nullable => quote!(<#ty>::deserialize(value)),
                _ => quote!(#ty::deserialize(value)),
            }
        }
    };
    quote!(#kind => #read.map(Self::#name))
}

fn alternatives(variants: &[Variant]) -> String {
    let words: Vec<&str> = variants
        .iter()
        .map(|variant| article(&variant.tag))
        .collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

fn article(json_type: &str) -> &'static str {
    match json_type {
        "string" => "a string",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "a boolean",
        "array" => "an array",
        _ => "an object",
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
