//! How busy the machine is, by the kernel's own account. Only Linux tells; elsewhere nothing is known.

use std::fs;
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// Microseconds in the unit of processor time in `/proc` (`USER_HZ`, 100 on every Linux of today).
const TICK_US: f64 = 10_000.0;

/// The machine from the start of a run on.
pub(crate) struct Watch {
    begin: Instant,
    load_before: Option<f64>,
    busy: Option<f64>,
    own: Option<f64>,
}

impl Watch {
    pub(crate) fn start() -> Self {
        Self {
            begin: Instant::now(),
            load_before: load_average(),
            busy: busy_us(),
            own: own_us(),
        }
    }

    /// What is known at the end of the run, when every server has ended: how many processors there are, the load average of
    /// the minute before the run, and the share of all processors that other programs took during it.
    pub(crate) fn end(&self) -> Value {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let passed_us = self.begin.elapsed().as_secs_f64() * 1e6 * processors as f64;
        let others = || {
            let busy = busy_us()? - self.busy?;
            let own = own_us()? - self.own?;
            Some(((busy - own) / passed_us).max(0.0))
        };
        json!({
            "processors": processors,
            "load_before": self.load_before,
            "others_share": others(),
        })
    }
}

/// Processor time of a running process so far, in microseconds.
pub(crate) fn process_us(id: u32) -> Option<f64> {
    let fields = stat_of(id)?;
    Some((fields[0] + fields[1]) * TICK_US)
}

/// Processor time that the calling thread has taken so far.
pub(crate) fn thread_time() -> Duration {
    let taken = clock_gettime(ClockId::ThreadCPUTime);
    // Both parts of a time that has passed are positive.
    Duration::new(
        taken.tv_sec.unsigned_abs(),
        taken.tv_nsec.unsigned_abs() as u32,
    )
}

/// Processor time of this process and of its children that have ended.
fn own_us() -> Option<f64> {
    let fields = stat_of(process::id())?;
    Some(fields.iter().sum::<f64>() * TICK_US)
}

/// User time, system time, and the same two of children that have ended.
fn stat_of(id: u32) -> Option<[f64; 4]> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name of the program, in parentheses, may hold anything; the times are fields 14 to 17.
    let (_, rest) = text.rsplit_once(") ")?;
    let mut fields = rest.split(' ').skip(11).map(|field| field.parse().ok());
    let mut next = || fields.next().flatten();
    Some([next()?, next()?, next()?, next()?])
}

/// Processor time of everything: user, nice, system, and what the host took from us.
fn busy_us() -> Option<f64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let line = text.lines().next()?.strip_prefix("cpu ")?;
    let fields: Vec<f64> = line
        .split_whitespace()
        .filter_map(|field| field.parse().ok())
        .collect();
    let ticks = fields.first()? + fields.get(1)? + fields.get(2)? + fields.get(7)?;
    Some(ticks * TICK_US)
}

fn load_average() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}
