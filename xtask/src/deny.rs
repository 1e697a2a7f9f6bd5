//! Licences, sources and duplicates of the dependencies, by `deny.toml`.

use std::path::Path;

use crate::tool;

/// Runs cargo-deny but for its advisories, which come from a server that is not there for everybody.
///
/// # Errors
///
/// What cargo-deny found, or, in continuous integration, that it is missing.
pub fn run(root: &Path) -> Result<(), String> {
    if !tool::optional(
        "cargo-deny",
        "install it with `cargo install cargo-deny --locked`",
    )? {
        return Ok(());
    }
    let arguments = [
        "--all-features",
        "--locked",
        "check",
        "bans",
        "licenses",
        "sources",
    ];
    tool::run(&mut tool::command(root, "cargo-deny", &arguments))
}
