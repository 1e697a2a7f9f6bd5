//! Callbacks: made by one side, taken by the other.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use axum::body::Body;
use http::{HeaderValue, Uri};
use openapi_axum_rt::server::{BodyStream, Context, Failure, Outgoing, RouterOptions};
use tower::ServiceExt;

use crate::server::generated::webhooks::{
    DepotApiWebhooks, form_moved, moved_away, pictured, text_moved, watch_moved, webhook_router,
};
use crate::types::Parcel;

struct Watcher(Mutex<Sender<String>>);

impl Watcher {
    fn saw(&self, what: String) -> Result<(), Failure> {
        let sender = self.0.lock().expect("nobody panics with it");
        sender
            .send(what)
            .map_err(|error| Failure::Internal(error.into()))
    }
}

impl DepotApiWebhooks for Watcher {
    async fn watch_moved(&self, _context: Context<()>, body: Parcel) -> Result<(), Failure> {
        self.saw(format!("JSON of {}", body.id))
    }

    async fn form_moved(&self, _context: Context<()>, body: Parcel) -> Result<(), Failure> {
        self.saw(format!("a form of {}", body.id))
    }

    async fn text_moved(&self, _context: Context<()>, body: String) -> Result<(), Failure> {
        self.saw(format!("the text {body}"))
    }

    async fn moved_away(&self, _context: Context<()>) -> Result<(), Failure> {
        self.saw("nothing".to_owned())
    }

    async fn pictured(&self, _context: Context<()>, body: BodyStream) -> Result<(), Failure> {
        let media_type = body.headers.get("content-type").cloned();
        let bytes = body.bytes().await?;
        self.saw(format!("{} bytes of {media_type:?}", bytes.len()))
    }
}

async fn taken(request: Outgoing) -> String {
    let (sender, seen) = channel();
    let router = webhook_router(Watcher(Mutex::new(sender)), RouterOptions::default());
    let response = router.oneshot(request.map(Body::from)).await;
    assert_eq!(response.expect("a router answers").status(), 204);
    seen.try_recv().expect("the method was called")
}

#[tokio::test]
async fn what_is_sent_is_taken() {
    let parcel = Parcel { id: 7 };
    let request = watch_moved(Uri::from_static("/watch_moved"), &parcel);
    assert_eq!(taken(request.expect("JSON")).await, "JSON of 7");
    let request = form_moved(Uri::from_static("/form_moved"), &parcel);
    assert_eq!(taken(request.expect("a form")).await, "a form of 7");
    let request = text_moved(Uri::from_static("/text_moved"), "gone".to_owned());
    assert_eq!(taken(request).await, "the text gone");
    let request = moved_away(Uri::from_static("/moved_away"));
    assert_eq!(taken(request).await, "nothing");
    let png = HeaderValue::from_static("image/png");
    let request = pictured(Uri::from_static("/pictured"), png, vec![1, 2].into());
    assert_eq!(taken(request).await, "2 bytes of Some(\"image/png\")");
}
