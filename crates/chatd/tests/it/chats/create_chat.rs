//! POST /chats

use chat_client::types::{
    ChatContext, ChatStatus, CreateChatContact, CreateChatParams, CreateChatRequest, Transcript,
    TranscriptButton, TranscriptButtons, TranscriptContent, TranscriptEntries, TranscriptEntry,
    TranscriptEnvelope, TranscriptMedia, TranscriptMediaFile, TranscriptSender, TranscriptText,
};
use serde_json::{Value, json};

use crate::support::{AFTER_HOURS, HUMAN, OVER_CAPACITY, Server, VIRTUAL_AGENT, keys, new_chat};

#[tokio::test]
async fn answers_the_whole_chat() {
    let server = Server::start(&["--agents", "off"]).await;
    let user = server.user("ada").await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user}});
    let chat = server.post("/chats", &body).await.ok();
    let expected = [
        "id",
        "status",
        "status_text",
        "features",
        "created_at",
        "ends_at",
        "timeout_at",
        "agent",
        "virtual_agent",
        "all_agents",
        "all_virtual_agents",
        "lang",
        "menus",
        "end_user",
    ];
    assert_eq!(keys(&chat), expected);
    assert_eq!(chat["status"], "queued");
    assert_eq!(chat["features"], json!([]));
    assert_eq!(chat["lang"], "en");
    assert_eq!(chat["menus"], json!([{"id": HUMAN, "name": "People"}]));
    assert_eq!(chat["end_user"], json!({"id": user, "identifier": "ada"}));
    assert_eq!(chat["all_agents"], json!([]));
    for absent in ["ends_at", "agent", "virtual_agent"] {
        assert_eq!(chat[absent], Value::Null, "{absent}");
    }
    for instant in ["created_at", "timeout_at"] {
        let text = chat[instant].as_str().expect("a timestamp");
        let milliseconds = text.len() == "2026-01-02T03:04:05.678Z".len() && text.ends_with('Z');
        assert!(milliseconds, "UTC with milliseconds: {text}");
    }
    let text = chat["status_text"].as_str().expect("a text");
    assert!(
        !text.is_empty() && text != "queued",
        "text for people: {text}"
    );
}

#[tokio::test]
async fn takes_everything_that_is_documented() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let text = |text: &str| {
        TranscriptContent::Text(TranscriptText::builder().text(text.to_owned()).build())
    };
    let buttons = TranscriptButtons::builder()
        .buttons(vec![
            TranscriptButton::builder()
                .label("Track".to_owned())
                .selected(true)
                .build(),
            TranscriptButton::builder()
                .label("Return".to_owned())
                .build(),
        ])
        .build();
    let file = TranscriptMediaFile::builder()
        .r#type("image".to_owned())
        .url("https://files.example.com/1".to_owned())
        .build();
    let media = TranscriptMedia::builder().media(file).build();
    let entry = |sender, content| {
        TranscriptEntry::builder()
            .sender(sender)
            .timestamp("2026-01-02T03:04:05+02:00".parse().expect("a timestamp"))
            .content(content)
            .build()
    };
    let entries = TranscriptEntries(vec![
        entry(
            TranscriptSender::VirtualAgent,
            vec![text("Hello"), TranscriptContent::Buttons(buttons)],
        ),
        entry(
            TranscriptSender::EndUser,
            vec![TranscriptContent::Media(media)],
        ),
        entry(TranscriptSender::Agent, vec![text("Hm")]),
    ]);
    let envelope = TranscriptEnvelope::builder()
        .transcript(entries.clone())
        .build();
    let forms = [
        Transcript::TranscriptEntries(entries),
        Transcript::TranscriptEnvelope(envelope),
    ];
    for transcript in forms {
        let value = serde_json::Map::from_iter([("order_id".to_owned(), json!("A-1"))]);
        let chat = CreateChatParams::builder()
            .menu_id(VIRTUAL_AGENT)
            .end_user_id(user)
            .lang("FR".to_owned())
            .email("ada@example.com".to_owned())
            .context(ChatContext::builder().value(value).build())
            .transcript(transcript)
            .build();
        let contact = CreateChatContact::builder()
            .phone("123-456-7890".to_owned())
            .build();
        let body = CreateChatRequest::builder()
            .chat(chat)
            .end_user(contact)
            .build();
        let chat = server
            .client()
            .create_chat()
            .body(body)
            .send()
            .await
            .expect("a chat");
        assert_eq!((chat.status.as_str(), chat.lang.as_str()), ("queued", "fr"));
        server.until_status(chat.id, ChatStatus::VaAssigned).await;
    }
}

#[tokio::test]
async fn a_transcript_is_history_and_the_context_reaches_the_virtual_agent() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let user = server.user("ada").await;
    let said = json!({"sender": "end_user", "timestamp": "2026-01-02T03:04:05Z",
        "content": [{"type": "text", "text": "I want a person"}]});
    let body = json!({"chat": {"menu_id": VIRTUAL_AGENT, "end_user_id": user,
        "context": {"value": {"order_id": "A-77"}}, "transcript": [said]}});
    let chat = server.post("/chats", &body).await.ok();
    let id = chat["id"].as_i64().expect("an id");
    let created = events.of(id, "chat_created").await;
    assert_eq!(
        created["body"], chat,
        "the event has the chat as it was answered"
    );
    let first = events.message(id, "virtual_agent", "text").await;
    assert_eq!(
        first["body"]["message"]["seq"], 1,
        "history takes no sequence numbers"
    );
    let greeting = first["body"]["message"]["content"].as_str().expect("text");
    assert!(greeting.contains("A-77"), "{greeting}");
    assert_eq!(
        server.now(id).await.status,
        ChatStatus::VaAssigned,
        "nobody escalated"
    );
}

#[tokio::test]
async fn an_end_user_has_as_many_chats_as_wanted() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let mut ids = Vec::new();
    for menu in [VIRTUAL_AGENT, VIRTUAL_AGENT, HUMAN] {
        let body = new_chat(menu, user);
        let chat = server
            .client()
            .create_chat()
            .body(body)
            .send()
            .await
            .expect("a chat");
        assert!(!ids.contains(&chat.id), "chats are never used again");
        ids.push(chat.id);
    }
}

#[tokio::test]
async fn a_menu_with_a_virtual_agent_always_takes_chats() {
    let server = Server::start(&[]).await;
    for menu in [AFTER_HOURS, OVER_CAPACITY] {
        let chat = server.chat_with_virtual_agent(menu).await;
        let name = &chat.virtual_agent.as_ref().expect("a virtual agent").name;
        assert_eq!(name, "Virtual agent");
        assert_eq!(chat.all_virtual_agents.len(), 1);
    }
}

#[tokio::test]
async fn refuses_in_the_documented_words() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let chat = |member: &str, value: Value| {
        let mut chat = json!({"menu_id": VIRTUAL_AGENT, "end_user_id": user});
        chat[member] = value;
        json!({"chat": chat})
    };
    let entry = json!({"sender": "end_user", "timestamp": "2026-01-02T03:04:05Z", "content": []});
    let table = [
        (json!({}), "chat is required", "/chat"),
        (
            json!({"chat": {"end_user_id": user}}),
            "menu_id is required",
            "/chat/menu_id",
        ),
        (
            json!({"chat": {"menu_id": 1}}),
            "end_user_id is required",
            "/chat/end_user_id",
        ),
        (json!({"chat": 1}), "chat is not well formed", "/chat"),
        (
            chat("menu_id", json!("1")),
            "menu_id is not well formed",
            "/chat/menu_id",
        ),
        (
            chat("menu_id", json!(0)),
            "menu_id is not well formed",
            "/chat/menu_id",
        ),
        (
            chat("menu_id", json!(1.5)),
            "menu_id is not well formed",
            "/chat/menu_id",
        ),
        (
            chat("end_user_id", Value::Null),
            "end_user_id is not well formed",
            "/chat/end_user_id",
        ),
        (
            chat("lang", json!(5)),
            "lang is not well formed",
            "/chat/lang",
        ),
        (
            chat("lang", json!("x".repeat(17))),
            "lang is not well formed",
            "/chat/lang",
        ),
        (
            chat("email", json!("x".repeat(255))),
            "email is not well formed",
            "/chat/email",
        ),
        (
            chat("context", json!([])),
            "context is not well formed",
            "/chat/context",
        ),
        (
            chat("context", json!({})),
            "value is required",
            "/chat/context/value",
        ),
        (
            chat("transcript", json!("x")),
            "transcript is not well formed",
            "/chat/transcript",
        ),
        (
            chat("menu_id", json!(99)),
            "menu_id 99 is not found",
            "/chat/menu_id",
        ),
        (
            chat("end_user_id", json!(99)),
            "end_user_id 99 is not found",
            "/chat/end_user_id",
        ),
        (
            chat("lang", json!("xy")),
            "Language 'xy' is not found",
            "/chat/lang",
        ),
        (
            chat("lang", json!("ja")),
            "Language 'ja' is not available",
            "/chat/lang",
        ),
        (
            chat("context", json!({"value": {"a": "x".repeat(32 * 1024)}})),
            "context is larger than 32 KiB, send less of it",
            "/chat/context",
        ),
        (
            chat("transcript", json!(vec![entry; 501])),
            "transcript is not well formed",
            "/chat/transcript",
        ),
    ];
    for (body, message, pointer) in table {
        server
            .post("/chats", &body)
            .await
            .refuses(400, message, pointer);
    }
}

#[tokio::test]
async fn tells_every_broken_limit_at_once() {
    let server = Server::start(&[]).await;
    let body = json!({"chat": {"menu_id": 0, "end_user_id": 0, "lang": ""}, "end_user": {"phone": "x".repeat(33)}});
    let error = server.post("/chats", &body).await.error();
    assert_eq!(error.message, "menu_id is not well formed");
    let pointers: Vec<String> = error
        .errors
        .into_iter()
        .flatten()
        .map(|detail| detail.pointer)
        .collect();
    assert_eq!(
        pointers,
        [
            "/chat/menu_id",
            "/chat/end_user_id",
            "/chat/lang",
            "/end_user/phone"
        ]
    );
}

#[tokio::test]
async fn a_large_transcript_is_refused_below_the_limit_of_the_body() {
    let server = Server::start(&[]).await;
    let user = server.user("ada").await;
    let entry = json!({"sender": "agent", "timestamp": "2026-01-02T03:04:05Z",
        "content": [{"type": "text", "text": "x".repeat(9_000)}]});
    let body = json!({"chat": {"menu_id": 1, "end_user_id": user, "transcript": vec![entry; 30]}});
    let message = "transcript is larger than 256 KiB, send less of it";
    server
        .post("/chats", &body)
        .await
        .refuses(400, message, "/chat/transcript");
}
