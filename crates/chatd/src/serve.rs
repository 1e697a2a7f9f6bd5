//! `chatd serve`: opens the data directory, puts the rooms together, serves until the stop, drains.

pub mod admin;
pub mod build;
mod event_ids;
mod listen;

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use chat_core::{EventEncoder, StoreError};
use chat_server::RequestId;
use chat_store::{OpenError, SqliteOptions, SqliteStore};
use tokio::task::JoinSet;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::demo::{DemoCredentials, DemoError, withdraw};
use crate::edge::Limits;
use crate::edge::listener::{Edge, raise_file_limit};
use crate::edge::reply::{METHOD_NOT_ALLOWED, NOT_FOUND};
use crate::edge::request_id::RequestIds;
use crate::edge::shutdown::{self, Shutdown};
use crate::media::local::LocalMedia;
use crate::media::{Media, Parts};
use crate::random::OsRandom;
use crate::ready::{API_PATH, Ready};
use event_ids::RandomEventIds;
use listen::Listening;

/// After the drain, background work that does not end is cut off.
const WORKER_DRAIN: Duration = Duration::from_millis(1_500);

/// Why the server did not start, or stopped; one line.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An address cannot be listened on.
    #[error("{flag}: cannot listen on {address}: {source}")]
    Listen {
        /// The flag.
        flag: &'static str,
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The data directory is refused.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The demo credentials are refused.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The media directory is refused.
    #[error("the media directory cannot be used: {0}")]
    Media(io::Error),
    /// The store failed while the demo tenant was put into it or withdrawn.
    #[error("the demo tenant cannot be stored: {0}")]
    Store(#[from] StoreError),
    /// Anything else of the operating system.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The API or the background work cannot be built.
    #[error("{0}")]
    Build(Box<dyn std::error::Error + Send + Sync>),
}

/// What stands when the API and the background work are built.
pub struct Ground {
    /// The configuration.
    pub config: Config,
    /// The store.
    pub store: Arc<SqliteStore>,
    /// The files.
    pub media: Media<SqliteStore>,
    /// Domain time and protocol time.
    pub clock: Arc<SystemClock>,
    /// Randomness.
    pub random: Arc<OsRandom>,
    /// The stop.
    pub shutdown: Shutdown,
}

/// The API's router (its paths begin below [`API_PATH`]) and the background work, which ends at the stop.
pub struct Work {
    /// The API.
    pub api: Router,
    /// Timers, webhooks and the like.
    pub workers: JoinSet<()>,
}

/// Serves until SIGTERM or SIGINT; returns within 10 seconds of it.
///
/// `encoder` renders events for the outbox; `build` makes the API and the background work on the ground that is laid.
///
/// # Errors
///
/// See [`ServeError`]. Before the data directory is accepted, nothing in it is touched.
pub async fn serve(
    config: Config,
    encoder: Arc<dyn EventEncoder>,
    build: impl FnOnce(&Ground) -> Result<Work, ServeError>,
) -> Result<(), ServeError> {
    raise_file_limit();
    let (trigger, shutdown) = shutdown::shutdown_pair();
    shutdown::on_signals(trigger).map_err(|source| ServeError::Io {
        what: "cannot handle signals",
        source,
    })?;
    let listening = Listening::bind(&config).await?;
    let ground = lay(config, &listening, encoder, shutdown.clone())?;
    let demo = demo(&ground).await?;
    let Work { api, mut workers } = build(&ground)?;
    let public = public_router(api, &ground.media);
    let ready = Ready {
        url: listening.url(),
        admin_url: listening.admin_url(),
        demo,
    };
    announce(&ready, ground.config.json)?;

    let ids = Arc::new(RequestIds::new(&OsRandom));
    let public = Edge::new(
        listening.public,
        public,
        Arc::clone(&ids),
        Limits::default(),
    );
    let admin = listening.admin.map(|listener| {
        let router = admin::router(shutdown.clone());
        Edge::new(listener, router, ids, Limits::default())
    });
    tokio::join!(public.run(shutdown.clone()), async {
        if let Some(admin) = admin {
            admin.run(shutdown).await;
        }
    });
    let ended = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(WORKER_DRAIN, ended).await.is_err() {
        tracing::warn!(left = workers.len(), "background work was cut off");
        workers.shutdown().await;
    }
    // Closing the store blocks: it commits what is queued.
    let closed = tokio::task::spawn_blocking(move || drop(ground)).await;
    closed.map_err(|error| ServeError::Build(error.into()))
}

/// Opens the data directory.
fn lay(
    config: Config,
    listening: &Listening,
    encoder: Arc<dyn EventEncoder>,
    shutdown: Shutdown,
) -> Result<Ground, ServeError> {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let event_ids = Arc::new(RandomEventIds(random.clone()));
    let options = SqliteOptions::default();
    let store = SqliteStore::open(&config.data, options, encoder, event_ids)?;
    let store = Arc::new(store);
    let files = LocalMedia::open(&config.data, random.clone()).map_err(ServeError::Media)?;
    let media = Media::new(Parts {
        files,
        ledger: Arc::clone(&store),
        public_url: listening.public_url(&config),
        clock: clock.clone(),
        random: random.clone(),
    });
    Ok(Ground {
        config,
        store,
        media,
        clock,
        random,
        shutdown,
    })
}

async fn demo(ground: &Ground) -> Result<Option<DemoCredentials>, ServeError> {
    if !ground.config.demo {
        withdraw(ground.store.as_ref()).await?;
        return Ok(None);
    }
    let demo = DemoCredentials::load_or_make(&ground.config.data, ground.random.as_ref())?;
    demo.install(ground.store.as_ref(), &ground.config).await?;
    Ok(Some(demo))
}

/// The API, the media routes, and 404 and 405 in the error schema.
fn public_router(api: Router, media: &Media<SqliteStore>) -> Router {
    with_fallbacks(Router::new().nest(API_PATH, api).merge(media.router()))
}

/// Adds the answers to unknown paths and methods.
pub fn with_fallbacks(router: Router) -> Router {
    router
        .fallback(async |Extension(id): Extension<RequestId>| NOT_FOUND.response(&id))
        .method_not_allowed_fallback(async |Extension(id): Extension<RequestId>| {
            METHOD_NOT_ALLOWED.response(&id)
        })
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::WORKER_DRAIN;
    use crate::edge::Deadlines;

    #[test]
    fn the_drains_leave_a_second_of_the_ten_to_close_the_store() {
        let drains = Deadlines::default().drain + WORKER_DRAIN;
        assert!(drains <= Duration::from_secs(9), "{drains:?}");
    }
}
