//! `oneOf` and `allOf`: which of them the generator can tell apart.

use super::discriminator;
use super::report::Report;
use crate::form::{self, Form};
use crate::place::Place;

/// Checks one schema.
pub(super) fn check(place: &Place<'_>, report: &mut Report) {
    match Form::of(place) {
        Form::Union => discriminator::check(place, report),
        Form::Choice => choice(place, report),
        Form::Wrapped => wrapped(place, report),
        _ => {}
    }
}

fn wrapped(place: &Place<'_>, report: &mut Report) {
    let Some(list) = place.get("allOf") else {
        return;
    };
    let branches = list.items();
    if branches.len() != 1 || !branches.iter().all(|branch| branch.has("$ref")) {
        report.error(
            &list,
            "all-of",
            "`allOf` is supported with exactly one `$ref` only, write the object out",
        );
        return;
    }
    let Some(target) = form::target(place) else {
        return;
    };
    let Some(expected) = Form::of(&target).json_type() else {
        return;
    };
    match place.get("type") {
        Some(given) if given.node.as_str().is_some_and(|given| given != expected) => {
            let message =
                format!("what `allOf` refers to has the type {expected}, say the same here");
            report.error(&given, "all-of", message);
        }
        None if place.flag("nullable") => {
            let message =
                format!("OpenAPI 3.0 ignores `nullable` without `type`, add `type: {expected}`");
            report.error(place, "all-of", message);
        }
        _ => {}
    }
}

fn choice(place: &Place<'_>, report: &mut Report) {
    if let Some(given) = place.get("type") {
        report.error(
            &given,
            "one-of",
            "`type` beside `oneOf` without a discriminator is not supported, remove it",
        );
    }
    let mut seen: Vec<&str> = Vec::new();
    for branch in place.items_of("oneOf") {
        let Some(target) = form::target(&branch) else {
            continue;
        };
        let Some(json_type) = Form::of(&target).json_type() else {
            report.error(
                &branch,
                "one-of",
                "a branch without a type of its own cannot be told apart, give it one",
            );
            continue;
        };
        if branch.flag("nullable") {
            report.error(
                &branch,
                "one-of",
                "write `nullable: true` beside `oneOf`, not in a branch",
            );
        }
        let kind = if json_type == "integer" {
            "number"
        } else {
            json_type
        };
        if seen.contains(&kind) {
            let message =
                format!("two branches are of the type {kind}, add a discriminator or join them");
            report.error(&branch, "one-of", message);
        }
        seen.push(kind);
    }
    if let Some(list) = place.get("oneOf")
        && list.items().len() < 2
    {
        report.error(&list, "one-of", "`oneOf` needs at least two branches");
    }
}
