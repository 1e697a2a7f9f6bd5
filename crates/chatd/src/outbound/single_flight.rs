//! One look-up per name at a time.
//!
//! A look-up cannot be cut off: it holds a thread of its own until the name servers answer or are given up, long after
//! whoever asked has gone. Without a bound the names of one dead name server could hold every thread.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};

use super::resolver::{Addresses, Resolver};

type LookUp = Shared<BoxFuture<'static, Result<Vec<IpAddr>, Arc<io::Error>>>>;

/// Lets whoever asks for a name while it is looked up wait for that answer; nobody gets an older one.
pub(super) struct SingleFlight {
    resolver: Arc<dyn Resolver>,
    under_way: Mutex<HashMap<String, LookUp>>,
}

impl SingleFlight {
    pub(super) fn new(resolver: Arc<dyn Resolver>) -> Self {
        Self {
            resolver,
            under_way: Mutex::default(),
        }
    }

    fn join(&self, name: &str) -> LookUp {
        let mut under_way = self
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|_, look_up| look_up.peek().is_none());
        if let Some(look_up) = under_way.get(name) {
            return look_up.clone();
        }
        let look_up = self.resolver.look_up(name).map(|it| it.map_err(Arc::new));
        let look_up = look_up.boxed().shared();
        // Goes on when everybody has gone, so that its end is seen.
        tokio::spawn(look_up.clone());
        under_way.insert(name.to_owned(), look_up.clone());
        look_up
    }
}

impl Resolver for SingleFlight {
    fn look_up(&self, name: &str) -> Addresses {
        let look_up = self.join(name);
        Box::pin(async move { look_up.await.map_err(io::Error::other) })
    }
}
