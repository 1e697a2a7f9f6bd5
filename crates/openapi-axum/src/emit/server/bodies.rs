//! Bodies that are one of several media types, and the parts of multipart bodies.

mod multipart;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::parameters::layout;
use super::wire;
use crate::emit::checks::Checks;
use crate::emit::rust_type::ident;
use crate::emit::sizes::Sizes;
use crate::format::File;
use crate::model::{Api, Body, Encoding, Media, Operation, Parts, Payload};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `bodies.rs`; nothing where the types of the document are all that is needed.
pub(super) fn emit(
    api: &Api,
    checks: &Checks,
    settings: &Settings,
) -> Result<Option<File>, Problem> {
    if names(api).is_empty() {
        return Ok(None);
    }
    let mut file = File::new(&["Bodies that are more than one type of the document."]);
    let sizes = Sizes::new(api);
    for operation in &api.operations {
        let Some(body) = &operation.body else {
            continue;
        };
        if is_choice(body) {
            file.items(choice(api, &sizes, operation, body))?;
        }
        if let Some(parts) = parts(body) {
            file.items(multipart::emit(api, operation, parts, checks))?;
        }
    }
    wire::run_time(
        &mut file,
        &["BodyStream", "FilePart", "Listed", "Multipart", "Rejection"],
    );
    for word in ["Pointer", "Report", "Validate"] {
        file.import_if_used(word, &format!("openapi_axum_rt::{word}"));
    }
    file.import_module_if_used("rt", "openapi_axum_rt as rt");
    file.import_if_used("StatusCode", "http::StatusCode");
    wire::imports(&mut file, settings);
    Ok(Some(file))
}

/// Names of the types that the file declares.
pub(super) fn names(api: &Api) -> Vec<String> {
    let mut names = Vec::new();
    for operation in &api.operations {
        let Some(body) = &operation.body else {
            continue;
        };
        if is_choice(body) {
            names.push(choice_name(operation).to_string());
        }
        if parts(body).is_some() {
            names.push(multipart::name(operation).to_string());
        }
    }
    names
}

/// What a method takes for a body.
pub(super) fn body_type(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    match body.media.as_slice() {
        [only] => payload_type(api, operation, &only.payload),
        _ => {
            let name = choice_name(operation);
            quote!(#name)
        }
    }
}

/// Whether a body is one of several media types.
pub(super) fn is_choice(body: &Body) -> bool {
    body.media.len() > 1
}

/// Name of the enumeration of media types.
pub(super) fn choice_name(operation: &Operation) -> Ident {
    format_ident!("{}Body", operation.type_prefix)
}

/// The parts of the first multipart body that lists any.
fn parts(body: &Body) -> Option<&Parts> {
    body.media.iter().find_map(|media| match &media.payload {
        Payload::Multipart(parts) if !parts.listed.is_empty() => Some(parts),
        _ => None,
    })
}

fn payload_type(api: &Api, operation: &Operation, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Json(schema) | Payload::Form(schema) | Payload::Text(Some(schema)) => {
            wire::body(api, schema)
        }
        Payload::Text(None) => quote!(String),
        Payload::Multipart(parts) if parts.listed.is_empty() => quote!(Multipart),
        Payload::Multipart(_) => {
            let name = multipart::name(operation);
            quote!(#name)
        }
        Payload::Events(_) | Payload::Bytes(_) => quote!(BodyStream),
    }
}

fn choice<'a>(api: &Api, sizes: &Sizes<'a>, operation: &Operation, body: &'a Body) -> TokenStream {
    let name = choice_name(operation);
    let doc = format!(" The body of `{}`, by media type.", operation.id);
    let variants = body.media.iter().map(|media| {
        let doc = format!(" {}.", listed(media));
        let (variant, ty) = (
            ident(&media.rust_name),
            payload_type(api, operation, &media.payload),
        );
        quote!(#[doc = #doc] #variant(#ty))
    });
    let uneven = sizes.uneven(body.media.iter().map(|media| media.payload.held()));
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        #uneven
        pub enum #name { #(#variants),* }
    }
}

/// The media types of a group, as documentation.
pub(super) fn listed(media: &Media) -> String {
    let types = media.media_types.iter().map(|it| format!("`{it}`"));
    types.collect::<Vec<_>>().join(" or ")
}

/// The expression that reads a payload of the body, of its type.
pub(super) fn read(operation: &Operation, media: &Media, status: &TokenStream) -> TokenStream {
    match &media.payload {
        Payload::Json(_) => quote!(call.json(#status).await?),
        Payload::Form(_) => {
            let fields = form_fields(media);
            quote!(call.form(#fields, #status).await?)
        }
        Payload::Text(Some(_)) => quote!(call.text_as(#status).await?),
        Payload::Text(None) => quote!(call.text().await?),
        Payload::Multipart(parts) if parts.listed.is_empty() => {
            quote!(call.multipart()?)
        }
        Payload::Multipart(_) => {
            let name = multipart::name(operation);
            quote!(#name::new(call.multipart()?, #status))
        }
        Payload::Events(_) | Payload::Bytes(_) => quote!(call.stream()?),
    }
}

/// How the members of a form are written that are not written in the usual way.
pub(super) fn form_fields(media: &Media) -> TokenStream {
    let fields = media.fields.iter().map(|(name, encoding)| match encoding {
        Encoding::Styled {
            style,
            explode,
            holds,
        } => {
            let layout = layout(*style, *explode, holds);
            quote!((#name, FieldEncoding::Styled(#layout)))
        }
        Encoding::Json | Encoding::Text => quote!((#name, FieldEncoding::Json)),
    });
    quote!(&[#(#fields),*])
}
