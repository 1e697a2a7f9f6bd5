//! POST /chats/{chat_id}/photos/upload

use chat_client::UploadError;

use crate::support::{PHOTO, Server, VIRTUAL_AGENT, key, refused};

#[tokio::test]
async fn a_policy_takes_one_photo() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let policy = server
        .client()
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await;
    let policy = policy.expect("a policy").into_inner();
    assert!(policy.url.starts_with(&server.ready.url), "{}", policy.url);
    let fields = &policy.fields;
    assert_eq!(fields.content_type.as_deref(), Some("image/jpeg"));
    for field in [
        &fields.policy,
        &fields.x_amz_signature,
        &fields.x_amz_date,
        &fields.key,
    ] {
        assert!(field.is_some(), "{fields:?}");
    }
    assert_eq!(fields.x_goog_signature, None, "only what this store needs");

    // A refused upload does not use the policy up; a stored one does.
    let large = [PHOTO, &vec![0; 2 << 20]].concat();
    let upload = server
        .client()
        .upload_bytes(&policy, "photo.jpg", large)
        .await;
    let Err(UploadError::Refused { status, .. }) = upload else {
        panic!("too large: {upload:?}");
    };
    assert_eq!(status, 413);
    server
        .client()
        .upload_bytes(&policy, "photo.jpg", PHOTO)
        .await
        .expect("uploaded");
    let again = server
        .client()
        .upload_bytes(&policy, "photo.jpg", PHOTO)
        .await;
    let Err(UploadError::Refused { status, .. }) = again else {
        panic!("a second file is refused: {again:?}");
    };
    assert_eq!(status, 409);
}

#[tokio::test]
async fn a_changed_policy_is_refused() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let policy = server
        .client()
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await;
    let policy = policy.expect("a policy").into_inner();
    let other = server
        .client()
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a policy");
    assert!(
        key(&policy) != key(&other),
        "every policy has a key of its own"
    );
    let mut stolen = policy.clone();
    stolen.fields.key = other.fields.key.clone();
    let mut unsigned = policy.clone();
    unsigned.fields.x_amz_signature = None;
    for bad in [stolen, unsigned] {
        let upload = server.client().upload_bytes(&bad, "photo.jpg", PHOTO).await;
        assert!(
            matches!(upload, Err(UploadError::Refused { .. })),
            "{upload:?}"
        );
    }
    server
        .client()
        .upload_bytes(&policy, "photo.jpg", PHOTO)
        .await
        .expect("uploaded");
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let call = |chat| server.client().create_photo_upload().chat_id(chat).send();
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
    // There is no body; what stands there is not looked at.
    let path = format!("/chats/{}/photos/upload", chat.id);
    let answer = server
        .raw("POST", &path, &[("Content-Type", "text/plain")], "")
        .await;
    answer.refuses(400, "Chat is already ended", "");
}
