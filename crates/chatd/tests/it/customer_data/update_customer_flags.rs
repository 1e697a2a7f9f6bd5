//! POST /chats/{id}/customer_flag

use chat_client::types::UpdateCustomerFlagsRequest;
use serde_json::json;

use crate::support::{Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn only_what_is_given_changes() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let set = |body: UpdateCustomerFlagsRequest| {
        server
            .client()
            .update_customer_flags()
            .id(chat.id)
            .body(body)
            .send()
    };
    let flags = set(UpdateCustomerFlagsRequest::builder()
        .verified_customer(true)
        .build())
    .await;
    let flags = flags.expect("flags").into_inner();
    assert!(flags.verified_customer && !flags.bad_actor && !flags.repeat_customer);
    let body = UpdateCustomerFlagsRequest::builder()
        .verified_customer(false)
        .bad_actor(true)
        .build();
    let flags = set(body).await.expect("flags").into_inner();
    assert!(!flags.verified_customer && flags.bad_actor);
    let flags = set(UpdateCustomerFlagsRequest::builder().build())
        .await
        .expect("flags")
        .into_inner();
    assert!(flags.bad_actor, "nothing given, nothing changed");
    let read = server
        .client()
        .get_customer_flags()
        .id(chat.id)
        .send()
        .await
        .expect("flags");
    assert_eq!(read.into_inner(), flags);
}

#[tokio::test]
async fn the_third_flag_has_two_spellings_and_is_answered_in_one() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/customer_flag", chat.id);
    for (body, value) in [
        (json!({"repeat_customers": true}), true),
        (json!({"repeat_customer": false}), false),
        (
            json!({"repeat_customer": true, "repeat_customers": true}),
            true,
        ),
    ] {
        let expected =
            json!({"verified_customer": false, "bad_actor": false, "repeat_customer": value});
        assert_eq!(server.post(&path, &body).await.ok(), expected, "{body}");
    }
    let unequal = json!({"repeat_customer": true, "repeat_customers": false});
    let message = "repeat_customer and repeat_customers differ, send one of them";
    server
        .post(&path, &unequal)
        .await
        .refuses(400, message, "/repeat_customers");
    let nowhere = server.post("/chats/99/customer_flag", &unequal).await;
    nowhere.refuses(404, "chat 99 is not found", "");
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/customer_flag", chat.id);
    for flag in [
        "verified_customer",
        "bad_actor",
        "repeat_customer",
        "repeat_customers",
    ] {
        for value in [json!("true"), json!(1), json!(null)] {
            server
                .post(&path, &json!({flag: value}))
                .await
                .malformed(&format!("/{flag}"));
        }
    }
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let call = |chat| {
        let body = UpdateCustomerFlagsRequest::builder()
            .bad_actor(true)
            .build();
        server
            .client()
            .update_customer_flags()
            .id(chat)
            .body(body)
            .send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
