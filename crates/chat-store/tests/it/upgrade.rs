//! A database of the first version is brought to the present one with everything in it.

use std::path::Path;

use chat_core::{
    DeliveryFilter, OpeningHours, Store as _, TenantId, VirtualAgentBackend, VirtualAgentId,
};
use refinery::Target;
use rusqlite::{Connection, params};

use crate::conformance::deliveries::claim;
use crate::support::open;

mod embedded {
    refinery::embed_migrations!("src/sqlite/migrations");
}

const RECORD: &str = r#"{"token_hashes":[[7,7],[8,8]],"company_secret":"company","webhook":{"url":"https://example.com/",
    "enabled":true,"primary_secret":"one","secondary_secret":"two","standard_secret":"whsec_x"},
    "settings":{"dismiss_after":"PT30M","chat_timeout":"PT24H","queue_expiry":"PT1H","demo_agents":null}}"#;

const CATALOGUE: &str = r#"{"default_lang":"en","menus":[
    {"id":1,"name":"Open","parent":null,"languages":["en"],"virtual_agent":null,"escalation_queue":null,"open":true,
    "capacity":null,"agents":2,"handling_minutes":5,"deflections":[]},
    {"id":2,"name":"Closed","parent":null,"languages":["en"],"virtual_agent":null,"escalation_queue":null,"open":false,
    "capacity":null,"agents":2,"handling_minutes":5,"deflections":[]}]}"#;

/// A database of the first version with this tenant in it.
fn first_version(directory: &Path, record: &str) -> Connection {
    let mut old = Connection::open(directory.join("chatd.db")).expect("a database");
    embedded::migrations::runner()
        .set_target(Target::Version(1))
        .run(&mut old)
        .expect("the first schema");
    old.pragma_update(None, "application_id", 0x6368_6174)
        .expect("marked");
    old.execute("INSERT INTO tenants VALUES (1, 'acme', ?1)", [record])
        .expect("a tenant");
    old
}

#[tokio::test]
async fn tokens_and_secrets_survive() {
    let directory = tempfile::tempdir().expect("a directory");
    let seven = serde_json::to_string(&[7_u8; 32]).expect("JSON");
    let record = RECORD.replace("[7,7]", &seven).replace("[8,8]", &seven);
    let old = first_version(directory.path(), &record);
    old.execute("INSERT INTO catalogues VALUES (1, ?1)", [CATALOGUE])
        .expect("menus");
    drop(old);

    let store = open(directory.path()).expect("opened");
    let tenant = store
        .tenant(TenantId(1))
        .await
        .expect("asked")
        .expect("there");
    assert_eq!(tenant.subdomain, "acme");
    let tokens: Vec<_> = tenant
        .tokens
        .iter()
        .map(|token| (token.id, token.hash))
        .collect();
    assert_eq!(tokens, [(1, [7; 32]), (2, [7; 32])]);
    assert_eq!(tenant.last_token_id, 2);
    assert_eq!(tenant.company_secret.primary.expose(), "company");
    let webhook = &tenant.webhook;
    assert!(webhook.is_on());
    let secrets: Vec<_> = webhook
        .secret
        .secrets()
        .map(|secret| secret.expose())
        .collect();
    assert_eq!(secrets, ["one", "two"]);
    assert_eq!(webhook.standard_secret.primary.expose(), "whsec_x");
    let menus = store.catalogue(TenantId(1)).await.expect("menus");
    let hours: Vec<_> = menus.menus().map(|menu| menu.hours.clone()).collect();
    assert_eq!(hours, [OpeningHours::Always, OpeningHours::Never]);
}

/// Waiting, ready, to be repeated, leased, shelved, delivered, given up: chat, seq, status, attempts, lease.
const DELIVERIES: [(i64, i64, i64, i64, Option<i64>); 7] = [
    (1, 1, 2, 0, Some(9)),
    (1, 2, 0, 0, None),
    (2, 1, 1, 0, None),
    (3, 1, 1, 3, None),
    (4, 1, 2, 1, None),
    (5, 1, 3, 1, None),
    (6, 1, 4, 10, None),
];

#[tokio::test]
async fn the_outbox_survives() {
    let directory = tempfile::tempdir().expect("a directory");
    let record = RECORD.replace("[7,7],[8,8]", "");
    let old = first_version(directory.path(), &record);
    old.execute("INSERT INTO counters (tenant_id) VALUES (1)", [])
        .expect("counters");
    for (chat, seq, status, attempts, lease) in DELIVERIES {
        old.execute(
            "INSERT INTO deliveries VALUES (1, ?1, ?2, ?3, 'chat_created', ?4, ?5, ?6, 1000, ?7)",
            params![
                chat,
                seq,
                u128::from(chat.unsigned_abs()).to_be_bytes(),
                format!("body {chat} {seq}").into_bytes(),
                status,
                attempts,
                lease
            ],
        )
        .expect("a delivery");
    }
    drop(old);

    let store = open(directory.path()).expect("opened");
    let listed = store.list_deliveries(TenantId(1), DeliveryFilter::default(), 100);
    let mut listed = listed.await.expect("listed");
    listed.reverse();
    let states: Vec<_> = listed
        .iter()
        .map(|it| (it.id.0, it.chat.0, it.seq, it.state.as_str(), it.attempts))
        .collect();
    assert_eq!(
        states,
        [
            (1, 1, 1, "pending", 0),
            (2, 1, 2, "pending", 0),
            (3, 2, 1, "pending", 0),
            (4, 3, 1, "retrying", 3),
            (5, 4, 1, "shelved", 1),
            (6, 5, 1, "delivered", 1),
            (7, 6, 1, "failed", 10),
        ]
    );
    let tenant = store
        .tenant(TenantId(1))
        .await
        .expect("asked")
        .expect("there");
    store.put_tenant(tenant.as_ref().clone()).await.expect("on");
    let claimed = claim(&store, 0).await;
    let claimed: Vec<_> = claimed
        .iter()
        .map(|it| (it.chat.0, it.seq, it.event_id.0, it.payload.clone()))
        .collect();
    let body = |chat: i64| {
        (
            chat,
            1,
            u128::from(chat.unsigned_abs()),
            format!("body {chat} 1").into_bytes(),
        )
    };
    assert_eq!(
        claimed,
        [1, 2, 3, 4].map(body),
        "the second of a chat waits"
    );
}

const MENUS: &str = r#"{"default_lang":"en","menus":[
    {"id":1,"name":"Front","parent":null,"languages":["en"],"virtual_agent":{"id":9,"name":"Vera"},"escalation_queue":2,
        "open":true,"capacity":null,"agents":1,"handling_minutes":5,"deflections":[]},
    {"id":2,"name":"People","parent":null,"languages":["en"],"virtual_agent":null,"escalation_queue":null,
        "open":true,"capacity":null,"agents":1,"handling_minutes":5,"deflections":[]},
    {"id":3,"name":"Back","parent":null,"languages":["en"],"virtual_agent":{"id":9,"name":"Vera"},"escalation_queue":2,
        "open":true,"capacity":null,"agents":1,"handling_minutes":5,"deflections":[]}]}"#;

#[tokio::test]
async fn virtual_agents_of_old_menus_go_on_with_the_built_in_script() {
    let directory = tempfile::tempdir().expect("a directory");
    let record = RECORD.replace("[7,7],[8,8]", "");
    let old = first_version(directory.path(), &record);
    old.execute("INSERT INTO catalogues VALUES (1, ?1)", [MENUS])
        .expect("menus");
    drop(old);

    let store = open(directory.path()).expect("opened");
    let all = store.virtual_agents(TenantId(1)).await.expect("asked");
    let [vera] = &all.values().collect::<Vec<_>>()[..] else {
        panic!("one: {all:?}");
    };
    assert_eq!(vera.profile.id, VirtualAgentId(9));
    assert_eq!(vera.profile.name, "Vera");
    assert_eq!(vera.profile.avatar_url, None);
    assert_eq!(vera.backend, VirtualAgentBackend::Builtin);
}
