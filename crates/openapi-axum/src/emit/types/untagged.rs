//! Enums whose variants only their schemas tell apart.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::header;
use crate::emit::rust_type::{format, ident, rust_type};
use crate::model::{NamedType, Shape, Variant};

/// `oneOf` or `anyOf` of schemas that overlap.
pub(super) fn emit(named: &NamedType, variants: &[Variant]) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let cases = variants.iter().map(|variant| {
        let docs = format!(" {}.", describe(variant));
        let (ty, name) = (rust_type(&variant.value), ident(&variant.rust_name));
        let serde = format(&variant.value).map(|format| {
            let with = format!("rt::As::<{format}>::serialize");
            quote!(#[serde(serialize_with = #with)])
        });
        quote!(#[doc = #docs] #name(#serde #ty))
    });
    let branches = variants.iter().map(branch);
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum #name { #(#cases),* }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rt::untagged::deserialize(deserializer, &[#(#branches),*])
            }
        }
    }
}

fn branch(variant: &Variant) -> TokenStream {
    let table = ident(variant.table.as_deref().unwrap_or_default());
    let name = ident(&variant.rust_name);
    let read = match format(&variant.value) {
        Some(format) => {
            let format: TokenStream = format.parse().unwrap_or_default();
            quote!(rt::untagged::formatted::<#format, _>(value))
        }
        None => quote!(rt::untagged::plain(value)),
    };
    quote!(rt::untagged::Branch::new(&schemas::#table, |value| #read.map(Self::#name)))
}

fn describe(variant: &Variant) -> String {
    match &variant.value.shape {
        Shape::Ref { name, .. } => format!("See `{name}`"),
        Shape::String(_) => "A string".to_owned(),
        Shape::Integer(_) => "An integer".to_owned(),
        Shape::Number(_) => "A number".to_owned(),
        Shape::Boolean => "A boolean".to_owned(),
        Shape::Array(_) => "An array".to_owned(),
        Shape::Map(_) | Shape::FreeForm => "An object".to_owned(),
        Shape::Any => "Any value".to_owned(),
    }
}
