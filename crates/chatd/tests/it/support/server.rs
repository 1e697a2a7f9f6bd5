//! A `chatd` of its own for each test: the real program, on free ports and a directory that goes away with it.

use std::fs;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use chat_client::{Client, RetryPolicy};
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tempfile::TempDir;

use super::{Answer, Raw, soon};

/// The first line of a start with `--json`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ready {
    pub(crate) url: String,
    pub(crate) admin_url: Option<String>,
    #[serde(default)]
    pub(crate) admin_token: String,
    /// This and the rest are told where there is a demo tenant.
    #[serde(default = "nobody")]
    pub(crate) subdomain: String,
    #[serde(default = "nobody")]
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) company_secret: String,
    #[serde(default)]
    pub(crate) webhook_secrets: WebhookSecrets,
}

/// Who is not let in.
fn nobody() -> String {
    "nobody".to_owned()
}

/// The keys of the demo tenant's webhook signatures.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct WebhookSecrets {
    pub(crate) primary: String,
    pub(crate) secondary: String,
}

/// A running `chatd`; killed when it is dropped.
pub(crate) struct Server {
    pub(crate) ready: Ready,
    pub(crate) data: PathBuf,
    process: Process,
    http: Client,
    _directory: Option<TempDir>,
}

/// A process whose output is kept; what it wrote on standard error is shown when the test fails.
pub(crate) struct Process {
    child: Child,
    out: Kept,
    log: Kept,
}

/// What came out of a pipe so far.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

/// The program, with nothing of this process's environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatd"));
    command.env_clear().stdin(Stdio::null());
    command
}

impl Server {
    /// With the flags that every test wants and these.
    pub(crate) async fn start(flags: &[&str]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let server = Self::start_in(&directory.path().join("data"), flags).await;
        server.keeping(directory)
    }

    /// With the directory that goes away with it.
    pub(super) fn keeping(mut self, directory: TempDir) -> Self {
        self._directory = Some(directory);
        self
    }

    /// With a client for the credentials in `ready`.
    pub(super) fn with_credentials_as_told(mut self) -> Self {
        self.http = client(&self.ready, &self.ready.subdomain, &self.ready.token);
        self
    }

    /// On a directory that outlives it.
    pub(crate) async fn start_in(data: &Path, flags: &[&str]) -> Self {
        let mut command = program();
        command
            .args(["--json", "--listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(data)
            .args(flags);
        if !flags.contains(&"--rate-limit") {
            command.args(["--rate-limit", "off"]);
        }
        let mut process = Process::start(&mut command);
        let lines = process.lines(1).await;
        let ready: Ready = serde_json::from_str(&lines[0]).expect("the ready line");
        let http = client(&ready, &ready.subdomain, &ready.token);
        Self {
            ready,
            data: data.to_owned(),
            process,
            http,
            _directory: None,
        }
    }

    /// The generated client, as the demo tenant.
    pub(crate) fn client(&self) -> &Client {
        &self.http
    }

    /// The generated client, as somebody else.
    pub(crate) fn client_of(&self, subdomain: &str, token: &str) -> Client {
        client(&self.ready, subdomain, token)
    }

    /// The generated client, as the demo tenant, which asks again when it is told to.
    pub(crate) fn patient_client(&self) -> Client {
        let builder = Client::builder(&self.ready.subdomain, &self.ready.token);
        let builder = builder.base_url(format!("{}/apps/api/v1", self.ready.url));
        builder.build().expect("a client")
    }

    /// The public address.
    pub(crate) fn address(&self) -> SocketAddr {
        address(&self.ready.url)
    }

    /// The admin listener's.
    pub(crate) fn admin_address(&self) -> SocketAddr {
        address(self.ready.admin_url.as_ref().expect("it is on"))
    }

    /// The header `Authorization` of the demo tenant.
    pub(crate) fn authorization(&self) -> String {
        basic(&self.ready.subdomain, &self.ready.token)
    }

    /// Sends a request head and body byte for byte, after the host, the length and the credentials. `path` is below the API's.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let authorization = self.authorization();
        let headers = [&[("Authorization", authorization.as_str())], headers].concat();
        self.bare(method, &format!("/apps/api/v1{path}"), &headers, body)
            .await
    }

    /// Sends a request without credentials to any target.
    pub(crate) async fn bare(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        send(self.address(), method, target, headers, body.as_ref()).await
    }

    /// The same to the admin listener.
    pub(crate) async fn bare_admin(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        send(self.admin_address(), method, target, headers, body.as_ref()).await
    }

    /// The header `Authorization` of the desk.
    pub(crate) fn admin_authorization(&self) -> String {
        basic("admin", &self.ready.admin_token)
    }

    /// Sends JSON to the desk with its credentials; `path` is below the desk's.
    pub(crate) async fn desk_raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let authorization = self.admin_authorization();
        let own = [
            ("Authorization", authorization.as_str()),
            ("Content-Type", "application/json"),
        ];
        let headers = [&own, headers].concat();
        self.bare_admin(method, &format!("/desk/v1{path}"), &headers, body)
            .await
    }

    /// The generated client of the desk.
    pub(crate) fn desk(&self) -> desk_client::Client {
        let url = self.ready.admin_url.as_deref().expect("it is on");
        desk_client::Client::connect(url, &self.ready.admin_token).expect("a client")
    }

    /// Asks the admin listener, without credentials.
    pub(crate) async fn admin(&self, path: &str) -> Answer {
        let mut connection = Raw::connect(self.admin_address()).await;
        let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        connection.send(head).await;
        connection.answer().await
    }

    /// JSON as it is written here, with its media type.
    pub(crate) async fn json(&self, method: &str, path: &str, body: impl AsRef<[u8]>) -> Answer {
        self.raw(method, path, &[("Content-Type", "application/json")], body)
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.json("POST", path, body.to_string()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.json("PATCH", path, body.to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.raw("GET", path, &[], "").await
    }

    /// Ends it with SIGTERM, and gives back the directory that would go with it.
    pub(crate) async fn stop_and_keep(mut self) -> Option<TempDir> {
        let directory = self._directory.take();
        self.stop().await;
        directory
    }

    /// Ends it with SIGTERM; the data stay.
    pub(crate) async fn stop(mut self) -> ExitStatus {
        self.process.signal(Signal::TERM);
        self.process.exit().await
    }

    /// Ends it with SIGKILL; the data stay.
    pub(crate) async fn kill(mut self) {
        self.process.signal(Signal::KILL);
        self.process.exit().await;
    }

    /// Sends SIGTERM and gives the process to wait for.
    pub(crate) fn terminate(&self) {
        self.process.signal(Signal::TERM);
    }

    /// Waits for its end.
    pub(crate) async fn exit(&mut self) -> ExitStatus {
        self.process.exit().await
    }

    /// What it wrote on standard error.
    pub(crate) fn log(&self) -> String {
        self.process.log()
    }
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://")
        .parse()
        .expect("an address")
}

async fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    let given = |name: &str| headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name));
    if !given("host") {
        head += &format!("Host: {address}\r\n");
    }
    if !given("content-length")
        && !given("transfer-encoding")
        && (!body.is_empty() || method != "GET")
    {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += "\r\n";
    let mut connection = Raw::connect(address).await;
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    connection.send(bytes).await;
    connection.answer().await
}

fn client(ready: &Ready, subdomain: &str, token: &str) -> Client {
    Client::builder(subdomain, token)
        .base_url(format!("{}/apps/api/v1", ready.url))
        .retry(RetryPolicy::never())
        .build()
        .expect("a client")
}

/// A header value of HTTP Basic.
pub(crate) fn basic(user: &str, password: &str) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
    format!("Basic {text}")
}

impl Kept {
    /// Keeps what comes out of a pipe until its end, so that the program never blocks on a full one.
    fn reading(mut pipe: impl Read + Send + 'static) -> Self {
        let kept = Self::default();
        let into = kept.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                into.0
                    .lock()
                    .expect("not poisoned")
                    .extend_from_slice(&buffer[..length]);
            }
        });
        kept
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("not poisoned")).into_owned()
    }
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let out = Kept::reading(child.stdout.take().expect("a pipe"));
        let log = Kept::reading(child.stderr.take().expect("a pipe"));
        Self { child, out, log }
    }

    /// The lines on standard output, once there are so many.
    pub(crate) async fn lines(&mut self, count: usize) -> Vec<String> {
        super::until("lines on standard output", async || {
            let text = self.out.text();
            if text.matches('\n').count() >= count {
                return Some(text.lines().map(str::to_owned).collect());
            }
            let ended = self.child.try_wait().expect("a status");
            assert!(ended.is_none(), "it ended: {}", self.log());
            None
        })
        .await
    }

    pub(crate) fn log(&self) -> String {
        self.log.text()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    /// Ends it with SIGTERM, which must go well.
    pub(crate) async fn stop(mut self) {
        self.signal(Signal::TERM);
        assert_eq!(self.exit().await.code(), Some(0), "{}", self.log());
    }

    /// Waits for its end.
    pub(crate) async fn exit(&mut self) -> ExitStatus {
        super::until("the process ends", async || {
            self.child.try_wait().expect("a status")
        })
        .await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            #[expect(
                clippy::print_stderr,
                reason = "a failed test shows what the program said"
            )]
            {
                eprintln!("--- chatd said:\n{}---", self.log());
            }
        }
    }
}

/// What a command that ends by itself said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a command that must end by itself, soon.
pub(crate) async fn run(mut command: Command) -> Said {
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = soon(output).await.expect("no panic").expect("it starts");
    Said {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The names, modes and contents below a directory, to show that nothing was touched.
pub(crate) fn picture(directory: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut found = Vec::new();
    let mut left = vec![directory.to_owned()];
    while let Some(path) = left.pop() {
        let meta = fs::symlink_metadata(&path).expect("it is there");
        let content = if meta.is_dir() {
            let entries = fs::read_dir(&path).expect("readable");
            left.extend(entries.map(|entry| entry.expect("an entry").path()));
            Vec::new()
        } else {
            fs::read(&path).unwrap_or_default()
        };
        found.push((path, meta.permissions().mode() & 0o777, content));
    }
    found.sort();
    found
}
