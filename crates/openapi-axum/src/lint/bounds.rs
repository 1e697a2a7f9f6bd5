//! Bounds that no value can satisfy, or that mean nothing.

use serde_json::Number;

use super::report::Report;
use crate::form::Form;
use crate::place::Place;
use crate::read::Node;

/// Pairs of keywords of which the first must not be greater.
const PAIRS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Checks the bounds of one schema.
pub(super) fn check(place: &Place<'_>, form: Form, report: &mut Report) {
    for (low, high) in PAIRS {
        pair(place, low, high, report);
    }
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        let is_flag = |at: &Place<'_>| at.node.as_bool().is_some();
        if let Some(at) = place
            .get(flag)
            .filter(is_flag)
            .filter(|_| !place.has(bound))
        {
            let message = format!("`{flag}` means nothing without `{bound}`, remove it");
            report.finding(&at, "contradictory-bounds", message);
        }
    }
    if let Some(step) = place.get("multipleOf")
        && step
            .node
            .as_number()
            .and_then(Number::as_f64)
            .is_some_and(|step| step <= 0.0)
    {
        report.error(
            &step,
            "contradictory-bounds",
            "`multipleOf` must be greater than 0",
        );
    }
    if form == Form::ClosedEnum {
        lengths(place, report);
    }
}

fn pair(place: &Place<'_>, low: &str, high: &str, report: &mut Report) {
    let (Some(least), Some(most)) = (number(place, low), number(place, high)) else {
        return;
    };
    let exclusive =
        low == "minimum" && (place.flag("exclusiveMinimum") || place.flag("exclusiveMaximum"));
    let order = compare(least, most);
    if order.is_gt() || (order.is_eq() && exclusive) {
        let message = format!(
            "no value has a `{low}` of {least} and a `{high}` of {most}, correct one of them"
        );
        report.finding(place, "contradictory-bounds", message);
    }
}

/// Values of a closed enumeration that its own lengths exclude.
fn lengths(place: &Place<'_>, report: &mut Report) {
    let count = |keyword: &str| number(place, keyword).and_then(Number::as_u64);
    let (least, most) = (
        count("minLength").unwrap_or(0),
        count("maxLength").unwrap_or(u64::MAX),
    );
    for item in place.items_of("enum") {
        let Some(value) = item.node.as_str() else {
            continue;
        };
        let length = value.chars().count() as u64;
        if length < least || length > most {
            let message = format!(
                "`{value}` is not between `minLength` and `maxLength`, correct one of them"
            );
            report.finding(&item, "contradictory-bounds", message);
        }
    }
}

fn number<'d>(place: &Place<'d>, keyword: &str) -> Option<&'d Number> {
    place.node.get(keyword).and_then(Node::as_number)
}

/// Orders two numbers, exactly where both are integers.
pub(crate) fn compare(left: &Number, right: &Number) -> std::cmp::Ordering {
    let exact = |number: &Number| {
        number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from))
    };
    match (exact(left), exact(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left
            .as_f64()
            .unwrap_or_default()
            .total_cmp(&right.as_f64().unwrap_or_default()),
    }
}
