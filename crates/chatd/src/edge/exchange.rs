//! What the socket's guard and the service of one connection know of each other.
//!
//! HTTP/1.1 has one exchange at a time on a connection, so one small record per connection is enough.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

use hyper::body::Incoming;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// Between requests, or while a head arrives. What is written now is written by hyper itself.
    Idle = 0,
    /// A request is with the service, or its answer is on the way.
    Busy = 1,
    /// The whole answer is handed to hyper; it may still be in its buffer.
    Answered = 2,
}

/// The shared record.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    phase: AtomicU8,
    requests: AtomicU64,
    body_ended: AtomicBool,
    body_timed_out: AtomicBool,
    closes_early: AtomicBool,
    resets: AtomicBool,
    leftover: Mutex<Option<Incoming>>,
}

impl Exchange {
    pub(super) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Idle,
            1 => Phase::Busy,
            _ => Phase::Answered,
        }
    }

    /// How many requests came in so far.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Acquire)
    }

    /// A request came in; `bodiless` when there is nothing more to read of it.
    pub(super) fn begin(&self, bodiless: bool) {
        self.body_ended.store(bodiless, Ordering::Release);
        self.body_timed_out.store(false, Ordering::Release);
        self.phase.store(Phase::Busy as u8, Ordering::Release);
        self.requests.fetch_add(1, Ordering::AcqRel);
    }

    /// The answer's body was given away in full (or dropped).
    pub(super) fn answered(&self) {
        self.phase.store(Phase::Answered as u8, Ordering::Release);
    }

    /// Everything is flushed: a complete answer makes the connection idle again; true when it did so now.
    pub(super) fn flushed(&self) -> bool {
        let (answered, idle) = (Phase::Answered as u8, Phase::Idle as u8);
        self.phase
            .compare_exchange(answered, idle, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    pub(super) fn body_ended(&self) -> bool {
        self.body_ended.load(Ordering::Acquire)
    }

    pub(super) fn set_body_ended(&self) {
        self.body_ended.store(true, Ordering::Release);
    }

    pub(super) fn body_timed_out(&self) -> bool {
        self.body_timed_out.load(Ordering::Acquire)
    }

    pub(super) fn set_body_timed_out(&self) {
        self.body_timed_out.store(true, Ordering::Release);
    }

    /// The answer goes out before the body was read: the connection closes after it, with a linger.
    pub(super) fn set_closes_early(&self) {
        self.closes_early.store(true, Ordering::Release);
    }

    pub(super) fn closes_early(&self) -> bool {
        self.closes_early.load(Ordering::Acquire)
    }

    /// The connection ends with a reset.
    pub(super) fn set_resets(&self) {
        self.resets.store(true, Ordering::Release);
    }

    pub(super) fn resets(&self) -> bool {
        self.resets.load(Ordering::Acquire)
    }

    /// The part of the body that the handler did not read is given back.
    pub(super) fn give_back(&self, body: Incoming) {
        *self.lock() = Some(body);
    }

    /// Takes what was given back.
    pub(super) fn take_leftover(&self) -> Option<Incoming> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Incoming>> {
        self.leftover
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
