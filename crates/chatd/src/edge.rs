//! The edge: where TCP connections become requests, with a deadline on every wait.
//!
//! An accept loop of our own on hyper's HTTP/1.1 connection. What it adds:
//! - deadlines for the first byte, the head, the body (stall and whole), the request as a whole, an idle connection and a
//!   client that does not read ([`Deadlines`]);
//! - a cap on open connections; over it, new ones wait in the listen queue;
//! - a graceful drain ([`Shutdown`](shutdown::Shutdown)): stop accepting, finish what is in flight, then return;
//! - after an early answer (one sent before the body was read) what the client still sends is read and discarded, up to
//!   64 MiB or 5 s, before the connection closes: closing with unread bytes makes the kernel reset the connection, and the
//!   client never sees the answer;
//! - every answer of the edge itself, malformed HTTP included, carries the error schema of the API;
//! - `X-Request-Id` in every answer; [`RequestId`](chat_server::RequestId), [`Origin`](chat_core::Origin) (id and trace), [`Seen`](seen::Seen)
//!   and the peer's address in the extensions of every request; a line in the log and a part of the metrics for each;
//! - a panic in a handler is a 500 answer, not a lost connection.

mod body;
mod connection;
mod exchange;
mod io;
pub mod listener;
pub mod recorder;
pub mod reply;
pub mod request_id;
pub mod reset;
pub mod seen;
mod service;
pub mod shutdown;
pub mod trace;

use std::time::Duration;

/// How long the edge waits for what.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From accept to the first byte.
    pub first_byte: Duration,
    /// From the first byte of a head to its end.
    pub head: Duration,
    /// Between two requests of a connection.
    pub idle: Duration,
    /// Between two pieces of a body; over it the answer is 408.
    pub body_stall: Duration,
    /// From the head to the end of the body; over it the answer is 408.
    pub body: Duration,
    /// From the head to the head of the answer; over it the answer is 503.
    pub total: Duration,
    /// A client that takes nothing of the answer.
    pub write_stall: Duration,
    /// Reading and discarding after an early answer.
    pub linger: Duration,
    /// From the shutdown signal to giving up on what is in flight.
    pub drain: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            body_stall: Duration::from_secs(10),
            body: Duration::from_secs(120),
            total: Duration::from_secs(150),
            write_stall: Duration::from_secs(30),
            linger: Duration::from_secs(5),
            drain: Duration::from_secs(7),
        }
    }
}

/// Sizes and deadlines of one listener.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open connections at a time.
    pub connections: usize,
    /// Bytes of a request's head; over it the answer is 431.
    pub head_bytes: usize,
    /// Bytes read and discarded after an early answer.
    pub linger_bytes: u64,
    /// The waits.
    pub deadlines: Deadlines,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4_096,
            head_bytes: 32 * 1024,
            linger_bytes: 64 * 1024 * 1024,
            deadlines: Deadlines::default(),
        }
    }
}
