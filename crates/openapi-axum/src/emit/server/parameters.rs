//! One struct per operation and location of parameters.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::{LOCATIONS, has_location, wire};
use crate::emit::bounds::{self, field_prefix};
use crate::emit::checks::{Checks, Place};
use crate::emit::docs;
use crate::emit::rust_type::{format, ident};
use crate::emit::types::validate;
use crate::format::File;
use crate::model::{Api, Encoding, Holds, Location, Operation, Parameter, Schema, Style};
use crate::names::Scope;
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

/// Writes `parameters.rs`; nothing where no operation has any.
pub(super) fn emit(
    api: &Api,
    checks: &Checks,
    settings: &Settings,
) -> Result<Option<File>, Problem> {
    if names(api).is_empty() {
        return Ok(None);
    }
    let mut file = File::new(&["Parameters of each operation, by where they travel."]);
    for operation in &api.operations {
        for (location, _, suffix) in LOCATIONS {
            let of_location = |it: &&Parameter| it.location == location;
            let list: Vec<&Parameter> = operation.parameters.iter().filter(of_location).collect();
            if !list.is_empty() {
                file.items(structure(api, operation, location, suffix, &list, checks))?;
            }
        }
    }
    wire::run_time(&mut file, &["Call", "Faults", "Holds", "Layout", "Style"]);
    let mut parameters = api.operations.iter().flat_map(|it| &it.parameters);
    if parameters.any(|it| checks.calls_others(&it.value)) {
        file.import("openapi_axum_rt::Validate");
    }
    file.import_module_if_used("rt", "openapi_axum_rt as rt");
    wire::imports(&mut file, settings);
    Ok(Some(file))
}

fn structure(
    api: &Api,
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
            wire::field(api, &parameter.value, is_always_there(parameter)),
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
    let read = read(api, location, list, checks, &name.to_string());
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }

        impl #name {
            #(#constants)*
            #read
        }
    }
}

/// Whether the field holds a value in any case: it must be given, or a default stands for it.
fn is_always_there(parameter: &Parameter) -> bool {
    parameter.required || parameter.default.is_some()
}

fn read(
    api: &Api,
    location: Location,
    list: &[&Parameter],
    checks: &Checks,
    owner: &str,
) -> TokenStream {
    let (reader, place) = match location {
        Location::Path => ("path", "path"),
        Location::Query => ("query", "query"),
        Location::Header => ("headers", "header"),
        Location::Cookie => ("cookies", "cookie"),
    };
    let reader = ident(reader);
    let variables = variables(list);
    let reads = list.iter().zip(&variables).map(|(parameter, variable)| {
        let value = value(&reader, parameter);
        let ty = checks.has_checks(&parameter.value).then(|| {
            let ty = wire::field(api, &parameter.value, is_always_there(parameter));
            quote!(: Option<#ty>)
        });
        quote!(let #variable #ty = #value;)
    });
    let checked: Vec<_> = list
        .iter()
        .zip(&variables)
        .filter_map(|(parameter, variable)| check(parameter, variable, checks, owner))
        .collect();
    let check =
        (!checked.is_empty()).then(|| quote!(faults.check(#place, |at, report| { #(#checked)* });));
    let fields = list.iter().zip(&variables).map(|(parameter, variable)| {
        let field = ident(&parameter.rust_name);
        quote!(#field: #variable?)
    });
    quote! {
        pub(super) fn read(call: &Call, faults: &mut Faults) -> Option<Self> {
            let mut #reader = call.#reader(faults);
            #(#reads)*
            #check
            Some(Self { #(#fields),* })
        }
    }
}

/// The check of the bounds of one parameter, where it could be read: what is wrong with another does not hide them.
fn check(
    parameter: &Parameter,
    variable: &proc_macro2::Ident,
    checks: &Checks,
    owner: &str,
) -> Option<TokenStream> {
    let schema = &parameter.value;
    if !checks.has_checks(schema) {
        return None;
    }
    let (name, prefix) = (&parameter.name, field_prefix(&parameter.rust_name));
    let place = Place::variable(&quote!(#variable));
    let body = validate::member(name, schema, &place, checks, owner, &prefix);
    let pattern = if is_always_there(parameter) {
        quote!(Some(#variable))
    } else {
        quote!(Some(Some(#variable)))
    };
    Some(quote!(if let #pattern = &#variable { #(#body)* }))
}

/// The variables that hold parameters until all are read: their fields, unless something else here has the name.
fn variables(list: &[&Parameter]) -> Vec<proc_macro2::Ident> {
    const TAKEN: [&str; 10] = [
        "call", "faults", "path", "query", "headers", "cookies", "at", "report", "item", "index",
    ];
    let is_free = |name: &str| !TAKEN.contains(&name);
    let mut scope = Scope::default();
    for name in list
        .iter()
        .map(|it| it.rust_name.as_str())
        .filter(|it| is_free(it))
    {
        scope.claim(name);
    }
    let mut variable = |name: &str| match is_free(name) {
        true => ident(name),
        false => ident(&scope.pick_field(&format!("{name}_value"))),
    };
    list.iter().map(|it| variable(&it.rust_name)).collect()
}

/// The call that reads one parameter.
fn value(reader: &proc_macro2::Ident, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let default = parameter
        .default
        .as_ref()
        .map(|default| default_text(default, &parameter.encoding));
    let method = match (&default, parameter.required) {
        (Some(_), _) => "or",
        (None, true) => "required",
        (None, false) => "optional",
    };
    let (method, layout) = match &parameter.encoding {
        Encoding::Text => (ident(method).into_token_stream(), None),
        Encoding::Json => (ident(&format!("{method}_json")).into_token_stream(), None),
        Encoding::Styled {
            style,
            explode,
            holds,
        } => {
            let layout = Some(layout(*style, *explode, holds));
            match foreign_format(&parameter.value) {
                Some(format) => {
                    let method = format_ident!("{method}_in");
                    (quote!(#method::<#format, _>), layout)
                }
                None => (ident(&format!("{method}_as")).into_token_stream(), layout),
            }
        }
    };
    let arguments = [
        Some(quote!(#name)),
        layout,
        default.map(|text| quote!(#text)),
    ];
    let arguments = arguments.into_iter().flatten();
    quote!(#reader.#method(#(#arguments),*))
}

/// The run time's format for a value with something in it that serde does not read by itself.
fn foreign_format(schema: &Schema) -> Option<TokenStream> {
    let format = format(schema)?;
    let is_foreign = ["rt::Text", "rt::DateTime"]
        .iter()
        .any(|it| format.contains(it));
    is_foreign.then(|| format.parse().ok()).flatten()
}

/// A default as a caller would write it; a list or an object, and what is written as JSON anyway, as JSON.
fn default_text(value: &serde_json::Value, encoding: &Encoding) -> String {
    match value {
        serde_json::Value::String(text) if *encoding != Encoding::Json => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn layout(style: Style, explode: bool, holds: &Holds) -> TokenStream {
    if *holds == Holds::Scalar && matches!(style, Style::Simple | Style::Form) {
        return quote!(Layout::TEXT);
    }
    let style = ident(match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    });
    let holds = match holds {
        Holds::Scalar => quote!(Holds::Scalar),
        Holds::List => quote!(Holds::List),
        Holds::Object(names) => quote!(Holds::Object(&[#(#names),*])),
    };
    let way = ident(if explode { "exploded" } else { "plain" });
    quote!(Layout::#way(Style::#style, #holds))
}
