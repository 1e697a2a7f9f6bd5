//! The checked-in server of every feature is what the command writes for its document.

use std::path::Path;
use std::process::Command;

#[test]
fn the_wide_server_is_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO_BIN_EXE_openapi-axum"))
        .current_dir(root)
        .args(["check", "conformance/wide/wide.yaml"])
        .args(["-o", "conformance/wide", "--mock"])
        .output()
        .expect("the command can be run");
    assert!(
        output.status.success(),
        "run `cargo run -p openapi-axum --features cli -- generate conformance/wide/wide.yaml -o conformance/wide --mock`: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
