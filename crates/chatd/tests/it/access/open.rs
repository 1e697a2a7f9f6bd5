//! What needs no credentials, and is the same with any: documents, health, signed URLs.

use serde_json::{Map, Value, json};

use super::two_tenants::{more, start};
use crate::support::{Answer, PHOTO, Server, basic};

/// Every kind of credential, good for something or for nothing.
fn credentials(server: &Server, theirs: &str) -> Vec<Option<String>> {
    vec![
        None,
        Some("Basic !!!".to_owned()),
        Some(basic("nobody", "nothing")),
        Some(server.authorization()),
        Some(server.admin_authorization()),
        Some(basic("other", theirs)),
        Some(basic("demo", &server.ready.company_secret)),
    ]
}

async fn ask(server: &Server, admin: bool, target: &str, authorization: Option<&str>) -> Answer {
    let headers: Vec<_> = authorization
        .map(|it| ("Authorization", it))
        .into_iter()
        .collect();
    if admin {
        server.bare_admin("GET", target, &headers, "").await
    } else {
        server.bare("GET", target, &headers, "").await
    }
}

/// A target, its status on the public listener, and on the admin listener.
#[rustfmt::skip]
const TABLE: &[(&str, u16, u16)] = &[
    ("/apps/api/v1/openapi.json", 200, 404),
    ("/desk/v1/openapi.json",     404, 200),
    ("/healthz",                  404, 200),
    ("/readyz",                   404, 200),
    ("/version",                  404, 200),
    ("/metrics",                  404, 200),
    ("/openapi.json",             404, 404),
    ("/apps/api/v1",              404, 404),
    ("/desk/v1",                  404, 404),
    ("/",                         404, 404),
    ("/media/files",              404, 404),
    // A form is posted there.
    ("/media/uploads",            405, 404),
];

#[tokio::test]
async fn credentials_change_nothing_where_none_is_needed() {
    let (server, other) = start(&[]).await;
    for (target, public, admin) in TABLE {
        for authorization in credentials(&server, &other.token) {
            let authorization = authorization.as_deref();
            let answer = ask(&server, false, target, authorization).await;
            assert_eq!(answer.status, *public, "{target} {authorization:?}");
            let answer = ask(&server, true, target, authorization).await;
            assert_eq!(answer.status, *admin, "admin: {target} {authorization:?}");
        }
    }
}

/// The target of the only photo that is attached to the chat.
async fn photo(server: &Server, chat: i64) -> String {
    let photos = server.client().list_photos().chat_id(chat).send().await;
    let url = photos.expect("listed").0[0].url.clone();
    let target = url.strip_prefix(&server.ready.url).expect("ours");
    target.to_owned()
}

#[tokio::test]
async fn a_signed_url_is_all_that_a_download_needs_and_nothing_else_will_do() {
    let (server, other) = start(&[]).await;
    more(server.client(), "ada").await;
    more(server.client(), "joan").await;
    let (target, another) = (photo(&server, 1).await, photo(&server, 2).await);
    let (path, query) = target.split_once('?').expect("a query");
    let (_, query_of_another) = another.split_once('?').expect("a query");
    let unsigned = path.to_owned();
    let swapped = format!("{path}?{query_of_another}");
    let altered = format!("{path}?{query}0");
    for authorization in credentials(&server, &other.token) {
        let authorization = authorization.as_deref();
        let answer = ask(&server, false, &target, authorization).await;
        assert_eq!((answer.status, &answer.body[..]), (200, PHOTO));
        for refused in [&unsigned, &swapped, &altered] {
            let answer = ask(&server, false, refused, authorization).await;
            assert_eq!(answer.status, 403, "{refused} {authorization:?}");
        }
        let answer = ask(&server, true, &target, authorization).await;
        assert_eq!(answer.status, 404, "not on the admin listener");
    }
}

/// A form with these fields and a photo.
fn form(fields: &Map<String, Value>) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in fields {
        let value = value.as_str().expect("a text");
        let disposition = format!("Content-Disposition: form-data; name=\"{name}\"");
        form.extend(format!("--b\r\n{disposition}\r\n\r\n{value}\r\n").bytes());
    }
    let disposition = "Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"";
    let head = format!("--b\r\n{disposition}\r\nContent-Type: image/jpeg\r\n\r\n");
    form.extend(head.bytes());
    form.extend(PHOTO);
    form.extend(b"\r\n--b--\r\n");
    form
}

#[tokio::test]
async fn a_policy_is_all_that_an_upload_needs_and_nothing_else_will_do() {
    let (server, other) = start(&[]).await;
    more(server.client(), "ada").await;
    for authorization in credentials(&server, &other.token) {
        let mut headers = vec![("Content-Type", "multipart/form-data; boundary=b")];
        headers.extend(authorization.as_deref().map(|it| ("Authorization", it)));
        let policy = server.client().create_photo_upload().chat_id(1);
        let policy = policy.send().await.expect("a policy").into_inner();
        let Value::Object(signed) = serde_json::to_value(policy.fields).expect("JSON") else {
            panic!("an object");
        };
        let mut altered = signed.clone();
        altered["key"] = json!("uploads/1/0123456789abcdef0123456789abcdef");
        let mut unsigned = signed.clone();
        unsigned.retain(|name, _| name == "key");
        for (fields, status) in [(&altered, 403), (&unsigned, 400), (&signed, 201)] {
            let body = form(fields);
            let answer = server.bare("POST", "/media/uploads", &headers, body).await;
            assert_eq!(answer.status, status, "{authorization:?} {fields:?}");
        }
    }
}
