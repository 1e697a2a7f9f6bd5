//! The outbox: what is claimed, and how attempts end.

use chat_core::{
    AttemptEnd, Channel, ChatId, ClaimDeliveries, DISABLED_FAILING, DISABLED_GONE, Delivery,
    DeliveryFilter, DeliveryId, DeliveryOutcome, DeliveryState, Disabling, Origin, Store,
    StoreError, Tenant, TenantId, Write,
};
use jiff::SignedDuration;

use crate::support::{OTHER, QUEUE, TENANT, at, create, message, new_chat, say, set_up, tenant};

/// Plenty of turns for everybody.
pub(crate) fn claim_at(now: i64) -> ClaimDeliveries {
    ClaimDeliveries {
        due_by: at(now),
        wall_now: at(now),
        lease_until: at(now + 30),
        per_receiver: 100,
        per_slow_receiver: 100,
        after: None,
        limit: 100,
    }
}

pub(crate) async fn claim<S: Store>(store: &S, now: i64) -> Vec<Delivery> {
    store.claim_deliveries(claim_at(now)).await.expect("claim")
}

/// An end at this instant, with what goes with it.
pub(crate) fn end(outcome: DeliveryOutcome, now: i64) -> AttemptEnd {
    let accepted = outcome == DeliveryOutcome::Delivered;
    AttemptEnd {
        outcome,
        at: at(now),
        url: "https://example.com/hook".to_owned(),
        status: Some(if accepted { 200 } else { 500 }),
        error: (!accepted).then(|| "the receiver answered 500".to_owned()),
        disabling: Disabling::default(),
        lull: SignedDuration::from_hours(30),
    }
}

pub(crate) async fn finish<S: Store>(store: &S, delivery: &Delivery, outcome: DeliveryOutcome) {
    store
        .finish_delivery(delivery.tenant, delivery.id, end(outcome, 0))
        .await
        .expect("finish");
}

fn places(deliveries: &[Delivery]) -> Vec<(ChatId, u64)> {
    deliveries.iter().map(|it| (it.chat, it.seq)).collect()
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
    assert!(retry.iter().any(|it| it.seq == 1), "the retry is due");
    let retry = retry.into_iter().find(|it| it.seq == 1).expect("the retry");
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
    for (tenant, id) in [(TENANT, DeliveryId(999)), (OTHER, claimed.id)] {
        let unknown = store
            .finish_delivery(tenant, id, end(DeliveryOutcome::Delivered, 0))
            .await;
        assert!(matches!(unknown, Err(StoreError::NotFound)));
    }
}

pub(crate) async fn what_is_returned_was_not_attempted<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    say(store, chat, &ada, "hello", 1).await;
    let first = claim(store, 10).await;
    store
        .return_delivery(TENANT, first[0].id)
        .await
        .expect("return");
    assert_eq!(claim(store, 10).await, first);
    finish(store, &first[0], DeliveryOutcome::Delivered).await;
    store
        .return_delivery(TENANT, first[0].id)
        .await
        .expect("of an ended one it does nothing");
    assert_eq!(places(&claim(store, 10).await), [(chat, 2)]);
}

async fn put<S: Store>(store: &S, on: bool) {
    let tenant = tenant(TENANT, on);
    store.put_tenant(tenant).await.expect("put");
}

pub(crate) async fn what_is_shelved_waits_for_the_webhook<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    say(store, chat, &ada, "hello", 1).await;
    put(store, false).await;
    assert_eq!(claim(store, 1000).await, [], "nor the event after it");
    assert_eq!(store.next_delivery_at().await.expect("next"), None);
    put(store, false).await;
    assert_eq!(claim(store, 2000).await, [], "it is still off");
    put(store, true).await;
    let first = claim(store, 3000).await;
    assert_eq!(places(&first), [(chat, 1)]);
    assert_eq!(first[0].attempts, 0, "no attempt was counted");

    // Switched off while an attempt is under way, and on again before the next claim.
    put(store, false).await;
    finish(store, &first[0], DeliveryOutcome::Retry { at: at(3005) }).await;
    put(store, true).await;
    assert_eq!(places(&claim(store, 3000).await), [(chat, 2)]);
    assert_eq!(places(&claim(store, 3005).await), [(chat, 1)]);
}

async fn shelved<S: Store>(store: &S) -> usize {
    let filter = DeliveryFilter {
        state: Some(DeliveryState::Shelved),
        ..DeliveryFilter::default()
    };
    let listed = store.list_deliveries(TENANT, filter, 10_000).await;
    listed.expect("list").len()
}

/// No transaction moves all of a long backlog: the writer is everybody's.
pub(crate) async fn a_long_backlog_is_moved_in_parts<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 1_200).await;
    put(store, false).await;
    for moved in [1_000, 1_200, 1_200] {
        assert_eq!(claim(store, 10).await, []);
        assert_eq!(shelved(store).await, moved);
    }
    put(store, true).await;
    assert_eq!(shelved(store).await, 200);
    let mut claimed = 0;
    while store.next_delivery_at().await.expect("next").is_some() {
        for delivery in claim(store, 10).await {
            finish(store, &delivery, DeliveryOutcome::Delivered).await;
            claimed += 1;
        }
    }
    assert_eq!(claimed, 1_200);
    assert_eq!(shelved(store).await, 0);
}

/// Creates so many chats of a tenant, each with one event.
async fn chats<S: Store>(store: &S, tenant: TenantId, count: usize) {
    let profile = crate::support::profile("ada");
    let ada = store.upsert_end_user(tenant, profile, None).await;
    let ada = ada.expect("an end user");
    for _ in 0..count {
        let chat = new_chat(QUEUE, &ada);
        let created = store.create_chat(tenant, chat, at(0)).await;
        created.expect("a chat");
    }
}

pub(crate) async fn each_receiver_has_turns_of_its_own<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 10).await;
    chats(store, OTHER, 3).await;
    let bounded = ClaimDeliveries {
        per_receiver: 2,
        limit: 3,
        ..claim_at(1)
    };
    let of = |claimed: &[Delivery]| claimed.iter().map(|it| it.tenant.0).collect::<Vec<_>>();
    let first = store.claim_deliveries(bounded).await.expect("claim");
    assert_eq!(of(&first), [1, 1, 2]);
    // Whoever was served last is last.
    let after = first.last().map(|it| (it.tenant, it.channel));
    let second = ClaimDeliveries { after, ..bounded };
    let second = store.claim_deliveries(second).await.expect("claim");
    assert_eq!(of(&second), [2], "the first has both of its turns");
    finish(store, &first[0], DeliveryOutcome::Delivered).await;
    let narrow = ClaimDeliveries {
        limit: 1,
        ..bounded
    };
    let third = store.claim_deliveries(narrow).await.expect("claim");
    assert_eq!(of(&third), [1], "what is leased takes turns, not room");
}

pub(crate) async fn repeated_attempts_have_turns_of_their_own<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 6).await;
    let bounded = |now| ClaimDeliveries {
        per_receiver: 2,
        ..claim_at(now)
    };
    let mut failed = Vec::new();
    for _ in 0..2 {
        for delivery in store.claim_deliveries(bounded(1)).await.expect("claim") {
            finish(store, &delivery, DeliveryOutcome::Retry { at: at(5) }).await;
            failed.push(delivery.chat);
        }
    }
    let claimed = store.claim_deliveries(bounded(5)).await.expect("claim");
    let attempts: Vec<u32> = claimed.iter().map(|it| it.attempts).collect();
    assert_eq!(attempts, [0, 0, 1, 1], "two of each");
    let again = store.claim_deliveries(bounded(5)).await.expect("claim");
    assert_eq!(again, []);
}

pub(crate) async fn a_failing_webhook_has_fewer_turns<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 6).await;
    let bounded = |now| ClaimDeliveries {
        per_receiver: 3,
        per_slow_receiver: 1,
        ..claim_at(now)
    };
    let count = async |now| {
        let claimed = store.claim_deliveries(bounded(now)).await.expect("claim");
        for it in &claimed {
            store.return_delivery(TENANT, it.id).await.expect("return");
        }
        claimed.len()
    };
    let delivery = claim(store, 0).await.remove(0);
    finish(store, &delivery, DeliveryOutcome::Dead).await;
    assert_eq!(count(59).await, 3, "not failing yet");
    assert_eq!(count(60).await, 1);
    let delivery = store.claim_deliveries(bounded(60)).await.expect("claim");
    finish(store, &delivery[0], DeliveryOutcome::Delivered).await;
    assert_eq!(count(120).await, 3, "a success clears it");
}

async fn webhook<S: Store>(store: &S) -> chat_core::Webhook {
    let tenant = store.tenant(TENANT).await.expect("ask").expect("a tenant");
    Tenant::clone(&tenant).webhook
}

pub(crate) async fn failure_for_days_disables_and_keeps_the_events<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 3).await;
    let failed = |now| AttemptEnd {
        disabling: Disabling {
            on_gone: true,
            after: Some(SignedDuration::from_secs(100)),
        },
        ..end(DeliveryOutcome::Retry { at: at(now) }, now)
    };
    let claimed = claim(store, 1).await;
    for (delivery, now) in claimed.iter().zip([10, 109]) {
        store
            .finish_delivery(TENANT, delivery.id, failed(now))
            .await
            .expect("finish");
    }
    let failing = webhook(store).await;
    assert_eq!(failing.failing_since, Some(at(10)));
    assert!(failing.enabled);
    store
        .finish_delivery(TENANT, claimed[2].id, failed(110))
        .await
        .expect("finish");
    let disabled = webhook(store).await;
    assert!(!disabled.enabled);
    assert_eq!(disabled.disabled_reason.as_deref(), Some(DISABLED_FAILING));

    // What happens meanwhile is kept, and comes with the rest.
    chats(store, TENANT, 1).await;
    assert_eq!(claim(store, 1000).await, []);
    let edited = store
        .edit_tenant(
            TENANT,
            |tenant| {
                tenant.webhook.enabled = true;
                Ok::<_, StoreError>(())
            },
            None,
        )
        .await;
    let edited = edited.expect("edit").expect("accepted");
    assert_eq!(edited.webhook.failing_since, None, "a clean slate");
    assert_eq!(edited.webhook.disabled_reason, None);
    assert_eq!(claim(store, 1000).await.len(), 4);
}

pub(crate) async fn gone_disables_the_webhook_that_was_asked<S: Store>(store: &S) {
    set_up(store, true).await;
    chats(store, TENANT, 2).await;
    let claimed = claim(store, 1).await;
    let gone = |url: &str| AttemptEnd {
        url: url.to_owned(),
        status: Some(410),
        disabling: Disabling {
            on_gone: true,
            after: None,
        },
        ..end(DeliveryOutcome::Retry { at: at(1) }, 1)
    };
    for (delivery, url, on) in [
        (&claimed[0], "https://example.com/the-one-before", true),
        (&claimed[1], "https://example.com/hook", false),
    ] {
        store
            .finish_delivery(TENANT, delivery.id, gone(url))
            .await
            .expect("finish");
        assert_eq!(webhook(store).await.enabled, on, "{url}");
    }
    assert_eq!(
        webhook(store).await.disabled_reason.as_deref(),
        Some(DISABLED_GONE)
    );
    assert_eq!(claim(store, 10).await, []);
    put(store, true).await;
    assert_eq!(claim(store, 10).await.len(), 2);
}

pub(crate) async fn a_delivery_tells_the_request_behind_it<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    let origin = Origin {
        request_id: Some("req-1".to_owned()),
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    };
    let write = Write {
        origin: origin.clone(),
        ..Write::from(at(1))
    };
    let said = store
        .transact(TENANT, chat, message(&ada, "hello"), write)
        .await;
    said.expect("a message");
    let first = claim(store, 2).await.remove(0);
    assert_eq!(first.origin, Origin::default());
    assert_eq!(first.channel, Channel::Webhook);
    finish(store, &first, DeliveryOutcome::Delivered).await;
    assert_eq!(claim(store, 2).await.remove(0).origin, origin);
}
