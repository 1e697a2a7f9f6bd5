//! The model notices bugs: here they are planted.
//!
//! The program is the shipped one. What a bug would have done to the data is done to the database while no program runs: a row
//! is deleted, doubled or altered. Each history goes well without its plant, and not with it. What this does not show: that a
//! fault which never reaches data, answers or webhooks would be noticed.

use rusqlite::Connection;

use super::act::{Act, Deed, How, Mood, Words};
use super::run::Run;
use super::{Checked, runtime};

/// A history, and what is done to the database in the middle of it.
struct Planted<'a> {
    before: &'a [Act],
    sql: &'a [&'a str],
    after: &'a [Act],
}

const GREETED: Act = Act::Create(1, How::Once);
const WORDS: Act = Act::Ask(0, Deed::Send(1, Words::Plain), How::Once);

impl Planted<'_> {
    async fn live(&self, with_plant: bool) -> Checked {
        let mut run = Run::start(false).await;
        for act in self.before {
            run.step(act).await?;
        }
        run.platform.stop().await?;
        if with_plant {
            let database = Connection::open(run.platform.data().join("chatd.db")).expect("opens");
            for sql in self.sql {
                let altered = database.execute(sql, []).expect("SQL");
                assert_eq!(altered, 1, "one row: {sql}");
            }
        }
        run.platform.go_on().await;
        for act in self.after {
            run.step(act).await?;
        }
        run.end().await.map(drop)
    }

    /// Asserts that the model says this of it, and that there is nothing to say without it.
    #[track_caller]
    fn is_noticed(&self, as_what: &str) {
        let sound = runtime().block_on(self.live(false));
        assert_eq!(sound, Ok(()), "without the plant");
        let noticed = runtime().block_on(self.live(true));
        let noticed = noticed.expect_err("the plant is noticed");
        assert!(noticed.contains(as_what), "{noticed}");
    }
}

#[test]
fn a_message_that_was_lost() {
    Planted {
        before: &[GREETED, WORDS],
        sql: &["DELETE FROM messages WHERE chat_id = 1 AND seq = 2"],
        after: &[Act::Stop],
    }
    .is_noticed("in the database: the messages are [1, 3], the model knows [1, 2, 3]");
}

#[test]
fn an_event_that_was_lost() {
    Planted {
        before: &[GREETED, Act::Pause(true), WORDS],
        sql: &["DELETE FROM deliveries WHERE chat_id = 1 \
              AND seq = (SELECT max(seq) FROM deliveries WHERE chat_id = 1)"],
        after: &[Act::Mend],
    }
    .is_noticed("the events tell of 2 messages, the model knows 3: one is lost");
}

#[test]
fn an_event_that_was_lost_in_the_middle() {
    Planted {
        before: &[GREETED, Act::Pause(true), WORDS],
        sql: &["DELETE FROM deliveries WHERE chat_id = 1 \
              AND seq = (SELECT max(seq) - 1 FROM deliveries WHERE chat_id = 1)"],
        after: &[Act::Mend],
    }
    // What follows waits for its first attempt.
    .is_noticed("the events tell of 1 messages, the model knows 3: one is lost");
}

#[test]
fn an_event_that_is_told_twice_under_two_ids() {
    Planted {
        before: &[GREETED, Act::Pause(true), WORDS],
        sql: &[
            "INSERT INTO deliveries (tenant_id, chat_id, channel, seq, delivery_id, event_id, event_type, \
             created_at, status, attempts, attempts_before, due_at, payload) \
             SELECT tenant_id, chat_id, channel, seq + 1, delivery_id + 1, randomblob(16), event_type, \
             created_at, 0, 0, 0, due_at, payload FROM deliveries ORDER BY delivery_id DESC LIMIT 1",
        ],
        after: &[Act::Mend],
    }
    .is_noticed("message 3 is told where 4 is next");
}

#[test]
fn an_event_that_says_something_else_at_its_second_attempt() {
    Planted {
        before: &[GREETED, Act::Receiver(Mood::Fails), WORDS],
        sql: &["UPDATE deliveries \
             SET payload = CAST(replace(CAST(payload AS TEXT), 'words', 'other words') AS BLOB) \
             WHERE CAST(payload AS TEXT) LIKE '%\"words%'"],
        after: &[Act::Mend],
    }
    .is_noticed("says something else");
}

#[test]
fn a_timer_that_was_lost() {
    Planted {
        before: &[GREETED, WORDS],
        sql: &["DELETE FROM timers WHERE chat_id = 1 AND kind = 'dismiss'"],
        after: &[Act::Advance(60)],
    }
    .is_noticed("the model says Shown { status: \"va_dismissed\"");
}

#[test]
fn a_timer_that_fires_early() {
    Planted {
        before: &[GREETED, WORDS],
        sql: &[
            "UPDATE timers SET due_at = due_at - 8000000000 WHERE chat_id = 1 AND kind = 'dismiss'",
            "UPDATE chats SET record = replace(record, 'T12:00:24', 'T12:00:16') \
             WHERE chat_id = 1 AND record LIKE '%T12:00:24%'",
        ],
        after: &[Act::Advance(59)],
    }
    .is_noticed("chat 1 is Shown { status: \"va_dismissed\"");
}

#[test]
fn an_answer_that_was_forgotten() {
    Planted {
        before: &[Act::Create(2, How::Once), WORDS],
        sql: &["DELETE FROM answers WHERE kept_until = (SELECT max(kept_until) FROM answers)"],
        after: &[Act::Repeat],
    }
    .is_noticed("the events tell of a message that nobody wrote");
}
