//! Whatever the bytes, they are generated from or refused.
//!
//! `cargo fuzz run generate` with a nightly compiler. A stable one builds it as well, without a sanitizer, when it is told
//! to count what runs; the program takes folders of documents to begin with:
//!
//! ```sh
//! RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
//!     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table" \
//!     cargo build --manifest-path fuzz/Cargo.toml --target x86_64-unknown-linux-gnu
//! fuzz/target/x86_64-unknown-linux-gnu/debug/generate -rss_limit_mb=2048 -timeout=30 CORPUS SEEDS
//! ```

#![no_main]

use libfuzzer_sys::fuzz_target;
use openapi_axum::{Settings, check, generate};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    check(&text);
    let settings = Settings {
        mock: true,
        ..Settings::default()
    };
    let _ = generate(&text, &settings);
});
