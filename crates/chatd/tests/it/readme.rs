//! What the documents say about this program is so: the first chat with curl, every command line, the table of flags.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chatd::cli::Cli;
use chatd::config::Config;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};

use crate::support::{HUMAN, Server, run};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the document")
}

#[tokio::test]
async fn the_first_chat_with_curl() {
    let readme = text("README.md");
    let start = readme.find("```sh\nAUTH=").expect("the block") + "```sh\n".len();
    let block = &readme[start..];
    let block = &block[..block.find("```").expect("the end of the block")];
    let commands = block.matches("\ncurl ").count();
    assert!(commands >= 4, "only {commands} commands: {block}");

    let server = Server::start(&[]).await;
    let answers = curl(&server, block, commands).await;
    assert_eq!(answers[0]["identifier"], "ada@example.com");
    assert_eq!(answers[commands - 1]["id"], answers[1]["id"]);
}

#[tokio::test]
async fn the_desk_with_curl() {
    let page = text("docs/desk.md");
    let blocks = page.split("```sh\n").skip(1);
    let blocks: Vec<&str> = blocks
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .filter(|block| !block.starts_with("chatd "))
        .collect();
    let script = blocks.concat();
    let commands = script.matches("\ncurl ").count();
    assert!(commands >= 20, "only {commands} commands: {script}");

    let server = Server::start(&["--webhook-url", "http://127.0.0.1:9300/webhooks"]).await;
    server.chat(HUMAN).await;
    let answers = curl(&server, &script, commands).await;
    assert_eq!(answers[0]["tenants"][0]["subdomain"], "demo");
    assert_eq!(answers[1]["tenant"]["subdomain"], "acme");
    let advanced = answers.iter().find(|it| it["timers_fired"].is_i64());
    assert_eq!(advanced.expect("the clock moved")["complete"], true);
}

/// Runs commands as a script against the server; each must succeed and answer with JSON.
async fn curl(server: &Server, block: &str, commands: usize) -> Vec<serde_json::Value> {
    let data = server.data.to_str().expect("UTF-8");
    let admin = server.ready.admin_url.as_deref().expect("it is on");
    let block = block
        .replace("http://127.0.0.1:8080", &server.ready.url)
        .replace("http://127.0.0.1:8081", admin)
        .replace("chatd-data", data);
    // Every answer on a line of its own; another status than 2xx ends the script.
    let script = format!(
        "curl() {{ command curl --silent --show-error --fail-with-body --max-time 40 \"$@\" || exit; echo; }}\n{block}"
    );
    let found = Command::new("curl").arg("--version").output();
    assert!(
        found.is_ok(),
        "curl is missing; install it with `apt-get install curl`"
    );
    let mut command = Command::new("sh");
    command.args(["-e", "-u", "-c", &script]);
    let said = run(command).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let answers: Vec<serde_json::Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), commands, "{said:?}");
    answers
}

#[test]
fn every_command_line_in_a_document_is_taken() {
    let mut lines = Vec::new();
    documents(&root(), &mut |path, text| {
        let found = text.split(['\n', '`']).filter_map(flags);
        lines.extend(found.map(|flags| (path.to_owned(), flags.to_owned())));
    });
    assert!(lines.len() >= 3, "only {lines:?}");
    let faults: Vec<String> = lines
        .iter()
        .filter_map(|(path, flags)| {
            Some(format!(
                "{}: chatd {flags}: {}",
                path.display(),
                fault(flags)?
            ))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(fault("--lisen 127.0.0.1:0").is_some());
    assert!(fault("--rate-limit fast").is_some());
}

/// The flags of a command line of this program, or through cargo.
fn flags(line: &str) -> Option<&str> {
    if let Some((cargo, flags)) = line.split_once("-p chatd") {
        let flags = flags.trim().strip_prefix("--").unwrap_or(flags);
        return cargo.starts_with("cargo run").then_some(flags.trim());
    }
    let rest = line.strip_prefix("chatd ")?;
    let command = Cli::command();
    let mut verbs = command.get_subcommands().map(|it| it.get_name());
    let verb = rest.split(' ').next().unwrap_or_default();
    (rest.starts_with('-') || verbs.any(|it| it == verb)).then_some(rest)
}

fn fault(flags: &str) -> Option<String> {
    let words = ["chatd"].into_iter().chain(flags.split_whitespace());
    match Cli::try_parse_from(words) {
        Ok(cli) => Config::from_flags(&cli.into_flags())
            .err()
            .map(|faults| faults.to_string()),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => None,
        Err(error) => Some(error.to_string()),
    }
}

#[test]
fn the_table_of_flags_is_whole() {
    let readme = text("crates/chatd/README.md");
    let told: BTreeSet<String> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `--"))
        .flat_map(|line| {
            let cell = line.split(" | ").next().unwrap_or_default();
            format!("--{cell}")
                .split(['`', ' ', ','])
                .filter_map(|word| word.strip_prefix("--"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let command = Cli::command();
    let taken: BTreeSet<String> = command
        .get_arguments()
        .filter_map(|it| it.get_long())
        .filter(|it| !["help", "version"].contains(it))
        .map(str::to_owned)
        .collect();
    assert_eq!(told, taken, "left: the README, right: the program");
}

/// Every Markdown file below a directory that belongs to the repository.
fn documents(directory: &Path, see: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if path.is_dir() {
            let kept =
                !name.starts_with('.') && !["target", "chatd-data", "src"].contains(&name.as_ref());
            if kept {
                documents(&path, see);
            }
        } else if name.ends_with(".md") {
            see(
                &path,
                &fs::read_to_string(&path).expect("a document in UTF-8"),
            );
        }
    }
}
