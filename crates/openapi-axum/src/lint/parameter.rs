//! Parameters and headers: scalars with the default style.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::{self, Form};
use crate::place::Place;
use crate::walk::Places;

const PARAMETER: Keys<'_> = Keys {
    owner: "a parameter",
    known: &[
        ("name", Holds::Text),
        ("in", Holds::Text),
        ("description", Holds::Text),
        ("required", Holds::Flag),
        ("deprecated", Holds::Flag),
        ("schema", Holds::Object),
        ("example", Holds::Any),
        ("examples", Holds::Object),
        ("style", Holds::Text),
        ("explode", Holds::Flag),
    ],
    required: &["name", "in", "schema"],
};

const HEADER: Keys<'_> = Keys {
    owner: "a header",
    known: &[
        ("description", Holds::Text),
        ("required", Holds::Flag),
        ("schema", Holds::Object),
        ("example", Holds::Any),
    ],
    required: &["schema"],
};

/// Checks every parameter and header.
pub(super) fn check(places: &Places<'_>, report: &mut Report) {
    for parameter in &places.parameters {
        PARAMETER.check(parameter, report);
        location(parameter, report);
        scalar(parameter, "a parameter", report);
        if let Some(default) = parameter.at(&["schema", "default"])
            && parameter.flag("required")
        {
            report.error(
                &default,
                "default-of-required",
                "a required parameter has no default, remove one of the two",
            );
        }
    }
    for header in &places.headers {
        HEADER.check(header, report);
        scalar(header, "a header", report);
    }
}

fn location(parameter: &Place<'_>, report: &mut Report) {
    let (Some(location), Some(name)) = (parameter.str("in"), parameter.str("name")) else {
        return;
    };
    let style = match location {
        "path" | "header" => "simple",
        "query" => "form",
        _ => {
            let message =
                format!("parameters in `{location}` are not supported, use path, query or header");
            report.error(parameter, "parameter-location", message);
            return;
        }
    };
    if parameter.str("style").is_some_and(|given| given != style) {
        report.error(
            parameter,
            "parameter-style",
            format!("only the style `{style}` is supported here, remove `style`"),
        );
    }
    if location == "path" && !parameter.flag("required") {
        report.error(
            parameter,
            "path-parameter",
            "a path parameter must say `required: true`",
        );
    }
    let ignored = ["accept", "content-type", "authorization"];
    if location == "header" {
        let usable = |c: char| c.is_ascii_alphanumeric() || "-_.!#$%&'*+^`|~".contains(c);
        if ignored.contains(&name.to_ascii_lowercase().as_str()) {
            let message = format!("OpenAPI ignores a header parameter called `{name}`, remove it");
            report.error(parameter, "parameter-location", message);
        } else if name.is_empty() || !name.chars().all(usable) {
            report.error(
                parameter,
                "parameter-location",
                format!("`{name}` is not the name of a header"),
            );
        }
    }
}

fn scalar(place: &Place<'_>, owner: &str, report: &mut Report) {
    let Some(schema) = place.get("schema") else {
        return;
    };
    let Some(target) = form::target(&schema) else {
        return;
    };
    if Form::of(&schema) == Form::Wrapped || !Form::of(&target).is_scalar() {
        let message =
            format!("the schema of {owner} must be a string, number, boolean or enumeration");
        report.error(&schema, "not-a-scalar", message);
    }
    if schema.flag("nullable") {
        report.error(
            &schema,
            "not-a-scalar",
            format!("{owner} cannot be null, remove `nullable`"),
        );
    }
}
