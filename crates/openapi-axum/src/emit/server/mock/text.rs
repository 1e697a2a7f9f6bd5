//! Texts as constants that people can read.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

/// Longest JSON that stands on one line.
const LINE: usize = 80;

/// A constant with a text.
pub(super) fn constant(name: &Ident, text: &str) -> TokenStream {
    let literal = literal(text);
    quote!(const #name: &str = #literal;)
}

/// JSON, over several lines where it is long.
pub(super) fn json(value: &Value) -> String {
    let short = value.to_string();
    if short.len() <= LINE {
        return short;
    }
    serde_json::to_string_pretty(value).unwrap_or(short)
}

/// A literal as it is written by hand: raw where there would be many backslashes.
pub(super) fn literal(text: &str) -> TokenStream {
    let is_plain = !text.contains(['"', '\\', '\n']) || text.contains('\r');
    let raw = || -> Option<TokenStream> {
        let longest = text.split('"').skip(1);
        let longest = longest.map(|it| it.len() - it.trim_start_matches('#').len() + 1);
        let marks = "#".repeat(longest.max().unwrap_or(0));
        format!("r{marks}\"{text}\"{marks}").parse().ok()
    };
    let escaped = || {
        let literal = Literal::string(text);
        quote!(#literal)
    };
    if is_plain {
        escaped()
    } else {
        raw().unwrap_or_else(escaped)
    }
}
