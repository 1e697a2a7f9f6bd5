//! Credentials, hosts and identifiers of two tenants.

use super::two_tenants::{SUBDOMAIN, more, start};
use crate::support::basic;

#[tokio::test]
async fn identifiers_are_a_tenants_own() {
    let (server, other) = start(&[]).await;
    let theirs = server.client_of(SUBDOMAIN, &other.token);
    for identifier in ["theirs-1", "theirs-2"] {
        more(&theirs, identifier).await;
    }
    let mine = server.user("theirs-2").await;
    assert_eq!(mine, 1, "a new one of the demo tenant");
    let found = theirs.find_end_user().identifier("theirs-2").send().await;
    assert_eq!(found.expect("found").id, 2);
}

#[tokio::test]
async fn credentials_and_hosts_go_together() {
    let (server, other) = start(&[]).await;
    let token = server.ready.token.as_str();
    let here = server.address().to_string();
    for (user, password, host, status) in [
        ("demo", token, here.as_str(), 200),
        ("other", &other.token, &here, 200),
        ("DEMO", token, &here, 200),
        ("demo", &other.token, &here, 401),
        ("other", token, &here, 401),
        ("nobody", token, &here, 401),
        ("", "", &here, 401),
        ("demo", token, "demo.example.com", 200),
        ("demo", token, "other.example.com", 401),
        ("demo", token, "OTHER.example.com:8080", 401),
        ("other", &other.token, "demo.example.com", 401),
        // Nobody's address.
        ("demo", token, "elsewhere.example.com", 200),
    ] {
        let authorization = basic(user, password);
        let headers = [("Authorization", authorization.as_str()), ("Host", host)];
        let target = "/apps/api/v1/wait_times?lang=en";
        let answer = server.bare("GET", target, &headers, "").await;
        assert_eq!(answer.status, status, "{user} at {host}");
        if status == 401 {
            answer.refuses(401, "the subdomain or the API token is wrong", "");
        }
    }
}

#[tokio::test]
async fn the_secrets_of_others_are_never_printed() {
    let (server, other) = start(&[]).await;
    let said = format!("{:?}{}", server.ready, server.log());
    for secret in other.secrets.iter().chain([&other.token, &other.revoked]) {
        assert!(!said.contains(secret));
    }
}
