//! Names are looked up for every connection, but each once at a time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chatd::outbound::{Addresses, Loopback, Networks, Outbound, Post, Reach, Resolver};
use futures::future::join_all;
use http::HeaderMap;
use tokio::sync::Semaphore;

use super::TENANT;

/// Holds every look-up until it is let go, and then fails it.
struct Held {
    look_ups: AtomicUsize,
    gate: Arc<Semaphore>,
}

impl Resolver for Held {
    fn look_up(&self, _: &str) -> Addresses {
        self.look_ups.fetch_add(1, Ordering::Relaxed);
        let gate = Arc::clone(&self.gate);
        Box::pin(async move {
            let _open = gate.acquire().await;
            Err(io::Error::other("held"))
        })
    }
}

#[tokio::test]
async fn a_name_server_that_does_not_answer_is_asked_once() {
    let held = Arc::new(Held {
        look_ups: AtomicUsize::new(0),
        gate: Arc::new(Semaphore::new(0)),
    });
    let reach = Reach {
        networks: Networks::Public,
        loopback: Loopback::Never,
    };
    let outbound = Outbound::new(reach, Arc::clone(&held) as _).expect("a client");
    let target = outbound
        .target(TENANT, "https://hook.example/")
        .expect("a target");
    let post = || Post {
        headers: HeaderMap::new(),
        body: "{}".into(),
        timeout: Duration::from_millis(100),
        max_answer_bytes: 1024,
    };
    let look_ups = || held.look_ups.load(Ordering::Relaxed);
    let posted = join_all((0..20).map(|_| outbound.post(&target, post()))).await;
    assert!(posted.iter().all(Result::is_err));
    outbound
        .post(&target, post())
        .await
        .expect_err("still held");
    assert_eq!(look_ups(), 1);
    held.gate.add_permits(1);
    crate::support::until("it is asked anew", async || {
        outbound.post(&target, post()).await.expect_err("fails");
        (look_ups() > 1).then_some(())
    })
    .await;
}
