//! Examples of the document, as functions that both kinds of derived schemas share.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::json;
use super::rust_type::ident;
use crate::format::File;

/// Examples that are being collected, by function name.
#[derive(Default)]
pub(crate) struct Examples(IndexMap<String, Value>);

impl Examples {
    /// An expression for `value`: a literal, or a call of the function `name`.
    pub(crate) fn expression(&mut self, name: &str, value: &Value) -> TokenStream {
        if let Some(literal) = json::scalar(value) {
            return literal;
        }
        if value.is_null() {
            return quote!(serde_json::Value::Null);
        }
        let function = ident(&format!("{name}_example"));
        self.0.insert(function.to_string(), value.clone());
        quote!(examples::#function())
    }

    /// [`Examples::expression`], as an expression of type `Value`.
    pub(crate) fn value(&mut self, name: &str, value: &Value) -> TokenStream {
        let is_literal = json::scalar(value).is_some();
        let expression = self.expression(name, value);
        if is_literal {
            quote!(#expression.into())
        } else {
            expression
        }
    }

    /// Whether there is a function at all.
    pub(crate) fn is_used(&self) -> bool {
        !self.0.is_empty()
    }

    /// The file with the functions; `None` when there are none.
    pub(crate) fn file(&self, doc: &str) -> Option<File> {
        if self.0.is_empty() {
            return None;
        }
        let mut file = File::new(&[doc]);
        for (name, value) in &self.0 {
            file.text(json::function(name, value));
        }
        Some(file)
    }
}

/// The name of a place in a named type, for its function.
pub(crate) fn place_name(type_name: &str, prefix: &str) -> String {
    let place = prefix.trim_end_matches('_').to_lowercase();
    let type_name = crate::names::snake_case(type_name);
    if place.is_empty() {
        type_name
    } else {
        format!("{type_name}_{place}")
    }
}
