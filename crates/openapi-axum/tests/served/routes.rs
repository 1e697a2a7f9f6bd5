//! Routes: what is there, what is not, and what a failure of the implementation looks like.

use axum::body::Body;
use http::Request;
use openapi_axum_rt::server::RouterOptions;
use tower::ServiceExt;

use crate::send;
use crate::server::generated::operations::OPERATIONS;
use crate::server::generated::router::router;
use crate::server::generated::unimplemented::Unimplemented;

#[tokio::test]
async fn templates_within_a_segment_are_told_apart() {
    let cases = [
        ("POST /parcels/a%20b:merge", 200, "merged a b"),
        ("GET /parcels/7", 200, r#"{"id":7}"#),
        ("HEAD /parcels/7", 200, ""),
        ("POST /parcels/7", 405, "use GET, HEAD, OPTIONS, PUT"),
        ("GET /parcels/7:merge", 405, "use OPTIONS, POST"),
        ("GET /parcels/x", 400, "path/id"),
        ("GET /parcels/0", 400, "path/id"),
        ("GET /parcels/", 404, "nothing"),
        ("GET /nothing", 404, "nothing"),
        ("GET /parcels/404", 404, "no such parcel"),
    ];
    for (request, status, expected) in cases {
        let answer = send(request, &[], "").await;
        assert_eq!(answer.status, status, "{request}: {}", answer.body);
        assert!(answer.body.contains(expected), "{request}: {}", answer.body);
    }
}

#[tokio::test]
async fn options_are_answered_with_what_a_path_takes() {
    let answer = send("OPTIONS /parcels", &[], "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS, POST");
}

#[tokio::test]
async fn a_cause_is_never_sent() {
    for (id, status) in [(500, 500), (501, 501), (502, 500)] {
        let answer = send(&format!("GET /parcels/{id}"), &[], "").await;
        assert_eq!(answer.status, status);
        assert!(!answer.body.contains("secret"), "{}", answer.body);
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn what_is_not_implemented_is_501() {
    let request = Request::get("/parcels/1").body(Body::empty());
    let router = router(Unimplemented, RouterOptions::default());
    let response = router.oneshot(request.expect("a request")).await;
    assert_eq!(response.expect("a router answers").status(), 501);
}

#[test]
fn operations_are_data() {
    let deprecated: Vec<&str> = OPERATIONS
        .iter()
        .filter(|operation| operation.deprecated)
        .map(|operation| operation.id)
        .collect();
    assert_eq!(deprecated, ["label_parcel"]);
    assert_eq!(OPERATIONS[3].body_limit_bytes, Some(8));
    assert_eq!(OPERATIONS[1].produces, ["application/json"]);
}
