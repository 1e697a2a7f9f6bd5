//! Numbers: near zero where the bounds let them be, else at the bounds.

use serde_json::{Number, Value};

use super::flat::Flat;

/// Largest whole number that a double holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Numbers that may be in the bounds.
pub(super) fn candidates(flat: &Flat<'_>) -> Vec<Value> {
    let bounds = flat.parts.iter().map(|part| &part.bounds);
    let low: Vec<Number> = bounds
        .clone()
        .flat_map(|it| [it.minimum.clone(), it.exclusive_minimum.clone()])
        .flatten()
        .collect();
    let high: Vec<Number> = bounds
        .clone()
        .flat_map(|it| [it.maximum.clone(), it.exclusive_maximum.clone()])
        .flatten()
        .collect();
    let steps = bounds.filter_map(|it| it.multiple_of.as_ref()?.as_f64());
    let step: f64 = steps.filter(|it| *it > 0.0).product();
    let (lowest, highest) = (
        low.iter().filter_map(Number::as_f64).reduce(f64::max),
        high.iter().filter_map(Number::as_f64).reduce(f64::min),
    );
    let mut list = vec![0.0, 1.0];
    if let Some(low) = lowest {
        let first = (low / step).ceil() * step;
        list.extend([first, first + step]);
    }
    if let Some(high) = highest {
        let last = (high / step).floor() * step;
        list.extend([last, last - step]);
    }
    list.push(step);
    list.extend(lowest.zip(highest).map(|(low, high)| low.midpoint(high)));
    list.extend(lowest.map(|low| low + 0.5));
    list.extend(highest.map(|high| high - 0.5));
    let mut values: Vec<Value> = list.into_iter().filter_map(number).collect();
    values.extend(low.into_iter().chain(high).map(Value::Number));
    values
}

/// A number as it is usually written: whole ones without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number below 2^53 is the same as an integer"
)]
pub(super) fn number(value: f64) -> Option<Value> {
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Some(Value::from(value as i64));
    }
    Number::from_f64(value).map(Value::Number)
}
