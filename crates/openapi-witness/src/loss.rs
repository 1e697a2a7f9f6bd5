//! Witness (a), loss: what the compiled types and the router derive equals the document.
//!
//! Both sides are plain JSON: the document as people write it, and the document that `schemars` or `utoipa` derive from
//! compiled code, brought to the same terms by [`crate::lower_schemars`] and [`crate::lower_utoipa`]. The code generator
//! and its model have no part in it. Everything is compared but the printed list of [`Ignored`] places: descriptions,
//! examples, defaults, bounds, formats, order of enumeration values, headers, status codes, tags, security.
//!
//! Normal form: references to parameters, answers, bodies and headers are followed (a difference points at the
//! component, and [`Difference::via`] at the references); parameters and `required` have no order, nor have members of
//! objects; the document's `security` is that of every operation without its own; a derived schema that the document
//! does not name is compared in place; the lines of a paragraph of a description are joined, since Rust's doc comments are
//! wrapped; `1.0` is `1`.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use crate::ignored::Ignored;
use crate::normal::{Normaliser, Unit, schema_names, units};
use crate::tree::{self, Node};

/// One place where the document and what is derived differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where in the document, as a JSON Pointer; for what is only derived, where it would stand.
    pub pointer: String,
    /// The `$ref`s that led there from an operation.
    pub via: Vec<String>,
    /// What the document says; `None` when it says nothing.
    pub spec: Option<Value>,
    /// What is derived; `None` when nothing is.
    pub derived: Option<Value>,
}

impl Difference {
    pub(crate) fn new(
        pointer: &str,
        via: &[String],
        spec: Option<&Node>,
        derived: Option<&Node>,
    ) -> Self {
        Self {
            pointer: pointer.to_owned(),
            via: via.to_vec(),
            spec: spec.map(Node::to_value),
            derived: derived.map(Node::to_value),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the document says {}, derived is {}",
            self.pointer,
            said(self.spec.as_ref()),
            said(self.derived.as_ref())
        )
    }
}

fn said(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

/// How much of the documents is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Document,
    /// `components/schemas` only.
    Schemas,
}

impl Scope {
    pub(crate) fn has(self, unit: &Unit) -> bool {
        self == Self::Document || matches!(unit, Unit::Schema(_))
    }
}

/// Every difference between the document and what is derived, in the order of units, once each.
#[must_use]
pub fn compare(
    spec: &Value,
    derived: &Value,
    scope: Scope,
    ignored: &[Ignored],
) -> Vec<Difference> {
    let known = schema_names(spec);
    let left = Normaliser {
        document: spec,
        known: &known,
        ignored,
    };
    let right = Normaliser {
        document: derived,
        known: &known,
        ignored,
    };
    let mut differences = Vec::new();
    for unit in all_units(spec, derived, &known) {
        if scope.has(&unit) {
            let derived = right.unit(&unit);
            compare_unit(
                &unit,
                left.unit(&unit).as_ref(),
                derived.as_ref(),
                &mut differences,
            );
        }
    }
    let mut seen = BTreeSet::new();
    differences.retain(|difference| seen.insert(difference.to_string()));
    differences
}

/// Units of both sides; a derived schema that the document does not name is compared where it is used.
fn all_units(spec: &Value, derived: &Value, known: &BTreeSet<String>) -> BTreeSet<Unit> {
    let mut all = units(spec);
    all.extend(units(derived).into_iter().filter(|unit| match unit {
        Unit::Schema(name) => known.contains(name),
        _ => true,
    }));
    all
}

pub(crate) fn compare_unit(
    unit: &Unit,
    spec: Option<&Node>,
    derived: Option<&Node>,
    out: &mut Vec<Difference>,
) {
    match (spec, derived) {
        (None, None) => {}
        (Some(spec), Some(derived)) => tree::compare(spec, derived, &[], out),
        (spec, derived) => out.push(Difference::new(&unit.pointer(), &[], spec, derived)),
    }
}
