//! The chat API.

use std::collections::{BTreeMap, BTreeSet};

use chat_server::OPERATIONS;

use super::row::{Ids, Row, Things, cover, picture, row};
use super::two_tenants::{THEIRS, more, start};
use crate::support::{AFTER_HOURS, Answer, Server, basic};

const TEXT: &str = r#"{"from_user_id":$member,"message":{"type":"text","content":"x"}}"#;
const PHOTO: &str =
    r#"{"from_user_id":$member,"message":{"type":"photo","content":{"media_id":$media}}}"#;
const ENDED_BY: &str = r#"{"finished_by_user_id":$member,"chat":{"status":"finished"}}"#;
const DEFLECTED: &str =
    r#"{"chat":{"status":"finished","escalation_id":$escalation,"deflection_channel":"email"}}"#;

/// `$chat`, `$user`, `$menu`, `$identifier` are the tenant's; `$member`, `$escalation`, `$media`, `$photo`, `$video` the chat's.
#[rustfmt::skip]
pub(super) const TABLE: &[Row] = &[
    //   operation                  target                                                  body                                                   own
    row("create_chat",              ("POST", "/chats"),                                     r#"{"chat":{"menu_id":$menu,"end_user_id":$user}}"#,   200),
    row("get_chat",                 ("GET", "/chats/$chat"),                                "",                                                    200),
    row("update_chat",              ("PATCH", "/chats/$chat"),                              r#"{"chat":{"status":"finished"}}"#,                   200),
    row("update_chat",              ("PATCH", "/chats/$chat"),                              r#"{"chat":{"status":"queued"}}"#,                     400),
    row("update_chat",              ("PATCH", "/chats/$chat"),                              ENDED_BY,                                              200),
    row("update_chat",              ("PATCH", "/chats/$chat"),                              DEFLECTED,                                             200),
    row("send_message",             ("POST", "/chats/$chat/message"),                       TEXT,                                                  200),
    row("send_message",             ("POST", "/chats/$chat/message"),                       PHOTO,                                                 200),
    row("create_escalation",        ("POST", "/chats/$chat/escalations"),                   "{}",                                                  200),
    row("update_escalation",        ("PATCH", "/chats/$chat/escalations/$escalation"),      r#"{"deflection_channel":"email"}"#,                   200),
    row("update_escalation",        ("PATCH", "/chats/$chat/escalations/$escalation"),      r#"{"deflection_channel":"fax"}"#,                     400),
    row("create_photo_upload",      ("POST", "/chats/$chat/photos/upload"),                 "",                                                    200),
    row("create_video_upload",      ("POST", "/chats/$chat/videos/upload"),                 "",                                                    200),
    row("add_photos",               ("POST", "/chats/$chat/photos"),                        r#"{"photo":[{"s3_path":"$photo"}]}"#,                 200),
    row("list_photos",              ("GET", "/chats/$chat/photos"),                         "",                                                    200),
    row("add_video",                ("POST", "/chats/$chat/videos"),                        r#"{"video":{"s3_path":"$video"}}"#,                   200),
    row("add_video",                ("POST", "/chats/$chat/videos"),                        r#"{"video":{"gcs_path":"$video"}}"#,                  200),
    row("list_videos",              ("GET", "/chats/$chat/videos"),                         "",                                                    200),
    row("get_customer_flags",       ("GET", "/chats/$chat/customer_flag"),                  "",                                                    200),
    row("update_customer_flags",    ("POST", "/chats/$chat/customer_flag"),                 r#"{"bad_actor":true}"#,                               200),
    row("update_customer_flags",    ("POST", "/chats/$chat/customer_flag"),                 r#"{"repeat_customer":true,"repeat_customers":false}"#, 400),
    row("send_custom_data",         ("POST", "/chats/$chat/custom_data"),                   r#"{"data":{"a":{"value":"x"}}}"#,                     200),
    row("send_custom_data",         ("POST", "/chats/$chat/custom_data"),                   r#"{"signed":true}"#,                                  400),
    row("update_chat_end_user",     ("POST", "/chats/$chat/end-user"),                      r#"{"identifier":"grace"}"#,                           202),
    row("update_chat_end_user_alias", ("POST", "/chats/$chat/end_user"),                    r#"{"identifier":"grace"}"#,                           202),
    // None of the chats here is dismissed.
    row("resume_chat",              ("PATCH", "/chats/$chat/resume"),                       "",                                                    400),
    row("get_media",                ("GET", "/chats/$chat/media/$media"),                   "",                                                    200),
    row("upsert_end_user",          ("POST", "/end_users"),                                 r#"{"identifier":"grace"}"#,                           200),
    row("find_end_user",            ("GET", "/end_users?id=$user"),                         "",                                                    200),
    row("find_end_user",            ("GET", "/end_users?identifier=$identifier"),           "",                                                    200),
    row("list_wait_times",          ("GET", "/wait_times?lang=en&menu_id=$menu"),           "",                                                    200).otherwise(400),
];

#[test]
fn every_operation_has_a_row() {
    cover(TABLE, OPERATIONS.iter().map(|it| (it.id, it.method)));
}

fn with_menu(mut ids: Ids, menu: i64) -> Ids {
    ids.insert("menu", menu.to_string());
    ids
}

/// Ids that nobody has, as long as those that somebody has.
pub(super) fn nobodys() -> Ids {
    let upload = format!("uploads/9/{}", "0123456789abcdef".repeat(2));
    BTreeMap::from([
        ("user", "9".to_owned()),
        ("member", "9".to_owned()),
        ("menu", "9".to_owned()),
        ("identifier", "nobody-9".to_owned()),
        ("chat", "9".to_owned()),
        ("escalation", "9".to_owned()),
        ("media", "9".to_owned()),
        ("photo", upload.clone()),
        ("video", upload),
    ])
}

/// What the demo tenant has in its first chat, what it has in the second, and what the other tenant has.
async fn things(server: &Server, token: &str) -> Things {
    let own = with_menu(more(server.client(), "ada").await, AFTER_HOURS);
    let mut elsewhere = more(server.client(), "joan").await;
    for of_the_tenant in ["user", "identifier", "chat"] {
        elsewhere.remove(of_the_tenant);
    }
    let client = server.client_of("other", token);
    let mut theirs = Ids::new();
    for number in 1..=THEIRS {
        theirs = with_menu(more(&client, &format!("theirs-{number}")).await, THEIRS);
    }
    for name in ["user", "chat", "escalation", "media"] {
        assert_eq!(theirs[name], THEIRS.to_string(), "{name}");
    }
    Things {
        own,
        foreign: vec![theirs, elsewhere],
        unknown: nobodys(),
    }
}

async fn ask(server: &Server, row: &Row, ids: &Ids, headers: &[(&str, &str)]) -> Answer {
    let (path, body) = row.with(ids);
    let target = format!("/apps/api/v1{path}");
    server.bare(row.method, &target, headers, body).await
}

#[tokio::test]
async fn what_is_ones_own_is_served() {
    let (server, _) = start(&[]).await;
    let authorization = server.authorization();
    for (number, row) in TABLE.iter().enumerate() {
        let ids = more(server.client(), &format!("own-{number}")).await;
        let ids = with_menu(ids, AFTER_HOURS);
        let answer = ask(&server, row, &ids, &[("Authorization", &authorization)]).await;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, row.own, "{row:?}: {body}");
    }
}

#[tokio::test]
async fn what_is_foreign_is_answered_as_what_is_unknown() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other.token).await;
    let authorization = server.authorization();
    let headers = [("Authorization", authorization.as_str())];
    for row in TABLE {
        for (status, foreign, unknown) in row.strange(&things) {
            let seen = ask(&server, row, &foreign, &headers).await;
            let not_there = ask(&server, row, &unknown, &headers).await;
            let body = String::from_utf8_lossy(&seen.body);
            assert_eq!(seen.status, status, "{row:?} {foreign:?}: {body}");
            let names = row.names();
            assert_eq!(
                picture(&seen, &foreign, &names),
                picture(&not_there, &unknown, &names),
                "{row:?}"
            );
        }
    }
    // Nothing came of it.
    let chat = server.now(1).await;
    assert!(chat.ends_at.is_none() && chat.end_user.id == 1, "{chat:?}");
}

/// What opens nothing: a name, the header `Authorization`, and the `Host` if it is not the listener's.
fn refused(
    server: &Server,
    other: &super::two_tenants::Other,
) -> Vec<(&'static str, Option<String>, Option<&'static str>)> {
    let ready = &server.ready;
    let demo = |password: &str| Some(basic("demo", password));
    vec![
        ("none", None, None),
        ("not Basic", Some(format!("Bearer {}", ready.token)), None),
        ("not base64", Some("Basic !!!".to_owned()), None),
        ("no colon", Some("Basic ZGVtbw==".to_owned()), None),
        ("nobody", Some(basic("nobody", &ready.token)), None),
        ("no token", demo(""), None),
        ("wrong token", demo("0123456789abcdef"), None),
        ("the token of another", demo(&other.token), None),
        (
            "own token as another",
            Some(basic("other", &ready.token)),
            None,
        ),
        ("revoked", Some(basic("other", &other.revoked)), None),
        ("company secret", demo(&ready.company_secret), None),
        ("webhook secret", demo(&ready.webhook_secrets.primary), None),
        ("admin", Some(basic("admin", &ready.admin_token)), None),
        ("admin token", demo(&ready.admin_token), None),
        (
            "another's Host",
            demo(&ready.token),
            Some("other.example.com"),
        ),
    ]
}

#[tokio::test]
async fn no_other_credential_opens_anything() {
    let (server, other) = start(&[]).await;
    let things = things(&server, &other.token).await;
    let theirs: Ids = things
        .own
        .clone()
        .into_iter()
        .chain(things.foreign[0].clone())
        .collect();
    for (credential, authorization, host) in refused(&server, &other) {
        let mut headers = Vec::new();
        headers.extend(authorization.as_deref().map(|it| ("Authorization", it)));
        headers.extend(host.map(|it| ("Host", it)));
        for row in TABLE {
            let mut pictures = Vec::new();
            for ids in [&things.own, &theirs, &things.unknown] {
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
async fn it_is_not_on_the_admin_listener() {
    let (server, _) = start(&[]).await;
    let ids = with_menu(more(server.client(), "ada").await, AFTER_HOURS);
    for authorization in [server.authorization(), server.admin_authorization()] {
        let headers = [
            ("Authorization", authorization.as_str()),
            ("Content-Type", "application/json"),
        ];
        for row in TABLE {
            let (path, body) = row.with(&ids);
            for base in ["/apps/api/v1", "/desk/v1", "/desk/v1/apps/api/v1", ""] {
                let target = format!("{base}{path}");
                let answer = server
                    .bare_admin(row.method, &target, &headers, &body)
                    .await;
                assert_eq!(answer.status, 404, "{target}: {row:?}");
            }
        }
    }
}

#[tokio::test]
async fn routes_are_told_before_credentials() {
    let (server, _) = start(&[]).await;
    let ids = nobodys();
    for row in TABLE {
        let (path, _) = row.with(&ids);
        let answer = server
            .bare("DELETE", &format!("/apps/api/v1{path}"), &[], "")
            .await;
        assert_eq!(answer.status, 405, "{path}");
        let path = path.split('?').next().unwrap_or_default();
        let target = format!("/apps/api/v1{path}/nothing/x");
        let answer = server.bare(row.method, &target, &[], "").await;
        assert_eq!(answer.status, 404, "{target}");
    }
}
