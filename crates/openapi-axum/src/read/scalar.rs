//! Plain scalars by the YAML 1.2 core schema.

use serde_json::Number;

use super::Value;

/// The value of a plain (unquoted) scalar.
///
/// # Errors
/// A sentence for a number that JSON cannot carry.
pub(super) fn plain(text: &str) -> Result<Value, String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(format!(
            "{text} is not a number in JSON, write a finite one"
        ));
    }
    let radix = |prefix: &str, radix: u32| {
        text.strip_prefix(prefix)
            .filter(|digits| digits.chars().all(|c| c.is_digit(radix)) && !digits.is_empty())
            .map(|digits| u64::from_str_radix(digits, radix))
    };
    if let Some(Ok(value)) = radix("0o", 8).or_else(|| radix("0x", 16)) {
        return Ok(Value::Number(value.into()));
    }
    let number = if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        integer(text)
    } else if is_float(unsigned) {
        float(text)
    } else {
        None
    };
    // What looks like a number and is beyond every number is a checksum or the like, such as `12e34567`.
    Ok(number.map_or_else(|| Value::String(text.to_owned()), Value::Number))
}

/// Integers beyond 64 bits become the nearest double, as every reader of JSON takes them.
fn integer(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let whole = digits.parse::<u64>().map(Number::from);
    whole
        .or_else(|_| digits.parse::<i64>().map(Number::from))
        .ok()
        .or_else(|| float(digits))
}

fn float(text: &str) -> Option<Number> {
    text.parse::<f64>().ok().and_then(Number::from_f64)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa_fits =
        digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    mantissa_fits && exponent_fits
}
