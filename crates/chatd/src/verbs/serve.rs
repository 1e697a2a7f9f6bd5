//! `chatd serve`: runs the server until SIGTERM or SIGINT.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use super::{configure, fail};
use crate::cli::Flags;
use crate::config::Config;
use crate::config::source::Sources;
use crate::edge::shutdown::{self, shutdown_pair};
use crate::log;
use crate::ready::Ready;
use crate::runtime;
use crate::serve::build::build;
use crate::serve::{ServeError, Server};
use crate::wire::WireEncoder;

/// Serves; returns within 10 seconds of the signal.
pub fn run(flags: Flags) -> ExitCode {
    let config = match configure(&Sources::of_process(flags)) {
        Ok(config) => config,
        Err(code) => return code,
    };
    log::to_stderr(&config.log);
    match runtime::block_on(serve(config)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => fail(&error.to_string(), 1),
        Err(error) => fail(&error.to_string(), 1),
    }
}

async fn serve(config: Config) -> Result<(), ServeError> {
    let (trigger, shutdown) = shutdown_pair();
    shutdown::on_signals(trigger).map_err(|source| ServeError::Io {
        what: "cannot handle signals",
        source,
    })?;
    let json = config.json;
    let server = Server::start(config, Arc::new(WireEncoder), shutdown, build).await?;
    announce(server.ready(), json)?;
    server.run().await
}

/// Says on standard output that requests are taken: the listeners are bound, so whoever connects now is served.
fn announce(ready: &Ready, json: bool) -> Result<(), ServeError> {
    let lines = if json {
        vec![ready.json_line()]
    } else {
        ready.lines()
    };
    let mut out = io::stdout().lock();
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "{line}"))
        .and_then(|()| out.flush())
        .map_err(|source| ServeError::Io {
            what: "cannot write to standard output",
            source,
        })
}
