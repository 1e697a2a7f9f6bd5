//! What each operation answers when it succeeds, and the headers of all answers.

mod headers;
mod variant;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(super) use self::headers::{
    is_optional as headers_are_optional, name as headers_name, typed as typed_headers,
};
pub(super) use self::variant::{Variant, variants};
use super::{status, wire};
use crate::emit::sizes::Sizes;
use crate::format::File;
use crate::model::{Api, Media, Operation, Payload, Response, Status};
use crate::problem::Problem;
use crate::settings::Settings;

/// What a method answers when it succeeds.
pub(super) enum Success<'a> {
    /// One status, and one type or nothing at all.
    Plain(u16, Option<&'a Media>),
    /// One of several, or something with headers.
    Choice,
}

/// Writes `responses.rs`; nothing where the types of the document are all that is needed.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<Option<File>, Problem> {
    if names(api).is_empty() {
        return Ok(None);
    }
    let mut file = File::new(&["Answers that are more than one type of the document."]);
    let sizes = Sizes::new(api);
    for operation in &api.operations {
        if matches!(success(operation), Success::Choice) {
            file.items(choice(api, &sizes, operation))?;
        }
    }
    file.items(headers::emit(api))?;
    let words = [
        "Binary",
        "Events",
        "Failure",
        "IntoReply",
        "Reply",
        "StatusClass",
    ];
    wire::run_time(&mut file, &words);
    file.import_if_used("StatusCode", "http::StatusCode");
    wire::imports(&mut file, settings);
    Ok(Some(file))
}

/// Names of the types that the file declares.
pub(super) fn names(api: &Api) -> Vec<String> {
    let choices = api
        .operations
        .iter()
        .filter(|operation| matches!(success(operation), Success::Choice))
        .map(|operation| choice_name(operation).to_string());
    choices.chain(headers::names(api)).collect()
}

/// What a method answers when it succeeds.
pub(super) fn success(operation: &Operation) -> Success<'_> {
    let mut successes = operation.successes();
    let (Some(only), None) = (successes.next(), successes.next()) else {
        // A document that lists no success at all still means one.
        return match operation.successes().next() {
            None => Success::Plain(204, None),
            Some(_) => Success::Choice,
        };
    };
    match (only.status, only.media.as_slice()) {
        _ if headers::has_any(only) => Success::Choice,
        (Status::Code(code), []) => Success::Plain(code, None),
        (Status::Code(code), [media]) => Success::Plain(code, Some(media)),
        _ => Success::Choice,
    }
}

/// The type that a method answers when it succeeds.
pub(super) fn success_type(api: &Api, operation: &Operation) -> TokenStream {
    match success(operation) {
        Success::Plain(_, None) => quote!(()),
        Success::Plain(_, Some(media)) => payload_type(api, &media.payload),
        Success::Choice => {
            let name = choice_name(operation);
            quote!(#name)
        }
    }
}

/// The enumeration of an operation's successes.
pub(super) fn choice_name(operation: &Operation) -> Ident {
    format_ident!("{}Response", operation.type_prefix)
}

/// What an answer carries.
pub(super) fn payload_type(api: &Api, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Json(schema) | Payload::Form(schema) => wire::body(api, schema),
        Payload::Text(_) => quote!(String),
        Payload::Events(Some(schema)) => {
            let data = wire::body(api, schema);
            quote!(Events<#data>)
        }
        Payload::Events(None) => quote!(Events<String>),
        Payload::Multipart(_) | Payload::Bytes(_) => quote!(Binary),
    }
}

/// Media types of every success, in document order.
pub(super) fn produces(operation: &Operation) -> Vec<&str> {
    let mut list: Vec<&str> = Vec::new();
    for media in operation.successes().flat_map(|response| &response.media) {
        for media_type in &media.media_types {
            if !list.contains(&media_type.as_str()) {
                list.push(media_type);
            }
        }
    }
    list
}

fn choice<'a>(api: &Api, sizes: &Sizes<'a>, operation: &'a Operation) -> TokenStream {
    let name = choice_name(operation);
    let doc = format!(" What `{}` answers when it succeeds.", operation.id);
    let list: Vec<&Response> = operation.successes().collect();
    let variants = variants(operation, &list);
    let declared = variants.iter().map(|variant| variant.declaration(api));
    let uneven = sizes.uneven(variants.iter().map(Variant::held));
    let arms = variants.iter().map(|variant| variant.arm());
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        #uneven
        pub enum #name { #(#declared),* }

        impl IntoReply for #name {
            fn into_reply(self) -> Result<Reply, Failure> {
                match self { #(#arms),* }
            }
        }
    }
}

/// The expression that writes a payload under a status, a `Result`, and the media types that it has to be told.
fn reply<'a>(status: &TokenStream, media: Option<&'a Media>) -> (TokenStream, &'a [String]) {
    let Some(media) = media else {
        return (quote!(Reply::empty(#status)), &[]);
    };
    let types = media.media_types.as_slice();
    match &media.payload {
        Payload::Json(_) | Payload::Form(_) if types == ["application/json"] => {
            (quote!(Reply::json(#status, &body)), &[])
        }
        Payload::Json(_) | Payload::Form(_) => (quote!(Reply::json(#status, &body)), types),
        Payload::Text(_) => (quote!(Reply::text(#status, body)), types),
        Payload::Events(Some(_)) => (quote!(Reply::events(#status, body)), &[]),
        Payload::Events(None) => (quote!(Reply::text_events(#status, body)), &[]),
        Payload::Multipart(_) | Payload::Bytes(_) => (quote!(Reply::binary(#status, body)), types),
    }
}

/// A status that is fixed, as an expression.
fn fixed(code: u16) -> TokenStream {
    status::code(code)
}
