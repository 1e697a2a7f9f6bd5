//! POST /chats/{id}/custom_data

use chat_client::types::{
    CustomData, CustomDataEntry, CustomDataType, CustomDataValue, SendCustomDataRequest,
};
use chat_core as domain;
use chatd::clock::{SystemClock, WallClock as _};
use chatd::demo::TENANT;
use domain::{ChatId, Store as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::{Server, VIRTUAL_AGENT, refused};

fn path(chat: i64) -> String {
    format!("/chats/{chat}/custom_data")
}

/// A token as a customer's back end makes it.
fn signed(secret: &str, custom_data: Value, expires_in: i64) -> String {
    let now = SystemClock.now().as_second();
    let claims = json!({"custom_data": custom_data, "iat": now, "exp": now + expires_in});
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).expect("a token")
}

async fn flags(server: &Server, chat: i64) -> Value {
    server
        .get(&format!("/chats/{chat}/customer_flag"))
        .await
        .ok()
}

#[tokio::test]
async fn plain_data_of_every_kind() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let entry = |value, kind| {
        CustomDataEntry::builder()
            .label("A label".to_owned())
            .value(value)
            .r#type(kind)
            .invisible_to_agent(true)
            .build()
    };
    let entries = [
        (
            "text",
            entry(
                CustomDataValue::String("gold".to_owned()),
                CustomDataType::String,
            ),
        ),
        (
            "number",
            entry(CustomDataValue::Number(12.5), CustomDataType::Number),
        ),
        (
            "flag",
            entry(CustomDataValue::Boolean(true), CustomDataType::Boolean),
        ),
        (
            "site",
            entry(
                CustomDataValue::String("https://example.com".to_owned()),
                CustomDataType::Url,
            ),
        ),
        (
            "day",
            entry(
                CustomDataValue::String("2026-01-02".to_owned()),
                CustomDataType::Date,
            ),
        ),
    ];
    let data = CustomData(
        entries
            .into_iter()
            .map(|(key, entry)| (key.to_owned(), entry))
            .collect(),
    );
    let body = SendCustomDataRequest::builder().data(data).build();
    server
        .client()
        .send_custom_data()
        .id(chat.id)
        .body(body)
        .send()
        .await
        .expect("taken");
    let body = json!({"signed": false, "data": {"text": {"value": "silver"}}});
    assert_eq!(server.post(&path(chat.id), &body).await.ok(), json!({}));
}

#[tokio::test]
async fn signed_data_is_verified() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let secret = server.ready.company_secret.clone();
    let data = json!({"balance": {"label": "Balance", "value": 12, "type": "number"}});
    let token = signed(&secret, data.clone(), 600);
    let body = SendCustomDataRequest::builder()
        .signed(true)
        .signed_data(token)
        .build();
    server
        .client()
        .send_custom_data()
        .id(chat.id)
        .body(body)
        .send()
        .await
        .expect("taken");

    for (token, word) in [
        (
            signed("another secret", data.clone(), 600),
            "company secret",
        ),
        (signed(&secret, data.clone(), -61), "expired"),
        (signed(&secret, json!([]), 600), "custom_data"),
        (
            signed(&secret, json!({"a": {}}), 600),
            "/custom_data/a/value",
        ),
        ("no token".to_owned(), "company secret"),
    ] {
        let answer = server
            .post(
                &path(chat.id),
                &json!({"signed": true, "signed_data": token}),
            )
            .await;
        answer.malformed("/signed_data");
        let message = answer.error().message;
        assert!(
            message.contains(word) && !message.contains(&secret),
            "{message}"
        );
    }
}

#[tokio::test]
async fn entries_are_merged_by_key_and_keep_how_they_came() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await.id;
    let plain = async |data: Value| {
        let body = json!({"data": data});
        server.post(&path(chat), &body).await.ok();
    };
    plain(json!({
        "tier": {"label": "Tier", "value": "silver", "invisible_to_agent": true},
        "since": {"value": "2020-01-02", "type": "date"},
        "balance": {"value": 1},
        "reserved_bad_actor": {"value": true},
    }))
    .await;
    let later = json!({"tier": {"value": "gold"}, "balance": {"value": 2.5, "type": "number"}});
    let token = signed(&server.ready.company_secret, later, 600);
    let body = json!({"signed": true, "signed_data": token});
    server.post(&path(chat), &body).await.ok();
    plain(json!({"balance": {"value": true}})).await;
    server.stop().await;

    let kept = crate::support::open(&data)
        .custom_data(TENANT, ChatId(chat))
        .await
        .expect("a read");
    let entry = |value, signed| domain::CustomDataEntry {
        label: None,
        value,
        value_type: None,
        invisible_to_agent: false,
        signed,
    };
    let text = |text: &str| domain::CustomDataValue::Text(text.to_owned());
    let since = domain::CustomDataEntry {
        value_type: Some(domain::CustomDataType::Date),
        ..entry(text("2020-01-02"), false)
    };
    let expected = [
        ("balance", entry(domain::CustomDataValue::Bool(true), false)),
        ("since", since),
        // The whole entry is replaced, with its label and its visibility.
        ("tier", entry(text("gold"), true)),
    ];
    let expected = expected.map(|(key, entry)| (key.to_owned(), entry));
    assert_eq!(
        kept,
        expected.into(),
        "a reserved key is a flag and no data"
    );
}

#[tokio::test]
async fn reserved_keys_set_the_flags_in_both_forms() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let body = json!({"data": {
        "reserved_verified_customer": {"value": true}, "reserved_bad_actor": {"value": true}}});
    server.post(&path(chat.id), &body).await.ok();
    let expected = json!({"verified_customer": true, "bad_actor": true, "repeat_customer": false});
    assert_eq!(flags(&server, chat.id).await, expected);

    let data = json!({"reserved_bad_actor": {"value": false}, "reserved_repeat_customer": {"value": true}});
    let token = signed(&server.ready.company_secret, data, 600);
    server
        .post(
            &path(chat.id),
            &json!({"signed": true, "signed_data": token}),
        )
        .await
        .ok();
    let expected = json!({"verified_customer": true, "bad_actor": false, "repeat_customer": true});
    assert_eq!(flags(&server, chat.id).await, expected);

    let body = json!({"data": {"reserved_bad_actor": {"value": "true"}}});
    let message = "custom data 'reserved_bad_actor' must be a boolean";
    let pointer = "/data/reserved_bad_actor/value";
    server
        .post(&path(chat.id), &body)
        .await
        .refuses(400, message, pointer);
    assert_eq!(flags(&server, chat.id).await, expected);
}

#[tokio::test]
async fn signed_decides_which_key_must_be_there_alone() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let data = json!({"a": {"value": 1}});
    for (body, message, pointer) in [
        (json!({}), "data is required", "/data"),
        (
            json!({"signed": true}),
            "signed_data is required",
            "/signed_data",
        ),
        (
            json!({"signed": true, "data": data}),
            "data goes with signed false, send signed_data instead",
            "/data",
        ),
        (
            json!({"signed_data": "x.y.z"}),
            "signed_data goes with signed true, send data instead",
            "/signed_data",
        ),
        (
            json!({"signed": false, "data": data, "signed_data": "x.y.z"}),
            "signed_data goes with signed true, send data instead",
            "/signed_data",
        ),
    ] {
        server
            .post(&path(chat.id), &body)
            .await
            .refuses(400, message, pointer);
        // What the path names is looked at first.
        server
            .post(&path(99), &body)
            .await
            .refuses(404, "chat 99 is not found", "");
    }
}

#[tokio::test]
async fn limits() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let send = async |data: Value| server.post(&path(chat.id), &json!({"data": data})).await;
    let many = |keys: std::ops::Range<i32>, value: Value| -> Value {
        keys.map(|key| (format!("key{key}"), json!({"value": value})))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    send(json!({"x".repeat(65): {"value": 1}}))
        .await
        .malformed(&format!("/data/{}", "x".repeat(65)));
    send(json!({"": {"value": 1}})).await.malformed("/data/");
    send(json!({"a": {"value": "x".repeat(4_097)}}))
        .await
        .malformed("/data/a/value");
    send(json!({"a": {"value": null}}))
        .await
        .malformed("/data/a/value");
    send(json!({"a": {"value": [1]}}))
        .await
        .malformed("/data/a/value");
    send(json!({"a": {"label": "x".repeat(256), "value": 1}}))
        .await
        .malformed("/data/a/label");
    send(json!({"a": {"value": 1, "type": "money"}}))
        .await
        .malformed("/data/a/type");
    send(json!({"a": 1})).await.malformed("/data/a");
    send(many(0..101, json!(1))).await.malformed("/data");
    let largest = send(many(0..20, json!("x".repeat(4_096)))).await;
    largest.refuses(400, "a chat takes at most 64 KiB of custom data", "/data");
    send(many(0..100, json!(1))).await.ok();
    let over = send(json!({"one more": {"value": 1}})).await;
    over.refuses(400, "a chat takes at most 100 keys of custom data", "/data");
    send(json!({"key7": {"value": "replaced"}})).await.ok();
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let call = |chat| {
        let entry = CustomDataEntry::builder()
            .value(CustomDataValue::Boolean(true))
            .build();
        let data = CustomData(std::iter::once(("a".to_owned(), entry)).collect());
        let body = SendCustomDataRequest::builder().data(data).build();
        server
            .client()
            .send_custom_data()
            .id(chat)
            .body(body)
            .send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
