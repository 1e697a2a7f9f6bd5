//! Who gets to the desk at all.

use serde_json::json;

use crate::support::{Server, basic};

#[tokio::test]
async fn only_the_admin_token_opens_it() {
    let server = Server::start(&[]).await;
    let (tenant, admin) = (server.authorization(), server.ready.admin_token.clone());
    for (credentials, status) in [
        (Some(basic("admin", &admin)), 200),
        (Some(tenant), 401),
        (Some(basic("demo", &admin)), 401),
        (Some(basic("admin", &server.ready.token)), 401),
        (Some(basic("admin", "")), 401),
        (None, 401),
    ] {
        let headers: Vec<_> = credentials
            .iter()
            .map(|it| ("Authorization", it.as_str()))
            .collect();
        let answer = server
            .bare_admin("GET", "/desk/v1/tenants", &headers, "")
            .await;
        assert_eq!(answer.status, status, "{credentials:?}");
    }
}

#[tokio::test]
async fn nothing_of_it_is_on_the_public_port() {
    let server = Server::start(&[]).await;
    let admin = basic("admin", &server.ready.admin_token);
    for path in [
        "/desk/v1/tenants",
        "/desk/v1/control/clock",
        "/apps/api/v1/tenants",
        "/apps/api/v1/desk/v1/tenants",
        "/metrics",
    ] {
        let answer = server
            .bare("GET", path, &[("Authorization", &admin)], "")
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
    // And the chat API is not on the admin port.
    let answer = server
        .bare_admin(
            "GET",
            "/apps/api/v1/chats/1",
            &[("Authorization", &server.authorization())],
            "",
        )
        .await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_lured_browser_gets_nothing() {
    let server = Server::start(&[]).await;
    let admin = basic("admin", &server.ready.admin_token);
    let body = json!({"frozen": true}).to_string();
    let own = ("Authorization", admin.as_str());
    let json = ("Content-Type", "application/json");
    let path = "/desk/v1/control/clock";
    for (headers, status) in [
        (vec![own, json], 200),
        (vec![own, json, ("Host", "evil.example.com")], 421),
        (vec![own, json, ("Origin", "https://evil.example.com")], 403),
        (vec![own, ("Content-Type", "text/plain")], 415),
        (vec![own], 415),
    ] {
        let answer = server.bare_admin("PATCH", path, &headers, &body).await;
        assert_eq!(answer.status, status, "{headers:?}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    // What there is no route for is that, whatever was sent.
    for (method, path, status) in [("PUT", path, 405), ("POST", "/desk/v1/nothing", 404)] {
        let answer = server.bare_admin(method, path, &[own], &body).await;
        assert_eq!(answer.status, status, "{method} {path}");
    }
    let preflight = [
        ("Origin", "https://evil.example.com"),
        ("Access-Control-Request-Method", "PATCH"),
    ];
    let answer = server.bare_admin("OPTIONS", path, &preflight, "").await;
    assert!(answer.status >= 400 && answer.header("access-control-allow-methods").is_none());
}

#[tokio::test]
async fn the_emulator_is_there_only_when_it_is_switched_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("chatd.toml");
    std::fs::write(&file, "emulator = false\n").expect("written");
    let server = Server::start(&["--config", file.to_str().expect("UTF-8")]).await;
    let admin = basic("admin", &server.ready.admin_token);
    let answer = server
        .bare_admin(
            "GET",
            "/desk/v1/control/clock",
            &[("Authorization", &admin)],
            "",
        )
        .await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["code"], "route_not_found");
    let answer = server
        .bare_admin("GET", "/desk/v1/tenants", &[("Authorization", &admin)], "")
        .await;
    assert_eq!(answer.status, 200);
}
