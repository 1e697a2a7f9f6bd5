//! `/metrics`, read as Prometheus reads it.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{HUMAN, Server, until};

/// Name and labels of every sample, as written, with its value.
type Samples = BTreeMap<String, f64>;

/// Reads the text format, and holds its rules: a sample belongs to the family that was begun last, names are begun once,
/// histograms rise to their count.
fn parse(page: &str) -> Samples {
    let mut samples = Samples::new();
    let mut kinds = BTreeMap::new();
    let mut family = "";
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a kind");
            assert_eq!(name, family, "help and type are of one family");
            assert!(kinds.insert(name, kind).is_none(), "{name} is begun twice");
            continue;
        }
        if let Some(rest) = line.strip_prefix("# HELP ") {
            family = rest.split(' ').next().expect("a name");
            continue;
        }
        let (name, value) = line.rsplit_once(' ').expect("a value");
        let bare = name.split('{').next().expect("a name");
        let of_family = match kinds[family] {
            "histogram" => ["_bucket", "_sum", "_count"]
                .iter()
                .any(|end| bare.strip_suffix(end) == Some(family)),
            "counter" => bare == family && family.ends_with("_total"),
            "gauge" => bare == family,
            other => panic!("no such kind: {other}"),
        };
        assert!(of_family, "{line} in {family}");
        let value = value.parse().expect("a number");
        assert!(
            samples.insert(name.to_owned(), value).is_none(),
            "{name} twice"
        );
    }
    assert!(kinds.keys().all(|name| name.starts_with("chatd_")));
    for (name, value) in &samples {
        if let Some((before, after)) = name.split_once("le=\"+Inf\"") {
            let before = before.replace("_bucket", "_count");
            let count = format!("{before}{after}")
                .replace(",}", "}")
                .replace("{}", "");
            assert_eq!(samples[&count], *value, "{name}");
        }
    }
    samples
}

async fn scrape(server: &Server) -> Samples {
    let answer = server.admin("/metrics").await;
    assert_eq!(answer.status, 200);
    let kind = answer.header("content-type").expect("a media type");
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
    parse(std::str::from_utf8(&answer.body).expect("UTF-8"))
}

#[tokio::test]
async fn every_operation_is_measured_and_only_what_we_name() {
    let server = Server::start(&["--agents", "off"]).await;
    let before = scrape(&server).await;
    let requests = |operation: &str, status: &str| {
        format!("chatd_requests_total{{operation=\"{operation}\",status=\"{status}\"}}")
    };
    for operation in chat_server::OPERATIONS {
        assert_eq!(
            before[&requests(operation.id, "2xx")],
            0.0,
            "{}",
            operation.id
        );
    }
    let chat = server.chat(HUMAN).await;
    server.now(chat.id).await;
    server.get("/chats/4711").await;
    server.bare("GET", "/apps/api/v1/chats/1", &[], "").await;
    server
        .bare("GET", "/s3cret/path?token=s3cret", &[], "")
        .await;
    server.uploaded_photo(chat.id).await;

    let after = scrape(&server).await;
    assert_eq!(after[&requests("create_chat", "2xx")], 1.0);
    assert_eq!(after[&requests("get_chat", "2xx")], 1.0);
    assert_eq!(after[&requests("get_chat", "4xx")], 2.0, "404 and 401");
    assert_eq!(after[&requests("none", "4xx")], 1.0);
    assert_eq!(after[&requests("post_media", "2xx")], 1.0);
    let count = "chatd_request_duration_seconds_count{operation=\"get_chat\"}";
    let sum = "chatd_request_duration_seconds_sum{operation=\"get_chat\"}";
    assert_eq!(after[count], 3.0);
    assert!(after[sum] > 0.0 && after[sum] < 20.0);
    assert!(!after.keys().any(|name| name.contains("s3cret")));
    assert_eq!(after["chatd_queue_chats{state=\"waiting\"}"], 1.0);
    assert!(after["chatd_timers"] >= 1.0);
    assert_eq!(after["chatd_timers_lag_seconds"], 0.0);
    assert_eq!(after["chatd_store_up"], 1.0);
    let commits = "chatd_store_commit_changes_count";
    assert!(after[commits] > before[commits]);
    assert!(after["chatd_connections{listener=\"admin\"}"] >= 1.0);
}

#[tokio::test]
async fn deliveries_are_counted_by_how_they_ended() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat(HUMAN).await;
    events.of(chat.id, "chat_created").await;
    let delivered = "chatd_delivery_attempts_total{outcome=\"delivered\"}";
    until("the delivery is counted", async || {
        (scrape(&server).await[delivered] >= 1.0).then_some(())
    })
    .await;

    // Nobody listens there.
    let server = Server::start(&["--webhook-url", "http://127.0.0.1:9/hook"]).await;
    server.chat(HUMAN).await;
    let samples = until("the failure is counted", async || {
        let samples = scrape(&server).await;
        let retried = samples["chatd_delivery_attempts_total{outcome=\"retry\"}"];
        (retried >= 1.0).then_some(samples)
    })
    .await;
    let retrying = "chatd_outbox_deliveries{channel=\"webhook\",state=\"retrying\"}";
    assert!(samples[retrying] >= 1.0);
    assert!(samples["chatd_outbox_oldest_seconds{channel=\"webhook\"}"] > 0.0);
    assert_eq!(samples["chatd_outbox_oldest_seconds{channel=\"crm\"}"], 0.0);
}

#[tokio::test]
async fn the_readme_has_every_metric() {
    let server = Server::start(&[]).await;
    let page = server.admin("/metrics").await.body;
    let page = String::from_utf8(page).expect("UTF-8");
    let begun = page.lines().filter_map(|it| it.strip_prefix("# HELP "));
    let served: BTreeSet<&str> = begun.filter_map(|it| it.split(' ').next()).collect();
    let readme = include_str!("../../../README.md");
    let rows = readme.lines().filter(|line| line.starts_with("| `chatd_"));
    let cells = rows.filter_map(|line| line.split(" | ").next());
    let told: BTreeSet<&str> = cells
        .flat_map(|cell| cell.split('`'))
        .filter(|word| word.starts_with("chatd_"))
        .collect();
    assert_eq!(told, served, "left: the README, right: the page");
}
