//! The aggregates that the writer used lately, so that a message to an active chat reads nothing.
//!
//! The writer thread is the only writer of the database, so what it wrote last is what the database holds. A job that is
//! undone takes its entries with it; after a failed commit nothing is remembered.

use std::collections::HashMap;
use std::sync::Arc;

use chat_core::{Chat, ChatId, TenantId};

/// Chats in each of the two generations.
const GENERATION: usize = 8192;

type Key = (TenantId, ChatId);

/// At most twice [`GENERATION`] chats: used ones are in the young generation; when that is full it becomes the old one,
/// and what nobody used since the last time is dropped.
#[derive(Default)]
pub(crate) struct ChatCache {
    young: HashMap<Key, Arc<Chat>>,
    old: HashMap<Key, Arc<Chat>>,
    /// What the running job put.
    touched: Vec<Key>,
}

impl ChatCache {
    /// The chat as the database holds it, if it is remembered.
    pub(crate) fn get(&mut self, key: Key) -> Option<Arc<Chat>> {
        if let Some(chat) = self.young.get(&key) {
            return Some(Arc::clone(chat));
        }
        let chat = self.old.remove(&key)?;
        self.insert(key, Arc::clone(&chat));
        Some(chat)
    }

    /// Remembers what the running job read or wrote.
    pub(crate) fn put(&mut self, key: Key, chat: Arc<Chat>) {
        self.old.remove(&key);
        self.insert(key, chat);
        self.touched.push(key);
    }

    /// The running job stays.
    pub(crate) fn keep(&mut self) {
        self.touched.clear();
    }

    /// The running job is undone.
    pub(crate) fn undo(&mut self) {
        for key in std::mem::take(&mut self.touched) {
            self.young.remove(&key);
            self.old.remove(&key);
        }
    }

    /// Nothing is certain any more.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn insert(&mut self, key: Key, chat: Arc<Chat>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, chat);
    }
}
