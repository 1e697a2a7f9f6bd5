//! The headers of answers, a struct for each answer that has any.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::emit::server::wire;
use crate::model::{Api, Operation, Response, ResponseHeader, Shape};
use crate::names::pascal_case;

/// Headers that the router writes itself: from the media type, the bytes, or what the operation asks a caller for.
const OF_THE_ROUTER: [&str; 3] = ["content-type", "content-length", "www-authenticate"];

/// The headers that a method gives.
pub(in crate::emit::server) fn typed(response: &Response) -> impl Iterator<Item = &ResponseHeader> {
    let of_the_router = |header: &ResponseHeader| {
        OF_THE_ROUTER
            .iter()
            .any(|name| header.name.eq_ignore_ascii_case(name))
    };
    response
        .headers
        .iter()
        .filter(move |header| !of_the_router(header))
}

/// Whether a method gives headers with an answer.
pub(super) fn has_any(response: &Response) -> bool {
    typed(response).next().is_some()
}

/// Whether an answer may come without any of its headers.
pub(in crate::emit::server) fn is_optional(response: &Response) -> bool {
    typed(response).all(|header| !header.required)
}

/// The struct of an answer: shared by all that refer to one component.
pub(in crate::emit::server) fn name(operation: &Operation, response: &Response) -> Ident {
    ident(&match &response.component {
        Some(component) => format!("{}Headers", pascal_case(component)),
        None => format!("{}{}Headers", operation.type_prefix, response.rust_name),
    })
}

/// Every answer that has headers, once.
fn all(api: &Api) -> Vec<(&Operation, &Response)> {
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for operation in &api.operations {
        for response in &operation.responses {
            if has_any(response) && seen.insert(name(operation, response).to_string()) {
                list.push((operation, response));
            }
        }
    }
    list
}

/// Names of the structs.
pub(super) fn names(api: &Api) -> Vec<String> {
    let all = all(api).into_iter();
    all.map(|(operation, response)| name(operation, response).to_string())
        .collect()
}

/// The structs.
pub(super) fn emit(api: &Api) -> TokenStream {
    let structs = all(api).into_iter();
    let structs = structs.map(|(operation, response)| structure(api, operation, response));
    quote!(#(#structs)*)
}

fn structure(api: &Api, operation: &Operation, response: &Response) -> TokenStream {
    let name = name(operation, response);
    let doc = match &response.component {
        Some(component) => format!(" Headers of the answer `{component}`."),
        None => format!(
            " Headers of the answer `{}` of `{}`.",
            response.rust_name, operation.id
        ),
    };
    let default = is_optional(response).then(|| quote!(, Default));
    let fields = typed(response).map(|header| {
        let docs = docs::outer(
            header.description.as_deref(),
            &format!("`{}`.", header.name),
        );
        let field = ident(&header.rust_name);
        let ty = wire::field(api, &header.value, header.required);
        quote!(#docs pub #field: #ty)
    });
    let writes: Vec<TokenStream> = typed(response).map(write).collect();
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq #default)]
        pub struct #name { #(#fields),* }

        impl #name {
            pub(super) fn write(self, reply: Reply) -> Result<Reply, Failure> {
                #(#writes)*
                Ok(reply)
            }
        }
    }
}

fn write(header: &ResponseHeader) -> TokenStream {
    let (name, field) = (&header.name, ident(&header.rust_name));
    let method = match header.value.shape {
        Shape::String(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean => "header",
        _ => "header_as",
    };
    let method = ident(method);
    if header.required {
        quote!(let reply = reply.#method(#name, &self.#field)?;)
    } else {
        quote! {
            let reply = match self.#field {
                Some(value) => reply.#method(#name, &value)?,
                None => reply,
            };
        }
    }
}
