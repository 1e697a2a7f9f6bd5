//! The generated files are those of a fresh run, so that a plain `cargo test` tells when they are not.

use std::sync::OnceLock;

use openapi_axum::files::Files;
use xtask::codegen;
use xtask::spec::{SPECS, root};

/// What a fresh run writes. Every test of this binary asks the same question, so it is answered once.
pub(crate) fn fresh() -> &'static Files {
    static FRESH: OnceLock<Files> = OnceLock::new();
    FRESH.get_or_init(|| {
        codegen::generate_all(&root())
            .unwrap_or_else(|complaints| panic!("{}", complaints.join("\n")))
    })
}

#[test]
fn generated_files_are_those_of_a_fresh_run() {
    let differences = codegen::compare(&root(), fresh());
    assert_eq!(
        differences,
        [],
        "run `cargo xtask codegen` and commit what it writes"
    );
}

#[test]
fn a_second_run_writes_the_same() {
    assert_eq!(codegen::generate_all(&root()).as_ref(), Ok(fresh()));
}

#[test]
fn progenitor_declares_no_type_of_its_own_but_error() {
    for spec in SPECS {
        let file = root()
            .join(spec.crate_directory("client"))
            .join("src/generated/client.rs");
        let text = std::fs::read_to_string(&file).expect("the client");
        let parsed = syn::parse_file(&text).expect("Rust");
        assert_eq!(codegen::foreign_types(&parsed), Vec::<String>::new());
    }
}
