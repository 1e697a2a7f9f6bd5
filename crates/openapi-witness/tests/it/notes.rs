//! The document, types that derive its schemas, and a router that checks by hand, with defects that can be switched on.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::post;
use http::StatusCode;
use openapi_witness::behaviour::{Contract, Recorder, Subject};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// The document.
pub(crate) fn document() -> Value {
    openapi_witness::yaml::read(include_str!("notes.yaml")).expect("the document is YAML")
}

/// A note.
#[derive(Serialize, JsonSchema)]
#[schemars(example = json!({ "text": "milk", "kind": "todo", "due": "2026-11-20T09:30:00.125Z" }))]
pub(crate) struct Note {
    /// The text.
    #[schemars(length(min = 1, max = 5), example = &"milk")]
    text: String,
    kind: NoteKind,
    /// When it is due.
    #[schemars(required, schema_with = "due")]
    due: Option<String>,
    /// How much it weighs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "weight")]
    weight: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "labels")]
    labels: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "extra")]
    extra: Option<BTreeMap<String, i32>>,
}

fn due(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["string", "null"], "format": "date-time", "examples": ["2026-11-20T09:30:00.125Z"] })
}

fn weight(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "number", "format": "double", "exclusiveMinimum": 0, "examples": [1.5] })
}

fn labels(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "description": "Labels.", "type": "array", "maxItems": 2, "uniqueItems": true, "examples": [["red"]],
        "items": { "description": "A label.", "type": "string", "pattern": "^[a-z]+$", "examples": ["red"] },
    })
}

fn extra(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "description": "Numbers by name.", "type": "object", "maxProperties": 2, "examples": [{ "one": 1 }],
        "additionalProperties": { "description": "A number.", "type": "integer", "format": "int32", "examples": [1] },
    })
}

/// The kind of a note.
#[derive(Serialize, JsonSchema)]
#[schemars(rename_all = "snake_case", example = &"todo")]
#[expect(dead_code, reason = "only the derived schema is used")]
pub(crate) enum NoteKind {
    Todo,
    Idea,
}

/// What is wrong.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only the derived schema is used")]
pub(crate) struct Problem {
    /// A sentence.
    #[schemars(example = &"no")]
    message: String,
}

/// What is wrong with the router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    None,
    LengthInUtf16,
    NullRefusedNowhere,
    MinimumNotChecked,
    ExclusiveTakenAsInclusive,
    EnumerationOpen,
    OtherPlaceNamed,
    WrongStatus,
    TextChanged,
    RouteForgotten,
    ParameterNotChecked,
    RequiredNotChecked,
    UniqueNotChecked,
}

/// The router with a defect.
pub(crate) fn subject(defect: Defect) -> Subject {
    let recorder = Recorder::default();
    let router = if defect == Defect::RouteForgotten {
        Router::new()
    } else {
        Router::new()
            .route("/shelves/{shelf}/notes", post(add_note))
            .with_state((defect, recorder.clone()))
    };
    Subject {
        router,
        recorder,
        headers: Vec::new(),
        places: |answer| {
            answer["places"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|place| Some(place.as_str()?.to_owned()))
                .collect()
        },
    }
}

async fn add_note(
    State((defect, recorder)): State<(Defect, Recorder)>,
    Path(shelf): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    body: String,
) -> (StatusCode, String) {
    let checker = Checker { defect };
    let body = serde_json::from_str(&body).unwrap_or(Value::Null);
    let mut places = checker.parameters(&shelf, &query);
    if places.is_empty() {
        places = checker.note(&body);
    }
    if defect == Defect::OtherPlaceNamed {
        places.iter_mut().for_each(|place| place.push_str("/x"));
    }
    if !places.is_empty() {
        let answer = json!({ "places": places });
        return (StatusCode::BAD_REQUEST, answer.to_string());
    }
    let mut decoded = body;
    if defect == Defect::TextChanged {
        decoded["text"] = json!(
            decoded["text"]
                .as_str()
                .unwrap_or_default()
                .trim_matches('a')
        );
    }
    let parameters =
        json!({ "path/shelf": shelf.parse::<i64>().ok(), "query/lang": query.get("lang") });
    recorder.reached("add_note", parameters, &decoded);
    let status = if defect == Defect::WrongStatus {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let contract = Contract::new(document()).expect("the document has operations");
    (status, contract.answer("add_note").to_string())
}

struct Checker {
    defect: Defect,
}

impl Checker {
    fn length(&self, text: &str) -> usize {
        if self.defect == Defect::LengthInUtf16 {
            text.encode_utf16().count()
        } else {
            text.chars().count()
        }
    }

    fn parameters(&self, shelf: &str, query: &BTreeMap<String, String>) -> Vec<String> {
        let least = i64::from(self.defect != Defect::MinimumNotChecked);
        if !shelf.parse().is_ok_and(|shelf: i64| shelf >= least) {
            return vec!["path/shelf".to_owned()];
        }
        let kept = query
            .get("lang")
            .is_none_or(|lang| (2..=3).contains(&self.length(lang)));
        if kept || self.defect == Defect::ParameterNotChecked {
            Vec::new()
        } else {
            vec!["query/lang".to_owned()]
        }
    }

    fn note(&self, note: &Value) -> Vec<String> {
        let Some(members) = note.as_object() else {
            return vec![String::new()];
        };
        let mut places = Vec::new();
        for name in ["text", "kind", "due"] {
            if !members.contains_key(name) && self.defect != Defect::RequiredNotChecked {
                places.push(format!("/{name}"));
            }
        }
        for (name, value) in members {
            if let Some(below) = self.member(name, value) {
                places.push(format!("/{name}{below}"));
            }
        }
        places
    }

    /// Where the member is wrong, below its own place.
    fn member(&self, name: &str, value: &Value) -> Option<String> {
        if value.is_null() && self.defect == Defect::NullRefusedNowhere {
            return None;
        }
        let kept = match name {
            "text" => value
                .as_str()
                .is_some_and(|text| (1..=5).contains(&self.length(text))),
            "kind" => {
                value == "todo"
                    || value == "idea"
                    || (value.is_string() && self.defect == Defect::EnumerationOpen)
            }
            "due" => {
                value.is_null()
                    || value
                        .as_str()
                        .is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok())
            }
            "weight" => value.as_f64().is_some_and(|weight| {
                weight > 0.0 || (weight == 0.0 && self.defect == Defect::ExclusiveTakenAsInclusive)
            }),
            "labels" => return self.labels(value),
            "extra" => return Self::extra(value),
            _ => true,
        };
        (!kept).then(String::new)
    }

    fn labels(&self, value: &Value) -> Option<String> {
        let Some(items) = value.as_array().filter(|items| items.len() <= 2) else {
            return Some(String::new());
        };
        let mut seen = HashSet::new();
        items.iter().enumerate().find_map(|(at, item)| {
            let text = item.as_str().unwrap_or_default();
            let lower = !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase());
            let new = seen.insert(text) || self.defect == Defect::UniqueNotChecked;
            (!lower || !new).then(|| format!("/{at}"))
        })
    }

    fn extra(value: &Value) -> Option<String> {
        let Some(members) = value.as_object().filter(|members| members.len() <= 2) else {
            return Some(String::new());
        };
        members.iter().find_map(|(key, value)| {
            let kept = value.as_f64().is_some_and(|n| {
                n.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&n)
            });
            let key = key.replace('~', "~0").replace('/', "~1");
            (!kept).then(|| format!("/{key}"))
        })
    }
}
