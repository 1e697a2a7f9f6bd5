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

pub(crate) async fn every_policy_expires<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    for (key, expires) in [
        ("attached", 30),
        ("empty", 10),
        ("lost", 20),
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
    let attached = store
        .attach_media(TENANT, chat, media, at(8))
        .await
        .expect("attach");
    let expired = async |before| {
        store
            .expired_policies(at(before), 100)
            .await
            .expect("asked")
    };
    assert_eq!(expired(10).await, [], "it has not expired before");
    let gone = ["empty", "lost", "attached"].map(|key| (TENANT, key.to_owned()));
    assert_eq!(
        expired(50).await,
        gone,
        "with a recorded file, with an attached one, without one"
    );
    assert_eq!(expired(50).await, gone, "asking changes nothing");
    let first = store.expired_policies(at(50), 1).await.expect("asked");
    assert_eq!(first, gone[..1]);

    store
        .forget_policies(gone.to_vec())
        .await
        .expect("forgotten");
    store.forget_policies(gone.to_vec()).await.expect("again");
    assert_eq!(expired(50).await, []);
    for (_, key) in gone {
        assert_eq!(store.policy(TENANT, &key).await.expect("ask"), None);
    }
    assert!(store.policy(TENANT, "later").await.expect("ask").is_some());
    let media = vec![file("attached", MediaKind::Photo)];
    let again = store.attach_media(TENANT, chat, media, at(60)).await;
    assert_eq!(
        again.expect("attach"),
        attached,
        "the same key, the same media"
    );
}
