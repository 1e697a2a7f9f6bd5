//! `openapi_doc.rs`: utoipa's document of the operations.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{LOCATIONS, problem, reference_name};
use crate::emit::bounds::field_prefix;
use crate::emit::chain::chain;
use crate::emit::examples::Examples;
use crate::emit::rust_type::ident;
use crate::emit::utoipa::{self, Place};
use crate::format::File;
use crate::model::{
    Api, Body, Bytes, Constraints, Encoding, Holds, Location, Media, Operation, Parameter, Payload,
    Response, ResponseHeader, SchemeKind, Status,
};
use crate::problem::Problem;
use crate::settings::Settings;

/// Writes `openapi_doc.rs`; `document` is the canonical JSON, which has the links.
pub(super) fn emit(
    api: &Api,
    document: &str,
    settings: &Settings,
    examples: &mut Examples,
) -> Result<File, Problem> {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let mut file = File::new(&[
        "The operations as utoipa knows them: a witness, and a way to merge with other routes.",
    ]);
    file.items(root(api, &document))?;
    file.items(components(api, examples))?;
    for operation in &api.operations {
        file.items(self::operation(operation, &document, examples))?;
    }
    if file.uses("reference") {
        file.items(quote! {
            /// A reference to the schema of a component.
            fn reference<T: ToSchema>() -> RefBuilder {
                RefBuilder::new().ref_location_from_schema_name(T::name())
            }
        })?;
    }
    imports(&mut file, api, settings);
    Ok(file)
}

fn imports(file: &mut File, api: &Api, settings: &Settings) {
    utoipa::import_builders(file);
    for (word, module) in [
        ("Components", "utoipa::openapi"),
        ("ContentBuilder", "utoipa::openapi::content"),
        ("HeaderBuilder", "utoipa::openapi::header"),
        ("HttpAuthScheme", "utoipa::openapi::security"),
        ("HttpBuilder", "utoipa::openapi::security"),
        ("HttpMethod", "utoipa::openapi"),
        ("InfoBuilder", "utoipa::openapi"),
        ("LicenseBuilder", "utoipa::openapi::info"),
        ("Link", "utoipa::openapi::link"),
        ("OpenApi", "utoipa::openapi"),
        ("OpenApiBuilder", "utoipa::openapi"),
        ("Operation", "utoipa::openapi::path"),
        ("OperationBuilder", "utoipa::openapi::path"),
        ("ParameterBuilder", "utoipa::openapi::path"),
        ("ParameterIn", "utoipa::openapi::path"),
        ("Paths", "utoipa::openapi"),
        ("Ref", "utoipa::openapi"),
        ("RefBuilder", "utoipa::openapi::schema"),
        ("RequestBodyBuilder", "utoipa::openapi::request_body"),
        ("Required", "utoipa::openapi"),
        ("ResponseBuilder", "utoipa::openapi"),
        ("SecurityRequirement", "utoipa::openapi"),
        ("SecurityScheme", "utoipa::openapi::security"),
        ("ServerBuilder", "utoipa::openapi::server"),
        ("ServerVariableBuilder", "utoipa::openapi::server"),
        ("TagBuilder", "utoipa::openapi::tag"),
        ("ComponentsBuilder", "utoipa::openapi"),
        ("ToSchema", "utoipa"),
    ] {
        file.import_if_used(word, &format!("{module}::{word}"));
    }
    file.import_module_if_used("examples", "super::examples");
    let names: Vec<&str> = api.types.keys().map(String::as_str).collect();
    if !names.is_empty() {
        file.import(&format!(
            "{}::{{{}}}",
            settings.types_crate,
            names.join(", ")
        ));
    }
    for name in super::parameters::names(api) {
        file.import_if_used(&name, &format!("super::parameters::{name}"));
    }
}

fn root(api: &Api, document: &Value) -> TokenStream {
    let (title, version) = (&api.title, &api.version);
    let description = api
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let license = license(&document["info"]["license"]);
    let servers = api.servers.iter().map(server);
    let tags = api.tags.iter().map(|tag| {
        let name = &tag.name;
        let description = tag
            .description
            .as_ref()
            .map(|text| quote!(.description(Some(#text))));
        quote!(TagBuilder::new().name(#name) #description .build())
    });
    let paths = api.operations.iter().map(|operation| {
        let (path, function) = (&operation.path, ident(&operation.rust_name));
        let method = ident(&crate::names::pascal_case(&operation.method));
        quote!(paths.add_path_operation(#path, vec![HttpMethod::#method], #function());)
    });
    quote! {
        /// The operations, their types and everything around them.
        #[must_use]
        pub fn utoipa_document() -> OpenApi {
            let mut paths = Paths::new();
            #(#paths)*
            OpenApiBuilder::new()
                .info(InfoBuilder::new().title(#title).version(#version) #description #license)
                .servers(Some([#(#servers),*]))
                .tags(Some([#(#tags),*]))
                .paths(paths)
                .components(Some(components()))
                .build()
        }
    }
}

fn license(license: &Value) -> Option<TokenStream> {
    let name = license["name"].as_str()?;
    let url = license["url"].as_str().map(|url| quote!(.url(Some(#url))));
    Some(quote!(.license(Some(LicenseBuilder::new().name(#name) #url .build()))))
}

fn server(server: &Value) -> TokenStream {
    let url = server["url"].as_str().unwrap_or_default();
    let description = server["description"]
        .as_str()
        .map(|text| quote!(.description(Some(#text))));
    let variables = server["variables"].as_object().into_iter().flatten().map(|(name, variable)| {
        let default = variable["default"].as_str().unwrap_or_default();
        let description = variable["description"].as_str().map(|text| quote!(.description(Some(#text))));
        let values: Vec<&str> = variable["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let values = (!values.is_empty()).then(|| quote!(.enum_values(Some([#(#values),*]))));
        quote!(.parameter(#name, ServerVariableBuilder::new().default_value(#default) #description #values))
    });
    quote!(ServerBuilder::new().url(#url) #description #(#variables)* .build())
}

fn components(api: &Api, examples: &mut Examples) -> TokenStream {
    let schemas = api.types.keys().map(|name| {
        let name = ident(name);
        quote!(.schema_from::<#name>())
    });
    let schemes = api.security_schemes.iter().map(|(name, scheme)| {
        let description = scheme.description.as_ref().map(|text| quote!(.description(Some(#text))));
        quote! {
            .security_scheme(
                #name,
                SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Basic) #description .build()),
            )
        }
    });
    let mut seen = BTreeSet::new();
    let mut responses = Vec::new();
    for response in api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses)
    {
        if let Some(component) = &response.component
            && seen.insert(component.clone())
        {
            let name = format!("{}_response", crate::names::snake_case(component));
            let built = built_response(response, &name, &Value::Null, examples);
            responses.push(quote!(.response(#component, #built)));
        }
    }
    let calls: Vec<TokenStream> = schemas.chain(responses).chain(schemes).collect();
    let (statements, components) = chain("components", quote!(ComponentsBuilder::new()), &calls);
    quote! {
        fn components() -> Components {
            #statements
            #components.build()
        }
    }
}

fn operation(operation: &Operation, document: &Value, examples: &mut Examples) -> TokenStream {
    let (function, id) = (ident(&operation.rust_name), &operation.id);
    let doc = format!(" `{} {}`", operation.method.to_uppercase(), operation.path);
    let tags = operation.tags.iter().map(|tag| quote!(.tag(#tag)));
    let summary = operation
        .summary
        .as_ref()
        .map(|text| quote!(.summary(Some(#text))));
    let description = operation
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let deprecated = operation
        .deprecated
        .then(|| quote!(.deprecated(Some(Deprecated::True))));
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| self::parameter(operation, parameter, examples))
        .collect();
    let body = operation
        .body
        .as_ref()
        .map(|body| request_body(operation, body, examples));
    let responses: Vec<_> = operation
        .responses
        .iter()
        .map(|response| self::response(operation, response, document, examples))
        .collect();
    let security = operation.security.iter().flatten().map(|requirement| {
        let name = &requirement.scheme;
        quote!(.security(SecurityRequirement::new(#name, std::iter::empty::<String>())))
    });
    quote! {
        #[doc = #doc]
        fn #function() -> Operation {
            OperationBuilder::new()
                .operation_id(Some(#id))
                #(#tags)* #summary #description #deprecated #(#parameters)* #body #(#responses)* #(#security)*
                .build()
        }
    }
}

fn parameter(operation: &Operation, parameter: &Parameter, examples: &mut Examples) -> TokenStream {
    let name = &parameter.name;
    let suffix = LOCATIONS
        .iter()
        .find(|(location, ..)| *location == parameter.location)
        .map_or("", |it| it.2);
    let location = match parameter.location {
        Location::Path => quote!(ParameterIn::Path),
        Location::Query => quote!(ParameterIn::Query),
        Location::Header => quote!(ParameterIn::Header),
        Location::Cookie => quote!(ParameterIn::Cookie),
    };
    let required = if parameter.required {
        quote!(Required::True)
    } else {
        quote!(Required::False)
    };
    let description = parameter
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let place = Place {
        owner: format!("{}{suffix}", operation.type_prefix),
        prefix: field_prefix(&parameter.rust_name),
    };
    let schema = utoipa::schema(&parameter.value, &place, examples);
    let example = parameter.example.as_ref().map(|value| {
        let value = examples.value(&format!("{}_{name}", operation.rust_name), value);
        quote!(.example(Some(#value)))
    });
    quote! {
        .parameter(
            ParameterBuilder::new().name(#name).parameter_in(#location).required(#required) #description
                .schema(Some(#schema)) #example
        )
    }
}

fn request_body(operation: &Operation, body: &Body, examples: &mut Examples) -> TokenStream {
    let description = body
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let required = if body.required {
        quote!(Required::True)
    } else {
        quote!(Required::False)
    };
    let media = body.media.first();
    let name = ident(media.and_then(json_name).unwrap_or("String"));
    let example = media.and_then(|media| media.example.as_ref()).map(|value| {
        let value = examples.value(&format!("{}_request", operation.rust_name), value);
        quote!(.example(Some(#value)))
    });
    quote! {
        .request_body(Some(
            RequestBodyBuilder::new()
                #description
                .required(Some(#required))
                .content("application/json", ContentBuilder::new().schema(Some(reference::<#name>())) #example)
                .build(),
        ))
    }
}

fn response(
    operation: &Operation,
    response: &Response,
    document: &Value,
    examples: &mut Examples,
) -> TokenStream {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    };
    if let Some(component) = &response.component {
        return quote!(.response(#status, Ref::from_response_name(#component)));
    }
    let links = document.pointer(&format!("{}/responses/{status}/links", operation.pointer));
    let name = format!("{}_{status}", operation.rust_name);
    let built = built_response(response, &name, links.unwrap_or(&Value::Null), examples);
    quote!(.response(#status, #built))
}

fn built_response(
    response: &Response,
    name: &str,
    links: &Value,
    examples: &mut Examples,
) -> TokenStream {
    let description = &response.description;
    let headers: Vec<_> = response
        .headers
        .iter()
        .map(|header| self::header(header, examples))
        .collect();
    let media = response.media.first();
    let example = media.and_then(|media| media.example.as_ref()).map(|value| {
        let value = examples.value(name, value);
        quote!(.example(Some(#value)))
    });
    let content = media.and_then(|media| match &media.payload {
        Payload::Json(_) => {
            let name = ident(json_name(media).unwrap_or("String"));
            Some(quote! {
                .content("application/json", ContentBuilder::new().schema(Some(reference::<#name>())) #example)
            })
        }
        Payload::Bytes(bytes) => Some(binary(media, bytes, name, examples)),
        _ => None,
    });
    let links = links.as_object().into_iter().flatten().map(|(key, value)| {
        let link = self::link(&format!("{name}_{key}"), value, examples);
        quote!(.link(#key, #link))
    });
    let links: Vec<_> = links.collect();
    quote!(ResponseBuilder::new().description(#description) #(#headers)* #content #(#links)*)
}

/// Name of the type of a JSON payload.
fn json_name(media: &Media) -> Option<&str> {
    match &media.payload {
        Payload::Json(schema) => reference_name(schema),
        _ => None,
    }
}

fn binary(media: &Media, bytes: &Bytes, name: &str, examples: &mut Examples) -> TokenStream {
    let media_type = &media.media_types[0];
    let description = bytes
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let example = bytes.example.as_ref().map(|value| {
        let value = examples.expression(&format!("{name}_bytes"), value);
        quote!(.examples([#value]))
    });
    quote! {
        .content(#media_type, ContentBuilder::new().schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
                #description
                #example
        )))
    }
}

/// What these builders are not told of operations.
pub(super) fn unsupported(api: &Api) -> Vec<crate::problem::Problem> {
    let sent = api.outgoing.iter().map(|outgoing| {
        let message = "what the server sends cannot be derived, turn derived schemas off";
        problem(outgoing.pointer.clone(), message.to_owned())
    });
    let mut problems: Vec<_> = sent.collect();
    for operation in &api.operations {
        let mut refuse = |at: &str, what: &str| {
            let message = format!("{what} cannot be derived, turn derived schemas off");
            problems.push(problem(format!("{}{at}", operation.pointer), message));
        };
        let scheme = |name: &String| api.security_schemes.get(name).map(|scheme| &scheme.kind);
        let is_basic = match operation.security.as_slice() {
            [] => true,
            [all] => {
                matches!(all.as_slice(), [one] if scheme(&one.scheme) == Some(&SchemeKind::Basic))
            }
            _ => false,
        };
        if !is_basic {
            refuse("/security", "authentication other than HTTP Basic");
        }
        let is_json = |media: &Media| {
            matches!(media.payload, Payload::Json(_)) && media.media_types == ["application/json"]
        };
        if let Some(body) = &operation.body
            && !matches!(body.media.as_slice(), [only] if is_json(only))
        {
            refuse("/requestBody", "a body other than JSON");
        }
        let is_known = |it: &Response| match (it.status, it.media.as_slice()) {
            (Status::Code(_), []) => true,
            (Status::Code(_), [only]) => is_json(only) || matches!(only.payload, Payload::Bytes(_)),
            _ => false,
        };
        if !operation.responses.iter().all(is_known) {
            refuse(
                "/responses",
                "a range of statuses, or an answer in several media types",
            );
        }
        let is_scalar = |it: &Parameter| match &it.encoding {
            Encoding::Text => true,
            Encoding::Styled { holds, .. } => *holds == Holds::Scalar,
            Encoding::Json => false,
        };
        if !operation.parameters.iter().all(is_scalar) {
            refuse("/parameters", "a parameter that is no scalar");
        }
    }
    problems
}

/// Bounds of a header as literals: headers of answers have no Rust type that could carry constants.
fn literal_bounds(constraints: &Constraints) -> Vec<TokenStream> {
    let c = constraints;
    let number = |method: &str, bound: &Option<serde_json::Number>| {
        let method = proc_macro2::Ident::new(method, proc_macro2::Span::call_site());
        let bound = bound.as_ref()?;
        let literal = match bound.as_i64() {
            Some(whole) => proc_macro2::Literal::i64_unsuffixed(whole),
            None => proc_macro2::Literal::f64_unsuffixed(bound.as_f64()?),
        };
        Some(quote!(.#method(Some(#literal))))
    };
    let count = |method: &str, bound: Option<u64>| {
        let method = proc_macro2::Ident::new(method, proc_macro2::Span::call_site());
        let literal = proc_macro2::Literal::u64_unsuffixed(bound?);
        Some(quote!(.#method(Some(#literal))))
    };
    let minimum = if c.exclusive_minimum {
        "exclusive_minimum"
    } else {
        "minimum"
    };
    let maximum = if c.exclusive_maximum {
        "exclusive_maximum"
    } else {
        "maximum"
    };
    [
        number(minimum, &c.minimum),
        number(maximum, &c.maximum),
        number("multiple_of", &c.multiple_of),
        count("min_length", c.min_length),
        count("max_length", c.max_length),
        c.pattern
            .as_ref()
            .map(|pattern| quote!(.pattern(Some(#pattern)))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn header(header: &ResponseHeader, examples: &mut Examples) -> TokenStream {
    let name = &header.name;
    let place = Place {
        owner: String::from("Header"),
        prefix: String::new(),
    };
    let plain = crate::model::Schema {
        constraints: crate::model::Constraints::default(),
        ..header.value.clone()
    };
    let schema = utoipa::schema(&plain, &place, examples);
    let bounds = literal_bounds(&header.value.constraints);
    let description = header
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    quote!(.header(#name, HeaderBuilder::new().schema(Some(#schema #(#bounds)*)) #description .build()))
}

fn link(name: &str, link: &Value, examples: &mut Examples) -> TokenStream {
    let operation = link["operationId"]
        .as_str()
        .map(|id| quote!(.operation_id(#id)));
    let description = link["description"]
        .as_str()
        .map(|text| quote!(.description(#text)));
    let parameters: Vec<_> = link["parameters"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| {
            let value = examples.expression(&format!("{name}_{key}"), value);
            quote!(.parameter(#key, #value))
        })
        .collect();
    let body = link.get("requestBody").map(|value| {
        let value = examples.expression(&format!("{name}_body"), value);
        quote!(.request_body(Some(#value)))
    });
    quote!(Link::builder() #operation #(#parameters)* #body #description .build())
}
