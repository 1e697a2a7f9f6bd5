//! A document in normal form: every node knows where it came from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::loss::Difference;
use crate::pointer;

/// A node of a normalised document.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where the node stands in its own document.
    pub(crate) origin: String,
    /// The `$ref`s that led here from the place where it is used.
    pub(crate) via: Vec<String>,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// A value that is compared as a whole.
    Leaf(Value),
    /// Elements whose order matters.
    List(Vec<Node>),
    /// Texts whose order does not matter, such as `required`.
    Set(BTreeMap<String, Node>),
    /// Members by name.
    Map(BTreeMap<String, Node>),
}

impl Node {
    pub(crate) fn new(origin: impl Into<String>, kind: Kind) -> Self {
        Self {
            origin: origin.into(),
            via: Vec::new(),
            kind,
        }
    }

    /// Any JSON value, member by member.
    pub(crate) fn plain(value: &Value, origin: &str) -> Self {
        let kind = match value {
            Value::Array(items) if !items.is_empty() => Kind::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| Self::plain(item, &pointer::index(origin, at)))
                    .collect(),
            ),
            Value::Object(members) if !members.is_empty() => Kind::Map(
                members
                    .iter()
                    .map(|(key, value)| {
                        let place = pointer::child(origin, key);
                        (key.clone(), Self::plain(value, &place))
                    })
                    .collect(),
            ),
            leaf => Kind::Leaf(whole(leaf)),
        };
        Self::new(origin, kind)
    }

    /// The node as JSON, for messages.
    pub(crate) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Leaf(value) => value.clone(),
            Kind::List(items) => items.iter().map(Self::to_value).collect(),
            Kind::Set(items) => items.keys().map(|key| Value::from(key.as_str())).collect(),
            Kind::Map(members) => members
                .iter()
                .map(|(key, node)| (key.clone(), node.to_value()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// `1.0` as `1`: they are the same number.
fn whole(leaf: &Value) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the bounds are checked before"
    )]
    match leaf.as_f64() {
        Some(number) if leaf.is_f64() && number.fract() == 0.0 && number.abs() < 9.1e15 => {
            (number as i64).into()
        }
        _ => leaf.clone(),
    }
}

/// Adds every difference between what the document says and what is derived.
pub(crate) fn compare(spec: &Node, derived: &Node, via: &[String], out: &mut Vec<Difference>) {
    let mut trail = via.to_vec();
    trail.extend_from_slice(&spec.via);
    match (&spec.kind, &derived.kind) {
        (Kind::Map(left), Kind::Map(right)) => {
            compare_members(left, right, &trail, out, |key| {
                pointer::child(&spec.origin, key)
            });
        }
        (Kind::Set(left), Kind::Set(right)) => {
            compare_members(left, right, &trail, out, |_| spec.origin.clone());
        }
        (Kind::List(left), Kind::List(right)) => {
            for (at, item) in left.iter().enumerate() {
                match right.get(at) {
                    Some(other) => compare(item, other, &trail, out),
                    None => out.push(Difference::new(&item.origin, &trail, Some(item), None)),
                }
            }
            for (at, item) in right.iter().enumerate().skip(left.len()) {
                let place = pointer::index(&spec.origin, at);
                out.push(Difference::new(&place, &trail, None, Some(item)));
            }
        }
        (Kind::Leaf(left), Kind::Leaf(right)) if left == right => {}
        _ => out.push(Difference::new(
            &spec.origin,
            &trail,
            Some(spec),
            Some(derived),
        )),
    }
}

fn compare_members(
    left: &BTreeMap<String, Node>,
    right: &BTreeMap<String, Node>,
    via: &[String],
    out: &mut Vec<Difference>,
    place_of_extra: impl Fn(&str) -> String,
) {
    for (key, node) in left {
        match right.get(key) {
            Some(other) => compare(node, other, via, out),
            None => {
                let mut trail = via.to_vec();
                trail.extend_from_slice(&node.via);
                out.push(Difference::new(&node.origin, &trail, Some(node), None));
            }
        }
    }
    for (key, node) in right {
        if !left.contains_key(key) {
            out.push(Difference::new(&place_of_extra(key), via, None, Some(node)));
        }
    }
}
