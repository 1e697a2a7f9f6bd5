//! What the database keeps, looked at while no program runs.

use std::path::Path;

use chat_core::{
    Actor, Chat, ChatId, CustomData, CustomDataValue, Message, MessageContent, MessageSeq,
    Store as _,
};
use chat_store::SqliteStore;
use chatd::demo::TENANT;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::Checked;
use super::account::{Account, Content, Line, Said};
use super::speech::Speaker;
use super::world::after;
use crate::support::open;

/// After which accepted deliveries are forgotten.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Holds it against the model.
pub(super) async fn compare(data: &Path, account: &Account, begin: Timestamp) -> Checked {
    let store = open(data);
    for (number, line) in (1..).zip(&account.lines) {
        let kept = Kept {
            data,
            store: &store,
            number,
            forgets: after(begin, account.now).duration_since(begin) >= WEEK,
        };
        let compared = kept.compare(line, begin).await;
        compared.map_err(|fault| format!("chat {number}, in the database: {fault}"))?;
    }
    let more = ChatId(i64::try_from(account.lines.len()).expect("few") + 1);
    match store.chat(TENANT, more).await.expect("a read") {
        None => Ok(()),
        Some(_) => Err(format!("chat {more} was never created")),
    }
}

/// A chat in the database.
struct Kept<'a> {
    data: &'a Path,
    store: &'a SqliteStore,
    number: i64,
    /// Whether so much time has passed that accepted deliveries may be forgotten.
    forgets: bool,
}

impl Kept<'_> {
    async fn compare(&self, line: &Line, begin: Timestamp) -> Checked {
        let (store, id) = (self.store, ChatId(self.number));
        let messages = store.messages(TENANT, id, MessageSeq(0), 10_000).await;
        same_messages(&messages.expect("a read"), line)?;
        let custom_data = store.custom_data(TENANT, id).await;
        same_score(custom_data.expect("a read"), line)?;
        let chat = store.chat(TENANT, id).await.expect("a read");
        let chat = chat.ok_or("it is lost")?;
        same_chat(&chat, line, begin)?;
        self.same_rows(&chat)
    }

    /// Rows that follow from the chat: its timers, and one delivery for each event until it is forgotten.
    fn same_rows(&self, chat: &Chat) -> Checked {
        let database = Connection::open(self.data.join("chatd.db")).expect("it opens");
        let mut found = database
            .prepare("SELECT kind, due_at FROM timers WHERE tenant_id = 1 AND chat_id = ?1")
            .expect("SQL");
        let found = found.query_map([self.number], |row| Ok((row.get(0)?, row.get(1)?)));
        let found = found.expect("rows").collect::<Result<_, _>>();
        let mut found: Vec<(String, i64)> = found.expect("rows");
        let due = |at: Timestamp| i64::try_from(at.as_nanosecond()).expect("in range");
        let timers = chat.timers().into_iter();
        let mut known: Vec<_> = timers
            .map(|timer| (timer.kind.as_str().to_owned(), due(timer.due_at)))
            .collect();
        found.sort();
        known.sort();
        if found != known {
            return Err(format!(
                "the rows of timers are {found:?}, the chat's timers {known:?}"
            ));
        }
        let mut seqs = database
            .prepare(
                "SELECT seq FROM deliveries \
                 WHERE tenant_id = 1 AND chat_id = ?1 AND channel = 'webhook' ORDER BY seq",
            )
            .expect("SQL");
        let seqs = seqs.query_map([self.number], |row| row.get(0));
        let seqs = seqs.expect("rows").collect::<Result<_, _>>();
        let seqs: Vec<i64> = seqs.expect("rows");
        let events = i64::try_from(chat.event_count).expect("few");
        // Each is forgotten a week after it was accepted, however the others fared.
        let fits = if self.forgets {
            seqs.iter().all(|seq| (1..=events).contains(seq))
        } else {
            seqs.into_iter().eq(1..=events)
        };
        if fits {
            Ok(())
        } else {
            Err(format!(
                "there are {events} events, and deliveries are missing or doubled"
            ))
        }
    }
}

fn same_chat(chat: &Chat, line: &Line, begin: Timestamp) -> Checked {
    let machine = &line.machine;
    let timers = chat.timers().into_iter();
    let timers = timers.map(|timer| (timer.kind, timer.due_at));
    let at = |ticks: i64| after(begin, line.born + ticks);
    let known = machine.timers().into_iter();
    let known = known.map(|(kind, due)| (kind, at(due)));
    let escalations = chat.escalations.iter().map(|it| it.status.as_str());
    let fits = chat.status().as_str() == machine.status()
        && escalations.eq(machine.escalations.iter().copied())
        && timers.eq(known);
    if fits {
        return Ok(());
    }
    let machine = (machine.status(), &machine.escalations, machine.timers());
    Err(format!("it is {chat:#?}, the model says {machine:?}"))
}

fn same_score(mut custom_data: CustomData, line: &Line) -> Checked {
    let kept = custom_data.remove("score");
    let kept = kept.and_then(|entry| match entry.value {
        CustomDataValue::Number(number) => number.as_f64(),
        _ => None,
    });
    let known = line.data.map(f64::from);
    if kept == known {
        Ok(())
    } else {
        Err(format!("the score is {kept:?}, the model says {known:?}"))
    }
}

fn same_messages(messages: &[Message], line: &Line) -> Checked {
    let numbers: Vec<i64> = messages.iter().map(|message| message.seq.0).collect();
    let expected: Vec<i64> = (1..=i64::try_from(line.said.len()).expect("few")).collect();
    if numbers != expected {
        return Err(format!(
            "the messages are {numbers:?}, the model knows {expected:?}"
        ));
    }
    for (message, said) in messages.iter().zip(&line.said) {
        let fits = match said {
            Said::EndUser { from, content } => {
                let by = matches!(message.sender, Actor::EndUser(id) if id.0 == *from);
                by && match content {
                    Content::Text(_, text) => message.content == MessageContent::Text(text.clone()),
                    Content::Photo => matches!(message.content, MessageContent::Photo(_)),
                }
            }
            Said::Scripted(Speaker::VirtualAgent, _) => {
                matches!(message.sender, Actor::VirtualAgent(_))
            }
            Said::Scripted(Speaker::Agent, _) => matches!(message.sender, Actor::Agent(_)),
        };
        if !fits {
            return Err(format!("message {message:?}, the model knows {said:?}"));
        }
    }
    Ok(())
}
