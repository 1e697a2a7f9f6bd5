//! Whether a figure of the process is flat after the warm-up.

/// Means of the middle and of the last third of a run; the first third is the warm-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Trend {
    pub(crate) middle: f64,
    pub(crate) last: f64,
}

impl Trend {
    /// Of figures taken at equal distances.
    pub(crate) fn of(figures: &[u64]) -> Self {
        let third = figures.len() / 3;
        Self {
            middle: mean(figures.get(third..2 * third).unwrap_or_default()),
            last: mean(figures.get(2 * third..).unwrap_or_default()),
        }
    }

    /// By how many percent the last third is above the middle one.
    pub(crate) fn growth_percent(self) -> f64 {
        (self.last / self.middle - 1.0) * 100.0
    }
}

fn mean(figures: &[u64]) -> f64 {
    figures.iter().sum::<u64>() as f64 / figures.len() as f64
}
