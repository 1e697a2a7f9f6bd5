//! One error type per operation, with the documented statuses only.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::responses::{Variant, headers_are_optional, variants};
use super::{error_name, reject, responses, status, wire};
use crate::emit::rust_type::ident;
use crate::emit::sizes::Sizes;
use crate::format::File;
use crate::model::{Api, NamedType, Operation, Response, Status};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `errors.rs`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&["What each operation can answer beside success."]);
    let shared = reject::shared(api);
    if let Some(shared) = shared {
        file.items(conversion(shared))?;
    }
    let sizes = Sizes::new(api);
    for operation in &api.operations {
        file.items(operation_error(api, &sizes, operation, shared.is_some()))?;
    }
    if file.uses("undocumented") {
        file.items(quote! {
            #[cold]
            fn undocumented(status: StatusCode, operation: &str) -> Failure {
                Failure::Internal(format!("{operation} does not document the status {status}").into())
            }
        })?;
    }
    file.import_if_used("StatusCode", "http::StatusCode");
    let words = [
        "Binary",
        "Events",
        "Failure",
        "IntoReply",
        "Rejection",
        "Reply",
        "StatusClass",
    ];
    wire::run_time(&mut file, &words);
    for name in responses::names(api) {
        file.import_if_used(&name, &format!("super::responses::{name}"));
    }
    wire::imports(&mut file, settings);
    Ok(file)
}

fn conversion(shared: &NamedType) -> TokenStream {
    let error = ident(&shared.rust_name);
    quote! {
        /// An implementation's own error that knows its status: `?` turns it into the error of any operation.
        ///
        /// A status that an operation does not document becomes [`Failure::Internal`], and so does one whose answer needs
        /// headers.
        pub trait ApiError {
            /// The status and the body, or the failure that is beside the documented answers.
            ///
            /// # Errors
            /// The failure.
            fn into_response_parts(self) -> Result<(StatusCode, types::#error), Failure>;
        }
    }
}

fn operation_error<'a>(
    api: &Api,
    sizes: &Sizes<'a>,
    operation: &'a Operation,
    shared: bool,
) -> TokenStream {
    let name = error_name(operation);
    let doc = format!(" Errors of `{}`.", operation.id);
    let list: Vec<&Response> = operation.failures().collect();
    let variants = variants(operation, &list);
    let declared = variants.iter().map(|variant| variant.declaration(api));
    let uneven = sizes.uneven(variants.iter().map(Variant::held).chain([None]));
    let arms = variants.iter().map(Variant::arm);
    let conversion = shared.then(|| from_api_error(operation, &name, &variants));
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        #uneven
        pub enum #name {
            #(#declared,)*
            /// Not an answer of the document: 500 or 501, or the request broke off.
            Failure(Failure),
        }

        impl IntoReply for #name {
            fn into_reply(self) -> Result<Reply, Failure> {
                match self {
                    #(#arms,)*
                    Self::Failure(failure) => Err(failure),
                }
            }
        }

        impl From<Failure> for #name {
            fn from(failure: Failure) -> Self {
                Self::Failure(failure)
            }
        }

        impl From<Rejection> for #name {
            fn from(rejection: Rejection) -> Self {
                Self::Failure(Failure::Rejected(rejection))
            }
        }

        #conversion
    }
}

fn from_api_error(operation: &Operation, name: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let id = &operation.id;
    let usable: Vec<&Variant<'_>> = variants
        .iter()
        .filter(|variant| headers_are_optional(variant.response))
        .collect();
    let fixed = usable.iter().filter_map(|variant| {
        let Status::Code(code) = variant.response.status else {
            return None;
        };
        let status = status::code(code);
        let (pattern, value) = match variant.media {
            Some(_) => (quote!(error), built(operation, variant, None)),
            None => (quote!(_), built(operation, variant, None)),
        };
        Some(if status::constant(code).is_some() {
            quote!(Ok((#status, #pattern)) => #value)
        } else {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(Ok((status, #pattern)) if status.as_u16() == #code => #value)
        })
    });
    let default = usable
        .iter()
        .find(|variant| variant.response.status == Status::Default);
    let mut rest = match default {
        Some(variant) => built(operation, variant, Some(quote!(status))),
        None => quote!(Self::Failure(undocumented(status, #id))),
    };
    let ranges = usable
        .iter()
        .filter(|variant| matches!(variant.response.status, Status::Range(_)));
    let mut uses_error = default.is_some_and(|variant| variant.media.is_some());
    for variant in ranges.rev() {
        uses_error |= variant.media.is_some();
        let value = built(operation, variant, Some(quote!(class)));
        rest = quote!(if let Some(class) = StatusClass::new(status) { #value } else { #rest });
    }
    let error = if uses_error { quote!(error) } else { quote!(_) };
    quote! {
        impl<E: ApiError> From<E> for #name {
            fn from(error: E) -> Self {
                match error.into_response_parts() {
                    #(#fixed,)*
                    Ok((status, #error)) => #rest,
                    Err(failure) => Self::Failure(failure),
                }
            }
        }
    }
}

/// A variant that is put together from the shared body.
fn built(operation: &Operation, variant: &Variant<'_>, status: Option<TokenStream>) -> TokenStream {
    let name = &variant.name;
    let headers = variant.has_headers().then(|| {
        let headers = responses::headers_name(operation, variant.response);
        quote!(#headers::default())
    });
    let parts = [status, variant.media.map(|_| quote!(error)), headers];
    let parts: Vec<TokenStream> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        quote!(Self::#name)
    } else {
        quote!(Self::#name(#(#parts),*))
    }
}
