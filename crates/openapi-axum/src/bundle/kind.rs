//! Which object of OpenAPI stands where: only there is `$ref` a reference, and not a key of somebody's example.

/// What a node of the tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Document,
    Components,
    /// The members of a section of the components.
    Section(&'static Kind),
    Paths,
    PathItem,
    Operation,
    /// A mapping from names to one kind.
    Map(&'static Kind),
    /// A list of one kind.
    List(&'static Kind),
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Schema,
    Discriminator,
    Webhook,
    /// Nothing in it is a reference.
    Opaque,
}

impl Kind {
    /// The section of the components that a reference to this kind names; `None` where references are replaced by what
    /// they name.
    pub(super) fn section(self) -> Option<&'static str> {
        Some(match self {
            Kind::Parameter => "parameters",
            Kind::Header => "headers",
            Kind::RequestBody => "requestBodies",
            Kind::Response => "responses",
            Kind::Example => "examples",
            Kind::Link => "links",
            Kind::Callback => "callbacks",
            Kind::SecurityScheme => "securitySchemes",
            Kind::Schema => "schemas",
            _ => return None,
        })
    }

    /// The kind of the components of a section.
    pub(super) fn of_section(section: &str) -> Kind {
        in_components(section).member("")
    }

    /// The name of the section whose members these are.
    pub(super) fn item_section(self) -> Option<&'static str> {
        match self {
            Kind::Section(kind) => kind.section(),
            _ => None,
        }
    }

    /// The kind of the member `key`.
    pub(super) fn member(self, key: &str) -> Kind {
        if key.starts_with("x-") && !matches!(self, Kind::Map(_) | Kind::Section(_)) {
            return match (self, key) {
                (Kind::Document, "x-webhooks") => Kind::Map(&Kind::Webhook),
                _ => Kind::Opaque,
            };
        }
        match self {
            Kind::Document => in_document(key),
            Kind::Components => in_components(key),
            Kind::Section(kind) | Kind::Map(kind) => *kind,
            Kind::Paths | Kind::Callback => Kind::PathItem,
            Kind::PathItem => in_path_item(key),
            Kind::Operation => in_operation(key),
            Kind::Schema => in_schema(key),
            Kind::Webhook if key == "schema" => Kind::Schema,
            Kind::Parameter
            | Kind::Header
            | Kind::RequestBody
            | Kind::Response
            | Kind::MediaType
            | Kind::Encoding => in_message(key),
            _ => Kind::Opaque,
        }
    }

    /// The kind of the items of a list.
    pub(super) fn item(self) -> Kind {
        match self {
            Kind::List(kind) => *kind,
            // The tuple form of `items`.
            Kind::Schema => Kind::Schema,
            _ => Kind::Opaque,
        }
    }
}

fn in_document(key: &str) -> Kind {
    match key {
        "paths" => Kind::Paths,
        "webhooks" => Kind::Map(&Kind::PathItem),
        "components" => Kind::Components,
        _ => Kind::Opaque,
    }
}

fn in_components(key: &str) -> Kind {
    match key {
        "schemas" => Kind::Section(&Kind::Schema),
        "responses" => Kind::Section(&Kind::Response),
        "parameters" => Kind::Section(&Kind::Parameter),
        "examples" => Kind::Section(&Kind::Example),
        "requestBodies" => Kind::Section(&Kind::RequestBody),
        "headers" => Kind::Section(&Kind::Header),
        "securitySchemes" => Kind::Section(&Kind::SecurityScheme),
        "links" => Kind::Section(&Kind::Link),
        "callbacks" => Kind::Section(&Kind::Callback),
        "pathItems" => Kind::Section(&Kind::PathItem),
        _ => Kind::Opaque,
    }
}

fn in_path_item(key: &str) -> Kind {
    match key {
        "parameters" => Kind::List(&Kind::Parameter),
        method if crate::walk::METHODS.contains(&method) => Kind::Operation,
        _ => Kind::Opaque,
    }
}

fn in_operation(key: &str) -> Kind {
    match key {
        "parameters" => Kind::List(&Kind::Parameter),
        "requestBody" => Kind::RequestBody,
        "responses" => Kind::Map(&Kind::Response),
        "callbacks" => Kind::Map(&Kind::Callback),
        _ => Kind::Opaque,
    }
}

/// Parameters, headers, bodies, answers, media types and encodings, which share their words.
fn in_message(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" => Kind::Schema,
        "content" => Kind::Map(&Kind::MediaType),
        "examples" => Kind::Map(&Kind::Example),
        "headers" => Kind::Map(&Kind::Header),
        "links" => Kind::Map(&Kind::Link),
        "encoding" => Kind::Map(&Kind::Encoding),
        _ => Kind::Opaque,
    }
}

fn in_schema(key: &str) -> Kind {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Kind::Map(&Kind::Schema)
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Kind::List(&Kind::Schema),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "additionalItems"
        | "contentSchema" => Kind::Schema,
        "discriminator" => Kind::Discriminator,
        _ => Kind::Opaque,
    }
}
