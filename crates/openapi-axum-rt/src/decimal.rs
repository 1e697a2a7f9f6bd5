//! Exact decimal arithmetic for `multipleOf`.

/// Whether `value` is a whole multiple of `bound`, both taken as the shortest decimals that denote them: 0.3 is a
/// multiple of 0.1 although their binary quotient is not whole.
pub(crate) fn is_multiple(value: f64, bound: f64) -> bool {
    match (Decimal::from_f64(value), Decimal::from_f64(bound)) {
        (Some(value), Some(bound)) => value.is_multiple_of(bound),
        _ => false,
    }
}

/// `digits × 10^exponent`, where `digits` has no trailing zero.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// The shortest decimal that reads back as `value`; `None` when it is not finite.
    fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let fraction = mantissa
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let digits = mantissa.replace('.', "").parse().ok()?;
        Some(Self {
            digits,
            exponent: exponent.parse::<i32>().ok()? - i32::try_from(fraction).ok()?,
        })
    }

    fn is_multiple_of(self, bound: Self) -> bool {
        if self.digits == 0 || bound.digits == 0 {
            return self.digits == 0 && bound.digits != 0;
        }
        // value / bound = digits / bound.digits × 10^shift
        let shift = self.exponent - bound.exponent;
        if shift < 0 {
            // 17 digits at most: more than 20 decimal places cannot be divided away.
            let Some(scale) = 10_u128.checked_pow(shift.unsigned_abs()) else {
                return false;
            };
            return bound
                .digits
                .checked_mul(scale)
                .is_some_and(|divisor| self.digits.is_multiple_of(divisor));
        }
        let mut rest = self.digits % bound.digits;
        for _ in 0..shift {
            rest = rest * 10 % bound.digits;
        }
        rest == 0
    }
}

#[cfg(test)]
mod tests {
    use super::is_multiple;

    #[test]
    fn decimals_not_binary_fractions() {
        assert!(is_multiple(0.07, 0.01));
        assert!(is_multiple(0.3, 0.1));
        assert!(is_multiple(-19.99, 0.01));
        assert!(is_multiple(1e20, 0.01));
        assert!(is_multiple(0.0, 0.01));
        assert!(is_multiple(4.5, 1.5));
        assert!(!is_multiple(0.075, 0.01));
        assert!(!is_multiple(1e-30, 0.01));
        assert!(!is_multiple(f64::NAN, 0.01));
    }
}
