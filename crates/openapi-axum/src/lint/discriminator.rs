//! `oneOf` with a discriminator: every branch has one tag, every tag one branch, and nothing else uses a branch.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::{self, Form};
use crate::place::{Place, component_name};
use crate::walk;

const DISCRIMINATOR: Keys<'_> = Keys {
    owner: "a discriminator",
    known: &[("propertyName", Holds::Text), ("mapping", Holds::Object)],
    required: &["propertyName"],
};

/// Checks one discriminated `oneOf`.
pub(super) fn check(place: &Place<'_>, report: &mut Report) {
    let Some(discriminator) = place.get("discriminator") else {
        return;
    };
    if !DISCRIMINATOR.check(&discriminator, report) {
        return;
    }
    let mapped = mapping(place, &discriminator, report);
    if !discriminator.has("mapping") {
        return;
    }
    for branch in branches(place) {
        if let Some(name) = branch_name(&branch).filter(|name| !mapped.contains(name)) {
            let message = format!("`{name}` has no tag, add it to the mapping");
            report.finding(&branch, "discriminator", message);
        }
    }
}

fn branches<'d>(place: &Place<'d>) -> Vec<Place<'d>> {
    let mut branches = place.items_of("oneOf");
    branches.extend(place.items_of("anyOf"));
    branches
}

/// Checks the mapping and returns the components in it.
fn mapping(place: &Place<'_>, discriminator: &Place<'_>, report: &mut Report) -> Vec<String> {
    let property = discriminator.str("propertyName").unwrap_or_default();
    let branches = branches(place);
    let mut mapped: Vec<String> = Vec::new();
    for (tag, target) in discriminator.members_of("mapping") {
        let Some(name) = target.node.as_str().and_then(walk::mapped_component) else {
            let message = "a mapping names a component schema, correct it";
            report.finding(&target, "discriminator", message);
            continue;
        };
        let is_named = |branch: &&Place<'_>| branch_name(branch).as_ref() == Some(&name);
        match branches.iter().find(is_named) {
            Some(branch) => member(branch, property, tag, report),
            // A base that its children extend has no branches.
            None if branches.is_empty() => {}
            None => {
                let message = format!("`{name}` is not a branch of `oneOf`, add it there");
                report.finding(&target, "discriminator", message);
            }
        }
        mapped.push(name);
    }
    mapped
}

fn branch_name(branch: &Place<'_>) -> Option<String> {
    component_name(branch.reference()?, "schemas")
}

/// A member is an object that requires the tag as a string.
fn member(branch: &Place<'_>, property: &str, tag: &str, report: &mut Report) {
    let Some(target) = form::target(branch) else {
        return;
    };
    if Form::of(&target) != Form::Struct {
        report.finding(
            branch,
            "discriminator",
            "a branch of a discriminated `oneOf` must be an object with properties",
        );
        return;
    }
    let declared = target.at(&["properties", property]);
    let Some(declared) = declared.filter(|_| target.strings_of("required").contains(&property))
    else {
        let message =
            format!("`{property}` tells the branches apart, so each must require it as a property");
        report.finding(&target, "discriminator", message);
        return;
    };
    let Some(schema) = form::target(&declared) else {
        return;
    };
    let values = match Form::of(&schema) {
        Form::String => None,
        Form::ClosedEnum => Some(schema.strings_of("enum")),
        Form::OpenEnum => Some(schema.strings_of("x-extensible-enum")),
        _ => {
            report.finding(
                &declared,
                "discriminator",
                format!("`{property}` must be a string, it tells the branches apart"),
            );
            return;
        }
    };
    if values.is_some_and(|values| !values.contains(&tag)) {
        report.finding(
            &declared,
            "discriminator",
            format!("`{property}` does not list the tag `{tag}`, add it"),
        );
    }
}

/// Checks that the example of a member of a union has the member's own tag.
pub(super) fn check_examples(root: &Place<'_>, report: &mut Report) {
    let schemas = walk::all_schemas(root);
    for union in schemas
        .iter()
        .filter(|schema| Form::of(schema) == Form::Union)
    {
        let Some(discriminator) = union.get("discriminator") else {
            continue;
        };
        let property = discriminator.str("propertyName").unwrap_or_default();
        for (tag, target) in discriminator.members_of("mapping") {
            let name = target
                .node
                .as_str()
                .and_then(walk::mapped_component)
                .unwrap_or_default();
            let Some(example) = root.at(&["components", "schemas", &name, "example"]) else {
                continue;
            };
            if let Some(given) = example.str(property).filter(|given| *given != tag) {
                let message = format!(
                    "the example of `{name}` says `{given}` where its tag is `{tag}`, correct it"
                );
                report.finding(&example, "example", message);
            }
        }
    }
}
