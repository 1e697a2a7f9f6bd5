//! Uploads and downloads.

use axum::http::{Response, StatusCode};
use chat_client::types::UploadPolicy;
use chat_client::{DownloadError, UploadError};

use crate::server::{Seen, Server, empty, refusal};

fn policy(url: &str) -> UploadPolicy {
    let fields = r#"{"key":"chats/1/photo","success_action_status":"201","Content-Type":"image/jpeg","policy":"e30=",
        "x-amz-signature":"00ff"}"#;
    serde_json::from_str(&format!(r#"{{"url":"{url}/upload","fields":{fields}}}"#))
        .expect("a policy")
}

/// Names of the form's parts in order, and the body as text.
fn parts(seen: &Seen) -> (Vec<String>, String) {
    let text = String::from_utf8(seen.body.to_vec()).expect("text");
    let names = text
        .split("name=\"")
        .skip(1)
        .filter(|part| !part.starts_with("cat.jpg"));
    (
        names
            .map(|part| part.split('"').next().unwrap_or_default().to_owned())
            .collect(),
        text,
    )
}

#[tokio::test]
async fn a_form_has_every_field_and_the_file_last() {
    let server = Server::answering([empty(StatusCode::CREATED)]).await;
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("cat.jpg");
    std::fs::write(&file, "meow").expect("a file");
    server
        .client()
        .upload_file(&policy(&server.url), &file)
        .await
        .expect("an upload");
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /upload");
    assert_eq!(
        seen.header("authorization"),
        "",
        "a store gets no credentials"
    );
    assert_eq!(
        seen.header("content-length"),
        seen.body.len().to_string(),
        "stores want to know the length"
    );
    let (names, text) = parts(seen);
    assert_eq!(
        names,
        [
            "key",
            "success_action_status",
            "Content-Type",
            "policy",
            "x-amz-signature",
            "file"
        ]
    );
    assert!(
        text.contains("\r\n\r\nchats/1/photo\r\n") && text.contains("\r\n\r\nmeow\r\n"),
        "{text}"
    );
    assert!(text.contains("filename=\"cat.jpg\""), "{text}");
}

#[tokio::test]
async fn a_store_that_refuses_is_quoted() {
    let server = Server::answering([refusal(StatusCode::CONFLICT, "already used", None)]).await;
    let error = server
        .client()
        .upload_bytes(&policy(&server.url), "cat.jpg", "meow")
        .await
        .expect_err("a refusal");
    assert!(
        matches!(&error, UploadError::Refused { status, .. } if *status == StatusCode::CONFLICT),
        "{error:?}"
    );
    assert!(error.to_string().contains("already used"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_sent() {
    let server = Server::answering([]).await;
    let error = server
        .client()
        .upload_file(&policy(&server.url), "no/such/file")
        .await
        .expect_err("no file");
    assert!(matches!(error, UploadError::File(_)), "{error:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_download_has_its_type_and_a_limit() {
    let form = || {
        let mut response = Response::new("a form".to_owned());
        response
            .headers_mut()
            .insert("content-type", "application/pdf".parse().expect("a header"));
        response
    };
    let server = Server::answering([
        form(),
        form(),
        refusal(StatusCode::NOT_FOUND, "media 9 is not found", None),
    ])
    .await;
    let client = server.client();
    let media = client.download_media(1, 9, 6).await.expect("a file");
    assert_eq!(
        (media.content_type.as_deref(), &media.bytes[..]),
        (Some("application/pdf"), &b"a form"[..])
    );
    assert_eq!(server.seen()[0].line, "GET /chats/1/media/9");
    let error = client.download_media(1, 9, 5).await.expect_err("too large");
    assert!(
        matches!(error, DownloadError::TooLarge { limit: 5 }),
        "{error:?}"
    );
    let error = client.download_media(1, 9, 6).await.expect_err("not found");
    assert_eq!(error.to_string(), "404 Not Found: media 9 is not found");
}
