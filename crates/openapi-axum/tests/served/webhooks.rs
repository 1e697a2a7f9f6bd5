//! A callback: made by one side, taken by the other.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use axum::body::Body;
use http::Uri;
use openapi_axum_rt::server::{Context, Failure, RouterOptions};
use tower::ServiceExt;

use crate::server::generated::webhooks::{DepotApiWebhooks, watch_moved, webhook_router};
use crate::types::Parcel;

struct Watcher(Mutex<Sender<i64>>);

impl DepotApiWebhooks for Watcher {
    async fn watch_moved(&self, _context: Context<()>, body: Parcel) -> Result<(), Failure> {
        let sender = self.0.lock().expect("nobody panics with it");
        sender
            .send(body.id)
            .map_err(|error| Failure::Internal(error.into()))
    }
}

#[tokio::test]
async fn what_is_sent_is_taken() {
    let (sender, seen) = channel();
    let router = webhook_router(Watcher(Mutex::new(sender)), RouterOptions::default());
    let url = Uri::from_static("/watch_moved");
    let request = watch_moved(url, &Parcel { id: 7 }).expect("a request");
    let response = router.oneshot(request.map(Body::from)).await;
    assert_eq!(response.expect("a router answers").status(), 204);
    assert_eq!(seen.try_recv(), Ok(7));
}
