//! Answers are bounded in size and in time.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use chatd::outbound::{AnswerBody, Loopback, Outbound, Post, PostError};
use futures::stream::{self, StreamExt as _};
use http::{HeaderMap, StatusCode};

use super::resolver::Scripted;
use super::{Listener, TENANT, outbound, post};

fn here() -> Outbound {
    outbound(Loopback::Everyone, &Scripted::empty())
}

#[tokio::test]
async fn a_whole_answer_is_given() {
    let teapot = || (StatusCode::IM_A_TEAPOT, [("x-tea", "green")], "short").into_response();
    let listener = Listener::start(teapot).await;
    let url = format!("http://127.0.0.1:{}/", listener.port);
    let answer = post(&here(), &url).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::IM_A_TEAPOT);
    assert_eq!(answer.headers["x-tea"], "green");
    assert_eq!(answer.body, AnswerBody::Complete("short".into()));
}

#[tokio::test]
async fn an_answer_without_an_end_is_not_read_to_it() {
    let endless = || -> Response {
        let chunks = stream::repeat(Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4096])));
        Body::from_stream(chunks).into_response()
    };
    let listener = Listener::start(endless).await;
    let url = format!("http://127.0.0.1:{}/", listener.port);
    let answer = post(&here(), &url).await.expect("an answer");
    assert_eq!(answer.body, AnswerBody::TooLong);
}

#[tokio::test]
async fn an_answer_that_stalls_keeps_its_status() {
    let stalls = || -> Response {
        let start = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"one"))]);
        Body::from_stream(start.chain(stream::pending())).into_response()
    };
    let listener = Listener::start(stalls).await;
    let outbound = here();
    let url = format!("http://127.0.0.1:{}/", listener.port);
    let target = outbound.target(TENANT, &url).expect("a target");
    let post = Post {
        headers: HeaderMap::new(),
        body: "{}".into(),
        timeout: Duration::from_millis(300),
        max_answer_bytes: 1024,
    };
    let answer = outbound.post(&target, post).await.expect("an answer");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(matches!(answer.body, AnswerBody::Broken(_)));
}

#[tokio::test]
async fn nobody_is_waited_for_without_end() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let outbound = here();
    let secret = "token-in-the-query";
    let url = format!(
        "http://{}/?{secret}",
        silent.local_addr().expect("an address")
    );
    let target = outbound.target(TENANT, &url).expect("a target");
    let post = Post {
        headers: HeaderMap::new(),
        body: "{}".into(),
        timeout: Duration::from_millis(200),
        max_answer_bytes: 1024,
    };
    let error = outbound.post(&target, post).await.expect_err("no answer");
    assert!(matches!(error, PostError::TimedOut(_)), "{error}");
    assert!(!error.to_string().contains(secret), "{error}");
}
