//! The desk: the API of the admin listener (`spec/desk.yaml`), for operators and for the emulator.
//!
//! It is served beside health and metrics, never on the public listener, under its own credentials. The guard keeps browsers out
//! that were lured here, and the operations of the emulator where that is switched off.

mod admin;
mod api;
mod control;
mod error;
mod gate;
mod guard;
mod secrets;
mod seed;
mod seed_file;
mod wire;

use std::sync::Arc;

use axum::Router;
use chat_core::{
    Catalogue, Clock, DomainError, Keep, Settings, Store, StoreError, Tenant, TenantId,
};
use desk_server::RouterOptions;

pub use self::gate::Gate;
pub use self::guard::Hosts;
pub use self::seed_file::SeedFileError;
use crate::clock::WallClock;
use crate::control::snapshot::Snapshots;
use crate::control::{Determinism, Faults, Time, WebhookControl};
use crate::edge::seen::named;
use crate::idempotency::{self, Kept, Repeatable};
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::random::Random;
use error::Refusal;

/// Where the API stands on the admin listener.
pub const DESK_PATH: &str = "/desk/v1";

/// What the operations of the desk work with.
pub struct Desk<S> {
    /// Durable storage.
    pub store: Arc<S>,
    /// Domain time.
    pub clock: Arc<dyn Clock>,
    /// Protocol time.
    pub wall_clock: Arc<dyn WallClock>,
    /// Where tokens and secrets come from.
    pub random: Arc<dyn Random>,
    /// Moves the clock.
    pub time: Arc<Time<S>>,
    /// Spoils answers of the chat API.
    pub faults: Arc<Faults>,
    /// Holds events back.
    pub webhooks: Arc<WebhookControl<S>>,
    /// Keeps everything and brings it back.
    pub snapshots: Arc<Snapshots>,
    /// Makes a run the same twice.
    pub determinism: Arc<Determinism<S>>,
    /// Knows where requests may be sent.
    pub outbound: Outbound,
    /// What tenants begin with.
    pub settings: Settings,
}

/// Who may do what.
pub struct Access {
    /// Who is let in.
    pub gate: Gate,
    /// The names under which the listener is asked.
    pub hosts: Hosts,
    /// Whether the operations of the emulator are there.
    pub emulator: bool,
}

/// The routes of the desk, below [`DESK_PATH`].
pub fn router<S: Store>(desk: Desk<S>, access: Access, metrics: &Metrics) -> Router {
    let Access {
        gate,
        hosts,
        emulator,
    } = access;
    let store = Arc::clone(&desk.store);
    let api = api::Api::new(desk, gate);
    let options = RouterOptions::default().refusing_nul();
    let routes = desk_server::router_with(api, options, |operation, route| {
        metrics.expect(operation.id);
        guard::json_only(route).layer(named(operation.id))
    });
    let routes = idempotency::layer(routes, store);
    guard::layer(Router::new().nest(DESK_PATH, routes), hosts, emulator)
}

/// One authenticated call.
pub(crate) struct Call<'a, S> {
    pub(crate) desk: &'a Desk<S>,
    /// Whether, and how, its answer is kept.
    pub(crate) repeatable: Option<&'a Repeatable>,
}

impl<S: Store> Call<'_, S> {
    /// The store.
    pub(crate) fn store(&self) -> &S {
        &self.desk.store
    }

    /// What the clock shows.
    pub(crate) fn clock(&self) -> desk_types::Clock {
        wire::clock(self.desk.time.read())
    }

    /// The tenant with this path id.
    pub(crate) async fn tenant(&self, id: i64) -> Result<Arc<Tenant>, Refusal> {
        let tenant = self.store().tenant(TenantId(id)).await?;
        tenant.ok_or_else(|| Refusal::tenant_not_found(id))
    }

    /// Keeps what `show` makes of the outcome, if the call may come again.
    pub(crate) fn keep<T, A: Kept>(
        &self,
        show: impl FnOnce(&T) -> A + Send + 'static,
    ) -> Option<Keep<T>> {
        self.repeatable?.keep(move |outcome| show(outcome).kept())
    }

    /// Keeps that there was an answer, not the answer: it holds a secret.
    pub(crate) fn keep_secret<T>(&self) -> Option<Keep<T>> {
        self.keep(|_| idempotency::Secret)
    }

    /// Changes the tenant with this path id, and answers what `show` makes of it.
    pub(crate) async fn edit_tenant<A: Kept>(
        &self,
        id: i64,
        edit: impl FnOnce(&mut Tenant) -> Result<(), Refusal> + Send + 'static,
        show: impl Fn(&Tenant) -> A + Clone + Send + 'static,
    ) -> Result<A, Refusal> {
        let kept = show.clone();
        let keep = self.keep(move |tenant: &Arc<Tenant>| kept(tenant));
        let tenant = self.edit_tenant_as(id, edit, keep).await?;
        Ok(show(&tenant))
    }

    /// As [`edit_tenant`](Self::edit_tenant), with what is kept told.
    pub(crate) async fn edit_tenant_as(
        &self,
        id: i64,
        edit: impl FnOnce(&mut Tenant) -> Result<(), Refusal> + Send + 'static,
        keep: Option<Keep<Arc<Tenant>>>,
    ) -> Result<Arc<Tenant>, Refusal> {
        let edited = self.store().edit_tenant(TenantId(id), edit, keep).await;
        edited.map_err(|error| of_tenant(id, error))?
    }
}

impl<S: Store> Call<'_, S> {
    /// Refuses a URL that nothing is ever sent to.
    pub(crate) fn check_url(&self, tenant: TenantId, url: &str) -> Result<(), Refusal> {
        let checked = self.desk.outbound.target(tenant, url);
        checked
            .map(drop)
            .map_err(|error| Refusal::invalid("/url", error.to_string()))
    }

    /// Changes the tenant's menus, and answers what `show` makes of them.
    pub(crate) async fn edit_menus<A: Kept>(
        &self,
        tenant: TenantId,
        edit: impl FnOnce(Option<&Catalogue>) -> Result<Catalogue, Refusal> + Send + 'static,
        show: impl Fn(&Catalogue) -> A + Clone + Send + 'static,
    ) -> Result<A, Refusal> {
        let edited = self.store().edit_catalogue(tenant, edit, None).await;
        let menus = edited.map_err(|error| of_menus(tenant, error))??;
        Ok(show(&menus))
    }
}

/// The refusal of other menus for a tenant.
pub(crate) fn of_menus(tenant: TenantId, error: StoreError) -> Refusal {
    match error {
        StoreError::Domain(held @ DomainError::QueueHoldsChats(_)) => {
            Refusal::Conflict(held.to_string())
        }
        other => of_tenant(tenant.0, other),
    }
}

/// The refusal of something about the tenant with this path id.
pub(crate) fn of_tenant(id: i64, error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound => Refusal::tenant_not_found(id),
        other => other.into(),
    }
}
