//! Bodies and answers, by media type.

use crate::send;

const TOKEN: &str = "authorization: Bearer t";

#[tokio::test]
async fn the_media_type_decides_how_a_body_is_read() {
    let cases = [
        ("application/json", r#"{"weight":3}"#, 201, r#"{"id":3}"#),
        ("application/json", r#"{"weight":0}"#, 422, "/weight"),
        ("application/json", r#"{"weight":"3"}"#, 400, "/weight"),
        ("application/json", "{", 400, "the body"),
        ("application/x-www-form-urlencoded", "weight=3", 303, ""),
        (
            "application/x-www-form-urlencoded",
            "weight=x",
            400,
            "/weight",
        ),
        (
            "application/x-www-form-urlencoded",
            "weight=0",
            422,
            "/weight",
        ),
        ("text/plain", "418", 418, "418"),
        ("text/plain", "502", 502, "502"),
        ("image/png", "123456", 201, r#"{"id":6}"#),
        ("text/html", "", 415, "send application/json or"),
        ("application/json; charset=latin1", "{}", 415, ""),
    ];
    for (media_type, body, status, expected) in cases {
        let content_type = format!("content-type: {media_type}");
        let answer = send("POST /parcels", &[TOKEN, &content_type], body).await;
        assert_eq!(
            answer.status, status,
            "{media_type} {body}: {}",
            answer.body
        );
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_415_says_what_is_taken() {
    let answer = send("POST /parcels", &[TOKEN, "content-type: text/html"], "x").await;
    assert_eq!(
        answer.header("accept-post"),
        "application/json, application/x-www-form-urlencoded, text/plain, image/*"
    );
}

#[tokio::test]
async fn repeated_names_of_a_form_are_a_list() {
    let form = "content-type: application/x-www-form-urlencoded";
    let answer = send(
        "POST /parcels",
        &[TOKEN, form],
        "weight=3&names=a+b&names=c",
    )
    .await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/parcels/3/a b+c");
}

#[tokio::test]
async fn a_status_that_is_listed_is_not_the_default() {
    let answer = send("POST /parcels", &[TOKEN, "content-type: text/plain"], "303").await;
    assert_eq!(answer.status, 500);
    assert!(!answer.body.contains("303"), "{}", answer.body);
}

#[tokio::test]
async fn the_document_limits_a_body() {
    let bytes = "content-type: application/octet-stream";
    let answer = send("PUT /parcels/1", &[bytes], "12345678").await;
    assert_eq!(answer.status, 204);
    let answer = send("PUT /parcels/1", &[bytes], "123456789").await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn the_caller_chooses_an_answer() {
    let cases = [
        ("*/*", 200, "application/json"),
        ("text/csv", 200, "text/csv"),
        ("application/json;q=0.1, text/*", 200, "text/csv"),
        ("image/png", 406, "application/json"),
    ];
    for (accept, status, media_type) in cases {
        let accept = format!("accept: {accept}");
        let answer = send("GET /parcels", &["x-key: k", &accept], "").await;
        assert_eq!(answer.status, status, "{accept}");
        assert_eq!(answer.header("content-type"), media_type, "{accept}");
    }
    let answer = send("GET /parcels?limit=5", &["x-key: k"], "").await;
    assert_eq!(
        (answer.header("x-total"), answer.header("x-next")),
        ("5", "")
    );
}

#[tokio::test]
async fn parts_are_read_one_after_another() {
    let part = |head: &str, body: &str| {
        format!("--b\r\ncontent-disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let title = part("name=\"title\"", "hello");
    let place = part("name=\"place\"", r#"{"x":1,"y":2}"#);
    let file = part("name=\"file\"; filename=\"a.txt\"", "1234");
    let cases = [
        (
            format!("{title}{place}{file}{file}"),
            200,
            "title hello, place 1 2, file a.txt of 4, file a.txt of 4",
        ),
        (
            format!("{file}{title}"),
            200,
            "file a.txt of 4, title hello",
        ),
        (title.clone(), 400, "file is required"),
        (format!("{title}{title}"), 400, "must be given once"),
        (part("name=\"title\"", "too long"), 400, "/title"),
        (part("name=\"place\"", "{}"), 400, "/place/x"),
    ];
    for (parts, status, expected) in cases {
        let form = "content-type: multipart/form-data; boundary=b";
        let answer = send("POST /files", &[form], format!("{parts}--b--\r\n")).await;
        assert_eq!(answer.status, status, "{parts}: {}", answer.body);
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
}

#[tokio::test]
async fn events_go_on_where_the_caller_stopped() {
    let answer = send("GET /events", &["last-event-id: 2"], "").await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    let mut lines: Vec<&str> = answer
        .body
        .lines()
        .filter(|line| !line.is_empty())
        .collect();
    lines.sort_unstable();
    assert_eq!(lines, [r#"data: {"id":3}"#, "event: moved", "id: 3"]);
}
