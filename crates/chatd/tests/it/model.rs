//! Long random histories of the running program: requests, time, receivers that fail, kills and starts. After every step it
//! agrees with a model that knows nothing but the requests and the clock.
//!
//! The rules of one chat are not told a third time: the model reads the domain's own second account of them.

mod account;
mod act;
mod heard;
mod kept;
mod plants;
mod platform;
mod run;
mod speech;
mod world;

#[path = "../../../chat-core/tests/it/model/machine.rs"]
#[expect(
    dead_code,
    reason = "menus stay as they are here: the domain's own histories change them"
)]
mod machine;
#[path = "../../../chat-core/tests/it/model/step.rs"]
#[expect(
    dead_code,
    reason = "agents follow their script here: the domain's own histories have others"
)]
mod step;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use chat_core::DeflectionChannel;
use chatd::clock::monotonic;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

use self::act::{Act, Deed, How, Words, act};
use self::run::Run;

/// What is wrong, told for people.
type Checked<T = ()> = Result<T, String>;

/// How many histories there are unless so many minutes are asked for.
const CASES: u32 = 14;
/// The histories are the same each time then.
const SEED: u64 = 20_310_504;
const MINUTES_VARIABLE: &str = "CHATD_TEST_MODEL_MINUTES";

/// How long new histories are tried, if that is told.
fn minutes() -> Option<u64> {
    let set = std::env::var(MINUTES_VARIABLE).ok()?;
    Some(set.parse().expect("CHATD_TEST_MODEL_MINUTES is a number"))
}

fn config(rng_seed: RngSeed) -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        rng_seed,
        // A history takes a second or so.
        max_shrink_time: 120_000,
        source_file: Some(file!()),
        test_name: Some("every_history_of_the_program_follows_the_model"),
        ..ProptestConfig::default()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build();
    runtime.expect("a runtime")
}

/// Lives through a history to its end, and notes what the program showed.
fn live(agents: bool, acts: &[Act], shown: &Mutex<BTreeSet<String>>) -> Result<(), TestCaseError> {
    let lived = runtime().block_on(async {
        let mut run = Run::start(agents).await;
        for (at, act) in acts.iter().enumerate() {
            run.step(act)
                .await
                .map_err(|fault| format!("step {at}, {act:?}: {fault}"))?;
        }
        run.end()
            .await
            .map_err(|fault| format!("at the end: {fault}"))
    });
    shown
        .lock()
        .expect("not poisoned")
        .extend(lived.map_err(TestCaseError::fail)?);
    Ok(())
}

/// Where few random histories come, in one: people accept an escalation, are dismissed, return and end; a queue is full.
fn tour() -> Vec<Act> {
    let says = |words| Act::Ask(0, Deed::Send(1, words), How::Once);
    vec![
        Act::Create(1, How::Once),
        says(Words::Person),
        Act::Next,
        Act::Kill,
        Act::Next,
        says(Words::Plain),
        Act::Next,
        Act::Advance(60),
        Act::Create(4, How::Once),
        Act::Ask(1, Deed::Escalate(false), How::Killed(5)),
        Act::Ask(
            1,
            Deed::Select(0, DeflectionChannel::VirtualAgent),
            How::Once,
        ),
        Act::Ask(1, Deed::Send(1, Words::Plain), How::Once),
        Act::Advance(60),
        Act::Ask(0, Deed::Resume, How::Twice),
        Act::Next,
        Act::Next,
        says(Words::Form),
        says(Words::Hours),
        Act::Next,
        says(Words::Bye),
        Act::Next,
    ]
}

#[test]
fn every_history_of_the_program_follows_the_model() {
    let shown = Mutex::default();
    let until = minutes().map(|minutes| monotonic() + Duration::from_secs(60 * minutes));
    let seed = until.map_or(RngSeed::Fixed(SEED), |_| RngSeed::Random);
    live(true, &tour(), &shown).expect("the tour");
    loop {
        let mut runner = TestRunner::new(config(seed));
        let lived = runner.run(&(any::<bool>(), vec(act(), 10..50)), |(agents, acts)| {
            live(agents, &acts, &shown)
        });
        if let Err(fault) = lived {
            panic!("{fault}");
        }
        if until.is_none_or(|until| monotonic() >= until) {
            break;
        }
    }
    // Histories are worth something only if they come everywhere.
    let shown = shown.into_inner().expect("not poisoned");
    let expected = [
        "assigned",
        "chat_created",
        "chat_dismissed",
        "chat_ended",
        "chat_resumed",
        "dismissed",
        "escalation_accepted",
        "escalation_canceled",
        "escalation_deflected",
        "escalation_started",
        "failed",
        "finished",
        "message_received",
        "participant_joined",
        "participant_left",
        "queued",
        "va_assigned",
        "va_dismissed",
    ];
    assert!(shown.iter().eq(expected.iter()), "{shown:?}");
}
