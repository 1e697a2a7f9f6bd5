//! What changed between two documents, for those who call the API and for those who implement it.
//!
//! Callers break where a request that was right is refused now, or where an answer may hold what it never held.
//! Implementers have work wherever the generated trait or its types change.

mod facets;
mod operation;
mod schema;

use crate::place::Place;
use crate::read::{Document, escape};
use crate::walk;
use operation::Side;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// JSON Pointer into the newer document, or into the older one for what is gone.
    pub pointer: String,
    /// What changed, as a lowercase sentence without a full stop.
    pub message: String,
    /// Whether a caller of the older document may fail against the newer one.
    pub is_breaking: bool,
    /// Whether the generated trait changes, so that implementers must follow.
    pub is_work: bool,
}

/// Every change, in the order of the newer document; what is gone comes last.
pub fn diff(before: &Document, after: &Document) -> Vec<Change> {
    let (before, after) = (before.place(), after.place());
    let (old, new) = (walk::operations(&before), walk::operations(&after));
    let mut changes = Changes::default();
    for now in &new {
        let was = old
            .iter()
            .find(|was| (was.method, same_path(was.path)) == (now.method, same_path(now.path)));
        match was {
            Some(was) => operation::compare(
                &Side {
                    root: &before,
                    at: was,
                },
                &Side {
                    root: &after,
                    at: now,
                },
                &mut changes,
            ),
            None => changes.add(&now.place, Weight::WORK, "the operation is new"),
        }
    }
    for was in &old {
        let is_gone = !new
            .iter()
            .any(|now| (was.method, same_path(was.path)) == (now.method, same_path(now.path)));
        if is_gone {
            changes.add(&was.place, Weight::BREAKING_WORK, "the operation is gone");
        }
    }
    changes.found
}

/// A path template without the names of its parameters, which callers never see.
fn same_path(path: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for character in path.chars() {
        match character {
            '{' => {
                depth += 1;
                plain.push('{');
            }
            '}' => depth = depth.saturating_sub(1),
            character if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

/// How much a change matters.
#[derive(Clone, Copy, Debug)]
struct Weight {
    is_breaking: bool,
    is_work: bool,
}

impl Weight {
    const NOTE: Weight = Weight {
        is_breaking: false,
        is_work: false,
    };
    const WORK: Weight = Weight {
        is_breaking: false,
        is_work: true,
    };
    const BREAKING: Weight = Weight {
        is_breaking: true,
        is_work: false,
    };
    const BREAKING_WORK: Weight = Weight {
        is_breaking: true,
        is_work: true,
    };

    fn breaking_if(is_breaking: bool) -> Weight {
        Weight {
            is_breaking,
            is_work: false,
        }
    }

    fn with_work(self) -> Weight {
        Weight {
            is_work: true,
            ..self
        }
    }
}

/// Changes so far, each once: what many operations share is told once.
#[derive(Debug, Default)]
struct Changes {
    found: Vec<Change>,
    /// Pairs of schemas that were compared, and whether as a request.
    seen: std::collections::HashSet<(String, String, bool)>,
}

impl Changes {
    fn add(&mut self, place: &Place<'_>, weight: Weight, message: impl Into<String>) {
        self.add_at(place.pointer.clone(), weight, message);
    }

    fn add_below(
        &mut self,
        place: &Place<'_>,
        token: &str,
        weight: Weight,
        message: impl Into<String>,
    ) {
        self.add_at(
            format!("{}/{}", place.pointer, escape(token)),
            weight,
            message,
        );
    }

    fn add_at(&mut self, pointer: String, weight: Weight, message: impl Into<String>) {
        let change = Change {
            pointer,
            message: message.into(),
            is_breaking: weight.is_breaking,
            is_work: weight.is_work,
        };
        let known = self
            .found
            .iter_mut()
            .find(|it| (&it.pointer, &it.message) == (&change.pointer, &change.message));
        match known {
            Some(known) => {
                known.is_breaking |= change.is_breaking;
                known.is_work |= change.is_work;
            }
            None => self.found.push(change),
        }
    }
}

#[cfg(test)]
mod tests;
