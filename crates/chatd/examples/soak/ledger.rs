//! What the API took and what the receiver was told, as it happens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

/// Shared by the chats and the receiver.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Record>);

/// Everything that was written down.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// By chat: what the API took.
    pub(crate) sent: BTreeMap<i64, Sent>,
    /// By chat: what the receiver accepted.
    pub(crate) told: BTreeMap<i64, Told>,
    /// By event id: the body that every attempt had, and how often it was accepted.
    pub(crate) events: BTreeMap<String, Seen>,
    /// What the receiver did.
    pub(crate) attempts: Attempts,
    /// Answers of the API.
    pub(crate) calls: u64,
    /// Refusals of the API, by operation and text.
    pub(crate) refusals: BTreeMap<String, u64>,
    /// What must not happen: a status of 500 or more, no answer, a file that comes back otherwise, a false signature.
    pub(crate) broken: Vec<String>,
}

/// What the API took for one chat.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) messages: u64,
    pub(crate) media: u64,
    pub(crate) listed_media: Option<u64>,
}

/// What the receiver accepted for one chat, each event once.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// How many of each type.
    pub(crate) types: BTreeMap<String, u64>,
    /// The numbers of its messages.
    pub(crate) seqs: BTreeSet<i64>,
    /// Messages of the end user.
    pub(crate) of_end_user: u64,
    /// The number of the message that was last attempted for the first time, and whether an earlier one came after it.
    pub(crate) last_first: i64,
    pub(crate) disordered: bool,
}

/// One event.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) body: u64,
    pub(crate) accepted: u64,
}

/// What became of the attempts.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) hung_up: u64,
    pub(crate) slow: u64,
}

impl Attempts {
    pub(crate) fn all(&self) -> u64 {
        self.accepted + self.refused + self.hung_up + self.slow
    }
}

impl Ledger {
    /// To read or to write in; never held across a wait.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().expect("not poisoned")
    }

    /// Everything, at the end.
    pub(crate) fn take(&self) -> Record {
        std::mem::take(&mut self.record())
    }
}
