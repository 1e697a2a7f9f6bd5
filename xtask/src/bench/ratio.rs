//! The ratio of two ways: the median of the rounds' ratios, and how sure it is.
//!
//! Each round measured both ways, one after the other, so a ratio per round cancels what changed between rounds.

/// How many of a hundred such intervals hold the true median, at least.
const COVERAGE: f64 = 0.95;

/// A median with an interval of order statistics, which asks nothing of how the ratios are distributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ratio {
    /// The median.
    pub(super) median: f64,
    /// The lower end of the interval.
    pub(super) low: f64,
    /// The upper end of the interval.
    pub(super) high: f64,
    /// The probability that the interval holds the true median: 0.95 or a little more, less when there are fewer than
    /// six rounds.
    pub(super) coverage: f64,
}

/// The ratio of `subject` to `reference`, which have a rate per round each.
pub(super) fn of(subject: &[f64], reference: &[f64]) -> Ratio {
    let mut ratios: Vec<f64> = subject.iter().zip(reference).map(|(a, b)| a / b).collect();
    ratios.sort_by(f64::total_cmp);
    let (outside, coverage) = narrowest(ratios.len());
    let end = ratios.len().saturating_sub(1 + outside);
    Ratio {
        median: median(&ratios),
        low: ratios.get(outside).copied().unwrap_or(f64::NAN),
        high: ratios.get(end).copied().unwrap_or(f64::NAN),
        coverage,
    }
}

/// The middle of the values; not a number when there are none.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// How many values may be left out at each end so that the rest still has the coverage, and the coverage that it has.
///
/// The true median lies below the value of rank r (from 0) when at most r of the values are below it, which is a matter
/// of tossing coins.
fn narrowest(count: usize) -> (usize, f64) {
    let mut chance = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
    let mut below = chance;
    let mut best = (0, 1.0 - 2.0 * below);
    for outside in 1..count.div_ceil(2) {
        chance *= (count - outside + 1) as f64 / outside as f64;
        below += chance;
        if 1.0 - 2.0 * below < COVERAGE {
            break;
        }
        best = (outside, 1.0 - 2.0 * below);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{median, narrowest, of};

    #[test]
    fn a_ratio_per_round_cancels_what_changes_between_rounds() {
        let reference = [100.0, 10.0, 1000.0, 50.0, 70.0, 1.0];
        let subject = reference.map(|rate| rate * 2.0);
        let ratio = of(&subject, &reference);
        assert_eq!((ratio.low, ratio.median, ratio.high), (2.0, 2.0, 2.0));
        assert!(ratio.coverage > 0.95);
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Ranks of the sign test's interval: 6 values use all, 9 leave one out at each end, 21 leave five.
        for (count, outside) in [(5, 0), (6, 0), (8, 0), (9, 1), (12, 2), (21, 5), (41, 13)] {
            let (found, coverage) = narrowest(count);
            assert_eq!(found, outside, "{count} values");
            assert!(
                (count < 6) == (coverage < 0.95),
                "{count} values: {coverage}"
            );
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }
}
