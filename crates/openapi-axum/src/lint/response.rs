//! Answers: statuses, one media type, JSON or bytes.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::{self, Form};
use crate::place::Place;
use crate::walk::{self, Places};

const RESPONSE: Keys<'_> = Keys {
    owner: "an answer",
    known: &[
        ("description", Holds::Text),
        ("headers", Holds::Object),
        ("content", Holds::Object),
        ("links", Holds::Object),
    ],
    required: &["description"],
};

const MEDIA: Keys<'_> = Keys {
    owner: "a media type",
    known: &[
        ("schema", Holds::Object),
        ("example", Holds::Any),
        ("examples", Holds::Object),
    ],
    required: &["schema"],
};

/// Checks every answer and media type.
pub(super) fn check(root: &Place<'_>, places: &Places<'_>, report: &mut Report) {
    for operation in walk::operations(root) {
        if let Some(responses) = operation.place.get("responses") {
            statuses(&responses, report);
        }
    }
    for media in &places.media {
        MEDIA.check(media, report);
    }
    for response in &places.responses {
        RESPONSE.check(response, report);
        if let Some(content) = response.get("content") {
            self::content(&content, report);
        }
    }
}

fn statuses(responses: &Place<'_>, report: &mut Report) {
    let mut successes = 0;
    for (status, response) in responses.members() {
        match status.parse::<u16>() {
            Ok(code @ 200..=299) => {
                successes += 1;
                let has_content = response
                    .resolve()
                    .is_some_and(|resolved| resolved.has("content"));
                if matches!(code, 204 | 205) && has_content {
                    report.error(
                        &response,
                        "status",
                        format!("an answer with status {code} has no content, remove it"),
                    );
                }
            }
            Ok(400..=599) => {}
            Ok(_) => {
                let message =
                    format!("the status {status} is not supported, use 200 to 299 and 400 to 599");
                report.error(&response, "status", message);
            }
            Err(_) if status.starts_with("x-") => {}
            Err(_) => {
                let message = format!(
                    "the status `{status}` is not supported, list each status by its number"
                );
                report.error(&response, "status", message);
            }
        }
    }
    if successes != 1 {
        let message = format!(
            "an operation has exactly one answer from 200 to 299, this one has {successes}"
        );
        report.error(responses, "one-success", message);
    }
}

fn content(content: &Place<'_>, report: &mut Report) {
    let media = content.members();
    if media.len() != 1 {
        report.error(
            content,
            "media-type",
            "an answer must have exactly one media type, or no `content` at all",
        );
    }
    for (media_type, media) in media {
        let Some(schema) = media.get("schema") else {
            continue;
        };
        let binary = is_binary(&schema);
        if media_type == "application/json" {
            if binary {
                report.error(
                    &schema,
                    "media-type",
                    "JSON cannot carry `format: binary`, use another media type",
                );
            }
        } else if !binary || media_type.contains("json") {
            let message = format!(
                "`{media_type}` is not supported, an answer is `application/json` or a string with `format: binary`"
            );
            report.error(&media, "media-type", message);
        }
    }
}

/// Whether a schema is a stream of bytes.
pub(super) fn is_binary(schema: &Place<'_>) -> bool {
    form::target(schema).is_some_and(|target| {
        Form::of(&target) == Form::String && target.str("format") == Some("binary")
    })
}
