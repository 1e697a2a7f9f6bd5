//! The router.

mod path;

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::{constant_name, rejection_closure, wire};
use crate::emit::chain::chain;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Operation};
use crate::problem::Problem;
use crate::settings::Settings;

/// Where the document itself is served.
const DOCUMENT_PATH: &str = "/openapi.json";

/// Writes `router.rs`.
pub(super) fn emit(api: &Api, document: &str, settings: &Settings) -> Result<File, Problem> {
    let mut file = File::new(&["The router: which handler takes which request."]);
    let trait_name = ident(&settings.trait_name);
    let etag = format!("\"{:016x}\"", fnv_1a(document.as_bytes()));
    file.items(quote! {
        /// The document, as canonical JSON.
        pub const OPENAPI_JSON: &str = include_str!("openapi.json");

        /// Changes whenever the document does.
        const OPENAPI_ETAG: &str = #etag;
    })?;
    file.items(entry_points(&trait_name))?;
    file.items(routes(api, &trait_name))?;
    file.items(fallbacks(api, &trait_name))?;
    imports(&mut file, settings);
    Ok(file)
}

fn imports(file: &mut File, settings: &Settings) {
    file.import("std::future::{Ready, ready}");
    file.import("std::sync::Arc");
    file.import("axum::Router");
    file.import("axum::extract::Request");
    file.import("axum::response::Response");
    for word in ["MethodFilter", "MethodRouter", "any", "on"] {
        file.import_if_used(word, &format!("axum::routing::{word}"));
    }
    let words = [
        "ErrorBody",
        "Operation",
        "OperationLayer",
        "RouterOptions",
        "Server",
        "Templates",
        "method_not_allowed",
        "route_not_found",
        "serve_document",
    ];
    wire::run_time(file, &words);
    file.import(&format!("super::api::{}", settings.trait_name));
    file.import_module_if_used("handlers", "super::handlers");
    file.import_module_if_used("operations", "super::operations");
}

fn serves_document(api: &Api) -> bool {
    api.operations
        .iter()
        .all(|operation| path::route(&operation.path) != DOCUMENT_PATH)
}

fn entry_points(trait_name: &proc_macro2::Ident) -> TokenStream {
    quote! {
        /// Serves `api`, and the document at `/openapi.json`.
        pub fn router<A: #trait_name>(api: A, options: RouterOptions) -> Router {
            routes(api, options, |_, route| route)
        }

        /// [`router`] with layers per operation: `customize` gets every operation, with its tags, and its route.
        ///
        /// A layer for the whole goes around the router itself. A layer that `customize` adds finds the `&'static Operation` in the extensions of the request.
        pub fn router_with<A, F>(api: A, options: RouterOptions, customize: F) -> Router
        where
            A: #trait_name,
            F: Fn(&'static Operation, MethodRouter) -> MethodRouter,
        {
            routes(api, options, |operation, route| customize(operation, route).layer(OperationLayer(operation)))
        }
    }
}

/// Operations of one path.
struct Template<'a> {
    path: &'a str,
    operations: Vec<&'a Operation>,
}

/// Operations by their path with parameters named by position, which is how the router knows them, and within one of
/// those by the template that they are written in.
fn by_route(api: &Api) -> IndexMap<String, Vec<Template<'_>>> {
    let mut routes: IndexMap<String, Vec<Template<'_>>> = IndexMap::new();
    for operation in &api.operations {
        let templates = routes.entry(path::route(&operation.path)).or_default();
        let shape = path::shape(&operation.path);
        match templates
            .iter_mut()
            .find(|it| path::shape(it.path) == shape)
        {
            Some(template) => template.operations.push(operation),
            None => templates.push(Template {
                path: &operation.path,
                operations: vec![operation],
            }),
        }
    }
    // What fits the fewest paths is tried first.
    for templates in routes.values_mut() {
        templates.sort_by_key(|template| std::cmp::Reverse(path::literals(template.path)));
    }
    routes
}

fn methods(template: &Template<'_>) -> TokenStream {
    let methods = template.operations.iter().map(|operation| {
        let filter = ident(&operation.method.to_uppercase());
        let (handler, constant) = (ident(&operation.rust_name), constant_name(operation));
        quote! {
            customize(
                &operations::#constant,
                on(MethodFilter::#filter, handlers::#handler::<A>).with_state(server.clone()),
            )
        }
    });
    let mut methods = methods.collect::<Vec<_>>().into_iter();
    let first = methods.next();
    let allow = allow(&template.operations);
    quote!(#first #(.merge(#methods))* .fallback(refuse_method(&server, #allow)))
}

fn route(path: &str, templates: &[Template<'_>]) -> TokenStream {
    match templates {
        [only] if !path::is_mixed(only.path) => {
            let methods = methods(only);
            quote!(.route(#path, #methods))
        }
        several => {
            let routes = several.iter().map(|template| {
                let (path, methods) = (path::encoded(template.path), methods(template));
                quote!((#path, #methods))
            });
            quote! {
                .route_service(
                    #path,
                    Templates::new(vec![#(#routes),*], any(refuse_route(&server))),
                )
            }
        }
    }
}

fn routes(api: &Api, trait_name: &proc_macro2::Ident) -> TokenStream {
    let routes = by_route(api);
    let groups: Vec<TokenStream> = routes
        .iter()
        .map(|(path, templates)| route(path, templates))
        .collect();
    let document = serves_document(api).then(|| {
        quote!(.route(
            #DOCUMENT_PATH,
            on(MethodFilter::GET, document).fallback(refuse_method(&server, "GET, HEAD, OPTIONS")),
        ))
    });
    // What axum 0.7 took for a parameter is a literal here.
    let literal = routes
        .keys()
        .flat_map(|path| path.split('/'))
        .any(|segment| segment.starts_with([':', '*']));
    let literal = literal.then(|| quote!(.without_v07_checks()));
    let (statements, router) = chain("router", quote!(Router::new() #literal), &groups);
    let customize = if api.operations.is_empty() {
        quote!(_customize)
    } else {
        quote!(customize)
    };
    quote! {
        fn routes<A: #trait_name>(
            api: A,
            options: RouterOptions,
            #customize: impl Fn(&'static Operation, MethodRouter) -> MethodRouter,
        ) -> Router {
            let server = Arc::new(Server { api, options });
            #statements
            #router
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
    if !methods.iter().any(|method| method == "OPTIONS") {
        methods.push("OPTIONS".to_owned());
    }
    methods.sort();
    methods.join(", ")
}

fn fallbacks(api: &Api, trait_name: &proc_macro2::Ident) -> TokenStream {
    let reject = rejection_closure(api);
    let refuse_method = (!api.operations.is_empty() || serves_document(api)).then(|| {
        quote! {
            /// 405 for a path that has only the methods in `allow`.
            fn refuse_method<A: #trait_name>(
                server: &Arc<Server<A>>,
                allow: &'static str,
            ) -> impl Fn(Request) -> Ready<Response> + Clone + Send + Sync + 'static + use<A> {
                let server = server.clone();
                move |request| ready(method_not_allowed(&request, allow, #reject))
            }
        }
    });
    let document = serves_document(api).then(|| {
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
        ) -> impl Fn(Request) -> Ready<Response> + Clone + Send + Sync + 'static + use<A> {
            let server = server.clone();
            move |request| ready(route_not_found(&request, #reject))
        }

        #refuse_method
    }
}

/// FNV-1a, 64 bits: enough to tell two documents apart.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
