//! Too many requests: 429 with `Retry-After`, counted per tenant and over authenticated calls only.

use crate::support::{Server, basic};

/// The seconds to wait that a 429 names.
#[track_caller]
fn retry_after(answer: &crate::support::Answer) -> u64 {
    let error = answer.error();
    assert_eq!(
        (answer.status, error.code.as_deref()),
        (429, Some("too_many_requests"))
    );
    let seconds = answer.header("retry-after").expect("Retry-After");
    seconds.parse().expect("whole seconds")
}

#[tokio::test]
async fn calls_beyond_the_limit_are_told_when_to_come_back() {
    let server = Server::start(&["--rate-limit", "1"]).await;
    // What needs no credentials, or has none, is not counted.
    for _ in 0..3 {
        let document = server
            .bare("GET", "/apps/api/v1/openapi.json", &[], "")
            .await;
        assert_eq!(document.status, 200);
        let unauthorized = server.bare("GET", "/apps/api/v1/chats/1", &[], "").await;
        assert_eq!(unauthorized.status, 401);
    }
    let first = server.get("/chats/1").await;
    assert_eq!(first.status, 404, "a refused call counts as any other");
    // Before anything of the request is looked at.
    let second = server.json("POST", "/chats/x/message", "{").await;
    assert_eq!(retry_after(&second), 1);
    // The client's own retry waits for as long as it was told.
    let patient = server.patient_client();
    let found = patient.list_wait_times().lang("en").send().await;
    assert_eq!(found.expect("after a wait").0.len(), 4);
}

#[tokio::test]
async fn as_many_as_a_second_may_come_at_once() {
    let server = Server::start(&["--rate-limit", "10"]).await;
    let mut answers = Vec::new();
    for _ in 0..40 {
        answers.push(server.get("/chats/1").await);
    }
    let limited: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 429)
        .collect();
    assert!(
        answers[..10].iter().all(|answer| answer.status == 404),
        "a burst of ten"
    );
    for answer in limited {
        assert!(retry_after(answer) >= 1);
    }
}

#[tokio::test]
async fn guessing_a_token_is_slowed_down_and_the_right_one_still_works() {
    let server = Server::start(&["--rate-limit", "1000"]).await;
    let wrong = basic("demo", "wrong");
    let headers = [("Authorization", wrong.as_str())];
    let mut statuses = Vec::new();
    while !statuses.contains(&429) {
        assert!(statuses.len() < 1_000, "never limited");
        let answer = server
            .bare("GET", "/apps/api/v1/chats/1", &headers, "")
            .await;
        if answer.status == 429 {
            assert!(retry_after(&answer) >= 1);
        }
        statuses.push(answer.status);
    }
    assert!(
        statuses.len() > 5 && statuses[..5].iter().all(|status| *status == 401),
        "{statuses:?}"
    );
    assert_eq!(server.get("/chats/1").await.status, 404);
}
