//! Bodies as the edge hands them on: the request's with deadlines, the answer's with a mark at its end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

use super::Deadlines;
use super::exchange::Exchange;
use crate::clock::monotonic;

/// A request body that fails with `TimedOut` when it stalls or takes too long as a whole.
pub(super) struct DeadlineBody {
    inner: Option<Incoming>,
    exchange: Arc<Exchange>,
    deadlines: Deadlines,
    ends_by: Instant,
    timer: Option<Pin<Box<Sleep>>>,
    stalled: bool,
}

impl DeadlineBody {
    pub(super) fn new(inner: Incoming, exchange: Arc<Exchange>, deadlines: Deadlines) -> Self {
        Self {
            inner: Some(inner),
            exchange,
            deadlines,
            ends_by: monotonic() + deadlines.body,
            timer: None,
            stalled: false,
        }
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.stalled {
            let at = self.ends_by.min(monotonic() + self.deadlines.body_stall);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(at),
                None => self.timer = Some(Box::pin(tokio::time::sleep_until(at))),
            }
            self.stalled = true;
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

impl Body for DeadlineBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if this.exchange.body_timed_out() {
            return Poll::Ready(None);
        }
        let Some(inner) = &mut this.inner else {
            return Poll::Ready(None);
        };
        match Pin::new(&mut *inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.stalled = false;
                if inner.is_end_stream() {
                    this.exchange.set_body_ended();
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                error,
            )))),
            Poll::Ready(None) => {
                this.exchange.set_body_ended();
                Poll::Ready(None)
            }
            Poll::Pending => match this.poll_deadline(cx) {
                Poll::Ready(()) => {
                    this.exchange.set_body_timed_out();
                    Poll::Ready(Some(Err(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "the request body did not arrive in time",
                    ))))
                }
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner
            .as_ref()
            .map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl Drop for DeadlineBody {
    /// A body that was not read to its end goes back to the edge, which discards a short rest and keeps the connection.
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take()
            && !self.exchange.body_ended()
        {
            self.exchange.give_back(inner);
        }
    }
}

/// An answer's body that marks the exchange as answered when hyper lets go of it.
pub(super) struct AnswerBody {
    inner: axum::body::Body,
    _mark: AnsweredOnDrop,
}

struct AnsweredOnDrop(Arc<Exchange>);

impl Drop for AnsweredOnDrop {
    fn drop(&mut self) {
        self.0.answered();
    }
}

impl AnswerBody {
    pub(super) fn new(inner: axum::body::Body, exchange: Arc<Exchange>) -> Self {
        Self {
            inner,
            _mark: AnsweredOnDrop(exchange),
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
