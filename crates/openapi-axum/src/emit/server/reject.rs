//! What of a rejection fills the error schema of the document.

use proc_macro2::TokenStream;
use quote::quote;

use super::{problem, reference_name};
use crate::emit::rust_type::ident;
use crate::model::{Api, Enum, Field, Kind, NamedType, Shape, StringFormat, Struct};
use crate::problem::Problem;

fn error_object(api: &Api) -> Option<(&NamedType, &Struct)> {
    let named = api.types.get(api.error_type.as_ref()?)?;
    match &named.kind {
        Kind::Struct(object) if object.tag.is_none() => Some((named, object)),
        _ => None,
    }
}

/// The type of the one object that every failure carries, if a rejection can fill it.
pub(super) fn shared(api: &Api) -> Option<&NamedType> {
    let (named, object) = error_object(api)?;
    let is_filled = |field: &Field| !field.required || error_field(api, object, field).is_some();
    let has_message = object.fields.iter().any(|field| field.name == "message");
    (has_message && object.fields.iter().all(is_filled)).then_some(named)
}

/// The literal that fills the shared object.
pub(super) fn literal(api: &Api) -> Option<TokenStream> {
    shared(api)?;
    error_object(api).map(|(named, object)| error_literal(api, named, object))
}

/// Whether the literal names a deprecated property.
pub(super) fn names_deprecated(api: &Api) -> bool {
    let Some((_, object)) = error_object(api) else {
        return false;
    };
    let details = details_of(api, object).into_iter();
    let details = details.flat_map(|(_, object)| &object.fields);
    let mut fields = object.fields.iter().chain(details);
    fields.any(|field| field.value.deprecated)
}

fn error_literal(api: &Api, named: &NamedType, object: &Struct) -> TokenStream {
    let name = ident(&named.rust_name);
    let fields = object.fields.iter().map(|field| {
        let field_name = ident(&field.rust_name);
        let value = error_field(api, object, field).unwrap_or_else(|| quote!(None));
        quote!(#field_name: #value)
    });
    quote!(types::#name { #(#fields),* })
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
            quote!(types::#name::from(#text))
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
    Some(
        quote!(rejection.violations.iter().map(|violation| types::#name { #(#fields),* }).collect()),
    )
}

/// An error schema that a rejection cannot fill.
pub(super) fn unsupported(api: &Api) -> Vec<Problem> {
    let Some((named, object)) = error_object(api) else {
        return Vec::new();
    };
    let pointer = &named.pointer;
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
