//! One struct per operation and location of parameters.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{LOCATIONS, has_location, import_types, reference_name};
use crate::emit::bounds::{self, field_prefix};
use crate::emit::checks::Checks;
use crate::emit::docs;
use crate::emit::rust_type::{field_type, ident};
use crate::emit::types::validate;
use crate::format::File;
use crate::model::{Api, Location, Operation, Parameter};
use crate::problem::Problem;
use crate::settings::Settings;

/// Names of the structs, in order.
pub(super) fn names(api: &Api) -> Vec<String> {
    let mut names = Vec::new();
    for operation in &api.operations {
        for (location, _, suffix) in LOCATIONS {
            if has_location(operation, location) {
                names.push(format!("{}{suffix}", operation.type_prefix));
            }
        }
    }
    names
}

/// Writes `parameters.rs`.
pub(super) fn emit(api: &Api, checks: &Checks, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&["Parameters of each operation, by where they travel."]);
    let mut types = BTreeSet::new();
    for operation in &api.operations {
        for (location, _, suffix) in LOCATIONS {
            let list: Vec<&Parameter> = operation
                .parameters
                .iter()
                .filter(|parameter| parameter.location == location)
                .collect();
            if !list.is_empty() {
                file.items(structure(operation, location, suffix, &list, checks))?;
            }
        }
        types.extend(
            operation
                .parameters
                .iter()
                .filter_map(|parameter| reference_name(&parameter.value)),
        );
    }
    file.import("openapi_axum_rt::server::{Call, Rejection, RejectionKind}");
    file.import_if_used("required", "openapi_axum_rt::server::required");
    file.import_if_used("Pointer", "openapi_axum_rt::Pointer");
    file.import_if_used("Report", "openapi_axum_rt::Report");
    file.import_if_used("Validate", "openapi_axum_rt::Validate");
    file.import_if_used("validate_at", "openapi_axum_rt::validate_at");
    file.import_if_used("rt", "openapi_axum_rt as rt");
    import_types(
        &mut file,
        settings,
        &types.into_iter().map(str::to_owned).collect(),
    );
    Ok(file)
}

fn structure(
    operation: &Operation,
    location: Location,
    suffix: &str,
    list: &[&Parameter],
    checks: &Checks,
) -> TokenStream {
    let name = format_ident!("{}{suffix}", operation.type_prefix);
    let doc = format!(" {suffix} parameters of `{}`.", operation.id);
    let fields = list.iter().map(|parameter| {
        let docs = docs::outer(
            parameter.description.as_deref(),
            &format!("`{}`.", parameter.name),
        );
        let (field, ty) = (
            ident(&parameter.rust_name),
            field_type(&parameter.value, parameter.required),
        );
        quote!(#docs pub #field: #ty)
    });
    let bounds: Vec<_> = list
        .iter()
        .flat_map(|parameter| {
            let what = format!("`{}`", parameter.name);
            bounds::of_place(&parameter.value, &field_prefix(&parameter.rust_name), &what)
        })
        .collect();
    let constants = bounds::constant_items(&bounds);
    let triples = list.iter().map(|parameter| {
        (
            parameter.name.as_str(),
            parameter.rust_name.as_str(),
            &parameter.value,
            parameter.required,
        )
    });
    let body = validate::fields(triples, checks, &name.to_string());
    let implementation =
        (!body.is_empty()).then(|| validate::implementation(&name.to_string(), &body));
    let read = read(operation, location, list, !body.is_empty());
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }

        impl #name {
            #(#constants)*
            #read
        }

        #implementation
    }
}

fn read(
    operation: &Operation,
    location: Location,
    list: &[&Parameter],
    validated: bool,
) -> TokenStream {
    let kind = match location {
        Location::Path => quote!(RejectionKind::Path),
        Location::Query => quote!(RejectionKind::Query),
        Location::Header => quote!(RejectionKind::Header),
    };
    let (reader, root) = match location {
        Location::Path => (quote!(let path = call.path();), "path"),
        Location::Query => (quote!(let query = call.query()?;), "query"),
        Location::Header => (quote!(let headers = call.headers();), "header"),
    };
    let fields = list.iter().map(|parameter| {
        let (field, name) = (ident(&parameter.rust_name), &parameter.name);
        let value = match location {
            Location::Path => {
                let from_end = Literal::usize_unsuffixed(from_end(&operation.path, name));
                quote!(path.segment(#name, #from_end)?)
            }
            Location::Query if parameter.required => {
                quote!(required(#kind, #name, query.get(#name)?)?)
            }
            Location::Query => quote!(query.get(#name)?),
            Location::Header => {
                let name = name.to_lowercase();
                let value = quote!(headers.get(#name)?);
                if parameter.required {
                    quote!(required(#kind, #name, #value)?)
                } else {
                    value
                }
            }
        };
        quote!(#field: #value)
    });
    let result = if validated {
        quote! {
            let parameters = Self { #(#fields),* };
            validate_at(&parameters, &Pointer::root(#root))
                .map_err(|violations| Rejection::parameters(#kind, violations))?;
            Ok(parameters)
        }
    } else {
        quote!(Ok(Self { #(#fields),* }))
    };
    quote! {
        pub(super) fn read(call: &Call) -> Result<Self, Rejection> {
            #reader
            #result
        }
    }
}

/// How many segments of the path come after the parameter.
fn from_end(path: &str, name: &str) -> usize {
    let segment = format!("{{{name}}}");
    path.rsplit('/')
        .position(|part| part == segment)
        .unwrap_or_default()
}
