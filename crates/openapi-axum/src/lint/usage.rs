//! Components that nothing uses.

use std::collections::HashSet;

use super::report::Report;
use crate::model::Api;
use crate::place::Place;

/// Checks that every component is used: schemas by a request, an answer or a webhook, others by a reference.
pub(super) fn check(root: &Place<'_>, api: &Api, report: &mut Report) {
    let Some(components) = root.get("components") else {
        return;
    };
    for (name, schema) in components.members_of("schemas") {
        let named = api
            .types
            .values()
            .find(|named| named.component.as_deref() == Some(name));
        if named.is_some_and(|named| !named.in_request && !named.in_answer) {
            let message = format!("no operation and no webhook uses `{name}`, remove it");
            report.finding(&schema, "unused-component", message);
        }
    }
    let mut used = HashSet::new();
    references(root, &mut used);
    for section in ["parameters", "headers", "responses", "requestBodies"] {
        for (name, component) in components.members_of(section) {
            if !used.contains(format!("#{}", component.pointer).as_str()) {
                report.finding(
                    &component,
                    "unused-component",
                    format!("nothing refers to `{name}`, remove it"),
                );
            }
        }
    }
    schemes(root, &components, report);
}

fn schemes(root: &Place<'_>, components: &Place<'_>, report: &mut Report) {
    let security = root.get("security").into_iter();
    let own = crate::walk::operations(root)
        .into_iter()
        .filter_map(|operation| operation.place.get("security"));
    let used: HashSet<&str> = security
        .chain(own)
        .flat_map(|place| place.items())
        .flat_map(|requirement| requirement.members())
        .map(|(name, _)| name)
        .collect();
    for (name, scheme) in components.members_of("securitySchemes") {
        if !used.contains(name) {
            report.finding(
                &scheme,
                "unused-component",
                format!("no operation uses `{name}`, remove it"),
            );
        }
    }
}

fn references<'d>(place: &Place<'d>, used: &mut HashSet<&'d str>) {
    used.extend(place.reference());
    for (_, member) in place.members() {
        references(&member, used);
    }
    for item in place.items() {
        references(&item, used);
    }
}
