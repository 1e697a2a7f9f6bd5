//! The operations of a document, as a caller sees them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pointer;

/// A document whose operations can be called.
#[derive(Clone, Debug)]
pub struct Contract {
    pub(crate) document: Value,
    pub(crate) operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) pointer: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    /// The status of a well-formed request that breaks the schema: 422 where it is documented
    /// for that, else 400.
    pub(crate) refusal: u16,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// `path/id`: the place as errors spell it.
    pub(crate) place: String,
    pub(crate) location: String,
    pub(crate) required: bool,
    pub(crate) pointer: String,
    pub(crate) schema: Value,
    pub(crate) sample: Value,
}

/// A JSON request body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) pointer: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
    pub(crate) schema_pointer: String,
    pub(crate) sample: Value,
}

/// The documented success.
#[derive(Clone, Debug)]
pub(crate) struct Success {
    pub(crate) status: u16,
    /// The example of a JSON answer.
    pub(crate) answer: Option<Value>,
}

impl Contract {
    /// Reads the operations of an OpenAPI 3.0 document.
    ///
    /// # Errors
    /// Something that every operation needs is missing, or a reference leads nowhere.
    pub fn new(document: Value) -> Result<Self, String> {
        let mut operations = Vec::new();
        let paths = document.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation.get("responses").is_some() {
                    operations.push(Reader(&document).operation(path, method, operation)?);
                }
            }
        }
        Ok(Self {
            document,
            operations,
        })
    }

    /// The documented example of the operation's JSON success answer; null when there is none.
    #[must_use]
    pub fn answer(&self, operation: &str) -> Value {
        self.operations
            .iter()
            .find(|known| known.id == operation)
            .and_then(|known| known.success.answer.clone())
            .unwrap_or_default()
    }

    /// Every `operationId`, in the order of the document.
    pub fn operation_ids(&self) -> impl Iterator<Item = &str> {
        self.operations
            .iter()
            .map(|operation| operation.id.as_str())
    }
}

struct Reader<'a>(&'a Value);

impl Reader<'_> {
    fn operation(&self, path: &str, method: &str, value: &Value) -> Result<Operation, String> {
        let of_path = pointer::child("/paths", path);
        let place = pointer::child(&of_path, method);
        let mut parameters = BTreeMap::new();
        for owner in [&of_path, &place] {
            let list = pointer::child(owner, "parameters");
            let values = self.0.pointer(&list).and_then(Value::as_array);
            for (at, value) in values.into_iter().flatten().enumerate() {
                let parameter = self.parameter(value, &pointer::index(&list, at))?;
                parameters.insert(parameter.place.clone(), parameter);
            }
        }
        let body = match value.get("requestBody") {
            Some(body) => Some(self.body(body, &pointer::child(&place, "requestBody"))?),
            None => None,
        };
        let responses = pointer::child(&place, "responses");
        Ok(Operation {
            id: text(value, "operationId", &place)?,
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters: parameters.into_values().collect(),
            body,
            success: self.success(&value["responses"], &responses)?,
            pointer: place.clone(),
            refusal: self.refusal(&value["responses"], &responses)?,
        })
    }

    /// 422 where it is documented and not said to mean something else.
    fn refusal(&self, value: &Value, place: &str) -> Result<u16, String> {
        let Some(response) = value.get("422") else {
            return Ok(400);
        };
        let (response, ..) = self.resolve(response, &pointer::child(place, "422"))?;
        let other = response["x-violations"] == Value::Bool(false);
        Ok(if other { 400 } else { 422 })
    }

    fn parameter(&self, value: &Value, place: &str) -> Result<Parameter, String> {
        let (value, pointer, _) = self.resolve(value, place)?;
        let name = text(value, "name", &pointer)?;
        let location = text(value, "in", &pointer)?;
        let at = pointer::child(&pointer, "schema");
        let schema = value.get("schema").ok_or_else(|| missing(&at))?;
        let sample = match value.get("example") {
            Some(example) => example.clone(),
            None => super::sample::sample(self.0, schema),
        };
        Ok(Parameter {
            place: format!("{location}/{name}"),
            required: value.get("required") == Some(&Value::Bool(true)),
            schema: schema.clone(),
            sample,
            location,
            pointer,
        })
    }

    fn body(&self, value: &Value, place: &str) -> Result<Body, String> {
        let (value, pointer, _) = self.resolve(value, place)?;
        let media = pointer::child(&pointer::child(&pointer, "content"), "application/json");
        let schema_pointer = pointer::child(&media, "schema");
        let media = self.0.pointer(&media).ok_or_else(|| missing(&media))?;
        let schema = media
            .get("schema")
            .ok_or_else(|| missing(&schema_pointer))?;
        let sample = match media.get("example") {
            Some(example) => example.clone(),
            None => super::sample::sample(self.0, schema),
        };
        Ok(Body {
            required: value.get("required") == Some(&Value::Bool(true)),
            schema: schema.clone(),
            schema_pointer,
            sample,
            pointer,
        })
    }

    fn success(&self, responses: &Value, place: &str) -> Result<Success, String> {
        let (status, value) = responses
            .as_object()
            .into_iter()
            .flatten()
            .find(|(status, _)| status.starts_with('2'))
            .ok_or_else(|| missing(&pointer::child(place, "2xx")))?;
        let (value, ..) = self.resolve(value, &pointer::child(place, status))?;
        let answer =
            value
                .pointer("/content/application~1json")
                .map(|media| match media.get("example") {
                    Some(example) => example.clone(),
                    None => super::sample::sample(self.0, &media["schema"]),
                });
        let status = status
            .parse()
            .map_err(|_| format!("{place}: the success status is not a number"))?;
        Ok(Success { status, answer })
    }

    fn resolve<'b>(
        &'b self,
        value: &'b Value,
        place: &str,
    ) -> Result<(&'b Value, String, Vec<String>), String> {
        pointer::resolve(self.0, value, place)
            .ok_or_else(|| format!("{place}: the reference leads nowhere"))
    }
}

fn text(value: &Value, key: &str, place: &str) -> Result<String, String> {
    value
        .get(key)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| missing(&pointer::child(place, key)))
}

fn missing(place: &str) -> String {
    format!("{place}: is missing")
}
