//! Deliveries: listed in pages, looked at, sent again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use desk_client::types::{
    Delivery, DeliveryChannelSelector, DeliveryStatusSelector, ResendDeliveryRequest,
    ResendFailedRequest,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{DEMO, MINUTE_MS, advance, create, freeze, refusal};
use crate::support::{HUMAN, Server};
use crate::webhooks::receiver::{Receiver, Reply};

/// A program with a frozen clock whose receiver answers with the status in the box.
async fn start(status: u16) -> (Server, Receiver, Arc<AtomicU16>) {
    let answer = Arc::new(AtomicU16::new(status));
    let answers = Arc::clone(&answer);
    let reply = move |_: &_| Reply::Status(answers.load(Ordering::Relaxed));
    let receiver = Receiver::start(reply).await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &receiver.url()]).await;
    freeze(&server).await;
    (server, receiver, answer)
}

async fn all(server: &Server) -> Vec<Delivery> {
    let desk = server.desk();
    let listed = desk
        .list_deliveries()
        .tenant_id(DEMO)
        .limit(100)
        .send()
        .await;
    listed.expect("listed").into_inner().deliveries
}

fn numbers(deliveries: &[Delivery]) -> Vec<i64> {
    deliveries.iter().map(|it| it.id).collect()
}

#[tokio::test]
async fn a_list_is_read_in_pages_and_by_filters() {
    let (server, _receiver, answer) = start(204).await;
    let first = server.chat(HUMAN).await;
    for text in ["one", "two", "three"] {
        server.say(&first, text).await;
    }
    advance(&server, 0).await;
    answer.store(500, Ordering::Relaxed);
    let second = server.chat(HUMAN).await;
    server.say(&second, "four").await;
    advance(&server, 0).await;

    let all = all(&server).await;
    assert_eq!(all.len(), 6);
    assert!(all.is_sorted_by(|a, b| a.id > b.id), "the newest first");
    let desk = server.desk();
    let mut paged = Vec::new();
    let mut cursor = None;
    let mut pages = 0;
    loop {
        let mut page = desk.list_deliveries().tenant_id(DEMO).limit(4);
        if let Some(cursor) = cursor {
            page = page.cursor(cursor);
        }
        let page = page.send().await.expect("a page").into_inner();
        paged.extend(page.deliveries);
        pages += 1;
        // What happens meanwhile moves no page.
        server.say(&first, "meanwhile").await;
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((pages, numbers(&paged)), (2, numbers(&all)));

    let list = || desk.list_deliveries().tenant_id(DEMO).limit(100);
    let delivered = list().status(DeliveryStatusSelector::Delivered).send();
    let delivered = delivered.await.expect("listed").into_inner().deliveries;
    assert_eq!(numbers(&delivered), numbers(&all[2..]));
    let of_chat = list().chat_id(second.id).send().await;
    assert_eq!(
        numbers(&of_chat.expect("listed").deliveries),
        numbers(&all[..2])
    );
    let created = list().event_type("chat_created").send().await;
    let created = created.expect("listed").into_inner().deliveries;
    let chats: Vec<_> = created.iter().map(|it| it.chat_id).collect();
    assert_eq!(chats, [second.id, first.id]);
    let both = list()
        .event_type("chat_created")
        .chat_id(first.id)
        .send()
        .await;
    assert_eq!(both.expect("listed").deliveries.len(), 1);
    let crm = list().channel(DeliveryChannelSelector::Crm).send().await;
    assert!(crm.expect("listed").deliveries.is_empty());
    let nobodys = list().chat_id(99).send().await;
    assert!(nobodys.expect("listed").deliveries.is_empty());
    let acme = create(&server, "acme").await.tenant.id;
    let theirs = desk.list_deliveries().tenant_id(acme).send().await;
    assert!(theirs.expect("listed").deliveries.is_empty());
}

#[tokio::test]
async fn filters_that_mean_nothing_are_refused() {
    let server = Server::start(&[]).await;
    for (query, place) in [
        ("limit=0", "query/limit"),
        ("limit=101", "query/limit"),
        ("cursor=0", "query/cursor"),
        ("cursor=x", "query/cursor"),
        ("status=lost", "query/status"),
        ("channel=pigeon", "query/channel"),
        ("chat_id=-1", "query/chat_id"),
        ("event_type=", "query/event_type"),
    ] {
        let path = format!("/tenants/1/deliveries?{query}");
        server
            .desk_raw("GET", &path, &[], "")
            .await
            .malformed(place);
    }
}

#[tokio::test]
async fn a_delivery_tells_what_was_sent_and_how_it_went() {
    let (server, receiver, _) = start(503).await;
    let body = json!({"identifier": "ada"});
    server.post("/end_users", &body).await.ok();
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": 1}});
    let created = server.post("/chats", &body).await;
    advance(&server, 0).await;
    let sent = receiver.received(1).await.remove(0);
    let id = all(&server).await[0].id;
    let desk = server.desk();
    let found = desk.get_delivery().tenant_id(DEMO).delivery_id(id).send();
    let found = found.await.expect("found").into_inner();
    assert_eq!(found.body.as_bytes(), sent.body);
    let delivery = found.delivery;
    assert_eq!(delivery.event_id, sent.header("webhook-id"));
    assert_eq!(delivery.event_type, "chat_created");
    assert_eq!(
        delivery.request_id.as_deref(),
        created.header("x-request-id")
    );
    assert_eq!((delivery.attempts, delivery.last_status), (1, Some(503)));
    assert_eq!(delivery.status.as_str(), "retrying");
    assert!(delivery.last_error.is_some() && delivery.last_attempt_at.is_some());
    assert!(delivery.due_at > delivery.last_attempt_at, "{delivery:?}");
    let unknown = desk
        .get_delivery()
        .tenant_id(DEMO)
        .delivery_id(id + 1)
        .send();
    assert_eq!(refusal(unknown.await).0, 404);
}

#[tokio::test]
async fn one_is_sent_again_as_it_was() {
    let (server, receiver, _) = start(204).await;
    server.chat(HUMAN).await;
    advance(&server, 0).await;
    let delivered = all(&server).await.remove(0);
    assert_eq!(delivered.status.as_str(), "delivered");
    let desk = server.desk();
    let resend = |id: i64| {
        let body = ResendDeliveryRequest::builder().build();
        desk.resend_delivery()
            .tenant_id(DEMO)
            .delivery_id(id)
            .body(body)
            .send()
    };
    let again = resend(delivered.id).await.expect("resent").into_inner();
    assert_eq!(
        (again.id, again.event_id),
        (delivered.id, delivered.event_id)
    );
    assert!(again.due_at.is_some());
    let received = receiver.received(2).await;
    assert_eq!(
        received[0].header("webhook-id"),
        received[1].header("webhook-id")
    );
    assert_eq!(received[0].body, received[1].body);
    let (status, message) = refusal(resend(99).await);
    assert_eq!(
        (status, message.as_str()),
        (404, "delivery 99 is not found")
    );
    let acme = create(&server, "acme").await.tenant.id;
    let body = ResendDeliveryRequest::builder().build();
    let theirs = desk
        .resend_delivery()
        .tenant_id(acme)
        .delivery_id(delivered.id);
    assert_eq!(refusal(theirs.body(body).send().await).0, 404);
}

#[tokio::test]
async fn all_that_were_given_up_since_then_are_sent_again() {
    let (server, receiver, answer) = start(500).await;
    let early = server.chat(HUMAN).await;
    advance(&server, MINUTE_MS).await;
    let since = server.desk().get_clock().send().await.expect("read").now;
    let late = server.chat(HUMAN).await;
    // Longer than the whole schedule, shorter than what switches the webhook off.
    advance(&server, 100 * 60 * MINUTE_MS).await;
    let failed: BTreeSet<_> = all(&server)
        .await
        .into_iter()
        .filter(|it| it.status.as_str() == "failed" && it.due_at.is_none())
        .map(|it| it.chat_id)
        .collect();
    assert_eq!(failed, BTreeSet::from([early.id, late.id]));
    answer.store(204, Ordering::Relaxed);
    let resend = async |since: Timestamp| {
        let body = ResendFailedRequest::builder().failed_since(since).build();
        let desk = server.desk();
        let resend = desk.resend_failed_deliveries().tenant_id(DEMO).body(body);
        resend.send().await.expect("resent").resent
    };
    let now = server.desk().get_clock().send().await.expect("read").now;
    assert_eq!(resend(now + SignedDuration::from_secs(1)).await, 0);
    let before = receiver.count();
    // The late chat was created; nobody came, and both ended.
    assert_eq!(resend(since).await, 3);
    advance(&server, 0).await;
    let received = receiver.received(before + 3).await;
    let seen = received[before..].iter();
    let seen: BTreeSet<_> = seen
        .map(|it| (it.chat(), it.json()["event_type"].to_string()))
        .collect();
    let expected = [
        (early.id, "\"chat_ended\""),
        (late.id, "\"chat_created\""),
        (late.id, "\"chat_ended\""),
    ];
    assert_eq!(
        seen,
        expected.map(|(id, kind)| (id, kind.to_owned())).into()
    );
    assert_eq!(resend(since).await, 0, "they are delivered");
    assert_eq!(resend(Timestamp::UNIX_EPOCH).await, 1);
    advance(&server, 0).await;
    assert!(
        all(&server)
            .await
            .iter()
            .all(|it| it.status.as_str() == "delivered")
    );
}
