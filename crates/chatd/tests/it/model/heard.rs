//! What the receiver of webhooks heard: every attempt is looked at, and the first one of each event is followed, as a consumer
//! would who has nothing but the events.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::Checked;
use super::account::{Content, Line, Said};
use super::speech::Speaker;
use super::world::after;
use crate::webhooks::receiver::Received;

/// All chats.
#[derive(Default)]
pub(super) struct Heard {
    /// The bytes of each event.
    bodies: BTreeMap<String, Vec<u8>>,
    chats: BTreeMap<i64, Tale>,
}

/// What the events of one chat make of it.
#[derive(Debug, Default)]
struct Tale {
    status: String,
    messages: Vec<Value>,
    escalations: BTreeMap<i64, String>,
    turns: Vec<(String, Timestamp)>,
    present: BTreeSet<String>,
    last: Option<Timestamp>,
    over: bool,
}

impl Heard {
    /// One attempt.
    pub(super) fn hear(&mut self, attempt: &Received) -> Checked {
        let id = attempt.header("webhook-id").to_owned();
        if let Some(body) = self.bodies.get(&id) {
            if attempt.body[..] != body[..] {
                let (first, now) = (String::from_utf8_lossy(body), &attempt.body);
                return Err(format!(
                    "event {id} says something else: first {first}, now {now:?}"
                ));
            }
            return Ok(());
        }
        self.bodies.insert(id, attempt.body.to_vec());
        let json = attempt.json();
        let chat = json["chat_id"].as_i64().ok_or("an event without a chat")?;
        let tale = self.chats.entry(chat).or_default();
        tale.go_on(&json)
            .map_err(|fault| format!("the events of chat {chat}: {fault}: {json}"))
    }

    /// Holds what was heard of a chat against the model. While not everything can have arrived, it may be the beginning only.
    pub(super) fn compare(
        &self,
        chat: i64,
        line: &Line,
        begin: Timestamp,
        complete: bool,
    ) -> Checked {
        let silence = Tale::default();
        let tale = self.chats.get(&chat).unwrap_or(&silence);
        if complete && tale.messages.len() < line.said.len() {
            let (heard, said) = (tale.messages.len(), line.said.len());
            return Err(format!(
                "the events tell of {heard} messages, the model knows {said}: one is lost"
            ));
        }
        if tale.messages.len() > line.said.len() {
            return Err(format!(
                "the events tell of a message that nobody wrote: {}",
                tale.messages[line.said.len()]
            ));
        }
        for (message, said) in tale.messages.iter().zip(&line.said) {
            same(message, said)?;
        }
        tale.compare_turns(line, begin, complete)?;
        if !complete {
            return Ok(());
        }
        let status = line.machine.status();
        if tale.status != status {
            let heard = &tale.status;
            return Err(format!(
                "the events lead to {heard:?}, the model to {status:?}"
            ));
        }
        let known = line.escalations.iter().zip(&line.machine.escalations);
        let known: Vec<(i64, &str)> = known.map(|(id, status)| (*id, *status)).collect();
        let heard = tale
            .escalations
            .iter()
            .map(|(id, status)| (*id, status.as_str()));
        if !heard.clone().eq(known.iter().copied()) {
            let heard: Vec<_> = heard.collect();
            return Err(format!(
                "the events tell of escalations {heard:?}, the model of {known:?}"
            ));
        }
        Ok(())
    }
}

impl Tale {
    fn go_on(&mut self, event: &Value) -> Checked {
        let body = &event["body"];
        let at = instant(&event["timestamp"])?;
        if self.over {
            return Err("something happens after the end".to_owned());
        }
        if self.last.is_some_and(|last| at < last) {
            return Err("they run back in time".to_owned());
        }
        let kind = event["event_type"]
            .as_str()
            .ok_or("an event without a type")?;
        if self.last.is_none() != (kind == "chat_created") {
            return Err("they begin with chat_created, and nothing else does".to_owned());
        }
        self.last = Some(at);
        match kind {
            "chat_created" => self.status = text(&body["status"])?,
            "chat_resumed" => {
                self.status = text(&body["status"])?;
                self.turns.push((kind.to_owned(), at));
            }
            "message_received" => return self.message(body),
            "participant_joined" => {
                let by_agent = body["participant"]["type"] == "agent";
                let status = if by_agent { "assigned" } else { "va_assigned" };
                self.status = status.to_owned();
                return self.presence(body, true);
            }
            "participant_left" => {
                self.status = "queued".to_owned();
                return self.presence(body, false);
            }
            "chat_dismissed" | "chat_ended" => {
                self.status = text(&body["status"])?;
                self.over = kind == "chat_ended";
                self.turns.push((kind.to_owned(), at));
            }
            "escalation_started"
            | "escalation_accepted"
            | "escalation_canceled"
            | "escalation_deflected" => {
                if kind == "escalation_started" {
                    self.status = "queued".to_owned();
                }
                let escalation = &body["escalation"];
                let id = escalation["id"]
                    .as_i64()
                    .ok_or("an escalation without an id")?;
                self.escalations.insert(id, text(&escalation["status"])?);
            }
            other => return Err(format!("no event is a {other}")),
        }
        Ok(())
    }

    /// Numbered from 1 without a gap.
    fn message(&mut self, body: &Value) -> Checked {
        let seq = body["message"]["seq"]
            .as_u64()
            .ok_or("a message without a number")?;
        let expected = self.messages.len() as u64 + 1;
        if seq != expected {
            return Err(format!("message {seq} is told where {expected} is next"));
        }
        self.messages.push(body.clone());
        Ok(())
    }

    /// Nobody joins twice without leaving, or leaves without having joined.
    fn presence(&mut self, body: &Value, joins: bool) -> Checked {
        let who = &body["participant"];
        let key = format!("{} {}", who["type"], who["id"]);
        let orderly = if joins {
            self.present.insert(key)
        } else {
            self.present.remove(&key)
        };
        if orderly {
            Ok(())
        } else {
            Err("who is there joins, or who is not there leaves".to_owned())
        }
    }

    /// What timers do happens at their instant: never earlier, and later only if the clock was set.
    fn compare_turns(&self, line: &Line, begin: Timestamp, complete: bool) -> Checked {
        let heard: Vec<_> = self
            .turns
            .iter()
            .map(|(kind, at)| (kind.as_str(), *at))
            .collect();
        let known = line.turns.iter();
        let known: Vec<_> = known.map(|(kind, at)| (*kind, after(begin, *at))).collect();
        let fits = if complete {
            heard == known
        } else {
            known.starts_with(&heard)
        };
        if fits {
            Ok(())
        } else {
            Err(format!(
                "the events tell of turns {heard:?}, the model of {known:?}"
            ))
        }
    }
}

fn same(heard: &Value, said: &Said) -> Checked {
    let (sender, message) = (&heard["sender"], &heard["message"]);
    let fits = match said {
        Said::EndUser { from, content } => {
            let content = match content {
                Content::Text(_, text) => message["type"] == "text" && message["content"] == **text,
                Content::Photo => message["type"] == "photo",
            };
            content && sender["type"] == "end_user" && sender["id"] == *from
        }
        Said::Scripted(by, reply) => {
            let by_agent = *by == Speaker::Agent;
            let kind = if by_agent { "agent" } else { "virtual_agent" };
            let content = match reply.beginning(*by) {
                Some(beginning) => begins(&message["content"], beginning),
                None => message["type"] == "document",
            };
            content && sender["type"] == kind
        }
    };
    if fits {
        Ok(())
    } else {
        Err(format!(
            "the events tell of message {heard}, the model of {said:?}"
        ))
    }
}

fn begins(content: &Value, beginning: &str) -> bool {
    content
        .as_str()
        .is_some_and(|text| text.starts_with(beginning))
}

fn text(value: &Value) -> Checked<String> {
    let text = value.as_str().ok_or("no text where one belongs")?;
    Ok(text.to_owned())
}

pub(super) fn instant(value: &Value) -> Checked<Timestamp> {
    let text = value.as_str().ok_or("no instant where one belongs")?;
    text.parse()
        .map_err(|_| format!("{text} is not an instant"))
}
