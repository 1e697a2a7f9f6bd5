//! What a reader of the document expects: descriptions, examples, names, statuses.

use super::report::Report;
use super::response::is_binary;
use crate::form::{self, Form};
use crate::names::{identifier, pascal_case, snake_case};
use crate::place::{Place, component_name};
use crate::walk::{self, OperationPlace, Places, example_of, parameter_places};

/// Checks the style of a whole document.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let declared: Vec<&str> = root
        .items_of("tags")
        .iter()
        .filter_map(|tag| tag.str("name"))
        .collect();
    for tag in root.items_of("tags") {
        described(&tag, "a tag", report);
    }
    for operation in walk::operations(root) {
        self::operation(&operation, &declared, report);
        statuses(root, &operation, report);
        bodies(&operation, report);
    }
    let places = Places::of(root);
    for place in places.parameters.iter() {
        described(place, "a parameter", report);
        let schema = place.get("schema");
        if example_of(place).is_none() && !schema.as_ref().is_some_and(has_example) {
            report.finding(
                place,
                "missing-example",
                "a parameter needs an example, add `example`",
            );
        }
    }
    for place in &places.headers {
        described(place, "a header", report);
    }
    for (_, webhook) in walk::extension_webhooks(root) {
        described(&webhook, "a webhook", report);
    }
    names(root, report);
    for schema in walk::all_schemas(root) {
        self::schema(&schema, report);
    }
}

fn described(place: &Place<'_>, owner: &str, report: &mut Report) {
    if place
        .str("description")
        .is_none_or(|text| text.trim().is_empty())
    {
        report.finding(
            place,
            "missing-description",
            format!("{owner} needs a description, add `description`"),
        );
    }
}

fn operation(operation: &OperationPlace<'_>, declared: &[&str], report: &mut Report) {
    let place = &operation.place;
    described(place, "an operation", report);
    if place.str("summary").is_none() {
        report.finding(
            place,
            "missing-summary",
            "an operation needs a line that sums it up, add `summary`",
        );
    }
    if let Some(id) = place.str("operationId")
        && id != snake_case(id)
        && let Some(at) = place.get("operationId")
    {
        report.finding(
            &at,
            "operation-id-style",
            format!("write the operation id as `{}`", snake_case(id)),
        );
    }
    let tags = place.items_of("tags");
    if tags.is_empty() {
        report.finding(place, "missing-tag", "an operation needs a tag, add `tags`");
    }
    for tag in tags {
        if let Some(name) = tag.node.as_str()
            && !declared.contains(&name)
        {
            report.finding(
                &tag,
                "undeclared-tag",
                format!("the tag `{name}` is not declared, add it to `tags`"),
            );
        }
    }
}

fn statuses(root: &Place<'_>, operation: &OperationPlace<'_>, report: &mut Report) {
    let place = &operation.place;
    let Some(responses) = place.get("responses") else {
        return;
    };
    let security = place.get("security").or_else(|| root.get("security"));
    let secured = security.is_some_and(|security| !security.items().is_empty());
    let with_id = parameter_places(operation)
        .iter()
        .any(|parameter| parameter.str("in") == Some("path"));
    let with_body = place.has("requestBody");
    let expected = [
        ("400", true),
        ("401", secured),
        ("404", with_id),
        ("413", with_body),
        ("415", with_body),
        ("429", true),
        ("500", true),
        ("503", true),
    ];
    for (status, applies) in expected {
        if applies && !responses.has(status) {
            report.finding(
                &responses,
                "missing-status",
                format!("an answer with status {status} can happen, add it"),
            );
        }
    }
}

fn bodies(operation: &OperationPlace<'_>, report: &mut Report) {
    if let Some(body) = operation.place.get("requestBody")
        && let Some(resolved) = body.resolve()
    {
        if !resolved.flag("required") {
            report.finding(
                &body,
                "optional-body",
                "a request body that may be missing surprises, add `required: true`",
            );
        }
        media(&resolved, "a request body", report);
    }
    for (_, response) in operation.place.members_of("responses") {
        if let Some(resolved) = response.resolve() {
            media(&resolved, "an answer", report);
        }
    }
}

fn media(owner: &Place<'_>, called: &str, report: &mut Report) {
    for (_, media) in owner.members_of("content") {
        let Some(schema) = media.get("schema") else {
            continue;
        };
        if !is_binary(&schema) && example_of(&media).is_none() && !has_example(&schema) {
            report.finding(
                &media,
                "missing-example",
                format!("{called} needs an example, add `example`"),
            );
        }
    }
}

/// Whether a schema or what it refers to has an example.
fn has_example(schema: &Place<'_>) -> bool {
    schema.has("example") || form::target(schema).is_some_and(|target| target.has("example"))
}

fn names(root: &Place<'_>, report: &mut Report) {
    for (section, place) in root
        .get("components")
        .map(|place| place.members())
        .unwrap_or_default()
    {
        if section == "securitySchemes" {
            continue;
        }
        for (name, component) in place.members() {
            let expected = pascal_case(name);
            if name != expected {
                report.finding(
                    &component,
                    "component-name-style",
                    format!("write the name as `{expected}`"),
                );
            }
        }
    }
    for schema in walk::all_schemas(root) {
        for (name, property) in schema.members_of("properties") {
            if identifier(&snake_case(name))
                .trim_end_matches('_')
                .is_empty()
            {
                report.finding(
                    &property,
                    "property-name-style",
                    format!("`{name}` has no letter to name a field after"),
                );
            }
        }
    }
}

/// Components and inline schemas alike are described; what only refers to another schema, or lists or maps one, need not be.
fn schema(place: &Place<'_>, report: &mut Report) {
    let form = Form::of(place);
    if matches!(form, Form::Ref | Form::Wrapped) {
        return;
    }
    let is_component = place
        .pointer
        .strip_prefix("/components/schemas/")
        .is_some_and(|rest| !rest.contains('/'));
    let is_property = place.pointer.rsplit('/').nth(1) == Some("properties");
    if !is_component && !is_property {
        return;
    }
    described(place, "a schema", report);
    let elsewhere = is_property && takes_example_elsewhere(place);
    if !place.has("example") && !elsewhere {
        report.finding(
            place,
            "missing-example",
            "a schema needs an example, add `example`",
        );
    }
}

/// Whether an array's items bring an example with them.
fn takes_example_elsewhere(place: &Place<'_>) -> bool {
    place
        .get("items")
        .and_then(|items| {
            items
                .reference()
                .and_then(|reference| component_name(reference, "schemas"))
        })
        .is_some()
}
