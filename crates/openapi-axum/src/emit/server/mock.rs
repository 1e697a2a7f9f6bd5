//! An implementation that answers with the examples of the document.

mod answer;
mod text;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use self::answer::{Answer, Answers};
use super::{api, error_name, responses, security, wire};
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Operation};
use crate::place::Place;
use crate::problem::Problem;
use crate::read::Document;
use crate::settings::Settings;

/// Writes `mock.rs`; `document` is the document that the model was made from.
pub(super) fn emit(api: &Api, document: &str, settings: &Settings) -> Result<File, Problem> {
    let document = Document::parse(document).map_err(|problems| unreadable(&problems))?;
    let root = Place::root(document.root());
    let mut file = File::new(&[
        "An implementation that answers with the examples of the document, and where it has none with values made from its",
        "schemas.",
    ]);
    let mut answers = Answers::new(&root);
    let mut constants = Vec::new();
    let mut methods = Vec::new();
    for operation in &api.operations {
        let answer = answers.of(operation);
        methods.push(method(api, operation, &answer));
        constants.extend(answer.constants);
    }
    file.items(quote!(#(#constants)*))?;
    let trait_name = ident(&settings.trait_name);
    let authentication = authentication(api);
    file.items(quote! {
        /// Answers every operation with its first success, always the same, whoever asks.
        ///
        /// An operation whose answer could not be made from the document is answered with 501.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Mock;

        impl #trait_name for Mock {
            #authentication
            #(#methods)*
        }
    })?;
    api::imports(&mut file, api, settings);
    wire::run_time(&mut file, &["Event", "StatusClass", "example"]);
    file.import_if_used("StatusCode", "http::StatusCode");
    file.import(&format!("super::api::{}", settings.trait_name));
    Ok(file)
}

fn unreadable(problems: &[Problem]) -> Problem {
    let reason = problems.first().map_or("", |problem| &problem.message);
    super::problem(
        String::new(),
        format!("a mock needs the document: {reason}"),
    )
}

fn authentication(api: &Api) -> Option<TokenStream> {
    security::credentials_type(api).map(|credentials| {
        quote! {
            type Caller = ();

            async fn authenticate(
                &self,
                _credentials: #credentials,
                _request: &Parts,
            ) -> Result<(), Rejection> {
                Ok(())
            }
        }
    })
}

fn method(api: &Api, operation: &Operation, answer: &Answer) -> TokenStream {
    let name = ident(&operation.rust_name);
    let arguments = api::arguments(api, operation, &quote!(()));
    let arguments = arguments.into_iter().map(|(name, ty)| {
        let name = if answer.asks_context && name == "context" {
            ident(name)
        } else {
            format_ident!("_{name}")
        };
        quote!(#name: #ty)
    });
    let success = responses::success_type(api, operation);
    let error = error_name(operation);
    let (docs, body) = (answer.docs(), &answer.body);
    quote! {
        #docs
        async fn #name(&self, #(#arguments),*) -> Result<#success, #error> {
            #body
        }
    }
}
