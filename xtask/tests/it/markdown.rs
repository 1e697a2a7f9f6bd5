//! Every command in a Markdown file is one that a test or a step of continuous integration runs.
//!
//! A command is a line of a block marked `sh`, or inline code that begins with `cargo`, `chatd` or `.ci/`. The flags of `chatd`
//! and the curl commands of the root's README and of docs/desk.md are the business of `crates/chatd/tests/it/readme.rs`.

use std::path::Path;
use std::process::Command;

use xtask::spec::root;

use crate::files;

/// What documents may say to cargo or python, and where the same is run.
const CARGO: [(&str, &str); 9] = [
    ("cargo check", "the step clippy"),
    ("cargo test -p THE-CRATE", "a part of `cargo xtask test`"),
    (
        "cargo insta review",
        "asks a person; the step tests takes snapshots strictly",
    ),
    (
        "cargo run --release -p chatd",
        "crates/chatd/tests/it/program.rs, in the profile of the tests",
    ),
    (
        "cargo run -p chat-client --example integration",
        "crates/chatd/tests/it/integration.rs",
    ),
    ("cargo test -p wide", "a part of `cargo xtask test`"),
    (
        "cargo run -p openapi-axum --features cli",
        "crates/openapi-axum/tests/it/wide.rs, which calls the program itself",
    ),
    (
        "python3 examples/virtual_agent.py",
        "crates/chatd/tests/it/agents/example.rs",
    ),
    (".ci/run", "continuous integration itself"),
];

/// A command, and the file and line that name it.
struct Named {
    place: String,
    words: String,
}

#[test]
fn every_command_is_run_somewhere() {
    let commands = commands();
    assert!(commands.len() > 20, "only {} commands", commands.len());
    let unknown: Vec<String> = commands
        .iter()
        .filter_map(|it| {
            let fault = fault(&it.words)?;
            Some(format!("{}: `{}`: {fault}", it.place, it.words))
        })
        .collect();
    assert!(
        unknown.is_empty(),
        "correct these commands, or have them run and listed in this test:\n{}",
        unknown.join("\n")
    );
}

#[test]
fn what_is_wrong_is_seen() {
    for wrong in [
        "cargo xtask nothing",
        "cargo xtask codegen --chekc",
        "cargo run -p chatter",
        "make",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    for right in [
        "cargo xtask codegen [--check]",
        "cargo run --release -p chatd -- --json",
    ] {
        assert_eq!(fault(right), None, "{right}");
    }
    let text = "Say `cargo\ncheck` or\n\n```sh\n# first\ncargo test \\\n  -p x\n```\n";
    let found: Vec<String> = in_document("a.md", text)
        .into_iter()
        .map(|it| format!("{} {}", it.place, it.words))
        .collect();
    assert_eq!(found, ["a.md:1 cargo check", "a.md:6 cargo test -p x"]);
}

/// What is wrong with a command.
fn fault(command: &str) -> Option<String> {
    if let Some(verb) = command.strip_prefix("cargo xtask ") {
        return parses(verb);
    }
    let cargo = command.split_once(" -- ").map_or(command, |(it, _)| it);
    let listed = CARGO.iter().any(|(known, _)| *known == cargo);
    // crates/openapi-axum/tests/it/readme.rs runs those of the generator.
    let elsewhere = ["chatd", "openapi-axum"]
        .iter()
        .any(|program| command.split(' ').next() == Some(program));
    (!listed && !elsewhere).then(|| "nothing runs it".to_owned())
}

/// Has the program itself read the verb and its flags; `--help`, read last, keeps it from doing the work.
fn parses(verb: &str) -> Option<String> {
    let words = verb
        .split_whitespace()
        .map(|word| word.trim_matches(['[', ']']));
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(words)
        .arg("--help")
        .output()
        .expect("xtask runs");
    let said = String::from_utf8_lossy(&output.stderr);
    (!output.status.success()).then(|| said.lines().next().unwrap_or_default().to_owned())
}

fn commands() -> Vec<Named> {
    files::documents(&root())
        .iter()
        .flat_map(|file| in_document(&file.path, &file.text))
        .collect()
}

fn in_document(path: &str, text: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut prose = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            prose.push_str(line);
            prose.push('\n');
            continue;
        };
        prose.push('\n');
        let mut block = Vec::new();
        for (_, line) in lines.by_ref() {
            prose.push('\n');
            if line.trim_start().starts_with("```") {
                break;
            }
            block.push(line);
        }
        if language == "sh" && !is_run_as_a_whole(path, &block) {
            found.extend(in_block(path, index + 2, &block));
        }
    }
    let mut all = inline(path, &prose);
    all.extend(found);
    all
}

/// The curl commands of the root's README are run as one script, and so are those about the desk.
fn is_run_as_a_whole(path: &str, block: &[&str]) -> bool {
    let begins = |start: &str| block.first().is_some_and(|line| line.starts_with(start));
    match path {
        "README.md" => begins("AUTH="),
        "docs/desk.md" => begins("ADMIN=") || begins("curl "),
        _ => false,
    }
}

/// The commands of a block whose first line has this number; a backslash at the end continues a line.
fn in_block(path: &str, first: usize, block: &[&str]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut lines = (first..).zip(block);
    while let Some((number, line)) = lines.next() {
        let mut command = (*line).to_owned();
        while let Some(open) = command.strip_suffix('\\') {
            let next = lines.next().map_or("", |(_, line)| line.trim());
            command = format!("{}{next}", open.to_owned());
        }
        let command = command.trim();
        if !command.is_empty() && !command.starts_with('#') {
            found.push(Named {
                place: format!("{path}:{number}"),
                words: command.to_owned(),
            });
        }
    }
    found
}

/// Inline code that begins like a command; it may go on in the next line.
fn inline(path: &str, prose: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut number = 1;
    for (index, part) in prose.split('`').enumerate() {
        let words = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_command = ["cargo ", "chatd ", ".ci/"]
            .iter()
            .any(|it| words.starts_with(it));
        if index % 2 == 1 && is_command {
            found.push(Named {
                place: format!("{path}:{number}"),
                words,
            });
        }
        number += part.matches('\n').count();
    }
    found
}

#[test]
fn every_listed_place_exists() {
    for (command, place) in CARGO {
        let file = place.split([',', ' ']).next().unwrap_or_default();
        let exists = !file.contains('/') || Path::new(&root()).join(file).is_file();
        assert!(exists, "{command}: {file} is gone");
    }
}
