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
use chat_core::EventEncoder;
use chat_server::RequestId;
use chat_store::{OpenError, SqliteOptions, SqliteStore};
use tokio::task::JoinSet;
use url::Url;

use crate::choices::{SteeredChoices, Unseeded};
use crate::clock::{SystemClock, WallClock};
use crate::config::Config;
use crate::control::snapshot::{self, SnapshotError, Snapshots};
use crate::control::{
    Determinism, Deterministic, Faults, OutsideError, SteeredClock, Time, TimeError, Underway,
    WebhookControl, start_outside,
};
use crate::demo::{self, DemoError};
use crate::desk::SeedFileError;
use crate::edge::Limits;
use crate::edge::listener::{Edge, raise_file_limit};
use crate::edge::recorder::{Listener, Recorder};
use crate::edge::reply::{METHOD_NOT_ALLOWED, NOT_FOUND};
use crate::edge::request_id::RequestIds;
use crate::edge::shutdown::Shutdown;
use crate::master_key;
use crate::media::local::LocalMedia;
use crate::media::{Media, Parts};
use crate::metrics::Metrics;
use crate::outbound::{Loopback, Outbound, Reach, SystemResolver};
use crate::random::OsRandom;
use crate::ready::{API_PATH, Ready};
use crate::wake::Wake;
use admin_token::AdminToken;
use event_ids::ChosenEventIds;
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
    /// An emulator has steered the data.
    #[error(transparent)]
    Outside(#[from] OutsideError),
    /// The file of tenants is refused.
    #[error(transparent)]
    Seed(#[from] SeedFileError),
    /// The demo credentials are refused.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The file of the administration's token is refused.
    #[error("{0}")]
    AdminToken(io::Error),
    /// The media directory is refused.
    #[error("the media directory cannot be used: {0}")]
    Media(io::Error),
    /// A restore that was interrupted cannot be ended.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The domain clock does not start.
    #[error("the clock does not start: {0}")]
    Clock(#[from] TimeError),
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
    /// Domain time.
    pub clock: Arc<SteeredClock>,
    /// Protocol time.
    pub wall_clock: Arc<SystemClock>,
    /// What the workers have under way.
    pub underway: Arc<Underway>,
    /// Choices that are no secret.
    pub choices: Arc<SteeredChoices>,
    /// Makes a run the same twice.
    pub determinism: Arc<Determinism<SqliteStore>>,
    /// Spoils answers of the public API.
    pub faults: Arc<Faults>,
    /// Holds up deliveries.
    pub webhooks: Arc<WebhookControl<SqliteStore>>,
    /// The one way out, for everything that is sent to tenants.
    pub outbound: Outbound,
    /// Saves and restores everything.
    pub snapshots: Arc<Snapshots>,
    /// Moves the domain clock.
    pub time: Arc<Time<SqliteStore>>,
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
    /// The API of the admin listener, with its path.
    pub desk: Router,
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
        build: impl FnOnce(&Ground) -> Work,
    ) -> Result<Self, ServeError> {
        raise_file_limit();
        let listening = Listening::bind(&config).await?;
        let public_url = listening.public_url(&config);
        let ground = lay(
            config,
            SqliteOptions::default(),
            public_url,
            encoder,
            shutdown,
        )
        .await?;
        let demo = demo::settle(&*ground.store, &ground.config, &*ground.random).await?;
        if let Some(seed) = &ground.config.seed {
            build::desk(&ground).plant_file(seed).await?;
        }
        let Work { api, desk, workers } = build(&ground);
        let ready = Ready {
            url: listening.url(),
            admin_url: listening.admin_url(),
            admin_token: ground.admin_token.clone(),
            demo,
        };
        let ids = Arc::new(RequestIds::new(ground.choices.clone()));
        // What watches the program must not change the ids of a seeded run.
        let admin_ids = Arc::new(RequestIds::new(Arc::new(Unseeded(OsRandom))));
        let recorder = |ids: &Arc<RequestIds>, listener| Recorder {
            ids: Arc::clone(ids),
            metrics: Arc::clone(&ground.metrics),
            listener,
        };
        let router = public_router(api, &ground.media);
        let public = Edge::new(
            listening.public,
            router,
            recorder(&ids, Listener::Public),
            Limits::default(),
        );
        let admin = listening.admin.map(|listener| {
            let recorder = recorder(&admin_ids, Listener::Admin);
            Edge::new(
                listener,
                admin::router(&ground).merge(desk),
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

/// Opens the data directory and sets the clock going.
///
/// # Errors
///
/// Those of [`Server::start`].
pub async fn lay(
    config: Config,
    options: SqliteOptions,
    public_url: Url,
    encoder: Arc<dyn EventEncoder>,
    shutdown: Shutdown,
) -> Result<Ground, ServeError> {
    snapshot::finish_restore(&config.data)?;
    let (wall_clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let choices = Arc::new(SteeredChoices::default());
    let event_ids = Arc::new(ChosenEventIds(choices.clone()));
    let metrics = Arc::new(Metrics::default());
    let options = SqliteOptions {
        cache_kib: config.database.cache_mib * 1024,
        observer: metrics.clone(),
        vault: master_key::vault(config.master_key.as_ref(), random.clone()),
        ..options
    };
    let store = SqliteStore::open(&config.data, options, encoder, event_ids)?;
    let store = Arc::new(store);
    let files = LocalMedia::open(&config.data, random.clone()).map_err(ServeError::Media)?;
    let media = Media::new(Parts {
        files,
        ledger: Arc::clone(&store),
        public_url,
        clock: wall_clock.clone(),
        random: random.clone(),
    });
    let admin_token =
        AdminToken::load_or_make(&config, random.as_ref()).map_err(ServeError::AdminToken)?;
    let clock = Arc::new(SteeredClock::new(wall_clock.clone()));
    let underway = Arc::new(Underway::default());
    let changed = Wake::new(store.changed());
    let time = Time::new(
        Arc::clone(&store),
        Arc::clone(&clock),
        Arc::clone(&underway),
        changed,
    );
    time.load().await?;
    let time = Arc::new(time);
    let determinism = Determinism::new(
        Arc::clone(&store),
        Arc::clone(&time),
        Arc::clone(&choices),
        Arc::clone(&underway),
    );
    determinism.load().await?;
    if let Some(seed) = config.determinism_seed {
        let start = config.determinism_start;
        let start = start.unwrap_or_else(|| WallClock::now(&*wall_clock));
        determinism.begin(Deterministic { seed, start }).await?;
    }
    if !config.is_emulator() {
        start_outside(&*store, &time, &determinism).await?;
    }
    let determinism = Arc::new(determinism);
    let snapshots = Snapshots::new(snapshot::Parts {
        config: config.clone(),
        store: Arc::clone(&store),
        media: media.clone(),
        time: Arc::clone(&time),
        determinism: Arc::clone(&determinism),
        underway: Arc::clone(&underway),
        wall_clock: wall_clock.clone(),
        random: random.clone(),
    });
    let webhooks = WebhookControl::new(Arc::clone(&store), Arc::clone(&clock));
    let outbound = outbound(&config)?;
    Ok(Ground {
        config,
        store,
        media,
        clock,
        wall_clock,
        underway,
        faults: Arc::new(Faults::new(choices.clone())),
        choices,
        determinism,
        webhooks: Arc::new(webhooks),
        outbound,
        snapshots: Arc::new(snapshots),
        time,
        random,
        metrics,
        admin_token,
        shutdown,
    })
}

/// The client of outgoing requests: an emulator serves developers on their own machine.
fn outbound(config: &Config) -> Result<Outbound, ServeError> {
    let reach = Reach {
        networks: config.outgoing.networks,
        loopback: match (config.emulator, config.demo) {
            (Some(true), _) => Loopback::Everyone,
            (_, true) => Loopback::Tenant(demo::TENANT),
            (_, false) => Loopback::Never,
        },
    };
    Outbound::new(reach, Arc::new(SystemResolver)).map_err(|error| ServeError::Build(error.into()))
}

/// The API, the media routes, and 404 and 405 in the error schema.
pub fn public_router(api: Router, media: &Media<SqliteStore>) -> Router {
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
