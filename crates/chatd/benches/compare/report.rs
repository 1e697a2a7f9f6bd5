//! The rates of a run, as JSON for the verb that judges them.

use serde_json::{Value, json};

use crate::Outcome;
use crate::machine::Watch;

/// What is measured, in rounds.
pub(crate) struct Report {
    quick: bool,
    comparisons: Vec<Value>,
}

/// One way to do something.
#[derive(Clone, Default)]
pub(crate) struct Measured {
    /// Requests per second, a number per round.
    pub(crate) rates: Vec<f64>,
    /// Processor time of the server per request, in microseconds, over all rounds; `None` where nobody can tell.
    pub(crate) server_cpu_us: Option<f64>,
}

/// Two ways to do the same.
pub(crate) struct Comparison<'a> {
    /// What is done.
    pub(crate) name: String,
    /// The way that is judged, and its reference.
    pub(crate) subject: (&'a str, &'a Measured),
    /// What it is compared with.
    pub(crate) reference: (&'a str, &'a Measured),
    /// The least ratio of rates that is good enough.
    pub(crate) mark: f64,
}

impl Report {
    pub(crate) fn new(quick: bool) -> Self {
        Self {
            quick,
            comparisons: Vec::new(),
        }
    }

    /// `full`, or `quick` in a quick run.
    pub(crate) fn choose<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }

    /// Adds two ways of which all rounds are measured.
    pub(crate) fn add(&mut self, comparison: &Comparison<'_>) {
        let Comparison {
            name,
            subject,
            reference,
            mark,
        } = comparison;
        let way = |(name, measured): &(&str, &Measured)| {
            json!({
                "name": name,
                "rates": measured.rates,
                "server_cpu_us": measured.server_cpu_us,
            })
        };
        self.comparisons.push(json!({
            "name": name,
            "subject": way(subject),
            "reference": way(reference),
            "mark": mark,
        }));
    }

    /// The whole report; the machine was watched from the beginning.
    pub(crate) fn finish(self, watch: &Watch) -> String {
        let report = json!({
            "quick": self.quick,
            "machine": watch.end(),
            "comparisons": self.comparisons,
        });
        format!("{report:#}\n")
    }
}

/// Measures `ways` ways in each of `rounds` rounds; each round begins with another one, so that a drift of the machine is
/// so for all. Gives the rates of each way.
pub(crate) fn rounds(
    what: &str,
    rounds: usize,
    ways: usize,
    mut measure: impl FnMut(usize) -> Outcome<f64>,
) -> Outcome<Vec<Vec<f64>>> {
    let mut rates = vec![Vec::with_capacity(rounds); ways];
    for round in 0..rounds {
        eprintln!("{what}: round {} of {rounds}", round + 1);
        for step in 0..ways {
            let way = (round + step) % ways;
            rates[way].push(measure(way)?);
        }
    }
    Ok(rates)
}
