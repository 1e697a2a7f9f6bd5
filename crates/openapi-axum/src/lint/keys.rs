//! Which keys an object may have, and what stands under them.

use super::report::Report;
use crate::place::Place;
use crate::read::{Node, Value};

/// What a key must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// An integer from 0.
    Count,
    /// A number.
    Number,
    /// An array.
    List,
    /// An array of strings.
    Texts,
    /// An object.
    Object,
    /// Anything.
    Any,
}

impl Holds {
    fn fits(self, node: &Node) -> bool {
        match self {
            Holds::Text => node.as_str().is_some(),
            Holds::Flag => node.as_bool().is_some(),
            Holds::Count => node.as_number().is_some_and(serde_json::Number::is_u64),
            Holds::Number => node.as_number().is_some(),
            Holds::List => node.as_array().is_some(),
            Holds::Texts => node
                .as_array()
                .is_some_and(|items| items.iter().all(|item| item.as_str().is_some())),
            Holds::Object => node.as_object().is_some(),
            Holds::Any => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Holds::Text => "a string",
            Holds::Flag => "a boolean",
            Holds::Count => "an integer from 0",
            Holds::Number => "a number",
            Holds::List => "an array",
            Holds::Texts => "an array of strings",
            Holds::Object => "an object",
            Holds::Any => "a value",
        }
    }
}

/// The keys of one kind of object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'a> {
    /// What the object is called in a sentence, such as `an operation`.
    pub(super) owner: &'a str,
    /// The keys that are taken.
    pub(super) known: &'a [(&'a str, Holds)],
    /// The keys that must be there.
    pub(super) required: &'a [&'a str],
}

impl Keys<'_> {
    /// Checks an object; keys that begin with `x-` are left alone.
    ///
    /// Returns whether the place holds an object at all.
    pub(super) fn check(&self, place: &Place<'_>, report: &mut Report) -> bool {
        if !matches!(place.node.value, Value::Object(_)) {
            let message = format!(
                "{} must be an object, not {}",
                self.owner,
                place.node.kind()
            );
            report.error(place, "wrong-type", message);
            return false;
        }
        for (key, member) in place.members() {
            match self.known.iter().find(|(known, _)| *known == key) {
                Some((_, holds)) if !holds.fits(member.node) => {
                    let message = format!(
                        "`{key}` must be {}, not {}",
                        holds.name(),
                        describe(member.node)
                    );
                    report.error(&member, "wrong-type", message);
                }
                Some(_) => {}
                None if key.starts_with("x-") => {}
                None => {
                    let message = format!("`{key}` is not supported in {}, remove it", self.owner);
                    report.error(&member, "unsupported-keyword", message);
                }
            }
        }
        for key in self.required {
            if !place.has(key) {
                report.error(
                    place,
                    "missing-keyword",
                    format!("{} needs `{key}`, add it", self.owner),
                );
            }
        }
        true
    }
}

fn describe(node: &Node) -> String {
    match &node.value {
        Value::Number(number) => number.to_string(),
        _ => node.kind().to_owned(),
    }
}
