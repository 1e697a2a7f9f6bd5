//! The components: sections, names, security schemes.

use std::collections::HashMap;

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::Form;
use crate::names::pascal_case;
use crate::place::Place;

const COMPONENTS: Keys<'_> = Keys {
    owner: "the components",
    known: &[
        ("schemas", Holds::Object),
        ("responses", Holds::Object),
        ("parameters", Holds::Object),
        ("headers", Holds::Object),
        ("requestBodies", Holds::Object),
        ("securitySchemes", Holds::Object),
    ],
    required: &[],
};

const SCHEME: Keys<'_> = Keys {
    owner: "an HTTP Basic security scheme",
    known: &[
        ("type", Holds::Text),
        ("scheme", Holds::Text),
        ("description", Holds::Text),
    ],
    required: &["type", "scheme"],
};

/// Checks what belongs to the components as such.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let Some(components) = root.get("components") else {
        return;
    };
    if !COMPONENTS.check(&components, report) {
        return;
    }
    for (section, place) in components.members() {
        for (name, component) in place.members() {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty() || !name.chars().all(allowed) {
                let message = format!(
                    "`{name}` is not a component name, use letters, digits, `.`, `_` and `-` only"
                );
                report.error(&component, "component-name", message);
            }
            if section != "schemas" && section != "securitySchemes" && component.has("$ref") {
                report.error(&component, "alias-component", ALIAS);
            }
        }
    }
    schemas(&components, report);
    for (_, scheme) in components.members_of("securitySchemes") {
        if scheme.str("type") == Some("http") && scheme.str("scheme").is_some_and(is_basic) {
            SCHEME.check(&scheme, report);
        } else {
            report.error(
                &scheme,
                "unsupported-security",
                "only HTTP Basic is supported, remove this scheme",
            );
        }
    }
}

const ALIAS: &str = "a component that only refers to another one is not supported, refer to that one where it is used";

fn is_basic(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("basic")
}

fn schemas(components: &Place<'_>, report: &mut Report) {
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (name, schema) in components.members_of("schemas") {
        let rust_name = pascal_case(name);
        if let Some(other) = taken.get(&rust_name) {
            let message = format!(
                "`{name}` and `{other}` both become the type `{rust_name}`, rename one of them"
            );
            report.error(&schema, "name-collision", message);
        }
        taken.insert(rust_name, name);
        if matches!(Form::of(&schema), Form::Ref | Form::Wrapped) {
            report.error(&schema, "alias-component", ALIAS);
        }
        if schema.flag("nullable") {
            let message =
                "a nullable component is not supported, write `nullable: true` where it is used";
            report.error(&schema, "nullable-component", message);
        }
    }
}
