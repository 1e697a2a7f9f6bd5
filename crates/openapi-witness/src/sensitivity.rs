//! Witness (b), sensitivity: no leaf of the document can change without witness (a) saying where.
//!
//! Every leaf (a scalar, or an empty object or array) outside the ignored places is altered, and deleted, in memory. The
//! comparison must then differ, and a difference must name the leaf: point at it, at the object or array that holds it
//! (where the leaf tells its holder from others: the name of a parameter, an element of `required`), or have passed
//! through it (a `$ref`). Only the unit that the leaf belongs to is compared again.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::thread;

use serde_json::{Value, json};

use crate::ignored::{Ignored, covers};
use crate::loss::{Difference, Scope, compare_unit};
use crate::normal::{Normaliser, Unit, schema_names, units};
use crate::pointer;
use crate::tree::Node;

/// A leaf whose change goes unnoticed, or is noticed at another place only.
#[derive(Clone, Debug, PartialEq)]
pub struct Unnoticed {
    /// The leaf in the document.
    pub pointer: String,
    /// What was done to it.
    pub change: Change,
    /// Where differences were found instead.
    pub found: Vec<String>,
}

/// What is done to a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It gets another value of the same kind.
    Alter,
    /// It is taken out of the object or array that holds it.
    Delete,
}

impl fmt::Display for Unnoticed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let change = match self.change {
            Change::Alter => "altered",
            Change::Delete => "deleted",
        };
        write!(f, "{} {change}: ", self.pointer)?;
        if self.found.is_empty() {
            f.write_str("no difference")
        } else {
            write!(f, "differences at {} only", self.found.join(", "))
        }
    }
}

/// What became of all changes.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many leaves were tried.
    pub leaves: usize,
    /// Changes that were not noticed where they were made.
    pub unnoticed: Vec<Unnoticed>,
}

/// Tries every leaf that the scope has, on all processors.
///
/// The documents must be equal to begin with: a difference that is there already would pass for a noticed change.
#[must_use]
pub fn try_every_leaf(spec: &Value, derived: &Value, scope: Scope, ignored: &[Ignored]) -> Outcome {
    let mut leaves = Vec::new();
    collect_leaves(spec, "", &mut leaves);
    leaves.retain(|leaf| !covers(ignored, leaf) && (scope == Scope::Document || in_schemas(leaf)));
    let known = schema_names(spec);
    let owners = owners(spec);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = leaves.len().div_ceil(workers).max(1);
    let unnoticed = thread::scope(|scope| {
        let handles: Vec<_> = leaves
            .chunks(share)
            .map(|chunk| {
                let (known, owners) = (&known, &owners);
                scope.spawn(move || {
                    Trial {
                        spec: spec.clone(),
                        derived: Normaliser {
                            document: derived,
                            known,
                            ignored,
                        },
                        cache: HashMap::new(),
                    }
                    .run(chunk, owners)
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| match handle.join() {
                Ok(unnoticed) => unnoticed,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    Outcome {
        leaves: leaves.len(),
        unnoticed,
    }
}

fn in_schemas(pointer: &str) -> bool {
    pointer.starts_with("/components/schemas/")
}

fn collect_leaves(value: &Value, place: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                collect_leaves(value, &pointer::child(place, key), out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (at, value) in items.iter().enumerate() {
                collect_leaves(value, &pointer::index(place, at), out);
            }
        }
        _ => out.push(place.to_owned()),
    }
}

/// The first unit that reads each place outside its own: shared components, parameters of a path, `security`.
fn owners(spec: &Value) -> HashMap<String, Unit> {
    let mut owners = HashMap::new();
    for unit in units(spec) {
        let Unit::Operation(path, _) = &unit else {
            continue;
        };
        let place = unit.pointer();
        let operation = spec.pointer(&place).unwrap_or(&Value::Null);
        let of_path = pointer::child("/paths", path);
        let mut reached = BTreeSet::from([of_path.clone()]);
        if operation.get("security").is_none() {
            reached.insert("/security".to_owned());
        }
        if let Some(parameters) = spec.pointer(&pointer::child(&of_path, "parameters")) {
            collect_references(spec, parameters, &mut reached);
        }
        collect_references(spec, operation, &mut reached);
        for place in reached {
            owners.entry(place).or_insert_with(|| unit.clone());
        }
    }
    owners
}

/// Components other than schemas that `value` refers to, directly or not.
fn collect_references(spec: &Value, value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(target) = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(pointer::of_reference)
                && !in_schemas(target)
                && out.insert(target.to_owned())
                && let Some(value) = spec.pointer(target)
            {
                collect_references(spec, value, out);
            }
            members
                .values()
                .for_each(|value| collect_references(spec, value, out));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|value| collect_references(spec, value, out)),
        _ => {}
    }
}

/// One thread's copy of the document, and what the derived units look like.
struct Trial<'a> {
    spec: Value,
    derived: Normaliser<'a>,
    cache: HashMap<Unit, Option<Node>>,
}

impl Trial<'_> {
    fn run(mut self, leaves: &[String], owners: &HashMap<String, Unit>) -> Vec<Unnoticed> {
        let mut unnoticed = Vec::new();
        for leaf in leaves {
            let unit = owner(leaf, owners);
            for change in [Change::Alter, Change::Delete] {
                let found = unit
                    .as_ref()
                    .map(|unit| self.differences(unit, leaf, change))
                    .unwrap_or_default();
                if !found.iter().any(|difference| names(difference, leaf)) {
                    unnoticed.push(Unnoticed {
                        pointer: leaf.clone(),
                        change,
                        found: found.into_iter().map(|found| found.pointer).collect(),
                    });
                }
            }
        }
        unnoticed
    }

    fn differences(&mut self, unit: &Unit, leaf: &str, change: Change) -> Vec<Difference> {
        let Some((parent, key)) = pointer::split(leaf) else {
            return Vec::new();
        };
        let Some(holder) = self.spec.pointer_mut(parent) else {
            return Vec::new();
        };
        let before = holder.clone();
        make(holder, &key, change);
        let derived = self
            .cache
            .entry(unit.clone())
            .or_insert_with(|| self.derived.unit(unit));
        let changed = Normaliser {
            document: &self.spec,
            ..self.derived
        };
        let mut found = Vec::new();
        compare_unit(
            unit,
            changed.unit(unit).as_ref(),
            derived.as_ref(),
            &mut found,
        );
        if let Some(holder) = self.spec.pointer_mut(parent) {
            *holder = before;
        }
        found
    }
}

/// The unit whose comparison must notice a change of the leaf; `None` when nothing reads it.
fn owner(leaf: &str, owners: &HashMap<String, Unit>) -> Option<Unit> {
    let tokens: Vec<String> = leaf
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["components", "schemas", name, ..] => Some(Unit::Schema((*name).to_owned())),
        ["components", "securitySchemes", ..] => Some(Unit::SecuritySchemes),
        ["components", kind, name, ..] => {
            let place = pointer::child(&pointer::child("/components", kind), name);
            owners.get(&place).cloned()
        }
        [
            "paths",
            path,
            "parameters" | "summary" | "description" | "servers",
            ..,
        ] => owners.get(&pointer::child("/paths", path)).cloned(),
        ["paths", path, method, ..] => {
            Some(Unit::Operation((*path).to_owned(), (*method).to_owned()))
        }
        ["security", ..] => owners.get("/security").cloned(),
        [root, ..] => Some(Unit::Root((*root).to_owned())),
        [] => None,
    }
}

fn make(holder: &mut Value, key: &str, change: Change) {
    match (holder, change) {
        (Value::Object(members), Change::Delete) => {
            members.shift_remove(key);
        }
        (Value::Array(items), Change::Delete) => {
            if let Some(at) = key.parse().ok().filter(|at| *at < items.len()) {
                items.remove(at);
            }
        }
        (holder, Change::Alter) => {
            let leaf = match holder {
                Value::Object(members) => members.get_mut(key),
                Value::Array(items) => key.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
                _ => None,
            };
            if let Some(leaf) = leaf {
                *leaf = altered(leaf);
            }
        }
        _ => {}
    }
}

fn altered(leaf: &Value) -> Value {
    match leaf {
        Value::Null => json!("altered"),
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => match number.as_i64() {
            Some(number) => json!(number.wrapping_add(1)),
            None => json!(number.as_f64().unwrap_or_default() + 1.5),
        },
        Value::String(text) => json!(format!("{text}~")),
        Value::Array(_) => json!(["altered"]),
        Value::Object(_) => json!({ "altered": true }),
    }
}

fn names(difference: &Difference, leaf: &str) -> bool {
    difference.pointer == leaf
        || difference.via.iter().any(|via| via == leaf)
        || pointer::split(leaf).is_some_and(|(parent, _)| parent == difference.pointer)
}
