//! Rules of the house that a machine can keep.

use std::collections::BTreeSet;

use xtask::spec::{SPECS, root};

use crate::files::{self, File};

/// Most lines of a file that people write, tests excepted.
const LONGEST: usize = 600;

/// Fails with one line per file that breaks a rule.
fn none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

fn written_by_hand() -> impl Iterator<Item = File> {
    files::ending_in(".rs")
        .into_iter()
        .filter(|file| !file.is_written_by_a_program())
}

#[test]
fn files_are_short() {
    let long: Vec<String> = written_by_hand()
        .filter(|file| !file.is_test() && file.text.lines().count() > LONGEST)
        .map(|file| format!("{} has {} lines", file.path, file.text.lines().count()))
        .collect();
    none(&long, "split these files");
}

#[test]
fn files_say_what_they_are_for() {
    let silent: Vec<String> = written_by_hand()
        .filter(|file| {
            !["//!", "#![doc = include_str!("]
                .iter()
                .any(|it| file.text.starts_with(it))
        })
        .map(|file| file.path)
        .collect();
    none(
        &silent,
        "begin these files with `//!` and what they are for",
    );
}

#[test]
fn modules_are_files_beside_directories() {
    let old: Vec<String> = written_by_hand()
        .map(|file| file.path)
        .filter(|path| path.ends_with("/mod.rs"))
        .collect();
    none(&old, "write `foo.rs` beside `foo/`");
}

#[test]
fn nothing_is_left_for_later() {
    // In pieces, so that this file does not have them.
    let forbidden = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[ign", "ore"),
        concat!("#[should", "_panic"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
    ];
    let mut broken = Vec::new();
    for file in written_by_hand() {
        for (number, line) in file.text.lines().enumerate() {
            broken.extend(
                forbidden
                    .iter()
                    .filter(|it| line.contains(*it))
                    .map(|it| format!("{}:{}: {it}", file.path, number + 1)),
            );
        }
    }
    none(&broken, "finish these");
}

#[test]
fn imports_are_named_one_by_one() {
    // The one glob that is a re-export, the same in every crate of types, says beside it why.
    const TYPES: (&str, &str) = ("-types/src/lib.rs", "pub use generated::types::*");
    let mut broken = Vec::new();
    for file in written_by_hand() {
        for (line, import) in imports(&file.text) {
            let of_properties = file.is_test() && import == "use proptest::prelude::*";
            let of_types = file.path.ends_with(TYPES.0) && import == TYPES.1;
            if import.contains('*') && !of_properties && !of_types {
                broken.push(format!("{}:{line}: {import}", file.path));
            }
        }
    }
    none(&broken, "name what these import");
}

#[test]
fn modules_re_export_only_their_children() {
    let mut broken = Vec::new();
    for file in written_by_hand().filter(|file| !file.path.ends_with("/lib.rs")) {
        for (line, import) in imports(&file.text) {
            let Some((_, path)) = import.split_once("use ").filter(|(it, _)| !it.is_empty()) else {
                continue;
            };
            let path = path.strip_prefix("self::").unwrap_or(path);
            let child = path.split_once("::").map_or(path, |(child, _)| child);
            let declared = file.text.lines().any(|it| {
                it.strip_suffix(';')
                    .and_then(|it| it.rsplit_once("mod "))
                    .is_some_and(|(_, name)| name == child)
            });
            let directory = root().join(file.path.trim_end_matches(".rs"));
            if !declared || !directory.join(format!("{child}.rs")).is_file() {
                broken.push(format!("{}:{line}: {import}", file.path));
            }
        }
    }
    none(
        &broken,
        "outside of lib.rs a file `foo.rs` re-exports from its own `foo/` only",
    );
}

/// Every `use` of a file without its semicolon, on one line, with the number of the line where it begins.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let words = line.trim_start();
        let visible = words
            .strip_prefix("pub")
            .and_then(|it| it.trim_start_matches(|c| c != ' ').strip_prefix(' '));
        if !visible.unwrap_or(words).starts_with("use ") {
            continue;
        }
        let mut import = words.to_owned();
        while !import.contains(';') {
            let Some((_, line)) = lines.next() else { break };
            import.push_str(line.trim());
        }
        let end = import.find(';').unwrap_or(import.len());
        import.truncate(end);
        found.push((number, import));
    }
    found
}

#[test]
fn imports_are_found() {
    let text =
        "pub(crate) use a::{\n    b,\n    c::*,\n};\nused(); use x;\n    use super::*; // why\n";
    let found = imports(text);
    let expected = [(1, "pub(crate) use a::{b,c::*,}"), (6, "use super::*")];
    assert_eq!(
        found
            .iter()
            .map(|(n, it)| (*n, it.as_str()))
            .collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn every_member_inherits_the_lints() {
    let without: Vec<String> = files::ending_in("Cargo.toml")
        .into_iter()
        .filter(|file| !file.text.contains("[lints]\nworkspace = true"))
        .map(|file| file.path)
        .collect();
    none(&without, "add `[lints] workspace = true`");
}

#[test]
fn versions_live_in_one_place() {
    let mut broken = Vec::new();
    for file in files::ending_in("Cargo.toml") {
        let mut section = "";
        for line in file.text.lines() {
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]")
                && line.contains('"')
                && !line.contains("workspace = true")
            {
                broken.push(format!("{}: {line}", file.path));
            }
        }
    }
    none(
        &broken,
        "move these versions to the root's `[workspace.dependencies]`",
    );
}

#[test]
fn generated_files_are_marked() {
    let unmarked: Vec<String> = files::ending_in(".rs")
        .into_iter()
        .filter(|file| file.is_generated())
        .filter(|file| {
            !SPECS
                .iter()
                .any(|spec| file.text.lines().next() == Some(spec.mark().as_str()))
        })
        .map(|file| file.path)
        .collect();
    none(
        &unmarked,
        "these lie among generated files without their first line",
    );
}

#[test]
fn gitattributes_lists_the_generated_files() {
    let text = std::fs::read_to_string(root().join(".gitattributes")).expect("the list");
    let listed: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_suffix(" linguist-generated=true"))
        .filter(|pattern| !pattern.ends_with(".snap") && !pattern.contains("/tests/"))
        .map(|pattern| pattern.trim_end_matches("**").to_owned())
        .collect();
    let generated: BTreeSet<String> = files::ending_in("")
        .into_iter()
        .filter(File::is_generated)
        .map(|file| match file.path.split_once("/src/generated/") {
            Some((room, _)) => format!("{room}/src/generated/"),
            None => file.path,
        })
        .collect();
    assert_eq!(
        listed, generated,
        "left: .gitattributes, right: where generated files are"
    );
}

#[test]
fn every_spec_is_in_the_table() {
    let files = std::fs::read_dir(root().join("spec"))
        .expect("the specs")
        .flatten();
    let mut found: Vec<String> = files
        .map(|entry| format!("spec/{}", entry.file_name().to_string_lossy()))
        .filter(|path| path.ends_with(".yaml"))
        .collect();
    found.sort();
    assert_eq!(
        found,
        SPECS.iter().map(|spec| spec.file()).collect::<Vec<_>>()
    );
}

#[test]
fn shells_of_generated_crates_are_short() {
    for spec in SPECS {
        for role in ["types", "client", "server"] {
            let path = format!("{}/src/lib.rs", spec.crate_directory(role));
            let text = std::fs::read_to_string(root().join(&path)).expect("a crate");
            assert!(
                text.lines().count() <= 150,
                "{path} has {} lines",
                text.lines().count()
            );
        }
    }
}
