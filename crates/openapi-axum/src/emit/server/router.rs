//! The router and its handlers.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::errors::status_code;
use super::{LOCATIONS, constant_name, has_location, success};
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Content, Operation};
use crate::problem::Problem;
use crate::settings::Settings;

/// Where the document itself is served.
const DOCUMENT_PATH: &str = "/openapi.json";

/// Writes `router.rs`.
pub(super) fn emit(api: &Api, document: &str, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&[
        "The router: reads each request in the documented order and calls the method.",
    ]);
    let trait_name = ident(&settings.trait_name);
    let etag = format!("\"{:016x}\"", fnv_1a(document.as_bytes()));
    file.items(quote! {
        /// The document, as canonical JSON.
        pub const OPENAPI_JSON: &str = include_str!("openapi.json");

        /// Changes whenever the document does.
        const OPENAPI_ETAG: &str = #etag;

        type Shared<A> = State<Arc<Server<A>>>;
    })?;
    file.items(entry_points(&trait_name))?;
    file.items(routes(api, &trait_name))?;
    for operation in &api.operations {
        file.items(handler(operation, &trait_name))?;
    }
    file.items(fallbacks(&trait_name, serves_document(api)))?;
    imports(&mut file, api, settings);
    Ok(file)
}

fn imports(file: &mut File, api: &Api, settings: &Settings) {
    file.import("std::future::{Ready, ready}");
    file.import("std::sync::Arc");
    file.import("axum::Router");
    file.import("axum::extract::{Request, State}");
    file.import("axum::response::Response");
    file.import("axum::routing::{MethodFilter, MethodRouter, on}");
    file.import("http::StatusCode");
    for word in [
        "Call",
        "Operation",
        "OperationLayer",
        "RouterOptions",
        "Server",
        "guard",
        "method_not_allowed",
        "route_not_found",
        "serve_document",
    ] {
        file.import_if_used(word, &format!("openapi_axum_rt::server::{word}"));
    }
    file.import(&format!("super::api::{}", settings.trait_name));
    file.import("super::operations");
    let parameters = super::parameters::names(api);
    if !parameters.is_empty() {
        file.import(&format!("super::parameters::{{{}}}", parameters.join(", ")));
    }
}

fn serves_document(api: &Api) -> bool {
    api.operations
        .iter()
        .all(|operation| operation.path != DOCUMENT_PATH)
}

fn entry_points(trait_name: &proc_macro2::Ident) -> TokenStream {
    quote! {
        /// Serves `api`, and the document at `/openapi.json`.
        pub fn router<A: #trait_name>(api: A, options: RouterOptions) -> Router {
            routes(api, options, |_, route| route)
        }

        /// [`router`] with layers per operation: `customize` gets every operation with its route.
        ///
        /// A layer that it adds finds the `&'static Operation` in the extensions of the request.
        pub fn router_with<A, F>(api: A, options: RouterOptions, customize: F) -> Router
        where
            A: #trait_name,
            F: Fn(&'static Operation, MethodRouter) -> MethodRouter,
        {
            routes(api, options, |operation, route| customize(operation, route).layer(OperationLayer(operation)))
        }
    }
}

/// Operations by their path with parameters named by position, which is how the router knows them.
fn by_route(api: &Api) -> IndexMap<String, Vec<&Operation>> {
    let mut routes: IndexMap<String, Vec<&Operation>> = IndexMap::new();
    for operation in &api.operations {
        routes
            .entry(route_path(&operation.path))
            .or_default()
            .push(operation);
    }
    routes
}

fn route_path(path: &str) -> String {
    let mut count = 0;
    let segments = path.split('/').map(|segment| {
        if segment.starts_with('{') {
            count += 1;
            format!("{{p{count}}}")
        } else {
            segment.to_owned()
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn routes(api: &Api, trait_name: &proc_macro2::Ident) -> TokenStream {
    let groups = by_route(api).into_iter().map(|(path, operations)| {
        let methods = operations.iter().map(|operation| {
            let filter = ident(&operation.method.to_uppercase());
            let (handler, constant) = (ident(&operation.rust_name), constant_name(operation));
            quote! {
                customize(
                    &operations::#constant,
                    on(MethodFilter::#filter, #handler::<A>).with_state(server.clone()),
                )
            }
        });
        let mut methods = methods.collect::<Vec<_>>().into_iter();
        let first = methods.next();
        let allow = allow(&operations);
        quote! {
            .route(
                #path,
                #first #(.merge(#methods))* .fallback(refuse_method(&server, #allow)),
            )
        }
    });
    let document = serves_document(api).then(|| {
        quote!(.route(
            #DOCUMENT_PATH,
            on(MethodFilter::GET, document).fallback(refuse_method(&server, "GET, HEAD")),
        ))
    });
    quote! {
        fn routes<A: #trait_name>(
            api: A,
            options: RouterOptions,
            customize: impl Fn(&'static Operation, MethodRouter) -> MethodRouter,
        ) -> Router {
            let server = Arc::new(Server { api, options });
            Router::new()
                #(#groups)*
                #document
                .fallback(refuse_route(&server))
        }
    }
}

/// The `Allow` header of a path.
fn allow(operations: &[&Operation]) -> String {
    let mut methods: Vec<String> = operations
        .iter()
        .map(|operation| operation.method.to_uppercase())
        .collect();
    if methods.iter().any(|method| method == "GET")
        && !methods.iter().any(|method| method == "HEAD")
    {
        methods.push("HEAD".to_owned());
    }
    methods.sort();
    methods.join(", ")
}

fn handler(operation: &Operation, trait_name: &proc_macro2::Ident) -> TokenStream {
    let (name, constant) = (ident(&operation.rust_name), constant_name(operation));
    let doc = format!(" `{} {}`", operation.method.to_uppercase(), operation.path);
    let mut arguments = Vec::new();
    let mut reads = Vec::new();
    let caller = if operation.security.is_some() {
        reads.push(
            quote!(let caller = server.api.authenticate(call.credentials()?, call.parts()).await?;),
        );
        quote!(caller)
    } else {
        quote!(())
    };
    for (location, argument, suffix) in LOCATIONS {
        if has_location(operation, location) {
            let (argument, ty) = (
                ident(argument),
                format_ident!("{}{suffix}", operation.type_prefix),
            );
            reads.push(quote!(let #argument = #ty::read(&call)?;));
            arguments.push(quote!(#argument));
        }
    }
    let mutable = operation.body.is_some().then(|| quote!(mut));
    if let Some(body) = &operation.body {
        let reader = if body.required {
            quote!(json)
        } else {
            quote!(optional_json)
        };
        let status = status_code(constraint_status(operation));
        reads.push(quote!(let body = call.#reader(&server.options, #status).await?;));
        arguments.push(quote!(body));
    }
    let status = status_code(success(operation).map_or(200, |response| response.status));
    let write = match success(operation).map(|response| &response.content) {
        Some(Content::Json(_)) => quote!(json),
        Some(Content::Binary(_)) => quote!(binary),
        Some(Content::Empty) | None => quote!(empty),
    };
    quote! {
        #[doc = #doc]
        async fn #name<A: #trait_name>(State(server): Shared<A>, request: Request) -> Response {
            let #mutable call = Call::new(&operations::#constant, request);
            let answer = call.answer();
            let outcome = guard(async {
                #(#reads)*
                let context = call.into_context(#caller);
                Ok(server.api.#name(context, #(#arguments),*).await)
            })
            .await;
            answer.#write(#status, outcome, |rejection| server.api.reject(rejection))
        }
    }
}

/// 422 for a body that breaks bounds where the operation documents it.
fn constraint_status(operation: &Operation) -> u16 {
    if operation
        .responses
        .iter()
        .any(|response| response.status == 422)
    {
        422
    } else {
        400
    }
}

fn fallbacks(trait_name: &proc_macro2::Ident, document: bool) -> TokenStream {
    let document = document.then(|| {
        quote! {
            /// The document itself.
            async fn document(request: Request) -> Response {
                serve_document(&request, OPENAPI_JSON, OPENAPI_ETAG)
            }
        }
    });
    quote! {
        #document

        /// 404 for a path that no operation has.
        fn refuse_route<A: #trait_name>(
            server: &Arc<Server<A>>,
        ) -> impl Fn(Request) -> Ready<Response> + Clone + Send + Sync + 'static {
            let server = server.clone();
            move |request| ready(route_not_found(&request, |rejection| server.api.reject(rejection)))
        }

        /// 405 for a path that has only the methods in `allow`.
        fn refuse_method<A: #trait_name>(
            server: &Arc<Server<A>>,
            allow: &'static str,
        ) -> impl Fn(Request) -> Ready<Response> + Clone + Send + Sync + 'static {
            let server = server.clone();
            move |request| ready(method_not_allowed(&request, allow, |rejection| server.api.reject(rejection)))
        }
    }
}

/// FNV-1a, 64 bits: enough to tell two documents apart.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
