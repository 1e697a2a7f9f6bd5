//! The text format: families with their samples.
//! <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>

use std::fmt::Write as _;

use super::histogram::Histogram;

/// A page of metrics in the making.
#[derive(Default)]
pub(super) struct Exposition(String);

/// What kind of numbers a family has.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Exposition {
    /// Begins a family; its samples follow.
    pub(super) fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    /// A sample; `labels` as in the format, braces included, or nothing.
    pub(super) fn sample(&mut self, name: &str, labels: &str, value: f64) {
        self.line(format_args!("{name}{labels} {value}"));
    }

    /// A family of one gauge.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.family(name, Kind::Gauge, help);
        self.sample(name, "", value);
    }

    /// The samples of a histogram; `label` is one label without braces, or nothing.
    pub(super) fn histogram(&mut self, name: &str, label: &str, histogram: &Histogram) {
        let comma = if label.is_empty() { "" } else { "," };
        let buckets = histogram.cumulative();
        for (bound, count) in &buckets {
            let bound = match bound.is_finite() {
                true => bound.to_string(),
                false => "+Inf".to_owned(),
            };
            self.line(format_args!(
                "{name}_bucket{{{label}{comma}le=\"{bound}\"}} {count}"
            ));
        }
        let labels = match label.is_empty() {
            true => String::new(),
            false => format!("{{{label}}}"),
        };
        let count = buckets.last().map_or(0, |(_, count)| *count);
        self.line(format_args!("{name}_sum{labels} {}", histogram.sum()));
        self.line(format_args!("{name}_count{labels} {count}"));
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        let _ = writeln!(self.0, "{line}");
    }
}
