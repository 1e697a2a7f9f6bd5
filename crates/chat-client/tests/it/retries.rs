//! Another attempt: where it is safe, and only so often.

use axum::http::StatusCode;
use chat_client::ErrorExt;
use chat_client::types::{CreateEscalationRequest, Escalation};

use crate::server::{Server, json, refusal};

const LIMITED: StatusCode = StatusCode::TOO_MANY_REQUESTS;
const AWAY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
const ESCALATION: &str = r#"{"id":1,"chat_id":2,"status":"escalating"}"#;

async fn escalate(server: &Server) -> Result<Escalation, String> {
    let body = CreateEscalationRequest::builder()
        .force_escalate(true)
        .build();
    let answer = server
        .client()
        .create_escalation()
        .chat_id(2)
        .body(body)
        .send()
        .await;
    answer
        .map(|it| it.into_inner())
        .map_err(|error| error.message())
}

#[tokio::test]
async fn a_limited_request_is_sent_again_as_it_was() {
    let now = Some(("retry-after", "0"));
    let server = Server::answering([
        refusal(LIMITED, "too many requests", now),
        refusal(LIMITED, "too many requests", now),
        json(StatusCode::OK, ESCALATION),
    ])
    .await;
    assert_eq!(escalate(&server).await.expect("an escalation").id, 1);
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    assert!(
        seen.iter()
            .all(|it| it.line == seen[0].line && it.body == seen[0].body),
        "{seen:?}"
    );
    assert!(
        seen.iter()
            .all(|it| it.header("authorization") == seen[0].header("authorization"))
    );
}

#[tokio::test]
async fn attempts_are_counted() {
    let server =
        Server::answering((0..9).map(|_| refusal(LIMITED, "too many requests", None))).await;
    assert_eq!(
        escalate(&server).await,
        Err("429 Too Many Requests: too many requests".to_owned())
    );
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn a_longer_wait_than_allowed_is_an_answer() {
    let server =
        Server::answering([refusal(LIMITED, "later", Some(("retry-after", "3600")))]).await;
    assert_eq!(
        escalate(&server).await,
        Err("429 Too Many Requests: later".to_owned())
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_change_is_not_repeated_when_the_server_is_away() {
    let server = Server::answering([
        refusal(AWAY, "away", None),
        json(StatusCode::OK, ESCALATION),
    ])
    .await;
    assert_eq!(
        escalate(&server).await,
        Err("503 Service Unavailable: away".to_owned())
    );
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_read_is_repeated_when_the_server_is_away() {
    let found = json(StatusCode::OK, r#"{"id":7,"identifier":"ada"}"#);
    let server = Server::answering([refusal(AWAY, "away", None), found]).await;
    server
        .client()
        .find_end_user()
        .id(7)
        .send()
        .await
        .expect("an end user");
    assert_eq!(server.seen().len(), 2);
}
