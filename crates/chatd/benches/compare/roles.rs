//! This program as a server.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::serve::ListenerExt as _;
use chat_store::SqliteOptions;
use chatd::choices::Unseeded;
use chatd::cli::Flags;
use chatd::config::Config;
use chatd::demo::DemoCredentials;
use chatd::edge::Limits;
use chatd::edge::listener::Edge;
use chatd::edge::recorder::{Listener, Recorder};
use chatd::edge::request_id::RequestIds;
use chatd::edge::shutdown::shutdown_pair;
use chatd::random::OsRandom;
use chatd::ready::API_PATH;
use chatd::serve::build::build;
use chatd::serve::{Ground, lay, with_fallbacks};
use chatd::wire::WireEncoder;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::{Outcome, plain, samples};

/// The hand-written router behind axum's own server.
pub(crate) fn serve_plain() -> Outcome<()> {
    Runtime::new()?.block_on(async {
        let listener = listener().await?;
        announce(&listener, samples::TOKEN)?;
        let listener = listener.tap_io(|stream| {
            // As chatd does; a stream without it is served too.
            let _ = stream.set_nodelay(true);
        });
        let router = Router::new().nest(API_PATH, plain::router());
        Ok(axum::serve(listener, router).await?)
    })
}

/// What `chatd serve` puts together, on a store that takes one change per transaction.
pub(crate) fn serve_each(data: &Path) -> Outcome<()> {
    Runtime::new()?.block_on(async {
        let listener = listener().await?;
        let (_trigger, shutdown) = shutdown_pair();
        let ground = lay_each(data, shutdown.clone()).await?;
        let demo = DemoCredentials::load_or_make(data, ground.random.as_ref())?;
        demo.install(ground.store.as_ref(), &ground.config).await?;
        let work = build(&ground);
        announce(&listener, &demo.token)?;
        let router = with_fallbacks(Router::new().nest(API_PATH, work.api));
        let recorder = Recorder {
            ids: Arc::new(RequestIds::new(Arc::new(Unseeded(OsRandom)))),
            metrics: Arc::clone(&ground.metrics),
            listener: Listener::Public,
        };
        let edge = Edge::new(listener, router, recorder, Limits::default());
        edge.run(shutdown).await;
        Ok(())
    })
}

async fn lay_each(data: &Path, shutdown: chatd::edge::shutdown::Shutdown) -> Outcome<Ground> {
    let flags = Flags {
        data: data.to_str().map(str::to_owned),
        rate_limit: Some("off".to_owned()),
        agents: Some("off".to_owned()),
        ..Flags::default()
    };
    let config = Config::from_flags(&flags).map_err(|faults| faults.to_string())?;
    let options = SqliteOptions {
        batch: 1,
        ..SqliteOptions::default()
    };
    let public_url = "http://127.0.0.1".parse()?;
    Ok(lay(config, options, public_url, Arc::new(WireEncoder), shutdown).await?)
}

async fn listener() -> Outcome<TcpListener> {
    Ok(TcpListener::bind("127.0.0.1:0").await?)
}

fn announce(listener: &TcpListener, token: &str) -> Outcome<()> {
    let line = serde_json::json!({
        "event": "ready",
        "url": format!("http://{}", listener.local_addr()?),
        "token": token,
        "menus": { "human": chatd::demo::MENU_HUMAN },
    });
    println!("{line}");
    Ok(())
}
