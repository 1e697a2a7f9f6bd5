//! `chatd snapshot save|restore`

use std::path::Path;

use crate::support::{Said, Server, program, run};

async fn snapshot(verb: &str, at: &Path, data: &Path) -> Said {
    let mut command = program();
    command.args(["snapshot", verb]).arg(at);
    command.arg("--data").arg(data);
    run(command).await
}

#[tokio::test]
async fn what_was_saved_is_restored() {
    let directory = tempfile::tempdir().expect("a directory");
    let (data, saved) = (
        directory.path().join("data"),
        directory.path().join("saved"),
    );
    let server = Server::start_in(&data, &[]).await;
    server.chat(1).await;
    let said = snapshot("save", &saved, &data).await;
    assert_eq!(said.code, Some(1), "it is running: {said:?}");
    assert!(said.err.starts_with("chatd: "), "{}", said.err);
    server.stop().await;

    let said = snapshot("save", &saved, &data).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.starts_with("saved "), "{}", said.out);
    let server = Server::start_in(&data, &[]).await;
    server.chat(1).await;
    server.now(2).await;
    server.stop().await;

    let said = snapshot("restore", &saved, &data).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let server = Server::start_in(&data, &[]).await;
    assert_eq!(server.now(1).await.id, 1);
    assert_eq!(server.get("/chats/2").await.status, 404, "it came later");
    let said = snapshot("restore", &directory.path().join("nothing"), &data).await;
    assert_eq!(said.code, Some(1), "{said:?}");
}
