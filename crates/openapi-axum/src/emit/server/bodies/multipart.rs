//! A multipart body: its parts in the order in which they come.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::emit::bounds::{self, field_prefix};
use crate::emit::checks::{Checks, Place};
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::emit::server::wire;
use crate::emit::types::validate;
use crate::model::{Api, Items, Operation, Part, PartKind, Parts, Schema, Shape};
use crate::names::snake_case;

/// Name of the reader of the parts.
pub(super) fn name(operation: &Operation) -> Ident {
    format_ident!("{}Multipart", operation.type_prefix)
}

/// The reader, and the enumeration of what it gives.
pub(super) fn emit(
    api: &Api,
    operation: &Operation,
    parts: &Parts,
    checks: &Checks,
) -> TokenStream {
    let part = format_ident!("{}Part", operation.type_prefix);
    let reader = reader(operation, parts, &part, checks);
    let doc = format!(" A part of the body of `{}`.", operation.id);
    let variants = parts.listed.iter().map(|it| {
        let docs = docs::outer(it.description.as_deref(), &format!("`{}`.", it.name));
        let variant = ident(&it.rust_name);
        let ty = match schema(it) {
            None => quote!(FilePart),
            Some(schema) => wire::plain(api, schema),
        };
        quote!(#docs #variant(#ty))
    });
    let other = (!parts.closed).then(|| {
        quote! {
            /// A part that the document does not list.
            Other(FilePart),
        }
    });
    let checked = checks_of(parts, &part, checks);
    quote! {
        #reader

        #[doc = #doc]
        #[derive(Debug)]
        pub enum #part {
            #(#variants,)*
            #other
        }

        #checked
    }
}

fn schema(part: &Part) -> Option<&Schema> {
    match &part.kind {
        PartKind::File { .. } => None,
        PartKind::Text(schema) | PartKind::Json(schema) => Some(schema),
    }
}

fn reader(operation: &Operation, parts: &Parts, part: &Ident, checks: &Checks) -> TokenStream {
    let name = name(operation);
    let doc = format!(
        " The body of `{}`: parts are read one after another.",
        operation.id
    );
    let rules = parts.listed.iter().map(rule);
    let arms = parts.listed.iter().map(|it| {
        let (key, variant) = (&it.name, ident(&it.rust_name));
        let value = match &it.kind {
            PartKind::File { max_bytes: None } => quote!(found),
            PartKind::File {
                max_bytes: Some(bytes),
            } => {
                let bytes = Literal::u64_unsuffixed(*bytes);
                quote!(found.at_most(#bytes))
            }
            PartKind::Text(schema) if matches!(schema.shape, Shape::Ref { .. } | Shape::Any) => {
                quote!(found.text().await?)
            }
            PartKind::Text(_) => quote!(found.scalar().await?),
            PartKind::Json(_) => quote!(found.json().await?),
        };
        let is_file = matches!(it.kind, PartKind::File { .. });
        match it.items {
            Some(Items { unique: true, .. }) if !is_file => quote! {
                #key => {
                    let value = #value;
                    #part::#variant(self.0.distinct(#key, value)?)
                }
            },
            _ => quote!(#key => #part::#variant(#value)),
        }
    });
    let other = if parts.closed {
        quote!(return Err(self.0.unlisted()))
    } else {
        quote!(#part::Other(found))
    };
    let is_checked = parts
        .listed
        .iter()
        .filter_map(schema)
        .any(|it| checks.has_checks(it));
    let result = if is_checked {
        quote!(self.0.checked(part).map(Some))
    } else {
        quote!(Ok(Some(part)))
    };
    quote! {
        #[doc = #doc]
        #[derive(Debug)]
        pub struct #name(Multipart);

        impl #name {
            /// What the document lists.
            const PARTS: &[Listed] = &[#(#rules),*];

            /// Holds `parts` to what the document lists.
            pub(super) fn new(parts: Multipart, constraint_status: StatusCode) -> Self {
                Self(parts.listing(Self::PARTS, constraint_status))
            }

            /// The next part; `None` after the last one, when all that must be there were.
            ///
            /// # Errors
            /// What is wrong with the part or with the body as a whole.
            pub async fn next_part(&mut self) -> Result<Option<#part>, Rejection> {
                let Some(found) = self.0.next_part().await? else {
                    return Ok(None);
                };
                let part = match found.name.as_str() {
                    #(#arms,)*
                    _ => #other,
                };
                #result
            }
        }
    }
}

/// What the document says of how often a part may be there.
fn rule(part: &Part) -> TokenStream {
    let (name, way) = (
        &part.name,
        if part.required {
            "required"
        } else {
            "optional"
        },
    );
    let way = ident(way);
    let repeated = part.items.map(|items| {
        let min = Literal::u64_unsuffixed(items.min.unwrap_or_default());
        let max = match items.max {
            Some(max) => {
                let max = Literal::u64_unsuffixed(max);
                quote!(#max)
            }
            None => quote!(u64::MAX),
        };
        quote!(.repeated(#min, #max))
    });
    quote!(Listed::#way(#name) #repeated)
}

/// The bounds of the parts, and the check that reads them.
fn checks_of(parts: &Parts, part: &Ident, checks: &Checks) -> TokenStream {
    let mut constants = Vec::new();
    let mut arms = Vec::new();
    let mut rest = Vec::new();
    for it in &parts.listed {
        let variant = ident(&it.rust_name);
        let Some(schema) = schema(it).filter(|schema| checks.has_checks(schema)) else {
            rest.push(quote!(Self::#variant(_)));
            continue;
        };
        let prefix = field_prefix(&snake_case(&it.rust_name));
        let bounds = bounds::of_place(schema, &prefix, &format!("`{}`", it.name));
        constants.extend(bounds::constant_items(&bounds));
        let place = Place::variable(&quote!(value));
        let owner = part.to_string();
        let body = checks.statements(schema, &place, &quote!(at), &owner, &prefix);
        arms.push(quote!(Self::#variant(value) => { #(#body)* }));
    }
    if arms.is_empty() {
        return quote!();
    }
    if !parts.closed {
        rest.push(quote!(Self::Other(_)));
    }
    let rest = (!rest.is_empty()).then(|| quote!(#(#rest)|* => {}));
    let body = quote!(match self { #(#arms)* #rest });
    let implementation = validate::implementation(&part.to_string(), &[body], None);
    let inherent = (!constants.is_empty()).then(|| quote!(impl #part { #(#constants)* }));
    quote!(#inherent #implementation)
}
