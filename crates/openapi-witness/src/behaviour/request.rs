//! A request as data, and the place in it that a case is about.

use std::collections::BTreeMap;

use serde_json::Value;

use super::contract::{Operation, Parameter};
use super::site::{Site, Step, reach};
use crate::pointer;

/// What a caller sends: parameters by place (`path/id`), and a body.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Request {
    pub(crate) parameters: BTreeMap<String, Value>,
    pub(crate) body: Option<Value>,
}

impl Request {
    /// The documented request: every parameter that must be given, and the example of the body.
    pub(crate) fn documented(operation: &Operation) -> Self {
        Self {
            parameters: operation
                .parameters
                .iter()
                .filter(|parameter| parameter.required)
                .map(|parameter| (parameter.place.clone(), parameter.sample.clone()))
                .collect(),
            body: operation.body.as_ref().map(|body| body.sample.clone()),
        }
    }
}

/// A place in a request, with a request that has it.
pub(crate) struct Place<'a> {
    pub(crate) document: &'a Value,
    pub(crate) operation: &'a Operation,
    /// What errors call the place.
    pub(crate) pointer: String,
    /// The schema that applies.
    pub(crate) schema: &'a Value,
    /// Types that a value at the place can have, in whatever form; empty when any.
    pub(crate) types: Vec<String>,
    /// Whether the place is a parameter, by location.
    pub(crate) parameter: Option<&'a Parameter>,
    /// The last step to the place, for a body.
    pub(crate) last: Option<&'a Step>,
    request: Request,
}

impl<'a> Place<'a> {
    /// Whether it is a header, which carries visible ASCII only.
    pub(crate) fn in_header(&self) -> bool {
        self.is_in("header")
    }

    /// Whether it is a part of the path, which cannot be empty.
    pub(crate) fn in_path(&self) -> bool {
        self.is_in("path")
    }

    fn is_in(&self, location: &str) -> bool {
        self.parameter
            .is_some_and(|parameter| parameter.location == location)
    }

    /// A place in the body.
    pub(crate) fn in_body(document: &'a Value, operation: &'a Operation, site: &'a Site) -> Self {
        let mut request = Request::documented(operation);
        let mut body = request.body.take().unwrap_or_default();
        let pointer = reach(document, &mut body, &site.steps);
        if body.pointer(&pointer).is_some_and(Value::is_null)
            && let Some(here) = body.pointer_mut(&pointer)
        {
            *here = super::sample::sample(document, &site.schema);
        }
        request.body = Some(body);
        Self {
            document,
            operation,
            pointer,
            schema: &site.schema,
            types: site.types.clone(),
            parameter: None,
            last: site.steps.last(),
            request,
        }
    }

    /// A parameter.
    pub(crate) fn of_parameter(
        document: &'a Value,
        operation: &'a Operation,
        parameter: &'a Parameter,
        schema: &'a Value,
    ) -> Self {
        let mut request = Request::documented(operation);
        request
            .parameters
            .insert(parameter.place.clone(), parameter.sample.clone());
        Self {
            document,
            operation,
            pointer: parameter.place.clone(),
            schema,
            types: super::sample::types(document, schema),
            parameter: Some(parameter),
            last: None,
            request,
        }
    }

    /// The request as it is, with the place in it.
    pub(crate) fn request(&self) -> Request {
        self.request.clone()
    }

    /// The value at the place.
    pub(crate) fn value(&self) -> Value {
        match &self.request.body {
            _ if self.parameter.is_some() => self.request.parameters[&self.pointer].clone(),
            Some(body) => body.pointer(&self.pointer).cloned().unwrap_or_default(),
            None => Value::Null,
        }
    }

    /// The request with another value at the place.
    pub(crate) fn put(&self, value: Value) -> Request {
        let mut request = self.request();
        if self.parameter.is_some() {
            request.parameters.insert(self.pointer.clone(), value);
        } else if let Some(here) = request
            .body
            .as_mut()
            .and_then(|body| body.pointer_mut(&self.pointer))
        {
            *here = value;
        }
        request
    }

    /// The request with another object or array at the place, made from the one there.
    pub(crate) fn edit(&self, edit: impl FnOnce(&mut Value)) -> Request {
        let mut value = self.value();
        edit(&mut value);
        self.put(value)
    }

    /// What errors call the member `name` of the object at the place.
    pub(crate) fn member(&self, name: &str) -> String {
        pointer::child(&self.pointer, name)
    }
}
