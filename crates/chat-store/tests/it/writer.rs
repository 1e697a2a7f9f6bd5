//! The writer thread: group commit, isolation of jobs, wake-ups.

use chat_core::{MessageSeq, Store, StoreError};
use chat_store::SqliteOptions;
use futures::future::join_all;

use crate::sqlite::with_store;
use crate::support::{QUEUE, TENANT, at, create, message, open, open_with, profile, say, set_up};

/// The encoder panics after the message is inserted: its savepoint alone is undone, whatever shares the transaction.
#[test]
fn a_failing_job_does_not_undo_the_others() {
    with_store(|store| async move {
        let ada = set_up(&store, true).await;
        let chats = [
            create(&store, QUEUE, &ada).await,
            create(&store, QUEUE, &ada).await,
        ];
        let texts = (0..60).map(|number| {
            if number % 3 == 0 {
                "panic".to_owned()
            } else {
                number.to_string()
            }
        });
        let jobs = texts.enumerate().map(|(number, text)| {
            let chat = chats[number % 2];
            let store = &store;
            let ada = &ada;
            async move {
                (
                    chat,
                    text.clone(),
                    store
                        .transact(TENANT, chat, message(ada, &text), at(1))
                        .await,
                )
            }
        });
        let outcomes = join_all(jobs).await;
        for chat in chats {
            let stored = store
                .messages(TENANT, chat, MessageSeq::NONE, 100)
                .await
                .expect("messages");
            assert!(
                stored
                    .iter()
                    .zip(1..)
                    .all(|(message, seq)| message.seq.0 == seq),
                "there is no gap"
            );
            let mut accepted = 0;
            for (of, text, outcome) in &outcomes {
                match outcome {
                    Ok(_) if *of == chat => accepted += 1,
                    Ok(_) => {}
                    Err(error) => {
                        assert_eq!(text, "panic");
                        assert!(matches!(error, StoreError::Internal(_)), "{error}");
                    }
                }
            }
            assert_eq!(stored.len(), accepted);
            let aggregate = store
                .chat(TENANT, chat)
                .await
                .expect("ask")
                .expect("a chat");
            assert_eq!(aggregate.last_seq, stored.last().expect("a message").seq);
        }
    });
}

#[test]
fn a_refusal_leaves_the_memory_of_the_writer_as_the_database_is() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let store = open(directory.path()).expect("open");
    let (ada, chat, said) = runtime.block_on(async {
        let ada = set_up(&store, true).await;
        let chat = create(&store, QUEUE, &ada).await;
        say(&store, chat, &ada, "one", 1).await;
        assert!(
            store
                .transact(TENANT, chat, message(&ada, "panic"), at(2))
                .await
                .is_err()
        );
        let said = say(&store, chat, &ada, "two", 3).await.chat;
        assert_eq!(said.last_seq, MessageSeq(2));
        (ada, chat, said)
    });
    drop(store);
    let store = open(directory.path()).expect("open again");
    runtime.block_on(async {
        assert_eq!(store.chat(TENANT, chat).await.expect("ask"), Some(said));
        assert_eq!(
            say(&store, chat, &ada, "three", 4).await.chat.last_seq,
            MessageSeq(3)
        );
    });
}

#[test]
fn what_is_queued_is_committed_when_the_store_is_dropped() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let store = open_with(
        directory.path(),
        SqliteOptions {
            readers: 1,
            batch: 1,
            ..SqliteOptions::default()
        },
    )
    .expect("open");
    let calls = runtime.block_on(async {
        set_up(&store, false).await;
        let calls = (0..20).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .upsert_end_user(TENANT, profile(&format!("user {number}")), None)
                    .await
            })
        });
        join_all(calls).await
    });
    assert!(
        calls
            .into_iter()
            .all(|call| call.is_ok_and(|call| call.is_ok()))
    );
    drop(store);
    let store = open(directory.path()).expect("open again");
    let last = runtime.block_on(store.end_user_by_identifier(TENANT, "user 19"));
    assert!(last.expect("ask").is_some());
}

#[test]
fn new_work_is_announced_after_its_commit() {
    with_store(|store| async move {
        let mut changed = store.changed();
        let ada = set_up(&store, true).await;
        assert!(
            !changed.has_changed().expect("the store is open"),
            "there is nothing to do yet"
        );
        let chat = create(&store, QUEUE, &ada).await;
        changed.changed().await.expect("the store is open");
        assert!(store.next_timer_at().await.expect("next").is_some());
        say(&store, chat, &ada, "hello", 1).await;
        changed.changed().await.expect("the store is open");
        assert!(store.next_delivery_at().await.expect("next").is_some());
    });
}
