//! The files mirror the contract: a route and a test for every operation, each opening with its method and path.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chat_server::OPERATIONS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn first_line(file: &Path) -> String {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn every_operation_has_a_route_and_a_test_that_open_with_its_path() {
    for operation in OPERATIONS {
        let expected = format!("//! {} {}", operation.method, operation.path);
        let [tag] = operation.tags else {
            panic!("{} has one tag", operation.id);
        };
        for folder in ["src/routes", "tests/it"] {
            let file = root()
                .join(folder)
                .join(tag)
                .join(format!("{}.rs", operation.id));
            assert_eq!(first_line(&file), expected, "{}", file.display());
        }
    }
}

#[test]
fn no_other_file_claims_to_be_an_operation() {
    let operations: BTreeSet<PathBuf> = OPERATIONS
        .iter()
        .flat_map(|operation| {
            operation
                .tags
                .iter()
                .map(|tag| Path::new(tag).join(format!("{}.rs", operation.id)))
        })
        .collect();
    let routes = root().join("src/routes");
    for folder in fs::read_dir(&routes).expect("routes") {
        let folder = folder.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(&folder).expect("a tag") {
            let file = file.expect("an entry").path();
            let name = file.strip_prefix(&routes).expect("below");
            let line = first_line(&file);
            let claims = ["GET", "POST", "PUT", "PATCH", "DELETE"]
                .iter()
                .any(|method| line.starts_with(&format!("//! {method} /")));
            assert_eq!(
                claims,
                operations.contains(name),
                "{}: {line}",
                file.display()
            );
        }
    }
}
