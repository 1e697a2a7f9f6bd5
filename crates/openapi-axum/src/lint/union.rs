//! `oneOf` and `allOf`: which of them the generator can tell apart.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::{self, Form};
use crate::place::{Place, component_name};
use crate::walk;

const DISCRIMINATOR: Keys<'_> = Keys {
    owner: "a discriminator",
    known: &[("propertyName", Holds::Text), ("mapping", Holds::Object)],
    required: &["propertyName", "mapping"],
};

/// Checks one schema.
pub(super) fn check(place: &Place<'_>, report: &mut Report) {
    match Form::of(place) {
        Form::Union => union(place, report),
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
    if let Some(given) = place.get("type")
        && let Some(expected) = Form::of(&target).json_type()
        && given.node.as_str().is_some_and(|given| given != expected)
    {
        let message = format!("what `allOf` refers to has the type {expected}, say the same here");
        report.error(&given, "all-of", message);
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

fn union(place: &Place<'_>, report: &mut Report) {
    let Some(discriminator) = place.get("discriminator") else {
        return;
    };
    if !DISCRIMINATOR.check(&discriminator, report) {
        return;
    }
    if let Some(given) = place.get("type")
        && given.node.as_str() != Some("object")
    {
        report.error(
            &given,
            "one-of",
            "the members of a discriminated union are objects, say `type: object`",
        );
    }
    let property = discriminator.str("propertyName").unwrap_or_default();
    let mut mapped: Vec<String> = Vec::new();
    for (tag, target) in discriminator.members_of("mapping") {
        let Some(name) = target.node.as_str().and_then(walk::mapped_component) else {
            report.error(
                &target,
                "discriminator",
                "a mapping names a component schema, correct it",
            );
            continue;
        };
        if mapped.contains(&name) {
            let message =
                format!("`{name}` already has a tag, give each tag a component of its own");
            report.error(&target, "discriminator", message);
        }
        let branch = place
            .items_of("oneOf")
            .into_iter()
            .find(|branch| branch_name(branch).as_ref() == Some(&name));
        match branch {
            None => {
                report.error(
                    &target,
                    "discriminator",
                    format!("`{name}` is not a branch of `oneOf`, add it there"),
                );
            }
            Some(branch) => member(&branch, property, tag, report),
        }
        mapped.push(name);
    }
    for branch in place.items_of("oneOf") {
        match branch_name(&branch) {
            None => report.error(
                &branch,
                "discriminator",
                "a branch of a discriminated `oneOf` must be a reference",
            ),
            Some(name) if !mapped.contains(&name) => {
                report.error(
                    &branch,
                    "discriminator",
                    format!("`{name}` has no tag, add it to the mapping"),
                );
            }
            Some(_) => {}
        }
    }
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
        report.error(
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
        report.error(&target, "discriminator", message);
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
            report.error(
                &declared,
                "discriminator",
                format!("`{property}` must be a string, it tells the branches apart"),
            );
            return;
        }
    };
    if values.is_some_and(|values| !values.contains(&tag)) {
        report.error(
            &declared,
            "discriminator",
            format!("`{property}` does not list the tag `{tag}`, add it"),
        );
    }
}

/// A member of a union leaves its tag to the union, so nothing else can use it.
pub(super) fn check_members(root: &Place<'_>, report: &mut Report) {
    let schemas = walk::all_schemas(root);
    let mut members: Vec<(String, String)> = Vec::new();
    for union in schemas
        .iter()
        .filter(|schema| Form::of(schema) == Form::Union)
    {
        for branch in union.items_of("oneOf") {
            let Some(name) = branch_name(&branch) else {
                continue;
            };
            if members
                .iter()
                .any(|(member, owner)| *member == name && *owner != union.pointer)
            {
                let message = format!(
                    "`{name}` is a member of another union too, give this one a component of its own"
                );
                report.error(&branch, "union-member", message);
            }
            members.push((name, union.pointer.clone()));
        }
    }
    for schema in &schemas {
        let Some(name) = branch_name(schema) else {
            continue;
        };
        let in_union = members
            .iter()
            .any(|(_, owner)| schema.pointer.starts_with(&format!("{owner}/oneOf/")));
        let is_member = members.iter().any(|(member, _)| *member == name);
        if is_member && !in_union && !schema.pointer.starts_with("/x-webhooks/") {
            let message = format!(
                "`{name}` is a member of a union, refer to the union: alone it would have no tag"
            );
            report.error(schema, "union-member", message);
        }
    }
}
