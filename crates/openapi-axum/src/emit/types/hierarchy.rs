//! Enums of a base and the children that extend it.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::header;
use crate::emit::docs;
use crate::emit::rust_type::{ident, rust_type};
use crate::model::{Hierarchy, NamedType, Variant};

/// A base whose children extend it.
pub(super) fn emit(named: &NamedType, hierarchy: &Hierarchy) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let property = &hierarchy.property;
    let cases = hierarchy
        .variants
        .iter()
        .map(|variant| case(variant, property));
    let (base, base_type) = (
        ident(&hierarchy.base.rust_name),
        rust_type(&hierarchy.base.value),
    );
    let base_docs = format!(" {} is something else.", docs::code(property));
    let writes = hierarchy.variants.iter().map(|variant| {
        let (name, tag, more) = (ident(&variant.rust_name), &variant.tag, &variant.more_tags);
        quote!(Self::#name(member) => rt::hierarchy::write(member, #property, &[#tag #(, #more)*], serializer))
    });
    let reads = hierarchy.variants.iter().map(|variant| {
        let (name, tag, more) = (ident(&variant.rust_name), &variant.tag, &variant.more_tags);
        quote!(Some(#tag #(| #more)*) => member.read().map(Self::#name))
    });
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#cases,)*
            #[doc = #base_docs]
            #base(#base_type),
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#writes,)*
                    Self::#base(member) => member.serialize(serializer),
                }
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let member = rt::hierarchy::Member::deserialize(deserializer)?;
                match member.tag(#property) {
                    #(#reads,)*
                    _ => member.read().map(Self::#base),
                }
            }
        }
    }
}

fn case(variant: &Variant, property: &str) -> TokenStream {
    let docs = format!(" {} is {}.", docs::code(property), docs::code(&variant.tag));
    let (ty, name) = (rust_type(&variant.value), ident(&variant.rust_name));
    quote!(#[doc = #docs] #name(#ty))
}
