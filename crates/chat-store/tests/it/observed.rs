//! What an operator learns of a store: gauges, the probe, and what an observer hears.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chat_core::{DeliveryOutcome, Store, StoreError};
use chat_store::{Gauges, Observer, SqliteOptions};
use rusqlite::Connection;

use crate::conformance::deliveries::{claim, finish};
use crate::sqlite::with_store;
use crate::support::{OTHER, QUEUE, create, open_with, say, set_up, tenant};

#[test]
fn gauges_are_totals_of_all_tenants() {
    with_store(|store| async move {
        let empty = store.gauges().await.expect("gauges");
        let nothing = Gauges {
            chats_waiting: 0,
            chats_serving: 0,
            timers: 0,
            next_timer_at: None,
            outbox: Vec::new(),
        };
        assert_eq!(empty, nothing);
        let ada = set_up(&store, true).await;
        store.put_tenant(tenant(OTHER, false)).await.expect("put");
        let chats = [
            create(&store, QUEUE, &ada).await,
            create(&store, QUEUE, &ada).await,
        ];
        say(&store, chats[0], &ada, "hello", 5).await;
        let full = store.gauges().await.expect("gauges");
        assert_eq!((full.chats_waiting, full.chats_serving), (2, 0));
        assert!(full.timers >= 2);
        assert_eq!(
            full.next_timer_at,
            store.next_timer_at().await.expect("next")
        );
        let [load] = full.outbox[..] else {
            panic!("one receiver: {full:?}");
        };
        assert_eq!((load.pending, load.retrying, load.shelved), (3, 0, 0));
    });
}

#[derive(Debug, Default)]
struct Heard {
    changes: AtomicUsize,
    outcomes: Mutex<Vec<DeliveryOutcome>>,
}

impl Observer for Heard {
    fn committed(&self, changes: usize) {
        self.changes.fetch_add(changes, Ordering::Relaxed);
    }

    fn delivery_ended(&self, outcome: &DeliveryOutcome) {
        self.outcomes.lock().expect("not poisoned").push(*outcome);
    }
}

#[test]
fn an_observer_hears_every_change_and_every_end_of_an_attempt() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let heard = Arc::new(Heard::default());
    let options = SqliteOptions {
        observer: heard.clone(),
        ..SqliteOptions::default()
    };
    let store = open_with(directory.path(), options).expect("open");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let ada = set_up(&store, true).await;
        let before = heard.changes.load(Ordering::Relaxed);
        create(&store, QUEUE, &ada).await;
        assert_eq!(heard.changes.load(Ordering::Relaxed), before + 1);
        let claimed = claim(&store, 60).await;
        let outcome = DeliveryOutcome::Delivered;
        finish(&store, &claimed[0], outcome).await;
        assert_eq!(*heard.outcomes.lock().expect("not poisoned"), [outcome]);
    });
}

#[test]
fn the_probe_fails_while_nothing_can_be_committed() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let options = SqliteOptions::default();
    let store = open_with(directory.path(), options).expect("open");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(store.probe()).expect("it works");
    let foreign = Connection::open(directory.path().join("chatd.db")).expect("opens");
    foreign.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let refused = runtime.block_on(store.probe());
    assert!(
        matches!(refused, Err(StoreError::Unavailable)),
        "{refused:?}"
    );
    foreign.execute_batch("ROLLBACK").expect("unlocks");
    runtime.block_on(store.probe()).expect("it works again");
}
