//! The API and the background work on the ground that is laid.

use std::net::IpAddr;
use std::sync::Arc;

use chat_core::Settings;
use chat_server::RouterOptions;
use chat_store::SqliteStore;

use super::{Ground, Work};
use crate::api::Api;
use crate::auth::Gate;
use crate::control::with_faults;
use crate::desk::{self, Access, Desk, Hosts};
use crate::edge::seen::named;
use crate::idempotency;
use crate::platform::Platform;
use crate::rate_limit::RateLimit;
use crate::workers;

/// Everything that chatd does.
pub fn build(ground: &Ground) -> Work {
    let platform = Arc::new(Platform {
        store: Arc::clone(&ground.store),
        media: ground.media.clone(),
        clock: ground.clock.clone(),
        wall_clock: ground.wall_clock.clone(),
    });
    let (gate, rate_limit) = match ground.config.rate_limit {
        Some(per_second) => {
            let gate = Gate::new(ground.wall_clock.clone());
            (gate, Some(RateLimit::new(per_second)))
        }
        None => (Gate::without_limit(ground.wall_clock.clone()), None),
    };
    let api = Api::new(platform, gate, rate_limit);
    let workers = workers::start(ground);
    // No store that holds text can hold U+0000.
    let options = RouterOptions::default().refusing_nul();
    let api = chat_server::router_with(api, options, |operation, route| {
        ground.metrics.expect(operation.id);
        with_faults(route, &ground.faults).layer(named(operation.id))
    });
    Work {
        api: idempotency::layer(api, Arc::clone(&ground.store)),
        desk: desk::router(desk(ground), access(ground), &ground.metrics),
        workers,
    }
}

/// Who may do what at the desk.
fn access(ground: &Ground) -> Access {
    let token = ground.admin_token.secret().expose();
    let limited = ground.config.rate_limit.is_some();
    let admin = &ground.config.admin;
    let own = admin.listen.map(|address| match address.ip() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    });
    let listed = admin.hosts.iter().cloned().chain(own);
    Access {
        gate: desk::Gate::new(token, ground.wall_clock.clone(), limited),
        hosts: Hosts::and(listed),
        emulator: ground.config.is_emulator(),
    }
}

/// What the operations of the admin listener work with.
pub(super) fn desk(ground: &Ground) -> Desk<SqliteStore> {
    Desk {
        store: Arc::clone(&ground.store),
        clock: ground.clock.clone(),
        wall_clock: ground.wall_clock.clone(),
        random: ground.random.clone(),
        time: Arc::clone(&ground.time),
        faults: Arc::clone(&ground.faults),
        webhooks: Arc::clone(&ground.webhooks),
        snapshots: Arc::clone(&ground.snapshots),
        determinism: Arc::clone(&ground.determinism),
        outbound: ground.outbound.clone(),
        settings: Settings {
            dismiss_after: ground.config.dismiss_after,
            chat_timeout: ground.config.chat_timeout,
            queue_expiry: ground.config.queue_expiry,
            ..Settings::default()
        },
    }
}
