//! The socket as hyper sees it: deadlines on head, idleness and writing, and hyper's own error answers held back.
//!
//! hyper answers malformed HTTP itself, with an empty body, and cannot be told otherwise. It does so only between
//! requests, when everything before is flushed; so whatever is written in [`Phase::Idle`] is such an answer. The guard
//! keeps its status and swallows it; the connection then writes the answer of the API's error schema instead.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::Deadlines;
use super::exchange::{Exchange, Phase};
use crate::clock::monotonic;

/// What the guard found out; read after hyper is done with the connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Findings {
    /// The status of the answer that hyper wanted to give.
    pub(super) refused_with: Option<u16>,
    /// The head began and did not end in time.
    pub(super) head_timed_out: bool,
}

/// What the read deadline is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    FirstByte,
    Head,
    NextRequest,
    Nothing,
}

/// The guarded socket.
pub(super) struct Guard<'a> {
    stream: &'a mut TcpStream,
    findings: &'a mut Findings,
    exchange: Arc<Exchange>,
    deadlines: Deadlines,
    waiting: Waiting,
    requests_seen: u64,
    read_by: Instant,
    read_timer: Pin<Box<Sleep>>,
    write_timer: Option<Pin<Box<Sleep>>>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(
        stream: &'a mut TcpStream,
        findings: &'a mut Findings,
        exchange: Arc<Exchange>,
        deadlines: Deadlines,
    ) -> Self {
        let read_by = monotonic() + deadlines.first_byte;
        Self {
            stream,
            findings,
            exchange,
            deadlines,
            waiting: Waiting::FirstByte,
            requests_seen: 0,
            read_by,
            read_timer: Box::pin(tokio::time::sleep_until(read_by)),
            write_timer: None,
        }
    }

    /// Starts the deadline that belongs to the present phase, once.
    ///
    /// Called at each read and after each flush: hyper does not read again after an answer when it knows that there
    /// is nothing to read.
    fn note_phase(&mut self) {
        if self.exchange.phase() != Phase::Idle {
            self.waiting = Waiting::Nothing;
            return;
        }
        let requests = self.exchange.requests();
        if self.requests_seen != requests {
            self.requests_seen = requests;
            self.waiting = Waiting::NextRequest;
            self.read_by = monotonic() + self.deadlines.idle;
        }
    }

    fn note_bytes(&mut self) {
        if matches!(self.waiting, Waiting::FirstByte | Waiting::NextRequest) {
            self.waiting = Waiting::Head;
            self.read_by = monotonic() + self.deadlines.head;
        }
    }

    /// A read is pending: is its deadline over?
    fn poll_read_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.waiting == Waiting::Nothing {
            return Poll::Pending;
        }
        if self.read_timer.deadline() != self.read_by {
            self.read_timer.as_mut().reset(self.read_by);
        }
        ready!(self.read_timer.as_mut().poll(cx));
        self.findings.head_timed_out = self.waiting == Waiting::Head;
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Lets a write through, fails it when the client took nothing for too long.
    fn watch_write(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.write_timer = None;
            return written;
        }
        let stall = self.deadlines.write_stall;
        let timer = self
            .write_timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(stall)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Holds back an answer of hyper's own.
    fn swallow(&mut self, bytes: &[u8]) -> bool {
        if self.exchange.phase() != Phase::Idle {
            return false;
        }
        if self.findings.refused_with.is_none() {
            let digits = bytes.get(9..12).and_then(|d| std::str::from_utf8(d).ok());
            self.findings.refused_with = Some(digits.and_then(|d| d.parse().ok()).unwrap_or(400));
        }
        true
    }
}

impl AsyncRead for Guard<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.note_phase();
        let before = buffer.filled().len();
        match Pin::new(&mut *self.stream).poll_read(cx, buffer) {
            Poll::Ready(Ok(())) => {
                if buffer.filled().len() > before {
                    self.note_bytes();
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.poll_read_deadline(cx),
        }
    }
}

impl AsyncWrite for Guard<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.swallow(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut *self.stream).poll_write(cx, bytes);
        self.watch_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.swallow(pieces.first().map_or(&[], |piece| piece)) {
            return Poll::Ready(Ok(pieces.iter().map(|piece| piece.len()).sum()));
        }
        let written = Pin::new(&mut *self.stream).poll_write_vectored(cx, pieces);
        self.watch_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut *self.stream).poll_flush(cx))?;
        if self.exchange.flushed() {
            self.note_phase();
            let read_by = self.read_by;
            self.read_timer.as_mut().reset(read_by);
            // Only for the wake-up; the read that follows it sees that the deadline is over.
            let _ = self.read_timer.as_mut().poll(cx);
        }
        Poll::Ready(Ok(()))
    }

    /// Closing is the connection's work, after hyper is done.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
