//! Enumerations of strings: closed ones that a caller sends, open ones that keep what they do not know.

use proc_macro2::TokenStream;
use quote::quote;

use super::items::header;
use crate::emit::rust_type::ident;
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
    let doc = format!(" `{}`.", value.value);
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

/// `FromText` for a type that a parameter has.
pub(super) fn from_text(api: &Api, named: &NamedType) -> TokenStream {
    let is_this =
        |shape: &Shape| matches!(shape, Shape::Ref { name, .. } if *name == named.rust_name);
    let mut parameters = api
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters);
    if !parameters.any(|parameter| is_this(&parameter.value.shape)) {
        return quote!();
    }
    let name = ident(&named.rust_name);
    let body = match &named.kind {
        Kind::Enum(values) if values.open => {
            quote!(<String as rt::FromText>::from_text(text).map(Self::from))
        }
        Kind::Enum(_) => quote!(text.parse()),
        Kind::Newtype(_) => quote!(rt::FromText::from_text(text).map(Self)),
        _ => return quote!(),
    };
    quote! {
        impl rt::FromText for #name {
            fn from_text(text: &str) -> Result<Self, rt::TextError> {
                #body
            }
        }
    }
}
