//! Schemas that lead back to themselves without going into the value: no value could ever be checked; and rows of schemas
//! that are too long.

use std::collections::HashMap;

use super::report::Report;
use crate::place::Place;
use crate::walk;

/// Most schemas in a row that a value must be held against because of one: what is merged takes time for every pair.
const MAX_ROW: usize = 250;

/// How far the search has come with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// With the length of the longest row that begins with it.
    Done(usize),
}

/// A schema on the way to where the search is.
struct Step<'d> {
    place: Place<'d>,
    /// What is still to be looked at.
    edges: Vec<Place<'d>>,
    /// The longest row of those that were.
    longest: usize,
}

impl<'d> Step<'d> {
    fn new(place: Place<'d>) -> Self {
        Self {
            edges: same_value(&place),
            place,
            longest: 0,
        }
    }
}

/// Checks every schema. One pass, without recursion: a chain of references may be as long as the document.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let mut states: HashMap<String, State> = HashMap::new();
    for start in walk::all_schemas(root) {
        if states.contains_key(&start.pointer) {
            continue;
        }
        states.insert(start.pointer.clone(), State::Open);
        let mut path = vec![Step::new(start)];
        while let Some(step) = path.last_mut() {
            let Some(next) = step.edges.pop() else {
                leave(&mut path, &mut states, report);
                continue;
            };
            match states.get(&next.pointer) {
                Some(State::Done(row)) => step.longest = step.longest.max(*row),
                Some(State::Open) => found(&next, report),
                None => {
                    states.insert(next.pointer.clone(), State::Open);
                    path.push(Step::new(next));
                }
            }
        }
    }
}

fn leave(path: &mut Vec<Step<'_>>, states: &mut HashMap<String, State>, report: &mut Report) {
    let Some(done) = path.pop() else {
        return;
    };
    let row = done.longest + 1;
    // Once for a row, and not for everything that stands on it.
    if row == MAX_ROW + 1 {
        let message =
            format!("the schema stands on more than {MAX_ROW} others in a row, merge some");
        report.error(&done.place, "long-row", message);
    }
    states.insert(done.place.pointer, State::Done(row));
    if let Some(step) = path.last_mut() {
        step.longest = step.longest.max(row);
    }
}

fn found(place: &Place<'_>, report: &mut Report) {
    let message = "the schema leads back to itself without going into the value, break the cycle";
    report.error(place, "reference-cycle", message);
}

/// The schemas that a value must be held against because it is held against this one.
fn same_value<'d>(place: &Place<'d>) -> Vec<Place<'d>> {
    let mut edges: Vec<Place<'d>> = place
        .reference()
        .and_then(|reference| place.follow(reference))
        .into_iter()
        .collect();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        edges.extend(place.items_of(keyword));
    }
    for keyword in ["not", "if", "then", "else"] {
        edges.extend(place.get(keyword));
    }
    edges
}
