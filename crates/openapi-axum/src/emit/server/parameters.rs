//! One struct per operation and location of parameters.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{LOCATIONS, has_location, wire};
use crate::emit::bounds::{self, field_prefix};
use crate::emit::checks::Checks;
use crate::emit::docs;
use crate::emit::rust_type::{format, ident};
use crate::emit::types::validate;
use crate::format::File;
use crate::model::{Api, Encoding, Holds, Location, Operation, Parameter, Schema, Style};
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
    for word in ["Pointer", "Report", "Validate"] {
        file.import_if_used(word, &format!("openapi_axum_rt::{word}"));
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
    let triples = list.iter().map(|parameter| {
        (
            parameter.name.as_str(),
            parameter.rust_name.as_str(),
            &parameter.value,
            is_always_there(parameter),
        )
    });
    let body = validate::fields(triples, checks, &name.to_string());
    let implementation =
        (!body.is_empty()).then(|| validate::implementation(&name.to_string(), &body, None));
    let read = read(location, list, !body.is_empty());
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

/// Whether the field holds a value in any case: it must be given, or a default stands for it.
fn is_always_there(parameter: &Parameter) -> bool {
    parameter.required || parameter.default.is_some()
}

fn read(location: Location, list: &[&Parameter], validated: bool) -> TokenStream {
    let (reader, place) = match location {
        Location::Path => ("path", "path"),
        Location::Query => ("query", "query"),
        Location::Header => ("headers", "header"),
        Location::Cookie => ("cookies", "cookie"),
    };
    let reader = ident(reader);
    let reads = list.iter().map(|parameter| {
        let (variable, value) = (variable(parameter), value(&reader, parameter));
        quote!(let #variable = #value;)
    });
    let fields = list.iter().map(|parameter| {
        let (field, variable) = (ident(&parameter.rust_name), variable(parameter));
        quote!(#field: #variable?)
    });
    let result = if validated {
        quote!(faults.checked(#place, Self { #(#fields),* }))
    } else {
        quote!(Some(Self { #(#fields),* }))
    };
    quote! {
        pub(super) fn read(call: &Call, faults: &mut Faults) -> Option<Self> {
            let mut #reader = call.#reader(faults);
            #(#reads)*
            #result
        }
    }
}

/// The variable that holds a parameter until all are read: its field, unless something else here has that name.
fn variable(parameter: &Parameter) -> proc_macro2::Ident {
    const TAKEN: [&str; 6] = ["call", "faults", "path", "query", "headers", "cookies"];
    let name = &parameter.rust_name;
    if TAKEN.contains(&name.as_str()) {
        format_ident!("{name}_value")
    } else {
        ident(name)
    }
}

/// The call that reads one parameter.
fn value(reader: &proc_macro2::Ident, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let default = parameter.default.as_ref().map(default_text);
    let method = match (&default, parameter.required) {
        (Some(_), _) => "or",
        (None, true) => "required",
        (None, false) => "optional",
    };
    let (method, layout) = match &parameter.encoding {
        Encoding::Text => (ident(method), None),
        Encoding::Json => (format_ident!("{method}_json"), None),
        Encoding::Styled {
            style,
            explode,
            holds,
        } => {
            let layout = Some(layout(*style, *explode, holds));
            if let Some(format) = foreign_format(&parameter.value) {
                let method = format_ident!("{method}_in");
                let arguments = [Some(quote!(#name)), layout];
                let arguments = arguments.into_iter().flatten();
                return quote!(#reader.#method::<#format, _>(#(#arguments),*));
            }
            (format_ident!("{method}_as"), layout)
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

/// A default as a caller would write it.
fn default_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn layout(style: Style, explode: bool, holds: &Holds) -> TokenStream {
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
