//! GET /end_users

use serde_json::json;

use crate::support::{Server, refused};

#[tokio::test]
async fn by_id_or_by_identifier() {
    let server = Server::start(&[]).await;
    let odd = "Ada + \"Grace\" & co? ü/%20#";
    for identifier in ["ada", odd] {
        let id = server.user(identifier).await;
        let by_id = server
            .client()
            .find_end_user()
            .id(id)
            .send()
            .await
            .expect("found");
        assert_eq!((by_id.id, by_id.identifier.as_str()), (id, identifier));
        let found = server
            .client()
            .find_end_user()
            .identifier(identifier)
            .send()
            .await;
        assert_eq!(found.expect("found").id, id);
    }
    let raw = server.get("/end_users?identifier=ada").await.ok();
    assert_eq!(raw["identifier"], json!("ada"));
}

#[tokio::test]
async fn what_does_not_exist_is_404() {
    let server = Server::start(&[]).await;
    let message = "end user is not found";
    refused(
        server.client().find_end_user().id(99).send().await,
        404,
        message,
    );
    refused(
        server
            .client()
            .find_end_user()
            .identifier("nobody")
            .send()
            .await,
        404,
        message,
    );
}

#[tokio::test]
async fn exactly_one_of_the_two() {
    let server = Server::start(&[]).await;
    let missing = "param is missing or the value is empty: identifier";
    server
        .get("/end_users")
        .await
        .refuses(400, missing, "query/identifier");
    for query in ["unknown=1", "identifier="] {
        server
            .get(&format!("/end_users?{query}"))
            .await
            .refuses(400, missing, "query/identifier");
    }
    let both = server.get("/end_users?id=1&identifier=ada").await;
    both.refuses(400, "give either id or identifier, not both", "query/id");
    for (query, pointer) in [
        ("id=x", "query/id"),
        ("id=", "query/id"),
        ("id=0", "query/id"),
        ("id=9007199254740992", "query/id"),
        ("id=1&id=2", "query/id"),
        ("identifier=%00", "query/identifier"),
        ("identifier=%ff", "query/identifier"),
    ] {
        server
            .get(&format!("/end_users?{query}"))
            .await
            .malformed(pointer);
    }
}
