//! Whether the schema as data says the same of a body as decoding and compiled checks, and whether all faults are told.
//!
//! Bodies that are right are changed at every place in many ways, one change at a time and then two.

use openapi_axum_rt::{Validate, json, read_json};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wide::types::{NewWidget, Point, SubscribeRequest, Values, WidgetForm, WidgetPatch};

/// One place of a body, and what stands there instead; nothing where the member is taken away.
struct Change {
    pointer: String,
    value: Option<Value>,
}

impl Change {
    fn apply(&self, body: &mut Value) {
        let (Some(value), Some(place)) = (&self.value, body.pointer_mut(&self.pointer)) else {
            return self.take_away(body);
        };
        *place = value.clone();
    }

    fn take_away(&self, body: &mut Value) {
        let (owner, key) = self.pointer.rsplit_once('/').unwrap_or_default();
        if let Some(Value::Object(members)) = body.pointer_mut(owner) {
            members.shift_remove(key);
        }
    }

    fn is_apart_from(&self, other: &Change) -> bool {
        !touches(&self.pointer, &other.pointer)
    }
}

/// Whether one of two places is in the other.
fn touches(left: &str, right: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    within(left, right) || within(right, left)
}

fn changes(body: &Value) -> Vec<Change> {
    let mut places = vec![String::new()];
    places_in(body, "", &mut places);
    let texts = ["", "a", "Bolt!", "red", "circle", "2026-11-27", "127.0.0.1"];
    let mut values: Vec<Value> = texts.map(Value::from).into();
    values.push(json!("x".repeat(300)));
    values.extend([json!(null), json!(true), json!(0), json!(2), json!(-5000)]);
    values.extend([json!(1.0), json!(1.5), json!(2_147_483_648_i64)]);
    values.extend([json!([]), json!([1]), json!(["a", "a"]), json!([null, {}])]);
    values.extend([json!({}), json!({"more": 1}), json!({"a": 1, "b": "b"})]);
    let with = |pointer: &String| {
        let replaced = values.iter().cloned().map(Some);
        replaced.chain([None]).map({
            let pointer = pointer.clone();
            move |value| Change {
                pointer: pointer.clone(),
                value,
            }
        })
    };
    places.iter().flat_map(with).collect()
}

fn places_in(value: &Value, at: &str, places: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(items) => {
            let numbered = items.iter().enumerate();
            numbered
                .map(|(index, it)| (index.to_string(), it))
                .collect()
        }
        _ => Vec::new(),
    };
    for (key, value) in inside {
        let at = format!("{at}/{key}");
        places_in(value, &at, places);
        places.push(at);
    }
}

/// The places of what is wrong; none where the body is taken.
fn wrong<T: DeserializeOwned + Validate>(body: &Value) -> Vec<String> {
    match read_json::<T>(body.to_string().as_bytes()) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let violations = error.into_violations();
            violations.into_iter().map(|it| it.pointer).collect()
        }
    }
}

fn try_every_change<T: DeserializeOwned + Validate>(body: &Value) {
    let name = std::any::type_name::<T>();
    let schema = T::schema().unwrap_or_else(|| panic!("{name} has no schema"));
    assert_eq!(wrong::<T>(body), [""; 0], "{name}: {body}");
    let mut refused = Vec::new();
    for change in changes(body) {
        let mut changed = body.clone();
        change.apply(&mut changed);
        let places = wrong::<T>(&changed);
        assert_eq!(
            schema.accepts(&changed),
            places.is_empty(),
            "{name}: {changed} is wrong at {places:?}"
        );
        if T::table().is_none() {
            let decoded = json::from_slice::<T>(changed.to_string().as_bytes()).ok();
            let is_right = decoded.is_some_and(|it| openapi_axum_rt::validate(&it).is_ok());
            assert_eq!(is_right, places.is_empty(), "{name}: {changed}");
        }
        if !places.is_empty() {
            refused.push((change, places));
        }
    }
    assert!(refused.len() > 20, "{name}: only {}", refused.len());
    two_at_once::<T>(body, &refused);
}

/// What is wrong in one place does not hide what is wrong in another.
fn two_at_once<T: DeserializeOwned + Validate>(body: &Value, refused: &[(Change, Vec<String>)]) {
    let partners = |index: usize| refused.iter().skip(index + 1).step_by(37).take(12);
    for (index, (first, of_first)) in refused.iter().enumerate() {
        for (second, of_second) in partners(index).filter(|(it, _)| it.is_apart_from(first)) {
            let mut changed = body.clone();
            first.apply(&mut changed);
            second.apply(&mut changed);
            let told = wrong::<T>(&changed);
            for place in of_first.iter().chain(of_second) {
                let tells = |it: &String| touches(it, place) || is_unknown_without(it, place);
                assert!(
                    told.iter().any(tells),
                    "{changed}: {place} is hidden by {told:?}"
                );
            }
        }
    }
}

/// Without its tag nothing can be said of the other members of a shape.
fn is_unknown_without(told: &str, place: &str) -> bool {
    told == "/shape/kind" && touches("/shape", place)
}

#[test]
fn the_schema_says_what_decoding_and_checks_say_and_says_all_of_it() {
    try_every_change::<Point>(&json!({"x": 1, "y": 2}));
    try_every_change::<NewWidget>(&json!({
        "name": "bolt", "color": "red", "size": 1.5, "note": null, "secret": "s", "parts": ["b", "c"],
    }));
    try_every_change::<WidgetForm>(&json!({"name": "nut", "color": "red", "parts": ["p1"]}));
    try_every_change::<WidgetPatch>(&json!({"name": "nut", "note": "n"}));
    try_every_change::<SubscribeRequest>(&json!({"url": "https://example.com/ticks"}));
}

#[test]
fn a_schema_that_decides_takes_nothing_that_cannot_be_decoded() {
    try_every_change::<Values>(&json!({
        "tree": {"value": 1, "left": {"value": 2}, "children": [{"value": 3}]},
        "id": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "at": "2026-11-27T10:00:00Z", "day": "2026-11-27",
        "address": "127.0.0.1", "address6": "::1", "mail": "ada@example.com", "link": "https://example.com/a",
        "data": "aGk=", "small": -5, "level": 2, "mixed": "low", "fixed": "fixed", "either": 5, "map": {"a": 1},
        "free": {"b": [null]}, "any": 1.5, "no_string": [1], "shape": {"radius": 2, "kind": "circle"}, "overlap": 9,
        "some": {"b": "x"}, "all": {"a": 1, "b": "x"}, "extra": {"name": "n", "more": 5}, "pair": ["a", 1],
        "patterned": {"n_a": 1}, "conditional": {"kind": "paid", "amount": 1}, "bounded": {"a": 1},
    }));
}
