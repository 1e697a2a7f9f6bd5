//! The database of a data directory, for what is put there before a start and looked at after a stop.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chat_core::{Channel, ChatId, EventId, EventIdSource, TenantId};
use chat_store::{SqliteOptions, SqliteStore};
use chatd::wire::WireEncoder;

/// Ids that no program gives, so that nothing clashes.
struct TestIds(AtomicU64);

impl EventIdSource for TestIds {
    fn event_id(&self, _: TenantId, _: ChatId, _: Channel, _: u64) -> EventId {
        EventId(self.0.fetch_add(1, Ordering::Relaxed).into())
    }
}

/// Opens it; no `chatd` may run on the directory.
pub(crate) fn open(data: &Path) -> SqliteStore {
    let ids = Arc::new(TestIds(AtomicU64::new(1)));
    SqliteStore::open(data, SqliteOptions::default(), Arc::new(WireEncoder), ids)
        .expect("the database opens")
}
