//! The table of operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{constant_name, responses, route_docs, security, wire};
use crate::format::File;
use crate::model::{Api, Operation};
use crate::problem::Problem;

/// Writes `operations.rs`.
pub(super) fn emit(api: &Api) -> Result<File, Problem> {
    let mut file = File::new(&["Every operation of the document."]);
    let names = api.operations.iter().map(constant_name);
    file.items(quote! {
        /// Every operation, in the order of the document.
        pub static OPERATIONS: &[Operation] = &[#(#names),*];
    })?;
    for operation in &api.operations {
        file.items(constant(api, operation))?;
    }
    wire::run_time(&mut file, &["Operation", "Requirement"]);
    Ok(file)
}

fn constant(api: &Api, operation: &Operation) -> TokenStream {
    let name = constant_name(operation);
    let (id, path, tags) = (&operation.id, &operation.path, &operation.tags);
    let method = operation.method.to_uppercase();
    let doc = route_docs(operation);
    let deprecated = operation.deprecated.then(|| quote!(deprecated: true,));
    let consumes = operation.body.as_ref().map(|body| {
        let groups = body.media.iter().map(|media| {
            let types = &media.media_types;
            quote!(&[#(#types),*])
        });
        quote!(consumes: &[#(#groups),*],)
    });
    let produces = responses::produces(operation);
    let produces = (!produces.is_empty()).then(|| quote!(produces: &[#(#produces),*],));
    let security = (!operation.security.is_empty()).then(|| requirements(operation));
    let challenges = security::challenges(api, operation);
    let challenges = (!challenges.is_empty()).then(|| quote!(challenges: &[#(#challenges),*],));
    let limit = operation.body_limit.map(|limit| {
        let limit = Literal::u64_unsuffixed(limit);
        quote!(body_limit_bytes: Some(#limit),)
    });
    quote! {
        #[doc = #doc]
        pub const #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            tags: &[#(#tags),*],
            #deprecated
            #consumes
            #produces
            #security
            #challenges
            #limit
            ..Operation::NONE
        };
    }
}

fn requirements(operation: &Operation) -> TokenStream {
    let alternatives = operation.security.iter().map(|alternative| {
        let all = alternative.iter().map(|requirement| {
            let (scheme, scopes) = (&requirement.scheme, &requirement.scopes);
            quote!(Requirement { scheme: #scheme, scopes: &[#(#scopes),*] })
        });
        quote!(&[#(#all),*])
    });
    quote!(security: &[#(#alternatives),*],)
}
