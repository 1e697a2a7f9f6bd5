//! Tokens and secrets: shown once, replaced without a gap.

use chatd::clock::{SystemClock, WallClock as _};
use desk_client::ErrorExt as _;
use desk_client::types::{
    CreateSecondarySecretRequest, CreateTokenRequest, RotateSecretRequest, SecretSelector,
};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;

use crate::support::{HUMAN, Server};

const DEMO: i64 = 1;

/// Custom data as a token signed with this secret.
fn signed(secret: &str) -> String {
    let claims = json!({
        "custom_data": {"tier": {"label": "Tier", "value": "gold"}},
        "exp": SystemClock.now().as_second() + 600,
    });
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::default(), &claims, &key).expect("a token")
}

#[tokio::test]
async fn a_token_opens_the_api_until_it_is_revoked() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let body = CreateTokenRequest::builder().label("deploy").build();
    let made = desk
        .create_token()
        .tenant_id(DEMO)
        .body(body)
        .send()
        .await
        .expect("made");
    let client = server.client_of("demo", &made.token);
    client
        .find_end_user()
        .identifier("nobody")
        .send()
        .await
        .expect_err("404");
    let before = desk
        .list_tokens()
        .tenant_id(DEMO)
        .send()
        .await
        .expect("listed");
    let labels: Vec<_> = before
        .tokens
        .iter()
        .map(|token| token.label.as_str())
        .collect();
    assert_eq!(labels, ["demo", "deploy"]);

    desk.revoke_token()
        .tenant_id(DEMO)
        .token_id(made.id)
        .send()
        .await
        .expect("revoked");
    let refused = client.find_end_user().identifier("nobody").send().await;
    assert_eq!(
        refused.expect_err("401").status().map(|it| it.as_u16()),
        Some(401)
    );
    let again = desk
        .revoke_token()
        .tenant_id(DEMO)
        .token_id(made.id)
        .send()
        .await;
    assert_eq!(again.expect_err("gone").status_code(), Some(404));
}

#[tokio::test]
async fn a_repeated_request_does_not_show_a_secret_again() {
    let server = Server::start(&[]).await;
    let body = json!({"label": "deploy"}).to_string();
    let path = "/tenants/1/tokens";
    let key = [("Idempotency-Key", "k")];
    let first = server.desk_raw("POST", path, &key, &body).await;
    assert_eq!(first.status, 200);
    let again = server.desk_raw("POST", path, &key, &body).await;
    assert_eq!(again.status, 409);
    assert_eq!(again.json()["code"], "idempotency_key_answered");
    let tokens = server
        .desk()
        .list_tokens()
        .tenant_id(DEMO)
        .send()
        .await
        .expect("listed");
    assert_eq!(tokens.tokens.len(), 2, "one was made");
}

#[tokio::test]
async fn signed_data_is_accepted_with_either_secret_of_a_rotation() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let chat = server.chat(HUMAN).await;
    let send = |secret: &str| {
        let token = signed(secret);
        let path = format!("/chats/{}/custom_data", chat.id);
        let body = json!({"signed": true, "signed_data": token});
        let server = &server;
        async move { server.post(&path, &body).await.status }
    };
    let old = server.ready.company_secret.clone();
    let begin = CreateSecondarySecretRequest::builder().build();
    let company = SecretSelector::Company;
    let made = desk
        .create_secondary_secret()
        .tenant_id(DEMO)
        .kind(company)
        .body(begin);
    let new = made.send().await.expect("made").secret.clone();
    assert_eq!((send(&old).await, send(&new).await), (200, 200));

    let rotate = || {
        let end = RotateSecretRequest::builder().build();
        desk.rotate_secret()
            .tenant_id(DEMO)
            .kind(SecretSelector::Company)
            .body(end)
            .send()
    };
    let rotated = rotate().await.expect("rotated");
    assert!(!rotated.rotating);
    assert_eq!((send(&old).await, send(&new).await), (400, 200));
    let refused = rotate().await.expect_err("no secondary");
    assert_eq!(refused.status_code(), Some(409));
}

#[tokio::test]
async fn further_tokens_of_the_demo_tenant_survive_a_restart() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let make = async |server: &Server, label: &str| {
        let body = CreateTokenRequest::builder().label(label).build();
        let desk = server.desk();
        let made = desk.create_token().tenant_id(DEMO).body(body).send().await;
        made.expect("made").into_inner()
    };
    let kept = make(&server, "kept").await;
    let revoked = make(&server, "revoked").await;
    let desk = server.desk();
    let revoke = desk.revoke_token().tenant_id(DEMO).token_id(revoked.id);
    revoke.send().await.expect("revoked");
    server.stop().await;
    let server = Server::start_in(&data, &[]).await;
    let calls = async |token: &str| {
        let client = server.client_of("demo", token);
        let waits = client.list_wait_times().lang("en").send().await;
        waits.map_or_else(|error| error.status().map(|it| it.as_u16()), |_| Some(200))
    };
    assert_eq!(calls(&kept.token).await, Some(200));
    assert_eq!(calls(&revoked.token).await, Some(401));
    assert_eq!(calls(&server.ready.token).await, Some(200));
    assert_eq!(
        make(&server, "next").await.id,
        revoked.id + 1,
        "no number twice"
    );
}

#[tokio::test]
async fn a_token_lies_hashed_in_the_data_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let body = CreateTokenRequest::builder().label("deploy").build();
    let making = server.desk();
    let making = making.create_token().tenant_id(DEMO).body(body);
    let token = making.send().await.expect("made").token.clone();
    server.stop().await;
    for file in std::fs::read_dir(&data).expect("listed") {
        let path = file.expect("an entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("read");
            let is_there = bytes.windows(token.len()).any(|it| it == token.as_bytes());
            assert!(!is_there, "{}", path.display());
        }
    }
}
