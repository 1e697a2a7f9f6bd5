//! The outermost objects of a document.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::place::Place;
use crate::walk;

const DOCUMENT: Keys<'_> = Keys {
    owner: "the document",
    known: &[
        ("openapi", Holds::Text),
        ("info", Holds::Object),
        ("servers", Holds::List),
        ("security", Holds::List),
        ("tags", Holds::List),
        ("paths", Holds::Object),
        ("webhooks", Holds::Object),
        ("components", Holds::Object),
        ("externalDocs", Holds::Object),
        ("jsonSchemaDialect", Holds::Text),
        ("x-webhooks", Holds::Object),
    ],
    required: &["openapi", "info"],
};

const INFO: Keys<'_> = Keys {
    owner: "`info`",
    known: &[
        ("title", Holds::Text),
        ("summary", Holds::Text),
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
        ("name", Holds::Text),
        ("description", Holds::Text),
        ("variables", Holds::Object),
    ],
    required: &["url"],
};

const TAG: Keys<'_> = Keys {
    owner: "a tag",
    known: &[
        ("name", Holds::Text),
        ("summary", Holds::Text),
        ("description", Holds::Text),
        ("externalDocs", Holds::Object),
    ],
    required: &["name"],
};

const WEBHOOK: Keys<'_> = Keys {
    owner: "a webhook",
    known: &[("description", Holds::Text), ("schema", Holds::Object)],
    required: &["schema"],
};

/// Checks what keeps the document from being read at all, and who may call.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    if root.node.as_object().is_none() {
        let message = format!("the document must be an object, not {}", root.node.kind());
        report.error(root, "wrong-type", message);
        return;
    }
    version(root, report);
}

fn version(root: &Place<'_>, report: &mut Report) {
    let Some(version) = root.get("openapi") else {
        let message = "the document does not say that it is OpenAPI, write `openapi: 3.1.0`";
        return report.error(root, "openapi-version", message);
    };
    let text = version.node.as_str().unwrap_or_default();
    let is_known = ["3.0", "3.1"].iter().any(|known| {
        let rest = text.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if !is_known {
        let message = "only OpenAPI 3.0 and 3.1 are supported, write `3.0.3` or `3.1.0`";
        report.error(&version, "openapi-version", message);
    }
}

/// What a reader of the outermost objects would stumble over.
pub(super) fn look(root: &Place<'_>, report: &mut Report) {
    DOCUMENT.look(root, report);
    if let Some(security) = root.get("security") {
        requirement(root, &security, report);
    }
    if let Some(info) = root.get("info") {
        INFO.look(&info, report);
    }
    for server in root.items_of("servers") {
        SERVER.look(&server, report);
    }
    let mut names = Vec::new();
    for tag in root.items_of("tags") {
        TAG.look(&tag, report);
        if let Some(name) = tag.str("name") {
            if names.contains(&name) {
                let message = format!("the tag `{name}` is declared twice, remove one");
                report.finding(&tag, "duplicate-tag", message);
            }
            names.push(name);
        }
    }
    for (_, webhook) in walk::extension_webhooks(root) {
        WEBHOOK.look(&webhook, report);
    }
}

/// Finds schemes of a security requirement that are not declared.
pub(super) fn requirement(root: &Place<'_>, security: &Place<'_>, report: &mut Report) {
    for alternative in security.items() {
        for (name, scopes) in alternative.members() {
            if root.at(&["components", "securitySchemes", name]).is_none() {
                let message = format!(
                    "the security scheme `{name}` is not declared, the implementation has to find it in the request: add it to the components"
                );
                report.finding(&scopes, "undeclared-scheme", message);
            }
        }
    }
}
