//! The outermost objects: document, info, servers, tags, security.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::place::Place;

const DOCUMENT: Keys<'_> = Keys {
    owner: "the document",
    known: &[
        ("openapi", Holds::Text),
        ("info", Holds::Object),
        ("servers", Holds::List),
        ("security", Holds::List),
        ("tags", Holds::List),
        ("paths", Holds::Object),
        ("components", Holds::Object),
        ("x-webhooks", Holds::Object),
    ],
    required: &["openapi", "info", "paths"],
};

const INFO: Keys<'_> = Keys {
    owner: "`info`",
    known: &[
        ("title", Holds::Text),
        ("description", Holds::Text),
        ("version", Holds::Text),
        ("termsOfService", Holds::Text),
        ("contact", Holds::Object),
        ("license", Holds::Object),
    ],
    required: &["title", "version"],
};

const SERVER: Keys<'_> = Keys {
    owner: "a server",
    known: &[
        ("url", Holds::Text),
        ("description", Holds::Text),
        ("variables", Holds::Object),
    ],
    required: &["url"],
};

const TAG: Keys<'_> = Keys {
    owner: "a tag",
    known: &[("name", Holds::Text), ("description", Holds::Text)],
    required: &["name"],
};

const WEBHOOK: Keys<'_> = Keys {
    owner: "a webhook",
    known: &[("description", Holds::Text), ("schema", Holds::Object)],
    required: &["schema"],
};

/// Checks the outermost objects.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    if !DOCUMENT.check(root, report) {
        return;
    }
    if let Some(version) = root.get("openapi")
        && !version
            .node
            .as_str()
            .is_some_and(|text| text.starts_with("3.0."))
    {
        report.error(
            &version,
            "openapi-version",
            "only OpenAPI 3.0 is supported, write `3.0.3`",
        );
    }
    if let Some(info) = root.get("info") {
        INFO.check(&info, report);
    }
    for server in root.items_of("servers") {
        SERVER.check(&server, report);
    }
    let mut names = Vec::new();
    for tag in root.items_of("tags") {
        TAG.check(&tag, report);
        if let Some(name) = tag.str("name") {
            if names.contains(&name) {
                report.error(
                    &tag,
                    "duplicate-tag",
                    format!("the tag `{name}` is declared twice, remove one"),
                );
            }
            names.push(name);
        }
    }
    for (_, webhook) in root.members_of("x-webhooks") {
        WEBHOOK.check(&webhook, report);
    }
    if let Some(security) = root.get("security") {
        requirement(root, &security, report);
    }
}

/// Checks a security requirement: none at all, or one HTTP Basic scheme.
pub(super) fn requirement(root: &Place<'_>, security: &Place<'_>, report: &mut Report) {
    let alternatives = security.items();
    if alternatives.len() > 1 {
        report.error(
            security,
            "unsupported-security",
            "alternatives of authentication are not supported, keep one",
        );
    }
    for alternative in alternatives {
        let schemes = alternative.members();
        if schemes.len() != 1 {
            report.error(
                &alternative,
                "unsupported-security",
                "a security requirement must name exactly one scheme, write `security: []` for none",
            );
        }
        for (name, scopes) in schemes {
            if root.at(&["components", "securitySchemes", name]).is_none() {
                let message = format!(
                    "the security scheme `{name}` is not declared, add it to the components"
                );
                report.error(&scopes, "dangling-reference", message);
            }
            if !scopes.node.as_array().is_some_and(<[_]>::is_empty) {
                report.error(
                    &scopes,
                    "unsupported-security",
                    "HTTP Basic has no scopes, write `[]`",
                );
            }
        }
    }
}
