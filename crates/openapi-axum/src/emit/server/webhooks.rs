//! Webhooks and callbacks: functions that make the requests, and a trait with a router that takes them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{api, wire};
use crate::emit::chain::chain;
use crate::emit::docs;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Outgoing};
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
    let words = [
        "Context",
        "Failure",
        "Operation",
        "Outgoing",
        "RouterOptions",
        "Server",
        "outgoing",
        "receive",
    ];
    wire::run_time(&mut file, &words);
    wire::imports(&mut file, settings);
    Ok(Some(file))
}

fn body_type(api: &Api, outgoing: &Outgoing) -> Option<TokenStream> {
    outgoing.body.as_ref().map(|schema| wire::body(api, schema))
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
        let body = body_type(api, outgoing).map(|ty| quote!(, body: #ty));
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
        let (pattern, call) = match &outgoing.body {
            Some(_) => (
                quote!(|context, body|),
                quote!(server.api.#name(context, body)),
            ),
            None => (quote!(|context, ()|), quote!(server.api.#name(context))),
        };
        quote! {
            .route(
                #path,
                on(MethodFilter::#filter, |State(server): Shared<W>, request: Request| async move {
                    const OPERATION: &Operation = &Operation {
                        id: #id,
                        method: #method,
                        path: #path,
                        consumes: &[&["application/json", "*/*"]],
                        ..Operation::NONE
                    };
                    receive(OPERATION, request, &server.options, #pattern #call).await
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

fn sender(api: &Api, outgoing: &Outgoing) -> TokenStream {
    let docs = documentation(outgoing);
    let name = ident(&outgoing.rust_name);
    let method = outgoing.method.to_uppercase();
    let (argument, body) = match body_type(api, outgoing) {
        Some(ty) => (Some(quote!(, body: &#ty)), quote!(Some(body))),
        None => (None, quote!(None::<&()>)),
    };
    quote! {
        #docs
        ///
        /// # Errors
        /// The body cannot be written.
        pub fn #name(url: Uri #argument) -> Result<Outgoing, Failure> {
            outgoing(#method, url, #body)
        }
    }
}
