//! `chatd healthcheck`

use crate::support::{Said, Server, program, run};

async fn ask(address: &str) -> Said {
    let mut command = program();
    command.args(["healthcheck", "--admin-listen", address]);
    run(command).await
}

#[tokio::test]
async fn it_is_the_answer_of_the_admin_listener() {
    let server = Server::start(&[]).await;
    let address = server.admin_address().to_string();
    let said = ask(&address).await;
    assert_eq!((said.code, said.out + &said.err), (Some(0), String::new()));
    server.stop().await;
    let said = ask(&address).await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.starts_with("chatd: not ready: 127.0.0.1:"),
        "{}",
        said.err
    );
}

#[tokio::test]
async fn it_must_know_the_address() {
    for address in ["off", "127.0.0.1:0"] {
        let said = ask(address).await;
        assert_eq!(said.code, Some(2));
        assert!(said.err.contains("--admin-listen"), "{}", said.err);
    }
}
