//! The trait.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    LOCATIONS, bodies, error_name, has_location, reject, responses, route_docs, security, tags,
    wire,
};
use crate::emit::docs;
use crate::emit::rust_type::{expects_deprecated, ident};
use crate::format::File;
use crate::model::{Api, Operation};
use crate::problem::Problem;
use crate::settings::{Settings, Traits};

/// What the trait and its neighbours name of the run time.
const WORDS: [&str; 14] = [
    "ApiKey",
    "Authorization",
    "BasicCredentials",
    "BearerToken",
    "Binary",
    "BodyStream",
    "ClientCertificate",
    "Context",
    "ErrorBody",
    "Events",
    "Failure",
    "Multipart",
    "Rejection",
    "Undeclared",
];

/// Writes `api.rs`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<File, Problem> {
    let (what, items) = match settings.traits {
        Traits::One => ("trait that implements", whole(api, settings)),
        Traits::PerTag => ("traits that implement", tags::emit(api, settings)),
    };
    let mut file = File::new(&[&format!("The {what} {}.", title(api))]);
    file.items(items)?;
    imports(&mut file, api, settings);
    file.import_if_used("Future", "std::future::Future");
    Ok(file)
}

/// One trait with all methods.
fn whole(api: &Api, settings: &Settings) -> TokenStream {
    let name = ident(&settings.trait_name);
    let methods = api
        .operations
        .iter()
        .map(|operation| method(api, operation));
    let authentication = authentication(api);
    let reject = reject(api);
    let doc = format!(
        " {}: implement it and hand it to [`router`](super::router::router).",
        title(api)
    );
    quote! {
        #[doc = #doc]
        ///
        /// Every method is declared with a `Send` future and is implemented as an `async fn`.
        pub trait #name: Send + Sync + 'static {
            #authentication
            #reject
            #(#methods)*
        }
    }
}

/// Imports everything that the signatures of the methods name.
pub(super) fn imports(file: &mut File, api: &Api, settings: &Settings) {
    wire::imports(file, settings);
    wire::run_time(file, &WORDS);
    file.import_if_used("Parts", "http::request::Parts");
    for (module, names) in [
        ("bodies", bodies::names(api)),
        ("errors", errors(api)),
        ("parameters", super::parameters::names(api)),
        ("responses", responses::names(api)),
        ("security", vec!["Credentials".to_owned()]),
    ] {
        for name in names {
            file.import_if_used(&name, &format!("super::{module}::{name}"));
        }
    }
}

fn errors(api: &Api) -> Vec<String> {
    let names = api.operations.iter().map(error_name);
    names.map(|name| name.to_string()).collect()
}

/// The title in one line, as it may stand in a comment.
pub(super) fn title(api: &Api) -> String {
    let words: Vec<&str> = api.title.split_whitespace().collect();
    if words.is_empty() {
        return "the document".to_owned();
    }
    docs::lines(&words.join(" ")).join(" ")
}

/// Who calls, and the method that tells; nothing where no operation asks.
pub(super) fn authentication(api: &Api) -> TokenStream {
    let Some(credentials) = security::credentials_type(api) else {
        return quote!();
    };
    quote! {
        /// Who calls, as the implementation knows it.
        type Caller: Clone + Send + Sync + 'static;

        /// Tells who calls.
        ///
        /// Runs before anything else of the request is read.
        ///
        /// # Errors
        /// [`Rejection::unauthorized`], [`Rejection::too_many_requests`], or whatever else keeps the caller out.
        fn authenticate(
            &self,
            credentials: #credentials,
            request: &Parts,
        ) -> impl Future<Output = Result<Self::Caller, Rejection>> + Send;
    }
}

/// The arguments of a method but for `self`: names and types.
pub(super) fn arguments(
    api: &Api,
    operation: &Operation,
    caller: &TokenStream,
) -> Vec<(&'static str, TokenStream)> {
    let caller = match (operation.security.is_empty(), operation.is_open()) {
        (true, _) => quote!(()),
        (false, true) => quote!(Option<#caller>),
        (false, false) => quote!(#caller),
    };
    let mut arguments = vec![("context", quote!(Context<#caller>))];
    for (location, argument, suffix) in LOCATIONS {
        if has_location(operation, location) {
            let ty = format_ident!("{}{suffix}", operation.type_prefix);
            arguments.push((argument, quote!(#ty)));
        }
    }
    if let Some(body) = &operation.body {
        let ty = bodies::body_type(api, operation, body);
        let ty = if body.required {
            ty
        } else {
            quote!(Option<#ty>)
        };
        arguments.push(("body", ty));
    }
    arguments
}

/// One method as it is declared.
pub(super) fn method(api: &Api, operation: &Operation) -> TokenStream {
    let docs = method_docs(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&operation.rust_name);
    let arguments = arguments(api, operation, &quote!(Self::Caller));
    let arguments = arguments.into_iter().map(|(name, ty)| {
        let name = ident(name);
        quote!(#name: #ty)
    });
    let (success, error) = (
        responses::success_type(api, operation),
        error_name(operation),
    );
    quote! {
        #docs
        #deprecated
        fn #name(&self, #(#arguments),*) -> impl Future<Output = Result<#success, #error>> + Send;
    }
}

fn method_docs(operation: &Operation) -> TokenStream {
    let mut lines = Vec::new();
    if let Some(summary) = &operation.summary {
        lines.extend(docs::lines(summary));
        lines.push(String::new());
    }
    lines.push(route_docs(operation).trim().to_owned());
    if let Some(description) = &operation.description {
        lines.push(String::new());
        lines.extend(docs::lines(description));
    }
    docs::lines_as_attributes(&lines)
}

/// `fn reject`, which fills the error schema of the document, or answers a problem.
pub(super) fn reject(api: &Api) -> TokenStream {
    let (ty, body, expect) = match (reject::shared(api), reject::literal(api)) {
        (Some(named), Some(literal)) => {
            let name = ident(&named.rust_name);
            let expect = expects_deprecated(reject::names_deprecated(api));
            (quote!(types::#name), literal, expect)
        }
        _ => (
            quote!(ErrorBody),
            quote!(ErrorBody::problem(rejection)),
            None,
        ),
    };
    quote! {
        /// The body of an answer to a request that did not reach its method.
        #expect
        fn reject(&self, rejection: &Rejection) -> #ty {
            #body
        }
    }
}
