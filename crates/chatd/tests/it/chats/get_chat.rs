//! GET /chats/{id}

use chat_client::types::{ChatStatus, ParticipantStatus};

use crate::support::{HUMAN, Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn shows_where_a_chat_stands() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let virtual_agent = chat.virtual_agent.expect("a virtual agent");
    assert_eq!(virtual_agent.status, ParticipantStatus::Connected);
    assert_eq!(chat.agent, None);

    server.escalate(chat.id).await;
    let queued = server.now(chat.id).await;
    if queued.status == ChatStatus::Queued {
        assert!(queued.timeout_at.expect("an expiry") < chat.timeout_at.expect("a timeout"));
    }
    let served = server.until_status(chat.id, ChatStatus::Assigned).await;
    let agent = served.agent.expect("an agent");
    assert_eq!(agent.status, ParticipantStatus::Connected);
    assert!(agent.name.starts_with(&agent.first_name), "{agent:?}");
    assert_eq!(served.all_agents, [agent]);
    let last = served.virtual_agent.expect("the last virtual agent stays");
    assert_eq!(last.status, ParticipantStatus::Finished);
    assert_eq!(
        served.menus[0].id, HUMAN,
        "the path is that of the present menu"
    );
}

#[tokio::test]
async fn reads_go_on_after_the_end() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let ended = server.now(chat.id).await;
    assert_eq!(ended.status, ChatStatus::Finished);
    assert_eq!(ended.timeout_at, None);
    assert!(ended.ends_at.is_some_and(|at| at >= ended.created_at));
    let virtual_agent = ended.virtual_agent.expect("who served it last");
    assert_eq!(virtual_agent.status, ParticipantStatus::Finished);
}

#[tokio::test]
async fn an_unknown_chat_is_404() {
    let server = Server::start(&[]).await;
    let answer = server.client().get_chat().id(99).send().await;
    refused(answer, 404, "chat 99 is not found");
    server
        .get("/chats/99")
        .await
        .refuses(404, "chat 99 is not found", "");
}

#[tokio::test]
async fn a_queue_that_nobody_serves_expires() {
    let flags = ["--agents", "off", "--queue-expiry", "1s"];
    let (server, mut events) = Server::start_with_events(&flags).await;
    let chat = server.chat(HUMAN).await;
    let failed = server.until_status(chat.id, ChatStatus::Failed).await;
    assert_eq!(failed.timeout_at, None);
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["status"], "failed");
    assert_eq!(ended["body"]["fail_reason"], "expired");
    assert_eq!(ended["body"]["ended_by"], serde_json::Value::Null);
}

#[tokio::test]
async fn a_silent_chat_times_out() {
    let (server, mut events) = Server::start_with_events(&["--chat-timeout", "1s"]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    server.until_status(chat.id, ChatStatus::Finished).await;
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["status"], "finished");
    assert_eq!(ended["body"]["fail_reason"], "no_response");
}
