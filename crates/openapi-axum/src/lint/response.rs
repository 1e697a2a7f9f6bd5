//! Answers: statuses and what they carry.

use super::keys::{Holds, Keys};
use super::report::Report;
use crate::form::{self, Form};
use crate::lower;
use crate::place::Place;
use crate::walk::{self, Places};

const RESPONSE: Keys<'_> = Keys {
    owner: "an answer",
    known: &[
        ("summary", Holds::Text),
        ("description", Holds::Text),
        ("headers", Holds::Object),
        ("content", Holds::Object),
        ("links", Holds::Object),
        ("x-violations", Holds::Flag),
    ],
    required: &["description"],
};

const MEDIA: Keys<'_> = Keys {
    owner: "a media type",
    known: &[
        ("schema", Holds::Any),
        ("itemSchema", Holds::Any),
        ("encoding", Holds::Object),
        ("example", Holds::Any),
        ("examples", Holds::Object),
    ],
    required: &[],
};

/// Checks the statuses.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    for operation in walk::operations(root) {
        for (status, response) in operation.place.members_of("responses") {
            if !status.starts_with("x-") && lower::status(status).is_none() {
                let message = format!(
                    "`{status}` is no status: use 100 to 599, a range such as `4XX`, or `default`"
                );
                report.error(&response, "status", message);
            }
        }
    }
}

/// What a reader of the answers would stumble over.
pub(super) fn look(root: &Place<'_>, places: &Places<'_>, report: &mut Report) {
    for operation in walk::operations(root) {
        let Some(responses) = operation.place.get("responses") else {
            continue;
        };
        let mut successes = 0;
        for (status, response) in responses.members() {
            successes += usize::from(status == "default" || !status.starts_with(['4', '5', 'x']));
            let content = response.resolve().filter(|it| it.has("content"));
            if matches!(status, "204" | "205" | "304") && content.is_some() {
                let message = format!("an answer with status {status} has no content, remove it");
                report.finding(&response, "status", message);
            }
        }
        if successes == 0 {
            let message = "no answer says that the operation succeeded, it answers 204 then";
            report.finding(&responses, "no-success", message);
        }
    }
    for media in &places.media {
        MEDIA.look(media, report);
    }
    for response in &places.responses {
        RESPONSE.look(response, report);
    }
}

/// Whether a schema is a stream of bytes.
pub(super) fn is_binary(schema: &Place<'_>) -> bool {
    form::target(schema).is_some_and(|target| {
        Form::of(&target) == Form::String && target.str("format") == Some("binary")
    })
}
