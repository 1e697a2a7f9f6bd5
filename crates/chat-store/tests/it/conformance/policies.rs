//! Upload policies.

use chat_core::{
    ChatId, DomainError, MediaKind, Store, StoreError, StoredFile, StoredPolicy, UploadPolicy,
};

use super::chats::finish;
use super::media::file;
use crate::support::{OTHER, QUEUE, TENANT, at, create, set_up};

fn policy(key: &str, chat_id: ChatId, expires: i64) -> UploadPolicy {
    UploadPolicy {
        key: key.to_owned(),
        chat_id,
        kind: MediaKind::Photo,
        expires_at: at(expires),
        stored: None,
    }
}

fn stored(etag: &str) -> StoredFile {
    StoredFile {
        size_bytes: 99,
        etag: etag.to_owned(),
        stored_at: at(7),
    }
}

pub(crate) async fn a_policy_takes_one_file<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    store
        .put_policy(TENANT, policy("k", chat, 300), None)
        .await
        .expect("put");
    assert_eq!(
        store.policy(TENANT, "k").await.expect("ask"),
        Some(policy("k", chat, 300))
    );
    assert_eq!(store.policy(OTHER, "k").await.expect("ask"), None);
    assert_eq!(
        store
            .policy_stored(TENANT, "k", stored("one"))
            .await
            .expect("store"),
        StoredPolicy::Stored
    );
    assert_eq!(
        store
            .policy_stored(TENANT, "k", stored("two"))
            .await
            .expect("store"),
        StoredPolicy::AlreadyUsed
    );
    let kept = store
        .policy(TENANT, "k")
        .await
        .expect("ask")
        .expect("a policy");
    assert_eq!(kept.stored, Some(stored("one")));
    let unknown = store.policy_stored(OTHER, "k", stored("one")).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    let unknown = store
        .put_policy(TENANT, policy("k2", ChatId(99), 300), None)
        .await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    store
        .transact(TENANT, chat, finish(), at(1))
        .await
        .expect("finish");
    let refused = store
        .put_policy(TENANT, policy("k3", chat, 300), None)
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::ChatEnded))
    ));
}

pub(crate) async fn of_concurrent_uploads_one_wins<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    store
        .put_policy(TENANT, policy("k", chat, 300), None)
        .await
        .expect("put");
    let etags: Vec<String> = (0..10).map(|number| format!("etag {number}")).collect();
    let calls = etags
        .iter()
        .map(|etag| store.policy_stored(TENANT, "k", stored(etag)));
    let outcomes = futures::future::join_all(calls).await;
    let won: Vec<_> = outcomes
        .into_iter()
        .zip(&etags)
        .filter(|(outcome, _)| matches!(outcome, Ok(StoredPolicy::Stored)))
        .map(|(_, etag)| etag.clone())
        .collect();
    let kept = store
        .policy(TENANT, "k")
        .await
        .expect("ask")
        .expect("a policy");
    assert_eq!(won, [kept.stored.expect("a file").etag]);
}

pub(crate) async fn the_sweep_leaves_what_is_attached<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    for (key, expires) in [
        ("empty", 10),
        ("lost", 20),
        ("attached", 30),
        ("later", 100),
    ] {
        store
            .put_policy(TENANT, policy(key, chat, expires), None)
            .await
            .expect("put");
    }
    for key in ["lost", "attached"] {
        store
            .policy_stored(TENANT, key, stored(key))
            .await
            .expect("store");
    }
    let media = vec![file("attached", MediaKind::Photo)];
    store
        .attach_media(TENANT, chat, media, at(8))
        .await
        .expect("attach");
    assert_eq!(
        store.sweep_policies(at(10), 100).await.expect("sweep"),
        [],
        "it has not expired before"
    );
    let swept = store.sweep_policies(at(50), 100).await.expect("sweep");
    let keys = ["empty", "lost"].map(|key| (TENANT, key.to_owned()));
    assert_eq!(swept, keys, "a file may be there without its record");
    assert_eq!(store.policy(TENANT, "empty").await.expect("ask"), None);
    assert_eq!(store.policy(TENANT, "lost").await.expect("ask"), None);
    assert!(
        store
            .policy(TENANT, "attached")
            .await
            .expect("ask")
            .is_some()
    );
    assert!(store.policy(TENANT, "later").await.expect("ask").is_some());
}
