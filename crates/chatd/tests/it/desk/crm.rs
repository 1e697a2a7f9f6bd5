//! The CRM: a ledger of contacts and tickets, and a server that is told of them.

use chat_client::types::UpdateChatEndUserRequest;
use chat_webhook::{Secrets, Verifier};
use chatd::clock::{SystemClock, WallClock};
use desk_client::types::{
    CreateSecondarySecretRequest, CrmConnection, CrmRecords, DeliveryChannelSelector,
    SecretSelector, UpdateCrmRequest,
};
use serde_json::json;

use super::{DEMO, advance, create, freeze, places, refusal, typed};
use crate::support::{HUMAN, Server};
use crate::webhooks::receiver::Receiver;

async fn connect(
    server: &Server,
    tenant: i64,
    url: Option<&str>,
) -> Result<CrmConnection, super::Refused> {
    let body = typed::<UpdateCrmRequest>(json!({"url": url}));
    let desk = server.desk();
    let update = desk.update_crm().tenant_id(tenant).body(body);
    update
        .send()
        .await
        .map(desk_client::ResponseValue::into_inner)
}

async fn change_end_user(server: &Server, chat: i64, identifier: &str) {
    let body = UpdateChatEndUserRequest::builder()
        .identifier(identifier.to_owned())
        .name("Grace".to_owned())
        .build();
    let client = server.client();
    let update = client.update_chat_end_user().chat_id(chat).body(body);
    update.send().await.expect("accepted");
}

async fn ticket(server: &Server, chat: i64) -> Result<CrmRecords, super::Refused> {
    let desk = server.desk();
    let ticket = desk.get_crm_ticket().tenant_id(DEMO).chat_id(chat).send();
    ticket.await.map(desk_client::ResponseValue::into_inner)
}

#[tokio::test]
async fn the_ledger_has_the_ticket_of_a_chat_and_its_contact() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let none = refusal(ticket(&server, chat.id).await);
    assert_eq!(none, (404, "chat 1 has no ticket".to_owned()));
    change_end_user(&server, chat.id, "grace").await;
    let written = ticket(&server, chat.id).await.expect("written");
    let grace = server.user("grace").await;
    assert_eq!(
        (written.contact.id, written.contact.identifier.as_str()),
        (grace, "grace")
    );
    assert_eq!(written.contact.name.as_deref(), Some("Grace"));
    let of = (
        written.ticket.chat_id,
        written.ticket.contact_id,
        written.ticket.revision,
    );
    assert_eq!(of, (chat.id, grace, 1));
    change_end_user(&server, chat.id, "joan").await;
    let again = ticket(&server, chat.id).await.expect("written");
    assert_eq!(
        (again.ticket.revision, again.contact.identifier.as_str()),
        (2, "joan")
    );
    assert_eq!(refusal(ticket(&server, 99).await).0, 404);
}

#[tokio::test]
async fn a_connected_crm_is_told_and_knows_the_platform_by_its_secret() {
    let crm = Receiver::accepting().await;
    let server = Server::start(&["--agents", "off"]).await;
    freeze(&server).await;
    let desk = server.desk();
    let secondary = || {
        let body = CreateSecondarySecretRequest::builder().build();
        let make = desk.create_secondary_secret().tenant_id(DEMO);
        make.kind(SecretSelector::Crm).body(body).send()
    };
    let (status, message) = refusal(secondary().await);
    assert_eq!(
        (status, message.as_str()),
        (409, "there is no secret crm, set its url first")
    );
    let url = crm.url();
    let shown = connect(&server, DEMO, Some(&url)).await.expect("connected");
    assert_eq!(shown.url.as_deref(), Some(url.as_str()));
    let secret = secondary().await.expect("made").secret.clone();
    let chat = server.chat(HUMAN).await;
    change_end_user(&server, chat.id, "grace").await;
    advance(&server, 0).await;
    let told = crm.received(1).await.remove(0);
    assert_eq!(told.json()["body"]["contact"]["identifier"], "grace");
    let verifier = Verifier::new(Secrets::new(secret).expect("a secret"));
    let now = WallClock::now(&SystemClock);
    assert!(verifier.verify(&told.headers, &told.body, now).is_ok());
    let listed = desk.list_deliveries().tenant_id(DEMO);
    let listed = listed.channel(DeliveryChannelSelector::Crm).send().await;
    let listed = listed.expect("listed").into_inner().deliveries;
    let seen: Vec<_> = listed
        .iter()
        .map(|it| (it.chat_id, it.status.as_str()))
        .collect();
    assert_eq!(seen, [(chat.id, "delivered")]);

    let none = connect(&server, DEMO, None).await.expect("disconnected");
    assert_eq!(none.url, None);
    change_end_user(&server, chat.id, "joan").await;
    assert_eq!(advance(&server, 0).await.attempts, 0);
    let ledger = ticket(&server, chat.id)
        .await
        .expect("written all the same");
    assert_eq!(ledger.contact.identifier, "joan");
}

#[tokio::test]
async fn urls_that_nothing_is_sent_to_are_refused() {
    let server = Server::start(&[]).await;
    let acme = create(&server, "acme").await.tenant.id;
    for url in [
        "http://127.0.0.1/",
        "https://192.168.0.1/",
        "file:///etc/passwd",
    ] {
        assert_eq!(
            places(connect(&server, acme, Some(url)).await),
            ["/url"],
            "{url}"
        );
    }
}
