//! What stands behind the firewall is not reached, whatever a URL, a name server or a receiver says.

use axum::response::{IntoResponse as _, Response};
use chat_core::TenantId;
use chatd::outbound::{Loopback, PostError};
use http::StatusCode;
use http::header::LOCATION;

use super::resolver::Scripted;
use super::{Listener, TENANT, outbound, post};

/// Passes the check of addresses and is nobody's: the block was given back and is not routed. Where there is no route
/// at all, the connection fails at once.
const NOBODY: &str = "3ffe::1";

/// Ways to write, and addresses that lead to, the machine itself.
const HERE: [&str; 15] = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:0.0.0.0]",
    "localhost",
    "hook.localhost",
];

/// What a name may lead to and must not be followed to.
const FORBIDDEN: [&str; 24] = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "fe80::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001::1",
    "2002:7f00:1::",
    "64:ff9b::127.0.0.1",
    "64:ff9b:1::127.0.0.1",
];

fn leads_nowhere(error: &PostError) -> bool {
    matches!(error, PostError::Unreachable(why) if why.contains("leads to no address that may be reached"))
}

#[tokio::test]
async fn no_way_to_write_the_machine_itself_leads_there() {
    let listener = Listener::accepting().await;
    let port = listener.port;
    let outbound = outbound(Loopback::Tenant(TenantId(9)), &Scripted::empty());
    for host in HERE {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{host}:{port}/");
            assert!(outbound.target(TENANT, &url).is_err(), "{url}");
        }
    }
    assert_eq!(listener.connections(), 0);
}

#[tokio::test]
async fn no_name_leads_out_of_bounds() {
    let listener = Listener::accepting().await;
    let url = format!("https://hook.example:{}/", listener.port);
    for address in FORBIDDEN {
        for loopback in [Loopback::Never, Loopback::Everyone] {
            let outbound = outbound(loopback, &Scripted::name("hook.example", &[&[address]]));
            let posted = post(&outbound, &url).await;
            let error = posted.expect_err(address);
            assert!(leads_nowhere(&error), "{address}: {error}");
        }
    }
    assert_eq!(listener.connections(), 0);
}

#[tokio::test]
async fn a_name_that_is_bound_anew_is_looked_at_anew() {
    let listener = Listener::accepting().await;
    let url = format!("https://hook.example:{}/", listener.port);
    let look_ups: [&[&str]; 3] = [&[NOBODY], &["127.0.0.1"], &["::1"]];
    let outbound = outbound(
        Loopback::Everyone,
        &Scripted::name("hook.example", &look_ups),
    );
    let first = post(&outbound, &url).await.expect_err("nobody is there");
    assert!(!leads_nowhere(&first), "{first}");
    for _ in 0..2 {
        let error = post(&outbound, &url).await.expect_err("out of bounds");
        assert!(leads_nowhere(&error), "{error}");
    }
    assert_eq!(listener.connections(), 0);
}

#[tokio::test]
async fn of_a_mixed_answer_only_what_is_in_bounds_is_tried() {
    let listener = Listener::accepting().await;
    let url = format!("https://hook.example:{}/", listener.port);
    let look_ups: [&[&str]; 1] = [&["127.0.0.1", NOBODY, "::1", "0.0.0.0"]];
    let outbound = outbound(
        Loopback::Everyone,
        &Scripted::name("hook.example", &look_ups),
    );
    let error = post(&outbound, &url).await.expect_err("nobody is there");
    assert!(!leads_nowhere(&error), "{error}");
    assert_eq!(listener.connections(), 0);
}

/// The one name that may mean the machine itself may mean nothing else; and here the listener is reached, which shows
/// that the other tests could see it.
#[tokio::test]
async fn a_name_of_the_machine_itself_leads_nowhere_else() {
    let listener = Listener::accepting().await;
    let url = format!("http://hook.localhost:{}/", listener.port);
    let look_ups: [&[&str]; 2] = [&["127.0.0.1"], &["10.0.0.1", "169.254.169.254", "8.8.8.8"]];
    let outbound = outbound(
        Loopback::Tenant(TENANT),
        &Scripted::name("hook.localhost", &look_ups),
    );
    let answer = post(&outbound, &url).await.expect("is here");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(listener.connections(), 1);
    let error = post(&outbound, &url).await.expect_err("out of bounds");
    assert!(leads_nowhere(&error), "{error}");
    assert_eq!(listener.connections(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let forbidden = Listener::accepting().await;
    for (status, host) in [
        (StatusCode::TEMPORARY_REDIRECT, "127.0.0.1"),
        (StatusCode::PERMANENT_REDIRECT, "localhost"),
        (StatusCode::SEE_OTHER, "[::1]"),
        (StatusCode::MOVED_PERMANENTLY, "0.0.0.0"),
    ] {
        let location = format!("http://{host}:{}/", forbidden.port);
        let redirect = move || -> Response { (status, [(LOCATION, &location)]).into_response() };
        let receiver = Listener::start(redirect).await;
        let outbound = outbound(Loopback::Everyone, &Scripted::empty());
        let url = format!("http://127.0.0.1:{}/", receiver.port);
        let answer = post(&outbound, &url).await.expect("an answer");
        assert_eq!(answer.status, status);
        assert_eq!(receiver.connections(), 1);
    }
    assert_eq!(forbidden.connections(), 0);
}
