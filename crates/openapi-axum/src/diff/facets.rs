//! Changes of what limits a value: types, bounds, lists of values.

use serde_json::Value as Json;

use super::schema::Direction;
use super::{Changes, Weight};
use crate::place::Place;

/// Bounds from above: less is narrower.
const UPPER: [&str; 5] = [
    "maximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "exclusiveMaximum",
];

/// Bounds from below: more is narrower.
const LOWER: [&str; 5] = [
    "minimum",
    "minLength",
    "minItems",
    "minProperties",
    "exclusiveMinimum",
];

/// What cannot be ordered: any change may refuse what was taken, and take what was refused.
const OTHER: [&str; 6] = [
    "pattern",
    "multipleOf",
    "const",
    "uniqueItems",
    "format",
    "discriminator",
];

/// Compares the limits of a schema with what they were.
pub(super) fn compare(
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
) {
    types(was, now, changes);
    nullable(was, now, direction, changes);
    for keyword in UPPER {
        bound(keyword, was, now, direction, changes, |was, now| now < was);
    }
    for keyword in LOWER {
        bound(keyword, was, now, direction, changes, |was, now| now > was);
    }
    values("enum", was, now, direction, changes);
    values("x-extensible-enum", was, now, Direction::Request, changes);
    for keyword in OTHER {
        other(keyword, was, now, direction, changes);
    }
    if now.flag("deprecated") && !was.flag("deprecated") {
        changes.add(now, Weight::NOTE, "the schema is deprecated");
    }
}

fn types(was: &Place<'_>, now: &Place<'_>, changes: &mut Changes) {
    let named = |place: &Place<'_>| -> Vec<String> {
        let mut names: Vec<String> = match place.text("type") {
            Some(name) => vec![name],
            None => place
                .strings_of("type")
                .iter()
                .map(|&it| it.to_owned())
                .collect(),
        };
        names.retain(|name| name != "null");
        names.sort();
        names
    };
    let (old, new) = (named(was), named(now));
    if old != new {
        let shown = |names: &[String]| match names {
            [] => "any".to_owned(),
            names => names.join(" or "),
        };
        let message = format!("the type was {}, and is {}", shown(&old), shown(&new));
        changes.add(now, Weight::BREAKING_WORK, message);
    }
}

fn nullable(was: &Place<'_>, now: &Place<'_>, direction: Direction, changes: &mut Changes) {
    let takes_null =
        |place: &Place<'_>| place.flag("nullable") || place.strings_of("type").contains(&"null");
    match (takes_null(was), takes_null(now)) {
        (false, true) => changes.add(now, direction.wider().with_work(), "null is allowed now"),
        (true, false) => {
            changes.add(
                now,
                direction.narrower().with_work(),
                "null is not allowed any more",
            );
        }
        _ => {}
    }
}

fn bound(
    keyword: &str,
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
    is_narrower: fn(f64, f64) -> bool,
) {
    let (old, new) = (was.json(keyword), now.json(keyword));
    if old == new {
        return;
    }
    let narrower = match (old.as_ref(), new.as_ref()) {
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (Some(Json::Bool(_)), Some(new)) => *new == Json::Bool(true),
        (Some(old), Some(new)) => match (old.as_f64(), new.as_f64()) {
            (Some(old), Some(new)) => is_narrower(old, new),
            _ => true,
        },
        (None, None) => return,
    };
    let weight = if narrower {
        direction.narrower()
    } else {
        direction.wider()
    };
    changes.add(now, weight, said(keyword, old.as_ref(), new.as_ref()));
}

fn other(
    keyword: &str,
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
) {
    let (old, new) = (was.json(keyword), now.json(keyword));
    let weight = match (&old, &new) {
        (old, new) if old == new => return,
        (None, Some(Json::Bool(false))) | (Some(Json::Bool(false)), None) => return,
        (None, Some(_)) => direction.narrower(),
        (Some(_), None) => direction.wider(),
        _ => Weight::BREAKING,
    };
    let weight = if matches!(keyword, "format" | "discriminator") {
        weight.with_work()
    } else {
        weight
    };
    changes.add(now, weight, said(keyword, old.as_ref(), new.as_ref()));
}

fn said(keyword: &str, old: Option<&Json>, new: Option<&Json>) -> String {
    match (old, new) {
        (None, Some(new)) => format!("`{keyword}` is {new} now"),
        (Some(old), None) => format!("`{keyword}` was {old}, and is gone"),
        (Some(old), Some(new)) => format!("`{keyword}` was {old}, and is {new}"),
        (None, None) => String::new(),
    }
}

/// A list of allowed values.
fn values(
    keyword: &str,
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
) {
    let list = |place: &Place<'_>| -> Option<Vec<Json>> {
        let list = place.get(keyword)?;
        Some(
            list.items()
                .iter()
                .map(|item| item.node.to_json())
                .collect(),
        )
    };
    match (list(was), list(now)) {
        (Some(old), Some(new)) => {
            for value in new.iter().filter(|value| !old.contains(value)) {
                let message = format!("the value {value} is new");
                changes.add(now, direction.wider().with_work(), message);
            }
            for value in old.iter().filter(|value| !new.contains(value)) {
                let message = format!("the value {value} is gone");
                changes.add(now, direction.narrower().with_work(), message);
            }
        }
        (None, Some(_)) => {
            let message = format!("`{keyword}` limits the values now");
            changes.add(now, direction.narrower().with_work(), message);
        }
        (Some(_), None) => {
            let message = format!("`{keyword}` limits the values no longer");
            changes.add(now, direction.wider().with_work(), message);
        }
        (None, None) => {}
    }
}
