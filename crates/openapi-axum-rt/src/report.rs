//! Checks of bounds. Each adds a [`Violation`] when its bound is broken and costs next to nothing when it is kept.

use std::collections::HashSet;
use std::fmt::Display;

use serde::Serialize;

use crate::decimal;
use crate::format::Format;
use crate::pattern::Pattern;
use crate::pointer::Pointer;
use crate::schema::Schema;
use crate::violation::{Keyword, Violation};

/// A value whose bounds can be checked.
///
/// Generated for everything that a request reaches. Reading an answer never validates: answers are read tolerantly.
pub trait Validate {
    /// Adds every violation in `self`, which stands at `at`, to `report`.
    fn validate(&self, at: &Pointer<'_>, report: &mut Report);

    /// The schema as data, for a type that decoding and [`Validate::validate`] together do not hold to it exactly.
    ///
    /// [`read_json`](crate::read_json) checks the value against it as it came.
    fn table() -> Option<&'static Schema>
    where
        Self: Sized,
    {
        None
    }

    /// The schema as data, of a type that the bodies of requests carry.
    ///
    /// [`read_json`](crate::read_json) asks it for everything that is wrong with a value that cannot be decoded, because
    /// decoding ends at the first fault.
    fn schema() -> Option<&'static Schema>
    where
        Self: Sized,
    {
        Self::table()
    }
}

/// Null has no bounds.
impl<T: Validate> Validate for Option<T> {
    fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
        if let Some(value) = self {
            value.validate(at, report);
        }
    }
}

/// Checks `value` as a request body.
///
/// # Errors
/// Every violation, in the order of the schema; never an empty list.
pub fn validate<T: Validate + ?Sized>(value: &T) -> Result<(), Vec<Violation>> {
    validate_at(value, &Pointer::BODY)
}

/// Checks `value`, whose pointers begin with `at`.
///
/// # Errors
/// Every violation, in the order of the schema; never an empty list.
pub fn validate_at<T: Validate + ?Sized>(
    value: &T,
    at: &Pointer<'_>,
) -> Result<(), Vec<Violation>> {
    let mut report = Report::default();
    value.validate(at, &mut report);
    if report.violations.is_empty() {
        Ok(())
    } else {
        Err(report.violations)
    }
}

/// Most violations that are told of one value.
const MAX_VIOLATIONS: usize = 1_000;

/// Length in bytes of pointers and details after which no violation is added: pointers repeat the keys of the caller, who
/// could make a few bytes of a body many in the answer.
const MAX_TEXT_BYTES: usize = 256 * 1024;

/// Collects violations: at most 1,000 of them, and none after 256 KiB of text.
#[derive(Debug, Default)]
pub struct Report {
    violations: Vec<Violation>,
    text_bytes: usize,
}

impl Report {
    /// Everything that was found, in the order of the schema.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Adds a violation at `at`, unless there are enough.
    #[cold]
    pub fn add(&mut self, at: &Pointer<'_>, keyword: Keyword, detail: impl Into<String>) {
        if self.violations.len() == MAX_VIOLATIONS || self.text_bytes > MAX_TEXT_BYTES {
            return;
        }
        let violation = Violation {
            pointer: at.to_string(),
            keyword,
            detail: detail.into(),
        };
        self.text_bytes += violation.pointer.len() + violation.detail.len();
        self.violations.push(violation);
    }

    /// `required`, of what the type lets be absent.
    pub fn required(&mut self, at: &Pointer<'_>, name: &str, present: bool) {
        if !present {
            self.add(
                &at.key(name),
                Keyword::Required,
                format!("{name} is required"),
            );
        }
    }

    /// `minimum`.
    pub fn minimum<T: PartialOrd + Display>(&mut self, at: &Pointer<'_>, value: T, bound: T) {
        if value < bound {
            self.add(at, Keyword::Minimum, format!("must be at least {bound}"));
        }
    }

    /// `maximum`.
    pub fn maximum<T: PartialOrd + Display>(&mut self, at: &Pointer<'_>, value: T, bound: T) {
        if value > bound {
            self.add(at, Keyword::Maximum, format!("must be at most {bound}"));
        }
    }

    /// `minimum` with `exclusiveMinimum`.
    pub fn exclusive_minimum<T: PartialOrd + Display>(
        &mut self,
        at: &Pointer<'_>,
        value: T,
        bound: T,
    ) {
        if value <= bound {
            self.add(
                at,
                Keyword::ExclusiveMinimum,
                format!("must be greater than {bound}"),
            );
        }
    }

    /// `maximum` with `exclusiveMaximum`.
    pub fn exclusive_maximum<T: PartialOrd + Display>(
        &mut self,
        at: &Pointer<'_>,
        value: T,
        bound: T,
    ) {
        if value >= bound {
            self.add(
                at,
                Keyword::ExclusiveMaximum,
                format!("must be less than {bound}"),
            );
        }
    }

    /// `multipleOf` of an integer.
    pub fn multiple_of_integer(
        &mut self,
        at: &Pointer<'_>,
        value: impl Into<i128>,
        bound: impl Into<i128>,
    ) {
        let bound = bound.into();
        if value.into().checked_rem(bound) != Some(0) {
            self.add(
                at,
                Keyword::MultipleOf,
                format!("must be a multiple of {bound}"),
            );
        }
    }

    /// `multipleOf` of a number, in decimal arithmetic: 0.07 is a multiple of 0.01.
    pub fn multiple_of(&mut self, at: &Pointer<'_>, value: f64, bound: f64) {
        if !decimal::is_multiple(value, bound) {
            self.add(
                at,
                Keyword::MultipleOf,
                format!("must be a multiple of {bound}"),
            );
        }
    }

    /// `minLength`, in Unicode code points.
    pub fn min_length(&mut self, at: &Pointer<'_>, value: &str, bound: u64) {
        // A code point takes at most four bytes: only a short text has to be counted.
        if (value.len() as u64) < bound.saturating_mul(4) && (value.chars().count() as u64) < bound
        {
            let detail = if bound == 1 {
                "must not be empty".to_owned()
            } else {
                format!("must have at least {bound} characters")
            };
            self.add(at, Keyword::MinLength, detail);
        }
    }

    /// `maxLength`, in Unicode code points.
    pub fn max_length(&mut self, at: &Pointer<'_>, value: &str, bound: u64) {
        if value.len() as u64 > bound && value.chars().count() as u64 > bound {
            self.add(
                at,
                Keyword::MaxLength,
                format!("must have at most {bound} characters"),
            );
        }
    }

    /// `pattern`.
    pub fn pattern(&mut self, at: &Pointer<'_>, value: &str, pattern: &Pattern) {
        if !pattern.is_match(value) {
            self.add(
                at,
                Keyword::Pattern,
                format!("must match the pattern {}", pattern.source()),
            );
        }
    }

    /// `format` of a string that stays one.
    pub fn format(&mut self, at: &Pointer<'_>, value: &str, format: Format) {
        if !format.takes(value) {
            self.add(at, Keyword::Format, format!("must be {format}"));
        }
    }

    /// `minItems`.
    pub fn min_items(&mut self, at: &Pointer<'_>, count: usize, bound: u64) {
        if (count as u64) < bound {
            self.add(
                at,
                Keyword::MinItems,
                format!("must have at least {}", counted(bound, "element")),
            );
        }
    }

    /// `maxItems`.
    pub fn max_items(&mut self, at: &Pointer<'_>, count: usize, bound: u64) {
        if count as u64 > bound {
            self.add(
                at,
                Keyword::MaxItems,
                format!("must have at most {}", counted(bound, "element")),
            );
        }
    }

    /// `uniqueItems`. Elements are compared by how they are written, so a long list costs no more than writing it.
    pub fn unique_items<T: Serialize>(&mut self, at: &Pointer<'_>, items: &[T]) {
        let mut seen = HashSet::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if serde_json::to_string(item).is_ok_and(|text| !seen.insert(text)) {
                self.add(
                    &at.index(index),
                    Keyword::UniqueItems,
                    "must differ from every element before it",
                );
            }
        }
    }

    /// `minProperties`.
    pub fn min_properties(&mut self, at: &Pointer<'_>, count: usize, bound: u64) {
        if (count as u64) < bound {
            self.add(
                at,
                Keyword::MinProperties,
                format!("must have at least {}", counted(bound, "member")),
            );
        }
    }

    /// `maxProperties`.
    pub fn max_properties(&mut self, at: &Pointer<'_>, count: usize, bound: u64) {
        if count as u64 > bound {
            self.add(
                at,
                Keyword::MaxProperties,
                format!("must have at most {}", counted(bound, "member")),
            );
        }
    }
}

fn counted(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("{count} {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Validate, validate};
    use crate::pattern::Pattern;
    use crate::pointer::Pointer;
    use crate::violation::Keyword;

    struct Sample;

    static WORD: Pattern = Pattern::new("^[a-z]+$", "^[a-z]+$");

    impl Validate for Sample {
        fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
            report.minimum(&at.key("low"), 0_i64, 1);
            report.maximum(&at.key("kept"), 1_i64, 1);
            report.exclusive_maximum(&at.key("high"), 1.0, 1.0);
            report.max_length(&at.key("text"), "héé", 2);
            report.max_length(&at.key("kept"), "héé", 3);
            report.min_length(&at.key("empty"), "", 1);
            report.pattern(&at.key("word"), "No", &WORD);
            report.unique_items(&at.key("list"), &[1, 2, 1]);
            report.multiple_of_integer(&at.key("even"), 3, 2);
        }
    }

    #[test]
    fn a_caller_cannot_make_a_report_grow_without_end() {
        let told = |key: &str| {
            let mut report = Report::default();
            for index in 0..2_000 {
                let body = Pointer::BODY;
                report.add(&body.key(key).index(index), Keyword::Type, "is wrong");
            }
            report.into_violations().len()
        };
        assert_eq!(told("a"), 1_000);
        assert_eq!(told(&"a".repeat(200_000)), 2);
    }

    #[test]
    fn every_violation_is_collected_with_its_place() {
        let violations = validate(&Sample).expect_err("the sample breaks bounds");
        let seen: Vec<_> = violations
            .iter()
            .map(|v| (v.pointer.as_str(), v.keyword))
            .collect();
        assert_eq!(
            seen,
            [
                ("/low", Keyword::Minimum),
                ("/high", Keyword::ExclusiveMaximum),
                ("/text", Keyword::MaxLength),
                ("/empty", Keyword::MinLength),
                ("/word", Keyword::Pattern),
                ("/list/2", Keyword::UniqueItems),
                ("/even", Keyword::MultipleOf),
            ]
        );
    }
}
