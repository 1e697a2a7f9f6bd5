//! Enumerations of strings: closed ones that a caller sends, open ones that keep what they do not know.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::items::header;
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::lower::{names_in, schemas_of};
use crate::model::{Api, Enum, EnumValue, Kind, NamedType, Shape};

/// A closed enumeration.
pub(super) fn closed(named: &NamedType, values: &Enum) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let variants = values.values.iter().map(|value| {
        let (docs, variant, text) = (variant_docs(value), ident(&value.rust_name), &value.value);
        quote!(#docs #[serde(rename = #text)] #variant)
    });
    let list = value_list(values);
    let arms = as_str_arms(values);
    let parse = values.values.iter().map(|value| {
        let (variant, text) = (ident(&value.rust_name), &value.value);
        quote!(#text => Ok(Self::#variant))
    });
    let display = display(named);
    quote! {
        #header
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum #name { #(#variants),* }

        impl #name {
            /// Every value, as on the wire.
            #list

            /// The value on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(#arms),* }
            }
        }

        #display

        impl FromStr for #name {
            type Err = rt::TextError;

            fn from_str(text: &str) -> Result<Self, rt::TextError> {
                match text {
                    #(#parse,)*
                    _ => Err(rt::TextError::not_one_of(&Self::VALUES)),
                }
            }
        }
    }
}

/// An open enumeration.
pub(super) fn open(named: &NamedType, values: &Enum) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let variants = values.values.iter().map(|value| {
        let (docs, variant) = (variant_docs(value), ident(&value.rust_name));
        quote!(#docs #variant)
    });
    let list = value_list(values);
    let arms = as_str_arms(values);
    let parse = values.values.iter().map(|value| {
        let (variant, text) = (ident(&value.rust_name), &value.value);
        quote!(#text => Self::#variant)
    });
    let display = display(named);
    quote! {
        #header
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants,)*
            /// A value that the document does not list.
            Other(String),
        }

        impl #name {
            /// The values that the document lists, as on the wire.
            #list

            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self { #(#arms,)* Self::Other(text) => text }
            }
        }

        #display

        impl From<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#parse,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl From<String> for #name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    }
}

fn variant_docs(value: &EnumValue) -> TokenStream {
    let doc = format!(" {}.", docs::code(&value.value));
    quote!(#[doc = #doc])
}

fn value_list(values: &Enum) -> TokenStream {
    let count = values.values.len();
    let texts = values.values.iter().map(|value| &value.value);
    quote!(pub const VALUES: [&'static str; #count] = [#(#texts),*];)
}

fn as_str_arms(values: &Enum) -> Vec<TokenStream> {
    let arm = |value: &EnumValue| {
        let (variant, text) = (ident(&value.rust_name), &value.value);
        quote!(Self::#variant => #text)
    };
    values.values.iter().map(arm).collect()
}

fn display(named: &NamedType) -> TokenStream {
    let name = ident(&named.rust_name);
    quote! {
        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    }
}

/// Names of the scalars that parameters are made of.
pub(super) fn read_from_text(api: &Api) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = Vec::new();
    for operation in &api.operations {
        for parameter in &operation.parameters {
            names_in(&parameter.value, &mut open);
        }
    }
    while let Some(name) = open.pop() {
        let Some(named) = api.types.get(&name) else {
            continue;
        };
        if found.insert(name) {
            for schema in schemas_of(named) {
                names_in(schema, &mut open);
            }
        }
    }
    found.retain(|name| {
        api.types
            .get(name)
            .is_some_and(|named| is_scalar(api, named, 0))
    });
    found
}

fn is_scalar(api: &Api, named: &NamedType, depth: u32) -> bool {
    const DEEPEST: u32 = 16;
    match &named.kind {
        Kind::Enum(_) | Kind::Scalars(_) => true,
        Kind::Own(own) => own.is_scalar,
        Kind::Newtype(schema) if !schema.nullable => match &schema.shape {
            Shape::String(_) | Shape::Integer(_) | Shape::Number(_) | Shape::Boolean => true,
            Shape::Ref { name, boxed: false } if depth < DEEPEST => api
                .types
                .get(name)
                .is_some_and(|inner| is_scalar(api, inner, depth + 1)),
            _ => false,
        },
        _ => false,
    }
}

/// `FromText` for a scalar that parameters are made of.
pub(super) fn from_text(named: &NamedType) -> TokenStream {
    let name = ident(&named.rust_name);
    let body = match &named.kind {
        Kind::Enum(values) if values.open => {
            quote!(<String as rt::FromText>::from_text(text).map(Self::from))
        }
        Kind::Enum(_) => quote!(text.parse()),
        Kind::Scalars(_) => quote!(rt::scalar::from_text(text, &Self::VALUES)),
        _ => quote!(rt::FromText::from_text(text).map(Self)),
    };
    quote! {
        impl rt::FromText for #name {
            fn from_text(text: &str) -> Result<Self, rt::TextError> {
                #body
            }
        }
    }
}
