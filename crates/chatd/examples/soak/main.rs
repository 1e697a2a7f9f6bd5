//! Load on a whole `chatd` for a while, and then whether it lost, doubled or leaked anything: what `cargo xtask soak` runs.
//!
//! Many chats at once are kept going through the public API, with the virtual agent, the demo agents and files, while a
//! receiver of the signed webhooks fails a fifth of the time. Then the load stops, the outbox empties, and what the API took,
//! what the desk lists and what the receiver accepted are held against each other. The exit code is 0 when nothing is wrong.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::sync::watch;
use tokio::task::JoinSet;

mod check;
mod desk;
mod dice;
mod ledger;
mod life;
mod process;
mod receiver;
mod report;
mod trend;

use self::check::Evidence;
use self::desk::Desk;
use self::ledger::Ledger;
use self::life::Life;
use self::process::{Chatd, Sample};
use self::receiver::Receiver;

/// How often the process is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Chats begin one after another over this time, so that they do not all do the same.
const RAMP: Duration = Duration::from_secs(5);
/// How long the outbox may take to empty: several retries of whatever failed last.
const DRAIN: Duration = Duration::from_secs(300);

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What to run, for how long.
#[derive(Clone, Parser)]
pub(crate) struct Options {
    /// The program.
    #[arg(long, value_name = "PROGRAM")]
    chatd: PathBuf,
    /// An empty directory for its data and its log.
    #[arg(long, value_name = "DIR")]
    place: PathBuf,
    /// How long the load lasts.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Chats at once.
    #[arg(long, default_value_t = 200)]
    chats: u64,
    /// By how much the memory of the last third may be above that of the middle third.
    #[arg(long, default_value_t = 5)]
    growth_percent: u64,
    /// Also write the results to FILE, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match soak(&Options::parse()).await {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            faults
                .iter()
                .for_each(|fault| say(&format!("wrong: {fault}")));
            ExitCode::FAILURE
        }
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The whole run; what was wrong.
async fn soak(options: &Options) -> Outcome<Vec<String>> {
    let ledger = Arc::new(Ledger::default());
    let receiver = Receiver::listen(Arc::clone(&ledger)).await?;
    let chatd = Chatd::start(options, &receiver.url()).await?;
    receiver.trust(&chatd.ready)?;
    let desk = Desk::connect(&chatd.ready)?;

    let samples = load(options, &chatd, &ledger).await?;
    say("the load has stopped; the outbox empties");
    desk.wait_until_sent(DRAIN).await?;
    let evidence = Evidence {
        deliveries: desk.deliveries().await?,
        five_hundreds: desk.five_hundreds().await?,
        statuses: life::statuses(&chatd.client()?, &ledger).await,
        log: chatd.log()?,
        samples,
        growth_percent: options.growth_percent,
    };
    chatd.stop().await?;

    let record = ledger.take();
    let faults = check::faults(&record, &evidence);
    let figures = report::figures(options, &record, &evidence, &faults);
    report::lines(&figures).iter().for_each(|line| say(line));
    if let Some(file) = &options.json {
        std::fs::write(file, format!("{figures:#}\n"))?;
    }
    Ok(faults)
}

/// Keeps the chats going and looks at the process meanwhile.
async fn load(options: &Options, chatd: &Chatd, ledger: &Arc<Ledger>) -> Outcome<Vec<Sample>> {
    let (stop, stopped) = watch::channel(false);
    let mut chats = JoinSet::new();
    for number in 0..options.chats {
        let offset = RAMP.mul_f64(number as f64 / options.chats as f64);
        let life = Life::new(number, chatd.client()?, Arc::clone(ledger), stopped.clone());
        chats.spawn(async move {
            tokio::time::sleep(offset).await;
            life.again_and_again().await;
        });
    }
    let mut samples = Vec::new();
    let mut ticks = tokio::time::interval(LOOK);
    for second in 0..options.seconds {
        ticks.tick().await;
        samples.push(chatd.sample()?);
        if second % 30 == 29 {
            say(&report::progress(second + 1, samples.last(), ledger));
        }
    }
    stop.send(true)?;
    while let Some(ended) = chats.join_next().await {
        ended?;
    }
    Ok(samples)
}

/// A line on standard output; a reader that has gone away is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}
