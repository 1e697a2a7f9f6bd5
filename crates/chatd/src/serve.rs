//! The server: opens the data directory, puts the rooms together, serves until the stop, drains.

pub mod admin;
pub mod admin_token;
pub mod build;
mod event_ids;
pub(crate) mod listen;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use chat_core::{EventEncoder, StoreError};
use chat_server::RequestId;
use chat_store::{OpenError, SqliteOptions, SqliteStore, Vault};
use tokio::task::JoinSet;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::demo::{DemoCredentials, DemoError, withdraw};
use crate::edge::Limits;
use crate::edge::listener::{Edge, raise_file_limit};
use crate::edge::recorder::{Listener, Recorder};
use crate::edge::reply::{METHOD_NOT_ALLOWED, NOT_FOUND};
use crate::edge::request_id::RequestIds;
use crate::edge::shutdown::Shutdown;
use crate::master_key::Sealer;
use crate::media::local::LocalMedia;
use crate::media::{Media, Parts};
use crate::metrics::Metrics;
use crate::random::OsRandom;
use crate::ready::{API_PATH, Ready};
use admin_token::AdminToken;
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
    /// The file of the administration's token is refused.
    #[error("{0}")]
    AdminToken(io::Error),
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
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The token of the administration.
    pub admin_token: AdminToken,
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

/// A server whose listeners are bound: whoever connects now is served once it runs.
pub struct Server {
    ready: Ready,
    public: Edge,
    admin: Option<Edge>,
    workers: JoinSet<()>,
    ground: Ground,
}

impl Server {
    /// Binds the listeners, opens the data directory and starts the background work.
    ///
    /// `encoder` renders events for the outbox; `build` makes the API and the background work on the ground that is laid.
    ///
    /// # Errors
    ///
    /// See [`ServeError`]. Before the data directory is accepted, nothing in it is touched.
    pub async fn start(
        config: Config,
        encoder: Arc<dyn EventEncoder>,
        shutdown: Shutdown,
        build: impl FnOnce(&Ground) -> Result<Work, ServeError>,
    ) -> Result<Self, ServeError> {
        raise_file_limit();
        let listening = Listening::bind(&config).await?;
        let ground = lay(config, &listening, encoder, shutdown)?;
        let demo = demo(&ground).await?;
        let Work { api, workers } = build(&ground)?;
        let ready = Ready {
            url: listening.url(),
            admin_url: listening.admin_url(),
            admin_token: ground.admin_token.clone(),
            demo,
        };
        let ids = Arc::new(RequestIds::new(&OsRandom));
        let recorder = |listener| Recorder {
            ids: Arc::clone(&ids),
            random: ground.random.clone(),
            metrics: Arc::clone(&ground.metrics),
            listener,
        };
        let router = public_router(api, &ground.media);
        let public = Edge::new(
            listening.public,
            router,
            recorder(Listener::Public),
            Limits::default(),
        );
        let admin = listening.admin.map(|listener| {
            let recorder = recorder(Listener::Admin);
            Edge::new(
                listener,
                admin::router(&ground),
                recorder,
                Limits::default(),
            )
        });
        Ok(Self {
            ready,
            public,
            admin,
            workers,
            ground,
        })
    }

    /// Where it is and who is let in.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Serves until the stop; returns within 10 seconds of it.
    ///
    /// # Errors
    ///
    /// When the store cannot be closed.
    pub async fn run(self) -> Result<(), ServeError> {
        let Self {
            public,
            admin,
            mut workers,
            ground,
            ..
        } = self;
        tokio::join!(public.run(ground.shutdown.clone()), async {
            if let Some(admin) = admin {
                admin.run(ground.shutdown.clone()).await;
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
    let metrics = Arc::new(Metrics::default());
    let options = SqliteOptions {
        observer: metrics.clone(),
        vault: config.master_key.as_ref().map(|key| {
            let sealer: Arc<dyn Vault> = Arc::new(Sealer::new(key, random.clone()));
            sealer
        }),
        ..SqliteOptions::default()
    };
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
    let admin_token =
        AdminToken::load_or_make(&config, random.as_ref()).map_err(ServeError::AdminToken)?;
    Ok(Ground {
        config,
        store,
        media,
        clock,
        random,
        metrics,
        admin_token,
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
