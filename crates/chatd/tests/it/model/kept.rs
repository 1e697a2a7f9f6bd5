//! What the database keeps, looked at while no program runs.

use std::path::Path;

use chat_core::{Actor, ChatId, Message, MessageContent, MessageSeq, Store as _};
use chatd::demo::TENANT;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::Checked;
use super::account::{Account, Content, Line, Said};
use crate::support::open;

/// Holds it against the model.
pub(super) async fn compare(data: &Path, account: &Account, begin: Timestamp) -> Checked {
    let store = open(data);
    for (number, line) in (1..).zip(&account.lines) {
        let chat = store.chat(TENANT, ChatId(number)).await;
        let chat = chat.expect("a read").ok_or("it is not in the database")?;
        let messages = store
            .messages(TENANT, ChatId(number), MessageSeq(0), 10_000)
            .await
            .expect("a read");
        same_messages(&messages, line)
            .map_err(|fault| format!("chat {number}, in the database: {fault}"))?;
        let status = chat.status().as_str();
        let escalations = chat.escalations.iter().map(|it| it.status.as_str());
        let timers: Vec<_> = chat
            .timers()
            .into_iter()
            .map(|timer| (timer.kind.as_str().to_owned(), timer.due_at))
            .collect();
        let at = |seconds: i64| begin + SignedDuration::from_secs(line.born + seconds);
        let known: Vec<_> = line
            .machine
            .timers()
            .iter()
            .map(|(kind, due)| (kind.as_str().to_owned(), at(*due)))
            .collect();
        let fits = status == line.machine.status()
            && escalations.eq(line.machine.escalations.iter().copied())
            && timers == known;
        if !fits {
            let machine = (
                line.machine.status(),
                &line.machine.escalations,
                line.machine.timers(),
            );
            return Err(format!(
                "chat {number}: the database has {chat:#?}, the model {machine:?}"
            ));
        }
        rows(
            data,
            number,
            &timers,
            i64::try_from(chat.event_count).expect("small"),
        )
        .map_err(|fault| format!("chat {number}, in the database: {fault}"))?;
    }
    let more = ChatId(i64::try_from(account.lines.len()).expect("few") + 1);
    match store.chat(TENANT, more).await.expect("a read") {
        None => Ok(()),
        Some(_) => Err(format!("chat {more} was never created")),
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
            Said::VirtualAgent(_) => matches!(message.sender, Actor::VirtualAgent(_)),
        };
        if !fits {
            return Err(format!("message {message:?}, the model knows {said:?}"));
        }
    }
    Ok(())
}

/// Rows that follow from the chat: its timers, and one delivery for each event until it is forgotten.
fn rows(data: &Path, chat: i64, timers: &[(String, Timestamp)], events: i64) -> Checked {
    let database = Connection::open(data.join("chatd.db")).expect("it opens");
    let mut found = database
        .prepare("SELECT kind, due_at FROM timers WHERE tenant_id = 1 AND chat_id = ?1")
        .expect("SQL");
    let found = found.query_map([chat], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)));
    let mut found: Vec<(String, i64)> = found
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("rows");
    let due = |at: Timestamp| i64::try_from(at.as_nanosecond()).expect("in range");
    let mut known: Vec<_> = timers
        .iter()
        .map(|(kind, at)| (kind.clone(), due(*at)))
        .collect();
    found.sort();
    known.sort();
    if found != known {
        return Err(format!(
            "the rows of timers are {found:?}, the chat's timers {known:?}"
        ));
    }
    let mut seqs = database
        .prepare("SELECT seq FROM deliveries WHERE tenant_id = 1 AND chat_id = ?1 AND channel = 'webhook' ORDER BY seq")
        .expect("SQL");
    let seqs = seqs.query_map([chat], |row| row.get(0)).expect("rows");
    let seqs: Vec<i64> = seqs.collect::<Result<_, _>>().expect("rows");
    let from = seqs.first().copied().unwrap_or(events + 1);
    if seqs.into_iter().eq(from..=events) {
        Ok(())
    } else {
        Err(format!(
            "there are {events} events, and deliveries are missing or doubled"
        ))
    }
}
