//! `Debug` that keeps secrets: passwords and what the document marks `x-sensitive` are not printed.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust_type::{expects_deprecated, ident};
use crate::model::{NamedType, Schema, Struct};

/// What is printed in place of a secret.
const REDACTED: &str = "[redacted]";

/// `Debug,` for the list of derives, or the implementation.
pub(super) fn of_struct(named: &NamedType, object: &Struct) -> (TokenStream, TokenStream) {
    if !object.fields.iter().any(|field| field.value.sensitive) {
        return (quote!(Debug,), quote!());
    }
    let (name, text) = (ident(&named.rust_name), &named.rust_name);
    let fields = object.fields.iter().map(|field| {
        let (label, field_name) = (
            field.rust_name.trim_start_matches("r#"),
            ident(&field.rust_name),
        );
        if field.value.sensitive {
            quote!(.field(#label, &#REDACTED))
        } else {
            quote!(.field(#label, &self.#field_name))
        }
    });
    let additional = object.additional.iter().map(|it| {
        let (label, name) = (&it.rust_name, ident(&it.rust_name));
        quote!(.field(#label, &self.#name))
    });
    let mut printed = object.fields.iter().filter(|field| !field.value.sensitive);
    let expect = expects_deprecated(printed.any(|field| field.value.deprecated));
    let redacted = quote! {
        #expect
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#text) #(#fields)* #(#additional)* .finish()
            }
        }
    };
    (quote!(), redacted)
}

/// As [`of_struct`], for a newtype.
pub(super) fn of_newtype(named: &NamedType, schema: &Schema) -> (TokenStream, TokenStream) {
    if !schema.sensitive {
        return (quote!(Debug,), quote!());
    }
    let (name, text) = (
        ident(&named.rust_name),
        format!("{}({REDACTED})", named.rust_name),
    );
    let redacted = quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(#text)
            }
        }
    };
    (quote!(), redacted)
}
