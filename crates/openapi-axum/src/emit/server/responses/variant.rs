//! The variants of the enumerations of answers: one per status, and per media type where there are several.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{fixed, headers, payload_type, reply};
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::model::{Api, Media, Operation, Response, Schema, Status};
use crate::names::Scope;

/// A variant of an enumeration of answers.
pub(in crate::emit::server) struct Variant<'a> {
    /// Its name.
    pub(in crate::emit::server) name: Ident,
    /// The operation.
    operation: &'a Operation,
    /// The answer.
    pub(in crate::emit::server) response: &'a Response,
    /// What it carries.
    pub(in crate::emit::server) media: Option<&'a Media>,
}

/// The variants for a list of answers.
pub(in crate::emit::server) fn variants<'a>(
    operation: &'a Operation,
    responses: &[&'a Response],
) -> Vec<Variant<'a>> {
    let mut scope = Scope::default();
    scope.claim("Failure");
    let mut list = Vec::new();
    for response in responses {
        let mut add = |name: &str, media| {
            list.push(Variant {
                name: ident(&scope.pick(name)),
                operation,
                response,
                media,
            });
        };
        match response.media.as_slice() {
            [] => add(&response.rust_name, None),
            [only] => add(&response.rust_name, Some(only)),
            several => {
                for media in several {
                    let name = format!("{}{}", response.rust_name, media.rust_name);
                    add(&name, Some(media));
                }
            }
        }
    }
    list
}

impl<'a> Variant<'a> {
    /// The type that it holds, if the document names it.
    pub(in crate::emit::server) fn held(&self) -> Option<&'a Schema> {
        self.media?.payload.held()
    }

    /// Whether a method gives headers with it.
    pub(in crate::emit::server) fn has_headers(&self) -> bool {
        headers::has_any(self.response)
    }

    /// The variant with its documentation.
    pub(in crate::emit::server) fn declaration(&self, api: &Api) -> TokenStream {
        let status = match self.response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(class) => format!("{class}00 to {class}99"),
            Status::Default => "A status that is not listed".to_owned(),
        };
        let media = match self.media {
            Some(media) if self.response.media.len() > 1 => {
                format!(", {}", super::super::bodies::listed(media))
            }
            _ => String::new(),
        };
        let text = format!("{status}{media}: {}", self.response.description);
        let docs = docs::outer(Some(text.trim_end_matches([':', ' '])), "");
        let name = &self.name;
        let mut fields = Vec::new();
        match self.response.status {
            Status::Code(_) => {}
            Status::Range(class) => {
                let class = Literal::u8_unsuffixed(class);
                fields.push(quote!(StatusClass<#class>));
            }
            Status::Default => fields.push(quote!(StatusCode)),
        }
        if let Some(media) = self.media {
            fields.push(payload_type(api, &media.payload));
        }
        if headers::has_any(self.response) {
            let headers = headers::name(self.operation, self.response);
            fields.push(quote!(#headers));
        }
        if fields.is_empty() {
            quote!(#docs #name)
        } else {
            quote!(#docs #name(#(#fields),*))
        }
    }

    /// The arm of `into_reply`.
    pub(in crate::emit::server) fn arm(&self) -> TokenStream {
        let name = &self.name;
        let (status, has_status) = match self.response.status {
            Status::Code(code) => (fixed(code), false),
            Status::Range(_) => (quote!(status.get()), true),
            Status::Default => {
                let (codes, classes) = self.listed();
                let unlisted = quote!(Reply::unlisted(status, &[#(#codes),*], &[#(#classes),*])?);
                (unlisted, true)
            }
        };
        let has_headers = headers::has_any(self.response);
        let parts = [
            has_status.then(|| quote!(status)),
            self.media.map(|_| quote!(body)),
            has_headers.then(|| quote!(headers)),
        ];
        let parts: Vec<TokenStream> = parts.into_iter().flatten().collect();
        let (reply, types) = reply(&status, self.media);
        let value = match (has_headers, types) {
            (true, []) => quote!(headers.write(#reply?)),
            (true, types) => quote!(headers.write(#reply?.media(&[#(#types),*]))),
            (false, []) => reply,
            (false, types) => quote!(Ok(#reply?.media(&[#(#types),*]))),
        };
        if parts.is_empty() {
            quote!(Self::#name => #value)
        } else {
            quote!(Self::#name(#(#parts),*) => #value)
        }
    }

    /// Statuses and classes that the operation lists beside `default`.
    fn listed(&self) -> (Vec<Literal>, Vec<Literal>) {
        let mut codes = Vec::new();
        let mut classes = Vec::new();
        for response in &self.operation.responses {
            match response.status {
                Status::Code(code) => codes.push(Literal::u16_unsuffixed(code)),
                Status::Range(class) => classes.push(Literal::u16_unsuffixed(class.into())),
                Status::Default => {}
            }
        }
        (codes, classes)
    }
}
