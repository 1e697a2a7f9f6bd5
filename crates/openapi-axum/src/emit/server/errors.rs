//! One error type per operation, with the documented statuses only.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{error_name, import_types};
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Operation, Response};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `errors.rs`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&["What each operation can answer beside success."]);
    let error = ident(&api.error_type);
    file.items(quote! {
        /// An implementation's own error that knows its status: `?` turns it into the error of any operation.
        ///
        /// A status that an operation does not document becomes [`Failure::Internal`].
        pub trait ApiError {
            /// The status and the body, or the failure that is beside the documented answers.
            ///
            /// # Errors
            /// The failure.
            fn into_response_parts(self) -> Result<(StatusCode, #error), Failure>;
        }
    })?;
    for operation in &api.operations {
        file.items(operation_error(operation, &error))?;
    }
    file.items(quote! {
        #[cold]
        fn undocumented(status: StatusCode, operation: &str) -> Failure {
            Failure::Internal(format!("{operation} does not document the status {status}").into())
        }
    })?;
    file.import("http::StatusCode");
    file.import("openapi_axum_rt::server::{Failure, IntoParts}");
    import_types(
        &mut file,
        settings,
        &BTreeSet::from([api.error_type.clone()]),
    );
    Ok(file)
}

fn operation_error(operation: &Operation, error: &proc_macro2::Ident) -> TokenStream {
    let name = error_name(operation);
    let id = &operation.id;
    let documented: Vec<&Response> = operation
        .responses
        .iter()
        .filter(|response| response.status >= 400)
        .collect();
    let doc = format!(" Errors of `{id}`.");
    let variants = documented.iter().map(|response| {
        let docs = docs::outer(
            Some(&format!("{}: {}", response.status, response.description)),
            "",
        );
        let variant = ident(&response.rust_name);
        quote!(#docs #variant(#error))
    });
    let into = documented.iter().map(|response| {
        let (variant, status) = (ident(&response.rust_name), status_code(response.status));
        quote!(Self::#variant(error) => Ok((#status, error)))
    });
    let from = documented.iter().map(|response| {
        let (variant, status) = (ident(&response.rust_name), status_code(response.status));
        quote!(Ok((#status, error)) => Self::#variant(error))
    });
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        pub enum #name {
            #(#variants,)*
            /// Not an answer of the document: 500 or 501.
            Failure(Failure),
        }

        impl IntoParts<#error> for #name {
            fn into_parts(self) -> Result<(StatusCode, #error), Failure> {
                match self {
                    #(#into,)*
                    Self::Failure(failure) => Err(failure),
                }
            }
        }

        impl From<Failure> for #name {
            fn from(failure: Failure) -> Self {
                Self::Failure(failure)
            }
        }

        impl<E: ApiError> From<E> for #name {
            fn from(error: E) -> Self {
                match error.into_response_parts() {
                    #(#from,)*
                    Ok((status, _)) => Self::Failure(undocumented(status, #id)),
                    Err(failure) => Self::Failure(failure),
                }
            }
        }
    }
}

/// A status as a constant of `StatusCode`; [`super::unsupported`] refuses those that have none.
pub(super) fn status_code(status: u16) -> TokenStream {
    let name = http_constant(status).unwrap_or("INTERNAL_SERVER_ERROR");
    let name = ident(name);
    quote!(StatusCode::#name)
}

/// The constant of the `http` crate for a status.
pub(super) fn http_constant(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "OK",
        201 => "CREATED",
        202 => "ACCEPTED",
        203 => "NON_AUTHORITATIVE_INFORMATION",
        204 => "NO_CONTENT",
        205 => "RESET_CONTENT",
        206 => "PARTIAL_CONTENT",
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        304 => "NOT_MODIFIED",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        402 => "PAYMENT_REQUIRED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        406 => "NOT_ACCEPTABLE",
        408 => "REQUEST_TIMEOUT",
        409 => "CONFLICT",
        410 => "GONE",
        411 => "LENGTH_REQUIRED",
        412 => "PRECONDITION_FAILED",
        413 => "PAYLOAD_TOO_LARGE",
        414 => "URI_TOO_LONG",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        416 => "RANGE_NOT_SATISFIABLE",
        417 => "EXPECTATION_FAILED",
        421 => "MISDIRECTED_REQUEST",
        422 => "UNPROCESSABLE_ENTITY",
        423 => "LOCKED",
        424 => "FAILED_DEPENDENCY",
        425 => "TOO_EARLY",
        426 => "UPGRADE_REQUIRED",
        428 => "PRECONDITION_REQUIRED",
        429 => "TOO_MANY_REQUESTS",
        431 => "REQUEST_HEADER_FIELDS_TOO_LARGE",
        451 => "UNAVAILABLE_FOR_LEGAL_REASONS",
        500 => "INTERNAL_SERVER_ERROR",
        501 => "NOT_IMPLEMENTED",
        502 => "BAD_GATEWAY",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        507 => "INSUFFICIENT_STORAGE",
        _ => return None,
    })
}
