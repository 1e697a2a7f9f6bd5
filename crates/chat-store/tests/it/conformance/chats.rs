//! Chats: creation, commands, ids, queue loads.

use chat_core::{
    Command, DomainError, EndUserChange, EndUserId, Escalate, EscalationId, FinishDeflection,
    FiredTimer, FlagsUpdate, MenuId, QueueLoad, Store, StoreError,
};

use crate::support::{
    OTHER, QUEUE, TENANT, WITH_VA, agent, at, create, message, new_chat, profile, say, set_up,
};

pub(crate) async fn a_chat_is_stored_as_it_is_answered<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let mut request = new_chat(WITH_VA, &ada);
    request.lang = Some("PT-br".to_owned());
    let created = store
        .create_chat(TENANT, request, at(0))
        .await
        .expect("create")
        .chat;
    assert_eq!(
        store.chat(TENANT, created.id).await.expect("ask"),
        Some(created.clone())
    );
    let said = say(store, created.id, &ada, "hello", 1).await.chat;
    assert_eq!(
        store.chat(TENANT, created.id).await.expect("ask"),
        Some(said)
    );
}

pub(crate) async fn creating_updates_the_contact<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let mut request = new_chat(WITH_VA, &ada);
    request.phone = Some("123-456-7890".to_owned());
    store
        .create_chat(TENANT, request, at(0))
        .await
        .expect("create");
    let stored = store
        .end_user(TENANT, ada.id)
        .await
        .expect("ask")
        .expect("an end user");
    assert_eq!(stored.phone.as_deref(), Some("123-456-7890"));
    assert_eq!(stored.email, None);
}

pub(crate) async fn a_refused_creation_leaves_nothing<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let mut request = new_chat(MenuId(99), &ada);
    request.email = Some("ada@example.com".to_owned());
    let refused = store.create_chat(TENANT, request, at(0)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::MenuNotFound(MenuId(99))))
    ));
    let mut request = new_chat(WITH_VA, &ada);
    request.end_user_id = EndUserId(77);
    let refused = store.create_chat(TENANT, request, at(0)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::EndUserNotFound(EndUserId(
            77
        ))))
    ));
    let stored = store
        .end_user(TENANT, ada.id)
        .await
        .expect("ask")
        .expect("an end user");
    assert_eq!(stored.email, None);
    assert_eq!(
        create(store, WITH_VA, &ada).await.0,
        1,
        "a refusal takes no id"
    );
}

pub(crate) async fn ids_are_per_tenant_without_gaps<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    for expected in 1..=3 {
        assert_eq!(create(store, WITH_VA, &ada).await.0, expected);
    }
    let other = store
        .create_chat(OTHER, new_chat(WITH_VA, &ada), at(0))
        .await
        .expect("create");
    assert_eq!(other.chat.id.0, 1);
}

pub(crate) async fn unknown_and_foreign_chats_are_not_found<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, WITH_VA, &ada).await;
    assert_eq!(store.chat(OTHER, chat).await.expect("ask"), None);
    let foreign = store
        .transact(OTHER, chat, message(&ada, "hello"), at(1))
        .await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
    let stranger = EndUserId(42);
    let command = Command::SendMessage {
        from: stranger,
        content: chat_core::MessageContent::Text("hello".to_owned()),
    };
    let refused = store.transact(TENANT, chat, command, at(1)).await;
    assert!(
        matches!(refused, Err(StoreError::Domain(DomainError::SenderNotFound(id))) if id == stranger)
    );
}

pub(crate) async fn queue_loads_follow_the_chats<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let load = |waiting, serving| QueueLoad { waiting, serving };
    let of = async || store.queue_loads(TENANT).await.expect("loads").of(QUEUE);
    let first = create(store, QUEUE, &ada).await;
    let second = create(store, QUEUE, &ada).await;
    assert_eq!(of().await, load(2, 0));
    store
        .transact(TENANT, first, Command::AgentJoin(agent()), at(1))
        .await
        .expect("join");
    assert_eq!(of().await, load(1, 1));
    store
        .transact(TENANT, second, finish(), at(2))
        .await
        .expect("finish");
    assert_eq!(of().await, load(0, 1));
    let leave = Command::AgentLeave { agent: agent().id };
    store
        .transact(TENANT, first, leave, at(3))
        .await
        .expect("leave");
    assert_eq!(of().await, load(1, 0));
    store
        .transact(TENANT, first, finish(), at(4))
        .await
        .expect("finish");
    assert_eq!(of().await, load(0, 0));
    assert_eq!(
        store.queue_loads(OTHER).await.expect("loads").of(QUEUE),
        load(0, 0)
    );
}

pub(crate) async fn escalations_are_numbered_per_tenant<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    for expected in 1..=2 {
        let chat = create(store, WITH_VA, &ada).await;
        store
            .transact(TENANT, chat, Command::VaJoin, at(0))
            .await
            .expect("join");
        for _ in 0..2 {
            let escalated = store
                .transact(TENANT, chat, Command::Escalate(Escalate::default()), at(1))
                .await;
            let id = escalated.expect("escalate").escalation;
            assert_eq!(
                id,
                Some(EscalationId(expected)),
                "asked again, it is the same"
            );
        }
    }
}

pub(crate) async fn a_refused_end_user_change_leaves_the_end_user<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, WITH_VA, &ada).await;
    let mut change = EndUserChange {
        profile: profile("bob"),
        requested_at: at(1),
    };
    change.profile.name = Some("Bob".to_owned());
    let changed = store
        .change_end_user(TENANT, chat, change.clone(), at(1))
        .await
        .expect("change");
    assert_eq!(changed.chat.end_user.identifier, "bob");
    assert_eq!(changed.chat.end_user_ids.len(), 2);
    store
        .transact(TENANT, chat, finish(), at(2))
        .await
        .expect("finish");
    change.profile.name = Some("Robert".to_owned());
    change.requested_at = at(60);
    let refused = store.change_end_user(TENANT, chat, change, at(60)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::ChatEnded))
    ));
    let new = EndUserChange {
        profile: profile("eve"),
        requested_at: at(61),
    };
    let refused = store.change_end_user(TENANT, chat, new, at(61)).await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::ChatEnded))
    ));
    let bob = store
        .end_user_by_identifier(TENANT, "bob")
        .await
        .expect("ask")
        .expect("bob");
    assert_eq!(bob.name.as_deref(), Some("Bob"));
    assert_eq!(
        store
            .end_user_by_identifier(TENANT, "eve")
            .await
            .expect("ask"),
        None
    );
}

/// A whole life of a chat: after each command the stored chat equals the answer.
pub(crate) async fn every_state_is_stored_as_it_is_answered<S: Store>(store: &S) {
    let ada = set_up(store, true).await;
    let chat = create(store, WITH_VA, &ada).await;
    for (step, command) in life(&ada).into_iter().enumerate() {
        let now = at(i64::try_from(step).expect("few steps") * 1801);
        let outcome = store
            .transact(TENANT, chat, command.clone(), now)
            .await
            .expect("a command");
        let stored = store.chat(TENANT, chat).await.expect("ask");
        assert_eq!(stored, Some(outcome.chat), "after {command:?}");
    }
    let refused = store
        .transact(TENANT, chat, message(&ada, "hello?"), at(100_000))
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::ChatEnded))
    ));
}

/// Commands that lead a chat of [`WITH_VA`] through every state.
pub(crate) fn life(ada: &chat_core::EndUser) -> Vec<Command> {
    let reply = |text: &str| vec![chat_core::MessageContent::Text(text.to_owned())];
    vec![
        Command::VaJoin,
        message(ada, "hello"),
        Command::VaReply {
            up_to: chat_core::MessageSeq(1),
            replies: reply("hi"),
            action: chat_core::VaAction::None,
        },
        Command::TimerFired(FiredTimer::Dismiss),
        message(ada, "still there?"),
        Command::VaJoin,
        Command::UpdateFlags(FlagsUpdate {
            bad_actor: Some(true),
            ..FlagsUpdate::default()
        }),
        Command::Escalate(Escalate::default()),
        Command::AgentJoin(agent()),
        Command::AgentReply {
            agent: agent().id,
            up_to: Some(chat_core::MessageSeq(3)),
            replies: reply("good day"),
        },
        message(ada, "thank you"),
        Command::TimerFired(FiredTimer::Dismiss),
        finish_by(ada),
    ]
}

fn finish_by(ada: &chat_core::EndUser) -> Command {
    Command::Finish {
        by: Some(ada.id),
        deflection: FinishDeflection::default(),
    }
}

pub(crate) fn finish() -> Command {
    Command::Finish {
        by: None,
        deflection: FinishDeflection::default(),
    }
}
