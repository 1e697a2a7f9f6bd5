//! GET /wait_times

use serde_json::json;

use crate::support::{HUMAN, Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn every_menu_that_serves_the_language() {
    let server = Server::start(&["--agents", "off"]).await;
    let all = server.get("/wait_times?lang=en").await.ok();
    let expected: Vec<_> = (1..=4)
        .map(|id| json!({"menu_id": id, "wait": 0, "materialized_path": id.to_string()}))
        .collect();
    assert_eq!(all, json!(expected));
    assert_eq!(
        server.get("/wait_times?lang=ko").await.ok(),
        json!([]),
        "known, served by no menu"
    );
    assert_eq!(
        server.get("/wait_times?lang=DE").await.ok(),
        all,
        "letter case aside"
    );
}

#[tokio::test]
async fn the_wait_grows_with_the_queue() {
    let server = Server::start(&["--agents", "off"]).await;
    for _ in 0..4 {
        server.chat(HUMAN).await;
    }
    // Four chats of five minutes, three agents: twenty thirds, rounded up. Menu 1 waits in the queue of menu 2.
    for menu in [HUMAN, VIRTUAL_AGENT] {
        let call = server.client().list_wait_times().lang("en").menu_id(menu);
        let list = call.send().await.expect("a list").into_inner();
        assert_eq!(list.0.len(), 1);
        assert_eq!((list.0[0].menu_id, list.0[0].wait), (menu, 7));
    }
}

#[tokio::test]
async fn unknown_types_give_an_empty_list() {
    let server = Server::start(&[]).await;
    let count = async |query: &str| {
        let list = server
            .get(&format!("/wait_times?lang=en&{query}"))
            .await
            .ok();
        list.as_array().expect("a list").len()
    };
    assert_eq!(count("channel_type=chat&menu_type=web").await, 4);
    assert_eq!(count("channel_type=smoke").await, 0);
    assert_eq!(count("menu_type=paper").await, 0);
}

#[tokio::test]
async fn refuses_in_the_documented_words() {
    let server = Server::start(&[]).await;
    server.get("/wait_times").await.malformed("query/lang");
    server
        .get("/wait_times?lang=")
        .await
        .malformed("query/lang");
    server
        .get("/wait_times?lang=en&menu_id=x")
        .await
        .malformed("query/menu_id");
    let unknown = server.get("/wait_times?lang=xy").await;
    unknown.refuses(400, "Language 'xy' is not found", "query/lang");
    let unknown = server.get("/wait_times?lang=en&menu_id=99").await;
    unknown.refuses(400, "menu_id 99 is not found", "query/menu_id");
    let call = server.client().list_wait_times().lang("en").menu_id(99);
    refused(call.send().await, 400, "menu_id 99 is not found");
}
