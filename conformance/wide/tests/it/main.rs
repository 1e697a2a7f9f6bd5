//! Requests and the answers that they get, as `requests.txt` lists them.
//! The mock is held against the document with the same requests.

mod mock;
mod table;
mod violations;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use openapi_axum_rt::server::RouterOptions;
use serde_json::Value;
use table::Case;
use tower::ServiceExt as _;
use wide::Wide;
use wide::server::router;

const REQUESTS: &str = include_str!("../requests.txt");

/// Widgets that one case makes are there in the next: the cases run in order, against one server.
#[tokio::test]
async fn every_request_gets_its_answer() {
    let cases = table::parse(REQUESTS);
    assert!(cases.len() > 60, "only {} cases were found", cases.len());
    let router = router(Wide::default(), RouterOptions::default());
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(complaint) = run(&router, case).await {
            wrong.push(format!("line {}: {}: {complaint}", case.line, case.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn run(router: &Router, case: &Case) -> Result<(), String> {
    let mut request = Request::builder()
        .method(case.method.as_str())
        .uri(&case.target);
    for (name, value) in &case.request_headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(case.request_body.clone()));
    let request = request.map_err(|error| error.to_string())?;
    let answer = router.clone().oneshot(request).await;
    let (parts, body) = answer.map_err(|never| format!("{never}"))?.into_parts();
    let body = body
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    let text = String::from_utf8_lossy(&body);
    if parts.status.as_u16() != case.status {
        return Err(format!("answered {} {text}", parts.status));
    }
    for (name, value) in &case.answer_headers {
        let found = parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok());
        if found != Some(value) {
            return Err(format!("{name} is {found:?}, not {value:?}"));
        }
    }
    let Some(expected) = &case.answer_body else {
        return Ok(());
    };
    let same = match (
        serde_json::from_str::<Value>(expected),
        serde_json::from_slice::<Value>(&body),
    ) {
        (Ok(expected), Ok(found)) => expected == found,
        _ => expected.trim_end() == text.trim_end(),
    };
    if same {
        Ok(())
    } else {
        Err(format!("answered {text}"))
    }
}
