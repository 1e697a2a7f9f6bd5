//! The handlers: each reads its request in the documented order and calls the method.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::responses::{Success, success};
use super::security::Reads;
use super::{
    LOCATIONS, bodies, constant_name, has_location, rejection_closure, responses, route_docs,
    status, wire,
};
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Body, Media, Operation, Payload, Status};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `handlers.rs`; nothing where there is no operation.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<Option<File>, Problem> {
    if api.operations.is_empty() {
        return Ok(None);
    }
    let mut file = File::new(&[
        "The handlers: each reads its request in the documented order and calls the method.",
    ]);
    let trait_name = ident(&settings.trait_name);
    file.items(quote! {
        type Shared<A> = State<Arc<Server<A>>>;
    })?;
    let credentials = Reads::of(api);
    for operation in &api.operations {
        file.items(handler(api, operation, &credentials, &trait_name))?;
    }
    file.import("std::sync::Arc");
    file.import("axum::extract::{Request, State}");
    file.import("axum::response::Response");
    file.import_if_used("StatusCode", "http::StatusCode");
    wire::run_time(
        &mut file,
        &[
            "Call",
            "ErrorBody",
            "FieldEncoding",
            "Holds",
            "Layout",
            "Server",
            "Style",
            "optional_credentials",
        ],
    );
    file.import(&format!("super::api::{}", settings.trait_name));
    file.import("super::operations");
    file.import_module_if_used("security", "super::security");
    for (module, names) in [
        ("bodies", bodies::names(api)),
        ("parameters", super::parameters::names(api)),
    ] {
        for name in names {
            file.import_if_used(&name, &format!("super::{module}::{name}"));
        }
    }
    Ok(Some(file))
}

fn handler(
    api: &Api,
    operation: &Operation,
    credentials: &Reads<'_>,
    trait_name: &Ident,
) -> TokenStream {
    let (name, constant) = (ident(&operation.rust_name), constant_name(operation));
    let doc = route_docs(operation);
    let mut reads = Vec::new();
    let mut arguments = vec![quote!(context)];
    let caller = match (operation.security.is_empty(), operation.is_open()) {
        (true, _) => quote!(()),
        (false, open) => {
            reads.push(authentication(credentials, operation, open));
            quote!(caller)
        }
    };
    let (read, of_parameters) = parameters(operation);
    reads.extend(read);
    arguments.extend(of_parameters);
    if responses::produces(operation).len() > 1 {
        reads.push(quote!(call.acceptable()?;));
    }
    if let Some(body) = &operation.body {
        let body = read_body(operation, body);
        reads.push(quote!(let body = #body;));
        arguments.push(quote!(body));
    }
    let mutable = operation.body.is_some().then(|| quote!(mut));
    let (write, status) = write(operation);
    let status = status.map(|status| quote!(#status,));
    let reject = rejection_closure(api);
    let expect = operation
        .deprecated
        .then(|| quote!(#[expect(deprecated, reason = "the document still has the operation")]));
    quote! {
        #[doc = #doc]
        #expect
        pub(super) async fn #name<A: #trait_name>(State(server): Shared<A>, request: Request) -> Response {
            let (#mutable call, answer) = Call::begin(&operations::#constant, request, &server.options);
            let outcome = answer.guard(async {
                #(#reads)*
                let context = call.into_context(#caller);
                Ok(server.api.#name(#(#arguments),*).await)
            })
            .await;
            answer.#write(#status outcome, #reject)
        }
    }
}

fn authentication(credentials: &Reads<'_>, operation: &Operation, open: bool) -> TokenStream {
    let read = credentials.read(operation);
    if open {
        quote! {
            let caller = match optional_credentials(#read)? {
                Some(credentials) => Some(server.api.authenticate(credentials, call.parts()).await?),
                None => None,
            };
        }
    } else {
        quote!(let caller = server.api.authenticate(#read?, call.parts()).await?;)
    }
}

/// The statement that reads all parameters, and the arguments that it gives.
fn parameters(operation: &Operation) -> (Option<TokenStream>, Vec<TokenStream>) {
    let present = LOCATIONS
        .iter()
        .filter(|(location, ..)| has_location(operation, *location));
    let list: Vec<(Ident, Ident)> = present
        .map(|(_, argument, suffix)| {
            let ty = format_ident!("{}{suffix}", operation.type_prefix);
            (ident(argument), ty)
        })
        .collect();
    let names = list.iter().map(|(name, _)| quote!(#name)).collect();
    let read = match list.as_slice() {
        [] => None,
        [(name, ty)] => Some(quote!(let #name = call.parameters(#ty::read)?;)),
        several => {
            let names: Vec<&Ident> = several.iter().map(|(name, _)| name).collect();
            let types = several.iter().map(|(_, ty)| ty);
            Some(quote! {
                let (#(#names),*) = call.parameters(|call, faults| {
                    #(let #names = #types::read(call, faults);)*
                    Some((#(#names?),*))
                })?;
            })
        }
    };
    (read, names)
}

fn read_body(operation: &Operation, body: &Body) -> TokenStream {
    let status = status::code(constraint_status(operation));
    let one = |media: &Media| bodies::read(operation, media, &status);
    if let [only] = body.media.as_slice() {
        return match (&only.payload, body.required) {
            (_, true) => one(only),
            (Payload::Json(_), false) => {
                quote!(call.optional_json(#status).await?)
            }
            (Payload::Form(_), false) => {
                let fields = bodies::form_fields(only);
                quote!(call.optional_form(#fields, #status).await?)
            }
            (_, false) => if_present(&one(only)),
        };
    }
    let name = bodies::choice_name(operation);
    let last = body.media.len().saturating_sub(1);
    let arms = body.media.iter().enumerate().map(|(index, media)| {
        let (variant, read) = (ident(&media.rust_name), one(media));
        let pattern = if index == last {
            quote!(_)
        } else {
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            quote!(#index)
        };
        quote!(#pattern => #name::#variant(#read))
    });
    let choice = quote!(match call.media_type()? { #(#arms),* });
    if body.required {
        choice
    } else {
        if_present(&choice)
    }
}

fn if_present(read: &TokenStream) -> TokenStream {
    quote!(if call.has_body() { Some(#read) } else { None })
}

/// The method of `Answer` that writes a success, and the status that it needs.
fn write(operation: &Operation) -> (Ident, Option<TokenStream>) {
    let (code, method) = match success(operation) {
        Success::Choice => return (ident("reply"), None),
        Success::Plain(code, None) => (code, "empty"),
        Success::Plain(code, Some(media)) => (
            code,
            match &media.payload {
                Payload::Json(_) | Payload::Form(_) => "json",
                Payload::Text(_) => "text",
                Payload::Events(Some(_)) => "events",
                Payload::Events(None) => "text_events",
                Payload::Multipart(_) | Payload::Bytes(_) => "binary",
            },
        ),
    };
    (ident(method), Some(status::code(code)))
}

/// 422 for a body that breaks bounds where the operation documents it.
fn constraint_status(operation: &Operation) -> u16 {
    let documented = operation
        .responses
        .iter()
        .any(|response| response.status == Status::Code(422) && response.violations);
    if documented { 422 } else { 400 }
}
