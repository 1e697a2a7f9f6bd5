//! Types of the document as the modules of the server name them: `types::Name`.

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::emit::rust_type::{field_type, plain_type};
use crate::format::File;
use crate::model::{Api, Schema};
use crate::settings::Settings;

/// The Rust type of a schema but for null.
pub(super) fn plain(api: &Api, schema: &Schema) -> TokenStream {
    qualified(api, plain_type(schema))
}

/// The Rust type of a schema that is not null: `Option` where it may be left out.
pub(super) fn field(api: &Api, schema: &Schema, required: bool) -> TokenStream {
    let present = Schema {
        nullable: false,
        ..schema.clone()
    };
    qualified(api, field_type(&present, required))
}

/// The Rust type of a body: `Option` where it may be null.
pub(super) fn body(api: &Api, schema: &Schema) -> TokenStream {
    let ty = plain(api, schema);
    if schema.nullable {
        quote!(Option<#ty>)
    } else {
        ty
    }
}

/// Puts `types::` before every name of a type of the document.
fn qualified(api: &Api, tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut after_path = false;
    for token in tokens {
        let is_colon = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone);
        match token {
            TokenTree::Ident(name) if !after_path && api.types.contains_key(&name.to_string()) => {
                let types = Ident::new("types", Span::call_site());
                out.extend(quote!(#types::#name));
            }
            TokenTree::Group(group) => {
                let inner = qualified(api, group.stream());
                out.extend([TokenTree::Group(proc_macro2::Group::new(
                    group.delimiter(),
                    inner,
                ))]);
            }
            other => out.extend([other]),
        }
        after_path = is_colon;
    }
    out
}

/// Imports what qualified types stand on.
pub(super) fn imports(file: &mut File, settings: &Settings) {
    let path = &settings.types_crate;
    let import = if path.ends_with("::types") {
        path.clone()
    } else {
        format!("{path} as types")
    };
    file.import_module_if_used("types", &import);
    file.import_if_used("BTreeMap", "std::collections::BTreeMap");
}

/// Imports names of the run time's server half.
pub(super) fn run_time(file: &mut File, words: &[&str]) {
    for word in words {
        file.import_if_used(word, &format!("openapi_axum_rt::server::{word}"));
    }
}
