//! How long the check of a message takes that a caller posts, once it is decoded.
//!
//! `cargo xtask bench --only generator` reads what is printed: one JSON object.

#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock"
)]
#![expect(
    clippy::print_stdout,
    reason = "the figure goes to standard output, for the program that runs this"
)]

use std::hint::black_box;
use std::time::Instant;

use chat_types::{SendMessageRequest, validate};

/// A message as a person would write it.
const MESSAGE: &str = r#"{
    "from_user_id": 1,
    "message": { "type": "text", "content": "Where is my order? I was told on Monday that it would come today." }
}"#;

/// Rounds, of which the median counts.
const ROUNDS: usize = 21;
/// Checks in a round.
const CHECKS: u32 = 200_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let message: SendMessageRequest = serde_json::from_str(MESSAGE)?;
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round(&message)).collect();
    rounds.sort_by(f64::total_cmp);
    let median = rounds[ROUNDS / 2];
    println!("{}", serde_json::json!({ "nanoseconds": median }));
    Ok(())
}

/// Nanoseconds per check.
fn round(message: &SendMessageRequest) -> f64 {
    let begin = Instant::now();
    for _ in 0..CHECKS {
        let checked = validate(black_box(message));
        assert!(black_box(checked).is_ok(), "the message obeys the document");
    }
    begin.elapsed().as_secs_f64() * 1e9 / f64::from(CHECKS)
}
