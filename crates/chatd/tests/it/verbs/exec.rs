//! `chatd exec -- CMD…`

use std::fs;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::support::{Process, program, run};

fn exec(flags: &[&str], script: &str, temporary: &Path) -> Command {
    let mut command = program();
    command
        .env("TMPDIR", temporary)
        .env("PATH", "/usr/bin:/bin");
    command
        .arg("exec")
        .args(flags)
        .args(["--", "sh", "-c", script]);
    command
}

#[tokio::test]
async fn the_command_finds_a_server_and_its_exit_code_is_handed_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let script = r#"
        echo "$CHATD_SUBDOMAIN"
        curl -s -u "$CHATD_SUBDOMAIN:$CHATD_TOKEN" -H 'Content-Type: application/json' \
            -d '{"identifier":"ada"}' "$CHATD_URL/apps/api/v1/end_users"; echo
        curl -s "$CHATD_ADMIN_URL/readyz"; echo
        echo "${#CHATD_COMPANY_SECRET} ${#CHATD_WEBHOOK_SECRET} ${#CHATD_ADMIN_TOKEN}"
        ls "$TMPDIR"/chatd-exec-*/data/chatd.db > /dev/null || exit 1
        exit 42"#;
    let said = run(exec(&[], script, directory.path())).await;
    assert_eq!(said.code, Some(42), "{said:?}");
    assert_eq!(said.err, "", "it is quiet");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        lines,
        [
            "demo",
            r#"{"id":1,"identifier":"ada"}"#,
            "ready",
            "43 43 43"
        ]
    );
    let left = fs::read_dir(directory.path()).expect("readable").count();
    assert_eq!(left, 0, "nothing is left behind");
}

#[tokio::test]
async fn it_keeps_the_data_where_it_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("kept");
    let data = data.to_str().expect("UTF-8");
    let said = run(exec(&["--data", data], "true", directory.path())).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(Path::new(data).join("chatd.db").is_file());
}

#[tokio::test]
async fn signals_are_forwarded_and_handed_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let script = "trap 'echo told; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    let mut process = Process::start(&mut exec(&[], script, directory.path()));
    process.lines(1).await;
    process.signal(Signal::TERM);
    assert_eq!(process.exit().await.code(), Some(7));
    assert_eq!(process.lines(2).await[1], "told");

    // In a session of its own there is no terminal that would tell the command.
    let script = "trap 'echo told; exit 8' INT; echo ready; while :; do sleep 0.05; done";
    let told = exec(&[], script, directory.path());
    let mut apart = Command::new("setsid");
    apart
        .env_clear()
        .args([told.get_program()])
        .args(told.get_args());
    apart.envs(
        told.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let mut process = Process::start(&mut apart);
    process.lines(1).await;
    process.signal(Signal::INT);
    assert_eq!(process.exit().await.code(), Some(8));

    let said = run(exec(&[], "kill -9 $$", directory.path())).await;
    assert_eq!(said.code, Some(128 + 9), "{said:?}");
}

#[tokio::test]
async fn a_command_that_is_not_there_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = program();
    command.env("TMPDIR", directory.path());
    command.args(["exec", "--", "/nowhere/command"]);
    let said = run(command).await;
    assert_eq!(said.code, Some(127));
    assert!(
        said.err
            .starts_with("chatd: /nowhere/command cannot be run: "),
        "{}",
        said.err
    );
    assert_eq!(fs::read_dir(directory.path()).expect("readable").count(), 0);

    let mut command = program();
    command.args(["exec", "--listen", "x", "--", "true"]);
    assert_eq!(run(command).await.code, Some(2));
}

#[tokio::test]
async fn what_a_server_around_it_has_set_is_not_handed_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = exec(&[], "echo \"[$CHATD_TOKEN]\"", directory.path());
    command.env("CHATD_DEMO", "off").env("CHATD_TOKEN", "stale");
    let said = run(command).await;
    assert_eq!((said.code, said.out.as_str()), (Some(0), "[]\n"));
}
