//! Menus: the tree, and what opening hours, capacity and durations of their own decide.

use chat_client::types::{ChatStatus, EscalationStatus};
use desk_client::types::{Menu, MenuCatalogue, UpdateClockRequest};
use serde_json::{Value, json};

use super::{DEMO, MINUTE_MS, advance, chat_of, create, freeze, places, refusal, typed};
use crate::support::{HUMAN, OVER_CAPACITY, Server, VIRTUAL_AGENT, new_chat, refused};

fn plain(id: i64, name: &str, parent: Option<i64>) -> Value {
    json!({"id": id, "name": name, "parent_id": parent, "languages": ["en"], "hours": {"mode": "always"}})
}

fn tree(menus: &[Value]) -> MenuCatalogue {
    typed(json!({"default_lang": "en", "menus": menus}))
}

/// The menu of the demo tenant, changed.
async fn change(server: &Server, id: i64, changes: Value) -> Menu {
    let desk = server.desk();
    let all = desk.list_menus().tenant_id(DEMO).send().await;
    let all = all.expect("listed").into_inner();
    let before = all.menus.into_iter().find(|menu| menu.id == id);
    let mut menu = serde_json::to_value(before.expect("a menu")).expect("JSON");
    let Value::Object(changes) = changes else {
        panic!("an object");
    };
    menu.as_object_mut().expect("an object").extend(changes);
    let put = desk.put_menu().tenant_id(DEMO).menu_id(id);
    let put = put.body(typed::<Menu>(menu)).send().await;
    put.expect("put").into_inner()
}

async fn ids(server: &Server, tenant: i64) -> Vec<i64> {
    let desk = server.desk();
    let all = desk.list_menus().tenant_id(tenant).send().await;
    let mut ids: Vec<_> = all.expect("listed").menus.iter().map(|it| it.id).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_tree_is_put_read_and_edited() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let made = create(&server, "acme").await;
    let tenant = made.tenant.id;
    assert!(ids(&server, tenant).await.is_empty());
    let full = json!({
        "id": 12, "name": "Billing", "parent_id": 10, "languages": ["en", "it"],
        "virtual_agent_id": null, "escalation_queue_id": 11,
        "hours": {
            "mode": "weekly", "time_zone": "Europe/Rome",
            "week": [{"day": "monday", "intervals": [{"opens": "09:00", "closes": "24:00"}]}],
            "exceptions": [{"date": "2031-12-25", "intervals": []}],
        },
        "capacity": 7, "agents": 3, "handling_minutes": 9,
        "deflections": [{"channel": "external_link", "links": [{"name": "Help", "url": "https://help.example.com/"}]}],
        "timeouts": {"dismiss_after_seconds": 600},
    });
    let body = tree(&[
        plain(10, "Root", None),
        plain(11, "Sales", Some(10)),
        full.clone(),
    ]);
    let put = desk.replace_menus().tenant_id(tenant).body(body).send();
    let put = put.await.expect("put").into_inner();
    let read = desk.list_menus().tenant_id(tenant).send().await;
    assert_eq!(put, read.expect("read").into_inner());
    let billing = put.menus.iter().find(|menu| menu.id == 12);
    let billing = serde_json::to_value(billing.expect("there")).expect("JSON");
    assert_eq!(billing, full);

    let client = server.client_of("acme", &made.token.token);
    let chat = chat_of(&client, 11).await;
    let path: Vec<i64> = chat.menus.iter().map(|menu| menu.id).collect();
    assert_eq!(path, [10, 11]);
    let on_the_root = new_chat(10, chat.end_user.id);
    let on_the_root = client.create_chat().body(on_the_root).send().await;
    refused(on_the_root, 400, "menu_id 10 is not found");

    let put = desk.put_menu().tenant_id(tenant).menu_id(13);
    let put = put.body(typed::<Menu>(plain(13, "New", Some(10)))).send();
    put.await.expect("added");
    assert_eq!(ids(&server, tenant).await, [10, 11, 12, 13]);
    assert_eq!(chat_of(&client, 13).await.menus[1].name, "New");
    let delete = desk.delete_menu().tenant_id(tenant).menu_id(12).send();
    delete.await.expect("removed");
    assert_eq!(ids(&server, tenant).await, [10, 11, 13]);
    let again = desk.delete_menu().tenant_id(tenant).menu_id(12).send();
    let again = refusal(again.await);
    assert_eq!(again, (404, "menu 12 is not found".to_owned()));
}

#[tokio::test]
async fn the_hours_decide_in_their_time_zone() {
    let server = Server::start(&["--agents", "off"]).await;
    let hours = json!({"hours": {
        "mode": "weekly", "time_zone": "Europe/Rome",
        "week": [{"day": "monday", "intervals": [{"opens": "09:00", "closes": "18:00"}]}],
        "exceptions": [
            {"date": "2031-03-10", "intervals": []},
            {"date": "2031-03-11", "intervals": [{"opens": "10:00", "closes": "11:00"}]},
        ],
    }});
    change(&server, HUMAN, hours).await;
    let user = server.user("ada").await;
    let accepts = async |instant: &str| {
        let body = UpdateClockRequest::builder()
            .now(instant.parse::<jiff::Timestamp>().expect("an instant"))
            .frozen(true)
            .build();
        let desk = server.desk();
        desk.update_clock().body(body).send().await.expect("set");
        let body = new_chat(HUMAN, user);
        match server.client().create_chat().body(body).send().await {
            Ok(_) => true,
            error => {
                let message = "Menu is in 'after hours' state, can't accept incoming chats";
                refused(error, 400, message);
                false
            }
        }
    };
    // A Monday, an hour ahead of UTC.
    for (instant, open) in [
        ("2031-03-03T07:59:59Z", false),
        ("2031-03-03T08:00:00Z", true),
        ("2031-03-03T16:59:59Z", true),
        ("2031-03-03T17:00:00Z", false),
        ("2031-03-04T10:00:00Z", false),
        ("2031-03-10T10:00:00Z", false),
        ("2031-03-11T08:59:00Z", false),
        ("2031-03-11T09:00:00Z", true),
        // Summer time has begun.
        ("2031-03-31T07:00:00Z", true),
        ("2031-03-31T16:00:00Z", false),
    ] {
        assert_eq!(accepts(instant).await, open, "{instant}");
    }
}

#[tokio::test]
async fn a_clock_that_runs_into_the_hours_opens_the_queue() {
    let server = Server::start(&["--agents", "off"]).await;
    let hours = json!({"hours": {
        "mode": "weekly", "time_zone": "UTC",
        "week": [{"day": "monday", "intervals": [{"opens": "09:00", "closes": "18:00"}]}],
    }});
    change(&server, HUMAN, hours).await;
    let body = UpdateClockRequest::builder()
        .now(
            "2031-03-03T08:59:00Z"
                .parse::<jiff::Timestamp>()
                .expect("an instant"),
        )
        .frozen(true)
        .build();
    let desk = server.desk();
    desk.update_clock().body(body).send().await.expect("set");
    let early = server.chat(VIRTUAL_AGENT).await;
    advance(&server, 0).await;
    let escalation = server.escalate(early.id).await;
    assert_eq!(escalation.status, EscalationStatus::Deflecting);
    advance(&server, MINUTE_MS).await;
    let late = server.chat(VIRTUAL_AGENT).await;
    advance(&server, 0).await;
    let escalation = server.escalate(late.id).await;
    assert_eq!(escalation.status, EscalationStatus::Escalating);
}

#[tokio::test]
async fn the_capacity_decides() {
    let server = Server::start(&["--agents", "off"]).await;
    freeze(&server).await;
    change(&server, HUMAN, json!({"capacity": 1})).await;
    let escalate = async || {
        let chat = server.chat(VIRTUAL_AGENT).await;
        advance(&server, 0).await;
        server.escalate(chat.id).await.status
    };
    assert_eq!(escalate().await, EscalationStatus::Escalating);
    assert_eq!(escalate().await, EscalationStatus::Deflecting);
    change(&server, HUMAN, json!({"capacity": 2})).await;
    assert_eq!(escalate().await, EscalationStatus::Escalating);
    assert_eq!(escalate().await, EscalationStatus::Deflecting);
    change(&server, HUMAN, json!({"capacity": null})).await;
    assert_eq!(escalate().await, EscalationStatus::Escalating);
}

#[tokio::test]
async fn a_menu_has_durations_of_its_own() {
    let server = Server::start(&["--agents", "off"]).await;
    freeze(&server).await;
    change(
        &server,
        HUMAN,
        json!({"timeouts": {"queue_expiry_seconds": 60}}),
    )
    .await;
    let timeouts = json!({"timeouts": {"dismiss_after_seconds": 120, "chat_timeout_seconds": 600}});
    change(&server, VIRTUAL_AGENT, timeouts).await;
    let queued = server.chat(HUMAN).await;
    let answered = server.chat(VIRTUAL_AGENT).await;
    let usual = server.chat(OVER_CAPACITY).await;
    advance(&server, 0).await;
    for chat in [&answered, &usual] {
        server.say(chat, "What are your hours?").await;
    }
    advance(&server, 0).await;
    let status = async |id: i64| server.now(id).await.status;
    advance(&server, MINUTE_MS - 1).await;
    assert_eq!(status(queued.id).await, ChatStatus::Queued);
    advance(&server, 1).await;
    assert_eq!(status(queued.id).await, ChatStatus::Failed);
    advance(&server, MINUTE_MS).await;
    assert_eq!(status(answered.id).await, ChatStatus::VaDismissed);
    assert_eq!(status(usual.id).await, ChatStatus::VaAssigned);
    advance(&server, 8 * MINUTE_MS).await;
    assert_eq!(status(answered.id).await, ChatStatus::Finished);
    assert_eq!(status(usual.id).await, ChatStatus::VaAssigned);
}

#[tokio::test]
async fn every_fault_is_told_with_its_place_and_nothing_is_changed() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let before = desk.list_menus().tenant_id(DEMO).send().await;
    let before = before.expect("listed").into_inner();
    let weekly = |week: Value| json!({"mode": "weekly", "time_zone": "Europe/Rome", "week": week});
    let body = json!({"default_lang": "xx", "menus": [
        {"id": 1, "name": "a", "languages": ["en", "yy"], "hours": {"mode": "sometimes", "time_zone": "UTC"}},
        {"id": 2, "name": "b", "languages": ["en"], "hours": {"mode": "weekly"}, "virtual_agent_id": 99},
        {"id": 3, "name": "c", "languages": ["en"], "hours": weekly(json!([{"day": "someday", "intervals": []}]))},
        {"id": 4, "name": "d", "languages": ["en"], "hours": weekly(json!([
            {"day": "monday", "intervals": [{"opens": "25:00", "closes": "26:00"}]}]))},
        {"id": 5, "name": "e", "languages": ["en"], "hours": {"mode": "always"}, "deflections": [{"channel": "fax"}]},
    ]});
    let put = desk.replace_menus().tenant_id(DEMO);
    let put = put.body(typed::<MenuCatalogue>(body)).send().await;
    let expected = [
        "/default_lang",
        "/menus/0/languages/1",
        "/menus/0/hours/mode",
        "/menus/1/virtual_agent_id",
        "/menus/1/hours/time_zone",
        "/menus/2/hours/week/0/day",
        "/menus/3/hours/week/0/intervals/0/opens",
        "/menus/3/hours/week/0/intervals/0/closes",
        "/menus/4/deflections/0/channel",
    ];
    assert_eq!(places(put), expected);
    // What can be read, but makes no tree.
    let mut child = plain(3, "c", Some(99));
    child["escalation_queue_id"] = json!(98);
    let body = tree(&[
        plain(1, "a", Some(2)),
        plain(2, "b", Some(1)),
        child,
        plain(4, "d", None),
        plain(4, "e", None),
    ]);
    let put = desk.replace_menus().tenant_id(DEMO).body(body).send().await;
    let mut told = places(put);
    told.sort_unstable();
    let expected = [
        "/menus/0/parent_id",
        "/menus/1/parent_id",
        "/menus/2/escalation_queue_id",
        "/menus/2/parent_id",
        "/menus/3/id",
    ];
    assert_eq!(told, expected);
    let misplaced = desk.put_menu().tenant_id(DEMO).menu_id(7);
    let misplaced = misplaced.body(typed::<Menu>(plain(8, "x", None))).send();
    assert_eq!(places(misplaced.await), ["/id"]);
    let orphan = desk.put_menu().tenant_id(DEMO).menu_id(8);
    let orphan = orphan.body(typed::<Menu>(plain(8, "x", Some(99)))).send();
    assert_eq!(places(orphan.await), ["/parent_id"]);
    let after = desk.list_menus().tenant_id(DEMO).send().await;
    assert_eq!(after.expect("listed").into_inner(), before);
}

#[tokio::test]
async fn a_menu_that_something_depends_on_stays() {
    let server = Server::start(&["--agents", "off"]).await;
    let desk = server.desk();
    let delete = |id: i64| desk.delete_menu().tenant_id(DEMO).menu_id(id).send();
    let put = desk.put_menu().tenant_id(DEMO).menu_id(5);
    let put = put.body(typed::<Menu>(plain(5, "Folder", None))).send();
    put.await.expect("put");
    let put = desk.put_menu().tenant_id(DEMO).menu_id(6);
    let put = put.body(typed::<Menu>(plain(6, "Leaf", Some(5)))).send();
    put.await.expect("put");
    // A menu below it; another menu's queue; a chat that waits in it.
    assert_eq!(refusal(delete(5).await).0, 409);
    assert_eq!(refusal(delete(HUMAN).await).0, 409);
    let chat = server.chat(6).await;
    let (status, message) = refusal(delete(6).await);
    assert_eq!(status, 409, "{message}");
    let rest = tree(&[plain(1, "All", None)]);
    let replace = || {
        desk.replace_menus()
            .tenant_id(DEMO)
            .body(rest.clone())
            .send()
    };
    assert_eq!(refusal(replace().await).0, 409);
    assert_eq!(ids(&server, DEMO).await, [1, 2, 3, 4, 5, 6]);
    server.finish(chat.id).await;
    delete(6).await.expect("nobody waits in it");
    replace().await.expect("replaced");
    assert_eq!(ids(&server, DEMO).await, [1]);
    let old = server.now(chat.id).await;
    assert_eq!((old.status, old.menus.len()), (ChatStatus::Finished, 0));
}

#[tokio::test]
async fn what_was_changed_survives_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let changed = change(&server, HUMAN, json!({"name": "Our people", "capacity": 3})).await;
    let desk = server.desk();
    let delete = desk.delete_menu().tenant_id(DEMO).menu_id(OVER_CAPACITY);
    delete.send().await.expect("removed");
    server.stop().await;
    let server = Server::start_in(&data, &[]).await;
    let all = server.desk().list_menus().tenant_id(DEMO).send().await;
    let all = all.expect("listed").into_inner();
    assert!(all.menus.contains(&changed), "{all:?}");
    assert_eq!(ids(&server, DEMO).await, [1, 2, 3]);
}
