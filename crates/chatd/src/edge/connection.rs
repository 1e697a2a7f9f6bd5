//! One connection, from accept to close.

use std::pin::pin;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::Limits;
use super::io::{Findings, Guard};
use super::reply::{HEAD_TIMEOUT, malformed};
use super::reset::{ResetError, is_reset};
use super::service::Requests;
use super::shutdown::Shutdown;

/// How long an answer of the edge's own may take to leave.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// Serves every request of the connection, then closes it.
pub(super) async fn serve(
    mut stream: TcpStream,
    requests: Requests,
    limits: Limits,
    shutdown: Shutdown,
) {
    let findings = exchange_requests(&mut stream, &requests, &limits, shutdown).await;
    if requests.exchange.resets() {
        // Without a linger, closing sends a reset. A peer that is gone needs none.
        let _ = stream.set_zero_linger();
        return;
    }
    let refusal = match findings.refused_with {
        Some(status) => Some(malformed(status)),
        None => findings.head_timed_out.then_some(HEAD_TIMEOUT),
    };
    let mut lingers = requests.exchange.closes_early();
    if let Some(refusal) = refusal {
        let answer = refusal.bytes(&requests.recorder.ids.fresh());
        lingers = matches!(
            tokio::time::timeout(LAST_WRITE, stream.write_all(&answer)).await,
            Ok(Ok(()))
        );
    }
    // A peer that is gone cannot be told that we are going.
    if stream.shutdown().await.is_ok() && lingers {
        let wait = limits.deadlines.linger;
        let _ = tokio::time::timeout(wait, discard(&mut stream, limits.linger_bytes)).await;
    }
}

/// Runs hyper until it is done with the connection.
async fn exchange_requests(
    stream: &mut TcpStream,
    requests: &Requests,
    limits: &Limits,
    mut shutdown: Shutdown,
) -> Findings {
    let mut findings = Findings::default();
    {
        let exchange = std::sync::Arc::clone(&requests.exchange);
        let guard = Guard::new(stream, &mut findings, exchange, limits.deadlines);
        let service = hyper::service::service_fn(|request: Request<Incoming>| {
            let answer = requests.clone().answer(request);
            let exchange = &requests.exchange;
            async move {
                let answer = answer.await;
                if is_reset(&answer) {
                    exchange.set_resets();
                    return Err(ResetError);
                }
                Ok(answer)
            }
        });
        let connection = http1::Builder::new()
            .header_read_timeout(None)
            .max_header_size(limits.head_bytes)
            .serve_connection(TokioIo::new(guard), service);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = shutdown.requested() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(peer = %requests.peer, %error, "connection ended early");
        }
    }
    findings
}

/// Reads and throws away until the client closes or `limit` bytes came.
async fn discard(stream: &mut TcpStream, limit: u64) {
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut left = limit;
    while left > 0 {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(count) => left = left.saturating_sub(count as u64),
        }
    }
}
