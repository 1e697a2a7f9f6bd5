//! A platform is killed while it restores, again and again: it starts with the old data or the new, whole.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::texts;
use crate::control::{Steered, config};
use crate::support::HUMAN;

/// Set for the child only: the directory.
const CHILD: &str = "CHATD_RESTORE_KILL_TEST_DIRECTORY";
const KILLS: u32 = 12;

#[tokio::test]
async fn a_killed_restore_leaves_the_old_or_the_new() {
    let directory = Arc::new(tempfile::tempdir().expect("a directory"));
    let config = config(directory.path(), None);
    let mut platform = Steered::start_in(Arc::clone(&directory), config.clone()).await;
    for text in ["one", "two"] {
        let chat = platform.chat(HUMAN).await;
        platform.say(&chat, text).await;
        let place = platform.ground.snapshots.named(text).expect("a name");
        platform.ground.snapshots.save(&place).await.expect("saved");
        platform = platform.restarted().await;
    }
    platform.stop().await;
    for kill in 0..KILLS {
        run_and_kill(directory.path(), kill);
        let platform = Steered::start_in(Arc::clone(&directory), config.clone()).await;
        let second = platform.client().get_chat().id(2).send().await.is_ok();
        assert_eq!(texts(&platform, 1).await[0], "one");
        let said = texts(&platform, 2).await;
        assert_eq!(said.first().map(String::as_str), second.then_some("two"));
        platform.stop().await;
    }
}

/// Kills the child within some restore, each time at another place.
fn run_and_kill(directory: &Path, kill: u32) {
    let program = std::env::current_exe().expect("the test program");
    let mut child = Command::new(program)
        .args([
            "--exact",
            "control::snapshot::kill::child",
            "--nocapture",
            "--test-threads",
            "1",
        ])
        .env(CHILD, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("start the child");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let lines = output.lines().map_while(Result::ok);
    // Kept to the end: a child whose output nobody takes ends by itself.
    let mut restores = lines.filter(|line| line.ends_with("restoring"));
    assert_eq!(restores.by_ref().take(2).count(), 2, "the child restores");
    // Half of them while the data are copied, half while they are moved.
    let place = ["data/restore.prepared", "data/restore"][kill as usize % 2];
    while !directory.join(place).exists() {
        let ended = child.try_wait().expect("a status");
        assert!(ended.is_none(), "the child restores for ever");
    }
    child.kill().expect("kill the child");
    drop(restores);
    child.wait().expect("the child is gone");
}

/// Restores for ever; does nothing when it is run as a test.
#[tokio::test]
async fn child() {
    let Ok(directory) = std::env::var(CHILD) else {
        return;
    };
    let config = config(Path::new(&directory), None);
    // The directory is the parent's.
    let own = Arc::new(tempfile::tempdir().expect("a directory"));
    let platform = Steered::start_in(own, config).await;
    loop {
        for name in ["one", "two"] {
            say("restoring");
            let place = platform.ground.snapshots.named(name).expect("a name");
            platform
                .ground
                .snapshots
                .restore(&place)
                .await
                .expect("restored");
        }
    }
}

#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn say(line: &str) {
    println!("{line}");
}
