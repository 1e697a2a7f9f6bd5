//! Changes of schemas, by who sends the values.

use super::facets;
use super::{Changes, Weight};
use crate::place::Place;

/// Who sends the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Callers: they break where fewer values are taken.
    Request,
    /// The server: callers break where more values may come.
    Response,
}

impl Direction {
    /// The weight of taking fewer values.
    pub(super) fn narrower(self) -> Weight {
        Weight::breaking_if(self == Direction::Request)
    }

    /// The weight of taking more values.
    pub(super) fn wider(self) -> Weight {
        Weight::breaking_if(self == Direction::Response)
    }
}

/// Compares a schema with what it was, through references and to any depth.
pub(super) fn compare(
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
) {
    let (Some(was), Some(now)) = (was.resolve(), now.resolve()) else {
        return;
    };
    let pair = (
        was.pointer.clone(),
        now.pointer.clone(),
        direction == Direction::Request,
    );
    if !changes.seen.insert(pair) {
        return;
    }
    facets::compare(&was, &now, direction, changes);
    properties(&was, &now, direction, changes);
    for keyword in ["items", "not", "additionalProperties"] {
        if let (Some(was), Some(now)) = (was.get(keyword), now.get(keyword)) {
            compare(&was, &now, direction, changes);
        }
    }
    for keyword in ["oneOf", "anyOf"] {
        alternatives(keyword, &was, &now, direction, changes);
    }
    parts(&was, &now, direction, changes);
}

fn properties(was: &Place<'_>, now: &Place<'_>, direction: Direction, changes: &mut Changes) {
    let (old, new) = (was.strings_of("required"), now.strings_of("required"));
    let has =
        |place: &Place<'_>, name: &str| place.get("properties").is_some_and(|it| it.has(name));
    for (name, property) in now.members_of("properties") {
        match was.get("properties").and_then(|it| it.get(name)) {
            Some(old) => compare(&old, &property, direction, changes),
            None => {
                let message = format!("the property `{name}` is new");
                changes.add(&property, Weight::WORK, message);
            }
        }
    }
    for (name, _) in was.members_of("properties") {
        if !has(now, name) {
            let is_closed =
                now.json("additionalProperties") == Some(serde_json::Value::Bool(false));
            let is_breaking = direction == Direction::Response || is_closed;
            let message = format!("the property `{name}` is gone");
            changes.add(now, Weight::breaking_if(is_breaking).with_work(), message);
        }
    }
    for name in new.iter().filter(|name| !old.contains(name)) {
        let message = format!("the property `{name}` is now required");
        changes.add(now, direction.narrower().with_work(), message);
    }
    for name in old
        .iter()
        .filter(|name| !new.contains(name) && has(now, name))
    {
        let message = format!("the property `{name}` is no longer required");
        changes.add(now, direction.wider().with_work(), message);
    }
}

/// Alternatives are told apart by what they refer to; those that are written out, by their position.
fn alternatives(
    keyword: &str,
    was: &Place<'_>,
    now: &Place<'_>,
    direction: Direction,
    changes: &mut Changes,
) {
    let (old, new) = (was.items_of(keyword), now.items_of(keyword));
    if was.has(keyword) != now.has(keyword) {
        changes.add(
            now,
            Weight::BREAKING_WORK,
            format!("`{keyword}` came or went"),
        );
        return;
    }
    let label = |at: usize, place: &Place<'_>| {
        place
            .reference()
            .map_or_else(|| at.to_string(), str::to_owned)
    };
    for (at, now) in new.iter().enumerate() {
        let found = old
            .iter()
            .enumerate()
            .find(|(index, was)| label(*index, was) == label(at, now));
        match found {
            Some((_, was)) => compare(was, now, direction, changes),
            None => changes.add(now, direction.wider().with_work(), "the alternative is new"),
        }
    }
    for (at, was) in old.iter().enumerate() {
        let is_gone = !new
            .iter()
            .enumerate()
            .any(|(index, now)| label(index, now) == label(at, was));
        if is_gone {
            let message = format!("the alternative `{}` is gone", label(at, was));
            changes.add(now, direction.narrower().with_work(), message);
        }
    }
}

/// The parts of `allOf`, in order.
fn parts(was: &Place<'_>, now: &Place<'_>, direction: Direction, changes: &mut Changes) {
    let (old, new) = (was.items_of("allOf"), now.items_of("allOf"));
    for (was, now) in old.iter().zip(&new) {
        compare(was, now, direction, changes);
    }
    if new.len() > old.len() {
        changes.add(
            now,
            direction.narrower().with_work(),
            "`allOf` has more parts",
        );
    } else if new.len() < old.len() {
        changes.add(
            now,
            direction.wider().with_work(),
            "`allOf` has fewer parts",
        );
    }
}
