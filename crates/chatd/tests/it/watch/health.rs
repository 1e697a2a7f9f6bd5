//! `/healthz`, `/readyz`, `/version` of the admin listener.

use rusqlite::Connection;

use crate::support::{Server, until};

#[tokio::test]
async fn it_is_ready_while_the_store_answers() {
    let server = Server::start(&[]).await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.admin(path).await.status, 200, "{path}");
    }
    let foreign = Connection::open(server.data.join("chatd.db")).expect("opens");
    foreign.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let answer = server.admin("/readyz").await;
    assert_eq!(answer.status, 503, "nothing can be committed");
    assert_eq!(answer.body, b"the store does not answer");
    assert_eq!(server.admin("/healthz").await.status, 200, "it lives");
    foreign.execute_batch("ROLLBACK").expect("unlocks");
    until("it is ready again", async || {
        (server.admin("/readyz").await.status == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_version_is_that_of_the_program_and_of_its_data() {
    let server = Server::start(&[]).await;
    let version = server.admin("/version").await.json();
    let expected = serde_json::json!({
        "name": "chatd",
        "version": env!("CARGO_PKG_VERSION"),
        "schema_version": chat_store::schema_version(),
    });
    assert_eq!(version, expected);
}

#[tokio::test]
async fn nothing_of_it_is_on_the_public_port() {
    let server = Server::start(&[]).await;
    for path in ["/healthz", "/readyz", "/version", "/metrics"] {
        let answer = server.bare("GET", path, &[], "").await;
        assert_eq!(answer.status, 404, "{path}");
    }
}
