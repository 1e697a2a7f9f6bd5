//! How the program starts, what it prints, and what it refuses to touch.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Process, Said, Server, keys, picture, program, run};

#[tokio::test]
async fn without_arguments_it_prints_the_address_the_credentials_and_a_command_that_works() {
    let directory = tempfile::tempdir().expect("a directory");
    let start = || {
        let mut command = program();
        // The default ports may be taken on this machine; all else is as a newcomer has it.
        command
            .env("CHATD_LISTEN", "127.0.0.1:0")
            .current_dir(directory.path());
        Process::start(&mut command)
    };
    let mut process = start();
    let lines = process.lines(4).await;
    let [url, credentials, curl, administration] = &lines[..] else {
        panic!("four lines: {lines:?}");
    };
    let kept = fs::read_to_string(directory.path().join("chatd-data/admin.token"));
    let kept = kept.expect("the administration's token");
    assert!(
        administration.starts_with("Administration: http://127.0.0.1:")
            && administration.ends_with(&format!(", token {}", kept.trim_end())),
        "{administration}"
    );
    let url = url.strip_prefix("URL: ").expect("the address");
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/apps/api/v1"),
        "{url}"
    );
    let token = credentials
        .strip_prefix("Credentials: demo:")
        .expect("the credentials");
    assert!(token.len() >= 32, "{token}");
    let curl = curl.strip_prefix("Try: ").expect("a command");
    let answer: Value = serde_json::from_str(&paste(curl).await).expect("JSON");
    assert_eq!(answer, json!({"id": 1, "identifier": "ada"}));
    assert!(directory.path().join("chatd-data/demo.json").is_file());
    process.stop().await;

    let again = start().lines(4).await;
    assert_eq!(&again[1], credentials, "every start prints the same");
}

/// What the command prints when it is pasted into a shell; on a machine without curl the same request is made from its words.
async fn paste(curl: &str) -> String {
    let exists = Command::new("sh").args(["-c", "command -v curl"]).output();
    if exists.expect("a shell").status.success() {
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(format!("{curl} --silent --show-error --fail"));
        let said = run(shell).await;
        assert_eq!(said.code, Some(0), "{}", said.err);
        return said.out;
    }
    let words: Vec<&str> = curl.split('\'').skip(1).step_by(2).collect();
    let [credentials, header, body, url] = words[..] else {
        panic!("four words in quotes: {curl}");
    };
    let (name, value) = header.split_once(": ").expect("a header");
    let (user, password) = credentials.split_once(':').expect("credentials");
    let request = reqwest::Client::new()
        .post(url)
        .basic_auth(user, Some(password));
    let answer = request
        .header(name, value)
        .body(body.to_owned())
        .send()
        .await;
    answer.expect("an answer").text().await.expect("a text")
}

#[tokio::test]
async fn with_json_the_first_line_is_for_programs() {
    let directory = tempfile::tempdir().expect("a directory");
    let start = || {
        let mut command = program();
        command
            .args(["serve", "--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(directory.path());
        Process::start(&mut command)
    };
    let mut first = start();
    let line: Value = serde_json::from_str(&first.lines(1).await[0]).expect("JSON");
    let names = [
        "event",
        "url",
        "admin_url",
        "admin_token",
        "subdomain",
        "token",
        "company_secret",
        "webhook_secrets",
        "menus",
    ];
    assert_eq!(keys(&line), names);
    assert_eq!(
        (&line["event"], &line["subdomain"]),
        (&json!("ready"), &json!("demo"))
    );
    assert_eq!(keys(&line["webhook_secrets"]), ["primary", "secondary"]);
    assert_eq!(
        line["menus"],
        json!({"virtual_agent": 1, "human": 2, "after_hours": 3, "over_capacity": 4})
    );
    for url in ["url", "admin_url"] {
        let text = line[url].as_str().expect("a text");
        assert!(
            text.starts_with("http://127.0.0.1:") && !text.ends_with(":0"),
            "{text}"
        );
    }
    first.stop().await;
    let again: Value = serde_json::from_str(&start().lines(1).await[0]).expect("JSON");
    for secret in ["token", "company_secret", "webhook_secrets"] {
        assert_eq!(again[secret], line[secret], "every start prints the same");
    }
}

#[tokio::test]
async fn what_it_makes_is_private() {
    let server = Server::start(&[]).await;
    let chat = server.chat(1).await;
    server.uploaded_photo(chat.id).await;
    let found = picture(&server.data);
    assert!(found.len() > 5, "{found:?}");
    for (path, mode, _) in found {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{}: {mode:o}", path.display());
    }
}

/// Starts on this directory, which must be refused in one clear line.
async fn refused(data: &Path, words: &str) {
    let mut command = program();
    command
        .args(["--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(data);
    let Said { code, out, err } = run(command).await;
    assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert!(err.starts_with("chatd: ") && err.contains(words), "{err}");
    assert!(
        err.contains(&*data.to_string_lossy()),
        "it names the place: {err}"
    );
}

#[tokio::test]
async fn a_locked_directory_is_refused() {
    let server = Server::start(&[]).await;
    let names = |data: &Path| -> Vec<_> {
        picture(data)
            .into_iter()
            .map(|(path, mode, _)| (path, mode))
            .collect()
    };
    let before = names(&server.data);
    refused(&server.data, "in use by another process").await;
    assert_eq!(names(&server.data), before);
    server.chat(1).await;
}

#[tokio::test]
async fn what_is_no_sound_database_of_ours_is_refused_and_left_alone() {
    const USER_VERSION_AT: usize = 60;
    const APPLICATION_ID_AT: usize = 68;
    let directory = tempfile::tempdir().expect("a directory");
    let sound = directory.path().join("sound");
    let server = Server::start_in(&sound, &[]).await;
    server.chat(1).await;
    assert_eq!(server.stop().await.code(), Some(0));
    let database = fs::read(sound.join("chatd.db")).expect("the database");
    let with = |at: usize, word: u32| {
        let mut bytes = database.clone();
        bytes[at..at + 4].copy_from_slice(&word.to_be_bytes());
        bytes
    };
    let mut damaged = database.clone();
    damaged[4096..8192].fill(0xa5);
    for (name, content, words) in [
        ("newer", with(USER_VERSION_AT, 4711), "newer than"),
        ("foreign", with(APPLICATION_ID_AT, 7), "another program"),
        ("text", b"not a database\n".repeat(100), "is corrupt"),
        (
            "short",
            database[..database.len() / 2].to_vec(),
            "is corrupt",
        ),
        ("damaged", damaged, "is corrupt"),
    ] {
        let data = directory.path().join(name);
        fs::create_dir(&data).expect("a directory");
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).expect("its mode");
        fs::write(data.join("chatd.db"), content).expect("a file");
        for (name, content) in [("chatd.lock", ""), ("notes.txt", "not ours")] {
            fs::write(data.join(name), content).expect("a file");
        }
        let before = picture(&data);
        refused(&data, words).await;
        assert!(picture(&data) == before, "{name}: nothing is touched");
    }
    let again = Server::start_in(&sound, &[]).await;
    assert_eq!(again.now(1).await.id, 1, "the sound one is as it was");
}

#[tokio::test]
async fn a_master_key_encrypts_the_secrets_and_is_asked_for_from_then_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let key = |name: &str, byte: u8| {
        let path = directory.path().join(name);
        fs::write(&path, format!("{}\n", STANDARD.encode([byte; 32]))).expect("a file");
        let settings = format!("master_key_file = '{}'\n", path.display());
        let path = directory.path().join(format!("{name}.toml"));
        fs::write(&path, settings).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    };
    let (ours, another) = (key("ours", 1), key("another", 2));
    let secret_lies = |secret: &str| {
        let database = fs::read(data.join("chatd.db")).expect("the database");
        let windows = &mut database.windows(secret.len());
        windows.any(|window| window == secret.as_bytes())
    };

    let server = Server::start_in(&data, &[]).await;
    let secret = server.ready.company_secret.clone();
    server.chat(1).await;
    assert_eq!(server.stop().await.code(), Some(0));
    assert!(secret_lies(&secret), "there was no key");

    let server = Server::start_in(&data, &["--config", &ours]).await;
    assert_eq!(server.now(1).await.id, 1, "nothing is lost");
    assert_eq!(server.stop().await.code(), Some(0));
    assert!(!secret_lies(&secret), "there is one now");

    refused(&data, "is encrypted with a master key: give it").await;
    let mut command = program();
    command.args(["--listen", "127.0.0.1:0", "--config", &another]);
    command.arg("--data").arg(&data);
    let said = run(command).await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("encrypted with another master key"),
        "{}",
        said.err
    );
    Server::start_in(&data, &["--config", &ours]).await;
}

#[tokio::test]
async fn damaged_credentials_are_refused_and_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("demo.json");
    fs::write(&file, "{\"token\":1}").expect("a file");
    refused(directory.path(), "demo.json is damaged").await;
    assert_eq!(fs::read(&file).expect("it is there"), b"{\"token\":1}");
}

#[tokio::test]
async fn what_stands_where_media_go_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("media");
    fs::write(&file, "x").expect("a file");
    refused(directory.path(), &file.to_string_lossy()).await;
    assert_eq!(fs::read(&file).expect("it is there"), b"x");

    let directory = tempfile::tempdir().expect("a directory");
    let key = directory.path().join("media.key");
    fs::create_dir(&key).expect("a directory");
    refused(directory.path(), &key.to_string_lossy()).await;
}

#[tokio::test]
async fn where_it_cannot_write_it_does_not_start() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, "x").expect("a file");
    refused(&file, "is not a directory").await;
    assert_eq!(fs::read(&file).expect("it is there"), b"x");

    let closed = directory.path().join("closed");
    fs::create_dir(&closed).expect("a directory");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).expect("its mode");
    if rustix::process::geteuid().is_root() {
        // Modes do not bind root; nobody can make files here.
        refused(Path::new("/proc/chatd-data"), "").await;
    } else {
        refused(&closed, "is not writable").await;
        assert_eq!(picture(&closed).len(), 1);
    }
}

#[tokio::test]
async fn every_bad_flag_is_told_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let mut command = program();
    command.args([
        "--listen",
        "here",
        "--rate-limit",
        "x",
        "--agents",
        "maybe",
        "--dismiss-after",
        "never",
    ]);
    command
        .args(["--webhook-url", "http://example.com/hook"])
        .arg("--data")
        .arg(&data);
    let said = run(command).await;
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    let flags: Vec<&str> = said
        .err
        .lines()
        .map(|line| {
            line.strip_prefix("chatd: ")
                .and_then(|line| line.split(':').next())
                .expect(line)
        })
        .collect();
    assert_eq!(
        flags,
        [
            "--listen",
            "--rate-limit",
            "--webhook-url",
            "--agents",
            "--dismiss-after"
        ]
    );
    assert!(!data.exists());

    let mut command = program();
    command.arg("--colour");
    let said = run(command).await;
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("--colour"), "{}", said.err);
}

#[tokio::test]
async fn files_that_are_not_ours_are_ignored() {
    let directory = tempfile::tempdir().expect("a directory");
    let notes = directory.path().join("notes.txt");
    fs::write(&notes, "not ours").expect("a file");
    let server = Server::start_in(directory.path(), &[]).await;
    server.chat(1).await;
    assert_eq!(server.stop().await.code(), Some(0));
    assert_eq!(fs::read(&notes).expect("it is there"), b"not ours");
}

#[tokio::test]
async fn the_demo_tenant_exists_on_the_loopback_or_when_asked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut command = program();
    command
        .args(["--json", "--listen", "0.0.0.0:0", "--data"])
        .arg(directory.path());
    let mut process = Process::start(&mut command);
    let line: Value = serde_json::from_str(&process.lines(1).await[0]).expect("JSON");
    assert_eq!(keys(&line), ["event", "url", "admin_url"], "no credentials");
    assert!(!directory.path().join("demo.json").exists());
}

#[tokio::test]
async fn the_demo_tenant_of_an_earlier_start_is_locked_out_where_there_is_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start_in(directory.path(), &[]).await;
    let token = server.ready.token.clone();
    server.chat(1).await;
    assert_eq!(server.stop().await.code(), Some(0));

    let mut command = program();
    command
        .args(["--json", "--listen", "0.0.0.0:0", "--data"])
        .arg(directory.path());
    let mut process = Process::start(&mut command);
    let line: Value = serde_json::from_str(&process.lines(1).await[0]).expect("JSON");
    let url = line["url"].as_str().expect("the address");
    let answer = reqwest::Client::new()
        .get(format!("{url}/apps/api/v1/chats/1"))
        .basic_auth("demo", Some(&token))
        .send();
    assert_eq!(answer.await.expect("an answer").status(), 401);
    process.stop().await;

    let back = Server::start_in(directory.path(), &[]).await;
    assert_eq!(back.ready.token, token);
    back.get("/chats/1").await.ok();
}
