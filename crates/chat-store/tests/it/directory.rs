//! Data directories: modes, the lock, and everything that is refused with nothing touched.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chat_core::{ClaimDeliveries, Store};
use chat_store::{OpenError, SqliteStore};

use crate::support::{QUEUE, TENANT, at, create, open, say, set_up};

/// Every file with its bytes.
fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).expect("a directory");
    entries
        .map(|entry| entry.expect("an entry"))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

/// Asserts that opening fails with this text, one line, and changes no byte.
fn refused(directory: &Path, text: &str) {
    let before = contents(directory);
    let error = open(directory).expect_err("it is refused").to_string();
    assert!(error.contains(text), "`{error}` lacks `{text}`");
    assert!(!error.contains('\n'), "`{error}` is one line");
    assert!(
        error.contains(&directory.display().to_string()),
        "`{error}` names the place"
    );
    assert_eq!(contents(directory), before);
}

/// A directory with a store in it, closed.
fn closed_store() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path()).expect("open");
    block_on(set_up(&store, false));
    directory
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime")
        .block_on(future)
}

#[test]
fn what_is_made_is_private() {
    let parent = tempfile::tempdir().expect("a temporary directory");
    let path = parent.path().join("a").join("b");
    let store = open(&path).expect("open");
    block_on(set_up(&store, false));
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&parent.path().join("a")), 0o700);
    let names: Vec<String> = contents(&path).into_keys().collect();
    assert_eq!(
        names,
        ["chatd.db", "chatd.db-shm", "chatd.db-wal", "chatd.lock"]
    );
    for name in names {
        assert_eq!(mode(&path.join(&name)), 0o600, "{name}");
    }
}

#[test]
fn a_closed_store_is_one_file_and_opens_again() {
    let directory = closed_store();
    let names: Vec<String> = contents(directory.path()).into_keys().collect();
    assert_eq!(names, ["chatd.db", "chatd.lock"]);
    let store = open(directory.path()).expect("open again");
    assert!(block_on(store.tenant(TENANT)).expect("ask").is_some());
}

#[test]
fn a_second_opener_is_refused() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = open(directory.path()).expect("open");
    let error = open(directory.path()).expect_err("it is locked");
    assert!(matches!(error, OpenError::Locked { .. }), "{error}");
    let clone: SqliteStore = store.clone();
    drop(store);
    assert!(
        matches!(open(directory.path()), Err(OpenError::Locked { .. })),
        "a clone holds it"
    );
    drop(clone);
    open(directory.path()).expect("it is free");
}

#[test]
fn a_file_in_the_way_is_refused() {
    let parent = tempfile::tempdir().expect("a temporary directory");
    let file = parent.path().join("file");
    fs::write(&file, "not a directory").expect("write");
    for path in [file.clone(), file.join("below")] {
        let error = open(&path).expect_err("it is refused");
        assert!(matches!(error, OpenError::NotADirectory { .. }), "{error}");
    }
    assert_eq!(fs::read(&file).expect("read"), b"not a directory");
}

#[test]
fn what_cannot_be_written_is_refused() {
    if rustix::process::geteuid().is_root() {
        // The superuser may write everywhere but to what takes no files at all.
        let error = open(Path::new("/proc/chatd-data")).expect_err("it is refused");
        assert!(!error.to_string().contains('\n'));
        return;
    }
    let directory = closed_store();
    for (name, closed) in [("chatd.db", 0o400), ("chatd.lock", 0o400), (".", 0o500)] {
        let path = directory.path().join(name);
        let usual = mode(&path);
        if name == "." {
            fs::remove_file(directory.path().join("chatd.lock")).expect("remove");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(closed)).expect("chmod");
        refused(directory.path(), "is not writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(usual)).expect("chmod");
    }
}

#[test]
fn a_newer_version_is_refused() {
    let directory = closed_store();
    let database = rusqlite::Connection::open(directory.path().join("chatd.db")).expect("open");
    database
        .pragma_update(None, "user_version", 4711)
        .expect("set");
    drop(database);
    refused(directory.path(), "has schema version 4711, newer than ");
    fs::remove_file(directory.path().join("chatd.lock")).expect("remove");
    refused(directory.path(), "has schema version 4711, newer than ");
}

#[test]
fn a_newer_version_that_is_only_in_the_log_is_refused() {
    let directory = closed_store();
    let copy = tempfile::tempdir().expect("a temporary directory");
    let database = rusqlite::Connection::open(directory.path().join("chatd.db")).expect("open");
    database
        .pragma_update(None, "user_version", 4711)
        .expect("set");
    for name in ["chatd.db", "chatd.db-wal"] {
        fs::copy(directory.path().join(name), copy.path().join(name)).expect("copy");
    }
    let before = contents(copy.path());
    let error = open(copy.path()).expect_err("it is refused");
    assert!(
        matches!(error, OpenError::NewerVersion { found: 4711, .. }),
        "{error}"
    );
    let after = contents(copy.path());
    assert!(
        before
            .iter()
            .all(|(name, bytes)| after.get(name) == Some(bytes))
    );
}

#[test]
fn a_corrupt_database_is_refused() {
    let directory = closed_store();
    let path = directory.path().join("chatd.db");
    let sound = fs::read(&path).expect("read");
    let mut garbled = sound.clone();
    garbled[4096..].fill(0xa5);
    let cases = [
        (
            b"this is not a database".to_vec(),
            "it ends within its header",
        ),
        (vec![0x5a; 8192], "it is not an SQLite database"),
        (sound[..sound.len() / 2].to_vec(), "it is cut short"),
        (garbled, "is corrupt"),
    ];
    for (bytes, text) in cases {
        fs::write(&path, bytes).expect("write");
        refused(directory.path(), text);
    }
    fs::write(&path, sound).expect("write");
    open(directory.path()).expect("the sound database opens");
}

#[test]
fn a_log_without_its_database_is_refused() {
    let directory = closed_store();
    fs::write(directory.path().join("chatd.db-wal"), [1; 64]).expect("write");
    fs::write(directory.path().join("chatd.db"), "").expect("write");
    refused(directory.path(), "its log is there but it is empty");
    fs::remove_file(directory.path().join("chatd.db")).expect("remove");
    refused(directory.path(), "its log is there but it is empty");
}

#[test]
fn another_programs_database_is_refused() {
    for application_id in [0, 99] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let database = rusqlite::Connection::open(directory.path().join("chatd.db")).expect("open");
        database
            .execute_batch("CREATE TABLE theirs (x)")
            .expect("create");
        database
            .pragma_update(None, "application_id", application_id)
            .expect("set");
        drop(database);
        let before = fs::read(directory.path().join("chatd.db")).expect("read");
        let error = open(directory.path()).expect_err("it is refused");
        assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
        assert_eq!(
            fs::read(directory.path().join("chatd.db")).expect("read"),
            before
        );
    }
}

#[test]
fn files_that_are_not_ours_are_ignored() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("notes.txt"), "mine").expect("write");
    fs::write(directory.path().join("other.db"), "mine").expect("write");
    fs::create_dir(directory.path().join("media")).expect("create");
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).expect("chmod");
    drop(open(directory.path()).expect("open"));
    assert_eq!(
        fs::read(directory.path().join("notes.txt")).expect("read"),
        b"mine"
    );
    assert_eq!(
        fs::read(directory.path().join("other.db")).expect("read"),
        b"mine"
    );
    assert_eq!(
        mode(directory.path()),
        0o755,
        "a directory that was there keeps its mode"
    );
}

#[test]
fn leases_are_void_at_the_start() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let claim = ClaimDeliveries {
        due_by: at(10),
        wall_now: at(10),
        lease_until: at(1_000_000),
        per_receiver: 10,
        per_slow_receiver: 1,
        after: None,
        limit: 10,
    };
    let store = open(directory.path()).expect("open");
    let first = block_on(async {
        let ada = set_up(&store, true).await;
        let chat = create(&store, QUEUE, &ada).await;
        say(&store, chat, &ada, "hello", 1).await;
        let first = store.claim_deliveries(claim).await.expect("claim");
        assert_eq!(store.claim_deliveries(claim).await.expect("claim"), []);
        first
    });
    drop(store);
    let store = open(directory.path()).expect("open again");
    assert_eq!(
        block_on(store.claim_deliveries(claim)).expect("claim"),
        first
    );
}
