//! Answers that are kept with the effect of a request.

use chat_core::{
    Answer, AnswerKey, Command, Keep, KeptAnswer, MessageSeq, Outcome, Store, StoreError, Write,
};

use crate::support::{OTHER, QUEUE, TENANT, at, create, message, new_chat, set_up};

const REQUEST: AnswerKey = AnswerKey {
    scope: [1; 32],
    fingerprint: [2; 32],
};

fn keep<T: 'static>(request: AnswerKey, from: i64, answer: fn(&T) -> Option<Answer>) -> Keep<T> {
    Keep {
        request,
        now: at(from),
        until: at(from + 60),
        answer: Box::new(answer),
    }
}

fn shown(outcome: &Outcome) -> Option<Answer> {
    Some(Answer {
        status: 200,
        etag: None,
        body: Some(format!("{}", outcome.chat.last_seq.0).into_bytes()),
    })
}

fn kept(request: AnswerKey, body: &str) -> Option<KeptAnswer> {
    Some(KeptAnswer {
        fingerprint: request.fingerprint,
        answer: Answer {
            status: 200,
            etag: None,
            body: Some(body.as_bytes().to_vec()),
        },
    })
}

fn write(second: i64) -> Write<Outcome> {
    Write {
        keep: Some(keep(REQUEST, second, shown)),
        ..Write::from(at(second))
    }
}

pub(crate) async fn an_answer_is_kept_with_its_effect_or_not_at_all<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    let find = |second| store.kept_answer(Some(TENANT), REQUEST.scope, at(second));
    assert_eq!(find(1).await.expect("ask"), None);

    store
        .transact(TENANT, chat, message(&ada, "one"), write(1))
        .await
        .expect("sent");
    assert_eq!(find(1).await.expect("ask"), kept(REQUEST, "1"));
    let foreign = store
        .kept_answer(Some(OTHER), REQUEST.scope, at(1))
        .await
        .expect("ask");
    assert_eq!(foreign, None, "another tenant's scope is another scope");

    // The same request again would have a second effect: neither that nor the answer is written.
    let again = store
        .transact(TENANT, chat, message(&ada, "two"), write(2))
        .await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    let messages = store.messages(TENANT, chat, MessageSeq::NONE, 9).await;
    assert_eq!(messages.expect("messages").len(), 1);

    // When its time is over, the key is free.
    assert_eq!(find(61).await.expect("ask"), None);
    store
        .transact(TENANT, chat, message(&ada, "three"), write(61))
        .await
        .expect("sent");
    assert_eq!(find(61).await.expect("ask"), kept(REQUEST, "2"));
}

pub(crate) async fn a_refused_write_keeps_no_answer<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, QUEUE, &ada).await;
    let refused = store
        .transact(TENANT, chat, Command::Resume, write(1))
        .await;
    assert!(matches!(refused, Err(StoreError::Domain(_))), "{refused:?}");
    let found = store.kept_answer(Some(TENANT), REQUEST.scope, at(1)).await;
    assert_eq!(found.expect("ask"), None);
}

pub(crate) async fn answers_without_an_effect_are_kept_once_and_swept<S: Store>(store: &S) {
    let first = keep(REQUEST, 0, |()| {
        Some(Answer {
            status: 400,
            etag: None,
            body: None,
        })
    });
    store.keep_answer(None, first).await.expect("kept");
    let second = keep(REQUEST, 1, |()| {
        Some(Answer {
            status: 200,
            etag: None,
            body: Some(Vec::new()),
        })
    });
    store.keep_answer(None, second).await.expect("no fault");
    let found = store.kept_answer(None, REQUEST.scope, at(1)).await;
    let found = found.expect("ask").expect("there");
    assert_eq!((found.answer.status, found.answer.body), (400, None));
    assert_eq!(store.sweep_answers(at(59), 9).await.expect("swept"), 0);
    assert_eq!(store.sweep_answers(at(60), 9).await.expect("swept"), 1);
}

pub(crate) async fn a_write_may_ask_for_a_version<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let created = store
        .create_chat(TENANT, new_chat(QUEUE, &ada), at(0))
        .await;
    let created = created.expect("created").chat;
    let asking = |version| Write {
        if_version: Some(version),
        ..Write::from(at(1))
    };
    let stale = store
        .transact(
            TENANT,
            created.id,
            message(&ada, "a"),
            asking(created.version + 1),
        )
        .await;
    assert!(
        matches!(stale, Err(StoreError::VersionChanged)),
        "{stale:?}"
    );
    let sent = store
        .transact(
            TENANT,
            created.id,
            message(&ada, "b"),
            asking(created.version),
        )
        .await
        .expect("sent");
    assert_eq!(sent.chat.version, created.version + 1);
    let read = store.chat(TENANT, created.id).await.expect("ask");
    assert_eq!(read.expect("there").version, sent.chat.version);
}
