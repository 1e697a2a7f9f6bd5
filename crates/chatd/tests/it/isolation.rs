//! Two tenants on one platform: what belongs to the other is answered as what does not exist, to the byte.

use std::collections::BTreeSet;

use chat_core::{
    ApiToken, Catalogue, KeyPair, Lang, Menu, MenuId, Secret, Settings, Steering, Store as _,
    Tenant, TenantId, Webhook,
};
use chat_server::OPERATIONS;
use chatd::auth::TokenHash;
use chatd::demo::menus::catalogue;
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{AFTER_HOURS, Answer, Server, basic, open};

const SUBDOMAIN: &str = "other";
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789a";
/// Of everything, the other tenant has one with this id, and the demo tenant has not.
const THEIRS: i64 = 7;

/// A platform with the demo tenant and another one.
async fn two_tenants() -> (Server, TempDir) {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let store = open(&data);
    let secret = |text: &str| Secret::new(text.to_owned());
    let tenant = Tenant {
        id: TenantId(2),
        subdomain: SUBDOMAIN.to_owned(),
        name: "A tenant".to_owned(),
        tokens: vec![ApiToken {
            id: 1,
            label: String::new(),
            hash: TokenHash::of(TOKEN).0,
            created_at: Timestamp::UNIX_EPOCH,
        }],
        last_token_id: 1,
        company_secret: KeyPair {
            primary: secret("the company secret of the other"),
            secondary: None,
        },
        webhook: Webhook {
            url: None,
            enabled: false,
            secret: KeyPair {
                primary: secret("the primary secret of the other"),
                secondary: None,
            },
            standard_secret: KeyPair {
                primary: secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
                secondary: None,
            },
            failing_since: None,
            disabled_reason: None,
            steering: Steering::default(),
        },
        crm: None,
        settings: Settings::default(),
    };
    let mut menus: Vec<Menu> = catalogue().menus().cloned().collect();
    let only_theirs = Menu {
        id: MenuId(THEIRS),
        ..menus[0].clone()
    };
    menus.push(only_theirs);
    let menus = Catalogue::new(Lang::En, menus).expect("a catalogue");
    store.put_tenant(tenant).await.expect("stored");
    store
        .put_catalogue(TenantId(2), menus)
        .await
        .expect("stored");
    drop(store);
    let server = Server::start_in(&data, &["--agents", "off"]).await;
    (server, directory)
}

/// What the other tenant has: seven of everything, and the key of an upload.
async fn fill(server: &Server) -> String {
    let authorization = basic(SUBDOMAIN, TOKEN);
    let call = async |method: &str, path: &str, body: Value| {
        let headers = [("Authorization", authorization.as_str())];
        let path = format!("/apps/api/v1{path}");
        let answer = server.bare(method, &path, &headers, body.to_string()).await;
        answer.ok()
    };
    let client = server.client_of(SUBDOMAIN, TOKEN);
    let mut key = String::new();
    for id in 1..=THEIRS {
        let user = call(
            "POST",
            "/end_users",
            json!({"identifier": format!("theirs-{id}")}),
        )
        .await;
        assert_eq!(user["id"], id, "every tenant counts for itself");
        let chat = json!({"chat": {"menu_id": AFTER_HOURS, "end_user_id": id}});
        assert_eq!(call("POST", "/chats", chat).await["id"], id);
        let escalation = call("POST", &format!("/chats/{id}/escalations"), json!({})).await;
        assert_eq!(
            (&escalation["id"], &escalation["status"]),
            (&json!(id), &json!("deflecting"))
        );
        let policy = client
            .create_photo_upload()
            .chat_id(THEIRS.min(id))
            .send()
            .await
            .expect("a policy");
        client
            .upload_bytes(&policy, "photo.jpg", crate::support::PHOTO)
            .await
            .expect("uploaded");
        key = crate::support::key(&policy);
        if id < THEIRS {
            let photo = json!({"photo": [{"s3_path": key}]});
            assert_eq!(
                call("POST", &format!("/chats/{id}/photos"), photo).await["media_id"],
                id
            );
        }
    }
    let policy = client
        .create_photo_upload()
        .chat_id(THEIRS)
        .send()
        .await
        .expect("a policy");
    client
        .upload_bytes(&policy, "photo.jpg", crate::support::PHOTO)
        .await
        .expect("uploaded");
    let attached = crate::support::key(&policy);
    let photo = json!({"photo": [{"s3_path": attached}]});
    let photo = call("POST", &format!("/chats/{THEIRS}/photos"), photo).await;
    assert_eq!(photo["media_id"], THEIRS);
    key
}

/// Every way to name something of theirs: the operation, and what is sent.
fn attempts(key: &str) -> Vec<(&'static str, &'static str, String, Value)> {
    let id = THEIRS;
    let text = json!({"type": "text", "content": "x"});
    let photo = json!({"type": "photo", "content": {"media_id": id}});
    let finish =
        |member: &str, value: Value| json!({"chat": {"status": "finished", member: value}});
    let at = |path: &str| path.to_owned();
    let chat = |rest: &str| format!("/chats/{id}{rest}");
    vec![
        (
            "create_chat",
            "POST",
            at("/chats"),
            json!({"chat": {"menu_id": id, "end_user_id": 1}}),
        ),
        (
            "create_chat",
            "POST",
            at("/chats"),
            json!({"chat": {"menu_id": 1, "end_user_id": id}}),
        ),
        ("get_chat", "GET", chat(""), Value::Null),
        (
            "update_chat",
            "PATCH",
            chat(""),
            json!({"chat": {"status": "finished"}}),
        ),
        (
            "update_chat",
            "PATCH",
            chat(""),
            json!({"chat": {"status": "queued"}}),
        ),
        (
            "update_chat",
            "PATCH",
            at("/chats/1"),
            json!({"finished_by_user_id": id, "chat": {"status": "finished"}}),
        ),
        (
            "update_chat",
            "PATCH",
            at("/chats/1"),
            finish("escalation_id", json!(id)),
        ),
        (
            "send_message",
            "POST",
            chat("/message"),
            json!({"from_user_id": id, "message": text}),
        ),
        (
            "send_message",
            "POST",
            at("/chats/1/message"),
            json!({"from_user_id": id, "message": text}),
        ),
        (
            "send_message",
            "POST",
            at("/chats/1/message"),
            json!({"from_user_id": 1, "message": photo}),
        ),
        ("create_escalation", "POST", chat("/escalations"), json!({})),
        (
            "update_escalation",
            "PATCH",
            chat("/escalations/7"),
            json!({"deflection_channel": "email"}),
        ),
        (
            "update_escalation",
            "PATCH",
            chat("/escalations/7"),
            json!({"deflection_channel": "fax"}),
        ),
        (
            "update_escalation",
            "PATCH",
            at("/chats/1/escalations/7"),
            json!({"deflection_channel": "email"}),
        ),
        (
            "update_escalation",
            "PATCH",
            at("/chats/1/escalations/7"),
            json!({"deflection_channel": "fax"}),
        ),
        (
            "create_photo_upload",
            "POST",
            chat("/photos/upload"),
            Value::Null,
        ),
        (
            "create_video_upload",
            "POST",
            chat("/videos/upload"),
            Value::Null,
        ),
        (
            "add_photos",
            "POST",
            chat("/photos"),
            json!({"photo": [{"s3_path": key}]}),
        ),
        (
            "add_photos",
            "POST",
            at("/chats/1/photos"),
            json!({"photo": [{"s3_path": key}]}),
        ),
        ("list_photos", "GET", chat("/photos"), Value::Null),
        (
            "add_video",
            "POST",
            chat("/videos"),
            json!({"video": {"s3_path": key}}),
        ),
        (
            "add_video",
            "POST",
            at("/chats/1/videos"),
            json!({"video": {"gcs_path": key}}),
        ),
        ("list_videos", "GET", chat("/videos"), Value::Null),
        (
            "get_customer_flags",
            "GET",
            chat("/customer_flag"),
            Value::Null,
        ),
        (
            "update_customer_flags",
            "POST",
            chat("/customer_flag"),
            json!({"bad_actor": true}),
        ),
        (
            "update_customer_flags",
            "POST",
            chat("/customer_flag"),
            json!({"repeat_customer": true, "repeat_customers": false}),
        ),
        (
            "send_custom_data",
            "POST",
            chat("/custom_data"),
            json!({"data": {"a": {"value": 1}}}),
        ),
        (
            "send_custom_data",
            "POST",
            chat("/custom_data"),
            json!({"signed": true}),
        ),
        (
            "update_chat_end_user",
            "POST",
            chat("/end-user"),
            json!({"identifier": "theirs-7"}),
        ),
        (
            "update_chat_end_user_alias",
            "POST",
            chat("/end_user"),
            json!({"identifier": "theirs-7"}),
        ),
        ("resume_chat", "PATCH", chat("/resume"), Value::Null),
        ("get_media", "GET", chat("/media/7"), Value::Null),
        ("get_media", "GET", at("/chats/1/media/7"), Value::Null),
        ("find_end_user", "GET", at("/end_users?id=7"), Value::Null),
        (
            "find_end_user",
            "GET",
            at("/end_users?identifier=theirs-7"),
            Value::Null,
        ),
        (
            "list_wait_times",
            "GET",
            at("/wait_times?lang=en&menu_id=7"),
            Value::Null,
        ),
    ]
}

/// All attempts as the demo tenant; head and body of each answer, without what differs in every answer.
async fn answers(server: &Server, key: &str) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for (_, method, path, body) in attempts(key) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = server.raw(method, &path, &[], body).await;
        let error = answer.error();
        let id = error.request_id.expect("an id");
        let Answer { status, head, body } = answer;
        let text = format!("{head}{}", String::from_utf8(body).expect("UTF-8"));
        let text = text.replace(&id, "ID").replace(key, "KEY");
        let lines = text
            .lines()
            .filter(|line| !line.to_ascii_lowercase().starts_with("date:"));
        answers.push((status, lines.collect::<Vec<_>>().join("\n")));
    }
    answers
}

#[tokio::test]
async fn what_is_theirs_is_answered_as_what_does_not_exist() {
    let (server, _directory) = two_tenants().await;
    let mine = server.chat(AFTER_HOURS).await;
    assert_eq!((mine.id, mine.end_user.id), (1, 1));
    server.escalate(mine.id).await;
    // As long as a real key, and nobody's.
    let nobodys = "uploads/2/0123456789abcdef0123456789abcdef";
    let before = answers(&server, nobodys).await;
    let theirs = fill(&server).await;
    assert_eq!(theirs.len(), nobodys.len());
    let after = answers(&server, &theirs).await;
    for (index, (before, after)) in before.iter().zip(&after).enumerate() {
        let (operation, method, path, body) = &attempts(&theirs)[index];
        assert_eq!(after, before, "{operation}: {method} {path} {body}");
        assert!(matches!(after.0, 400 | 404), "{operation}: {after:?}");
    }
}

#[test]
fn every_operation_is_attempted() {
    let attempted: BTreeSet<&str> = attempts("key")
        .iter()
        .map(|(operation, ..)| *operation)
        .collect();
    let mut all: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    // It names nothing that could be another's; see `identifiers_are_a_tenants_own`.
    all.remove("upsert_end_user");
    assert_eq!(attempted, all);
}

#[tokio::test]
async fn identifiers_are_a_tenants_own() {
    let (server, _directory) = two_tenants().await;
    fill(&server).await;
    let mine = server.user("theirs-7").await;
    assert_eq!(mine, 1, "a new one of the demo tenant");
    let theirs = server.client_of(SUBDOMAIN, TOKEN);
    let found = theirs
        .find_end_user()
        .identifier("theirs-7")
        .send()
        .await
        .expect("found");
    assert_eq!(found.id, THEIRS);
}

#[tokio::test]
async fn credentials_and_hosts_go_together() {
    let (server, _directory) = two_tenants().await;
    let token = server.ready.token.clone();
    let status = async |user: &str, password: &str, host: &str| {
        let authorization = basic(user, password);
        let headers = [("Authorization", authorization.as_str()), ("Host", host)];
        let answer = server
            .bare("GET", "/apps/api/v1/wait_times?lang=en", &headers, "")
            .await;
        if answer.status == 401 {
            answer.refuses(401, "the subdomain or the API token is wrong", "");
        }
        answer.status
    };
    let here = server.address().to_string();
    assert_eq!(status("demo", &token, &here).await, 200);
    assert_eq!(status("other", TOKEN, &here).await, 200);
    assert_eq!(
        status("DEMO", &token, &here).await,
        200,
        "letter case aside"
    );
    assert_eq!(status("demo", TOKEN, &here).await, 401);
    assert_eq!(status("other", &token, &here).await, 401);
    assert_eq!(status("nobody", &token, &here).await, 401);
    assert_eq!(status("", "", &here).await, 401);
    assert_eq!(status("demo", &token, "demo.example.com").await, 200);
    assert_eq!(status("demo", &token, "other.example.com").await, 401);
    assert_eq!(status("demo", &token, "OTHER.example.com:8080").await, 401);
    assert_eq!(status("other", TOKEN, "demo.example.com").await, 401);
    assert_eq!(
        status("demo", &token, "elsewhere.example.com").await,
        200,
        "nobody's address"
    );
}

#[tokio::test]
async fn the_secrets_of_others_are_never_printed() {
    let (server, _directory) = two_tenants().await;
    let said = format!("{:?}{}", server.ready, server.log());
    assert!(!said.contains("of the other") && !said.contains(TOKEN));
}
