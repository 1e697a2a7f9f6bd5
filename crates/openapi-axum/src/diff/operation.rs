//! Changes of one operation.

use std::collections::BTreeSet;

use super::schema::{Direction, compare as compare_schemas};
use super::{Changes, Weight};
use crate::place::Place;
use crate::walk::{self, OperationPlace};

/// An operation in one of the documents.
pub(super) struct Side<'s, 'd> {
    pub(super) root: &'s Place<'d>,
    pub(super) at: &'s OperationPlace<'d>,
}

/// Compares an operation with what it was.
pub(super) fn compare(was: &Side<'_, '_>, now: &Side<'_, '_>, changes: &mut Changes) {
    let (old, new) = (&was.at.place, &now.at.place);
    if old.str("operationId") != new.str("operationId") {
        let id = |place: &Place<'_>| {
            place
                .text("operationId")
                .unwrap_or_else(|| "none".to_owned())
        };
        let message = format!("the operation id was `{}`, and is `{}`", id(old), id(new));
        changes.add(new, Weight::WORK, message);
    }
    if new.flag("deprecated") && !old.flag("deprecated") {
        changes.add(new, Weight::NOTE, "the operation is deprecated");
    }
    security(was, now, changes);
    parameters(was.at, now.at, changes);
    body(old, new, changes);
    responses(old, new, changes);
}

fn security(was: &Side<'_, '_>, now: &Side<'_, '_>, changes: &mut Changes) {
    let (old, new) = (alternatives(was), alternatives(now));
    if old == new {
        return;
    }
    // Who was let in with one of the old alternatives still is, if a new one asks for no more.
    let is_open = |open: &BTreeSet<String>| new.iter().any(|asked| asked.is_subset(open));
    let is_breaking = !old.iter().all(is_open);
    let message = "the security requirements changed";
    changes.add(
        &now.at.place,
        Weight::breaking_if(is_breaking).with_work(),
        message,
    );
}

/// The alternatives of an operation's security, each the schemes and scopes that it asks for.
fn alternatives(side: &Side<'_, '_>) -> BTreeSet<BTreeSet<String>> {
    let own = &side.at.place;
    let holder = if own.has("security") { own } else { side.root };
    let mut found: BTreeSet<BTreeSet<String>> = holder
        .items_of("security")
        .iter()
        .map(|requirement| {
            let mut asked = BTreeSet::new();
            for (scheme, scopes) in requirement.members() {
                asked.insert(scheme.to_owned());
                for scope in scopes.items() {
                    asked.insert(format!(
                        "{scheme} {}",
                        scope.node.as_str().unwrap_or_default()
                    ));
                }
            }
            asked
        })
        .collect();
    if found.is_empty() {
        found.insert(BTreeSet::new());
    }
    found
}

fn parameters(was: &OperationPlace<'_>, now: &OperationPlace<'_>, changes: &mut Changes) {
    let key = |place: &Place<'_>| {
        // Names of path parameters may change: only their order counts.
        let name = place
            .text("name")
            .filter(|_| place.str("in") != Some("path"));
        (place.text("in"), name.map(|name| name.to_ascii_lowercase()))
    };
    let (old, new) = (walk::parameter_places(was), walk::parameter_places(now));
    for parameter in &new {
        let name = parameter.str("name").unwrap_or_default();
        let found = match parameter.str("in") {
            Some("path") => path_parameter(was, now, name, &old),
            _ => old.iter().find(|it| key(it) == key(parameter)),
        };
        match found {
            None => {
                let weight = Weight::breaking_if(parameter.flag("required"));
                let message = format!("the parameter `{name}` is new");
                changes.add(parameter, weight.with_work(), message);
            }
            Some(old) => {
                if parameter.flag("required") != old.flag("required") {
                    let weight = Weight::breaking_if(parameter.flag("required")).with_work();
                    let required = if parameter.flag("required") {
                        "now"
                    } else {
                        "no longer"
                    };
                    let message = format!("the parameter `{name}` is {required} required");
                    changes.add(parameter, weight, message);
                }
                for keyword in ["style", "explode"] {
                    if old.json(keyword) != parameter.json(keyword) {
                        let message = format!("`{keyword}` of the parameter `{name}` changed");
                        changes.add(parameter, Weight::BREAKING, message);
                    }
                }
                schemas(old, parameter, Direction::Request, changes);
            }
        }
    }
    for parameter in old.iter().filter(|it| it.str("in") != Some("path")) {
        if !new.iter().any(|it| key(it) == key(parameter)) {
            let name = parameter.str("name").unwrap_or_default();
            let message = format!("the parameter `{name}` is gone");
            changes.add(&now.place, Weight::WORK, message);
        }
    }
}

/// The old parameter at the position of the path that `name` has now.
fn path_parameter<'p, 'd>(
    was: &OperationPlace<'_>,
    now: &OperationPlace<'_>,
    name: &str,
    old: &'p [Place<'d>],
) -> Option<&'p Place<'d>> {
    let at = variables(now.path).position(|it| it == name)?;
    let before = variables(was.path).nth(at)?;
    old.iter()
        .find(|it| it.str("in") == Some("path") && it.str("name") == Some(before))
}

fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn schemas(old: &Place<'_>, new: &Place<'_>, direction: Direction, changes: &mut Changes) {
    match (old.get("schema"), new.get("schema")) {
        (Some(old), Some(new)) => compare_schemas(&old, &new, direction, changes),
        (None, Some(new)) => changes.add(
            &new,
            Weight::breaking_if(direction == Direction::Request).with_work(),
            "there was no schema",
        ),
        (Some(_), None) => changes.add(
            new,
            Weight::breaking_if(direction == Direction::Response).with_work(),
            "the schema is gone",
        ),
        (None, None) => {}
    }
}

fn body(old: &Place<'_>, new: &Place<'_>, changes: &mut Changes) {
    let was = old.get("requestBody").and_then(|it| it.resolve());
    let now = new.get("requestBody").and_then(|it| it.resolve());
    match (was, now) {
        (None, None) => {}
        (None, Some(body)) => {
            let weight = Weight::breaking_if(body.flag("required")).with_work();
            changes.add(&body, weight, "the operation takes a body now");
        }
        (Some(_), None) => {
            let message = "the operation takes no body any more";
            changes.add(new, Weight::BREAKING_WORK, message);
        }
        (Some(was), Some(now)) => {
            if now.flag("required") != was.flag("required") {
                let weight = Weight::breaking_if(now.flag("required")).with_work();
                let required = if now.flag("required") {
                    "now"
                } else {
                    "no longer"
                };
                changes.add(&now, weight, format!("the body is {required} required"));
            }
            content(&was, &now, Direction::Request, changes);
        }
    }
}

fn responses(old: &Place<'_>, new: &Place<'_>, changes: &mut Changes) {
    let (Some(old), Some(new)) = (old.get("responses"), new.get("responses")) else {
        return;
    };
    for (status, now) in new.members() {
        let Some(now) = now.resolve() else { continue };
        match old.get(status).and_then(|was| was.resolve()) {
            None => {
                changes.add_below(
                    &new,
                    status,
                    Weight::WORK,
                    format!("the answer {status} is new"),
                );
            }
            Some(was) => {
                content(&was, &now, Direction::Response, changes);
                headers(&was, &now, changes);
            }
        }
    }
    for (status, was) in old.members() {
        if !new.has(status) {
            let weight = Weight::breaking_if(status.starts_with('2')).with_work();
            changes.add(&was, weight, format!("the answer {status} is gone"));
        }
    }
}

fn headers(was: &Place<'_>, now: &Place<'_>, changes: &mut Changes) {
    let names = |place: &Place<'_>| -> Vec<String> {
        let headers = place.members_of("headers");
        headers
            .iter()
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect()
    };
    let (old, new) = (names(was), names(now));
    for name in new.iter().filter(|name| !old.contains(name)) {
        changes.add(now, Weight::WORK, format!("the header `{name}` is new"));
    }
    for name in old.iter().filter(|name| !new.contains(name)) {
        changes.add(
            now,
            Weight::BREAKING_WORK,
            format!("the header `{name}` is gone"),
        );
    }
}

fn content(was: &Place<'_>, now: &Place<'_>, direction: Direction, changes: &mut Changes) {
    let (old, new) = (was.members_of("content"), now.members_of("content"));
    for (media, now) in &new {
        match old.iter().find(|(it, _)| it == media) {
            None => changes.add(
                now,
                Weight::WORK,
                format!("the media type `{media}` is new"),
            ),
            Some((_, was)) => schemas(was, now, direction, changes),
        }
    }
    for (media, _) in &old {
        if !new.iter().any(|(it, _)| it == media) {
            let message = format!("the media type `{media}` is gone");
            changes.add(now, Weight::BREAKING_WORK, message);
        }
    }
}
