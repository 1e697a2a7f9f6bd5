//! The command line: `chatd` is `chatd serve`. Every flag has an environment variable `CHATD_…`.
//!
//! Values stay text here; [`Config::from_flags`](crate::config::Config::from_flags) judges them all at once.

use clap::builder::FalseyValueParser;
use clap::{Args, Parser, Subcommand};

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
}

impl Cli {
    /// The flags of `serve`, wherever they stand.
    pub fn into_flags(self) -> Flags {
        match self.command {
            Some(Command::Serve(flags)) => flags,
            None => self.serve,
        }
    }
}

/// The flags of `chatd serve`, as written. Not `Debug`: a webhook URL may carry a secret.
#[derive(Clone, Default, Args)]
pub struct Flags {
    /// Address of the public API [default: 127.0.0.1:8080]; port 0 takes a free one
    #[arg(long, value_name = "ADDR", env = "CHATD_LISTEN")]
    pub listen: Option<String>,
    /// Address of health and readiness [default: 127.0.0.1:8081, or a free port when --listen has port 0]
    #[arg(long, value_name = "ADDR|off", env = "CHATD_ADMIN_LISTEN")]
    pub admin_listen: Option<String>,
    /// Data directory [default: ./chatd-data]
    #[arg(long, value_name = "DIR", env = "CHATD_DATA")]
    pub data: Option<String>,
    /// Where the demo tenant's webhooks go: https, or http on the loopback
    #[arg(
        long,
        value_name = "URL",
        env = "CHATD_WEBHOOK_URL",
        hide_env_values = true
    )]
    pub webhook_url: Option<String>,
    /// API calls per second and tenant [default: 10]; `off` also lifts the limit on failed credentials
    #[arg(long, value_name = "N|off", env = "CHATD_RATE_LIMIT")]
    pub rate_limit: Option<String>,
    /// Print what programs need as one line of JSON
    #[arg(long, env = "CHATD_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// Have the demo tenant although the address is not on the loopback
    #[arg(long, env = "CHATD_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,
    /// Demo human agents [default: on]
    #[arg(long, value_name = "on|off", env = "CHATD_AGENTS")]
    pub agents: Option<String>,
    /// Inactivity after which a chat is dismissed, as 90, 90s, 5m or 2h
    #[arg(long, value_name = "DURATION", env = "CHATD_DISMISS_AFTER")]
    pub dismiss_after: Option<String>,
    /// Silence of the end user after which a chat ends
    #[arg(long, value_name = "DURATION", env = "CHATD_CHAT_TIMEOUT")]
    pub chat_timeout: Option<String>,
    /// How long a chat waits for its first agent
    #[arg(long, value_name = "DURATION", env = "CHATD_QUEUE_EXPIRY")]
    pub queue_expiry: Option<String>,
    /// Absolute base of the media URLs [default: http://ADDR of --listen]
    #[arg(long, value_name = "URL", env = "CHATD_PUBLIC_URL")]
    pub public_url: Option<String>,
}
