//! What was acknowledged survives `kill -9`: a child process writes with many threads and prints what was acknowledged;
//! it is killed, and everything that it printed must be found.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use chat_core::{ChatId, EndUserProfile, MessageContent, MessageSeq, Store};

use crate::support::{QUEUE, TENANT, WITH_VA, at, create, message, open, profile, say, set_up};

/// Set for the child only: the data directory.
const CHILD: &str = "CHAT_STORE_KILL_TEST_DIRECTORY";
const KILLS: usize = 4;
/// Acknowledgements after which the child is killed.
const ACKNOWLEDGEMENTS: usize = 1500;
const WRITERS: usize = 16;

#[test]
fn acknowledged_writes_survive_kills() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut acknowledged = BTreeMap::new();
    for kill in 0..KILLS {
        let written = run_and_kill(directory.path(), ACKNOWLEDGEMENTS + 37 * kill);
        acknowledged.extend(written);
        check(directory.path(), &acknowledged);
    }
}

/// What was acknowledged: chat and place to text.
type Acknowledged = BTreeMap<(i64, i64), String>;

fn run_and_kill(directory: &Path, count: usize) -> Acknowledged {
    let program = std::env::current_exe().expect("the test program");
    let mut child = Command::new(program)
        .args([
            "--exact",
            "kill::child",
            "--nocapture",
            "--test-threads",
            "1",
        ])
        .env(CHILD, directory)
        .stdout(Stdio::piped())
        .spawn()
        .expect("start the child");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let mut acknowledged = Acknowledged::new();
    let mut lines = output.lines();
    while acknowledged.len() < count {
        let line = lines.next().expect("the child goes on").expect("a line");
        acknowledged.extend(parse(&line));
    }
    child.kill().expect("kill the child");
    // What was printed before the kill counts, though it is read after it.
    for line in lines.map_while(Result::ok) {
        acknowledged.extend(parse(&line));
    }
    child.wait().expect("the child is gone");
    acknowledged
}

/// `ack CHAT PLACE TEXT end`; a line that the kill cut lacks its end.
fn parse(line: &str) -> Option<((i64, i64), String)> {
    let (_, rest) = line.split_once("ack ")?;
    let mut words = rest.strip_suffix(" end")?.split(' ');
    let chat = words.next()?.parse().ok()?;
    let place = words.next()?.parse().ok()?;
    Some(((chat, place), words.next()?.to_owned()))
}

fn check(directory: &Path, acknowledged: &Acknowledged) {
    let store = open(directory).expect("the database opens after a kill");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let chats: std::collections::BTreeSet<i64> =
        acknowledged.keys().map(|(chat, _)| *chat).collect();
    for chat in chats {
        let id = ChatId(chat);
        let (stored, aggregate) = runtime.block_on(async {
            let stored = store
                .messages(TENANT, id, MessageSeq::NONE, usize::MAX)
                .await;
            (
                stored.expect("messages"),
                store.chat(TENANT, id).await.expect("ask").expect("a chat"),
            )
        });
        let places: Vec<i64> = stored.iter().map(|message| message.seq.0).collect();
        let expected: Vec<i64> = (1..=aggregate.last_seq.0).collect();
        assert_eq!(
            places, expected,
            "no gap, and the chat agrees with its messages"
        );
        for ((_, place), text) in acknowledged.range((chat, 0)..(chat + 1, 0)) {
            let index = usize::try_from(place - 1).expect("a place");
            let found = stored.get(index).map(|message| &message.content);
            assert_eq!(
                found,
                Some(&MessageContent::Text(text.clone())),
                "chat {chat}, message {place}"
            );
        }
    }
}

/// Not a test of its own: what the killed process does. Without the variable it does nothing.
#[test]
fn child() {
    let Some(directory) = std::env::var_os(CHILD) else {
        return;
    };
    let store = open(Path::new(&directory)).expect("open");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let ada = set_up(&store, true).await;
        let writers = (0..WRITERS).map(|writer| {
            let (store, ada) = (store.clone(), ada.clone());
            tokio::spawn(async move {
                let menu = if writer % 2 == 0 { QUEUE } else { WITH_VA };
                let chat = create(&store, menu, &ada).await;
                for number in 0.. {
                    let text = format!("{chat}-{number}");
                    let outcome = store
                        .transact(TENANT, chat, message(&ada, &text), at(number))
                        .await;
                    let place = outcome.expect("a message").chat.last_seq;
                    acknowledge(&format!("ack {chat} {place} {text} end\n"));
                }
            })
        });
        futures::future::join_all(writers).await;
    });
}

/// One write for the whole line, so that lines of threads do not mix.
fn acknowledge(line: &str) {
    let written = std::io::stdout().lock().write_all(line.as_bytes());
    written.expect("the parent reads");
}

#[test]
fn a_new_process_goes_on_where_the_killed_one_was() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    run_and_kill(directory.path(), 50);
    let store = open(directory.path()).expect("open");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let ada = store
            .upsert_end_user(TENANT, EndUserProfile { ..profile("ada") }, None)
            .await
            .expect("ada");
        let before = store
            .chat(TENANT, ChatId(1))
            .await
            .expect("ask")
            .expect("a chat")
            .last_seq;
        let after = say(&store, ChatId(1), &ada, "on", 1_000_000)
            .await
            .chat
            .last_seq;
        assert_eq!(after, before.next());
    });
}
