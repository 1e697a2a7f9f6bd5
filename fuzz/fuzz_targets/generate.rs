//! Whatever the bytes, they are generated from or refused.

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
