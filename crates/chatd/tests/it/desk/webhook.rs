//! The webhook of a tenant: its URL, its switch, and why the platform switched it off.

use desk_client::types::{UpdateWebhookRequest, Webhook};
use serde_json::{Value, json};

use super::{DEMO, advance, create, freeze, places, typed};
use crate::support::{HUMAN, Server};
use crate::webhooks::receiver::{Receiver, Reply};

async fn update(server: &Server, tenant: i64, body: Value) -> Result<Webhook, super::Refused> {
    let desk = server.desk();
    let body = typed::<UpdateWebhookRequest>(body);
    let update = desk.update_webhook().tenant_id(tenant).body(body);
    update
        .send()
        .await
        .map(desk_client::ResponseValue::into_inner)
}

async fn read(server: &Server) -> Webhook {
    let desk = server.desk();
    let webhook = desk.get_webhook().tenant_id(DEMO).send().await;
    webhook.expect("read").into_inner()
}

#[tokio::test]
async fn what_waited_when_it_was_switched_off_is_sent_when_it_is_on() {
    let receiver =
        Receiver::start(|it| Reply::Status(if it.attempt() == "1" { 500 } else { 204 })).await;
    let server = Server::start(&["--agents", "off"]).await;
    freeze(&server).await;
    let off = read(&server).await;
    assert_eq!((off.url.as_deref(), off.enabled), (None, false));
    let url = receiver.url();
    let set = update(&server, DEMO, json!({"url": url}))
        .await
        .expect("set");
    assert_eq!(
        (set.url.as_deref(), set.enabled),
        (Some(url.as_str()), false)
    );
    // Nobody wanted to hear of it.
    let chat = server.chat(HUMAN).await;
    assert_eq!(advance(&server, 0).await.attempts, 0);
    let on = update(&server, DEMO, json!({"enabled": true})).await;
    assert!(on.expect("on").enabled);
    server.say(&chat, "one").await;
    advance(&server, 0).await;
    assert_eq!(receiver.count(), 1);
    update(&server, DEMO, json!({"enabled": false}))
        .await
        .expect("off");
    server.say(&chat, "unheard").await;
    advance(&server, 60_000).await;
    assert_eq!(receiver.count(), 1, "no retry while it is off");
    update(&server, DEMO, json!({"enabled": true}))
        .await
        .expect("on");
    let received = receiver.received(2).await;
    assert_eq!(received[1].attempt(), "2");
    for request in &received {
        assert_eq!(request.json()["body"]["message"]["content"], "one");
    }
    update(&server, DEMO, json!({"url": null}))
        .await
        .expect("unset");
    server.say(&chat, "two").await;
    advance(&server, 60_000).await;
    assert_eq!(receiver.count(), 2);
    assert_eq!(read(&server).await.url, None);
}

#[tokio::test]
async fn gone_switches_it_off_and_the_reason_is_shown() {
    let receiver = Receiver::start(|_| Reply::Status(410)).await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &receiver.url()]).await;
    freeze(&server).await;
    let chat = server.chat(HUMAN).await;
    advance(&server, 0).await;
    let off = read(&server).await;
    assert!(!off.enabled);
    assert_eq!(off.disabled_reason.as_deref(), Some("gone"));
    server.say(&chat, "anybody there?").await;
    assert_eq!(advance(&server, 0).await.attempts, 0);

    let successor = Receiver::accepting().await;
    let body = json!({"url": successor.url(), "enabled": true});
    let on = update(&server, DEMO, body).await.expect("on");
    assert!(on.enabled && on.disabled_reason.is_none() && on.failing_since.is_none());
    successor.received(2).await;
    // A person's switch has no reason.
    let off = update(&server, DEMO, json!({"enabled": false}))
        .await
        .expect("off");
    assert!(!off.enabled && off.disabled_reason.is_none());
}

#[tokio::test]
async fn failing_is_shown_until_something_is_accepted() {
    let receiver =
        Receiver::start(|it| Reply::Status(if it.attempt() == "1" { 500 } else { 204 })).await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &receiver.url()]).await;
    let now = freeze(&server).await;
    server.chat(HUMAN).await;
    advance(&server, 0).await;
    let failing = read(&server).await.failing_since.expect("failing");
    assert_eq!(failing.as_millisecond(), now.as_millisecond());
    advance(&server, 10_000).await;
    assert_eq!(receiver.count(), 2);
    assert_eq!(read(&server).await.failing_since, None);
}

/// The demo tenant is its developer's; of another only who says that this is an emulator knows that it is as well.
#[tokio::test]
async fn the_machine_itself_is_another_tenants_where_the_emulator_was_asked_for() {
    let receiver = Receiver::accepting().await;
    let body = json!({"url": receiver.url(), "enabled": true});
    for (flags, of_another) in [(&[][..], false), (&["--emulator"][..], true)] {
        let server = Server::start(flags).await;
        let acme = create(&server, "acme").await.tenant.id;
        let on = update(&server, DEMO, body.clone()).await;
        assert!(on.expect("on").enabled, "{flags:?}");
        let on = update(&server, acme, body.clone()).await;
        if of_another {
            assert!(on.expect("on").enabled);
        } else {
            assert_eq!(places(on), ["/url"]);
        }
    }
}

#[tokio::test]
async fn urls_that_nothing_is_sent_to_are_refused() {
    let server = Server::start(&[]).await;
    let acme = create(&server, "acme").await.tenant.id;
    for url in [
        "http://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://user:word@hooks.example.com/",
        "ftp://hooks.example.com/",
        "hooks",
    ] {
        let update = update(&server, acme, json!({"url": url, "enabled": true})).await;
        assert_eq!(places(update), ["/url"], "{url}");
    }
}
