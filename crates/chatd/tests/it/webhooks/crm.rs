//! A tenant's own CRM is told of every change of a chat's end user.

use chat_core::{
    Clock as _, CrmEndpoint, EndUserChange, EndUserProfile, KeyPair, Secret, Settings, Store as _,
    Tenant,
};
use chat_webhook::{Secrets, Verifier};
use chatd::clock::{SystemClock, WallClock};
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::run_webhooks;
use crate::stage::{HUMAN_MENU, Stage, TENANT};

async fn with_crm(stage: &Stage, receiver: &Receiver) {
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let url = receiver.url();
    let edit = move |tenant: &mut Tenant| {
        let mut secret = KeyPair::new("the secret of the CRM".to_owned());
        secret.secondary = Some(Secret::new("its next one".to_owned()));
        tenant.crm = Some(CrmEndpoint { url, secret });
        Ok::<_, ()>(())
    };
    let edited = stage.store.edit_tenant(TENANT, edit, None).await;
    edited.expect("a tenant").expect("edited");
}

async fn change_end_user(stage: &Stage, chat: chat_core::ChatId, identifier: &str) {
    let change = EndUserChange {
        profile: EndUserProfile {
            identifier: identifier.to_owned(),
            name: Some("Grace".to_owned()),
            email: None,
            phone: Some("123-456-7890".to_owned()),
        },
        requested_at: WallClock::now(&SystemClock),
    };
    let changed = stage
        .store
        .change_end_user(TENANT, chat, change, stage.clock.now())
        .await;
    changed.expect("another end user");
}

#[tokio::test]
async fn a_change_is_posted_signed_and_in_order() {
    let crm = Receiver::start(|request| {
        let fails = request.json()["body"]["ticket"]["revision"] == 1 && request.attempt() == "1";
        Reply::Status(if fails { 503 } else { 200 })
    })
    .await;
    let stage = Stage::new();
    with_crm(&stage, &crm).await;
    run_webhooks(&stage);
    let (chat, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    change_end_user(&stage, chat, "grace").await;
    crm.received(1).await;
    change_end_user(&stage, chat, "joan").await;
    crm.received(2).await;
    stage.advance(SignedDuration::from_secs(4));
    let received = crm.received(3).await;
    let told: Vec<_> = received
        .iter()
        .map(|request| {
            let body = request.json();
            let contact = &body["body"]["contact"];
            (
                request.attempt().to_owned(),
                contact["identifier"].as_str().expect("a text").to_owned(),
                body["body"]["ticket"]["contact_id"] == contact["id"],
            )
        })
        .collect();
    let expected = [("1", "grace"), ("1", "joan"), ("2", "grace")];
    assert_eq!(
        told,
        expected.map(|(attempt, who)| (attempt.to_owned(), who.to_owned(), true))
    );
    for request in &received {
        for secret in ["the secret of the CRM", "its next one"] {
            let verifier = Verifier::new(Secrets::new(secret).expect("a secret"));
            let verified = verifier.verify(
                &request.headers,
                &request.body,
                WallClock::now(&SystemClock),
            );
            assert!(verified.is_ok(), "{verified:?}");
        }
        assert!(!request.headers.contains_key("webhook-signature"));
    }
    assert_eq!(
        received[2].header("webhook-id"),
        received[0].header("webhook-id")
    );
    assert_eq!(received[2].body, received[0].body, "byte for byte");

    let now = "2026-05-04T12:00:00.000Z";
    assert_eq!(
        received[0].json(),
        json!({
            "event_type": "contact_updated",
            "timestamp": now,
            "chat_id": chat.0,
            "body": {
                "contact": {
                    "id": 2,
                    "identifier": "grace",
                    "name": "Grace",
                    "email": null,
                    "phone": "123-456-7890",
                    "created_at": now,
                    "updated_at": now,
                },
                "ticket": {
                    "chat_id": chat.0,
                    "contact_id": 2,
                    "revision": 1,
                    "created_at": now,
                    "updated_at": now,
                },
            },
        })
    );
}
