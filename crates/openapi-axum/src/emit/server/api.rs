//! The trait.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    LOCATIONS, error_name, has_location, import_types, problem, reference_name, referenced,
    success_type,
};
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{
    Api, Content, Enum, Field, Kind, NamedType, Operation, Shape, StringFormat, Struct,
};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `api.rs`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&[&format!("The trait that implements {}.", api.title)]);
    let error = ident(&api.error_type);
    let name = ident(&settings.trait_name);
    let methods = api
        .operations
        .iter()
        .map(|operation| method(operation, &error));
    let authentication = authentication(api);
    let reject = reject(api);
    let doc = format!(
        " {}: implement it and hand it to [`router`](super::router::router).",
        api.title
    );
    file.items(quote! {
        #[doc = #doc]
        ///
        /// Every method is declared with a `Send` future and is implemented as an `async fn`.
        pub trait #name: Send + Sync + 'static {
            #authentication
            #reject
            #(#methods)*
        }
    })?;
    let mut types = BTreeSet::from([api.error_type.clone()]);
    for operation in &api.operations {
        let body = operation
            .body
            .as_ref()
            .and_then(|body| reference_name(&body.value));
        let answer = super::success(operation).and_then(|response| match &response.content {
            Content::Json(schema) => reference_name(schema),
            _ => None,
        });
        types.extend([body, answer].into_iter().flatten().map(str::to_owned));
    }
    if let Some((detail, _)) = error_object(api).and_then(|object| details_of(api, object)) {
        types.insert(detail.rust_name.clone());
    }
    import_types(&mut file, settings, &types);
    for word in ["BasicCredentials", "Binary", "Context", "Rejection"] {
        file.import_if_used(word, &format!("openapi_axum_rt::server::{word}"));
    }
    file.import("std::future::Future");
    file.import_if_used("Parts", "http::request::Parts");
    let errors: Vec<String> = api
        .operations
        .iter()
        .map(|operation| error_name(operation).to_string())
        .collect();
    if !errors.is_empty() {
        file.import(&format!("super::errors::{{{}}}", errors.join(", ")));
    }
    let parameters = super::parameters::names(api);
    if !parameters.is_empty() {
        file.import(&format!("super::parameters::{{{}}}", parameters.join(", ")));
    }
    Ok(file)
}

fn authentication(api: &Api) -> TokenStream {
    if api
        .operations
        .iter()
        .all(|operation| operation.security.is_none())
    {
        return quote!();
    }
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
            credentials: BasicCredentials,
            request: &Parts,
        ) -> impl Future<Output = Result<Self::Caller, Rejection>> + Send;
    }
}

fn method(operation: &Operation, _error: &proc_macro2::Ident) -> TokenStream {
    let docs = method_docs(operation);
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&operation.rust_name);
    let caller = if operation.security.is_some() {
        quote!(Self::Caller)
    } else {
        quote!(())
    };
    let mut arguments = vec![quote!(context: Context<#caller>)];
    for (location, argument, suffix) in LOCATIONS {
        if has_location(operation, location) {
            let (argument, ty) = (
                ident(argument),
                format_ident!("{}{suffix}", operation.type_prefix),
            );
            arguments.push(quote!(#argument: #ty));
        }
    }
    if let Some(body) = &operation.body {
        let ty = referenced(&body.value);
        arguments.push(if body.required {
            quote!(body: #ty)
        } else {
            quote!(body: Option<#ty>)
        });
    }
    let (success, error) = (success_type(operation), error_name(operation));
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
    lines.push(format!(
        "`{} {}`",
        operation.method.to_uppercase(),
        operation.path
    ));
    if let Some(description) = &operation.description {
        lines.push(String::new());
        lines.extend(docs::lines(description));
    }
    docs::lines_as_attributes(&lines)
}

/// `fn reject` with a body that fills the error schema.
fn reject(api: &Api) -> TokenStream {
    let error = ident(&api.error_type);
    let body = error_object(api).map_or_else(|| quote!(), |object| error_literal(api, object));
    quote! {
        /// The body of an answer to a request that did not reach its method.
        fn reject(&self, rejection: &Rejection) -> #error {
            #body
        }
    }
}

fn error_object(api: &Api) -> Option<&Struct> {
    match api.types.get(&api.error_type).map(|named| &named.kind) {
        Some(Kind::Struct(object)) => Some(object),
        _ => None,
    }
}

fn error_literal(api: &Api, object: &Struct) -> TokenStream {
    let name = ident(&api.error_type);
    let fields = object.fields.iter().map(|field| {
        let field_name = ident(&field.rust_name);
        let value = error_field(api, object, field).unwrap_or_else(|| quote!(None));
        quote!(#field_name: #value)
    });
    quote!(#name { #(#fields),* })
}

/// What of a rejection fills a field of the error schema; `None` where nothing does.
fn error_field(api: &Api, object: &Struct, field: &Field) -> Option<TokenStream> {
    let text = match field.name.as_str() {
        "message" => quote!(rejection.message.clone()),
        "code" => quote!(rejection.code.to_owned()),
        "request_id" => quote!(rejection.request_id.clone()),
        "errors" => {
            let (detail, _) = details_of(api, object)?;
            let list = violation_list(detail)?;
            return Some(if field.required {
                list
            } else {
                quote!((!rejection.violations.is_empty()).then(|| #list))
            });
        }
        _ => return None,
    };
    let value = match &field.value.shape {
        Shape::String(StringFormat::Plain(_)) => text,
        Shape::Ref { name, .. } if is_open_enum(api, name) => {
            let name = ident(name);
            quote!(#name::from(#text))
        }
        _ => return None,
    };
    let value = if field.value.nullable {
        quote!(Some(#value))
    } else {
        value
    };
    Some(if field.required {
        value
    } else {
        quote!(Some(#value))
    })
}

fn is_open_enum(api: &Api, name: &str) -> bool {
    matches!(
        api.types.get(name).map(|named| &named.kind),
        Some(Kind::Enum(Enum { open: true, .. }))
    )
}

/// The type of the elements of `errors`, if it is an array of objects.
fn details_of<'a>(api: &'a Api, object: &Struct) -> Option<(&'a NamedType, &'a Struct)> {
    let field = object.fields.iter().find(|field| field.name == "errors")?;
    let Shape::Array(items) = &field.value.shape else {
        return None;
    };
    let named = api.types.get(reference_name(items)?)?;
    match &named.kind {
        Kind::Struct(object) => Some((named, object)),
        _ => None,
    }
}

fn violation_list(detail: &NamedType) -> Option<TokenStream> {
    let Kind::Struct(object) = &detail.kind else {
        return None;
    };
    let mut fields = Vec::new();
    for field in &object.fields {
        let name = ident(&field.rust_name);
        let value = match field.name.as_str() {
            "pointer" => quote!(violation.pointer.clone()),
            "detail" | "message" => quote!(violation.detail.clone()),
            "keyword" => quote!(violation.keyword.as_str().to_owned()),
            _ if field.required => return None,
            _ => {
                fields.push(quote!(#name: None));
                continue;
            }
        };
        fields.push(if field.required {
            quote!(#name: #value)
        } else {
            quote!(#name: Some(#value))
        });
    }
    let name = ident(&detail.rust_name);
    Some(quote!(rejection.violations.iter().map(|violation| #name { #(#fields),* }).collect()))
}

/// An error schema that a rejection cannot fill.
pub(super) fn unsupported(api: &Api) -> Vec<Problem> {
    let pointer = api
        .types
        .get(&api.error_type)
        .map(|named| named.pointer.clone())
        .unwrap_or_default();
    let Some(object) = error_object(api) else {
        return vec![problem(
            pointer,
            "the error schema must be an object with a `message`".to_owned(),
        )];
    };
    let missing = object
        .fields
        .iter()
        .filter(|field| field.required && error_field(api, object, field).is_none());
    missing
        .map(|field| {
            let message = format!(
                "`{}` of the error schema is required and nothing fills it, known are message, code, request_id and errors",
                field.name
            );
            problem(format!("{pointer}/properties/{}", field.name), message)
        })
        .collect()
}
