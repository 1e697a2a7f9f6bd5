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
    /// A schema: an object, or a boolean.
    Schema,
    /// A number, or the flag that it is in OpenAPI 3.0.
    Limit,
    /// Anything.
    Any,
}

impl Holds {
    fn fits(self, node: &Node) -> bool {
        match self {
            Holds::Text => node.as_str().is_some(),
            Holds::Flag => node.as_bool().is_some(),
            Holds::Count => node.as_number().is_some_and(is_count),
            Holds::Number => node.as_number().is_some(),
            Holds::List => node.as_array().is_some(),
            Holds::Texts => node
                .as_array()
                .is_some_and(|items| items.iter().all(|item| item.as_str().is_some())),
            Holds::Object => node.as_object().is_some(),
            Holds::Schema => node.as_object().is_some() || node.as_bool().is_some(),
            Holds::Limit => node.as_number().is_some() || node.as_bool().is_some(),
            Holds::Any => true,
        }
    }

    /// Reports what stands under `key` if it is something else.
    pub(super) fn check(self, key: &str, member: &Place<'_>, report: &mut Report) {
        if !self.fits(member.node) {
            let message = format!(
                "`{key}` must be {}, not {}",
                self.name(),
                describe(member.node)
            );
            report.error(member, "wrong-type", message);
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
            Holds::Schema => "a schema",
            Holds::Limit => "a number or a boolean",
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

/// A wrong type; an empty value, which YAML makes of a key that nothing follows, loses nothing.
fn report_shape(place: &Place<'_>, holds_more: bool, message: String, report: &mut Report) {
    if holds_more && !matches!(place.node.value, Value::Null) {
        report.error(place, "wrong-type", message);
    } else {
        report.finding(place, "wrong-type", message);
    }
}

impl Keys<'_> {
    /// Checks an object of which nothing but what is used has to be right: whatever else is wrong is a finding. What should
    /// hold objects or lists and holds neither is an error, since what it was to say would be lost.
    pub(super) fn look(&self, place: &Place<'_>, report: &mut Report) {
        if !matches!(place.node.value, Value::Object(_)) {
            let kind = place.node.kind();
            let message = format!("{} must be an object, not {kind}", self.owner);
            report_shape(place, true, message, report);
            return;
        }
        for (key, member) in place.members() {
            match self.known.iter().find(|(known, _)| *known == key) {
                Some((_, holds)) if !holds.fits(member.node) => {
                    let (wanted, kind) = (holds.name(), describe(member.node));
                    let message = format!("`{key}` must be {wanted}, not {kind}");
                    let holds_more = matches!(holds, Holds::Object | Holds::List);
                    report_shape(&member, holds_more, message, report);
                }
                None if !key.starts_with("x-") => {
                    let message = format!("`{key}` says nothing in {}, remove it", self.owner);
                    report.finding(&member, "unknown-keyword", message);
                }
                _ => {}
            }
        }
        for key in self.required {
            if !place.has(key) {
                let message = format!("{} needs `{key}`, add it", self.owner);
                report.finding(place, "missing-keyword", message);
            }
        }
    }

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
                Some((_, holds)) => holds.check(key, &member, report),
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

/// A whole number from 0, also where it is written `2.0`.
fn is_count(number: &serde_json::Number) -> bool {
    let whole = |value: f64| value.fract() == 0.0 && value >= 0.0;
    number.is_u64() || (number.is_f64() && number.as_f64().is_some_and(whole))
}

fn describe(node: &Node) -> String {
    match &node.value {
        Value::Number(number) => number.to_string(),
        _ => node.kind().to_owned(),
    }
}
