//! The witnesses, tried on a small document with hand-written types and a hand-written router, and on generated code with
//! planted defects.

mod behaviour;
mod loss;
mod notes;
#[expect(
    dead_code,
    unreachable_pub,
    reason = "generated modules are crates of their own elsewhere"
)]
mod planted;
