//! Every occurrence of a keyword in what callers send, found without the cases: what the cases are held against.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::cases::wants_cases;
use super::contract::{Contract, Operation};
use crate::pointer;

/// What was tried for one keyword at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// The operation.
    pub operation: String,
    /// The place in the request: `path/id`, or `body` and the way down.
    pub place: String,
    /// The keyword; `null` stands for a `nullable` that is not said.
    pub keyword: String,
    /// Where the keyword stands in the document.
    pub pointer: String,
    /// How many requests keep it.
    pub inside: usize,
    /// How many break it.
    pub outside: usize,
    /// Why none breaks it.
    pub reason: Option<&'static str>,
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}: {} inside, {} outside",
            self.operation, self.place, self.keyword, self.inside, self.outside
        )?;
        match self.reason {
            Some(reason) => write!(f, " ({reason})"),
            None => Ok(()),
        }
    }
}

/// An occurrence of a keyword: operation, and pointer of the keyword in the document.
pub(crate) type Occurrence = (String, String);

/// Every occurrence in requests.
pub(crate) fn occurrences(contract: &Contract) -> BTreeSet<Occurrence> {
    let mut all = BTreeSet::new();
    for operation in &contract.operations {
        let mut walk = Walk {
            document: &contract.document,
            operation,
            visited: BTreeSet::new(),
            out: &mut all,
        };
        for parameter in &operation.parameters {
            walk.add(&parameter.pointer, "required");
            walk.schema(
                &parameter.schema,
                &pointer::child(&parameter.pointer, "schema"),
            );
        }
        if let Some(body) = &operation.body {
            walk.add(&body.pointer, "required");
            walk.schema(&body.schema, &body.schema_pointer);
        }
    }
    all
}

struct Walk<'a> {
    document: &'a Value,
    operation: &'a Operation,
    visited: BTreeSet<String>,
    out: &'a mut BTreeSet<Occurrence>,
}

impl Walk<'_> {
    fn add(&mut self, place: &str, keyword: &str) {
        let pointer = pointer::child(place, keyword);
        self.out.insert((self.operation.id.clone(), pointer));
    }

    fn schema(&mut self, schema: &Value, place: &str) {
        if !self.visited.insert(place.to_owned()) {
            return;
        }
        for (key, value) in schema.as_object().into_iter().flatten() {
            let at = pointer::child(place, key);
            match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let target = pointer::of_reference(reference).map(str::to_owned);
                    if let Some(target) = target
                        && let Some(schema) = self.document.pointer(&target)
                    {
                        self.schema(schema, &target);
                    }
                    continue;
                }
                ("properties", Value::Object(properties)) => {
                    for (name, schema) in properties {
                        self.schema(schema, &pointer::child(&at, name));
                    }
                }
                ("items" | "additionalProperties" | "not", Value::Object(_)) => {
                    self.schema(value, &at);
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                    for (index, schema) in branches.iter().enumerate() {
                        self.schema(schema, &pointer::index(&at, index));
                    }
                }
                _ => {}
            }
            if wants_cases(key) {
                self.add(place, key);
            }
        }
    }
}
