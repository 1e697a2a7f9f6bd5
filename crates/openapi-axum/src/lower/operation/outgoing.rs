//! What the server sends of itself: webhooks, and the callbacks of operations.

use super::super::Lowering;
use super::Names;
use super::body::Direction;
use crate::model::{Media, Operation, Outgoing, Payload};
use crate::names::{identifier, pascal_case, snake_case};
use crate::place::Place;
use crate::problem::Problem;
use crate::walk::{self, METHODS};

/// What the module calls itself.
const TAKEN: [&str; 7] = [
    "on",
    "outgoing",
    "outgoing_bytes",
    "outgoing_form",
    "outgoing_json",
    "receive",
    "webhook_router",
];

impl<'d> Lowering<'d> {
    /// Webhooks in document order, then the callbacks of each operation.
    pub(in crate::lower) fn outgoing(&mut self, operations: &[Operation]) -> Vec<Outgoing> {
        let mut names = Names::new();
        for taken in TAKEN {
            names.methods.claim(taken);
        }
        let mut list = Vec::new();
        for (name, item) in self.root.members_of("webhooks") {
            self.item(name, None, &item, &mut names, &mut list);
        }
        let places = walk::operations(&self.root);
        for (at, operation) in places.iter().zip(operations) {
            for (name, callback) in at.place.members_of("callbacks") {
                let Some(callback) = callback.resolve() else {
                    continue;
                };
                for (expression, item) in callback.members() {
                    let name = format!("{}_{name}", operation.id);
                    self.item(&name, Some(expression), &item, &mut names, &mut list);
                }
            }
        }
        list
    }

    fn item(
        &mut self,
        name: &str,
        expression: Option<&str>,
        item: &Place<'d>,
        names: &mut Names,
        list: &mut Vec<Outgoing>,
    ) {
        let Some(item) = item.resolve() else {
            return;
        };
        for (method, place) in item.members() {
            if !METHODS.contains(&method) {
                continue;
            }
            let id = place.text("operationId").unwrap_or_else(|| name.to_owned());
            let prefix = names.prefixes.pick(&pascal_case(&id));
            let body = place.get("requestBody").and_then(|body| body.resolve());
            let media = body.map(|body| {
                let base = format!("{prefix}Webhook");
                self.content(&body, &base, Direction::Sent)
            });
            let body = media.and_then(sent);
            if body.as_ref().is_some_and(is_styled_form) {
                self.problems.push(styled_form(&place));
            }
            list.push(Outgoing {
                pointer: place.pointer.clone(),
                rust_name: identifier(&names.methods.pick_field(&snake_case(&id))),
                method: method.to_owned(),
                expression: expression.map(str::to_owned),
                summary: place.text("summary"),
                description: place.text("description"),
                body,
                id,
            });
        }
    }
}

/// Whether members of a form are written in a style of their own, which only requests that come in are read in.
fn is_styled_form(media: &Media) -> bool {
    matches!(media.payload, Payload::Form(_)) && !media.fields.is_empty()
}

fn styled_form(operation: &Place<'_>) -> Problem {
    let message =
        "a form that the server sends has no `encoding`, send it as JSON or leave `encoding` out";
    let pointer = format!("{}/requestBody", operation.pointer);
    Problem::error(
        "unsupported-encoding",
        pointer,
        operation.node.line,
        message,
    )
}

/// The one of several media types that a request is sent in.
fn sent(mut media: Vec<Media>) -> Option<Media> {
    let is_json = |media: &Media| matches!(media.payload, Payload::Json(_));
    let index = media.iter().position(is_json).unwrap_or_default();
    (index < media.len()).then(|| media.swap_remove(index))
}
