//! Types, null, missing members, unions and free keys.

use serde_json::{Value, json};

use super::{Bench, Tried};
use crate::behaviour::request::Place;
use crate::behaviour::sample::{is_of, sample, vary};
use crate::behaviour::site::{Step, variants};

/// One value of each JSON type but null.
fn one_of_each() -> [Value; 6] {
    [
        json!(true),
        json!("text"),
        json!(17),
        json!(2.5),
        json!([]),
        json!({}),
    ]
}

/// Values of the types that no form of the place has.
fn foreign(types: &[String]) -> impl Iterator<Item = Value> {
    one_of_each()
        .into_iter()
        .filter(move |value| !types.is_empty() && !types.iter().any(|kind| is_of(value, kind)))
}

/// `type`
pub(super) fn types(bench: &Bench<'_>) -> Result<Tried, String> {
    let place = bench.place;
    let kind = place.schema["type"].as_str().unwrap_or_default();
    let mut tried = Tried::new().inside(place.request());
    if place.parameter.is_some() {
        let texts: &[&str] = match kind {
            "integer" => &["x", "1.5", "1x", "9e9", " 1"],
            "number" => &["x", "1x", "NaN"],
            "boolean" => &["yes", "1", "TRUE"],
            _ => return Ok(tried.reason("every text is a string")),
        };
        for text in texts {
            tried = tried.outside(place.put(json!(text)), &place.pointer);
        }
        return Ok(tried);
    }
    if let (Some(number), "integer" | "number") = (place.value().as_f64(), kind) {
        tried = tried.inside(place.put(json!(number)));
        if kind == "integer" {
            let half = json!(number + 0.5);
            if !place.types.iter().any(|kind| is_of(&half, kind)) {
                tried = tried.outside(place.put(half), &place.pointer);
            }
        } else if number.fract() != 0.0 && bench.keeps(&json!(number.trunc() as i64))? {
            tried = tried.inside(place.put(json!(number.trunc() as i64)));
        }
    }
    for value in foreign(&place.types) {
        tried = tried.outside(place.put(value), &place.pointer);
    }
    Ok(tried)
}

/// `nullable`, said or not said.
pub(in crate::behaviour) fn nullable(place: &Place<'_>, argument: &Value) -> Tried {
    let request = place.put(Value::Null);
    if argument == &Value::Bool(true) {
        Tried::new().inside(request).reason("null is a value")
    } else {
        Tried::new()
            .inside(place.request())
            .outside(request, &place.pointer)
    }
}

/// `required`
pub(super) fn required(place: &Place<'_>, names: &Value) -> Tried {
    let names: Vec<&str> = names
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let only = place.edit(|value| {
        if let Some(members) = value.as_object_mut() {
            members.retain(|name, _| names.contains(&name.as_str()));
        }
    });
    let mut tried = Tried::new().inside(only);
    for name in names {
        let without = place.edit(|value| {
            if let Some(members) = value.as_object_mut() {
                members.shift_remove(name);
            }
        });
        tried = tried.outside(without, place.member(name));
    }
    tried
}

/// `oneOf`: every form, and a value of none.
pub(super) fn one_of(bench: &Bench<'_>) -> Result<Tried, String> {
    let place = bench.place;
    let mut tried = Tried::new();
    if variants(place.schema).is_some() {
        return Ok(tried
            .inside(place.request())
            .reason("the discriminator chooses"));
    }
    for branch in place.schema["oneOf"].as_array().into_iter().flatten() {
        tried = tried.inside(place.put(sample(place.document, branch)));
    }
    for value in foreign(&place.types) {
        if !bench.keeps(&value)? {
            tried = tried.outside(place.put(value), &place.pointer);
        }
    }
    Ok(tried)
}

/// `discriminator`: every tag, no tag, an unknown one, and one that is no text.
pub(super) fn discriminator(place: &Place<'_>) -> Tried {
    let mut tried = Tried::new();
    let Some(variants) = variants(place.schema) else {
        return tried;
    };
    for (property, tag, reference) in &variants {
        let mut form = sample(place.document, &json!({ "$ref": reference }));
        form[property] = json!(tag);
        tried = tried.inside(place.put(form));
    }
    let Some((property, tag, _)) = variants.first() else {
        return tried;
    };
    let at = place.member(property);
    let without = place.edit(|value| {
        if let Some(members) = value.as_object_mut() {
            members.shift_remove(property);
        }
    });
    tried = tried.outside(without, at.clone());
    for unknown in [
        json!(format!("{tag}_")),
        json!(tag.to_uppercase()),
        json!(1),
    ] {
        tried = tried.outside(place.edit(|value| value[property] = unknown), at.clone());
    }
    tried
}

/// `additionalProperties`
pub(super) fn additional(bench: &Bench<'_>, argument: &Value) -> Result<Tried, String> {
    const KEY: &str = "another~key/";
    let place = bench.place;
    let with = |value: Value| place.edit(|members| members[KEY] = value);
    let at = place.member(KEY);
    Ok(match argument {
        Value::Bool(false) => Tried::new()
            .inside(place.request())
            .outside(with(json!(1)), at),
        Value::Bool(true) => Tried::new()
            .inside(with(json!({ "deep": [null, 1.5, { "a": "𝄞" }] })))
            .reason("any value is allowed"),
        schema => {
            let allowed = vary(&sample(place.document, schema), 0);
            let types = crate::behaviour::sample::types(place.document, schema);
            let mut tried = Tried::new().inside(with(allowed));
            for value in foreign(&types) {
                tried = tried.outside(with(value), at.clone());
            }
            tried
        }
    })
}

/// Whether the place is one form of a union, which is entered by its own value.
pub(in crate::behaviour) fn is_form(place: &Place<'_>) -> bool {
    matches!(place.last, Some(Step::Branch(..) | Step::Variant { .. }))
}
