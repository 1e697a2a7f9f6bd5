//! Parameters and headers: where they travel and how they are written.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::walk::Places;

const PARAMETER: Keys<'_> = Keys {
    owner: "a parameter",
    known: &[
        ("name", Holds::Text),
        ("in", Holds::Text),
        ("description", Holds::Text),
        ("required", Holds::Flag),
        ("deprecated", Holds::Flag),
        ("schema", Holds::Any),
        ("content", Holds::Object),
        ("example", Holds::Any),
        ("examples", Holds::Object),
        ("style", Holds::Text),
        ("explode", Holds::Flag),
        ("allowReserved", Holds::Flag),
        ("allowEmptyValue", Holds::Flag),
    ],
    required: &["name", "in"],
};

const HEADER: Keys<'_> = Keys {
    owner: "a header",
    known: &[
        ("description", Holds::Text),
        ("required", Holds::Flag),
        ("deprecated", Holds::Flag),
        ("schema", Holds::Any),
        ("content", Holds::Object),
        ("style", Holds::Text),
        ("explode", Holds::Flag),
        ("example", Holds::Any),
        ("examples", Holds::Object),
    ],
    required: &[],
};

/// The styles of each location.
const STYLES: [(&str, &[&str]); 4] = [
    ("path", &["simple", "label", "matrix"]),
    (
        "query",
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    ),
    ("header", &["simple"]),
    ("cookie", &["form", "cookie"]),
];

/// Headers that OpenAPI does not let a parameter stand for.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// Checks where parameters travel and how they are written.
pub(super) fn check(places: &Places<'_>, report: &mut Report) {
    for parameter in &places.parameters {
        let (Some(location), Some(name)) = (parameter.str("in"), parameter.str("name")) else {
            let message = "a parameter needs `name` and `in`, add them";
            report.error(parameter, "missing-keyword", message);
            continue;
        };
        let Some((_, styles)) = STYLES.iter().find(|(known, _)| *known == location) else {
            let message = format!(
                "there are no parameters in `{location}`, use path, query, header or cookie"
            );
            report.error(parameter, "parameter-location", message);
            continue;
        };
        if let Some(style) = parameter
            .str("style")
            .filter(|style| !styles.contains(style))
        {
            let message = format!(
                "`{style}` is no style of a {location} parameter, use {}",
                styles.join(" or ")
            );
            report.error(parameter, "parameter-style", message);
        }
        let usable = |c: char| c.is_ascii_alphanumeric() || "-_.!#$%&'*+^`|~".contains(c);
        if location == "header" && (name.is_empty() || !name.chars().all(usable)) {
            let message = format!("`{name}` is not the name of a header");
            report.error(parameter, "parameter-location", message);
        }
    }
}

/// What a reader of the parameters and headers would stumble over.
pub(super) fn look(places: &Places<'_>, report: &mut Report) {
    for parameter in &places.parameters {
        PARAMETER.look(parameter, report);
        if parameter.flag("required") && parameter.at(&["schema", "default"]).is_some() {
            let message = "a required parameter has no default, remove one of the two";
            report.finding(parameter, "default-of-required", message);
        }
        let location = parameter.str("in");
        if location == Some("path") && !parameter.flag("required") {
            let message = "a path parameter must say `required: true`";
            report.finding(parameter, "path-parameter", message);
        }
        let name = parameter.str("name").unwrap_or_default();
        if location == Some("header") && IGNORED.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            let message = format!("OpenAPI ignores a header parameter called `{name}`, remove it");
            report.finding(parameter, "ignored-parameter", message);
        }
        if !parameter.has("schema") && !parameter.has("content") {
            let message = "a parameter needs `schema` or `content`, any text is taken";
            report.finding(parameter, "missing-keyword", message);
        }
    }
    for header in &places.headers {
        HEADER.look(header, report);
    }
}
