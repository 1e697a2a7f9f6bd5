//! Everything kept under a name, and brought back.

use std::fs;

use chat_client::types::ChatStatus;
use desk_client::types::{RestoreSnapshotRequest, SaveSnapshotRequest, Snapshot};

use super::{MINUTE_MS, advance, create, freeze, refusal};
use crate::support::{HUMAN, Server};

async fn save(server: &Server, name: &str) -> Snapshot {
    let body = SaveSnapshotRequest::builder().name(name).build();
    let desk = server.desk();
    let saved = desk.save_snapshot().body(body).send().await;
    saved.expect("saved").into_inner()
}

async fn restore(server: &Server, name: &str) -> Result<Snapshot, super::Refused> {
    let body = RestoreSnapshotRequest::builder().build();
    let desk = server.desk();
    let restored = desk.restore_snapshot().name(name).body(body).send().await;
    restored.map(desk_client::ResponseValue::into_inner)
}

async fn subdomains(server: &Server) -> Vec<String> {
    let desk = server.desk();
    let all = desk.list_tenants().send().await.expect("listed");
    all.tenants.iter().map(|it| it.subdomain.clone()).collect()
}

async fn names(server: &Server) -> Vec<String> {
    let desk = server.desk();
    let all = desk.list_snapshots().send().await.expect("listed");
    all.snapshots.iter().map(|it| it.name.clone()).collect()
}

#[tokio::test]
async fn what_was_saved_comes_back_as_it_was() {
    let server = Server::start(&["--agents", "off"]).await;
    let frozen = freeze(&server).await;
    let chat = server.chat(HUMAN).await;
    let acme = create(&server, "acme").await;
    let saved = save(&server, "before").await;
    assert!(saved.name == "before" && saved.size_bytes > 0);
    assert_eq!(names(&server).await, ["before"]);

    create(&server, "later").await;
    server.user("grace").await;
    advance(&server, 25 * 60 * MINUTE_MS).await;
    assert_eq!(server.now(chat.id).await.status, ChatStatus::Failed);

    assert_eq!(restore(&server, "before").await.expect("restored"), saved);
    assert_eq!(server.now(chat.id).await, chat);
    assert_eq!(subdomains(&server).await, ["demo", "acme"]);
    assert_eq!(
        server.desk().get_clock().send().await.expect("read").now,
        frozen
    );
    let theirs = server.client_of("acme", &acme.token.token);
    theirs
        .list_wait_times()
        .lang("en")
        .send()
        .await
        .expect("its token is known");
    // It goes on from there, timers and all, and can be brought back again.
    advance(&server, 25 * 60 * MINUTE_MS).await;
    assert_eq!(server.now(chat.id).await.status, ChatStatus::Failed);
    restore(&server, "before").await.expect("restored");
    assert_eq!(server.now(chat.id).await, chat);
}

#[tokio::test]
async fn a_name_is_a_names_and_the_last_one_counts() {
    let server = Server::start(&["--agents", "off"]).await;
    save(&server, "one").await;
    create(&server, "acme").await;
    save(&server, "two").await;
    save(&server, "one").await;
    let mut all = names(&server).await;
    all.sort_unstable();
    assert_eq!(all, ["one", "two"]);
    create(&server, "later").await;
    restore(&server, "one").await.expect("restored");
    assert_eq!(subdomains(&server).await, ["demo", "acme"]);
    let unknown = refusal(restore(&server, "three").await);
    assert_eq!(unknown, (404, "snapshot three is not found".to_owned()));
    for name in ["", "..", "a/b", "-a", "a.b"] {
        let body = serde_json::json!({"name": name}).to_string();
        let path = "/control/snapshots";
        server
            .desk_raw("POST", path, &[], body)
            .await
            .malformed("/name");
    }
    for name in ["..", "%2e%2e", "a%2fb", "-a"] {
        let path = format!("/control/snapshots/{name}/restore");
        let answer = server.desk_raw("POST", &path, &[], "{}").await;
        assert!(
            matches!(answer.status, 400 | 404),
            "{name}: {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn a_damaged_one_changes_nothing() {
    let server = Server::start(&["--agents", "off"]).await;
    save(&server, "broken").await;
    let chat = server.chat(HUMAN).await;
    create(&server, "acme").await;
    let database = server.data.join("snapshots/broken/chatd.db");
    let mut bytes = fs::read(&database).expect("a database");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&database, &bytes).expect("written");
    let (status, message) = refusal(restore(&server, "broken").await);
    assert_eq!(status, 409, "{message}");
    bytes.truncate(middle);
    fs::write(&database, &bytes).expect("written");
    assert_eq!(refusal(restore(&server, "broken").await).0, 409);
    assert_eq!(server.now(chat.id).await, chat);
    assert_eq!(subdomains(&server).await, ["demo", "acme"]);
    server.say(&chat, "it goes on").await;
}

#[tokio::test]
async fn what_is_no_snapshot_is_not_written_over() {
    let server = Server::start(&["--agents", "off"]).await;
    let other = server.data.join("snapshots/mine");
    fs::create_dir_all(&other).expect("made");
    fs::write(other.join("notes"), "mine").expect("written");
    let body = SaveSnapshotRequest::builder().name("mine").build();
    let save = server
        .desk()
        .save_snapshot()
        .body(body)
        .send()
        .await
        .map(|_| ());
    let (status, message) = refusal(save);
    assert_eq!(status, 409, "{message}");
    let notes = fs::read_to_string(other.join("notes"));
    assert_eq!(notes.expect("still there"), "mine");
}
