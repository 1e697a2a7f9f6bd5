//! Of a data directory that no chatd runs on.

use std::fs;
use std::path::Path;

use chat_store::OpenError;
use chatd::clock::{SystemClock, WallClock};
use chatd::control::snapshot::{SnapshotError, finish_restore, restore_directory, save_directory};

use super::{files, names, texts};
use crate::control::{Steered, config};
use crate::support::{HUMAN, picture};

fn now() -> jiff::Timestamp {
    WallClock::now(&SystemClock)
}

/// A stopped platform with a chat that has a message, and a snapshot `saved` beside its data.
async fn saved() -> (std::sync::Arc<tempfile::TempDir>, i64) {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    platform.say(&chat, "kept").await;
    let directory = std::sync::Arc::clone(&platform.directory);
    platform.stop().await;
    let data = directory.path().join("data");
    save_directory(&data, &directory.path().join("saved"), now()).expect("saved");
    (directory, chat.id)
}

#[tokio::test]
async fn a_restored_directory_starts_like_the_saved_one() {
    let (directory, chat) = saved().await;
    let elsewhere = std::sync::Arc::new(tempfile::tempdir().expect("a directory"));
    let data = elsewhere.path().join("data");
    restore_directory(&directory.path().join("saved"), &data, None).expect("restored");
    let config = config(elsewhere.path(), None);
    let platform = Steered::start_in(elsewhere, config).await;
    assert_eq!(texts(&platform, chat).await[0], "kept");
    assert_eq!(platform.now(chat).await.id, chat, "with the saved token");
    platform.stop().await;
}

#[tokio::test]
async fn a_directory_in_use_is_neither_saved_nor_restored() {
    let platform = Steered::start(None).await;
    let data = &platform.ground.config.data;
    let to = platform.directory.path().join("saved");
    platform.ground.snapshots.save(&to).await.expect("saved");
    let saved = save_directory(data, &platform.directory.path().join("again"), now());
    let restored = restore_directory(&to, data, None);
    for refused in [saved.map(drop), restored] {
        let locked = matches!(refused, Err(SnapshotError::Open(OpenError::Locked { .. })));
        assert!(locked, "{refused:?}");
    }
    platform.stop().await;
}

#[tokio::test]
async fn what_is_no_directory_of_ours_is_refused() {
    let empty = tempfile::tempdir().expect("a directory");
    let to = empty.path().join("to");
    let refused = save_directory(&empty.path().join("missing"), &to, now());
    assert!(matches!(refused, Err(SnapshotError::NoData(_))));
    assert!(!to.exists());
    let refused = restore_directory(empty.path(), &empty.path().join("data"), None);
    assert!(matches!(refused, Err(SnapshotError::NotASnapshot(_))));
}

/// Spoils a snapshot, and tells whether the refusal is the right one.
struct Spoilt {
    what: &'static str,
    spoil: fn(&Path),
    right: fn(&SnapshotError) -> bool,
}

fn rewrite_digest(snapshot: &Path) {
    // As if it had been saved so: only the database itself can tell.
    let manifest = snapshot.join("snapshot.json");
    let text = fs::read(&manifest).expect("a manifest");
    let mut json: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let database = fs::read(snapshot.join("chatd.db")).expect("a database");
    let digest = sha256(&database);
    json["files"]["chatd.db"] = serde_json::json!({"bytes": database.len(), "sha256": digest});
    fs::write(manifest, json.to_string()).expect("written");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    chatd::random::hex(&sha2::Sha256::digest(bytes))
}

/// Writes a number into the header of the database.
fn header(snapshot: &Path, at: usize, value: u32) {
    let path = snapshot.join("chatd.db");
    let mut bytes = fs::read(&path).expect("read");
    bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
    fs::write(path, bytes).expect("written");
    rewrite_digest(snapshot);
}

const SPOILT: [Spoilt; 9] = [
    Spoilt {
        what: "a file is missing",
        spoil: |snapshot| fs::remove_file(snapshot.join("media.key")).expect("removed"),
        right: |error| matches!(error, SnapshotError::Damaged { .. }),
    },
    Spoilt {
        what: "the database is cut short",
        spoil: |snapshot| {
            let file = fs::File::options()
                .write(true)
                .open(snapshot.join("chatd.db"));
            file.expect("open").set_len(8192).expect("cut");
        },
        right: |error| matches!(error, SnapshotError::Damaged { .. }),
    },
    Spoilt {
        what: "the database was saved cut short",
        spoil: |snapshot| {
            let file = fs::File::options()
                .write(true)
                .open(snapshot.join("chatd.db"));
            file.expect("open").set_len(8192).expect("cut");
            rewrite_digest(snapshot);
        },
        right: |error| {
            matches!(
                error,
                SnapshotError::Database {
                    source: OpenError::Corrupt { .. },
                    ..
                }
            )
        },
    },
    Spoilt {
        what: "a bit is wrong",
        spoil: |snapshot| {
            let path = snapshot.join("chatd.db");
            let mut bytes = fs::read(&path).expect("read");
            bytes[5000] ^= 1;
            fs::write(path, bytes).expect("written");
        },
        right: |error| matches!(error, SnapshotError::Damaged { .. }),
    },
    Spoilt {
        what: "the database is another program's",
        spoil: |snapshot| header(snapshot, 68, 7),
        right: |error| {
            matches!(
                error,
                SnapshotError::Database {
                    source: OpenError::Foreign { .. },
                    ..
                }
            )
        },
    },
    Spoilt {
        what: "the database is a newer version's",
        spoil: |snapshot| header(snapshot, 60, 1_000_000),
        right: |error| {
            matches!(
                error,
                SnapshotError::Database {
                    source: OpenError::NewerVersion { .. },
                    ..
                }
            )
        },
    },
    Spoilt {
        what: "the format is a newer version's",
        spoil: |snapshot| {
            fs::write(snapshot.join("snapshot.json"), r#"{"format":2,"parts":[]}"#)
                .expect("written");
        },
        right: |error| matches!(error, SnapshotError::Newer(_)),
    },
    Spoilt {
        what: "the manifest is cut short",
        spoil: |snapshot| {
            fs::write(snapshot.join("snapshot.json"), r#"{"format":1,"#).expect("written");
        },
        right: |error| matches!(error, SnapshotError::Damaged { .. }),
    },
    Spoilt {
        what: "the manifest leads out of the snapshot",
        spoil: |snapshot| {
            let path = snapshot.join("snapshot.json");
            let text = fs::read_to_string(&path).expect("read");
            let text = text.replace("\"demo.json\"", "\"media/uploads/../../../demo.json\"");
            fs::write(path, text).expect("written");
        },
        right: |error| matches!(error, SnapshotError::Damaged { .. }),
    },
];

#[tokio::test]
async fn a_spoilt_snapshot_leaves_the_old_data() {
    let (directory, _) = saved().await;
    let data = directory.path().join("data");
    // As a stop leaves it, with the lock file.
    let before = picture(&data);
    for Spoilt { what, spoil, right } in SPOILT {
        let snapshot = directory.path().join("spoilt");
        copy(&directory.path().join("saved"), &snapshot);
        spoil(&snapshot);
        let error = restore_directory(&snapshot, &data, None).expect_err(what);
        assert!(right(&error), "{what}: {error:?}");
        assert_eq!(error.to_string().lines().count(), 1, "{what}: {error}");
        assert_eq!(picture(&data), before, "{what}");
        fs::remove_dir_all(&snapshot).expect("removed");
    }
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        fs::copy(&file, &target).expect("copied");
    }
}

/// The digest of every file that a snapshot has: the lock and the token of the administration belong to the place.
fn contents(data: &Path) -> Vec<(std::path::PathBuf, String)> {
    let files = files(data).into_iter();
    let of_place = |path: &Path| {
        ["chatd.lock", "admin.token"]
            .iter()
            .any(|it| path.ends_with(it))
    };
    let files = files.filter(|path| !of_place(path));
    let relative = |path: &Path| path.strip_prefix(data).expect("below").to_owned();
    let digest = |path: &Path| sha256(&fs::read(path).expect("read"));
    files.map(|path| (relative(&path), digest(&path))).collect()
}

/// A restore that is cut off after any of its moves is ended by the next start.
#[tokio::test]
async fn a_decided_restore_is_ended_from_wherever_it_got_to() {
    let (directory, _) = saved().await;
    let saved = directory.path().join("saved");
    let restored = directory.path().join("restored");
    restore_directory(&saved, &restored, None).expect("restored");
    let expected = contents(&restored);

    // What a restore has moved so far, in its order, beginning with nothing.
    let moves: [fn(&Path); 6] = [
        |_| {},
        |data| fs::write(data.join("chatd.db-wal"), "an old log").expect("written"),
        |data| {
            fs::remove_file(data.join("chatd.db-wal")).expect("removed");
            fs::rename(data.join("restore/chatd.db"), data.join("chatd.db")).expect("moved");
        },
        |data| {
            for name in ["media.key", "demo.json"] {
                fs::rename(data.join("restore").join(name), data.join(name)).expect("moved");
            }
        },
        |data| fs::rename(data.join("media"), data.join("media.old")).expect("moved"),
        |data| fs::rename(data.join("restore/media"), data.join("media")).expect("moved"),
    ];
    for count in 1..=moves.len() {
        let data = directory.path().join(format!("cut-{count}"));
        copy(&directory.path().join("data"), &data);
        fs::write(data.join("demo.json"), "the old one").expect("written");
        fs::create_dir_all(data.join("media/attached")).expect("made");
        fs::write(data.join("media/attached/old"), "the old one").expect("written");
        copy(&restored, &data.join("restore"));
        fs::remove_file(data.join("restore/chatd.lock")).expect("removed");
        fs::create_dir_all(data.join("restore/media/attached")).expect("made");
        fs::copy(
            saved.join("snapshot.json"),
            data.join("restore/snapshot.json"),
        )
        .expect("copied");
        for step in &moves[..count] {
            step(&data);
        }
        finish_restore(&data).expect("ended");
        assert_eq!(contents(&data), expected, "after {count} moves");
    }
}

#[tokio::test]
async fn what_was_only_prepared_is_dropped() {
    let (directory, _) = saved().await;
    let data = directory.path().join("data");
    let before = names(&data);
    copy(
        &directory.path().join("saved"),
        &data.join("restore.prepared"),
    );
    finish_restore(&data).expect("dropped");
    assert_eq!(names(&data), before);
}
