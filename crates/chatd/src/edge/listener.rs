//! The accept loop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::Limits;
use super::connection;
use super::exchange::Exchange;
use super::recorder::Recorder;
use super::service::Requests;
use super::shutdown::Shutdown;

/// After a failed accept (no file descriptors left, usually) the loop waits this long.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// One listener with its router.
pub struct Edge {
    listener: TcpListener,
    router: Router,
    recorder: Recorder,
    limits: Limits,
}

impl Edge {
    /// Serves `router` on `listener`; nothing is accepted before [`Edge::run`].
    pub fn new(listener: TcpListener, router: Router, recorder: Recorder, limits: Limits) -> Self {
        Self {
            listener,
            router,
            recorder,
            limits,
        }
    }

    /// Accepts until the stop is asked for; returns when what was in flight is finished, or given up at the drain deadline.
    pub async fn run(self, mut shutdown: Shutdown) {
        let slots = Arc::new(Semaphore::new(self.limits.connections));
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                () = shutdown.requested() => break,
                accepted = self.accept(&slots) => {
                    if let Some((stream, peer, slot)) = accepted {
                        self.spawn(&mut connections, stream, peer, slot, shutdown.clone());
                    }
                }
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
            }
        }
        let drain = self.limits.deadlines.drain;
        drop(self.listener);
        let finished = tokio::time::timeout(drain, async {
            while connections.join_next().await.is_some() {}
        });
        if finished.await.is_err() {
            let left = connections.len();
            tracing::warn!(left, "connections were still open at the drain deadline");
            connections.shutdown().await;
        }
    }

    /// The next connection, once there is a slot for it.
    async fn accept(
        &self,
        slots: &Arc<Semaphore>,
    ) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let slot = Arc::clone(slots).acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => Some((stream, peer, slot)),
            Err(error) => {
                if !concerns_one_connection(&error) {
                    tracing::error!(%error, "cannot accept connections");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
                None
            }
        }
    }

    fn spawn(
        &self,
        connections: &mut JoinSet<()>,
        stream: TcpStream,
        peer: SocketAddr,
        slot: OwnedSemaphorePermit,
        shutdown: Shutdown,
    ) {
        // Answers are written whole; waiting to fill a packet only delays them.
        let _ = stream.set_nodelay(true);
        let requests = Requests {
            router: self.router.clone(),
            recorder: self.recorder.clone(),
            exchange: Arc::new(Exchange::default()),
            deadlines: self.limits.deadlines,
            peer,
        };
        let limits = self.limits;
        let Recorder {
            metrics, listener, ..
        } = &self.recorder;
        let counted = metrics.connection(*listener);
        connections.spawn(async move {
            connection::serve(stream, requests, limits, shutdown).await;
            drop((slot, counted));
        });
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

/// Raises the soft limit on open files to the hard one, so that the connection cap is reached before it.
pub fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "cannot raise the limit on open files");
    }
}
