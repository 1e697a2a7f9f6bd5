//! Long chains of method calls, cut into statements.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type::ident;

/// Most calls in one expression. Whoever reads Rust, the compiler too, goes one level down for each: a chain as long as a
/// large document would overflow the stack.
const LONGEST: usize = 200;

/// `start` with all calls after it: statements that a block begins with, and the expression that ends it. `name` is the
/// variable in between.
pub(super) fn chain(
    name: &str,
    start: TokenStream,
    calls: &[TokenStream],
) -> (TokenStream, TokenStream) {
    let name = ident(name);
    let mut chunks = calls.chunks(LONGEST);
    let last = chunks.next_back().unwrap_or_default();
    let mut statements = TokenStream::new();
    let mut start = start;
    for chunk in chunks {
        statements.extend(quote!(let #name = #start #(#chunk)*;));
        start = quote!(#name);
    }
    (statements, quote!(#start #(#last)*))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{LONGEST, chain};

    #[test]
    fn a_long_chain_becomes_statements() {
        let calls = |count| vec![quote!(.a()); count];
        let written = |count| {
            let (statements, end) = chain("it", quote!(new()), &calls(count));
            (statements.to_string(), end.to_string())
        };
        assert_eq!(written(0), (String::new(), "new ()".to_owned()));
        assert_eq!(written(2).0, "");
        let (statements, end) = written(2 * LONGEST + 1);
        assert_eq!(statements.matches("let it =").count(), 2);
        assert_eq!(end, "it . a ()");
    }
}
