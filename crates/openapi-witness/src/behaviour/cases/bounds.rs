//! Bounds of numbers.

use serde_json::{Value, json};

use super::{Bench, Tried};
use crate::behaviour::request::Place;

/// `minimum` with `exclusiveMinimum`
pub(super) fn minimum(place: &Place<'_>) -> Tried {
    bound(place, "minimum", "exclusiveMinimum", -1)
}

/// `maximum` with `exclusiveMaximum`
pub(super) fn maximum(place: &Place<'_>) -> Tried {
    bound(place, "maximum", "exclusiveMaximum", 1)
}

/// `outward` is the direction in which values leave the bound.
fn bound(place: &Place<'_>, keyword: &str, flag: &str, outward: i8) -> Tried {
    let bound = &place.schema[keyword];
    let integer = place.schema["type"] == "integer";
    let (inside, outside) = if place.schema[flag] == Value::Bool(true) {
        (step(bound, integer, -outward), bound.clone())
    } else {
        (bound.clone(), step(bound, integer, outward))
    };
    if bound.is_null() {
        return Tried::new()
            .inside(place.request())
            .reason("there is no bound that could be exclusive");
    }
    Tried::new()
        .inside(place.put(inside))
        .outside(place.put(outside), &place.pointer)
}

/// The next number in a direction.
fn step(bound: &Value, integer: bool, direction: i8) -> Value {
    if let (true, Some(bound)) = (integer, bound.as_i64()) {
        return match bound.checked_add(i64::from(direction)) {
            Some(next) => json!(next),
            None => json!(beyond(bound, direction)),
        };
    }
    let bound = bound.as_f64().unwrap_or_default();
    json!(if direction < 0 {
        bound.next_down()
    } else {
        bound.next_up()
    })
}

/// One beyond the range of 64 bits, as the nearest number that JSON can carry here.
fn beyond(bound: i64, direction: i8) -> f64 {
    let beyond = i128::from(bound) + i128::from(direction);
    beyond as f64
}

/// `multipleOf`
pub(super) fn multiple_of(bench: &Bench<'_>, argument: &Value) -> Result<Tried, String> {
    let place = bench.place;
    let mut tried = Tried::new().inside(place.request());
    let candidates: Vec<Value> = if place.schema["type"] == "integer" {
        let unit = argument.as_i64().unwrap_or(1);
        (1..16)
            .flat_map(|n| [json!(unit * n + 1), json!(unit * -n + 1)])
            .collect()
    } else {
        let unit = argument.as_f64().unwrap_or(1.0);
        (1..16)
            .flat_map(|n| {
                [
                    json!(unit * (f64::from(n) + 0.5)),
                    json!(unit * (0.5 - f64::from(n))),
                ]
            })
            .collect()
    };
    for value in candidates {
        if bench.breaks_only("multipleOf", &value)? {
            return Ok(tried.outside(place.put(value), &place.pointer));
        }
    }
    if argument.as_i64() == Some(1) {
        tried = tried.reason("every integer is a multiple of 1");
    }
    Ok(tried)
}
