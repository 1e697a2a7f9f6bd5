//! What was acknowledged is there after `kill -9`, and a polite stop loses nothing either.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat_client::Client;
use chat_core::{ChatId, EndUserId, MessageContent, MessageSeq, Store as _};
use chatd::clock::{SystemClock, WallClock as _};
use chatd::demo::TENANT;
use chatd::random::{OsRandom, Random as _};
use serde_json::json;

use crate::support::{
    Events, HUMAN, Raw, Server, VIRTUAL_AGENT, new_chat, open, soon, text_message, until,
};

/// How many writers there are at a time.
const WRITERS: i64 = 32;
/// How many chats they write in.
const CHATS: i64 = 8;
/// A round does not begin to end before so many writes were acknowledged.
const AT_LEAST: usize = 50;
/// A writer stops by itself then.
const AT_MOST: usize = 100;

/// What the platform said was done.
#[derive(Clone, Default)]
struct Acknowledged(Arc<Mutex<Record>>);

#[derive(Default)]
struct Record {
    texts: BTreeMap<i64, BTreeSet<String>>,
    chats: BTreeSet<i64>,
    users: BTreeSet<i64>,
    count: usize,
}

impl Acknowledged {
    fn note(&self, note: impl FnOnce(&mut Record)) {
        let mut record = self.0.lock().expect("not poisoned");
        note(&mut record);
        record.count += 1;
    }

    fn count(&self) -> usize {
        self.0.lock().expect("not poisoned").count
    }
}

/// How often it is killed: a few times, or as often as `CHATD_TEST_KILLS` says.
fn kills() -> usize {
    let set = std::env::var("CHATD_TEST_KILLS");
    set.map_or(3, |text| {
        text.parse().expect("CHATD_TEST_KILLS is a number")
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kill_9() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let mut events = Events::listen().await;
    let url = events.url();
    let flags = ["--agents", "off", "--webhook-url", url.as_str()];
    let done = Acknowledged::default();
    let mut found = BTreeSet::new();
    for round in 0..kills() {
        let server = Server::start_in(&data, &flags).await;
        events.trust(&server.ready.webhook_secrets);
        load_and_kill(server, round, &done).await;
        found = compare(&data, &done).await;
    }
    assert!(found.len() >= AT_LEAST, "there was load: {}", found.len());

    // Every message is told at least once, before a kill or after it.
    let server = Server::start_in(&data, &flags).await;
    let mut told = BTreeSet::new();
    let mut ids = BTreeMap::new();
    while !found.is_subset(&told) {
        let event = events.next().await;
        let same = ids.entry(event.id).or_insert_with(|| event.json.clone());
        assert_eq!(*same, event.json, "every attempt at an event says the same");
        if event.event_type == "message_received" {
            let seq = event.json["body"]["message"]["seq"]
                .as_i64()
                .expect("a number");
            told.insert((event.chat_id, seq));
        }
    }
    server.kill().await;
    nothing_else_is_told(&data, &told).await;
}

/// Looks every told message up: the load's, those of chats that were created without an acknowledgement, and what the
/// virtual agent has said since the last kill.
async fn nothing_else_is_told(data: &Path, told: &BTreeSet<(i64, i64)>) {
    let store = open(data);
    let chats: BTreeSet<i64> = told.iter().map(|(chat, _)| *chat).collect();
    let mut there = BTreeSet::new();
    for chat in chats {
        let messages = store
            .messages(TENANT, ChatId(chat), MessageSeq(0), 100_000)
            .await
            .expect("a read");
        there.extend(messages.iter().map(|message| (chat, message.seq.0)));
    }
    let invented: Vec<_> = told.difference(&there).collect();
    assert!(invented.is_empty(), "told and not there: {invented:?}");
}

/// Writes from all sides until the program is killed at a random moment.
async fn load_and_kill(server: Server, round: usize, done: &Acknowledged) {
    let mut chats = Vec::new();
    for _ in 0..CHATS {
        let chat = server.chat(HUMAN).await;
        done.note(|record| {
            record.chats.insert(chat.id);
        });
        chats.push((chat.id, chat.end_user.id));
    }
    let before = done.count();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (client, done) = (server.client().clone(), done.clone());
            let (chat, user) = chats[usize::try_from(writer % CHATS).expect("small")];
            tokio::spawn(async move {
                for turn in 0..AT_MOST {
                    let name = format!("round {round} writer {writer} turn {turn}");
                    if write(&client, &done, chat, user, name).await.is_none() {
                        break;
                    }
                }
            })
        })
        .collect();
    until("writes are acknowledged", async || {
        (done.count() >= before + AT_LEAST).then_some(())
    })
    .await;
    let mut random = [0];
    OsRandom.fill(&mut random);
    tokio::time::sleep(Duration::from_millis(random[0].into())).await;
    server.kill().await;
    for writer in writers {
        soon(writer).await.expect("no panic");
    }
}

/// One write, noted once it is acknowledged; `None` when the program is gone.
async fn write(
    client: &Client,
    done: &Acknowledged,
    chat: i64,
    user: i64,
    name: String,
) -> Option<()> {
    client
        .send_message()
        .id(chat)
        .body(text_message(user, &name))
        .send()
        .await
        .ok()?;
    done.note(|record| {
        record.texts.entry(chat).or_default().insert(name.clone());
    });
    if name.ends_with('7') {
        let chat = client
            .create_chat()
            .body(new_chat(VIRTUAL_AGENT, user))
            .send()
            .await
            .ok()?;
        done.note(|record| {
            record.chats.insert(chat.id);
        });
        let body = chat_client::types::UpsertEndUserRequest::builder()
            .identifier(name)
            .build();
        let user = client.upsert_end_user().body(body).send().await.ok()?;
        done.note(|record| {
            record.users.insert(user.id);
        });
    }
    Some(())
}

/// Looks everything up in the database; gives every message of the load that is there.
async fn compare(data: &Path, done: &Acknowledged) -> BTreeSet<(i64, i64)> {
    let store = open(data);
    let record = std::mem::take(&mut *done.0.lock().expect("not poisoned"));
    let mut found = BTreeSet::new();
    for id in &record.chats {
        let chat = store.chat(TENANT, ChatId(*id)).await.expect("a read");
        assert!(chat.is_some(), "chat {id} was acknowledged");
        let messages = store
            .messages(TENANT, ChatId(*id), MessageSeq(0), 100_000)
            .await
            .expect("a read");
        let mut texts = BTreeSet::new();
        for (index, message) in messages.iter().enumerate() {
            let seq = message.seq.0;
            assert_eq!(
                usize::try_from(seq),
                Ok(index + 1),
                "chat {id}: the sequence has no gaps"
            );
            found.insert((*id, seq));
            if let MessageContent::Text(text) = &message.content {
                texts.insert(text.clone());
            }
        }
        let acknowledged = record.texts.get(id).cloned().unwrap_or_default();
        let lost: Vec<_> = acknowledged.difference(&texts).collect();
        assert!(
            lost.is_empty(),
            "chat {id}: acknowledged and lost: {lost:?}"
        );
    }
    for id in &record.users {
        let user = store
            .end_user(TENANT, EndUserId(*id))
            .await
            .expect("a read");
        assert!(user.is_some(), "end user {id} was acknowledged");
    }
    *done.0.lock().expect("not poisoned") = record;
    drop(store);
    found
}

#[tokio::test]
async fn a_stop_finishes_what_was_begun() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let mut server = Server::start_in(&data, &["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let body = json!({"from_user_id": chat.end_user.id, "message": {"type": "text", "content": "just in time"}});
    let body = body.to_string();
    let mut connection = Raw::connect(server.address()).await;
    let head = format!(
        "POST /apps/api/v1/chats/{}/message HTTP/1.1\r\nHost: x\r\nAuthorization: {}\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        chat.id,
        server.authorization(),
        body.len()
    );
    connection.send(head).await;
    assert_eq!(
        connection.answer().await.status,
        100,
        "the request is under way"
    );
    server.terminate();
    let (first, second) = body.split_at(10);
    connection.send(first).await;
    connection.send(second).await;
    assert_eq!(connection.answer().await.status, 200);
    let exit = tokio::time::timeout(Duration::from_secs(10), server.exit()).await;
    assert_eq!(
        exit.expect("within ten seconds").code(),
        Some(0),
        "{}",
        server.log()
    );
    drop(server);

    let store = open(&data);
    let messages = store
        .messages(TENANT, ChatId(chat.id), MessageSeq(0), 10)
        .await
        .expect("a read");
    assert_eq!(messages.len(), 1);
}

#[tokio::test]
async fn a_restart_goes_on_where_it_was() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let flags = ["--dismiss-after", "2s"];
    let server = Server::start_in(&data, &flags).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    server.say(&chat, "hello").await;
    server.kill().await;
    // Timers are rows: the chat is dismissed by the next program.
    let server = Server::start_in(&data, &flags).await;
    server.until_status(chat.id, "va_dismissed".into()).await;
    assert_eq!(server.stop().await.code(), Some(0));
}

#[tokio::test]
async fn what_fell_due_meanwhile_happens_at_the_next_start_and_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let mut events = Events::listen().await;
    let url = events.url();
    let flags = [
        "--agents",
        "off",
        "--queue-expiry",
        "1s",
        "--webhook-url",
        url.as_str(),
    ];
    let server = Server::start_in(&data, &flags).await;
    events.trust(&server.ready.webhook_secrets);
    let mut chats = BTreeSet::new();
    let mut last = None;
    for _ in 0..20 {
        let chat = server.chat(HUMAN).await;
        chats.insert(chat.id);
        last = last.max(chat.timeout_at);
    }
    server.kill().await;
    let last = last.expect("a timeout");
    until("all are due", async || {
        (SystemClock.now() > last).then_some(())
    })
    .await;

    let server = Server::start_in(&data, &flags).await;
    let mut ended = BTreeMap::new();
    while ended.len() < chats.len() {
        let event = events.next().await;
        if event.event_type == "chat_ended" {
            assert_eq!(event.json["body"]["fail_reason"], "expired");
            let first = ended
                .entry(event.chat_id)
                .or_insert_with(|| event.id.clone());
            assert_eq!(
                *first, event.id,
                "another attempt at most, never another event"
            );
        }
    }
    assert!(ended.keys().eq(&chats));
    server.kill().await;
    let store = open(&data);
    for id in chats {
        let chat = store.chat(TENANT, ChatId(id)).await.expect("a read");
        let chat = chat.expect("it is there");
        assert!(chat.is_ended() && chat.timers().is_empty());
        assert_eq!(chat.event_count, 2, "created and ended, each once");
    }
}
