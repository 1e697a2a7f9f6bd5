//! Tenants, through the generated client.

use chat_client::ErrorExt as _;
use chat_client::types::UpsertEndUserRequest;
use desk_client::ErrorExt as _;
use desk_client::types::{CreateTenantRequest, TenantSettings, UpdateTenantRequest};

use crate::support::{Server, new_chat, refused};

pub(super) fn settings() -> TenantSettings {
    TenantSettings::builder().queue_expiry_seconds(90).build()
}

#[tokio::test]
async fn a_new_tenant_calls_the_api_with_what_it_was_given() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let body = CreateTenantRequest::builder()
        .subdomain("acme")
        .settings(settings());
    let made = desk
        .create_tenant()
        .body(body.build())
        .send()
        .await
        .expect("made");
    assert_eq!(made.tenant.name, "acme");
    assert_eq!(made.tenant.settings.queue_expiry_seconds, Some(90));
    assert_eq!(made.tenant.settings.chat_timeout_seconds, Some(86_400));
    assert_eq!(made.token.id, 1);
    assert!(made.secrets.standard_webhooks.starts_with("whsec_"));

    let client = server.client_of("acme", &made.token.token);
    let nobody = client.find_end_user().identifier("ada").send().await;
    assert_eq!(
        nobody
            .expect_err("nobody")
            .wire()
            .map(|error| error.message.clone()),
        Some("end user is not found".to_owned())
    );

    let read = desk
        .get_tenant()
        .tenant_id(made.tenant.id)
        .send()
        .await
        .expect("read");
    assert_eq!(*read, made.tenant);
    let all = desk.list_tenants().send().await.expect("all");
    let names: Vec<_> = all
        .tenants
        .iter()
        .map(|tenant| tenant.subdomain.as_str())
        .collect();
    assert_eq!(names, ["demo", "acme"]);
}

#[tokio::test]
async fn a_tenant_that_was_given_no_menus_has_none() {
    let server = Server::start(&[]).await;
    let made = super::create(&server, "acme").await;
    let client = server.client_of("acme", &made.token.token);
    let waits = client.list_wait_times().lang("en").send().await;
    assert!(waits.expect("listed").0.is_empty());
    let of_menu = client.list_wait_times().lang("en").menu_id(1).send().await;
    refused(of_menu, 400, "menu_id 1 is not found");
    let ada = UpsertEndUserRequest::builder().identifier("ada".to_owned());
    let ada = client.upsert_end_user().body(ada.build()).send().await;
    let body = new_chat(1, ada.expect("an end user").id);
    let chat = client.create_chat().body(body).send().await;
    refused(chat, 400, "menu_id 1 is not found");
}

#[tokio::test]
async fn a_subdomain_is_given_once() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let create = |subdomain: &str| {
        let body = CreateTenantRequest::builder().subdomain(subdomain).build();
        desk.create_tenant().body(body).send()
    };
    let acme = create("acme").await.expect("made").tenant.id;
    for taken in ["acme", "demo"] {
        let refused = create(taken).await.expect_err("taken");
        assert_eq!(refused.status_code(), Some(409), "{taken}");
        let message = refused.wire().map(|error| error.message.clone());
        assert_eq!(message, Some(format!("subdomain {taken} is taken")));
    }
    let rename = UpdateTenantRequest::builder().subdomain("demo").build();
    let refused = desk
        .update_tenant()
        .tenant_id(acme)
        .body(rename)
        .send()
        .await;
    let refused = refused.expect_err("taken");
    assert_eq!(refused.status_code(), Some(409));
    let message = refused.wire().map(|error| error.message.clone());
    assert_eq!(message, Some("subdomain demo is taken".to_owned()));
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let body = CreateTenantRequest::builder()
        .subdomain("acme")
        .settings(settings());
    let made = desk
        .create_tenant()
        .body(body.build())
        .send()
        .await
        .expect("made");
    let change = UpdateTenantRequest::builder()
        .name("Acme Inc.")
        .settings(TenantSettings::builder().dismiss_after_seconds(60).build())
        .build();
    let changed = desk
        .update_tenant()
        .tenant_id(made.tenant.id)
        .body(change)
        .send()
        .await
        .expect("changed");
    assert_eq!(changed.name, "Acme Inc.");
    assert_eq!(changed.subdomain, "acme");
    assert_eq!(changed.settings.dismiss_after_seconds, Some(60));
    assert_eq!(changed.settings.queue_expiry_seconds, Some(90));
    let unknown = desk
        .get_tenant()
        .tenant_id(99)
        .send()
        .await
        .expect_err("unknown");
    assert_eq!(unknown.status_code(), Some(404));
}
