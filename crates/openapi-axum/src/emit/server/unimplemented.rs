//! An implementation that offers nothing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{api, error_name, responses, security, tags};
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Operation};
use crate::problem::Problem;
use crate::settings::{Settings, Traits};

/// Writes `unimplemented.rs`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&[
        "An implementation that offers nothing: a start, and a stand-in where nothing is called.",
    ]);
    let trait_name = ident(&settings.trait_name);
    let authentication = security::credentials_type(api).map(|credentials| {
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
    });
    let implementations = match settings.traits {
        Traits::One => {
            let methods = api
                .operations
                .iter()
                .map(|operation| method(api, operation));
            quote!(impl #trait_name for Unimplemented {
                #authentication
                #(#methods)*
            })
        }
        Traits::PerTag => {
            let method = |operation: &Operation| method(api, operation);
            tags::unimplemented(api, settings, authentication.as_ref(), method)
        }
    };
    file.items(quote! {
        /// Answers every operation with 501, whoever asks.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Unimplemented;

        #implementations
    })?;
    api::imports(&mut file, api, settings);
    let traits = match settings.traits {
        Traits::One => vec![settings.trait_name.clone()],
        Traits::PerTag => tags::names(api, settings),
    };
    for name in traits {
        file.import(&format!("super::api::{name}"));
    }
    Ok(file)
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let name = ident(&operation.rust_name);
    let arguments = api::arguments(api, operation, &quote!(()));
    let arguments = arguments.into_iter().map(|(name, ty)| {
        let name = format_ident!("_{name}");
        quote!(#name: #ty)
    });
    let success = responses::success_type(api, operation);
    let error = error_name(operation);
    quote! {
        async fn #name(&self, #(#arguments),*) -> Result<#success, #error> {
            Err(Failure::Unimplemented.into())
        }
    }
}
