//! The program as people and programs start it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::{PATIENCE, Raw, soon};

struct Chatd {
    child: Child,
    ready: Value,
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatd"));
    command
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(data);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Chatd {
    fn start(data: &Path) -> Self {
        let mut child = command(data).arg("--json").spawn().expect("starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("reads");
        let ready = serde_json::from_str(&line).unwrap_or_else(|error| {
            let mut fault = String::new();
            let _ = child
                .stderr
                .as_mut()
                .expect("piped")
                .read_to_string(&mut fault);
            panic!("no ready line ({error}): {line}{fault}")
        });
        Self { child, ready }
    }

    fn address(&self, key: &str) -> std::net::SocketAddr {
        let url = self.ready[key].as_str().expect("a URL");
        url.strip_prefix("http://")
            .expect("http")
            .parse()
            .expect("an address")
    }

    async fn get(&self, key: &str, path: &str) -> crate::support::Answer {
        let mut client = Raw::connect(self.address(key)).await;
        client
            .send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .await;
        client.answer().await
    }

    /// Sends SIGTERM and waits for the exit code.
    async fn stop(mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id()).expect("fits");
        kill_process(Pid::from_raw(id).expect("a process"), Signal::TERM).expect("signals");
        let exited = tokio::task::spawn_blocking(move || self.child.wait().expect("exits"));
        soon(exited).await.expect("no panic").code()
    }
}

#[tokio::test]
async fn it_serves_and_stops_with_0() {
    let data = tempfile::tempdir().expect("a directory");
    let chatd = Chatd::start(data.path());
    assert_eq!(chatd.ready["event"], "ready");
    assert_eq!(chatd.ready["menus"]["over_capacity"], 4);
    assert_eq!(chatd.get("admin_url", "/healthz").await.body, b"ok");
    assert_eq!(chatd.get("admin_url", "/readyz").await.status, 200);
    let unknown = chatd.get("admin_url", "/nothing").await;
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (404, &"route_not_found".into())
    );
    let outside = chatd.get("url", "/nothing").await;
    assert_eq!(
        (outside.status, &outside.json()["code"]),
        (404, &"route_not_found".into())
    );
    assert_eq!(chatd.get("url", "/apps/api/v1/chats/1").await.status, 401);

    let url = chatd.ready["url"].as_str().expect("a URL").to_owned();
    let token = chatd.ready["token"].as_str().expect("a token").to_owned();
    let created = reqwest::Client::new()
        .post(format!("{url}/apps/api/v1/end_users"))
        .basic_auth("demo", Some(&token))
        .json(&serde_json::json!({"identifier": "ada"}))
        .send();
    assert_eq!(soon(created).await.expect("an answer").status(), 200);
    assert_eq!(chatd.stop().await, Some(0));

    let again = Chatd::start(data.path());
    assert_eq!(
        again.ready["token"].as_str(),
        Some(token.as_str()),
        "every start prints the same"
    );
    assert_eq!(again.stop().await, Some(0));
}

#[tokio::test]
async fn what_cannot_start_says_why_in_one_line() {
    let data = tempfile::tempdir().expect("a directory");
    let first = Chatd::start(data.path());
    let taken = first.address("url").to_string();
    let free = tempfile::tempdir().expect("a directory");
    let damaged = tempfile::tempdir().expect("a directory");
    std::fs::write(damaged.path().join("demo.json"), "{").expect("writes");
    for (arguments, directory, code, text) in [
        (vec![], data.path(), 1, "in use"),
        (
            vec!["--listen", taken.as_str()],
            free.path(),
            1,
            "--listen: cannot listen on",
        ),
        (vec![], damaged.path(), 1, "demo.json is damaged"),
        (vec!["--rate-limit", "x"], free.path(), 2, "--rate-limit: "),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatd"));
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let command = command
            .args(&arguments)
            .arg("--data")
            .arg(directory)
            .output();
        let output = tokio::time::timeout(PATIENCE, async { command.expect("runs") });
        let output = output.await.expect("ends in time");
        let fault = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{fault}");
        assert_eq!(fault.lines().count(), 1, "{fault}");
        assert!(
            fault.starts_with("chatd: ") && fault.contains(text),
            "{fault}"
        );
    }
    assert_eq!(first.stop().await, Some(0));
}
