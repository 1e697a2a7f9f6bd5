//! What `docs/virtual-agent.md` shows is what there is.

use chat_core::HttpVirtualAgent;
use chatd::virtual_agent::VaScript;
use serde_json::{Value, json};

use super::configured::Configured;
use super::va_server::{Reply, VaServer};
use crate::support::keys;

const DOCUMENT: &str = include_str!("../../../../../docs/virtual-agent.md");

/// The blocks marked with a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let parts = DOCUMENT.split("\n```").skip(1).step_by(2);
    parts
        .filter_map(|part| part.strip_prefix(language))
        .collect()
}

fn json_block(index: usize) -> Value {
    serde_json::from_str(blocks("json")[index]).expect("JSON")
}

#[test]
fn the_script_is_sound() {
    let [script] = blocks("toml")[..] else {
        panic!("one script");
    };
    let read = VaScript::read(script);
    assert!(read.is_ok(), "{}", read.expect_err("faults"));
}

/// Replaces every value that is neither an object nor a list by null.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone(), shape(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(shape).collect(),
        _ => Value::Null,
    }
}

#[tokio::test]
async fn the_turn_is_what_is_sent_and_the_answer_what_is_understood() {
    let (request, answer) = (json_block(0), json_block(1));
    let va = VaServer::start(move |number, _| {
        Reply::Json(match number {
            1 => json!({"replies": [{"type": "text", "text": "Hello."}]}),
            _ => answer.clone(),
        })
    })
    .await;
    let backend = va.backend(HttpVirtualAgent::TIMEOUT);
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(backend, &[]).await;
    let chat = server.chat_about(request["context"].clone()).await;
    events.text(chat.id, "virtual_agent").await;
    let data = json!({"data": {"tier": {"label": "Tier", "value": "gold", "type": "string"}}});
    let path = format!("/chats/{}/custom_data", chat.id);
    server.post(&path, &data).await.ok();
    server.say(&chat, "Where is it?").await;
    let turn = &va.turns(2).await[1];
    assert_eq!(keys(turn), keys(&request), "in this order");
    assert_eq!(shape(turn), shape(&request));
    let length = |turn: &Value| turn["turn_id"].as_str().map(str::len);
    assert_eq!(length(turn), length(&request));

    for kind in ["text", "markdown", "inline_button"] {
        events.message(chat.id, "virtual_agent", kind).await;
    }
    // The demo tenant has no menu of that number.
    let canceled = events.of(chat.id, "escalation_canceled").await;
    assert_eq!(canceled["body"]["escalation"]["reason"], "invalid_queue");
}
