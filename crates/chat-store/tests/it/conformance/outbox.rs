//! The outbox as people see it: lists, resends, loads, sweeps.

use chat_core::{
    Answer, AnswerKey, Channel, DeliveryFilter, DeliveryId, DeliveryOutcome, DeliveryRecord,
    DeliveryState, Keep, OutboxLoad, Store, StoreError,
};

use super::deliveries::{claim, end, finish};
use crate::support::{OTHER, QUEUE, TENANT, at, create, say, set_up, tenant};

async fn list<S: Store>(store: &S, filter: DeliveryFilter) -> Vec<DeliveryRecord> {
    store
        .list_deliveries(TENANT, filter, 100)
        .await
        .expect("list")
}

fn ids(records: &[DeliveryRecord]) -> Vec<i64> {
    records.iter().map(|it| it.id.0).collect()
}

pub(crate) async fn deliveries_are_listed_newest_first<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let first = create(store, QUEUE, &ada).await;
    let second = create(store, QUEUE, &ada).await;
    for now in 1..4 {
        say(store, second, &ada, "hello", now).await;
    }
    let all = list(store, DeliveryFilter::default()).await;
    assert_eq!(ids(&all), [5, 4, 3, 2, 1]);
    let newest = &all[0];
    assert_eq!((newest.chat, newest.seq), (second, 4));
    assert_eq!(newest.state, DeliveryState::Pending);
    assert_eq!(newest.created_at, at(3));
    assert_eq!(newest.due_at, Some(at(3)));

    let filters = [
        (
            DeliveryFilter {
                chat: Some(first),
                ..DeliveryFilter::default()
            },
            vec![1],
        ),
        (
            DeliveryFilter {
                event_type: Some("message_received".to_owned()),
                ..DeliveryFilter::default()
            },
            vec![5, 4, 3],
        ),
        (
            DeliveryFilter {
                channel: Some(Channel::Crm),
                ..DeliveryFilter::default()
            },
            vec![],
        ),
        (
            DeliveryFilter {
                state: Some(DeliveryState::Delivered),
                ..DeliveryFilter::default()
            },
            vec![],
        ),
        (
            DeliveryFilter {
                before: Some(DeliveryId(4)),
                ..DeliveryFilter::default()
            },
            vec![3, 2, 1],
        ),
    ];
    for (filter, expected) in filters {
        assert_eq!(
            ids(&list(store, filter.clone()).await),
            expected,
            "{filter:?}"
        );
    }
    let page = store.list_deliveries(TENANT, DeliveryFilter::default(), 2);
    assert_eq!(ids(&page.await.expect("list")), [5, 4]);
    let other = store.list_deliveries(OTHER, DeliveryFilter::default(), 2);
    assert_eq!(other.await.expect("list"), []);
}

pub(crate) async fn every_state_of_a_delivery_is_told<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    for _ in 0..4 {
        create(store, QUEUE, &ada).await;
    }
    let claimed = claim(store, 1).await;
    let outcomes = [
        DeliveryOutcome::Delivered,
        DeliveryOutcome::Retry { at: at(60) },
        DeliveryOutcome::Dead,
    ];
    for (delivery, outcome) in claimed.iter().zip(outcomes) {
        store
            .finish_delivery(TENANT, delivery.id, end(outcome, 2))
            .await
            .expect("finish");
    }
    let told = list(store, DeliveryFilter::default()).await;
    let told: Vec<_> = told
        .iter()
        .rev()
        .map(|it| {
            (
                it.state,
                it.attempts,
                it.due_at,
                it.last_attempt_at,
                it.last_status,
            )
        })
        .collect();
    let ended = Some(at(2));
    assert_eq!(
        told,
        [
            (DeliveryState::Delivered, 1, None, ended, Some(200)),
            (DeliveryState::Retrying, 1, Some(at(60)), ended, Some(500)),
            (DeliveryState::Failed, 1, None, ended, Some(500)),
            (DeliveryState::Pending, 0, Some(at(0)), None, None),
        ]
    );
    for state in [DeliveryState::Retrying, DeliveryState::Pending] {
        let filter = DeliveryFilter {
            state: Some(state),
            ..DeliveryFilter::default()
        };
        assert_eq!(list(store, filter).await.len(), 1);
    }
    let (failed, payload) = store
        .delivery(TENANT, claimed[2].id)
        .await
        .expect("ask")
        .expect("a delivery");
    assert_eq!(
        failed.last_error.as_deref(),
        Some("the receiver answered 500")
    );
    assert_eq!(payload, claimed[2].payload);
    let foreign = store.delivery(OTHER, claimed[2].id).await.expect("ask");
    assert_eq!(foreign, None);

    let load = |pending, retrying, shelved, oldest| OutboxLoad {
        tenant: TENANT,
        channel: Channel::Webhook,
        pending,
        retrying,
        shelved,
        oldest,
    };
    let loads = store.outbox_loads().await.expect("ask");
    assert_eq!(loads, [load(1, 1, 0, Some(at(0)))]);
    store.put_tenant(tenant(TENANT, false)).await.expect("put");
    claim(store, 20).await;
    let loads = store.outbox_loads().await.expect("ask");
    assert_eq!(loads, [load(1, 0, 1, Some(at(0)))], "one is leased");
}

pub(crate) async fn a_resend_begins_the_schedule_anew<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    say(store, chat, &ada, "hello", 1).await;
    let first = claim(store, 1).await.remove(0);
    let resend = async |id| store.resend_delivery(TENANT, id, at(5), None).await;
    let leased = resend(first.id).await.expect("a delivery");
    assert_eq!(leased.due_at, Some(at(0)), "it is being sent");
    finish(store, &first, DeliveryOutcome::Dead).await;
    let again = resend(first.id).await.expect("a delivery");
    assert_eq!(again.state, DeliveryState::Retrying);
    let claimed = claim(store, 5).await;
    let repeated = claimed
        .iter()
        .find(|it| it.id == first.id)
        .expect("claimed again");
    assert_eq!((repeated.attempts, repeated.attempts_of_run), (1, 0));
    assert_eq!(repeated.event_id, first.event_id);
    finish(store, repeated, DeliveryOutcome::Delivered).await;
    resend(first.id).await.expect("also what was delivered");
    assert_eq!(claim(store, 5).await[0].attempts, 2);
    for (tenant, id) in [(TENANT, DeliveryId(99)), (OTHER, first.id)] {
        let unknown = store.resend_delivery(tenant, id, at(5), None).await;
        assert!(matches!(unknown, Err(StoreError::NotFound)));
    }
}

pub(crate) async fn what_failed_since_is_resent<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    for now in 1..5 {
        say(store, chat, &ada, "hello", now).await;
    }
    for _ in 0..5 {
        let delivery = claim(store, 10).await.remove(0);
        let outcome = match delivery.seq {
            3 => DeliveryOutcome::Delivered,
            _ => DeliveryOutcome::Dead,
        };
        finish(store, &delivery, outcome).await;
    }
    let resent = store.resend_failed(TENANT, at(1), at(20), None).await;
    assert_eq!(resent.expect("resend"), 3);
    assert_eq!(
        store
            .resend_failed(OTHER, at(0), at(20), None)
            .await
            .expect("resend"),
        0
    );
    let mut seqs: Vec<u64> = claim(store, 20).await.iter().map(|it| it.seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, [2, 4, 5]);
}

/// The answers of resends are about no tenant: those who ask are the platform's own people.
pub(crate) async fn the_answer_of_a_resend_is_kept_with_it<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    create(store, QUEUE, &ada).await;
    let delivery = claim(store, 1).await.remove(0);
    finish(store, &delivery, DeliveryOutcome::Dead).await;
    let resend = async |scope| {
        let keep = keep(scope, |_| Vec::new());
        store
            .resend_delivery(TENANT, delivery.id, at(2), Some(keep))
            .await
    };
    resend(1).await.expect("resent");
    let repeated = resend(1).await;
    assert!(matches!(repeated, Err(StoreError::Conflict)));
    assert_eq!(claim(store, 2).await.len(), 1, "once");
    finish(store, &delivery, DeliveryOutcome::Dead).await;
    let resend = async |scope| {
        let keep = keep(scope, |count: &usize| count.to_string().into_bytes());
        store.resend_failed(TENANT, at(0), at(3), Some(keep)).await
    };
    assert_eq!(resend(2).await.expect("resent"), 1);
    let kept = store.kept_answer(None, [2; 32], at(0)).await;
    let kept = kept.expect("ask").expect("an answer");
    assert_eq!(kept.answer.body.as_deref(), Some(b"1".as_slice()));
    let repeated = resend(2).await;
    assert!(matches!(repeated, Err(StoreError::Conflict)));
}

fn keep<T: 'static>(scope: u8, body: fn(&T) -> Vec<u8>) -> Keep<T> {
    Keep {
        request: AnswerKey {
            scope: [scope; 32],
            fingerprint: [0; 32],
        },
        now: at(0),
        until: at(60),
        answer: Box::new(move |outcome| {
            Some(Answer {
                status: 200,
                etag: None,
                body: Some(body(outcome)),
            })
        }),
    }
}

pub(crate) async fn what_is_ready_can_be_hastened_and_discarded<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let first = create(store, QUEUE, &ada).await;
    let second = create(store, QUEUE, &ada).await;
    for delivery in claim(store, 1).await {
        finish(store, &delivery, DeliveryOutcome::Retry { at: at(600) }).await;
    }
    let hasten = async |chat| {
        let hastened = store.hasten_deliveries(TENANT, chat, 10, at(2), None).await;
        hastened.expect("hasten")
    };
    assert_eq!(hasten(Some(first)).await, 1);
    let claimed = claim(store, 2).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].chat, first);
    assert_eq!(hasten(None).await, 1, "the other; the first is leased");
    say(store, second, &ada, "hello", 3).await;
    let keep = keep(3, |count: &usize| count.to_string().into_bytes());
    let discarded = store.discard_deliveries(TENANT, Some(keep)).await;
    assert_eq!(discarded.expect("discard"), 2);
    let kept = store.kept_answer(None, [3; 32], at(0)).await;
    let kept = kept.expect("ask").expect("an answer");
    assert_eq!(kept.answer.body.as_deref(), Some(b"2".as_slice()));
    assert_eq!(claim(store, 10).await, []);
    finish(store, &claimed[0], DeliveryOutcome::Delivered).await;
    say(store, second, &ada, "and now", 11).await;
    assert_eq!(claim(store, 11).await[0].seq, 3, "what comes then goes out");
}

pub(crate) async fn the_sweep_forgets_what_was_delivered<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    for _ in 0..4 {
        create(store, QUEUE, &ada).await;
    }
    let claimed = claim(store, 1).await;
    for (delivery, now) in claimed.iter().zip([5, 6, 7]) {
        let outcome = match now {
            6 => DeliveryOutcome::Dead,
            _ => DeliveryOutcome::Delivered,
        };
        store
            .finish_delivery(TENANT, delivery.id, end(outcome, now))
            .await
            .expect("finish");
    }
    let swept = async |before| store.sweep_deliveries(before, 10).await.expect("sweep");
    assert_eq!(swept(at(5)).await, 0);
    assert_eq!(swept(at(7)).await, 1);
    let left = list(store, DeliveryFilter::default()).await;
    assert_eq!(ids(&left), [4, 3, 2]);
    create(store, QUEUE, &ada).await;
    let left = list(store, DeliveryFilter::default()).await;
    assert_eq!(ids(&left)[0], 5, "numbers are never given twice");
}
