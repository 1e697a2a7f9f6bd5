//! Messages, context and transcript.

use chat_core::{
    Actor, Button, ChatContext, Command, MediaKind, MessageContent, MessageSeq, Store,
    TranscriptButton, TranscriptContent, TranscriptEntry, TranscriptSender,
};

use super::media::file;
use crate::support::{
    OTHER, QUEUE, TENANT, WITH_VA, agent, at, create, message, new_chat, say, set_up,
};

pub(crate) async fn messages_are_numbered_without_gaps_and_paged<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, WITH_VA, &ada).await;
    for number in 1..=5 {
        let outcome = say(store, chat, &ada, &format!("message {number}"), number).await;
        assert_eq!(outcome.chat.last_seq, MessageSeq(number));
    }
    let all = store
        .messages(TENANT, chat, MessageSeq::NONE, 100)
        .await
        .expect("messages");
    assert_eq!(all.len(), 5);
    for (number, message) in (1..).zip(&all) {
        assert_eq!(message.seq, MessageSeq(number));
        assert_eq!(message.sender, Actor::EndUser(ada.id));
        assert_eq!(
            message.content,
            MessageContent::Text(format!("message {number}"))
        );
        assert_eq!(message.sent_at, at(number));
    }
    let page = store
        .messages(TENANT, chat, MessageSeq(2), 2)
        .await
        .expect("messages");
    assert_eq!(page, all[2..4]);
    let foreign = store
        .messages(OTHER, chat, MessageSeq::NONE, 100)
        .await
        .expect("messages");
    assert_eq!(foreign, []);
}

pub(crate) async fn concurrent_messages_are_numbered_without_gaps<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    let calls = (0..50)
        .map(|number| store.transact(TENANT, chat, message(&ada, &number.to_string()), at(1)));
    let outcomes = futures::future::join_all(calls).await;
    let mut given: Vec<i64> = outcomes
        .into_iter()
        .map(|outcome| outcome.expect("a message").chat.last_seq.0)
        .collect();
    given.sort_unstable();
    assert_eq!(given, (1..=50).collect::<Vec<_>>());
    let stored = store
        .messages(TENANT, chat, MessageSeq::NONE, 100)
        .await
        .expect("messages");
    assert!(
        stored
            .iter()
            .zip(1..)
            .all(|(message, seq)| message.seq.0 == seq)
    );
    assert_eq!(stored.len(), 50);
}

pub(crate) async fn every_kind_of_content_is_kept<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    let kinds = [MediaKind::Photo, MediaKind::Video, MediaKind::File];
    let files = kinds
        .iter()
        .map(|kind| file(kind.as_str(), *kind))
        .collect();
    let media = store
        .attach_media(TENANT, chat, files, at(0))
        .await
        .expect("attach");
    store
        .transact(TENANT, chat, Command::AgentJoin(agent()), at(1))
        .await
        .expect("join");
    let replies = vec![
        MessageContent::Text("plain \u{1f600}".to_owned()),
        MessageContent::Markdown("**bold**".to_owned()),
        MessageContent::Photo(media[0].id),
        MessageContent::Video(media[1].id),
        MessageContent::Document(media[2].id),
        MessageContent::Buttons {
            text: "which one?".to_owned(),
            buttons: vec![button("this", None), button("that", Some("{\"id\": 2}"))],
        },
    ];
    let reply = Command::AgentReply {
        agent: agent().id,
        up_to: None,
        replies: replies.clone(),
    };
    store
        .transact(TENANT, chat, reply, at(2))
        .await
        .expect("reply");
    let stored = store
        .messages(TENANT, chat, MessageSeq::NONE, 100)
        .await
        .expect("messages");
    let contents: Vec<_> = stored
        .iter()
        .map(|message| message.content.clone())
        .collect();
    assert_eq!(contents, replies);
    assert!(
        stored
            .iter()
            .all(|message| message.sender == Actor::Agent(agent().id))
    );
}

fn button(title: &str, payload: Option<&str>) -> Button {
    Button {
        title: title.to_owned(),
        payload: payload.map(str::to_owned),
    }
}

pub(crate) async fn context_and_transcript_are_kept<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let context =
        serde_json::json!({ "account": { "tier": 2, "tags": ["a", null] }, "zip": "00100" });
    let expected = ChatContext {
        context: context.as_object().cloned(),
        transcript: vec![TranscriptEntry {
            sender: TranscriptSender::VirtualAgent,
            timestamp: "3021-01-01T00:00:00.5Z".parse().expect("a timestamp"),
            content: vec![
                TranscriptContent::Text("Which one?".to_owned()),
                TranscriptContent::Buttons(vec![TranscriptButton {
                    label: "This".to_owned(),
                    selected: true,
                }]),
                TranscriptContent::Media {
                    media_type: "image".to_owned(),
                    url: "https://example.com/a.png".to_owned(),
                },
            ],
        }],
    };
    let mut request = new_chat(WITH_VA, &ada);
    request.context = expected.clone();
    let chat = store
        .create_chat(TENANT, request, at(0))
        .await
        .expect("create")
        .chat
        .id;
    assert_eq!(
        store.chat_context(TENANT, chat).await.expect("context"),
        expected
    );
    assert_eq!(
        store.chat_context(OTHER, chat).await.expect("context"),
        ChatContext::default()
    );
    let plain = create(store, WITH_VA, &ada).await;
    assert_eq!(
        store.chat_context(TENANT, plain).await.expect("context"),
        ChatContext::default()
    );
}
