//! Schemas that lead back to themselves without going into the value: no value could ever be checked.

use std::collections::HashMap;

use super::report::Report;
use crate::place::Place;
use crate::walk;

/// How far the search has come with a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// Checks every schema. One pass, without recursion: a chain of references may be as long as the document.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let mut states: HashMap<String, State> = HashMap::new();
    for start in walk::all_schemas(root) {
        if states.contains_key(&start.pointer) {
            continue;
        }
        states.insert(start.pointer.clone(), State::Open);
        let edges = same_value(&start);
        let mut path = vec![(start, edges)];
        while let Some((_, edges)) = path.last_mut() {
            match edges.pop() {
                None => {
                    if let Some((done, _)) = path.pop() {
                        states.insert(done.pointer, State::Done);
                    }
                }
                Some(next) => match states.get(&next.pointer) {
                    Some(State::Done) => {}
                    Some(State::Open) => found(&next, report),
                    None => {
                        states.insert(next.pointer.clone(), State::Open);
                        let edges = same_value(&next);
                        path.push((next, edges));
                    }
                },
            }
        }
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
