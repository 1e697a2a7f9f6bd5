//! The log: one line per request and per failure in the background, and never what must stay secret.

use chatd::clock::{SystemClock, WallClock as _};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{HUMAN, Server, basic, until};

/// The lines of the log about requests, once there are as many as `count`.
async fn requests(server: &Server, count: usize) -> Vec<Value> {
    until("the log", async || {
        let log = server.log();
        let lines = log.lines().map(serde_json::from_str::<Value>);
        let lines = lines.map(|line| line.expect("every line is JSON"));
        let found: Vec<Value> = lines.filter(|it| it["message"] == "request").collect();
        (found.len() >= count).then_some(found)
    })
    .await
}

#[tokio::test]
async fn a_request_is_one_line_that_says_who_what_and_how_long() {
    let server = Server::start(&["--log-format", "json"]).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [("X-Request-Id", "order-17"), ("traceparent", &*traceparent)];
    server.raw("GET", "/chats/4711", &headers, "").await;
    server.bare("GET", "/nothing", &[], "").await;
    server.admin("/readyz").await;
    let lines = requests(&server, 2).await;
    assert_eq!(lines.len(), 2, "asking for readiness is no line: {lines:?}");
    let line = &lines[0];
    for (key, value) in [
        ("level", json!("INFO")),
        ("operation", json!("get_chat")),
        ("status", json!(404)),
        ("request_id", json!("order-17")),
        ("trace_id", json!(trace)),
        ("tenant", json!(1)),
    ] {
        assert_eq!(line[key], value, "{key}: {line}");
    }
    assert!(line["latency_us"].is_u64() && line["timestamp"].is_string());
    assert_eq!(lines[1]["operation"], "none");
    assert!(lines[1].get("tenant").is_none(), "{}", lines[1]);
}

/// Everything that carries `s3cret`, or is a secret, goes through; nothing of it comes out, however much is told.
#[tokio::test]
async fn no_secret_is_ever_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = directory.path().join("chatd.toml");
    let text = "log = { format = 'json', filter = 'trace' }\n[admin]\ntoken = 's3cret-s3cret-s3cret-s3cret-s3cret'\n";
    std::fs::write(&settings, text).expect("a file");
    let flags = [
        "--config",
        settings.to_str().expect("UTF-8"),
        "--webhook-url",
        "http://127.0.0.1:9/hook-s3cret?key=s3cret",
    ];
    let server = Server::start(&flags).await;
    let chat = server.chat(HUMAN).await;
    server.say(&chat, "my card number is s3cret").await;

    let claims = json!({
        "custom_data": {"s3cret": {"value": "s3cret"}},
        "exp": SystemClock.now().as_second() + 60,
    });
    let key = EncodingKey::from_secret(server.ready.company_secret.as_bytes());
    let jwt = encode(&Header::default(), &claims, &key).expect("a token");
    let path = format!("/chats/{}/custom_data", chat.id);
    let signed = json!({"signed": true, "signed_data": jwt});
    assert_eq!(server.post(&path, &signed).await.status, 200);
    let forged = json!({"signed": true, "signed_data": format!("{jwt}s3cret")});
    assert_eq!(server.post(&path, &forged).await.status, 400);

    let wrong = basic("demo", "s3cret");
    let headers = [("Authorization", wrong.as_str())];
    let refused = server.bare("GET", "/apps/api/v1/chats/1", &headers, "");
    assert_eq!(refused.await.status, 401);
    server.bare("GET", "/s3cret?token=s3cret", &[], "").await;
    server.bare("s3cret", "/", &[], "s3cret").await;

    let upload = server.uploaded_photo(chat.id).await;
    let photos = json!({"photo": [{"s3_path": upload, "photo_type": "photo"}]});
    let attached = server
        .post(&format!("/chats/{}/photos", chat.id), &photos)
        .await
        .ok();
    let url = attached["url"].as_str().expect("an address").to_owned();
    let (_, query) = url.split_once('?').expect("a signature");
    reqwest::get(&url)
        .await
        .expect("an answer")
        .error_for_status()
        .expect("the photo");
    reqwest::get(format!("{url}0"))
        .await
        .expect("refused, with an answer");

    until("a failed delivery is told", async || {
        server.log().contains("a delivery failed").then_some(())
    })
    .await;
    requests(&server, 10).await;
    let log = server.log();
    let ready = &server.ready;
    for secret in [
        "s3cret",
        &ready.token,
        &ready.company_secret,
        &ready.webhook_secrets.primary,
        &ready.webhook_secrets.secondary,
        &jwt,
        query,
        server.authorization().trim_start_matches("Basic "),
        wrong.trim_start_matches("Basic "),
    ] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "this tells {secret}");
    }
}
