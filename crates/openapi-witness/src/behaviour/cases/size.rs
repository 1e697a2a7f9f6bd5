//! Lengths of texts, and numbers of elements and members.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Bench, Outside, Tried};
use crate::behaviour::request::Place;
use crate::behaviour::sample::{sample, vary};

/// A character outside the basic plane: four bytes in UTF-8, two units in UTF-16, one code point.
const ASTRAL: &str = "𝄞";

const NO_EMPTY_SEGMENT: &str = "an empty path segment is another route";

/// `minLength`, in code points.
pub(super) fn min_length(bench: &Bench<'_>, argument: &Value) -> Result<Tried, String> {
    let least = count(argument);
    let mut tried = Tried::new();
    for text in texts(bench, least) {
        if bench.keeps(&text)? {
            tried = tried.inside(bench.place.put(text));
        }
    }
    let Some(less) = least.checked_sub(1) else {
        return Ok(tried.reason("no text is shorter than empty"));
    };
    if less == 0 && bench.place.in_path() {
        return Ok(tried.reason(NO_EMPTY_SEGMENT));
    }
    with_outside(bench, tried, "minLength", less)
}

/// `maxLength`, in code points.
pub(super) fn max_length(bench: &Bench<'_>, argument: &Value) -> Result<Tried, String> {
    let most = count(argument);
    let mut tried = Tried::new();
    for text in texts(bench, most) {
        if bench.keeps(&text)? {
            tried = tried.inside(bench.place.put(text));
        }
    }
    with_outside(bench, tried, "maxLength", most + 1)
}

fn with_outside(
    bench: &Bench<'_>,
    mut tried: Tried,
    keyword: &str,
    length: usize,
) -> Result<Tried, String> {
    for text in texts(bench, length) {
        if bench.breaks_only(keyword, &text)? {
            tried = tried.outside(bench.place.put(text), &bench.place.pointer);
        }
    }
    Ok(tried)
}

/// Texts of so many code points: astral ones, plain ones, and one made of the example for the sake of a pattern.
fn texts(bench: &Bench<'_>, length: usize) -> Vec<Value> {
    let value = bench.place.value();
    let example: Vec<char> = value.as_str().unwrap_or_default().chars().collect();
    let cycled: String = example.iter().cycle().take(length).collect();
    let mut texts = vec![ASTRAL.repeat(length), "a".repeat(length)];
    // A header carries visible ASCII only.
    if bench.place.in_header() {
        texts.remove(0);
    }
    if cycled.chars().count() == length {
        texts.push(cycled);
    }
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    texts.into_iter().map(Value::from).collect()
}

/// `minItems`, `maxItems`
pub(super) fn items(place: &Place<'_>, keyword: &str, argument: &Value) -> Tried {
    let bound = count(argument);
    let value = place.value();
    let item = value
        .get(0)
        .cloned()
        .unwrap_or_else(|| sample(place.document, &place.schema["items"]));
    let list = |length: usize| -> Value {
        let differ = place.schema["uniqueItems"] == Value::Bool(true);
        (0..length)
            .map(|at| {
                if differ {
                    vary(&item, at as u64)
                } else {
                    item.clone()
                }
            })
            .collect()
    };
    let tried = Tried::new().inside(place.put(list(bound)));
    match beyond(keyword, bound) {
        Some(length) => tried.outside(place.put(list(length)), &place.pointer),
        None => tried.reason("nothing is shorter than empty"),
    }
}

/// `minProperties`, `maxProperties`
pub(super) fn properties(place: &Place<'_>, keyword: &str, argument: &Value) -> Tried {
    let bound = count(argument);
    let inside = object(place, bound).map(|value| place.put(value));
    let outside = beyond(keyword, bound).map(|count| object(place, count));
    let mut tried = Tried::new();
    if let Some(request) = inside {
        tried = tried.inside(request);
    }
    match outside {
        None => tried.reason("nothing is smaller than empty"),
        Some(None) => tried.reason("the object cannot have so many or so few members"),
        Some(Some(value)) => tried.outside(place.put(value), &place.pointer),
    }
}

/// An object with so many members, if the schema allows that: required ones first, then known ones, then free keys.
fn object(place: &Place<'_>, count: usize) -> Option<Value> {
    let required = place.schema["required"].as_array().map_or(0, Vec::len);
    let known = place.schema["properties"].as_object();
    let free = match &place.schema["additionalProperties"] {
        Value::Null if known.is_some() => None,
        Value::Bool(false) => None,
        Value::Object(_) => Some(sample(
            place.document,
            &place.schema["additionalProperties"],
        )),
        _ => Some(json!("value")),
    };
    let is_required = |name: &str| {
        place.schema["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|required| required == name))
    };
    let mut names: Vec<_> = known.into_iter().flatten().collect();
    names.sort_by_key(|(name, _)| !is_required(name));
    let mut members: Map<String, Value> = names
        .into_iter()
        .take(count)
        .map(|(name, schema)| (name.clone(), sample(place.document, schema)))
        .collect();
    if let Some(value) = free {
        for at in members.len()..count {
            members.insert(format!("key{at}"), value.clone());
        }
    }
    (members.len() == count && count >= required).then_some(members.into())
}

/// `uniqueItems`
pub(super) fn unique_items(place: &Place<'_>, argument: &Value) -> Tried {
    if argument != &Value::Bool(true) {
        return Tried::new()
            .inside(place.request())
            .reason("it is switched off");
    }
    let value = place.value();
    let item = value
        .get(0)
        .cloned()
        .unwrap_or_else(|| sample(place.document, &place.schema["items"]));
    let different = json!([item, vary(&item, 1)]);
    let mut tried = Tried::new();
    if item != vary(&item, 1) {
        tried = tried.inside(place.put(different));
    }
    tried.outside.push(Outside {
        request: place.put(json!([item, item])),
        places: vec![place.pointer.clone(), place.member("1")],
    });
    tried
}

fn beyond(keyword: &str, bound: usize) -> Option<usize> {
    if keyword.starts_with("min") {
        bound.checked_sub(1)
    } else {
        Some(bound + 1)
    }
}

fn count(argument: &Value) -> usize {
    argument
        .as_u64()
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or_default()
}
