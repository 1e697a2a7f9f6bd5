//! Who may depend on whom: the edges between rooms as a snapshot, so that a new edge is a reviewed change.

use std::collections::BTreeSet;

use serde_json::Value;
use xtask::spec::root;
use xtask::tool;

#[test]
fn edges_between_rooms() {
    let arguments = [
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
        "--offline",
    ];
    let output = tool::cargo(&root(), &arguments)
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let rooms: BTreeSet<&str> = packages
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    let mut edges = BTreeSet::new();
    for package in packages {
        let room = package["name"].as_str().expect("a name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let target = dependency["name"].as_str().expect("a name");
            if rooms.contains(target) {
                let kind = dependency["kind"]
                    .as_str()
                    .map(|kind| format!(" ({kind})"))
                    .unwrap_or_default();
                let optional = if dependency["optional"] == Value::Bool(true) {
                    " (optional)"
                } else {
                    ""
                };
                edges.insert(format!("{room} -> {target}{kind}{optional}"));
            }
        }
    }
    let lines: Vec<String> = edges.into_iter().collect();
    insta::assert_snapshot!("edges_between_rooms", lines.join("\n"));
}
