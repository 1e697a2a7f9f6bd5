//! Finds the places of a document that hold schemas, parameters, answers and media types.

use crate::place::{Place, component_name};
use crate::read::Value;

/// Methods that a path item can have.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation with the path that it stands under.
#[derive(Clone, Debug)]
pub(crate) struct OperationPlace<'d> {
    /// Path template as written.
    pub(crate) path: &'d str,
    /// HTTP method, lower case.
    pub(crate) method: &'d str,
    /// The path item.
    pub(crate) item: Place<'d>,
    /// The operation.
    pub(crate) place: Place<'d>,
}

/// Path items in document order; keys of `paths` that begin with `x-` are none.
pub(crate) fn path_items<'d>(root: &Place<'d>) -> Vec<(&'d str, Place<'d>)> {
    let mut items = root.members_of("paths");
    items.retain(|(path, _)| !path.starts_with("x-"));
    items
}

/// Operations under `paths` in document order.
pub(crate) fn operations<'d>(root: &Place<'d>) -> Vec<OperationPlace<'d>> {
    let mut found = Vec::new();
    for (path, item) in path_items(root) {
        let Some(item) = item.resolve() else {
            continue;
        };
        for (method, place) in item.members() {
            if METHODS.contains(&method) && matches!(place.node.value, Value::Object(_)) {
                found.push(OperationPlace {
                    path,
                    method,
                    item: item.clone(),
                    place,
                });
            }
        }
    }
    found
}

/// The names in braces of a path template, in their order, each once.
pub(crate) fn placeholders(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    names
}

/// A webhook: its name, the object that describes it and the schema of its body.
#[derive(Clone, Debug)]
pub(crate) struct WebhookPlace<'d> {
    /// Key under `x-webhooks`.
    pub(crate) name: &'d str,
    /// The object with `description` and `schema`.
    pub(crate) place: Place<'d>,
    /// The schema of the body.
    pub(crate) schema: Place<'d>,
}

/// Webhooks under `x-webhooks`: a map from the name to an object with `description` and `schema`.
///
/// OpenAPI 3.0 has no word for them. Entries without a schema are left out.
pub(crate) fn webhooks<'d>(root: &Place<'d>) -> Vec<WebhookPlace<'d>> {
    extension_webhooks(root)
        .into_iter()
        .filter_map(|(name, place)| {
            let schema = place.get("schema")?;
            Some(WebhookPlace {
                name,
                place,
                schema,
            })
        })
        .collect()
}

/// Everything under `x-webhooks` but what extends it in turn (`x-…`).
pub(crate) fn extension_webhooks<'d>(root: &Place<'d>) -> Vec<(&'d str, Place<'d>)> {
    let mut webhooks = root.members_of("x-webhooks");
    webhooks.retain(|(name, _)| !name.starts_with("x-"));
    webhooks
}

/// Places that hold one kind of object, wherever the document may have it.
#[derive(Debug, Default)]
pub(crate) struct Places<'d> {
    /// Parameter objects that are not references.
    pub(crate) parameters: Vec<Place<'d>>,
    /// Header objects that are not references.
    pub(crate) headers: Vec<Place<'d>>,
    /// Response objects that are not references.
    pub(crate) responses: Vec<Place<'d>>,
    /// Request body objects that are not references.
    pub(crate) bodies: Vec<Place<'d>>,
    /// Media type objects.
    pub(crate) media: Vec<Place<'d>>,
    /// Outermost schemas.
    pub(crate) schemas: Vec<Place<'d>>,
    /// References that are not schemas.
    pub(crate) references: Vec<(Place<'d>, &'static str)>,
}

impl<'d> Places<'d> {
    /// Collects the places of a whole document.
    pub(crate) fn of(root: &Place<'d>) -> Places<'d> {
        let mut places = Places::default();
        places.components(root);
        for (_, item) in path_items(root) {
            places.path_item(&item);
        }
        for (_, webhook) in extension_webhooks(root) {
            places.schemas.extend(webhook.get("schema"));
        }
        places
    }

    fn components(&mut self, root: &Place<'d>) {
        let Some(components) = root.get("components") else {
            return;
        };
        for (_, schema) in components.members_of("schemas") {
            self.schemas.push(schema);
        }
        for (_, parameter) in components.members_of("parameters") {
            self.parameter(parameter);
        }
        for (_, header) in components.members_of("headers") {
            self.header(header);
        }
        for (_, response) in components.members_of("responses") {
            self.response(response);
        }
        for (_, body) in components.members_of("requestBodies") {
            self.body(body);
        }
    }

    fn path_item(&mut self, item: &Place<'d>) {
        for parameter in item.items_of("parameters") {
            self.parameter(parameter);
        }
        for (method, operation) in item.members() {
            if !METHODS.contains(&method) {
                continue;
            }
            for parameter in operation.items_of("parameters") {
                self.parameter(parameter);
            }
            if let Some(body) = operation.get("requestBody") {
                self.body(body);
            }
            for (_, response) in operation.members_of("responses") {
                self.response(response);
            }
        }
    }

    fn is_reference(&mut self, place: &Place<'d>, section: &'static str) -> bool {
        let found = place.has("$ref");
        if found {
            self.references.push((place.clone(), section));
        }
        found
    }

    fn parameter(&mut self, place: Place<'d>) {
        if !self.is_reference(&place, "parameters") {
            self.schemas.extend(place.get("schema"));
            self.parameters.push(place);
        }
    }

    fn header(&mut self, place: Place<'d>) {
        if !self.is_reference(&place, "headers") {
            self.schemas.extend(place.get("schema"));
            self.headers.push(place);
        }
    }

    fn response(&mut self, place: Place<'d>) {
        if self.is_reference(&place, "responses") {
            return;
        }
        for (_, header) in place.members_of("headers") {
            self.header(header);
        }
        self.content(&place);
        self.responses.push(place);
    }

    fn body(&mut self, place: Place<'d>) {
        if !self.is_reference(&place, "requestBodies") {
            self.content(&place);
            self.bodies.push(place);
        }
    }

    fn content(&mut self, place: &Place<'d>) {
        for (_, media) in place.members_of("content") {
            self.schemas.extend(media.get("schema"));
            self.media.push(media);
        }
    }
}

/// A schema and every schema inside it, outermost first; references are not followed.
pub(crate) fn schemas_in<'d>(schema: &Place<'d>) -> Vec<Place<'d>> {
    let mut found = Vec::new();
    let mut open = vec![schema.clone()];
    while let Some(place) = open.pop() {
        let mut inner: Vec<Place<'d>> = Vec::new();
        inner.extend(
            place
                .members_of("properties")
                .into_iter()
                .map(|(_, place)| place),
        );
        inner.extend(place.get("items"));
        inner.extend(
            place
                .get("additionalProperties")
                .filter(|place| matches!(place.node.value, Value::Object(_))),
        );
        for keyword in ["oneOf", "allOf", "anyOf", "prefixItems"] {
            inner.extend(place.items_of(keyword));
        }
        for keyword in [
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "unevaluatedProperties",
            "unevaluatedItems",
        ] {
            inner.extend(place.get(keyword));
        }
        for keyword in ["patternProperties", "dependentSchemas"] {
            inner.extend(
                place
                    .members_of(keyword)
                    .into_iter()
                    .map(|(_, place)| place),
            );
        }
        inner.reverse();
        open.extend(inner);
        found.push(place);
    }
    found
}

/// Every schema of a document, in document order of the outermost ones.
pub(crate) fn all_schemas<'d>(root: &Place<'d>) -> Vec<Place<'d>> {
    Places::of(root)
        .schemas
        .iter()
        .flat_map(schemas_in)
        .collect()
}

/// The parameters of an operation: its own, and those of the path item that it does not override; references followed.
pub(crate) fn parameter_places<'d>(at: &OperationPlace<'d>) -> Vec<Place<'d>> {
    let key = |place: &Place<'d>| (place.str("name"), place.str("in"));
    let own: Vec<Place<'d>> = at
        .place
        .items_of("parameters")
        .iter()
        .filter_map(Place::resolve)
        .collect();
    let shared = at.item.items_of("parameters");
    let mut places: Vec<Place<'d>> = shared
        .iter()
        .filter_map(Place::resolve)
        .filter(|place| !own.iter().any(|other| key(other) == key(place)))
        .collect();
    places.extend(own);
    places
}

/// `example`, or the first value of `examples`.
pub(crate) fn example_of(place: &Place<'_>) -> Option<serde_json::Value> {
    place.json("example").or_else(|| {
        place
            .members_of("examples")
            .into_iter()
            .find_map(|(_, example)| example.resolve()?.json("value"))
    })
}

/// The component that a mapping value names: by reference or by bare name.
pub(crate) fn mapped_component(value: &str) -> Option<String> {
    if value.starts_with('#') {
        component_name(value, "schemas")
    } else {
        Some(value.to_owned())
    }
}
