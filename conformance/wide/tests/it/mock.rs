//! The mock answers every operation with what the document documents, the same each time.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use openapi_axum_rt::server::{Operation, RouterOptions};
use serde_json::Value;
use tower::ServiceExt as _;
use wide::server::operations::OPERATIONS;
use wide::server::{Mock, router};

use crate::table::{self, Case};

const DOCUMENT: &str = include_str!("../../src/server/generated/openapi.json");

/// What came back, without the id of the request, which is another each time.
#[derive(Debug, PartialEq)]
struct Answer {
    status: StatusCode,
    media_type: String,
    location: Option<String>,
    body: Vec<u8>,
}

#[tokio::test]
async fn every_operation_is_answered_as_documented() {
    let document: Value = serde_json::from_str(DOCUMENT).expect("the document is JSON");
    let router = router(Mock, RouterOptions::default());
    let mut open: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let cases = table::parse(crate::REQUESTS);
    for case in cases
        .iter()
        .filter(|case| (200..300).contains(&case.status))
    {
        let Some(operation) = asked(case) else {
            continue;
        };
        let answer = ask(&router, case).await;
        assert_eq!(answer, ask(&router, case).await, "{}", case.title);
        if let Err(complaint) = check(&document, operation, &answer) {
            panic!("line {}: {}: {complaint}", case.line, case.title);
        }
        open.remove(operation.id);
    }
    assert!(open.is_empty(), "nobody asked {open:?}");
}

/// The answers depend on nothing but the document: neither on what was sent nor on who sent it.
#[tokio::test]
async fn any_credentials_are_taken() {
    let router = router(Mock, RouterOptions::default());
    let get = |token: Option<&str>| {
        let mut request = Request::get("/secure/either");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        router
            .clone()
            .oneshot(request.body(Body::empty()).expect("a request"))
    };
    for token in ["one", "another"] {
        let answer = get(Some(token)).await.expect("a router answers");
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let answer = get(None).await.expect("a router answers");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

/// The operation that a case asks for; none for what the router answers itself.
fn asked(case: &Case) -> Option<&'static Operation> {
    let path = case.target.split('?').next().unwrap_or_default();
    let is_asked = |operation: &&Operation| {
        let template: Vec<&str> = operation.path.split('/').collect();
        let segments: Vec<&str> = path.split('/').collect();
        operation.method.eq_ignore_ascii_case(&case.method)
            && template.len() == segments.len()
            && template
                .iter()
                .zip(segments)
                .all(|(part, segment)| part.starts_with('{') || *part == segment)
    };
    OPERATIONS.iter().find(is_asked)
}

async fn ask(router: &Router, case: &Case) -> Answer {
    let mut request = Request::builder()
        .method(case.method.as_str())
        .uri(&case.target);
    for (name, value) in &case.request_headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Body::from(case.request_body.clone()))
        .expect("a request");
    let answer = router.clone().oneshot(request).await;
    let (parts, body) = answer.expect("a router answers").into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    Answer {
        status: parts.status,
        media_type: header("content-type").unwrap_or_default(),
        location: header("location"),
        body: body.collect().await.expect("a body ends").to_bytes().into(),
    }
}

/// Holds an answer against what the document says of its status and media type.
fn check(document: &Value, operation: &Operation, answer: &Answer) -> Result<(), String> {
    if !answer.status.is_success() {
        let body = String::from_utf8_lossy(&answer.body);
        return Err(format!("answered {} {body}", answer.status));
    }
    let escaped = operation.path.replace('~', "~0").replace('/', "~1");
    let method = operation.method.to_lowercase();
    let status = answer.status.as_u16();
    let mut pointer = format!("/paths/{escaped}/{method}/responses/{status}");
    let response = document
        .pointer(&pointer)
        .ok_or_else(|| format!("{status} is not documented"))?;
    if let Some(reference) = response["$ref"].as_str() {
        pointer = reference.trim_start_matches('#').to_owned();
    }
    let content = document.pointer(&format!("{pointer}/content"));
    let Some(content) = content.and_then(Value::as_object) else {
        return answer
            .body
            .is_empty()
            .then_some(())
            .ok_or_else(|| "a body is not documented".to_owned());
    };
    let media_type = answer.media_type.split(';').next().unwrap_or_default();
    if !content.contains_key(media_type) {
        return Err(format!("{media_type:?} is not documented"));
    }
    let media = media_type.replace('/', "~1");
    let schema = format!("#{pointer}/content/{media}/schema")
        .replace('{', "%7B")
        .replace('}', "%7D");
    for value in values(media_type, &answer.body)? {
        let mut whole = document.clone();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        whole["$ref"] = schema.clone().into();
        let judge = jsonschema::options()
            .should_validate_formats(true)
            .build(&whole)
            .map_err(|error| error.to_string())?;
        judge
            .validate(&value)
            .map_err(|error| format!("{value}: {error}"))?;
    }
    Ok(())
}

/// The values that a body carries.
fn values(media_type: &str, body: &[u8]) -> Result<Vec<Value>, String> {
    let text = str::from_utf8(body).map_err(|error| error.to_string())?;
    let json = |text: &str| serde_json::from_str(text).map_err(|error| error.to_string());
    match media_type {
        "application/json" => Ok(vec![json(text)?]),
        "text/event-stream" => {
            let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
            let values: Vec<Value> = data.map(json).collect::<Result<_, _>>()?;
            assert!(!values.is_empty(), "a stream has an event");
            Ok(values)
        }
        _ => Ok(vec![text.into()]),
    }
}

/// Bodies, texts and headers that the document gives an example of are answered with it.
#[tokio::test]
async fn examples_of_the_document_come_first() {
    let router = router(Mock, RouterOptions::default());
    let get = |accept: &str| {
        let request = Request::get("/widgets/7").header("accept", accept);
        router
            .clone()
            .oneshot(request.body(Body::empty()).expect("a request"))
    };
    for (accept, expected) in [
        (
            "application/json",
            r#"{"id":7,"name":"hex nut","color":"green","size":2.5,"note":null,"made_at":"2026-11-27T12:00:00.000Z","parts":[]}"#,
        ),
        ("text/plain", "hex nut"),
    ] {
        let answer = get(accept).await.expect("a router answers");
        let body = answer.into_body().collect().await.expect("a body ends");
        assert_eq!(body.to_bytes(), expected);
    }
    let request = Request::post("/widgets")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"name":"nut"}"#))
        .expect("a request");
    let answer = router.clone().oneshot(request).await;
    let answer = answer.expect("a router answers");
    assert_eq!(answer.headers()["x-count"], "3");
}
