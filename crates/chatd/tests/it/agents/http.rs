//! A virtual agent that a server of the tenant answers for.

use std::sync::Arc;

use chat_client::types::{ChatStatus, UpsertEndUserRequest};
use chat_core::{HttpVirtualAgent, KeyPair, Secret, TenantId, VirtualAgentBackend};
use chatd::outbound::{Loopback, Networks, Outbound, Reach, SystemResolver};
use chatd::virtual_agent::faults;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::configured::Configured;
use super::va_server::{Reply, VaServer, backend};
use crate::support::{Events, HUMAN, Server, VIRTUAL_AGENT, keys};

const TIMEOUT: SignedDuration = HttpVirtualAgent::TIMEOUT;

fn text(text: &str) -> Value {
    json!({"replies": [{"type": "text", "text": text}]})
}

#[tokio::test]
async fn a_turn_tells_what_is_known() {
    let va = VaServer::start(|_, _| Reply::Json(text("Hello."))).await;
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(va.backend(TIMEOUT), &["--agents", "off"]).await;
    let ada = UpsertEndUserRequest::builder()
        .identifier("ada".to_owned())
        .name("Ada".to_owned());
    let call = server.client().upsert_end_user().body(ada.build());
    let user = call.send().await.expect("an end user").id;
    let chat = server.chat_about(json!({"order": {"id": 7}})).await;
    events.text(chat.id, "virtual_agent").await;
    let first = &va.turns(1).await[0];
    assert_eq!(first["tenant"], "demo");
    assert_eq!(
        first["virtual_agent"],
        json!({"id": 1, "name": "Virtual agent"})
    );
    let in_chat = &first["chat"];
    assert_eq!(keys(in_chat), ["id", "lang", "menu_id", "created_at"]);
    assert_eq!(
        (&in_chat["id"], &in_chat["lang"], &in_chat["menu_id"]),
        (&json!(chat.id), &json!("en"), &json!(VIRTUAL_AGENT))
    );
    assert_eq!(
        first["end_user"],
        json!({"id": user, "identifier": "ada", "name": "Ada"})
    );
    assert_eq!(first["entrance"], "first");
    assert_eq!(first["context"], json!({"order": {"id": 7}}));
    for empty in ["messages", "history"] {
        assert_eq!(first[empty], json!([]), "{empty}");
    }

    let data = json!({"data": {
        "tier": {"label": "Tier", "value": "gold", "type": "string"},
        "score": {"value": 3, "invisible_to_agent": true},
    }});
    let path = format!("/chats/{}/custom_data", chat.id);
    server.post(&path, &data).await.ok();
    server.say(&chat, "Where is it?").await;
    let second = &va.turns(2).await[1];
    assert_eq!(second["entrance"], "none");
    assert_ne!(second["turn_id"], first["turn_id"]);
    assert_eq!(
        second["custom_data"],
        json!({"tier": {"label": "Tier", "value": "gold", "type": "string", "signed": false}})
    );
    let message = |index: &str| {
        let mut message = second[index][0].clone();
        let sent_at = message.as_object_mut().expect("one").remove("sent_at");
        assert!(sent_at.is_some_and(|it| it.as_str().is_some_and(|it| it.ends_with('Z'))));
        assert_eq!(second[index].as_array().map(Vec::len), Some(1));
        message
    };
    let history = json!({"seq": 1, "sender": {"id": 1, "type": "virtual_agent"}, "type": "text", "content": "Hello."});
    assert_eq!(message("history"), history);
    let new = json!({"seq": 2, "sender": {"id": user, "type": "end_user"}, "type": "text", "content": "Where is it?"});
    assert_eq!(message("messages"), new);
}

#[tokio::test]
async fn what_is_answered_is_said_and_done() {
    let va = VaServer::start(|number, _| {
        Reply::Json(match number {
            1 => json!({"replies": [
                {"type": "text", "text": "Plain."},
                {"type": "markdown", "text": "*Bold.*"},
                {"type": "buttons", "text": "Which?", "buttons": [{"title": "A"}, {"title": "B", "payload": "b"}]},
            ]}),
            2 => json!({}),
            _ => json!({
                "replies": [{"type": "text", "text": "One moment."}],
                "action": {"type": "escalate", "menu_id": HUMAN, "reason": "by_end_user_ask"},
            }),
        })
    })
    .await;
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(va.backend(TIMEOUT), &[]).await;
    let chat = server.chat_about(json!({})).await;
    for (kind, content) in [
        ("text", json!("Plain.")),
        ("markdown", json!("*Bold.*")),
        (
            "inline_button",
            json!({"text": "Which?", "buttons": [{"title": "A"}, {"title": "B", "payload": "b"}]}),
        ),
    ] {
        let event = events.message(chat.id, "virtual_agent", kind).await;
        assert_eq!(event["body"]["message"]["content"], content);
    }
    server.say(&chat, "A").await;
    va.turns(2).await;
    server.say(&chat, "a person").await;
    let third = &va.turns(3).await[2];
    assert_eq!(third["messages"].as_array().map(Vec::len), Some(1));
    assert_eq!(third["history"].as_array().map(Vec::len), Some(4));
    assert_eq!(third["history"][2]["content"]["buttons"][1]["payload"], "b");
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "One moment.");
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(started["body"]["escalation"]["reason"], "by_end_user_ask");
    server.until_status(chat.id, ChatStatus::Assigned).await;
}

#[tokio::test]
async fn while_a_secret_is_replaced_either_is_enough() {
    let va = VaServer::start(|_, _| Reply::Json(text("Hello."))).await;
    let VirtualAgentBackend::Http(mut replaced) = va.backend(TIMEOUT) else {
        panic!("a server");
    };
    let known = replaced.secret.primary;
    replaced.secret = KeyPair {
        primary: Secret::new("not known yet".to_owned()),
        secondary: Some(known),
    };
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(VirtualAgentBackend::Http(replaced), &[]).await;
    let chat = server.chat_about(json!({})).await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Hello.");
}

#[tokio::test]
async fn it_can_end_the_chat() {
    let end = json!({"replies": [{"type": "text", "text": "Bye."}], "action": {"type": "end"}});
    let va = VaServer::start(move |_, _| Reply::Json(end.clone())).await;
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(va.backend(TIMEOUT), &[]).await;
    let chat = server.chat_about(json!({})).await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Bye.");
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["ended_by"]["type"], "virtual_agent");
    assert_eq!(server.now(chat.id).await.status, ChatStatus::Finished);
}

async fn is_handed_over(server: &Server, events: &mut Events, chat: i64, case: &str) {
    let started = events.of(chat, "escalation_started").await;
    let escalation = &started["body"]["escalation"];
    assert_eq!(escalation["reason"], "payload_failure", "{case}");
    server.until_status(chat, ChatStatus::Assigned).await;
    events.none_left_of(chat, "escalation_started");
}

#[tokio::test]
async fn whatever_it_fails_at_hands_the_chat_to_people() {
    let cases = [
        "404",
        "500",
        "redirect",
        "hang",
        "nothing",
        "garbage",
        "no object",
        "long",
        "limit",
        "reason",
    ];
    let va = VaServer::start(|_, turn| {
        let case = turn["context"]["case"].as_str().expect("a text");
        match case {
            "404" | "500" => Reply::Status(case.parse().expect("a number")),
            // Followed, it would be another request.
            "redirect" => Reply::Redirect("/elsewhere".to_owned()),
            "hang" => Reply::Hang,
            "nothing" => Reply::Status(204),
            "garbage" => Reply::Text("{\"replies\": [".to_owned()),
            "no object" => Reply::Json(json!([])),
            "long" => Reply::Json(json!({"filler": "x".repeat(64 * 1024)})),
            "limit" => Reply::Json(text(&"x".repeat(10_001))),
            "reason" => Reply::Json(json!({"action": {"type": "escalate", "reason": "anger"}})),
            other => panic!("{other}"),
        }
    })
    .await;
    let short = SignedDuration::from_secs(1);
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(va.backend(short), &[]).await;
    let mut chats = Vec::new();
    for case in cases {
        chats.push((server.chat_about(json!({ "case": case })).await.id, case));
    }
    for (chat, case) in chats {
        is_handed_over(&server, &mut events, chat, case).await;
        events.none_left_of(chat, "chat_ended");
    }
    assert_eq!(va.turns(cases.len()).await.len(), cases.len());
    let log = server.log();
    assert!(!log.contains("/turn"), "no URL in the log: {log}");
    assert!(!log.contains("anger"), "nothing of the answer: {log}");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_may_not_be_reached_is_a_failure_too() {
    let nobody = backend("http://127.0.0.1:9/turn".to_owned(), TIMEOUT);
    let out_of_bounds = backend("https://10.0.0.1/turn".to_owned(), TIMEOUT);
    for backend in [nobody, out_of_bounds] {
        let Configured {
            server,
            mut events,
            directory: _directory,
        } = Configured::start(backend, &[]).await;
        let chat = server.chat_about(json!({})).await.id;
        is_handed_over(&server, &mut events, chat, "unreachable").await;
    }
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_turn_asks_for_the_same_again() {
    let va = VaServer::start(|number, _| match number {
        1 => Reply::Hang,
        _ => Reply::Json(text("Hello after all.")),
    })
    .await;
    let Configured {
        server,
        mut events,
        directory,
    } = Configured::start(va.backend(TIMEOUT), &["--agents", "off"]).await;
    let chat = server.chat_about(json!({})).await;
    va.turns(1).await;
    server.kill().await;
    let url = events.url();
    let flags = ["--agents", "off", "--webhook-url", url.as_str()];
    let server = Server::start_in(directory.path(), &flags).await;
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "Hello after all.");
    let turns = va.turns(2).await;
    assert_eq!(turns[0], turns[1], "the turn is the same, and its id");
    server.say(&chat, "hi").await;
    let turns = va.turns(3).await;
    assert_eq!(turns[2]["history"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_is_written_during_a_turn_is_for_the_next() {
    let (signal, held) = tokio::sync::watch::channel(false);
    let va = VaServer::start(move |number, turn| match number {
        1 => Reply::Held(held.clone(), text("Hello.")),
        _ => Reply::Json(text(&format!(
            "You said {}.",
            turn["messages"][0]["content"].as_str().expect("a text")
        ))),
    })
    .await;
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(va.backend(TIMEOUT), &["--agents", "off"]).await;
    let chat = server.chat_about(json!({})).await;
    va.turns(1).await;
    server.say(&chat, "ahoy").await;
    signal.send(true).expect("the server runs");
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Hello.");
    assert_eq!(
        events.text(chat.id, "virtual_agent").await,
        "You said ahoy."
    );
    let turns = va.turns(2).await;
    let seqs = |list: &Value| -> Vec<i64> {
        let messages = list.as_array().expect("a list").iter();
        messages
            .map(|it| it["seq"].as_i64().expect("a number"))
            .collect()
    };
    assert_eq!(seqs(&turns[1]["messages"]), [1]);
    assert_eq!(seqs(&turns[1]["history"]), [2], "its own answer came after");
}

#[test]
fn a_backend_is_judged_before_it_is_stored() {
    let reach = Reach {
        networks: Networks::Public,
        loopback: Loopback::Tenant(TenantId(1)),
    };
    let outbound = Outbound::new(reach, Arc::new(SystemResolver)).expect("a client");
    let judged = |tenant, backend| faults(TenantId(tenant), &backend, &outbound);
    let local = || backend("http://127.0.0.1:1/".to_owned(), TIMEOUT);
    assert_eq!(judged(1, local()), [] as [String; 0]);
    assert_eq!(judged(2, local()).len(), 1);
    for timeout in [SignedDuration::ZERO, SignedDuration::from_secs(31)] {
        let faults = judged(2, backend("ftp://x".to_owned(), timeout));
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
    let toml = "x = 1".to_owned();
    let faults = judged(1, VirtualAgentBackend::Scripted { toml });
    assert_eq!(faults.len(), 3, "{faults:?}");
}
