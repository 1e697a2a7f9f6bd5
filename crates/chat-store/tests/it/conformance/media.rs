//! Media attached to chats.

use chat_core::{DomainError, MediaId, MediaKind, NewMedia, PhotoType, Store, StoreError};

use super::chats::finish;
use crate::support::{OTHER, QUEUE, TENANT, at, create, set_up};

pub(crate) fn file(key: &str, kind: MediaKind) -> NewMedia {
    NewMedia {
        source_key: key.to_owned(),
        object_key: format!("kept/{key}"),
        kind,
        photo_type: (kind == MediaKind::Photo).then_some(PhotoType::Screenshot),
        content_type: "image/jpeg".to_owned(),
        file_name: Some("form.pdf".to_owned()),
        size_bytes: 1234,
    }
}

pub(crate) async fn attaching_again_gives_the_same_media<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    let photo = || file("a", MediaKind::Photo);
    let first = store
        .attach_media(TENANT, chat, vec![photo()], at(1))
        .await
        .expect("attach");
    assert_eq!((first[0].id, first[0].attached_at), (MediaId(1), at(1)));
    assert_eq!(first[0].file, photo());
    let mut changed = photo();
    changed.object_key = "kept/other".to_owned();
    let files = vec![
        file("b", MediaKind::Photo),
        changed,
        file("b", MediaKind::Photo),
    ];
    let again = store
        .attach_media(TENANT, chat, files, at(2))
        .await
        .expect("attach");
    assert_eq!(
        again.iter().map(|media| media.id.0).collect::<Vec<_>>(),
        [2, 1, 2]
    );
    assert_eq!(again[1], first[0]);
    assert_eq!(
        store.media(TENANT, chat, MediaId(1)).await.expect("ask"),
        Some(first[0].clone())
    );
    assert_eq!(
        store.media(OTHER, chat, MediaId(1)).await.expect("ask"),
        None
    );
    let other = create(store, QUEUE, &ada).await;
    assert_eq!(
        store.media(TENANT, other, MediaId(1)).await.expect("ask"),
        None
    );
}

pub(crate) async fn attaching_is_all_or_none_and_bounded<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    let files = |from: usize, to: usize| {
        (from..to)
            .map(|n| file(&format!("f{n}"), MediaKind::Photo))
            .collect()
    };
    store
        .attach_media(TENANT, chat, files(0, 99), at(1))
        .await
        .expect("attach");
    let refused = store
        .attach_media(TENANT, chat, files(98, 101), at(2))
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::TooManyMedia))
    ));
    let stored = store
        .list_media(TENANT, chat, MediaKind::Photo)
        .await
        .expect("list");
    assert_eq!(stored.len(), 99);
    store
        .attach_media(TENANT, chat, files(98, 100), at(3))
        .await
        .expect("known keys do not count");
    store
        .transact(TENANT, chat, finish(), at(4))
        .await
        .expect("finish");
    let refused = store
        .attach_media(TENANT, chat, files(200, 201), at(5))
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::ChatEnded))
    ));
    let foreign = store.attach_media(OTHER, chat, files(0, 1), at(5)).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
}

pub(crate) async fn media_are_listed_by_kind_in_order<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, QUEUE, &ada).await;
    for (key, kind) in [
        ("z", MediaKind::Photo),
        ("m", MediaKind::Video),
        ("a", MediaKind::Photo),
    ] {
        store
            .attach_media(TENANT, chat, vec![file(key, kind)], at(1))
            .await
            .expect("attach");
    }
    let photos = store
        .list_media(TENANT, chat, MediaKind::Photo)
        .await
        .expect("list");
    assert_eq!(
        photos
            .iter()
            .map(|media| media.file.source_key.as_str())
            .collect::<Vec<_>>(),
        ["z", "a"]
    );
    assert_eq!(
        store
            .list_media(TENANT, chat, MediaKind::File)
            .await
            .expect("list"),
        []
    );
    assert_eq!(
        store
            .list_media(OTHER, chat, MediaKind::Photo)
            .await
            .expect("list"),
        []
    );
}
