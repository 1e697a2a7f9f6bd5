//! End users.

use chat_core::{EndUserId, EndUserProfile, Store};

use crate::support::{OTHER, TENANT, profile, set_up};

pub(crate) async fn an_upsert_is_idempotent_and_updates_what_is_given<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    assert_eq!(ada.id, EndUserId(1));
    let again = store
        .upsert_end_user(TENANT, profile("ada"), None)
        .await
        .expect("upsert");
    assert_eq!(again, ada);
    let named = EndUserProfile {
        name: Some("Ada".to_owned()),
        ..profile("ada")
    };
    let named = store
        .upsert_end_user(TENANT, named, None)
        .await
        .expect("upsert");
    let mailed = EndUserProfile {
        email: Some("ada@example.com".to_owned()),
        ..profile("ada")
    };
    let mailed = store
        .upsert_end_user(TENANT, mailed, None)
        .await
        .expect("upsert");
    assert_eq!((named.id, mailed.id), (ada.id, ada.id));
    assert_eq!(mailed.name.as_deref(), Some("Ada"));
    assert_eq!(
        store.end_user(TENANT, ada.id).await.expect("ask"),
        Some(mailed.clone())
    );
    assert_eq!(
        store
            .end_user_by_identifier(TENANT, "ada")
            .await
            .expect("ask"),
        Some(mailed)
    );
    let next = store
        .upsert_end_user(TENANT, profile("bob"), None)
        .await
        .expect("upsert");
    assert_eq!(next.id, EndUserId(2));
}

pub(crate) async fn identifiers_are_per_tenant<S: Store>(store: &S) {
    set_up(store, false).await;
    let bob = store
        .upsert_end_user(TENANT, profile("bob"), None)
        .await
        .expect("upsert");
    assert_eq!(store.end_user(OTHER, bob.id).await.expect("ask"), None);
    assert_eq!(
        store
            .end_user_by_identifier(OTHER, "bob")
            .await
            .expect("ask"),
        None
    );
    assert_eq!(
        store
            .end_user_by_identifier(TENANT, "BOB")
            .await
            .expect("ask"),
        None
    );
}
