//! Who may call: the credentials of the document, and how a request is asked for them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::wire;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Location, Operation, SchemeKind};
use crate::names::{Scope, identifier, pascal_case, snake_case};
use crate::problem::Problem;

/// Longest name of a function that is put together from its schemes.
const LONGEST_NAME: usize = 48;

/// Writes `security.rs`; nothing where one scheme is all that there is.
pub(super) fn emit(api: &Api) -> Result<Option<File>, Problem> {
    if alternatives(api).is_empty() || only_scheme(api).is_some() {
        return Ok(None);
    }
    let mut file = File::new(&["The credentials that the document takes."]);
    file.items(enumeration(api))?;
    let variants = variants(api);
    for (name, schemes) in readers(api) {
        file.items(reader(api, &variants, &name, &schemes))?;
    }
    let words = [
        "ApiKey",
        "Authorization",
        "BasicCredentials",
        "BearerToken",
        "Call",
        "ClientCertificate",
        "Rejection",
        "Undeclared",
    ];
    wire::run_time(&mut file, &words);
    Ok(Some(file))
}

/// What `authenticate` gets; nothing where no operation asks who calls.
pub(super) fn credentials_type(api: &Api) -> Option<TokenStream> {
    if alternatives(api).is_empty() {
        return None;
    }
    Some(match only_scheme(api) {
        Some(kind) => scheme_type(kind),
        None => quote!(Credentials),
    })
}

/// How operations read what they ask for; looked up once for all of them.
pub(super) struct Reads<'a> {
    only: Option<&'a SchemeKind>,
    readers: Vec<(Ident, Vec<Vec<&'a str>>)>,
}

impl<'a> Reads<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        Self {
            only: only_scheme(api),
            readers: readers(api),
        }
    }

    /// The expression that reads what an operation asks for: a `Result`.
    pub(super) fn read(&self, operation: &Operation) -> TokenStream {
        if let Some(kind) = self.only {
            return scheme_read(kind);
        }
        let wanted = of_operation(operation);
        let found = self.readers.iter().find(|(_, it)| *it == wanted);
        let name = found.map_or_else(|| ident("first"), |(name, _)| name.clone());
        quote!(security::#name(&call))
    }
}

/// `WWW-Authenticate` of a 401, in the order of the document.
pub(super) fn challenges(api: &Api, operation: &Operation) -> Vec<String> {
    let mut list = Vec::new();
    for requirement in operation.security.iter().flatten() {
        let Some(scheme) = api.security_schemes.get(&requirement.scheme) else {
            continue;
        };
        let challenge = match &scheme.kind {
            SchemeKind::Basic => r#"Basic realm="api", charset="UTF-8""#.to_owned(),
            SchemeKind::Bearer => r#"Bearer realm="api""#.to_owned(),
            SchemeKind::ApiKey { location, name } => {
                let place = match location {
                    Location::Query => "query",
                    Location::Cookie => "cookie",
                    Location::Header | Location::Path => "header",
                };
                let name: String = name.chars().filter(char::is_ascii_graphic).collect();
                format!(
                    r#"ApiKey realm="api", in="{place}", name="{}""#,
                    name.replace('"', "")
                )
            }
            SchemeKind::Http(name) => format!(r#"{name} realm="api""#),
            SchemeKind::MutualTls | SchemeKind::Undeclared => continue,
        };
        if !list.contains(&challenge) {
            list.push(challenge);
        }
    }
    list
}

/// The one scheme that every operation with authentication asks for.
fn only_scheme(api: &Api) -> Option<&SchemeKind> {
    match alternatives(api).as_slice() {
        [one] => match one.as_slice() {
            [scheme] => Some(kind(api, scheme)),
            _ => None,
        },
        _ => None,
    }
}

/// The names of the schemes of each alternative that an operation has, but for the one that asks for nothing.
fn of_operation(operation: &Operation) -> Vec<Vec<&str>> {
    let mut list: Vec<Vec<&str>> = Vec::new();
    for alternative in operation.security.iter().filter(|it| !it.is_empty()) {
        let names: Vec<&str> = alternative.iter().map(|it| it.scheme.as_str()).collect();
        if !list.contains(&names) {
            list.push(names);
        }
    }
    list
}

/// Every alternative of the document once, in the order of the operations.
fn alternatives(api: &Api) -> Vec<Vec<&str>> {
    let mut list = Vec::new();
    for names in differing(api).flat_map(of_operation) {
        if !list.contains(&names) {
            list.push(names);
        }
    }
    list
}

/// The operations but for those that ask for the same as the one before, as most of a document do.
fn differing(api: &Api) -> impl Iterator<Item = &Operation> {
    let first = api.operations.first();
    let rest = api.operations.windows(2).filter_map(|pair| match pair {
        [before, operation] => (operation.security != before.security).then_some(operation),
        _ => None,
    });
    first.into_iter().chain(rest)
}

/// The functions that read credentials: one for each list of alternatives that an operation has.
fn readers(api: &Api) -> Vec<(Ident, Vec<Vec<&str>>)> {
    let mut scope = Scope::default();
    let mut list: Vec<(Ident, Vec<Vec<&str>>)> = Vec::new();
    for operation in differing(api) {
        let wanted = of_operation(operation);
        if wanted.is_empty() || list.iter().any(|(_, it)| *it == wanted) {
            continue;
        }
        let words: Vec<String> = wanted
            .iter()
            .map(|all| snake_case(&all.join("_and_")))
            .collect();
        let mut name = words.join("_or_");
        if name.len() > LONGEST_NAME {
            name = "credentials".to_owned();
        }
        list.push((ident(&identifier(&scope.pick_field(&name))), wanted));
    }
    list
}

/// The variants with the schemes that each is of.
fn variants(api: &Api) -> Vec<(Ident, Vec<&str>)> {
    let mut scope = Scope::default();
    alternatives(api)
        .into_iter()
        .map(|names| {
            let words: Vec<String> = names.iter().map(|name| pascal_case(name)).collect();
            (ident(&scope.pick(&words.join("And"))), names)
        })
        .collect()
}

fn enumeration(api: &Api) -> TokenStream {
    let variants = variants(api).into_iter().map(|(name, schemes)| {
        let listed = schemes.iter().map(|name| format!("`{name}`"));
        let doc = format!(" {}.", listed.collect::<Vec<_>>().join(" and "));
        match schemes.as_slice() {
            [scheme] => {
                let ty = named_type(api, scheme);
                quote!(#[doc = #doc] #name(#ty))
            }
            several => {
                let fields = fields(several).into_iter().map(|(field, scheme)| {
                    let (doc, ty) = (format!(" `{scheme}`."), named_type(api, scheme));
                    quote!(#[doc = #doc] #field: #ty)
                });
                quote!(#[doc = #doc] #name { #(#fields),* })
            }
        }
    });
    quote! {
        /// What a caller sends to say who it is: one of the alternatives of the document. Not yet checked.
        #[derive(Clone, Debug)]
        pub enum Credentials { #(#variants),* }
    }
}

fn fields<'a>(schemes: &[&'a str]) -> Vec<(Ident, &'a str)> {
    let mut scope = Scope::default();
    let names = schemes.iter().map(|scheme| {
        let field = ident(&scope.pick_field(&snake_case(scheme)));
        (field, *scheme)
    });
    names.collect()
}

fn reader(
    api: &Api,
    variants: &[(Ident, Vec<&str>)],
    name: &Ident,
    wanted: &[Vec<&str>],
) -> TokenStream {
    let listed = wanted.iter().map(|names| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(" and ")
    });
    let doc = format!(" {}.", listed.collect::<Vec<_>>().join(", or "));
    let values = wanted.iter().filter_map(|names| {
        let (variant, _) = variants.iter().find(|(_, it)| it == names)?;
        Some(match names.as_slice() {
            [scheme] => {
                let read = named_read(api, scheme);
                quote!(Credentials::#variant(#read?))
            }
            several => {
                let fields = fields(several).into_iter().map(|(field, scheme)| {
                    let read = named_read(api, scheme);
                    quote!(#field: #read?)
                });
                quote!(Credentials::#variant { #(#fields),* })
            }
        })
    });
    let values: Vec<TokenStream> = values.collect();
    let body = match values.as_slice() {
        [only] => quote!(Ok(#only)),
        several => quote!(call.first_of(&[#(|call| Ok(#several)),*])),
    };
    quote! {
        #[doc = #doc]
        pub(super) fn #name(call: &Call) -> Result<Credentials, Rejection> {
            #body
        }
    }
}

fn kind<'a>(api: &'a Api, scheme: &str) -> &'a SchemeKind {
    let scheme = api.security_schemes.get(scheme);
    scheme.map_or(&SchemeKind::Undeclared, |scheme| &scheme.kind)
}

fn named_type(api: &Api, scheme: &str) -> TokenStream {
    scheme_type(kind(api, scheme))
}

fn named_read(api: &Api, scheme: &str) -> TokenStream {
    scheme_read(kind(api, scheme))
}

fn scheme_type(kind: &SchemeKind) -> TokenStream {
    let name = match kind {
        SchemeKind::Basic => "BasicCredentials",
        SchemeKind::Bearer => "BearerToken",
        SchemeKind::ApiKey { .. } => "ApiKey",
        SchemeKind::Http(_) => "Authorization",
        SchemeKind::MutualTls => "ClientCertificate",
        SchemeKind::Undeclared => "Undeclared",
    };
    let name = format_ident!("{name}");
    quote!(#name)
}

fn scheme_read(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::Basic => quote!(call.basic()),
        SchemeKind::Bearer => quote!(call.bearer()),
        SchemeKind::ApiKey { location, name } => match location {
            Location::Query => quote!(call.key_in_query(#name)),
            Location::Cookie => quote!(call.key_in_cookie(#name)),
            Location::Header | Location::Path => quote!(call.key_in_header(#name)),
        },
        SchemeKind::Http(name) => quote!(call.authorization(#name)),
        SchemeKind::MutualTls => quote!(call.client_certificate()),
        SchemeKind::Undeclared => quote!(call.undeclared()),
    }
}
