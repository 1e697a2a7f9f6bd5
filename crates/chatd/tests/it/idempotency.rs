//! `Idempotency-Key` and `If-Match`, over raw HTTP.

use chat_client::types::ChatStatus;
use serde_json::{Value, json};

use crate::support::{AFTER_HOURS, Answer, HUMAN, Server, VIRTUAL_AGENT};

async fn keyed(server: &Server, method: &str, path: &str, key: &str, body: &Value) -> Answer {
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    server.raw(method, path, &headers, body.to_string()).await
}

fn replayed(answer: &Answer) -> bool {
    answer.header("idempotency-replayed") == Some("true")
}

#[tokio::test]
async fn the_same_request_again_has_no_second_effect() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user}});
    let first = keyed(&server, "POST", "/chats", "chat-1", &body).await;
    assert_eq!((first.status, replayed(&first)), (200, false));
    // Quoted, it is the same key.
    let again = keyed(&server, "POST", "/chats", "\"chat-1\"", &body).await;
    assert_eq!((again.status, replayed(&again)), (200, true));
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("etag"), first.header("etag"));
    let other_key = keyed(&server, "POST", "/chats", "chat-2", &body).await;
    assert_ne!(other_key.json()["id"], first.json()["id"]);

    let other_body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user, "lang": "en"}});
    let reused = keyed(&server, "POST", "/chats", "chat-1", &other_body).await;
    assert_eq!(reused.status, 422);
    assert_eq!(reused.json()["code"], "idempotency_key_reused");
}

#[tokio::test]
async fn a_key_is_one_of_its_method_and_path() {
    let server = Server::start(&[]).await;
    let (one, two) = (server.chat(HUMAN).await, server.chat(HUMAN).await);
    let body =
        json!({"from_user_id": one.end_user.id, "message": {"type": "text", "content": "hello"}});
    for chat in [&one, &two] {
        let path = format!("/chats/{}/message", chat.id);
        let sent = keyed(&server, "POST", &path, "k", &body).await;
        assert_eq!((sent.status, replayed(&sent)), (200, false), "{path}");
    }
    let path = format!("/chats/{}/message", one.id);
    let again = keyed(&server, "POST", &path, "k", &body).await;
    assert!(replayed(&again));
}

#[tokio::test]
async fn refusals_are_kept_and_credentials_come_first() {
    let server = Server::start(&[]).await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": 99}});
    let first = keyed(&server, "POST", "/chats", "k", &body).await;
    assert_eq!(first.status, 400);
    let again = keyed(&server, "POST", "/chats", "k", &body).await;
    assert_eq!((again.status, replayed(&again)), (400, true));
    assert_eq!(
        again.body, first.body,
        "the first answer, its request id too"
    );

    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "k"),
        ("Authorization", "Basic ZGVtbzp3cm9uZw=="),
    ];
    let stranger = server
        .bare("POST", "/apps/api/v1/chats", &headers, body.to_string())
        .await;
    assert_eq!((stranger.status, replayed(&stranger)), (401, false));
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let server = Server::start(&[]).await;
    let long = "k".repeat(258);
    for key in ["", "a b", "\"a", long.as_str()] {
        let answer = keyed(
            &server,
            "POST",
            "/end_users",
            key,
            &json!({"identifier": "ada"}),
        )
        .await;
        assert_eq!(answer.status, 400, "{key:?}");
        assert_eq!(
            answer.json()["errors"][0]["pointer"],
            "header/Idempotency-Key"
        );
    }
}

#[tokio::test]
async fn answers_survive_a_kill() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let user = server.user("ada").await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user}});
    let first = keyed(&server, "POST", "/chats", "k", &body).await;
    server.kill().await;
    let server = Server::start_in(&data, &[]).await;
    let again = keyed(&server, "POST", "/chats", "k", &body).await;
    assert!(replayed(&again));
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn of_concurrent_repetitions_one_has_the_effect() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user}});
    let all = (0..16).map(|_| keyed(&server, "POST", "/chats", "k", &body));
    let answers = futures::future::join_all(all).await;
    let mut ids = Vec::new();
    for answer in &answers {
        match answer.status {
            200 => ids.push(answer.json()["id"].clone()),
            409 => assert_eq!(answer.json()["code"], "idempotency_key_in_use"),
            other => panic!("{other}: {:?}", answer.json()),
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let next = keyed(&server, "POST", "/chats", "other", &body)
        .await
        .json()["id"]
        .as_i64();
    assert_eq!(next, ids[0].as_i64().map(|id| id + 1), "one chat was made");
}

#[tokio::test]
async fn every_post_and_patch_takes_a_key() {
    let server = Server::start(&[]).await;
    let chat = server.chat(HUMAN).await;
    let (id, user) = (chat.id, chat.end_user.id);
    let photo = json!({"photo": [{"s3_path": server.uploaded_photo(id).await}]});
    let video = json!({"video": {"s3_path": server.uploaded_video(id).await}});
    let end_user = json!({"identifier": "bob"});
    for (method, path, body) in [
        ("POST", "/end_users".to_owned(), end_user.clone()),
        (
            "POST",
            format!("/chats/{id}/message"),
            json!({"from_user_id": user, "message": {"type": "text", "content": "x"}}),
        ),
        ("POST", format!("/chats/{id}/photos/upload"), Value::Null),
        ("POST", format!("/chats/{id}/videos/upload"), Value::Null),
        ("POST", format!("/chats/{id}/photos"), photo),
        ("POST", format!("/chats/{id}/videos"), video),
        (
            "POST",
            format!("/chats/{id}/customer_flag"),
            json!({"bad_actor": true}),
        ),
        (
            "POST",
            format!("/chats/{id}/custom_data"),
            json!({"data": {"a": {"label": "A", "value": "b"}}}),
        ),
        ("POST", format!("/chats/{id}/end-user"), end_user.clone()),
        (
            "POST",
            format!("/chats/{id}/end_user"),
            json!({"identifier": "eve"}),
        ),
        (
            "PATCH",
            format!("/chats/{id}"),
            json!({"chat": {"status": "finished"}}),
        ),
    ] {
        repeated(&server, method, &path, &body).await;
    }
}

/// Sends the request twice: it succeeds, and is answered as before.
async fn repeated(server: &Server, method: &str, path: &str, body: &Value) {
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "k"),
    ];
    let first = server.raw(method, path, &headers, &text).await;
    assert!(
        (200..300).contains(&first.status),
        "{method} {path}: {:?}",
        first.json()
    );
    let again = server.raw(method, path, &headers, &text).await;
    assert!(replayed(&again), "{method} {path}");
    assert_eq!(
        (again.status, &again.body),
        (first.status, &first.body),
        "{method} {path}"
    );
}

#[tokio::test]
async fn escalating_takes_a_key() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await.id;
    let path = format!("/chats/{chat}/escalations");
    repeated(&server, "POST", &path, &json!({})).await;
    let escalation = server.escalate(chat).await.id;
    let path = format!("{path}/{escalation}");
    let choice = json!({"deflection_channel": "email"});
    repeated(&server, "PATCH", &path, &choice).await;
}

#[tokio::test]
async fn resuming_takes_a_key() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    events.text(chat.id, "virtual_agent").await;
    server.say(&chat, "hello").await;
    server.until_status(chat.id, ChatStatus::VaDismissed).await;
    let path = format!("/chats/{}/resume", chat.id);
    repeated(&server, "PATCH", &path, &Value::Null).await;
}

#[tokio::test]
async fn a_chat_is_changed_only_in_the_version_that_was_read() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let path = format!("/chats/{}", chat.id);
    let read = server.get(&path).await;
    let etag = read.header("etag").expect("a version").to_owned();
    server.say(&chat, "hello").await;
    let body = json!({"chat": {"status": "finished"}}).to_string();
    let finish = |etag: String| {
        let (server, path, body) = (&server, &path, &body);
        async move {
            let headers = [
                ("Content-Type", "application/json"),
                ("If-Match", etag.as_str()),
            ];
            server.raw("PATCH", path, &headers, body).await
        }
    };
    for stale in [
        etag.clone(),
        "\"999\"".to_owned(),
        format!("W/{etag}"),
        "x".to_owned(),
    ] {
        let refused = finish(stale.clone()).await;
        assert_eq!(refused.status, 412, "{stale}");
        assert_eq!(refused.json()["code"], "precondition_failed");
    }
    let now = server
        .get(&path)
        .await
        .header("etag")
        .expect("a version")
        .to_owned();
    assert_ne!(now, etag);
    let finished = finish(format!("{etag}, {now}")).await;
    assert_eq!(
        (finished.status, &finished.json()["status"]),
        (200, &json!("finished"))
    );
    assert_eq!(finish("*".to_owned()).await.status, 200);
}

#[tokio::test]
async fn every_operation_of_the_emulator_takes_a_key() {
    let server = Server::start(&[]).await;
    for (method, path, body) in [
        ("PATCH", "/control/clock", json!({"frozen": false})),
        (
            "POST",
            "/control/clock/advance",
            json!({"milliseconds": 3_600_000}),
        ),
        (
            "PATCH",
            "/control/tenants/1/webhook",
            json!({"paused": true}),
        ),
        ("POST", "/control/tenants/1/webhook/trigger", json!({})),
        (
            "POST",
            "/control/tenants/1/webhook/reset",
            json!({"discard": true}),
        ),
        (
            "POST",
            "/control/seed",
            json!({"tenants": [{"subdomain": "acme"}, {"subdomain": "zenith"}]}),
        ),
        ("POST", "/control/snapshots", json!({"name": "before"})),
        ("POST", "/control/snapshots/before/restore", json!({})),
    ] {
        let key = [("Idempotency-Key", "k")];
        let first = server.desk_raw(method, path, &key, body.to_string()).await;
        assert_eq!(
            (first.status, replayed(&first)),
            (200, false),
            "{method} {path}: {:?}",
            first.json()
        );
        let again = server.desk_raw(method, path, &key, body.to_string()).await;
        assert_eq!((again.status, replayed(&again)), (200, true), "{path}");
        assert_eq!(again.body, first.body, "{path}");
    }
}

#[tokio::test]
async fn a_conflict_with_what_there_was_is_kept() {
    let server = Server::start(&[]).await;
    let rotate = async || {
        let key = [("Idempotency-Key", "k")];
        let path = "/tenants/1/secrets/company/rotate";
        server.desk_raw("POST", path, &key, "{}").await
    };
    let first = rotate().await;
    assert_eq!((first.status, replayed(&first)), (409, false));
    let made = server
        .desk_raw("POST", "/tenants/1/secrets/company/secondary", &[], "{}")
        .await;
    assert_eq!(made.status, 200, "{:?}", made.json());
    let again = rotate().await;
    assert_eq!((again.status, replayed(&again)), (409, true));
    assert_eq!(again.body, first.body);
}
