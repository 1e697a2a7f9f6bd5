//! Types of the user's own: a name for each, and what generated code needs of them.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::model::{Api, Kind, NamedType, Own};

/// The name under which generated code uses the type.
pub(super) fn alias(named: &NamedType, own: &Own) -> TokenStream {
    let fallback = match &named.component {
        Some(component) => format!("{} of the document.", docs::code(component)),
        None => "A type that the document leaves to this crate.".to_owned(),
    };
    let docs = docs::outer(named.description.as_deref(), &fallback);
    let name = ident(&named.rust_name);
    let path: TokenStream = own.path.parse().unwrap_or_default();
    quote!(#docs pub type #name = #path;)
}

/// An item that compiles if the types have all that generated code needs of them; nothing where there are none.
pub(super) fn needs(api: &Api, from_text: &HashSet<String>) -> TokenStream {
    let own: Vec<&NamedType> = api
        .types
        .values()
        .filter(|named| matches!(named.kind, Kind::Own(_)))
        .collect();
    if own.is_empty() {
        return quote!();
    }
    let names = |keep: &dyn Fn(&&&NamedType) -> bool| -> Vec<_> {
        let kept = own.iter().filter(keep);
        kept.map(|named| ident(&named.rust_name)).collect()
    };
    let all = names(&|_| true);
    let asked = [
        (
            ident("every_type"),
            quote!(
                Clone
                    + fmt::Debug
                    + PartialEq
                    + Serialize
                    + DeserializeOwned
                    + Send
                    + Sync
                    + 'static
            ),
            all,
        ),
        (
            ident("in_requests"),
            quote!(rt::Validate),
            names(&|named| named.in_request),
        ),
        (
            ident("as_parameters"),
            quote!(rt::FromText + fmt::Display),
            names(&|named| from_text.contains(&named.rust_name)),
        ),
    ];
    let asked = asked.iter().filter(|(_, _, names)| !names.is_empty());
    let asked = asked.map(
        |(name, traits, types)| quote!(const fn #name<T: #traits>() {} #(#name::<#types>();)*),
    );
    quote! {
        /// What generated code needs of the types that are not generated: one that lacks an implementation is told here,
        /// instead of wherever it is used.
        const _: () = { #(#asked)* };
    }
}
