//! `chatd config`

use crate::support::{program, run};

#[tokio::test]
async fn check_says_nothing_or_everything_that_is_wrong() {
    let mut command = program();
    command.args(["config", "check"]);
    let said = run(command).await;
    assert_eq!((said.code, said.out + &said.err), (Some(0), String::new()));

    let mut command = program();
    command.args(["config", "check", "--rate-limit", "x"]);
    command.env("CHATD_AGENTS", "maybe");
    let said = run(command).await;
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("chatd: --rate-limit: "), "{lines:?}");
    assert!(lines[1].starts_with("chatd: CHATD_AGENTS: "), "{lines:?}");
}

#[tokio::test]
async fn print_is_a_file_that_check_takes() {
    let mut command = program();
    command.args(["config", "print", "--listen", "127.0.0.1:0"]);
    command.env("CHATD_ADMIN_TOKEN", "s3cret".repeat(6));
    let said = run(command).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(!said.out.contains("s3cret"), "{}", said.out);
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("printed.toml");
    std::fs::write(&file, said.out.replace("[redacted]", &"t".repeat(32))).expect("a file");
    let mut command = program();
    command.args(["config", "check", "--config"]).arg(&file);
    let said = run(command).await;
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn schema_is_json() {
    let mut command = program();
    command.args(["config", "schema"]);
    let said = run(command).await;
    assert_eq!(said.code, Some(0));
    let schema: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["agents"]["default"], true);
}
