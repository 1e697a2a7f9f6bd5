//! The `chatd` that is loaded: its start, what it holds, its end.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use chat_client::{Client, RetryPolicy};
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::{Options, Outcome};

/// How long the receiver has for its answer.
pub(crate) const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(2);
/// Retries within seconds instead of hours, and so many that none is given up for bad luck.
const RETRIES: usize = 24;
/// Short, so that chats fall silent for long enough.
const DISMISS_AFTER: &str = "6s";
/// Full before the warm-up is over, so that what grows afterwards is something else.
const CACHE_MIB: u32 = 6;
/// How long an orderly end may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The line that tells that it is ready.
#[derive(Clone, Deserialize)]
pub(crate) struct Ready {
    pub(crate) url: String,
    pub(crate) admin_url: String,
    pub(crate) admin_token: String,
    pub(crate) subdomain: String,
    pub(crate) token: String,
    pub(crate) webhook_secrets: WebhookSecrets,
}

/// The keys of the signatures.
#[derive(Clone, Deserialize)]
pub(crate) struct WebhookSecrets {
    pub(crate) primary: String,
    pub(crate) secondary: String,
}

/// What the process holds at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) resident_kib: u64,
    pub(crate) descriptors: u64,
}

/// A running `chatd`; killed when it is dropped.
pub(crate) struct Chatd {
    pub(crate) ready: Ready,
    child: Child,
    id: u32,
    log: PathBuf,
}

impl Chatd {
    /// On free ports of the loopback, its webhooks going to `webhook_url`.
    pub(crate) async fn start(options: &Options, webhook_url: &str) -> Outcome<Self> {
        fs::create_dir_all(&options.place)?;
        let config = options.place.join("chatd.toml");
        fs::write(&config, settings())?;
        let log = options.place.join("chatd.log");
        let mut command = Command::new(&options.chatd);
        command
            .env_clear()
            .args(["--json", "--listen", "127.0.0.1:0", "--rate-limit", "off"])
            .args(["--dismiss-after", DISMISS_AFTER])
            .args(["--webhook-url", webhook_url])
            .arg("--config")
            .arg(config)
            .arg("--data")
            .arg(options.place.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let output = child.stdout.take().ok_or("no standard output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        let told = |error| {
            format!(
                "chatd does not start ({error}); its log is {}",
                log.display()
            )
        };
        let ready = serde_json::from_str(&line).map_err(told)?;
        let id = child.id().ok_or("chatd has ended")?;
        Ok(Self {
            ready,
            child,
            id,
            log,
        })
    }

    /// The generated client, which never asks twice: every answer counts.
    pub(crate) fn client(&self) -> Outcome<Client> {
        let builder = Client::builder(&self.ready.subdomain, &self.ready.token)
            .base_url(format!("{}/apps/api/v1", self.ready.url))
            .retry(RetryPolicy::never());
        Ok(builder.build()?)
    }

    /// What it holds now.
    pub(crate) fn sample(&self) -> Outcome<Sample> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id))?;
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let number = line.and_then(|it| it.split_whitespace().next());
        Ok(Sample {
            resident_kib: number.ok_or("no VmRSS")?.parse()?,
            descriptors: fs::read_dir(format!("/proc/{}/fd", self.id))?.count() as u64,
        })
    }

    /// What it wrote on standard error.
    pub(crate) fn log(&self) -> io::Result<String> {
        fs::read_to_string(&self.log)
    }

    /// Ends it in order.
    pub(crate) async fn stop(mut self) -> Outcome {
        let process = i32::try_from(self.id).ok().and_then(Pid::from_raw);
        kill_process(process.ok_or("no process")?, Signal::TERM)?;
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await??;
        if ended.success() {
            Ok(())
        } else {
            Err(format!(
                "chatd ended with {ended}; its log is {}",
                self.log.display()
            )
            .into())
        }
    }
}

fn settings() -> String {
    let delays = vec!["\"1s\""; RETRIES].join(", ");
    let timeout = WEBHOOK_TIMEOUT.as_secs();
    format!(
        "[database]\ncache_mib = {CACHE_MIB}\n\n[webhooks]\nretry_delays = [{delays}]\ntimeout = \"{timeout}s\"\n\n[log]\nfilter = \"warn\"\n"
    )
}
