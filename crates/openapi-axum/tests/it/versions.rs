//! What a new crate depends on is what the generator is tested with.

use std::path::Path;

#[test]
fn dependencies_of_new_crates_are_those_of_the_workspace() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A published package has no workspace around it.
    let Ok(workspace) = std::fs::read_to_string(directory.join("../../Cargo.toml")) else {
        return;
    };
    let scaffold =
        std::fs::read_to_string(directory.join("src/cli/scaffold.rs")).expect("a source");
    let mut compared = 0;
    for line in scaffold.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix("(\"")
            .and_then(|it| it.split_once("\", r#\""))
        else {
            continue;
        };
        let ours = workspace
            .lines()
            .find_map(|it| it.strip_prefix(&format!("{name} = ")));
        if let Some(ours) = ours {
            assert_eq!(version(value), version(ours), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 8, "{compared}");
}

/// The first thing in quotes that looks like a version.
fn version(value: &str) -> Option<&str> {
    value
        .split('"')
        .find(|it| it.starts_with(|c: char| c.is_ascii_digit()))
}
