//! The command line and the configuration it becomes.

mod sources;

use chatd::cli::{Cli, Flags};
use chatd::config::Config;
use clap::Parser as _;
use jiff::SignedDuration;

fn flags(arguments: &[&str]) -> Flags {
    Cli::try_parse_from([&["chatd"], arguments].concat())
        .map_err(|error| error.to_string())
        .expect("clap takes it")
        .into_flags()
}

fn config(arguments: &[&str]) -> Config {
    Config::from_flags(&flags(arguments)).expect("no fault")
}

fn faults(arguments: &[&str]) -> String {
    Config::from_flags(&flags(arguments))
        .expect_err("a fault")
        .to_string()
}

#[test]
fn nothing_said_is_the_demo_on_the_loopback() {
    let config = config(&[]);
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(
        config.admin.listen.expect("on").to_string(),
        "127.0.0.1:8081"
    );
    assert_eq!(config.data.to_str(), Some("./chatd-data"));
    assert_eq!(config.rate_limit.expect("on").get(), 10);
    assert!(config.demo && config.agents && !config.json);
    assert_eq!(config.emulator, None);
}

#[test]
fn the_verb_may_be_left_out() {
    for arguments in [
        vec!["--listen", "127.0.0.1:0"],
        vec!["serve", "--listen", "127.0.0.1:0"],
    ] {
        let config = config(&arguments);
        assert_eq!(config.listen.port(), 0);
        assert_eq!(config.admin.listen.expect("on").port(), 0);
    }
}

#[test]
fn off_the_loopback_the_demo_tenant_must_be_asked_for() {
    assert!(!config(&["--listen", "0.0.0.0:8080"]).demo);
    assert!(config(&["--listen", "0.0.0.0:8080", "--demo"]).demo);
}

#[test]
fn durations_have_units() {
    for (text, seconds) in [
        ("90", 90),
        ("90s", 90),
        ("5m", 300),
        ("2h", 7_200),
        ("1d", 86_400),
    ] {
        let config = config(&["--dismiss-after", text]);
        assert_eq!(config.dismiss_after, SignedDuration::from_secs(seconds));
    }
}

#[test]
fn switches_turn_off() {
    let config = config(&[
        "--admin-listen",
        "off",
        "--rate-limit",
        "off",
        "--agents",
        "off",
    ]);
    assert_eq!(
        (config.admin.listen, config.rate_limit, config.agents),
        (None, None, false)
    );
}

#[test]
fn every_fault_is_reported_at_once() {
    let text = faults(&[
        "--listen",
        "8080",
        "--admin-listen",
        "on",
        "--webhook-url",
        "ftp://x/",
        "--rate-limit",
        "0",
        "--agents",
        "maybe",
        "--dismiss-after",
        "8d",
        "--chat-timeout",
        "soon",
        "--queue-expiry",
        "0",
        "--public-url",
        "/media",
    ]);
    let expected = "\
--listen: `8080` is not an address; write IP:PORT, as 127.0.0.1:8080 or [::1]:8080
--public-url: this is not a URL: relative URL without a base
--rate-limit: `0` is not a rate; write calls per second, 1 to 1000000, or off
--webhook-url: must be https, or http on the loopback
--agents: `maybe` is neither on nor off
--dismiss-after: `8d` is out of range; 1s to 10080m
--chat-timeout: `soon` is not a duration; write seconds as 90 or 90s, or 5m, 2h, 1d
--queue-expiry: `0` is out of range; 1s to 43200m
--admin-listen: `on` is not an address; write IP:PORT, as 127.0.0.1:8080 or [::1]:8080";
    assert_eq!(text, expected);
}

#[test]
fn the_two_addresses_differ() {
    let text = faults(&["--listen", "127.0.0.1:8081"]);
    assert!(
        text.starts_with("--admin-listen: is the same address"),
        "{text}"
    );
}

#[test]
fn webhooks_are_https_or_on_the_loopback() {
    for target in [
        "http://127.0.0.1:9/x",
        "http://localhost:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "https://localhost/",
        "https://example.com",
    ] {
        config(&["--webhook-url", target]);
    }
    for target in [
        "http://example.com/",
        "https://user:word@example.com/",
        "ftp://x/",
    ] {
        let text = faults(&["--webhook-url", target]);
        assert!(text.starts_with("--webhook-url: "), "{target}: {text}");
    }
}

#[test]
fn webhooks_are_for_the_demo_tenant() {
    let public = ["--listen", "0.0.0.0:8080", "--webhook-url"];
    for target in ["https://example.com/hook", "http://127.0.0.1/"] {
        let flags = [&public[..], &[target]].concat();
        assert_eq!(
            faults(&flags),
            "--webhook-url: is for the demo tenant; add --demo"
        );
    }
    config(&[&public[..], &["https://example.com/hook", "--demo"]].concat());
}

#[test]
fn debug_shows_no_secret() {
    let config = config(&[
        "--webhook-url",
        "https://example.com/hook/s3cret?token=s3cret",
    ]);
    let text = format!("{config:?}");
    assert!(
        text.contains("https://example.com") && !text.contains("s3cret"),
        "{text}"
    );
}
