//! How a schema in place is typed, and how serde reads and writes it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::model::{Schema, Shape, StringFormat};

/// An identifier, raw where it is written so.
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(keyword) => Ident::new_raw(keyword, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The Rust type of a schema, `Option` where null is a value.
pub(crate) fn rust_type(schema: &Schema) -> TokenStream {
    let plain = plain_type(schema);
    if schema.nullable {
        quote!(Option<#plain>)
    } else {
        plain
    }
}

/// The Rust type of a property: `Option` around [`rust_type`] where it may be absent.
pub(crate) fn field_type(schema: &Schema, required: bool) -> TokenStream {
    let present = rust_type(schema);
    if required {
        present
    } else {
        quote!(Option<#present>)
    }
}

/// The Rust type of a schema but for null.
pub(crate) fn plain_type(schema: &Schema) -> TokenStream {
    match &schema.shape {
        Shape::Ref { name, boxed } => {
            let name = ident(name);
            if *boxed {
                quote!(Box<#name>)
            } else {
                quote!(#name)
            }
        }
        Shape::String(StringFormat::Plain(_)) => quote!(String),
        Shape::String(StringFormat::DateTime) => quote!(jiff::Timestamp),
        Shape::String(StringFormat::Date) => quote!(jiff::civil::Date),
        Shape::String(StringFormat::Uuid) => quote!(uuid::Uuid),
        Shape::String(StringFormat::Ipv4) => quote!(std::net::Ipv4Addr),
        Shape::String(StringFormat::Ipv6) => quote!(std::net::Ipv6Addr),
        Shape::String(StringFormat::Byte) => quote!(rt::Base64),
        Shape::Integer(format) => ident(format.rust_type()).into_token_stream(),
        Shape::Number(_) => quote!(f64),
        Shape::Boolean => quote!(bool),
        Shape::Array(items) => {
            let items = rust_type(items);
            quote!(Vec<#items>)
        }
        Shape::Map(values) => {
            let values = rust_type(values);
            quote!(BTreeMap<String, #values>)
        }
        Shape::FreeForm => quote!(serde_json::Map<String, serde_json::Value>),
        Shape::Any => quote!(serde_json::Value),
    }
}

/// The attribute of code that touches a deprecated property.
pub(crate) fn expects_deprecated(does: bool) -> Option<TokenStream> {
    does.then(|| quote!(#[expect(deprecated, reason = "the document still has the property")]))
}

/// The run time's format for a schema, or `None` where serde's own way is right. Null is part of it.
pub(crate) fn format(schema: &Schema) -> Option<String> {
    let plain = plain_format(schema)?;
    Some(if schema.nullable {
        format!("rt::Nullable<{plain}>")
    } else {
        plain
    })
}

fn plain_format(schema: &Schema) -> Option<String> {
    match &schema.shape {
        Shape::Integer(_) => Some("rt::Integer".to_owned()),
        Shape::String(StringFormat::DateTime) => Some("rt::DateTime".to_owned()),
        Shape::String(
            StringFormat::Date
            | StringFormat::Uuid
            | StringFormat::Ipv4
            | StringFormat::Ipv6
            | StringFormat::Byte,
        ) => Some("rt::Text".to_owned()),
        Shape::Array(items) => Some(format!("rt::List<{}>", format(items)?)),
        Shape::Map(values) => Some(format!("rt::Entries<{}>", format(values)?)),
        _ => None,
    }
}

/// `#[serde(…)]` of a field.
pub(crate) fn serde_attribute(
    schema: &Schema,
    required: bool,
    rename: Option<&str>,
) -> TokenStream {
    let mut parts = Vec::new();
    if let Some(name) = rename {
        parts.push(quote!(rename = #name));
    }
    if !required {
        parts.push(quote!(default));
        parts.push(quote!(skip_serializing_if = "Option::is_none"));
    }
    match (format(schema), required) {
        (Some(format), true) => {
            let with = format!("rt::As::<{format}>");
            parts.push(quote!(with = #with));
        }
        (Some(format), false) => {
            let with = format!("rt::As::<rt::Present<{format}>>");
            parts.push(quote!(with = #with));
        }
        // Without this serde would take a missing member for null.
        (None, true) if schema.nullable => {
            parts.push(quote!(deserialize_with = "Option::deserialize"))
        }
        (None, true) => {}
        (None, false) => parts.push(quote!(deserialize_with = "rt::present")),
    }
    if parts.is_empty() {
        quote!()
    } else {
        quote!(#[serde(#(#parts),*)])
    }
}
