//! The example of a virtual agent in Python, run as it stands.

use std::process::Command;

use chat_client::types::ChatStatus;
use chat_core::HttpVirtualAgent;
use serde_json::json;

use super::configured::Configured;
use super::va_server::{SECRET, backend};
use crate::support::Process;

const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/virtual_agent.py"
);

#[tokio::test]
async fn the_example_answers() {
    let mut command = Command::new("python3");
    command
        .args([EXAMPLE, "0"])
        .env("VIRTUAL_AGENT_SECRET", SECRET);
    let mut example = Process::start(&mut command);
    let url = example.lines(1).await.remove(0);
    let unsigned = reqwest::Client::new().post(&url).body("{}").send().await;
    assert_eq!(unsigned.expect("an answer").status(), 401);

    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(backend(url, HttpVirtualAgent::TIMEOUT), &[]).await;
    let chat = server.chat_about(json!({})).await;
    let asked = events
        .message(chat.id, "virtual_agent", "inline_button")
        .await;
    let content = &asked["body"]["message"]["content"];
    assert_eq!(content["text"], "Hello there! How can I help?");
    server.say(&chat, "Opening hours").await;
    let told = events.message(chat.id, "virtual_agent", "markdown").await;
    assert!(
        told["body"]["message"]["content"]
            .as_str()
            .is_some_and(|it| it.contains("9 to 18"))
    );
    server.say(&chat, "hm").await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "You wrote: hm");
    server.say(&chat, "A person").await;
    server.until_status(chat.id, ChatStatus::Assigned).await;

    let chat = server.chat_about(json!({"topic": "people"})).await;
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "I am connecting you.");
    server.until_status(chat.id, ChatStatus::Assigned).await;

    let chat = server.chat_about(json!({})).await;
    server.say(&chat, "bye").await;
    server.until_status(chat.id, ChatStatus::Finished).await;
}
