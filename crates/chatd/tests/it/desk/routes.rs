//! The files mirror the contract: a route for every operation, opening with its method and path.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use desk_server::OPERATIONS;

#[test]
fn every_operation_has_a_route_that_opens_with_its_path() {
    let routes = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let mut expected = BTreeSet::new();
    for operation in OPERATIONS {
        let [tag] = operation.tags else {
            panic!("{} has one tag", operation.id);
        };
        let file = routes.join(tag).join(format!("{}.rs", operation.id));
        let text =
            fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let first = format!("//! {} {}", operation.method, operation.path);
        assert_eq!(
            text.lines().next(),
            Some(first.as_str()),
            "{}",
            file.display()
        );
        expected.insert(file);
    }
    for tag in ["admin", "control"] {
        for entry in fs::read_dir(routes.join(tag)).expect("a tag") {
            let file = entry.expect("an entry").path();
            assert!(
                expected.contains(&file),
                "{} is no operation",
                file.display()
            );
        }
    }
}
