//! The API and the background work on the ground that is laid.

use std::sync::Arc;

use chat_server::RouterOptions;

use super::{Ground, ServeError, Work};
use crate::api::Api;
use crate::auth::Gate;
use crate::control::with_faults;
use crate::edge::seen::named;
use crate::idempotency;
use crate::platform::Platform;
use crate::rate_limit::RateLimit;
use crate::workers;

/// Everything that chatd does.
///
/// # Errors
///
/// When the background work cannot be set up.
pub fn build(ground: &Ground) -> Result<Work, ServeError> {
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
    let workers = workers::start(ground).map_err(|error| ServeError::Build(error.into()))?;
    // No store that holds text can hold U+0000.
    let options = RouterOptions::default().refusing_nul();
    let api = chat_server::router_with(api, options, |operation, route| {
        ground.metrics.expect(operation.id);
        with_faults(route, &ground.faults).layer(named(operation.id))
    });
    Ok(Work {
        api: idempotency::layer(api, Arc::clone(&ground.store)),
        workers,
    })
}
