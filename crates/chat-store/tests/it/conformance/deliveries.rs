//! The outbox of webhooks.

use chat_core::{
    ChatId, ClaimDeliveries, Delivery, DeliveryId, DeliveryOutcome, Store, StoreError,
};

use crate::support::{QUEUE, TENANT, at, create, say, set_up};

async fn claim<S: Store>(store: &S, now: i64) -> Vec<Delivery> {
    let claim = ClaimDeliveries {
        due_by: at(now),
        wall_now: at(now),
        lease_until: at(now + 30),
        limit: 100,
    };
    store.claim_deliveries(claim).await.expect("claim")
}

async fn finish<S: Store>(store: &S, delivery: &Delivery, outcome: DeliveryOutcome) {
    store
        .finish_delivery(delivery.id, outcome)
        .await
        .expect("finish");
}

fn places(deliveries: &[Delivery]) -> Vec<(ChatId, u64)> {
    deliveries
        .iter()
        .map(|it| (it.chat, it.event_seq))
        .collect()
}

pub(crate) async fn events_are_written_only_while_the_webhook_is_on<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    assert_eq!(claim(store, 10).await, []);
    assert_eq!(store.next_delivery_at().await.expect("next"), None);
    store
        .put_tenant(crate::support::tenant(TENANT, true))
        .await
        .expect("switch on");
    say(store, chat, &ada, "hello", 20).await;
    assert_eq!(store.next_delivery_at().await.expect("next"), Some(at(20)));
    let claimed = claim(store, 20).await;
    assert_eq!(places(&claimed), [(chat, 2)]);
    assert_eq!(claimed[0].tenant, TENANT);
    assert_eq!(claimed[0].event_type, "message_received");
    assert_eq!(claimed[0].payload, b"message_received:2:hello");
    assert_eq!(claimed[0].attempts, 0);
    assert_eq!(
        store.next_delivery_at().await.expect("next"),
        None,
        "it is leased"
    );
}

pub(crate) async fn first_attempts_are_in_order_per_chat<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let first = create(store, QUEUE, &ada).await;
    say(store, first, &ada, "hello", 1).await;
    say(store, first, &ada, "hello?", 2).await;
    let second = create(store, QUEUE, &ada).await;
    let claimed = claim(store, 10).await;
    assert_eq!(places(&claimed), [(first, 1), (second, 1)]);
    assert_eq!(
        claim(store, 10).await,
        [],
        "the next event waits for the first attempt"
    );
    finish(store, &claimed[0], DeliveryOutcome::Delivered).await;
    let claimed = claim(store, 10).await;
    assert_eq!(places(&claimed), [(first, 2)]);
    finish(store, &claimed[0], DeliveryOutcome::Dead).await;
    let claimed = claim(store, 10).await;
    assert_eq!(places(&claimed), [(first, 3)]);
    finish(store, &claimed[0], DeliveryOutcome::Delivered).await;
    say(store, first, &ada, "new", 11).await;
    assert_eq!(
        places(&claim(store, 11).await),
        [(first, 4)],
        "nothing is in the way of a new event"
    );
}

pub(crate) async fn retries_do_not_block_and_keep_their_bytes<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    say(store, chat, &ada, "hello", 1).await;
    let first = claim(store, 10).await.remove(0);
    finish(store, &first, DeliveryOutcome::Retry { at: at(60) }).await;
    let second = claim(store, 10).await;
    assert_eq!(places(&second), [(chat, 2)]);
    assert_eq!(store.next_delivery_at().await.expect("next"), Some(at(60)));
    assert_eq!(claim(store, 20).await, [], "the retry is not due");
    let retry = claim(store, 60).await;
    assert!(retry.iter().any(|it| it.event_seq == 1), "the retry is due");
    let retry = retry
        .into_iter()
        .find(|it| it.event_seq == 1)
        .expect("the retry");
    assert_eq!(retry.attempts, 1);
    assert_eq!(
        (retry.event_id, &retry.payload),
        (first.event_id, &first.payload)
    );
}

pub(crate) async fn leases_run_out<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    create(store, QUEUE, &ada).await;
    let first = claim(store, 0).await;
    assert_eq!(first.len(), 1);
    assert_eq!(claim(store, 29).await, []);
    assert_eq!(
        claim(store, 30).await,
        first,
        "the same delivery, its attempt never ended"
    );
}

pub(crate) async fn a_finished_delivery_stays_finished<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    create(store, QUEUE, &ada).await;
    let claimed = claim(store, 0).await.remove(0);
    finish(store, &claimed, DeliveryOutcome::Delivered).await;
    finish(store, &claimed, DeliveryOutcome::Retry { at: at(1) }).await;
    assert_eq!(claim(store, 100).await, []);
    let unknown = store
        .finish_delivery(DeliveryId(999), DeliveryOutcome::Delivered)
        .await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
}

pub(crate) async fn what_is_shelved_waits_for_the_webhook<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    say(store, chat, &ada, "hello", 1).await;
    let put = async |on| {
        let tenant = crate::support::tenant(TENANT, on);
        store.put_tenant(tenant).await.expect("put");
    };
    let first = claim(store, 10).await;
    put(false).await;
    finish(store, &first[0], DeliveryOutcome::Shelved).await;
    assert_eq!(claim(store, 1000).await, [], "nor the event after it");
    assert_eq!(store.next_delivery_at().await.expect("next"), None);
    put(false).await;
    assert_eq!(claim(store, 2000).await, [], "it is still off");
    put(true).await;
    let again = claim(store, 3000).await;
    assert_eq!(again, first, "no attempt was counted");

    // Switched on between the look at the tenant and the end of the claim.
    finish(store, &again[0], DeliveryOutcome::Shelved).await;
    let again = claim(store, 4000).await;
    assert_eq!(again, first);
    finish(store, &again[0], DeliveryOutcome::Delivered).await;
    assert_eq!(places(&claim(store, 5000).await), [(chat, 2)]);
}
