//! One trait per tag, under one that is all of them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{api, bodies, error_name, parameters, responses, security};
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::model::{Api, Operation};
use crate::names::{Scope, pascal_case};
use crate::settings::Settings;

/// The trait of a tag.
struct TagTrait<'a> {
    name: Ident,
    docs: TokenStream,
    operations: Vec<&'a Operation>,
}

/// The traits: what all of them stand on, one per tag, and the one that the router asks for.
pub(super) fn emit(api: &Api, settings: &Settings) -> TokenStream {
    let (base, whole) = (base(settings), ident(&settings.trait_name));
    let traits = traits(api, settings);
    let parts = traits.iter().map(|it| {
        let (docs, name) = (&it.docs, &it.name);
        let methods = it.operations.iter().map(|it| api::method(api, it));
        quote! {
            #docs
            ///
            /// Every method is declared with a `Send` future and is implemented as an `async fn`.
            pub trait #name: #base { #(#methods)* }
        }
    });
    let mut names: Vec<&Ident> = traits.iter().map(|it| &it.name).collect();
    if names.is_empty() {
        names.push(&base);
    }
    let authentication = api::authentication(api);
    let reject = api::reject(api);
    let doc = format!(
        " {}: implement the traits that it consists of, and hand the whole to [`router`](super::router::router).",
        api::title(api)
    );
    quote! {
        /// What the traits of all tags stand on.
        pub trait #base: Send + Sync + 'static {
            #authentication
            #reject
        }

        #(#parts)*

        #[doc = #doc]
        pub trait #whole: #(#names)+* {}

        impl<A: #(#names)+*> #whole for A {}
    }
}

/// The implementations of something that offers nothing.
pub(super) fn unimplemented(
    api: &Api,
    settings: &Settings,
    authentication: Option<&TokenStream>,
    method: impl Fn(&Operation) -> TokenStream,
) -> TokenStream {
    let base = base(settings);
    let traits = traits(api, settings);
    let parts = traits.iter().map(|it| {
        let name = &it.name;
        let methods = it.operations.iter().map(|operation| method(operation));
        quote!(impl #name for Unimplemented { #(#methods)* })
    });
    quote! {
        impl #base for Unimplemented { #authentication }

        #(#parts)*
    }
}

/// Names of the traits that something has to implement.
pub(super) fn names(api: &Api, settings: &Settings) -> Vec<String> {
    let traits = traits(api, settings);
    let names = traits.iter().map(|it| it.name.to_string());
    std::iter::once(base(settings).to_string())
        .chain(names)
        .collect()
}

fn base(settings: &Settings) -> Ident {
    ident(&format!("{}Base", settings.trait_name))
}

/// The tags that operations have, those that the document declares first. An operation belongs to its first tag; those
/// without any come last.
fn traits<'a>(api: &'a Api, settings: &Settings) -> Vec<TagTrait<'a>> {
    let mut tags: Vec<&str> = api.tags.iter().map(|tag| tag.name.as_str()).collect();
    let first = |operation: &'a Operation| operation.tags.first().map(String::as_str);
    for tag in api.operations.iter().filter_map(first) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let mut scope = taken(api, settings);
    let tags = tags.into_iter().map(Some).chain([None]);
    tags.filter_map(|tag| {
        let operations = api.operations.iter().filter(|it| first(it) == tag);
        let operations: Vec<&Operation> = operations.collect();
        (!operations.is_empty()).then(|| TagTrait {
            name: name(tag.unwrap_or("untagged"), &mut scope),
            docs: documentation(api, tag),
            operations,
        })
    })
    .collect()
}

fn name(tag: &str, scope: &mut Scope) -> Ident {
    let stem = pascal_case(tag);
    let name = format!("{stem}Api");
    if scope.claim(&name) {
        return ident(&name);
    }
    ident(&scope.pick(&format!("{stem}TagApi")))
}

fn documentation(api: &Api, tag: Option<&str>) -> TokenStream {
    let Some(tag) = tag else {
        return docs::outer(None, "Operations without a tag.");
    };
    let declared = api.tags.iter().find(|it| it.name == tag);
    let description = declared.and_then(|it| it.description.as_deref());
    let fallback = format!("Operations of the tag {}.", docs::code(tag));
    docs::outer(description, &fallback)
}

/// Names that stand beside the traits.
fn taken(api: &Api, settings: &Settings) -> Scope {
    let mut scope = Scope::default();
    scope.claim(&settings.trait_name);
    scope.claim(&base(settings).to_string());
    let errors = api.operations.iter().map(|it| error_name(it).to_string());
    let names = bodies::names(api).into_iter().chain(errors);
    let names = names.chain(parameters::names(api));
    for name in names.chain(responses::names(api)) {
        scope.claim(&name);
    }
    if security::credentials_type(api).is_some() {
        scope.claim("Credentials");
    }
    scope
}
