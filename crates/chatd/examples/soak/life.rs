//! The chats: one after another, each with everything that a back end does, at the pace of people.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chat_client::types::{
    ChatContext, CreateChatParams, CreateChatRequest, CreateEscalationRequest, Error, Escalation,
    EscalationStatus, OutgoingMessage, SendMessageRequest, TextContent, TextMessage,
    UpdateChatEndUserRequest, UpdateChatParams, UpdateChatRequest, UpdateCustomerFlagsRequest,
    UpdateEscalationRequest, UpsertEndUserRequest,
};
use chat_client::{Client, ErrorExt as _, ResponseValue};
use tokio::sync::watch;

use crate::dice::Dice;
use crate::ledger::{Ledger, Sent};

mod media;

/// The menus of the demo data, and how many chats of a hundred enter there.
const MENUS: [(i64, u64); 4] = [(1, 65), (2, 15), (3, 5), (4, 15)];
/// What end users say: the virtual agent and the demo agents know some of it.
const WORDS: [&str; 6] = [
    "Where is my order?",
    "What are your hours?",
    "Please send me the form",
    "thank you",
    "hm",
    "help",
];
/// Between two steps of a chat.
const PAUSE_MS: (u64, u64) = (1000, 4000);
/// Long enough for a chat to be dismissed.
const SILENCE_MS: (u64, u64) = (6500, 8000);

type Called<T> = Result<ResponseValue<T>, chat_client::Error<Error>>;

/// Whoever has one chat after another.
pub(crate) struct Life {
    number: u64,
    client: Client,
    http: reqwest::Client,
    ledger: Arc<Ledger>,
    stopped: watch::Receiver<bool>,
    dice: Dice,
    /// Whether the present chat was ended before its last step.
    ended: bool,
}

/// The chat that is going on.
#[derive(Clone, Copy)]
struct Ongoing {
    chat: i64,
    user: i64,
}

impl Life {
    pub(crate) fn new(
        number: u64,
        client: Client,
        ledger: Arc<Ledger>,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        Self {
            number,
            client,
            http: reqwest::Client::new(),
            ledger,
            stopped,
            dice: Dice::new(number),
            ended: false,
        }
    }

    /// Chats until the load stops; the last one is ended as the others are.
    pub(crate) async fn again_and_again(mut self) {
        while !*self.stopped.borrow() {
            self.one().await;
        }
    }

    /// One chat from its creation to its end.
    async fn one(&mut self) -> Option<()> {
        // Also so that a server that refuses everything is not called without end.
        self.pause(PAUSE_MS).await;
        self.ended = false;
        let ongoing = self.begin().await?;
        for _ in 0..self.dice.between(4, 12) {
            self.pause(PAUSE_MS).await;
            if self.ended || *self.stopped.borrow() {
                break;
            }
            self.step(ongoing).await;
        }
        self.compare_media(ongoing.chat).await;
        // What has ended already may be ended again, and stays as it is.
        self.finish(ongoing, None).await
    }

    async fn begin(&mut self) -> Option<Ongoing> {
        let identifier = format!("soak-{}", self.number);
        let body = UpsertEndUserRequest::builder()
            .identifier(identifier)
            .name("Ada".to_owned());
        let called = self.client.upsert_end_user().body(body.build()).send();
        let user = self.note("upsert_end_user", called.await)?.id;
        let context = serde_json::Map::from_iter([("order_id".to_owned(), "A-1042".into())]);
        let params = CreateChatParams::builder()
            .menu_id(self.menu())
            .end_user_id(user)
            .context(ChatContext::builder().value(context).build());
        let body = CreateChatRequest::builder().chat(params.build()).build();
        let called = self.client.create_chat().body(body).send().await;
        let chat = self.note("create_chat", called)?.id;
        self.ledger.record().sent.insert(chat, Sent::default());
        Some(Ongoing { chat, user })
    }

    fn menu(&mut self) -> i64 {
        let mut left = self.dice.between(0, 100);
        for (menu, share) in MENUS {
            if left < share {
                return menu;
            }
            left -= share;
        }
        MENUS[0].0
    }

    /// One thing that a back end does; what is refused changes nothing.
    async fn step(&mut self, it: Ongoing) -> Option<()> {
        match self.dice.between(0, 100) {
            0..50 => self.say(it).await,
            50..60 => self.show_photo(it).await,
            60..64 => self.show_video(it).await,
            64..70 => {
                self.pause(SILENCE_MS).await;
                self.say(it).await
            }
            70..78 => self.describe(it).await,
            78..82 => self.rename(it).await,
            82..88 => {
                let called = self.client.get_chat().id(it.chat).send().await;
                self.note("get_chat", called).map(drop)
            }
            _ => self.escalate(it).await,
        }
    }

    async fn say(&mut self, it: Ongoing) -> Option<()> {
        let words = WORDS[usize::try_from(self.dice.between(0, 6)).unwrap_or_default()];
        let content = TextContent::String(words.to_owned());
        self.send(
            it,
            OutgoingMessage::Text(TextMessage::builder().content(content).build()),
        )
        .await
    }

    async fn send(&self, it: Ongoing, message: OutgoingMessage) -> Option<()> {
        let body = SendMessageRequest::builder()
            .from_user_id(it.user)
            .message(message)
            .build();
        let called = self.client.send_message().id(it.chat).body(body).send();
        self.note("send_message", called.await)?;
        self.sent(it.chat, |sent| sent.messages += 1);
        Some(())
    }

    async fn describe(&self, it: Ongoing) -> Option<()> {
        let body = UpdateCustomerFlagsRequest::builder()
            .verified_customer(true)
            .build();
        let call = self.client.update_customer_flags().id(it.chat).body(body);
        self.note("update_customer_flags", call.send().await)?;
        let called = self.client.get_customer_flags().id(it.chat).send().await;
        let flags = self.note("get_customer_flags", called)?;
        if !flags.verified_customer {
            self.broken(format!("chat {}: a flag that was set is not", it.chat));
        }
        Some(())
    }

    /// Tells more about the end user; the platform takes the same at most once in ten seconds, so it is never the same.
    async fn rename(&mut self, it: Ongoing) -> Option<()> {
        let name = format!("Ada {}", self.dice.between(0, u64::MAX));
        let body = UpdateChatEndUserRequest::builder()
            .identifier(format!("soak-{}", self.number))
            .name(name)
            .build();
        let call = self.client.update_chat_end_user().chat_id(it.chat);
        self.note("update_chat_end_user", call.body(body).send().await)
            .map(drop)
    }

    /// Asks for a person; where the queue is closed or full, chooses another way.
    async fn escalate(&mut self, it: Ongoing) -> Option<()> {
        let call = self.client.create_escalation().chat_id(it.chat);
        let called = call.body(CreateEscalationRequest::builder().build()).send();
        let escalation = self.note("create_escalation", called.await)?;
        if escalation.status != EscalationStatus::Deflecting {
            return Some(());
        }
        self.pause(PAUSE_MS).await;
        let channel = if self.dice.percent(50) {
            "virtual_agent"
        } else {
            "email"
        };
        let body = UpdateEscalationRequest::builder()
            .deflection_channel(channel.to_owned())
            .build();
        let call = self.client.update_escalation().chat_id(it.chat);
        let called = call.id(escalation.id).body(body).send().await;
        let escalation = self.note("update_escalation", called)?;
        if channel == "email" {
            self.finish(it, Some(&escalation)).await?;
            self.ended = true;
        }
        Some(())
    }

    /// Ends the chat; over a channel where one was chosen.
    async fn finish(&self, it: Ongoing, escalation: Option<&Escalation>) -> Option<()> {
        let params = UpdateChatParams::builder().status("finished".to_owned());
        let params = match escalation {
            Some(escalation) => params
                .escalation_id(escalation.id)
                .deflection_channel("email".to_owned())
                .build(),
            None => params.build(),
        };
        let body = UpdateChatRequest::builder()
            .finished_by_user_id(it.user)
            .chat(params)
            .build();
        let called = self
            .client
            .update_chat()
            .id(it.chat)
            .body(body)
            .send()
            .await;
        let ended = self.note("update_chat", called)?;
        if ended.ends_at.is_none() {
            self.broken(format!("chat {}: ended, but goes on", it.chat));
        }
        Some(())
    }

    /// Waits for a while, or until the load stops.
    async fn pause(&mut self, (low, high): (u64, u64)) {
        let pause = Duration::from_millis(self.dice.between(low, high));
        // Either end of the wait is as good.
        let _ = tokio::time::timeout(pause, self.stopped.wait_for(|stop| *stop)).await;
    }

    /// Writes down how a call ended; a refusal is one, everything else that is no success must not happen.
    fn note<T>(&self, operation: &str, called: Called<T>) -> Option<T> {
        note(&self.ledger, operation, called)
    }

    fn broken(&self, fault: String) {
        self.ledger.record().broken.push(fault);
    }

    fn sent(&self, chat: i64, change: impl FnOnce(&mut Sent)) {
        change(self.ledger.record().sent.entry(chat).or_default());
    }
}

fn note<T>(ledger: &Ledger, operation: &str, called: Called<T>) -> Option<T> {
    let mut record = ledger.record();
    record.calls += 1;
    let error = match called {
        Ok(answer) => return Some(answer.into_inner()),
        Err(error) => error,
    };
    let refused = error.status().is_some_and(|status| status.as_u16() == 400);
    let text = format!("{operation}: {}", error.message());
    if refused {
        *record.refusals.entry(text).or_default() += 1;
    } else {
        record.broken.push(text);
    }
    None
}

/// How every chat stands at the end, by the API.
pub(crate) async fn statuses(client: &Client, ledger: &Ledger) -> BTreeMap<i64, String> {
    let chats: Vec<i64> = ledger.record().sent.keys().copied().collect();
    let mut found = BTreeMap::new();
    for id in chats {
        let called = client.get_chat().id(id).send().await;
        if let Some(chat) = note(ledger, "get_chat", called) {
            found.insert(id, chat.status.to_string());
        }
    }
    found
}
