//! The components: sections, names, security schemes.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::place::Place;

const COMPONENTS: Keys<'_> = Keys {
    owner: "the components",
    known: &[
        ("schemas", Holds::Object),
        ("responses", Holds::Object),
        ("parameters", Holds::Object),
        ("examples", Holds::Object),
        ("headers", Holds::Object),
        ("requestBodies", Holds::Object),
        ("securitySchemes", Holds::Object),
        ("links", Holds::Object),
        ("callbacks", Holds::Object),
        ("pathItems", Holds::Object),
    ],
    required: &[],
};

/// What a reader of the components would stumble over.
pub(super) fn look(root: &Place<'_>, report: &mut Report) {
    let Some(components) = root.get("components") else {
        return;
    };
    COMPONENTS.look(&components, report);
    for (name, place) in components.members_of("securitySchemes") {
        let kind = place
            .resolve()
            .and_then(|scheme| crate::lower::scheme_kind(&scheme));
        if kind.is_none() {
            let message = format!(
                "`{name}` is no scheme of OpenAPI: `type` is http, apiKey, oauth2, openIdConnect or mutualTLS, with what it needs"
            );
            report.finding(&place, "undeclared-scheme", message);
        }
    }
    for (section, place) in components.members() {
        if section.starts_with("x-") {
            continue;
        }
        for (name, component) in place.members() {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty() || !name.chars().all(allowed) {
                let message = format!(
                    "`{name}` is not a component name, use letters, digits, `.`, `_` and `-` only"
                );
                report.finding(&component, "component-name", message);
            }
        }
    }
}
