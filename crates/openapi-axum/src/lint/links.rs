//! Links: the operation exists, so do its parameters and what the expressions point to.

use std::collections::HashMap;

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form;
use crate::place::Place;
use crate::read::unescape;
use crate::walk::{self, OperationPlace, Places, parameter_places};

const LINK: Keys<'_> = Keys {
    owner: "a link",
    known: &[
        ("operationId", Holds::Text),
        ("operationRef", Holds::Text),
        ("server", Holds::Object),
        ("description", Holds::Text),
        ("parameters", Holds::Object),
        ("requestBody", Holds::Any),
    ],
    required: &[],
};

/// Checks every link.
pub(super) fn look(root: &Place<'_>, places: &Places<'_>, report: &mut Report) {
    let operations = walk::operations(root);
    let by_id = operations.iter().rev().filter_map(|operation| {
        let id = operation.place.str("operationId")?;
        Some((id, operation))
    });
    // Of two with the same id the first counts.
    let by_id: HashMap<&str, &OperationPlace<'_>> = by_id.collect();
    for response in &places.responses {
        for (_, link) in response.members_of("links") {
            let Some(link) = link.resolve() else {
                let message = "nothing stands where this link refers to, correct the reference";
                report.finding(&link, "dangling-link", message);
                continue;
            };
            LINK.look(&link, report);
            self::link(&by_id, response, &link, report);
        }
    }
}

fn link(
    operations: &HashMap<&str, &OperationPlace<'_>>,
    response: &Place<'_>,
    link: &Place<'_>,
    report: &mut Report,
) {
    let Some(id) = link.str("operationId") else {
        return;
    };
    let Some(target) = operations.get(id) else {
        report.finding(
            link,
            "dangling-link",
            format!("no operation is called `{id}`, correct the link"),
        );
        return;
    };
    parameters(id, target, response, link, report);
    if let Some(body) = link.get("requestBody") {
        if !target.place.has("requestBody") {
            report.finding(
                &body,
                "dangling-link",
                format!("`{id}` has no request body, remove this one"),
            );
        }
        expressions(response, &body, report);
    }
}

fn parameters(
    id: &str,
    target: &OperationPlace<'_>,
    response: &Place<'_>,
    link: &Place<'_>,
    report: &mut Report,
) {
    let known = parameter_places(target);
    for (name, value) in link.members_of("parameters") {
        let (location, bare) = match name.split_once('.') {
            Some((location @ ("path" | "query" | "header" | "cookie"), bare)) => {
                (Some(location), bare)
            }
            _ => (None, name),
        };
        let fits = |parameter: &Place<'_>| {
            parameter.str("name") == Some(bare)
                && location.is_none_or(|location| parameter.str("in") == Some(location))
        };
        if !known.iter().any(fits) {
            report.finding(
                &value,
                "dangling-link",
                format!("`{id}` has no parameter `{name}`, correct the link"),
            );
        }
        expression(response, &value, report);
    }
}

fn expressions(response: &Place<'_>, place: &Place<'_>, report: &mut Report) {
    expression(response, place, report);
    for (_, member) in place.members() {
        expressions(response, &member, report);
    }
    for item in place.items() {
        expressions(response, &item, report);
    }
}

fn expression(response: &Place<'_>, value: &Place<'_>, report: &mut Report) {
    let Some(pointer) = value
        .node
        .as_str()
        .and_then(|text| text.strip_prefix("$response.body#"))
    else {
        return;
    };
    let Some((_, media)) = response.members_of("content").into_iter().next() else {
        return;
    };
    let Some(schema) = media.get("schema") else {
        return;
    };
    if !leads_somewhere(&schema, pointer) {
        let message = format!("the answer has nothing at `{pointer}`, correct the expression");
        report.finding(value, "dangling-link", message);
    }
}

/// Whether the schema describes something at a JSON Pointer.
fn leads_somewhere(schema: &Place<'_>, pointer: &str) -> bool {
    let Some(target) = form::target(schema) else {
        return true;
    };
    let Some(rest) = pointer.strip_prefix('/') else {
        return pointer.is_empty();
    };
    let (token, rest) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    if let Some(property) = target
        .get("properties")
        .and_then(|properties| properties.get(&unescape(token)))
    {
        return leads_somewhere(&property, rest);
    }
    if let Some(items) = target.get("items") {
        return token.parse::<usize>().is_ok() && leads_somewhere(&items, rest);
    }
    match target.get("additionalProperties") {
        Some(values) if values.node.as_object().is_some() => leads_somewhere(&values, rest),
        Some(values) => values.node.as_bool() == Some(true),
        None => target
            .items_of("oneOf")
            .iter()
            .any(|branch| leads_somewhere(branch, pointer)),
    }
}
