//! Documentation comments of progenitor's output, made fit for rustdoc.
//!
//! progenitor writes a comment as one attribute of many lines, which printers turn into a block comment whose indentation
//! rustdoc reads as code; and it fences its examples as `ignore`, since it cannot know the crate's name, which looks like
//! tests that were skipped. Both are mended on tokens, before anything is printed.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// Gives every line of every documentation comment an attribute of its own, and makes examples plain text.
pub(super) fn by_line(tokens: TokenStream) -> TokenStream {
    let mut mended = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_hash && let Some(text) = tokens.peek().and_then(doc_text) {
            tokens.next();
            mended.extend(attributes(&text));
            continue;
        }
        mended.extend([match token {
            TokenTree::Group(group) => {
                TokenTree::Group(Group::new(group.delimiter(), by_line(group.stream())))
            }
            other => other,
        }]);
    }
    mended
}

/// The text of `[doc = "text"]`.
fn doc_text(token: &TokenTree) -> Option<String> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let meta: syn::MetaNameValue = syn::parse2(group.stream()).ok()?;
    let syn::Expr::Lit(syn::ExprLit {
        lit: syn::Lit::Str(text),
        ..
    }) = meta.value
    else {
        return None;
    };
    meta.path.is_ident("doc").then(|| text.value())
}

fn attributes(text: &str) -> TokenStream {
    let text = text.replace("```ignore", "\n```text");
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines().map(str::trim_end) {
        let doubled = line.is_empty() && lines.last().is_some_and(String::is_empty);
        if !doubled {
            lines.push(if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            });
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines.iter().map(|line| quote! { #[doc = #line] }).collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::by_line;

    #[test]
    fn lines_get_attributes_and_examples_are_text() {
        let tokens = quote! {
            mod a {
                #[doc = "One.\n\n\nTwo.\n```ignore\nlet x;\n```"]
                #[doc = ""]
                #[doc = " Three."]
                #[derive(Debug)]
                struct A;
            }
        };
        let expected = quote! {
            mod a {
                #[doc = " One."]
                #[doc = ""]
                #[doc = " Two."]
                #[doc = ""]
                #[doc = " ```text"]
                #[doc = " let x;"]
                #[doc = " ```"]
                #[doc = ""]
                #[doc = " Three."]
                #[derive(Debug)]
                struct A;
            }
        };
        assert_eq!(by_line(tokens).to_string(), expected.to_string());
    }
}
