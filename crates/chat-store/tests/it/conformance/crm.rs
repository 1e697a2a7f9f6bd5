//! The CRM: its ledger, and what is told to a tenant's own.

use chat_core::{
    Channel, ChatId, CrmEndpoint, DeliveryOutcome, EndUserChange, EndUserProfile, KeyPair, Origin,
    Store, StoreError, Write,
};

use super::deliveries::{claim, finish};
use crate::support::{OTHER, QUEUE, TENANT, at, create, set_up, tenant};

fn change(identifier: &str, email: Option<&str>) -> EndUserChange {
    EndUserChange {
        profile: EndUserProfile {
            identifier: identifier.to_owned(),
            name: Some("Grace".to_owned()),
            email: email.map(str::to_owned),
            phone: None,
        },
        requested_at: at(0),
    }
}

async fn change_to<S: Store>(store: &S, chat: ChatId, identifier: &str, now: i64) {
    let changed = store
        .change_end_user(TENANT, chat, change(identifier, None), at(now))
        .await;
    changed.expect("another end user");
}

pub(crate) async fn a_change_of_end_user_writes_contact_and_ticket<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    let records = async |tenant| store.crm_records(tenant, chat).await.expect("ask");
    assert_eq!(records(TENANT).await, None);
    change_to(store, chat, "grace", 1).await;
    let first = records(TENANT).await.expect("a ticket");
    assert_eq!(first.contact.end_user.identifier, "grace");
    assert_eq!(first.contact.end_user.name.as_deref(), Some("Grace"));
    assert_eq!(first.ticket.contact, first.contact.end_user.id);
    assert_eq!((first.ticket.chat_id, first.ticket.revision), (chat, 1));
    assert_eq!(first.contact.created_at, at(1));

    change_to(store, chat, "joan", 2).await;
    let changed = store
        .change_end_user(
            TENANT,
            chat,
            change("grace", Some("grace@example.com")),
            at(3),
        )
        .await;
    changed.expect("the first again");
    let last = records(TENANT).await.expect("a ticket");
    assert_eq!(last.contact.end_user.id, first.contact.end_user.id);
    assert_eq!(
        last.contact.end_user.email.as_deref(),
        Some("grace@example.com")
    );
    assert_eq!(
        (last.contact.created_at, last.contact.updated_at),
        (at(1), at(3))
    );
    assert_eq!(last.ticket.revision, 3);
    assert_eq!(
        (last.ticket.created_at, last.ticket.updated_at),
        (at(1), at(3))
    );
    assert_eq!(records(OTHER).await, None);
}

pub(crate) async fn a_refused_change_leaves_the_ledger<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    change_to(store, chat, "grace", 1).await;
    let again = store
        .change_end_user(TENANT, chat, change("grace", None), at(2))
        .await;
    assert!(matches!(again, Err(StoreError::Domain(_))));
    let records = store.crm_records(TENANT, chat).await.expect("ask");
    assert_eq!(records.expect("a ticket").ticket.revision, 1);
}

pub(crate) async fn a_crm_of_its_own_is_told<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    change_to(store, chat, "unheard", 1).await;
    assert_eq!(claim(store, 1).await, [], "there is none yet");
    let mut with_crm = tenant(TENANT, false);
    with_crm.crm = Some(CrmEndpoint {
        url: "https://crm.example.com/".to_owned(),
        secret: KeyPair::new("the secret of the CRM".to_owned()),
    });
    store.put_tenant(with_crm.clone()).await.expect("put");
    let stored = store.tenant(TENANT).await.expect("ask").expect("a tenant");
    assert_eq!(stored.crm, with_crm.crm);

    let write = Write {
        origin: Origin {
            request_id: Some("req-7".to_owned()),
            traceparent: None,
        },
        ..Write::from(at(2))
    };
    let changed = store
        .change_end_user(TENANT, chat, change("grace", None), write)
        .await;
    changed.expect("another end user");
    change_to(store, chat, "joan", 3).await;
    let first = claim(store, 5).await;
    assert_eq!(first.len(), 1, "the second waits for the first");
    assert_eq!(first[0].channel, Channel::Crm);
    assert_eq!(first[0].event_type, "contact_updated");
    assert_eq!(
        first[0].payload,
        format!("contact:{chat}:2:grace").as_bytes()
    );
    assert_eq!(first[0].origin.request_id.as_deref(), Some("req-7"));

    // Without it, the rest is kept.
    finish(store, &first[0], DeliveryOutcome::Retry { at: at(10) }).await;
    store.put_tenant(tenant(TENANT, true)).await.expect("put");
    assert_eq!(claim(store, 20).await, []);
    store.put_tenant(with_crm).await.expect("put");
    assert_eq!(claim(store, 20).await.len(), 2);
}
