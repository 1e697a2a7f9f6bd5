//! Timers.

use chat_core::{ChatId, Command, DueTimer, Store, Timer, TimerKind};

use super::chats::{finish, life};
use crate::support::{OTHER, QUEUE, TENANT, WITH_VA, agent, at, create, set_up};

/// What a chat's timers are at its end, far away.
const FAR: i64 = 100_000_000;

async fn stored<S: Store>(store: &S) -> Vec<Timer> {
    let due: Vec<DueTimer> = store.due_timers(at(FAR), 100).await.expect("timers");
    let mut timers: Vec<Timer> = due.into_iter().map(|due| due.timer).collect();
    timers.sort();
    timers
}

pub(crate) async fn timers_equal_the_chat_after_every_command<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, WITH_VA, &ada).await;
    for (step, command) in life(&ada).into_iter().enumerate() {
        let now = at(i64::try_from(step).expect("few steps") * 1801);
        let outcome = store
            .transact(TENANT, chat, command, now)
            .await
            .expect("a command");
        let expected = outcome.chat.timers();
        assert_eq!(stored(store).await, expected);
        let next = expected.iter().map(|timer| timer.due_at).min();
        assert_eq!(store.next_timer_at().await.expect("next"), next);
    }
    assert_eq!(stored(store).await, [], "an ended chat has none");
}

pub(crate) async fn due_timers_come_earliest_first<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    assert_eq!(store.next_timer_at().await.expect("next"), None);
    let first = create(store, QUEUE, &ada).await;
    let second = create(store, WITH_VA, &ada).await;
    let due = store.due_timers(at(0), 100).await.expect("timers");
    let connect = Timer {
        kind: TimerKind::VaConnect,
        due_at: at(0),
    };
    assert_eq!(
        due,
        [DueTimer {
            tenant: TENANT,
            chat: second,
            timer: connect
        }]
    );
    let due = store.due_timers(at(3600), 100).await.expect("timers");
    assert_eq!(due.len(), 3);
    assert_eq!(due[0].chat, second);
    assert!(
        due[1..]
            .iter()
            .any(|it| it.chat == first && it.timer.kind == TimerKind::QueueExpiry)
    );
    assert_eq!(
        store.due_timers(at(3600), 1).await.expect("timers").len(),
        1
    );
}

pub(crate) async fn queued_chats_are_listed_in_order<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let mut chats = Vec::new();
    for menu in [QUEUE, WITH_VA, QUEUE, QUEUE, WITH_VA] {
        chats.push(create(store, menu, &ada).await);
    }
    let join = Command::AgentJoin(agent());
    for (chat, command) in [
        (chats[2], join),
        (chats[3], finish()),
        (chats[4], Command::VaJoin),
    ] {
        let outcome = store.transact(TENANT, chat, command, at(1)).await;
        outcome.expect("a command");
    }
    let queued = async |tenant, after, limit| {
        let listed = store.queued_chats(tenant, after, limit).await;
        listed.expect("a list")
    };
    assert_eq!(queued(TENANT, ChatId(0), 100).await, chats[..2]);
    assert_eq!(queued(TENANT, ChatId(0), 1).await, chats[..1]);
    assert_eq!(queued(TENANT, chats[0], 100).await, chats[1..2]);
    assert_eq!(queued(OTHER, ChatId(0), 100).await, []);
}
