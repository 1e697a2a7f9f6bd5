//! JSON values as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

/// A scalar as a literal; `None` for arrays and objects.
pub(crate) fn scalar(value: &Value) -> Option<TokenStream> {
    match value {
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(text) => Some(quote!(#text)),
        Value::Number(number) => Some(number_literal(number)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number as a literal without a suffix.
pub(crate) fn number_literal(number: &Number) -> TokenStream {
    if let Some(value) = number.as_i64() {
        return integer_literal(value);
    }
    if let Some(value) = number.as_u64() {
        let literal = Literal::u64_unsuffixed(value);
        return quote!(#literal);
    }
    float_literal(number.as_f64().unwrap_or_default())
}

/// An integer as a literal without a suffix.
pub(crate) fn integer_literal(value: i64) -> TokenStream {
    let literal = grouped(value.unsigned_abs());
    if value < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// Digits in groups of three, as people write them.
fn grouped(value: u64) -> TokenStream {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len() > 4 && (digits.len() - at).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text.parse().unwrap_or_default()
}

/// A float as a literal without a suffix.
pub(crate) fn float_literal(value: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// A function `name` that makes `value`, as text: its body reads like the JSON it makes.
pub(crate) fn function(name: &str, value: &Value) -> String {
    let pretty = indented(value, 1);
    format!("pub(crate) fn {name}() -> serde_json::Value {{\n    serde_json::json!({pretty})\n}}\n")
}

fn indented(value: &Value, depth: usize) -> String {
    let inner = "    ".repeat(depth + 1);
    let close = "    ".repeat(depth);
    let parts: Vec<String> = match value {
        Value::Array(items) => items
            .iter()
            .map(|item| format!("{inner}{}", indented(item, depth + 1)))
            .collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, item)| format!("{inner}{key:?}: {}", indented(item, depth + 1)))
            .collect(),
        Value::String(text) => return format!("{text:?}"),
        other => return other.to_string(),
    };
    let (open, end) = if value.is_array() {
        ('[', ']')
    } else {
        ('{', '}')
    };
    if parts.is_empty() {
        return format!("{open}{end}");
    }
    format!("{open}\n{}\n{close}{end}", parts.join(",\n"))
}
