//! The command line: `chatd` is `chatd serve`.
//!
//! Values stay text here; [`Config::read`](crate::config::Config::read) judges them all at once, with those of the file and the
//! environment.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use serde_json::Value;

/// The chat platform server.
#[derive(Clone, Parser)]
#[command(name = "chatd", version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `serve`.
    #[command(flatten)]
    pub serve: Flags,
}

/// The verbs.
#[derive(Clone, Subcommand)]
pub enum Command {
    /// Run the server until SIGTERM or SIGINT.
    Serve(Flags),
    /// Run a command against a server of its own, on free ports and with data that go away with it.
    Exec(Exec),
    /// Check or show the configuration.
    #[command(subcommand)]
    Config(Configuration),
    /// Save or restore the data of a server that is not running.
    #[command(subcommand)]
    Snapshot(Snapshot),
    /// Ask a running server whether it takes work; exit code 0 or 1.
    Healthcheck(Flags),
}

/// What `chatd exec` is told.
#[derive(Clone, Args)]
pub struct Exec {
    /// The flags of the server.
    #[command(flatten)]
    pub flags: Flags,
    /// The command with its arguments, after `--`
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

/// What is done with a snapshot. Where the data are, the configuration says.
#[derive(Clone, Subcommand)]
pub enum Snapshot {
    /// Save the data directory as a directory that is not there yet.
    Save(Place),
    /// Put a saved directory in the place of the data.
    Restore(Place),
}

/// A snapshot and the data directory.
#[derive(Clone, Args)]
pub struct Place {
    /// The directory of the snapshot
    #[arg(value_name = "SNAPSHOT")]
    pub snapshot: PathBuf,
    /// The settings
    #[command(flatten)]
    pub flags: Flags,
}

/// What is done with the configuration.
#[derive(Clone, Subcommand)]
pub enum Configuration {
    /// Tell every fault; exit code 0 or 2.
    Check(Flags),
    /// Print what is in force, with the source of each value and without secrets.
    Print(Flags),
    /// Print the JSON Schema of the file.
    Schema,
}

impl Cli {
    /// What to do.
    pub fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }

    /// The flags, whatever the verb.
    pub fn into_flags(self) -> Flags {
        match self.into_command() {
            Command::Serve(flags)
            | Command::Exec(Exec { flags, .. })
            | Command::Config(Configuration::Check(flags) | Configuration::Print(flags))
            | Command::Snapshot(
                Snapshot::Save(Place { flags, .. }) | Snapshot::Restore(Place { flags, .. }),
            )
            | Command::Healthcheck(flags) => flags,
            Command::Config(Configuration::Schema) => Flags::default(),
        }
    }
}

/// The settings that have a flag, as written; each field is named as its key. Not `Debug`: a webhook URL may carry a secret.
///
/// Every setting, these too, may be in the file and in the environment.
#[derive(Clone, Default, Args, Serialize)]
pub struct Flags {
    /// File of settings; without it CHATD_CONFIG names one
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<String>,
    /// Address of the public API [default: 127.0.0.1:8080]; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address of health, metrics and administration [default: 127.0.0.1:8081, or a free port when --listen has port 0]
    #[arg(long, value_name = "ADDR|off")]
    pub admin_listen: Option<String>,
    /// Data directory [default: ./chatd-data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<String>,
    /// Where the demo tenant's webhooks go: https, or http on the loopback
    #[arg(long, value_name = "URL")]
    pub webhook_url: Option<String>,
    /// API calls per second and tenant [default: 10]; `off` also lifts the limit on failed credentials
    #[arg(long, value_name = "N|off")]
    pub rate_limit: Option<String>,
    /// Print what programs need as one line of JSON
    #[arg(long)]
    pub json: bool,
    /// Have the demo tenant although the address is not on the loopback
    #[arg(long)]
    pub demo: bool,
    /// File of tenants that are made where they are not there yet, TOML or .json
    #[arg(long, value_name = "FILE")]
    pub seed: Option<String>,
    /// Let every tenant steer its clock, faults and data
    #[arg(long)]
    pub emulator: bool,
    /// Demo human agents [default: on]
    #[arg(long, value_name = "on|off")]
    pub agents: Option<String>,
    /// Inactivity after which a chat is dismissed, as 90, 90s, 5m or 2h
    #[arg(long, value_name = "DURATION")]
    pub dismiss_after: Option<String>,
    /// Silence of the end user after which a chat ends
    #[arg(long, value_name = "DURATION")]
    pub chat_timeout: Option<String>,
    /// How long a chat waits for its first agent
    #[arg(long, value_name = "DURATION")]
    pub queue_expiry: Option<String>,
    /// Absolute base of the media URLs [default: http://ADDR of --listen]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Form of the log on standard error [default: text]
    #[arg(long, value_name = "text|json")]
    pub log_format: Option<String>,
}

impl Flags {
    /// The flags that were given: the name of the field and its value.
    pub(crate) fn given(&self) -> impl Iterator<Item = (String, Value)> {
        let fields = serde_json::to_value(self).unwrap_or_default();
        let fields = match fields {
            Value::Object(fields) => fields,
            _ => serde_json::Map::new(),
        };
        let absent = |value: &Value| matches!(value, Value::Null | Value::Bool(false));
        fields.into_iter().filter(move |(_, value)| !absent(value))
    }
}
