//! What is true of the installation, and what there is to do by an instant.

use chat_core::{Agenda, DeliveryOutcome, Store, Tenant};

use super::deliveries::{claim, finish};
use crate::support::{QUEUE, TENANT, at, create, set_up, tenant};

pub(crate) async fn records_of_the_installation_are_kept_by_name<S: Store>(store: &S) {
    assert_eq!(store.installation("clock").await.expect("asked"), None);
    for record in ["one", "two"] {
        let put = store
            .put_installation("clock", record.to_owned(), None)
            .await;
        put.expect("put");
        let found = store.installation("clock").await.expect("asked");
        assert_eq!(found.as_deref(), Some(record));
    }
    assert_eq!(store.installation("other").await.expect("asked"), None);
}

pub(crate) async fn the_agenda_counts_what_is_due_and_names_the_next_instant<S: Store>(store: &S) {
    let agenda = async |now| store.agenda(at(now)).await.expect("an agenda");
    let ada = set_up(store, true).await;
    assert_eq!(agenda(0).await, Agenda::default());
    create(store, QUEUE, &ada).await;
    let queue_expiry = Some(at(3600));
    let expected = Agenda {
        timers_due: 0,
        deliveries_due: 1,
        next_at: queue_expiry,
    };
    assert_eq!(agenda(0).await, expected);
    let before = agenda(-1).await;
    assert_eq!((before.deliveries_due, before.next_at), (0, Some(at(0))));

    let claimed = claim(store, 0).await;
    assert_eq!(agenda(0).await, expected, "under way is not done");
    finish(store, &claimed[0], DeliveryOutcome::Retry { at: at(5) }).await;
    let waiting = Agenda {
        timers_due: 0,
        deliveries_due: 0,
        next_at: Some(at(5)),
    };
    assert_eq!(agenda(0).await, waiting);
    assert!(waiting.is_done());
    let at_expiry = agenda(3600).await;
    assert_eq!((at_expiry.timers_due, at_expiry.deliveries_due), (1, 1));
    assert!(!at_expiry.is_done());
}

pub(crate) async fn what_is_paused_is_not_due_until_it_is_hastened<S: Store>(store: &S) {
    let due = async |now| {
        store
            .agenda(at(now))
            .await
            .expect("an agenda")
            .deliveries_due
    };
    let ada = set_up(store, true).await;
    let steered = |paused| {
        let mut tenant: Tenant = tenant(TENANT, true);
        tenant.webhook.steering.paused = paused;
        tenant
    };
    store.put_tenant(steered(true)).await.expect("paused");
    for _ in 0..2 {
        create(store, QUEUE, &ada).await;
    }
    assert_eq!(due(0).await, 0);
    assert_eq!(store.next_delivery_at().await.expect("next"), None);
    assert_eq!(claim(store, 0).await, []);
    let hastened = store.hasten_deliveries(TENANT, None, 1, at(0), None).await;
    assert_eq!(hastened.expect("hastened"), 1);
    assert_eq!(due(0).await, 1);
    let claimed = claim(store, 0).await;
    assert_eq!(claimed.len(), 1);
    finish(store, &claimed[0], DeliveryOutcome::Retry { at: at(0) }).await;
    assert_eq!(due(0).await, 0, "held again");
    store.put_tenant(steered(false)).await.expect("goes on");
    assert_eq!(due(0).await, 2);
}

pub(crate) async fn a_delay_puts_first_attempts_off<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let mut delayed: Tenant = tenant(TENANT, true);
    delayed.webhook.steering.delay = jiff::SignedDuration::from_secs(60);
    store.put_tenant(delayed).await.expect("delayed");
    create(store, QUEUE, &ada).await;
    assert_eq!(claim(store, 59).await, []);
    assert_eq!(store.next_delivery_at().await.expect("next"), Some(at(60)));
    assert_eq!(claim(store, 60).await.len(), 1);
}
