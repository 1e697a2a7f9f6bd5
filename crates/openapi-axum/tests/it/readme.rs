//! The commands of the readme: each parses, and the five minutes work.

use std::path::Path;
use std::process::Command;

fn readme() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::fs::read_to_string(file).expect("a readme")
}

/// The blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let start = format!("```{language}\n");
    let readme = readme();
    let blocks = readme.split(&start).skip(1);
    blocks
        .filter_map(|rest| rest.split_once("```").map(|(block, _)| block.to_owned()))
        .collect()
}

fn run(directory: &Path, words: &str, more: &[&str]) -> bool {
    let words: Vec<&str> = words.split_whitespace().skip(1).collect();
    Command::new(env!("CARGO_BIN_EXE_openapi-axum"))
        .current_dir(directory)
        .args(words)
        .args(more)
        .output()
        .expect("it runs")
        .status
        .success()
}

#[test]
fn every_command_works() {
    let stage = tempfile::tempdir().expect("a directory");
    let document = blocks("yaml").remove(0);
    for name in ["notes.yaml", "notes-of-the-last-release.yaml"] {
        std::fs::write(stage.path().join(name), &document).expect("a file");
    }
    let commands: Vec<String> = blocks("sh")
        .iter()
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        assert!(run(stage.path(), &command, &[]), "{command}");
    }
}
