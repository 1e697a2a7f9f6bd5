//! Bad input of every kind, as bytes: each answer is in the error schema, with the right status, and names the place.

use std::fmt::Write as _;

use chat_client::types::{SendMessageResponse, UpsertEndUserRequest};
use serde_json::json;

use crate::support::{Server, VIRTUAL_AGENT, basic, refused, text_message};

const MESSAGE: &str = "/chats/1/message";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A message whose text is these bytes of JSON.
fn text(content: impl AsRef<[u8]>) -> Vec<u8> {
    let head: &[u8] = br#"{"from_user_id":1,"message":{"type":"text","content":"#;
    [head, content.as_ref(), b"}}"].concat()
}

async fn server_with_a_chat() -> Server {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    assert_eq!((chat.id, chat.end_user.id), (1, 1));
    server
}

#[tokio::test]
async fn bodies() {
    let server = server_with_a_chat().await;
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let id = |number: &str| {
        format!(r#"{{"from_user_id":{number},"message":{{"type":"text","content":"x"}}}}"#)
            .into_bytes()
    };
    // What is sent, and the place that is named; `""` is the body as a whole.
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", b"".to_vec(), ""),
        ("white space", b"  \n ".to_vec(), ""),
        ("cut off", br#"{"from_user_id":1,"#.to_vec(), ""),
        ("not JSON", b"hello".to_vec(), ""),
        ("single quotes", b"{'from_user_id':1}".to_vec(), ""),
        ("a comment", br#"{"from_user_id":1/**/}"#.to_vec(), ""),
        ("NaN", id("NaN"), "/from_user_id"),
        ("a leading zero", id("01"), "/from_user_id"),
        (
            "trailing data",
            [text(r#""x""#), b"{}".to_vec()].concat(),
            "",
        ),
        ("an array", b"[]".to_vec(), ""),
        ("null", b"null".to_vec(), ""),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf".to_vec(), text(r#""x""#)].concat(),
            "",
        ),
        ("a text for an id", id(r#""1""#), "/from_user_id"),
        ("null for an id", id("null"), "/from_user_id"),
        ("a fraction", id("1.5"), "/from_user_id"),
        ("2^53", id("9007199254740992"), "/from_user_id"),
        ("2^64", id("18446744073709551616"), "/from_user_id"),
        ("a googol", id("1e100"), "/from_user_id"),
        ("infinity", id("1e999"), "/from_user_id"),
        ("zero", id("0"), "/from_user_id"),
        ("minus one", id("-1"), "/from_user_id"),
        ("an empty text", text(r#""""#), "/message/content"),
        (
            "a long text",
            text(format!("\"{}\"", "x".repeat(10_001))),
            "/message/content",
        ),
        ("U+0000, raw", text(b"\"a\0b\""), "/message/content"),
        ("U+0000, escaped", text(r#""a\u0000b""#), "/message/content"),
        ("half a character", text(r#""\ud800""#), "/message/content"),
        ("invalid UTF-8", text(b"\"\xff\xfe\""), ""),
        ("UTF-8 too long", text(b"\"\xc0\x80\""), ""),
        ("an unknown escape", text(r#""\x""#), "/message/content"),
        (
            "a key twice",
            br#"{"from_user_id":1,"from_user_id":1,"message":{"type":"text","content":"x"}}"#
                .to_vec(),
            "/from_user_id",
        ),
        (
            "an unknown key twice",
            br#"{"a":1,"a":1,"from_user_id":1,"message":{"type":"text","content":"x"}}"#.to_vec(),
            "/a",
        ),
        (
            "U+0000 in a key",
            br#"{"a\u0000":1,"from_user_id":1,"message":{"type":"text","content":"x"}}"#.to_vec(),
            "",
        ),
    ];
    let mut wrong = String::new();
    for (name, body, pointer) in table {
        let answer = server.json("POST", MESSAGE, &body).await;
        let error = answer.error();
        let named = error
            .errors
            .iter()
            .flatten()
            .next()
            .map(|it| it.pointer.clone());
        if answer.status != 400 || named.as_deref() != Some(pointer) {
            let _ = writeln!(
                wrong,
                "{name}: {} at {named:?}, not {pointer:?}: {}",
                answer.status, error.message
            );
        }
    }
    for levels in [65, 5_000] {
        let body = format!(r#"{{"extra":{}}}"#, deep(levels));
        let answer = server.json("POST", MESSAGE, body).await;
        assert_eq!(
            (answer.status, answer.error().code.as_deref()),
            (400, Some("invalid_json")),
            "{levels} deep"
        );
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[tokio::test]
async fn what_looks_odd_and_is_right() {
    let server = server_with_a_chat().await;
    let good = text(r#""x""#);
    for (name, body) in [
        ("1.0 is an integer", br#"{"from_user_id":1.0,"message":{"type":"text","content":"x"}}"#.to_vec()),
        ("so is 1e0", br#"{"from_user_id":1e0,"message":{"type":"text","content":"x"}}"#.to_vec()),
        ("unknown keys", br#"{"from_user_id":1,"extra":[null],"message":{"type":"text","content":"x","mood":null}}"#.to_vec()),
        ("white space around", [b" \r\n\t".to_vec(), good.clone(), b"\n".to_vec()].concat()),
        ("pairs of escapes", text(r#""\ud83d\ude00 \u0001 \/""#)),
        ("the tag last", br#"{"message":{"content":"x","type":"text"},"from_user_id":1}"#.to_vec()),
    ] {
        let answer = server.json("POST", MESSAGE, body).await;
        assert_eq!(answer.status, 200, "{name}: {}", String::from_utf8_lossy(&answer.body));
    }
    for media_type in [
        &[][..],
        &[("Content-Type", "application/json; charset=utf-8")],
        &[("Content-Type", "Application/JSON")],
    ] {
        let answer = server.raw("POST", MESSAGE, media_type, &good).await;
        assert_eq!(answer.status, 200, "{media_type:?}");
    }
    // Chunked, without a length.
    let chunked = format!(
        "{:x}\r\n{}\r\n0\r\n\r\n",
        good.len(),
        String::from_utf8_lossy(&good)
    );
    let headers = [JSON, ("Transfer-Encoding", "chunked")];
    assert_eq!(
        server.raw("POST", MESSAGE, &headers, chunked).await.status,
        200
    );
    // The largest id there is; it is only unknown.
    let largest = json!({"chat": {"menu_id": 9_007_199_254_740_991_i64, "end_user_id": 1}});
    let message = "menu_id 9007199254740991 is not found";
    server
        .post("/chats", &largest)
        .await
        .refuses(400, message, "/chat/menu_id");
}

#[tokio::test]
async fn media_types() {
    let server = server_with_a_chat().await;
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/merge-patch+json",
        "json",
        "",
    ] {
        let answer = server
            .raw(
                "POST",
                MESSAGE,
                &[("Content-Type", media_type)],
                text(r#""x""#),
            )
            .await;
        let error = answer.error();
        let code = error.code.as_deref();
        assert_eq!(
            (answer.status, code),
            (415, Some("unsupported_media_type")),
            "{media_type:?}"
        );
    }
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_the_client_reads_why() {
    let server = server_with_a_chat().await;
    let huge = "x".repeat(10 << 20);
    let message = "the body is too large: send at most 1048576 bytes";
    let sent: Result<chat_client::ResponseValue<SendMessageResponse>, _> = server
        .client()
        .send_message()
        .id(1)
        .body(text_message(1, &huge))
        .send()
        .await;
    refused(sent, 413, message);
    let body = UpsertEndUserRequest::builder()
        .identifier(huge.clone())
        .build();
    refused(
        server.client().upsert_end_user().body(body).send().await,
        413,
        message,
    );
    let raw = server
        .json("POST", MESSAGE, text(format!("\"{huge}\"")))
        .await;
    raw.refuses(413, message, "");
    // Chunked: found out on the way.
    let chunked = format!("{:x}\r\n{huge}\r\n0\r\n\r\n", huge.len());
    let headers = [JSON, ("Transfer-Encoding", "chunked")];
    server
        .raw("POST", MESSAGE, &headers, chunked)
        .await
        .refuses(413, message, "");
    // Many at once.
    let body = bytes::Bytes::from(text(format!("\"{huge}\"")));
    let url = format!("{}/apps/api/v1{MESSAGE}", server.ready.url);
    let calls = (0..15).map(|_| {
        let call = reqwest::Client::new().post(&url).body(body.clone());
        tokio::spawn(call.basic_auth("demo", Some(&server.ready.token)).send())
    });
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.expect("no panic").expect("the answer is read");
        assert_eq!(answer.status(), 413);
    }
    // One byte less than the limit is read, and then refused for what it is.
    let room = (1 << 20) - text("\"\"").len();
    let answer = server
        .json("POST", MESSAGE, text(format!("\"{}\"", "x".repeat(room))))
        .await;
    answer.malformed("/message/content");
}

#[tokio::test]
async fn ids_in_paths() {
    let server = server_with_a_chat().await;
    for id in [
        "x",
        "%2e%2e",
        "%2e",
        "1%00",
        "%00",
        "1%20",
        "%201",
        "1%3Fx=",
        "1%2f2",
        "1.0",
        "1e0",
        "0x1",
        "+1",
        "-1",
        "0",
        "9007199254740992",
        "99999999999999999999999999",
        "%ff",
        "%C2%B9",
        "%",
        "%zz",
        "1;a=b",
    ] {
        let answer = server.get(&format!("/chats/{id}")).await;
        assert_eq!(
            answer.status,
            400,
            "{id}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.malformed("path/id");
        let answer = server
            .post(&format!("/chats/{id}/escalations"), &json!({}))
            .await;
        answer.malformed("path/chat_id");
    }
    for (path, pointer) in [
        ("/chats/1/escalations/x", "path/id"),
        ("/chats/x/escalations/x", "path/chat_id"),
    ] {
        let answer = server
            .patch(path, &json!({"deflection_channel": "email"}))
            .await;
        answer.malformed(pointer);
    }
    server
        .get("/chats/1/media/x")
        .await
        .malformed("path/media_id");
    // A question mark begins the query, and an unknown query is ignored.
    assert_eq!(server.get("/chats/1?x=").await.ok()["id"], 1);
    assert_eq!(server.get("/chats/%31").await.ok()["id"], 1);
}

#[tokio::test]
async fn unknown_paths() {
    let server = server_with_a_chat().await;
    for path in [
        "",
        "/",
        "/chat",
        "/chats/",
        "/chats/1/",
        "//chats",
        "/chats/../chats/1",
        "/chats/1/messages",
        "/Chats",
        "/chats/1/media",
        "/chats/1/media/1/2",
        "/%63hats/1/x",
    ] {
        let answer = server.get(path).await;
        let error = answer.error();
        assert_eq!(
            (answer.status, error.code.as_deref()),
            (404, Some("route_not_found")),
            "{path:?}"
        );
    }
    // An empty segment is no parameter: unknown without credentials too, and under every method.
    for (method, path) in [
        ("GET", "/chats//message"),
        ("POST", "/chats//message"),
        ("POST", "/chats//escalations"),
        ("PATCH", "/chats/1//escalations"),
        ("PATCH", "/chats//escalations/1"),
    ] {
        let target = format!("/apps/api/v1{path}");
        for answer in [
            server.raw(method, path, &[], "").await,
            server.bare(method, &target, &[], "").await,
        ] {
            assert_eq!(
                (answer.status, answer.error().code.as_deref()),
                (404, Some("route_not_found")),
                "{method} {path}"
            );
        }
    }
    for target in [
        "/",
        "/apps",
        "/apps/api",
        "/apps/api/v2/chats",
        "/media",
        "/favicon.ico",
    ] {
        let answer = server.bare("GET", target, &[], "").await;
        assert_eq!(
            (answer.status, answer.error().code.as_deref()),
            (404, Some("route_not_found")),
            "{target}"
        );
    }
}

#[tokio::test]
async fn wrong_methods_name_the_right_ones() {
    let server = server_with_a_chat().await;
    for (method, path, allow) in [
        ("PUT", "/chats/1", "GET, PATCH"),
        ("DELETE", "/chats/1", "GET, PATCH"),
        ("GET", "/chats", "POST"),
        ("POST", "/chats/1/resume", "PATCH"),
        ("POST", "/wait_times", "GET"),
        ("GET", "/chats/1/message", "POST"),
        ("PATCH", "/chats/1/photos", "GET, POST"),
        ("BREW", "/end_users", "GET, POST"),
    ] {
        let answer = server.raw(method, path, &[], "").await;
        let error = answer.error();
        assert_eq!(
            (answer.status, error.code.as_deref()),
            (405, Some("method_not_allowed")),
            "{method} {path}"
        );
        let mut allowed: Vec<&str> = answer
            .header("allow")
            .expect("Allow")
            .split(',')
            .map(str::trim)
            .collect();
        allowed.retain(|it| !["HEAD", "OPTIONS"].contains(it));
        allowed.sort_unstable();
        assert_eq!(allowed.join(", "), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn options_are_answered_with_the_right_methods() {
    let server = server_with_a_chat().await;
    let answer = server.raw("OPTIONS", "/end_users", &[], "").await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
}

#[tokio::test]
async fn the_order_of_checks() {
    let server = server_with_a_chat().await;
    let base = "/apps/api/v1";
    let wrong = basic("demo", "wrong");
    let bare = async |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        server
            .bare(method, &format!("{base}{path}"), headers, body)
            .await
            .status
    };
    // Path and method before credentials.
    assert_eq!(bare("GET", "/nothing", &[], "").await, 404);
    assert_eq!(bare("DELETE", "/chats/1", &[], "").await, 405);
    // Credentials before everything else.
    let text_plain = ("Content-Type", "text/plain");
    for path in ["/chats/1", "/chats/99", "/chats/x", "/end_users"] {
        for credentials in [
            None,
            Some(wrong.as_str()),
            Some("Bearer x"),
            Some("Basic x"),
        ] {
            let headers: Vec<(&str, &str)> = credentials
                .map(|it| ("Authorization", it))
                .into_iter()
                .chain([text_plain])
                .collect();
            let answer = server
                .bare("GET", &format!("{base}{path}"), &headers, "")
                .await;
            assert_eq!(
                (answer.status, answer.error().code.as_deref()),
                (401, Some("unauthorized"))
            );
            let challenge = answer.header("www-authenticate").expect("a challenge");
            assert!(challenge.starts_with("Basic "), "{challenge}");
        }
    }
    let huge = "x".repeat(2 << 20);
    let status = async |path: &str, headers: &[(&str, &str)], body: &str| {
        server.raw("POST", path, headers, body).await.status
    };
    assert_eq!(
        bare("POST", "/chats/x/message", &[text_plain], &huge).await,
        401
    );
    // The path before the media type, that before the size, that before the JSON, that before what is looked up.
    assert_eq!(status("/chats/x/message", &[text_plain], &huge).await, 400);
    assert_eq!(status("/chats/99/message", &[text_plain], &huge).await, 415);
    assert_eq!(status("/chats/99/message", &[JSON], &huge).await, 413);
    assert_eq!(status("/chats/99/message", &[JSON], "{").await, 400);
    assert_eq!(status("/chats/99/message", &[JSON], "{}").await, 400);
    let good = String::from_utf8(text(r#""x""#)).expect("UTF-8");
    assert_eq!(status("/chats/99/message", &[JSON], &good).await, 404);
}

#[tokio::test]
async fn every_request_has_an_id_of_its_own() {
    let server = server_with_a_chat().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/chats/1", "/chats/99", "/chats/x", "/nothing"] {
        let answer = server.get(path).await;
        assert!(ids.insert(answer.header("x-request-id").expect("an id").to_owned()));
    }
}

#[tokio::test]
async fn the_served_document_is_the_contract() {
    let server = Server::start(&[]).await;
    let answer = server
        .bare("GET", "/apps/api/v1/openapi.json", &[], "")
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, chat_server::OPENAPI_JSON.as_bytes());
    let tag = answer.header("etag").expect("a tag").to_owned();
    let known = [("If-None-Match", tag.as_str())];
    let again = server
        .bare("GET", "/apps/api/v1/openapi.json", &known, "")
        .await;
    assert_eq!(again.status, 304);
}
