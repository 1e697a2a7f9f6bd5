//! Enumerations of other scalars than strings.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::items::header;
use crate::emit::docs;
use crate::emit::json::{float_literal, integer_literal};
use crate::emit::rust_type::ident;
use crate::model::{NamedType, ScalarValue};

/// An enumeration.
pub(super) fn emit(named: &NamedType, values: &[ScalarValue]) -> TokenStream {
    let header = header(named);
    let name = ident(&named.rust_name);
    let count = values.len();
    let variants = values.iter().map(|value| {
        let doc = format!(" {}.", docs::code(&value.value.to_string()));
        let variant = ident(&value.rust_name);
        quote!(#[doc = #doc] #variant)
    });
    let pairs = values.iter().map(|value| {
        let (scalar, variant) = (scalar(&value.value), ident(&value.rust_name));
        quote!((#scalar, Self::#variant))
    });
    let arms = values.iter().map(|value| {
        let (scalar, variant) = (scalar(&value.value), ident(&value.rust_name));
        quote!(Self::#variant => #scalar)
    });
    quote! {
        #header
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum #name { #(#variants),* }

        impl #name {
            /// Every value, with what it is on the wire.
            pub const VALUES: [(rt::Scalar, Self); #count] = [#(#pairs),*];

            /// The value on the wire.
            #[must_use]
            pub const fn as_scalar(self) -> rt::Scalar {
                match self { #(#arms),* }
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.as_scalar().fmt(f)
            }
        }

        impl Serialize for #name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.as_scalar().serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rt::scalar::deserialize(deserializer, &Self::VALUES)
            }
        }
    }
}

fn scalar(value: &Value) -> TokenStream {
    match value {
        Value::Bool(value) => quote!(rt::Scalar::Bool(#value)),
        Value::String(text) => quote!(rt::Scalar::String(#text)),
        Value::Number(number) => match number.as_i64() {
            Some(value) => {
                let value = integer_literal(value);
                quote!(rt::Scalar::Integer(#value))
            }
            None => {
                let value = float_literal(number.as_f64().unwrap_or_default());
                quote!(rt::Scalar::Number(#value))
            }
        },
        Value::Null | Value::Array(_) | Value::Object(_) => quote!(rt::Scalar::Bool(false)),
    }
}
