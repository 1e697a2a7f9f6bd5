//! POST /chats/{id}/message

use chat_client::types::{
    AddPhotosRequest, AddVideoRequest, AttachedPhotos, ChatStatus, MediaContent, OutgoingMessage,
    PhotoMessage, PhotoUpload, SendMessageRequest, TextContent, TextMessage, TextObject,
    VideoMessage, VideoUpload,
};
use serde_json::{Value, json};

use crate::support::{AFTER_HOURS, HUMAN, Server, VIRTUAL_AGENT, refused, text_message};

fn path(chat: i64) -> String {
    format!("/chats/{chat}/message")
}

#[tokio::test]
async fn both_forms_of_a_text_come_back_as_a_string() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let user = chat.end_user.id;
    let object = TextObject::builder()
        .text("as an object".to_owned())
        .build();
    let contents = [
        TextContent::String("as a string".to_owned()),
        TextContent::TextObject(object),
    ];
    for content in contents {
        let message = OutgoingMessage::Text(TextMessage::builder().content(content).build());
        let body = SendMessageRequest::builder()
            .from_user_id(user)
            .message(message)
            .build();
        server
            .client()
            .send_message()
            .id(chat.id)
            .body(body)
            .send()
            .await
            .expect("sent");
    }
    for (seq, text) in [(1, "as a string"), (2, "as an object")] {
        let event = events.message(chat.id, "end_user", "text").await;
        assert_eq!(event["body"]["message"]["content"], text);
        assert_eq!(
            event["body"]["message"]["seq"], seq,
            "without gaps, from one"
        );
        assert_eq!(event["body"]["sender"]["id"], user);
    }
    let body = json!({"from_user_id": user, "message": {"type": "text", "content": "raw"}});
    assert_eq!(server.post(&path(chat.id), &body).await.ok(), json!({}));
}

#[tokio::test]
async fn the_same_message_twice_is_two_messages() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    for seq in 1..=2 {
        server.say(&chat, "ping").await;
        let event = events.message(chat.id, "end_user", "text").await;
        assert_eq!(event["body"]["message"]["seq"], seq);
    }
}

#[tokio::test]
async fn photos_and_videos_of_the_chat_are_shown_as_often_as_wanted() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let photo = PhotoUpload::builder()
        .s3_path(server.uploaded_photo(chat.id).await)
        .build();
    let body = AddPhotosRequest::builder().photo(vec![photo]).build();
    let photo = server
        .client()
        .add_photos()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await;
    let AttachedPhotos::MediaItem(photo) = photo.expect("attached").into_inner() else {
        panic!("one object is answered");
    };
    let video = VideoUpload::builder()
        .s3_path(server.uploaded_video(chat.id).await)
        .build();
    let body = AddVideoRequest::builder().video(video).build();
    let video = server
        .client()
        .add_video()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await;
    let video = video.expect("attached").media_id;

    let content = |id: i64| MediaContent::builder().media_id(id).build();
    let show_photo = OutgoingMessage::Photo(
        PhotoMessage::builder()
            .content(content(photo.media_id))
            .build(),
    );
    let show_video =
        OutgoingMessage::Video(VideoMessage::builder().content(content(video)).build());
    for message in [show_photo.clone(), show_photo, show_video] {
        let body = SendMessageRequest::builder()
            .from_user_id(chat.end_user.id)
            .message(message)
            .build();
        server
            .client()
            .send_message()
            .id(chat.id)
            .body(body)
            .send()
            .await
            .expect("sent");
    }
    for (kind, id) in [
        ("photo", photo.media_id),
        ("photo", photo.media_id),
        ("video", video),
    ] {
        let event = events.message(chat.id, "end_user", kind).await;
        assert_eq!(event["body"]["message"]["content"], json!({"media_id": id}));
    }

    // The other kind, and a file of another chat, are not found.
    let other = server.chat(HUMAN).await;
    for (chat, kind, id) in [
        (chat.id, "video", photo.media_id),
        (chat.id, "photo", video),
        (other.id, "photo", photo.media_id),
        (chat.id, "photo", 99),
    ] {
        let user = other.end_user.id;
        let body =
            json!({"from_user_id": user, "message": {"type": kind, "content": {"media_id": id}}});
        let message = format!("media_id {id} is not found");
        let answer = server.post(&path(chat), &body).await;
        answer.refuses(400, &message, "/message/content/media_id");
    }
}

#[tokio::test]
async fn is_taken_while_nobody_answers() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let queued = server.chat(HUMAN).await;
    server.say(&queued, "anybody?").await;
    let deflecting = server.chat_with_virtual_agent(AFTER_HOURS).await;
    events.text(deflecting.id, "virtual_agent").await;
    server.escalate(deflecting.id).await;
    server.say(&deflecting, "and now?").await;
    let event = events.message(deflecting.id, "end_user", "text").await;
    assert_eq!(event["body"]["message"]["content"], "and now?");
    let escalating = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    server.escalate(escalating.id).await;
    server.say(&escalating, "hello?").await;
    assert_eq!(server.now(escalating.id).await.status, ChatStatus::Queued);
}

#[tokio::test]
async fn brings_a_dismissed_chat_back() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    events.text(chat.id, "virtual_agent").await;
    server.say(&chat, "hello").await;
    server.until_status(chat.id, ChatStatus::VaDismissed).await;
    server.say(&chat, "I am back").await;
    let mut types = events.types_until(chat.id, "chat_resumed").await;
    types.retain(|it| it != "message_received" && !it.starts_with("participant_"));
    assert_eq!(types, ["chat_created", "chat_dismissed", "chat_resumed"]);
    server.until_status(chat.id, ChatStatus::VaAssigned).await;
}

#[tokio::test]
async fn former_end_users_of_the_chat_may_write_and_strangers_may_not() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let answer = server
        .post(
            &format!("/chats/{}/end-user", chat.id),
            &json!({"identifier": "grace"}),
        )
        .await;
    assert_eq!(answer.status, 202);
    let grace = server.user("grace").await;
    for user in [chat.end_user.id, grace] {
        let body = text_message(user, "hello");
        server
            .client()
            .send_message()
            .id(chat.id)
            .body(body)
            .send()
            .await
            .expect("sent");
    }
    let stranger = server.user("stranger").await;
    for user in [stranger, 99] {
        let message = format!("from_user_id {user} is not found");
        let body = json!({"from_user_id": user, "message": {"type": "text", "content": "x"}});
        server
            .post(&path(chat.id), &body)
            .await
            .refuses(400, &message, "/from_user_id");
    }
}

#[tokio::test]
async fn limits_and_types() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let user = chat.end_user.id;
    let message = |content: Value| json!({"from_user_id": user, "message": {"type": "text", "content": content}});
    // Characters are code points, not bytes.
    let longest = json!("ü".repeat(10_000));
    assert_eq!(
        server.post(&path(chat.id), &message(longest)).await.ok(),
        json!({})
    );
    let table = [
        (message(json!("x".repeat(10_001))), "/message/content"),
        (message(json!("")), "/message/content"),
        (message(json!({"text": ""})), "/message/content/text"),
        (message(json!({})), "/message/content/text"),
        (message(json!(7)), "/message/content"),
        (message(Value::Null), "/message/content"),
        (
            json!({"from_user_id": user, "message": {"type": "noti", "content": "x"}}),
            "/message/type",
        ),
        (
            json!({"from_user_id": user, "message": {"content": "x"}}),
            "/message/type",
        ),
        (
            json!({"from_user_id": user, "message": {"type": "photo", "content": "x"}}),
            "/message/content",
        ),
        (
            json!({"from_user_id": user, "message": {"type": "photo", "content": {"media_id": 0}}}),
            "/message/content/media_id",
        ),
        (json!({"from_user_id": user}), "/message"),
        (
            json!({"message": {"type": "text", "content": "x"}}),
            "/from_user_id",
        ),
        (
            json!({"from_user_id": 0, "message": {"type": "text", "content": "x"}}),
            "/from_user_id",
        ),
    ];
    for (body, pointer) in table {
        server.post(&path(chat.id), &body).await.malformed(pointer);
    }
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let body = text_message(chat.end_user.id, "late");
    let answer = server
        .client()
        .send_message()
        .id(chat.id)
        .body(body.clone())
        .send()
        .await;
    refused(answer, 400, "Chat is already ended");
    let answer = server
        .client()
        .send_message()
        .id(99)
        .body(body)
        .send()
        .await;
    refused(answer, 404, "chat 99 is not found");
}
