//! Generates from one document and says how long it took and how much memory the process had at most.
//!
//! A process per document, since memory at its peak is that of a process. `cargo xtask bench --only generator` makes the
//! documents and reads what is printed: one JSON object.

#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock"
)]
#![expect(
    clippy::print_stdout,
    reason = "the figures go to standard output, for the program that runs this"
)]

use std::time::Instant;

use openapi_axum::Settings;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(file) = std::env::args().skip(1).find(|it| !it.starts_with("--")) else {
        return Err("name a document; `cargo xtask bench --only generator` does".into());
    };
    let text = std::fs::read_to_string(&file)?;
    let settings = Settings {
        header_source: file,
        header_command: "cargo xtask bench".to_owned(),
        ..Settings::default()
    };
    let begin = Instant::now();
    let generated = openapi_axum::generate(&text, &settings);
    let seconds = begin.elapsed().as_secs_f64();
    let result = match generated {
        Ok(artifacts) => {
            let lines: usize = artifacts.values().map(|text| text.lines().count()).sum();
            serde_json::json!({ "seconds": seconds, "peak_kib": peak_kib(), "lines": lines })
        }
        Err(problems) => {
            let first = problems.first().map(ToString::to_string);
            serde_json::json!({ "seconds": seconds, "peak_kib": peak_kib(), "refused": first })
        }
    };
    println!("{result}");
    Ok(())
}

/// The most memory that this process had at once, where Linux says so.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
