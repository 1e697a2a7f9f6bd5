//! A database of the first version is brought to the present one with everything in it.

use chat_core::{Store as _, TenantId};
use refinery::Target;
use rusqlite::Connection;

use crate::support::open;

mod embedded {
    refinery::embed_migrations!("src/sqlite/migrations");
}

const RECORD: &str = r#"{"token_hashes":[[7,7],[8,8]],"company_secret":"company","webhook":{"url":"https://example.com/",
    "enabled":true,"primary_secret":"one","secondary_secret":"two","standard_secret":"whsec_x"},
    "settings":{"dismiss_after":"PT30M","chat_timeout":"PT24H","queue_expiry":"PT1H","demo_agents":null}}"#;

#[tokio::test]
async fn tokens_and_secrets_survive() {
    let directory = tempfile::tempdir().expect("a directory");
    let seven = serde_json::to_string(&[7_u8; 32]).expect("JSON");
    let record = RECORD.replace("[7,7]", &seven).replace("[8,8]", &seven);
    let mut old = Connection::open(directory.path().join("chatd.db")).expect("a database");
    embedded::migrations::runner()
        .set_target(Target::Version(1))
        .run(&mut old)
        .expect("the first schema");
    old.pragma_update(None, "application_id", 0x6368_6174)
        .expect("marked");
    old.execute("INSERT INTO tenants VALUES (1, 'acme', ?1)", [record])
        .expect("a tenant");
    drop(old);

    let store = open(directory.path()).expect("opened");
    let tenant = store
        .tenant(TenantId(1))
        .await
        .expect("asked")
        .expect("there");
    assert_eq!(tenant.subdomain, "acme");
    let tokens: Vec<_> = tenant
        .tokens
        .iter()
        .map(|token| (token.id, token.hash))
        .collect();
    assert_eq!(tokens, [(1, [7; 32]), (2, [7; 32])]);
    assert_eq!(tenant.last_token_id, 2);
    assert_eq!(tenant.company_secret.primary.expose(), "company");
    let webhook = &tenant.webhook;
    assert!(webhook.is_on());
    let secrets: Vec<_> = webhook
        .secret
        .secrets()
        .map(|secret| secret.expose())
        .collect();
    assert_eq!(secrets, ["one", "two"]);
    assert_eq!(webhook.standard_secret.primary.expose(), "whsec_x");
}
