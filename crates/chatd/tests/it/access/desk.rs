//! The desk.

use std::collections::{BTreeMap, BTreeSet};

use chat_client::types::ChatStatus;
use desk_client::types::{
    CreateTokenRequest, SaveSnapshotRequest, SecretSelector, UpdateWebhookRequest,
    UpdateWebhookSteeringRequest,
};
use desk_server::OPERATIONS;

use super::row::{Ids, Row, Things, cover, picture, row};
use super::two_tenants::{
    Other, SUBDOMAIN, THEIRS, begin_rotation, chat, start, tenant, write_ticket,
};
use crate::support::{Answer, Server, basic};

const NO_SEED: &str = r#"{"tenants":[]}"#;
const SINCE: &str = r#"{"failed_since":"2026-01-01T00:00:00Z"}"#;
const AGENT: &str = r#"{"name":"Row","backend":"builtin"}"#;
const MENU: &str = r#"{"id":5,"name":"Row","languages":["en"],"hours":{"mode":"always"},"virtual_agent_id":$agent,"escalation_queue_id":$menu}"#;
const SUBMENU: &str =
    r#"{"id":6,"name":"Row","languages":["en"],"hours":{"mode":"always"},"parent_id":$menu}"#;
const MENUS: &str = r#"{"default_lang":"en","menus":[{"id":3,"name":"Row","languages":["en"],"hours":{"mode":"always"},"virtual_agent_id":$agent}]}"#;

/// `$tenant` is a tenant's id; the other names are of things of that tenant, `$snapshot` is the installation's.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    //   operation                    target                                                                   body                                own
    row("get_clock",                ("GET", "/control/clock"),                                               "",                                 200),
    row("update_clock",             ("PATCH", "/control/clock"),                                             r#"{"frozen":false}"#,              200),
    row("advance_clock",            ("POST", "/control/clock/advance"),                                      r#"{"milliseconds":0}"#,            200),
    row("list_faults",              ("GET", "/control/faults"),                                              "",                                 200),
    row("replace_faults",           ("PUT", "/control/faults"),                                              r#"{"faults":[]}"#,                 200),
    row("get_webhook_steering",     ("GET", "/control/tenants/$tenant/webhook"),                             "",                                 200),
    row("update_webhook_steering",  ("PATCH", "/control/tenants/$tenant/webhook"),                           r#"{"paused":true}"#,               200),
    row("trigger_webhooks",         ("POST", "/control/tenants/$tenant/webhook/trigger"),                    "{}",                               200),
    // A filter, which nothing fits.
    row("trigger_webhooks",         ("POST", "/control/tenants/1/webhook/trigger"),                          r#"{"chat_id":$chat}"#,             200).otherwise(200),
    row("reset_webhooks",           ("POST", "/control/tenants/$tenant/webhook/reset"),                      "{}",                               200),
    row("list_snapshots",           ("GET", "/control/snapshots"),                                           "",                                 200),
    row("save_snapshot",            ("POST", "/control/snapshots"),                                          r#"{"name":"row"}"#,                200),
    row("restore_snapshot",         ("POST", "/control/snapshots/$snapshot/restore"),                        "{}",                               200),
    row("load_seed",                ("POST", "/control/seed"),                                               NO_SEED,                            200),
    row("get_determinism",          ("GET", "/control/determinism"),                                         "",                                 200),
    row("set_determinism",          ("PUT", "/control/determinism"),                                         r#"{"seed":null}"#,                 200),
    row("list_tenants",             ("GET", "/tenants"),                                                     "",                                 200),
    row("create_tenant",            ("POST", "/tenants"),                                                    r#"{"subdomain":"row"}"#,           200),
    row("get_tenant",               ("GET", "/tenants/$tenant"),                                             "",                                 200),
    row("update_tenant",            ("PATCH", "/tenants/$tenant"),                                           r#"{"name":"Row"}"#,                200),
    row("list_tokens",              ("GET", "/tenants/$tenant/tokens"),                                      "",                                 200),
    row("create_token",             ("POST", "/tenants/$tenant/tokens"),                                     r#"{"label":"row"}"#,               200),
    row("revoke_token",             ("DELETE", "/tenants/$tenant/tokens/$token"),                            "",                                 200),
    row("list_secrets",             ("GET", "/tenants/$tenant/secrets"),                                     "",                                 200),
    row("create_secondary_secret",  ("POST", "/tenants/$tenant/secrets/company/secondary"),                  "{}",                               200),
    row("rotate_secret",            ("POST", "/tenants/$tenant/secrets/webhook/rotate"),                     "{}",                               200),
    row("list_menus",               ("GET", "/tenants/$tenant/menus"),                                       "",                                 200),
    // The chat that everyone has waits in menu 3.
    row("replace_menus",            ("PUT", "/tenants/$tenant/menus"),                                       MENUS,                              200),
    row("put_menu",                 ("PUT", "/tenants/$tenant/menus/5"),                                     MENU,                               200),
    row("put_menu",                 ("PUT", "/tenants/$tenant/menus/6"),                                     SUBMENU,                            200),
    row("delete_menu",              ("DELETE", "/tenants/$tenant/menus/$menu"),                              "",                                 200),
    row("list_virtual_agents",      ("GET", "/tenants/$tenant/virtual_agents"),                              "",                                 200),
    row("put_virtual_agent",        ("PUT", "/tenants/$tenant/virtual_agents/5"),                            AGENT,                              200),
    row("delete_virtual_agent",     ("DELETE", "/tenants/$tenant/virtual_agents/$agent"),                    "",                                 200),
    row("create_virtual_agent_secret", ("POST", "/tenants/$tenant/virtual_agents/$agent/secret"),            "{}",                               200),
    row("get_webhook",              ("GET", "/tenants/$tenant/webhook"),                                     "",                                 200),
    row("update_webhook",           ("PATCH", "/tenants/$tenant/webhook"),                                   r#"{"enabled":false}"#,             200),
    row("list_deliveries",          ("GET", "/tenants/$tenant/deliveries"),                                  "",                                 200),
    // A filter, which nothing fits.
    row("list_deliveries",          ("GET", "/tenants/1/deliveries?chat_id=$chat"),                          "",                                 200).otherwise(200),
    row("get_delivery",             ("GET", "/tenants/$tenant/deliveries/$delivery"),                        "",                                 200),
    row("resend_delivery",          ("POST", "/tenants/$tenant/deliveries/$delivery/resend"),                "{}",                               200),
    row("resend_failed_deliveries", ("POST", "/tenants/$tenant/resends"),                                    SINCE,                              200),
    row("get_crm",                  ("GET", "/tenants/$tenant/crm"),                                         "",                                 200),
    row("update_crm",               ("PATCH", "/tenants/$tenant/crm"),                                       r#"{"url":null}"#,                  200),
    row("get_crm_ticket",           ("GET", "/tenants/$tenant/crm/tickets/$chat"),                           "",                                 200),
];

#[test]
fn every_operation_has_a_row() {
    cover(TABLE, OPERATIONS.iter().map(|it| (it.id, it.method)));
}

/// Gives the tenant so many chats, the last with a ticket, and a webhook whose events are held back; tells what there is.
async fn equipped(server: &Server, tenant: i64, chats: &chat_client::Client, count: i64) -> Ids {
    let desk = server.desk();
    let hold = UpdateWebhookSteeringRequest::builder().paused(true).build();
    let hold = desk.update_webhook_steering().tenant_id(tenant).body(hold);
    hold.send().await.expect("held");
    let webhook = UpdateWebhookRequest::builder()
        .url(Some("https://hooks.example.com/".to_owned()))
        .enabled(true)
        .build();
    let webhook = desk.update_webhook().tenant_id(tenant).body(webhook);
    webhook.send().await.expect("on");
    let mut ids = Ids::new();
    for number in 1..=count {
        ids = chat(chats, &format!("user-{number}")).await;
    }
    let chat: i64 = ids["chat"].parse().expect("a number");
    write_ticket(chats, chat).await;
    begin_rotation(server, tenant, SecretSelector::Webhook).await;
    let body = CreateTokenRequest::builder().label("spare").build();
    let mut token = 0;
    while token < THEIRS.min(count + 1) {
        let made = desk.create_token().tenant_id(tenant).body(body.clone());
        token = made.send().await.expect("made").id;
    }
    let listed = desk.list_deliveries().tenant_id(tenant).chat_id(chat);
    let delivery = listed.send().await.expect("listed").deliveries[0].id;
    BTreeMap::from([
        ("tenant", tenant.to_string()),
        ("chat", chat.to_string()),
        ("token", token.to_string()),
        ("menu", THEIRS.to_string()),
        ("agent", THEIRS.to_string()),
        ("delivery", delivery.to_string()),
    ])
}

/// What a new tenant has.
async fn own(server: &Server, subdomain: &str) -> Ids {
    let made = tenant(server, subdomain).await;
    let client = server.client_of(subdomain, &made.token.token);
    equipped(server, made.tenant.id, &client, 1).await
}

async fn snapshot(server: &Server) -> String {
    let body = SaveSnapshotRequest::builder().name("before").build();
    let desk = server.desk();
    let saved = desk.save_snapshot().body(body).send().await;
    saved.expect("saved").name.clone()
}

/// What the demo tenant has, and what the other has and the demo tenant has not.
async fn things(server: &Server, other: &Other) -> Things {
    let mut own = equipped(server, 1, server.client(), 1).await;
    own.insert("menu", "2".to_owned());
    own.insert("agent", "1".to_owned());
    own.insert("snapshot", "none-yet".to_owned());
    let client = server.client_of(SUBDOMAIN, &other.token);
    let mut theirs = equipped(server, other.id, &client, THEIRS).await;
    for name in ["chat", "token"] {
        assert_eq!(theirs[name], THEIRS.to_string(), "{name}");
    }
    theirs.remove("tenant");
    let mut unknown: Ids = theirs.clone();
    for id in unknown.values_mut() {
        *id = "9".repeat(id.len());
    }
    Things {
        own,
        foreign: vec![theirs],
        unknown,
    }
}

async fn ask(server: &Server, row: &Row, ids: &Ids, headers: &[(&str, &str)]) -> Answer {
    let (path, body) = row.with(ids);
    let target = format!("/desk/v1{path}");
    server.bare_admin(row.method, &target, headers, body).await
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[tokio::test]
async fn the_admin_token_opens_everything() {
    let (server, _) = start(&[]).await;
    let authorization = server.admin_authorization();
    for (number, row) in TABLE.iter().enumerate() {
        let mut ids = own(&server, &format!("own-{number}")).await;
        if row.names().contains("snapshot") {
            ids.insert("snapshot", snapshot(&server).await);
        }
        if row.names().contains("chat") && !row.names().contains("tenant") {
            // The demo tenant's.
            ids.insert("chat", "1".to_owned());
        }
        let headers = [("Authorization", authorization.as_str()), JSON];
        let answer = ask(&server, row, &ids, &headers).await;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, row.own, "{row:?}: {body}");
    }
}

#[tokio::test]
async fn what_is_anothers_is_answered_as_what_is_unknown() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other).await;
    let authorization = server.admin_authorization();
    let headers = [("Authorization", authorization.as_str()), JSON];
    for row in TABLE {
        let names = row.names();
        for (status, foreign, unknown) in row.strange(&things) {
            let seen = ask(&server, row, &foreign, &headers).await;
            let not_there = ask(&server, row, &unknown, &headers).await;
            let body = String::from_utf8_lossy(&seen.body);
            assert_eq!(seen.status, status, "{row:?} {foreign:?}: {body}");
            assert_eq!(
                picture(&seen, &foreign, &names),
                picture(&not_there, &unknown, &names),
                "{row:?}"
            );
        }
        for (name, nobodys) in [("tenant", "99"), ("snapshot", "nothing")] {
            if names.contains(name) {
                let mut ids = things.own.clone();
                ids.insert(name, nobodys.to_owned());
                let answer = ask(&server, row, &ids, &headers).await;
                answer.refuses(404, &format!("{name} {nobodys} is not found"), "");
            }
        }
    }
    assert_eq!(server.now(1).await.status, ChatStatus::VaAssigned);
}

#[tokio::test]
async fn no_other_credential_opens_anything() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other).await;
    let theirs: Ids = things
        .own
        .clone()
        .into_iter()
        .chain(things.foreign[0].clone())
        .collect();
    let unknown: Ids = things
        .own
        .clone()
        .into_iter()
        .chain(things.unknown.clone())
        .collect();
    let ready = &server.ready;
    let admin = |password: &str| Some(basic("admin", password));
    for (credential, authorization) in [
        ("none", None),
        ("not Basic", Some(format!("Bearer {}", ready.admin_token))),
        ("not base64", Some("Basic !!!".to_owned())),
        ("no colon", Some("Basic YWRtaW4=".to_owned())),
        ("no token", admin("")),
        ("wrong token", admin("0123456789abcdef")),
        (
            "under another name",
            Some(basic("demo", &ready.admin_token)),
        ),
        ("in another case", Some(basic("Admin", &ready.admin_token))),
        ("a tenant", Some(server.authorization())),
        ("another tenant", Some(basic("other", &other.token))),
        ("a tenant's token", admin(&ready.token)),
        ("a revoked token", admin(&other.revoked)),
        ("a company secret", admin(&ready.company_secret)),
        ("a webhook secret", admin(&ready.webhook_secrets.primary)),
    ] {
        let mut headers = vec![JSON];
        headers.extend(authorization.as_deref().map(|it| ("Authorization", it)));
        for row in TABLE {
            let mut pictures = Vec::new();
            for ids in [&things.own, &theirs, &unknown] {
                let answer = ask(&server, row, ids, &headers).await;
                assert_eq!(answer.status, 401, "{credential}: {row:?}");
                let challenge = answer.header("www-authenticate").unwrap_or_default();
                assert!(challenge.starts_with("Basic"), "{credential}: {row:?}");
                pictures.push(picture(&answer, ids, &BTreeSet::new()));
            }
            pictures.dedup();
            assert_eq!(pictures.len(), 1, "{credential}: {row:?}: {pictures:?}");
        }
    }
}

#[tokio::test]
async fn no_page_of_a_browser_gets_to_any_route() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other).await;
    let own = server.admin_authorization();
    let own = ("Authorization", own.as_str());
    for row in TABLE {
        let changes = matches!(row.method, "POST" | "PUT" | "PATCH");
        let no_json = if changes { 415 } else { row.own };
        for (headers, status) in [
            (vec![own, JSON, ("Host", "evil.example.com")], 421),
            (vec![own, JSON, ("Host", "other.example.com")], 421),
            (vec![own, JSON, ("Origin", "https://evil.example.com")], 403),
            (vec![JSON, ("Host", "evil.example.com")], 421),
            (vec![own, ("Content-Type", "text/plain")], no_json),
            (vec![own], no_json),
        ] {
            if row.method == "DELETE" && status == row.own {
                continue;
            }
            let answer = ask(&server, row, &things.own, &headers).await;
            assert_eq!(answer.status, status, "{headers:?}: {row:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
}

#[tokio::test]
async fn control_is_not_there_where_the_emulator_is_off() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("chatd.toml");
    std::fs::write(&file, "emulator = false\n").expect("written");
    let server = Server::start(&["--config", file.to_str().expect("UTF-8")]).await;
    let names = [
        "tenant", "chat", "token", "menu", "agent", "delivery", "snapshot",
    ];
    let ids: Ids = names
        .into_iter()
        .map(|name| (name, "99".to_owned()))
        .collect();
    for authorization in [server.admin_authorization(), basic("admin", "wrong")] {
        let headers = [("Authorization", authorization.as_str()), JSON];
        for row in TABLE {
            let (path, _) = row.with(&ids);
            let answer = ask(&server, row, &ids, &headers).await;
            let hidden = answer.status == 404 && answer.json()["code"] == "route_not_found";
            assert_eq!(hidden, path.starts_with("/control/"), "{row:?}");
        }
    }
}

#[tokio::test]
async fn it_is_not_on_the_public_listener() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other).await;
    for authorization in [server.admin_authorization(), server.authorization()] {
        let headers = [("Authorization", authorization.as_str()), JSON];
        for row in TABLE {
            let (path, body) = row.with(&things.own);
            for base in ["/desk/v1", "/apps/api/v1", "/apps/api/v1/desk/v1", ""] {
                let target = format!("{base}{path}");
                let answer = server.bare(row.method, &target, &headers, &body).await;
                assert_eq!(answer.status, 404, "{target}: {row:?}");
            }
        }
    }
}

#[tokio::test]
async fn routes_are_told_before_credentials() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other).await;
    for row in TABLE {
        let (path, _) = row.with(&things.own);
        let path = path.split('?').next().unwrap_or_default();
        let target = format!("/desk/v1{path}/nothing/x");
        let answer = server.bare_admin(row.method, &target, &[JSON], "").await;
        assert_eq!(answer.status, 404, "{target}");
        let answer = server
            .bare_admin("LOCK", &format!("/desk/v1{path}"), &[JSON], "")
            .await;
        assert_eq!(answer.status, 405, "{path}");
    }
}
