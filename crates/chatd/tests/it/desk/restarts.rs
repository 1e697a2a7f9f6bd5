//! What was made at the desk is there after a restart, with a demo and without.

use std::path::Path;

use desk_client::types::{
    CreateTenantRequest, RotateSecretRequest, SecretSelector, UpdateClockRequest,
    UpdateTenantRequest, UpdateWebhookRequest,
};

use crate::support::{Server, program, run};

const ADMIN_TOKEN: &str = "admin-token-0123456789-0123456789";

/// A server for customers: no demo tenant, no emulator.
async fn without_demo(directory: &Path) -> Server {
    let file = directory.join("chatd.toml");
    let text = format!("demo = false\n[admin]\ntoken = \"{ADMIN_TOKEN}\"\n");
    std::fs::write(&file, text).expect("written");
    let flags = ["--config", file.to_str().expect("a path")];
    let mut server = Server::start_in(&directory.join("data"), &flags).await;
    ADMIN_TOKEN.clone_into(&mut server.ready.admin_token);
    server
}

#[tokio::test]
async fn the_first_customer_stays_whether_there_is_a_demo_later_or_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = without_demo(directory.path()).await;
    let body = CreateTenantRequest::builder().subdomain("acme").build();
    let desk = server.desk();
    let made = desk.create_tenant().body(body).send().await.expect("made");
    let url = "https://example.com/hook".to_owned();
    let on = UpdateWebhookRequest::builder().url(Some(url)).enabled(true);
    let webhook = desk.update_webhook().tenant_id(made.tenant.id);
    webhook.body(on.build()).send().await.expect("on");
    server.stop().await;

    for demo in [false, true] {
        let server = if demo {
            let data = directory.path().join("data");
            Server::start_in(&data, &[]).await
        } else {
            without_demo(directory.path()).await
        };
        let client = server.client_of("acme", &made.token.token);
        let nobody = client.find_end_user().identifier("ada").send().await;
        let status = nobody.expect_err("nobody").status();
        assert_eq!(status.map(|it| it.as_u16()), Some(404), "let in");
        let webhook = server
            .desk()
            .get_webhook()
            .tenant_id(made.tenant.id)
            .send()
            .await;
        assert!(webhook.expect("read").enabled);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_demo_keeps_its_webhook_its_secrets_and_its_name() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let desk = server.desk();
    let url = "http://127.0.0.1:9/elsewhere".to_owned();
    let on = UpdateWebhookRequest::builder()
        .url(Some(url))
        .enabled(true)
        .build();
    let set = desk.update_webhook().tenant_id(1).body(on).send().await;
    let set = set.expect("set").into_inner();
    let rotate = desk.rotate_secret().tenant_id(1);
    let rotate = rotate
        .kind(SecretSelector::Webhook)
        .body(RotateSecretRequest {});
    rotate
        .send()
        .await
        .expect("the secondary is there from the start");
    let rename = UpdateTenantRequest::builder().subdomain("other").build();
    let refused = desk.update_tenant().tenant_id(1).body(rename).send().await;
    assert!(refused.is_err(), "programs look for it by its name");
    let rename = UpdateTenantRequest::builder().name("Ours").build();
    let renamed = desk.update_tenant().tenant_id(1).body(rename).send().await;
    renamed.expect("renamed");
    let before = server.ready.webhook_secrets.clone();
    server.stop().await;

    let server = Server::start_in(&data, &[]).await;
    let webhook = server.desk().get_webhook().tenant_id(1).send().await;
    assert_eq!(webhook.expect("read").into_inner(), set);
    let tenant = server.desk().get_tenant().tenant_id(1).send().await;
    assert_eq!(tenant.expect("read").name, "Ours");
    let told = &server.ready.webhook_secrets;
    assert_eq!(told.primary, before.secondary, "the one in force is told");
}

#[tokio::test]
async fn data_whose_clock_was_moved_do_not_start_without_the_emulator() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_in(&directory.path().join("data"), &[]).await;
    let freeze = UpdateClockRequest::builder().frozen(true).build();
    let frozen = server.desk().update_clock().body(freeze).send().await;
    frozen.expect("frozen");
    server.stop().await;
    let mut command = program();
    command
        .env("CHATD_DEMO", "off")
        .args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(directory.path().join("data"));
    let said = run(command).await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("start it with --emulator"),
        "{}",
        said.err
    );
    let mut command = program();
    command
        .env("CHATD_DEMO", "off")
        .env("CHATD_DETERMINISM_SEED", "7")
        .args(["config", "check"]);
    let said = run(command).await;
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("add --emulator"), "{}", said.err);
}
