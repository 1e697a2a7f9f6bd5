//! Webhooks held back, let out, put off and dropped.

use desk_client::types::{
    ResetReport, ResetWebhooksRequest, TriggerWebhooksRequest, UpdateWebhookSteeringRequest,
    WebhookSteering,
};
use serde_json::{Value, json};

use super::{DEMO, advance, freeze, typed};
use crate::support::{HUMAN, Server};
use crate::webhooks::receiver::{Receiver, Reply};

async fn start(receiver: &Receiver) -> Server {
    let server = Server::start(&["--agents", "off", "--webhook-url", &receiver.url()]).await;
    freeze(&server).await;
    server
}

async fn steer(server: &Server, body: Value) -> WebhookSteering {
    let body = typed::<UpdateWebhookSteeringRequest>(body);
    let desk = server.desk();
    let steer = desk.update_webhook_steering().tenant_id(DEMO).body(body);
    steer.send().await.expect("steered").into_inner()
}

async fn trigger(server: &Server, body: Value) -> i64 {
    let body = typed::<TriggerWebhooksRequest>(body);
    let desk = server.desk();
    let trigger = desk.trigger_webhooks().tenant_id(DEMO).body(body);
    trigger.send().await.expect("triggered").triggered
}

async fn reset(server: &Server, discard: bool) -> ResetReport {
    let body = ResetWebhooksRequest::builder().discard(discard).build();
    let desk = server.desk();
    let reset = desk.reset_webhooks().tenant_id(DEMO).body(body);
    reset.send().await.expect("reset").into_inner()
}

async fn read(server: &Server) -> WebhookSteering {
    let desk = server.desk();
    let read = desk.get_webhook_steering().tenant_id(DEMO).send().await;
    read.expect("read").into_inner()
}

#[tokio::test]
async fn what_is_paused_is_let_out_by_chat_and_by_number() {
    let receiver = Receiver::accepting().await;
    let server = start(&receiver).await;
    let steering = steer(&server, json!({"paused": true})).await;
    assert!(steering.paused && steering.delay_ms == 0);
    let (first, second) = (server.chat(HUMAN).await, server.chat(HUMAN).await);
    server.say(&first, "one").await;
    server.say(&second, "two").await;
    assert_eq!(advance(&server, 600_000).await.attempts, 0);
    assert_eq!(
        trigger(&server, json!({"chat_id": second.id, "count": 1})).await,
        1
    );
    advance(&server, 0).await;
    assert_eq!(receiver.received(1).await[0].chat(), second.id);
    assert_eq!(trigger(&server, json!({"chat_id": 99})).await, 0);
    assert_eq!(trigger(&server, json!({"chat_id": first.id})).await, 2);
    advance(&server, 0).await;
    let chats: Vec<_> = receiver
        .received(3)
        .await
        .iter()
        .map(|it| it.chat())
        .collect();
    assert_eq!(chats, [second.id, first.id, first.id]);
    assert!(read(&server).await.paused);
    assert!(!steer(&server, json!({"paused": false})).await.paused);
    advance(&server, 0).await;
    let last = receiver.received(4).await.remove(3);
    assert_eq!(last.json()["body"]["message"]["content"], "two");
}

#[tokio::test]
async fn a_delay_puts_off_and_a_trigger_does_not_wait_for_it() {
    let receiver = Receiver::accepting().await;
    let server = start(&receiver).await;
    let steering = steer(&server, json!({"delay_ms": 60_000})).await;
    assert_eq!((steering.paused, steering.delay_ms), (false, 60_000));
    let chat = server.chat(HUMAN).await;
    assert_eq!(advance(&server, 59_999).await.attempts, 0);
    assert_eq!(advance(&server, 1).await.attempts, 1);
    server.say(&chat, "at once").await;
    assert_eq!(trigger(&server, json!({})).await, 1);
    receiver.received(2).await;
    for delay_ms in [-1, 86_400_001] {
        let body = json!({"delay_ms": delay_ms}).to_string();
        let path = "/control/tenants/1/webhook";
        server
            .desk_raw("PATCH", path, &[], body)
            .await
            .malformed("/delay_ms");
    }
    assert_eq!(read(&server).await.delay_ms, 60_000);
}

#[tokio::test]
async fn a_reset_lets_everything_go_or_drops_it() {
    let receiver = Receiver::accepting().await;
    let server = start(&receiver).await;
    steer(&server, json!({"paused": true, "delay_ms": 1000})).await;
    let chat = server.chat(HUMAN).await;
    let report = reset(&server, false).await;
    assert_eq!(report.discarded, 0);
    assert_eq!(
        (report.steering.paused, report.steering.delay_ms),
        (false, 0)
    );
    advance(&server, 1000).await;
    assert_eq!(receiver.count(), 1);

    steer(&server, json!({"paused": true})).await;
    server.say(&chat, "dropped").await;
    server.say(&chat, "dropped too").await;
    assert_eq!(reset(&server, true).await.discarded, 2);
    server.say(&chat, "sent").await;
    advance(&server, 0).await;
    let received = receiver.received(2).await;
    assert_eq!(received[1].json()["body"]["message"]["content"], "sent");
    let desk = server.desk();
    let listed = desk.list_deliveries().tenant_id(DEMO).send().await;
    let listed = listed.expect("listed").into_inner().deliveries;
    let status: Vec<_> = listed.iter().map(|it| it.status.as_str()).collect();
    assert_eq!(status, ["delivered", "failed", "failed", "delivered"]);
}

#[tokio::test]
async fn a_retry_is_let_out_before_its_time() {
    let receiver =
        Receiver::start(|it| Reply::Status(if it.attempt() == "1" { 500 } else { 204 })).await;
    let server = start(&receiver).await;
    server.chat(HUMAN).await;
    advance(&server, 0).await;
    assert_eq!(receiver.count(), 1);
    assert_eq!(trigger(&server, json!({})).await, 1);
    receiver.received(2).await;
}
