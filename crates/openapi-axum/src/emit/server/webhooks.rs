//! Webhooks and callbacks: functions that make the requests, and a trait with a router that takes them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{api, wire};
use crate::emit::chain::chain;
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Media, Outgoing, Payload};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `webhooks.rs`; nothing where the document has none.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<Option<File>, Problem> {
    if api.outgoing.is_empty() {
        return Ok(None);
    }
    let mut file = File::new(&[
        "What the server sends of itself: requests to send, and a router for those who take them.",
    ]);
    let trait_name = format_ident!("{}Webhooks", settings.trait_name);
    file.items(receiver(api, &trait_name))?;
    file.items(router(api, &trait_name))?;
    for outgoing in &api.outgoing {
        file.items(sender(api, outgoing))?;
    }
    file.import("std::future::Future");
    file.import("std::sync::Arc");
    file.import("axum::Router");
    file.import("axum::extract::{Request, State}");
    file.import("axum::routing::{MethodFilter, on}");
    file.import("http::Uri");
    file.import_if_used("HeaderValue", "http::HeaderValue");
    file.import_if_used("Bytes", "axum::body::Bytes");
    let words = [
        "BodyStream",
        "Call",
        "Context",
        "Failure",
        "Operation",
        "Outgoing",
        "RouterOptions",
        "Server",
        "outgoing",
        "outgoing_bytes",
        "outgoing_form",
        "outgoing_json",
        "receive",
    ];
    wire::run_time(&mut file, &words);
    wire::imports(&mut file, settings);
    Ok(Some(file))
}

fn documentation(outgoing: &Outgoing) -> TokenStream {
    let mut lines = Vec::new();
    if let Some(summary) = &outgoing.summary {
        lines.extend(docs::lines(summary));
        lines.push(String::new());
    }
    let method = outgoing.method.to_uppercase();
    lines.push(match &outgoing.expression {
        Some(expression) => format!(
            "`{method}` to `{expression}`, the callback `{}`.",
            outgoing.id
        ),
        None => format!("`{method}`, the webhook `{}`.", outgoing.id),
    });
    if let Some(description) = &outgoing.description {
        lines.push(String::new());
        lines.extend(docs::lines(description));
    }
    docs::lines_as_attributes(&lines)
}

fn receiver(api: &Api, trait_name: &proc_macro2::Ident) -> TokenStream {
    let doc = format!(
        " Takes what {} sends: implement it and hand it to [`webhook_router`].",
        api::title(api)
    );
    let methods = api.outgoing.iter().map(|outgoing| {
        let docs = documentation(outgoing);
        let name = ident(&outgoing.rust_name);
        let body = outgoing.body.as_ref().map(|media| {
            let ty = match &media.payload {
                Payload::Json(schema) | Payload::Form(schema) => wire::body(api, schema),
                Payload::Text(_) => quote!(String),
                _ => quote!(BodyStream),
            };
            quote!(, body: #ty)
        });
        quote! {
            #docs
            fn #name(&self, context: Context<()> #body) -> impl Future<Output = Result<(), Failure>> + Send;
        }
    });
    quote! {
        #[doc = #doc]
        ///
        /// Bodies are read tolerantly: unknown keys are ignored, and no bound is checked.
        pub trait #trait_name: Send + Sync + 'static {
            #(#methods)*
        }
    }
}

fn router(api: &Api, trait_name: &proc_macro2::Ident) -> TokenStream {
    let routes = api.outgoing.iter().map(|outgoing| {
        let (id, name) = (&outgoing.id, ident(&outgoing.rust_name));
        let path = format!("/{}", outgoing.rust_name.trim_start_matches("r#"));
        let method = outgoing.method.to_uppercase();
        let filter = ident(&method);
        let (read, pattern, call) = match &outgoing.body {
            Some(media) => (
                read(&media.payload),
                quote!(|context, body|),
                quote!(server.api.#name(context, body)),
            ),
            None => (
                quote!(async |_| Ok(())),
                quote!(|context, ()|),
                quote!(server.api.#name(context)),
            ),
        };
        let consumes = outgoing.body.as_ref().map(|media| {
            let types = media.media_types.iter().filter(|it| *it != "*/*");
            quote!(consumes: &[&[#(#types,)* "*/*"]],)
        });
        quote! {
            .route(
                #path,
                on(MethodFilter::#filter, |State(server): Shared<W>, request: Request| async move {
                    const OPERATION: &Operation = &Operation {
                        id: #id,
                        method: #method,
                        path: #path,
                        #consumes
                        ..Operation::NONE
                    };
                    receive(OPERATION, request, &server.options, #read, #pattern #call).await
                }),
            )
        }
    });
    let routes: Vec<TokenStream> = routes.collect();
    let (statements, router) = chain("router", quote!(Router::new()), &routes);
    quote! {
        type Shared<W> = State<Arc<Server<W>>>;

        /// Takes each webhook and callback at the path of its method's name.
        pub fn webhook_router<W: #trait_name>(webhooks: W, options: RouterOptions) -> Router {
            #statements
            #router
                .with_state(Arc::new(Server { api: webhooks, options }))
        }
    }
}

/// How the body of a request is read.
fn read(payload: &Payload) -> TokenStream {
    match payload {
        Payload::Json(_) => quote!(Call::sent_json),
        Payload::Form(_) => quote!(Call::sent_form),
        Payload::Text(_) => quote!(Call::text),
        _ => quote!(async |call| call.stream()),
    }
}

fn sender(api: &Api, outgoing: &Outgoing) -> TokenStream {
    let docs = documentation(outgoing);
    let name = ident(&outgoing.rust_name);
    let method = outgoing.method.to_uppercase();
    let Some(media) = &outgoing.body else {
        return quote! {
            #docs
            pub fn #name(url: Uri) -> Outgoing {
                outgoing(#method, url)
            }
        };
    };
    let (ty, request) = match &media.payload {
        Payload::Json(schema) => {
            let media_type = exact(media).unwrap_or("application/json");
            (
                wire::body(api, schema),
                quote!(outgoing_json(#method, url, #media_type, body)),
            )
        }
        Payload::Form(schema) => (
            wire::body(api, schema),
            quote!(outgoing_form(#method, url, body)),
        ),
        _ => return ready(outgoing, media),
    };
    quote! {
        #docs
        ///
        /// # Errors
        /// The body cannot be written.
        pub fn #name(url: Uri, body: &#ty) -> Result<Outgoing, Failure> {
            #request
        }
    }
}

/// A sender of text or bytes. Where the document leaves the media type open, the caller gives it; so it does for parts,
/// whose boundary nobody else knows.
fn ready(outgoing: &Outgoing, media: &Media) -> TokenStream {
    let docs = documentation(outgoing);
    let name = ident(&outgoing.rust_name);
    let method = outgoing.method.to_uppercase();
    let body = match &media.payload {
        Payload::Text(_) => quote!(String),
        _ => quote!(Bytes),
    };
    let (argument, media_type) = match exact(media) {
        Some(text) => (None, quote!(HeaderValue::from_static(#text))),
        None => (Some(quote!(media_type: HeaderValue,)), quote!(media_type)),
    };
    quote! {
        #docs
        pub fn #name(url: Uri, #argument body: #body) -> Outgoing {
            outgoing_bytes(#method, url, #media_type, body)
        }
    }
}

/// The media type, where it is one that can be sent as it stands.
fn exact(media: &Media) -> Option<&str> {
    let text = media.media_types.first()?;
    let is_open = text.contains('*') || text.starts_with("multipart/");
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (is_plain && !is_open).then_some(text)
}
