//! Whether the machine was quiet enough for the figures to be believed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Comparison, Way, ratio};

/// Above this load per processor before the run, others were at work.
const LOAD: f64 = 0.25;
/// Above this share of all processors, others took too much during the run.
const OTHERS: f64 = 0.05;
/// Rates of one way should lie this close to their median, half of them.
const SPREAD: f64 = 0.05;

/// What the benchmark program saw of the machine; what could not be seen is `None`.
#[derive(Deserialize)]
pub(super) struct Machine {
    processors: usize,
    load_before: Option<f64>,
    others_share: Option<f64>,
}

impl Machine {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "processors": self.processors,
            "load_before": self.load_before,
            "others_share": self.others_share,
        })
    }
}

/// Why the figures are to be doubted; nothing when the machine was quiet.
pub(super) fn reasons(machine: &Machine, comparisons: &[Comparison]) -> Vec<String> {
    let mut reasons = Vec::new();
    let processors = machine.processors;
    if let Some(load) = machine.load_before
        && load > LOAD * processors as f64
    {
        reasons.push(format!(
            "the load average before the run was {load:.2} on {processors} processors"
        ));
    }
    if let Some(share) = machine.others_share
        && share > OTHERS
    {
        reasons.push(format!(
            "other programs took {:.0} % of the processors during the run",
            share * 100.0
        ));
    }
    let mut seen = Vec::new();
    for comparison in comparisons {
        for way in [&comparison.subject, &comparison.reference] {
            let spread = spread(way);
            let place = (&comparison.name, &way.name);
            if spread > SPREAD && !seen.contains(&place) {
                seen.push(place);
                reasons.push(format!(
                    "{}: rates of {} differ by {:.0} % from round to round",
                    comparison.name,
                    way.name,
                    spread * 100.0
                ));
            }
        }
    }
    reasons
}

/// The median distance from the median, as a share of it.
fn spread(way: &Way) -> f64 {
    let middle = ratio::median(&way.rates);
    let distances: Vec<f64> = way.rates.iter().map(|it| (it - middle).abs()).collect();
    ratio::median(&distances) / middle
}

#[cfg(test)]
mod tests {
    use super::{Machine, reasons};
    use crate::bench::{Comparison, Way};

    fn comparison(rates: [f64; 3]) -> Comparison {
        let way = |name: &str, rates: [f64; 3]| Way {
            name: name.to_owned(),
            rates: rates.to_vec(),
            server_cpu_us: None,
        };
        Comparison {
            name: "work".to_owned(),
            subject: way("ours", rates),
            reference: way("theirs", [10.0, 10.0, 10.0]),
            mark: 1.0,
        }
    }

    #[test]
    fn a_quiet_machine_is_quiet() {
        let machine = Machine {
            processors: 4,
            load_before: Some(0.9),
            others_share: Some(0.01),
        };
        let none = reasons(&machine, &[comparison([100.0, 101.0, 130.0])]);
        assert_eq!(none, Vec::<String>::new());
    }

    #[test]
    fn every_kind_of_noise_is_told() {
        let machine = Machine {
            processors: 2,
            load_before: Some(2.0),
            others_share: Some(0.5),
        };
        let noisy = comparison([80.0, 100.0, 120.0]);
        let told = reasons(&machine, &[noisy]);
        assert_eq!(
            told,
            [
                "the load average before the run was 2.00 on 2 processors",
                "other programs took 50 % of the processors during the run",
                "work: rates of ours differ by 20 % from round to round",
            ]
        );
    }
}
