//! The client of outgoing requests: what it reaches, and what it never does.

mod answers;
mod names;
mod reach;
mod resolver;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use chat_core::TenantId;
use chatd::outbound::{Answer, Loopback, Networks, Outbound, Post, PostError, Reach};
use http::HeaderMap;
use http::header::CONNECTION;
use tokio::net::TcpListener;

use self::resolver::Scripted;

const TENANT: TenantId = TenantId(1);

/// A listener on the loopback, in both notations, that counts connections: a request is not needed to have reached it.
struct Listener {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Listener {
    /// Answers every request by `answer`, and closes the connection.
    async fn start(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> Self {
        let v4 = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))
            .await
            .expect("a free port");
        let port = v4.local_addr().expect("bound").port();
        let connections = Arc::new(AtomicUsize::new(0));
        serve(v4, &connections, answer.clone());
        // A machine without IPv6 cannot be reached by it either.
        if let Ok(v6) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            serve(v6, &connections, answer);
        }
        Self { port, connections }
    }

    async fn accepting() -> Self {
        Self::start(Response::default).await
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn serve(
    listener: TcpListener,
    connections: &Arc<AtomicUsize>,
    answer: impl Fn() -> Response + Clone + Send + Sync + 'static,
) {
    let connections = Arc::clone(connections);
    let router = Router::new().fallback(async move || {
        let mut answer = answer();
        let close = "close".parse().expect("a value");
        answer.headers_mut().insert(CONNECTION, close);
        answer
    });
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = axum::serve::ListenerExt::tap_io(listener, move |_| {
        connections.fetch_add(1, Ordering::Relaxed);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
}

fn outbound(loopback: Loopback, resolver: &Arc<Scripted>) -> Outbound {
    let reach = Reach {
        networks: Networks::Public,
        loopback,
    };
    Outbound::new(reach, Arc::clone(resolver) as _).expect("a client")
}

/// Posts to a URL, which must pass the check.
async fn post(outbound: &Outbound, url: &str) -> Result<Answer, PostError> {
    let target = outbound.target(TENANT, url).expect("a target");
    let post = Post {
        headers: HeaderMap::new(),
        body: "{}".into(),
        timeout: Duration::from_secs(10),
        max_answer_bytes: 1024,
    };
    outbound.post(&target, post).await
}
