//! Numbers of a schema, compared exactly.

use std::cmp::Ordering;
use std::fmt;

use crate::decimal;

/// A number as a schema writes it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// One without a fraction.
    Whole(i128),
    /// Any other.
    Fraction(f64),
}

impl Number {
    /// A number of a JSON value; one with a zero fraction is whole.
    pub(crate) fn of(number: &serde_json::Number) -> Number {
        let whole = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from));
        match whole {
            Some(whole) => Number::Whole(whole),
            None => Number::Fraction(number.as_f64().unwrap_or(f64::NAN)).normal(),
        }
    }

    /// Whole where the fraction is zero.
    pub(crate) fn normal(self) -> Number {
        // Every double below this is exact as an `i128`.
        const LIMIT: f64 = 1.7e38;
        match self {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and in range: checked beside it"
            )]
            Number::Fraction(value) if value.fract() == 0.0 && value.abs() < LIMIT => {
                Number::Whole(value as i128)
            }
            other => other,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest double is meant")]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Whole(value) => value as f64,
            Number::Fraction(value) => value,
        }
    }

    /// Whether this is a whole multiple of `step`, in decimal arithmetic.
    pub(crate) fn is_multiple_of(self, step: Number) -> bool {
        match (self, step) {
            (Number::Whole(value), Number::Whole(step)) => value.checked_rem(step) == Some(0),
            _ => decimal::is_multiple(self.as_f64(), step.as_f64()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        match (self.normal(), other.normal()) {
            (Number::Whole(left), Number::Whole(right)) => Some(left.cmp(&right)),
            (left, right) => left.as_f64().partial_cmp(&right.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(value) => value.fmt(f),
            Number::Fraction(value) => value.fmt(f),
        }
    }
}
