//! Everything kept, and brought back.

mod directory;
mod kill;
mod running;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chat_core::{ChatId, MessageContent, MessageSeq, Store as _};
use chatd::demo::TENANT;

use super::Steered;

/// The texts of a chat's messages.
async fn texts(platform: &Steered, chat: i64) -> Vec<String> {
    let store = &platform.ground.store;
    let messages = store.messages(TENANT, ChatId(chat), MessageSeq::NONE, 1000);
    let messages = messages.await.expect("asked").into_iter();
    let text = |content| match content {
        MessageContent::Text(text) => text,
        other => format!("{other:?}"),
    };
    messages.map(|message| text(message.content)).collect()
}

/// What lies directly in a directory, but for what SQLite makes and takes away.
fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("UTF-8"));
    names
        .filter(|name| !name.starts_with("chatd.db-"))
        .collect()
}

/// Every file below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
