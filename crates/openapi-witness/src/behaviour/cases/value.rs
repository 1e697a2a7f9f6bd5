//! Enumerations, patterns and formats.

use serde_json::{Value, json};

use super::{Bench, Inside, Tried};
use crate::behaviour::request::Place;

/// `enum`
pub(super) fn closed(place: &Place<'_>, values: &Value) -> Tried {
    let values: Vec<&Value> = values.as_array().into_iter().flatten().collect();
    let mut tried = Tried::new();
    for value in &values {
        tried = tried.inside(place.put((*value).clone()));
    }
    let candidates = values.iter().flat_map(|value| match value {
        Value::String(text) => vec![
            json!(format!("{text}_")),
            json!(text.to_uppercase()),
            json!(""),
        ],
        Value::Number(number) => vec![json!(number.as_f64().unwrap_or_default() + 1.0)],
        _ => Vec::new(),
    });
    for candidate in candidates {
        let empty_segment = candidate == ""
            && place
                .parameter
                .is_some_and(|parameter| parameter.location == "path");
        if !values.contains(&&candidate) && !empty_segment {
            tried = tried.outside(place.put(candidate), &place.pointer);
        }
    }
    tried
}

/// `x-extensible-enum`
pub(super) fn open(place: &Place<'_>, values: &Value) -> Tried {
    let mut tried = Tried::new().inside(place.put(json!("not_listed")));
    for value in values.as_array().into_iter().flatten() {
        tried = tried.inside(place.put(value.clone()));
    }
    tried.reason("the enumeration is open")
}

/// `pattern`
pub(super) fn pattern(bench: &Bench<'_>) -> Result<Tried, String> {
    let place = bench.place;
    let example = place.value();
    let example = example.as_str().unwrap_or_default();
    let mut tried = Tried::new().inside(place.request());
    let candidates = [
        format!("{example}!"),
        format!("!{example}"),
        format!("{example}\n"),
        format!("{example}𝄞"),
        example.to_uppercase(),
        example.to_lowercase(),
        format!("{example} {example}"),
        "!".to_owned(),
        "𝄞".to_owned(),
        String::new(),
    ];
    for text in candidates {
        // An empty part of a path is another path.
        if (place.in_header() && !carried(&text)) || (place.in_path() && text.is_empty()) {
            continue;
        }
        if bench.breaks_only("pattern", &json!(text))? {
            tried = tried.outside(place.put(json!(text)), &place.pointer);
        }
    }
    Ok(tried)
}

/// Whether a header can carry a text: visible ASCII, and blanks inside.
fn carried(text: &str) -> bool {
    text.trim() == text
        && text
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// `format`
pub(super) fn format(bench: &Bench<'_>, format: &Value) -> Result<Tried, String> {
    let place = bench.place;
    let tried = Tried::new().inside(place.request());
    match format.as_str().unwrap_or_default() {
        "date-time" => date_time(bench, tried),
        "int32" => width(bench, tried, i64::from(i32::MIN), i64::from(i32::MAX)),
        "int64" => width(bench, tried, i64::MIN, i64::MAX),
        _ => Ok(tried.reason("the format is an annotation")),
    }
}

fn date_time(bench: &Bench<'_>, mut tried: Tried) -> Result<Tried, String> {
    let place = bench.place;
    for text in [
        "2026-11-20T09:30:00Z",
        "2026-11-20T10:30:00.125+01:00",
        "2026-11-20T09:30:00.125000Z",
        "2024-02-29T23:59:59.999Z",
    ] {
        tried.inside.push(Inside {
            request: place.put(json!(text)),
            as_instants: true,
        });
    }
    for text in [
        "2026-11-20",
        "2026-11-20T09:30:00",
        "2026-13-20T09:30:00Z",
        "2026-02-30T09:30:00Z",
        "2026-11-20T25:30:00Z",
        "soon",
    ] {
        if bench.breaks_only("format", &json!(text))? {
            tried = tried.outside(place.put(json!(text)), &place.pointer);
        }
    }
    Ok(tried)
}

/// The width of an integer, where `minimum` and `maximum` are not narrower.
fn width(bench: &Bench<'_>, mut tried: Tried, least: i64, most: i64) -> Result<Tried, String> {
    let place = bench.place;
    for inside in [least, most] {
        if bench.keeps(&json!(inside))? {
            tried = tried.inside(place.put(json!(inside)));
        }
    }
    let (below, above) = if most == i64::MAX {
        (
            json!(-9_223_372_036_854_777_856.0_f64),
            json!(9_223_372_036_854_775_808_u64),
        )
    } else {
        (json!(least - 1), json!(most + 1))
    };
    for outside in [below, above] {
        if bench.breaks_only("format", &outside)? {
            tried = tried.outside(place.put(outside), &place.pointer);
        }
    }
    if tried.outside.is_empty() {
        tried = tried.reason("the bounds are narrower than the format");
    }
    Ok(tried)
}
