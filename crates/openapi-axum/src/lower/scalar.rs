//! Scalars, enumerations, and the bounds of everything.

use serde_json::{Number, Value};

use super::Lowering;
use super::conjunction::Conjunction;
use crate::lint::compare;
use crate::model::{
    Constraints, Enum, EnumValue, Format, IntegerFormat, Kind, NumberFormat, ScalarValue, Shape,
    StringFormat,
};
use crate::names::{Scope, pascal_case};
use crate::schema::{Bounds, Type};

/// The shape of a scalar of one type.
pub(super) fn shape_of(found: &Conjunction<'_>, scalar: Type) -> Shape {
    let format = format_of(found, scalar);
    match scalar {
        Type::String => Shape::String(string_format(found, format)),
        Type::Integer => {
            let all = tightest(found.parts.iter().map(|part| &part.bounds));
            let low = all.minimum.as_ref().or(all.exclusive_minimum.as_ref());
            let high = all.maximum.as_ref().or(all.exclusive_maximum.as_ref());
            Shape::Integer(IntegerFormat::of(format, low, high))
        }
        Type::Number => Shape::Number(match format {
            Some("float") => NumberFormat::Float,
            Some("double") => NumberFormat::Double,
            _ => NumberFormat::None,
        }),
        Type::Boolean => Shape::Boolean,
        Type::Null | Type::Array | Type::Object => Shape::Any,
    }
}

/// `format` where it stands beside the type that it speaks of; alone it is an annotation.
pub(super) fn format_of<'d>(found: &Conjunction<'d>, scalar: Type) -> Option<&'d str> {
    let beside = found
        .parts
        .iter()
        .filter(|part| part.types.as_ref().is_some_and(|types| types.takes(scalar)));
    beside.into_iter().find_map(|part| part.format)
}

/// A text with bounds of its own stays a `String`: another type would be written differently from how it came.
fn string_format(found: &Conjunction<'_>, format: Option<&str>) -> StringFormat {
    let is_bounded = found.parts.iter().any(|part| {
        let bounds = &part.bounds;
        bounds.min_length.or(bounds.max_length).is_some() || bounds.pattern.is_some()
    });
    let plain = || StringFormat::Plain(format.map(str::to_owned));
    if is_bounded {
        return plain();
    }
    match format {
        Some("date-time") => StringFormat::DateTime,
        Some("date") => StringFormat::Date,
        Some("uuid") => StringFormat::Uuid,
        Some("ipv4") => StringFormat::Ipv4,
        Some("ipv6") => StringFormat::Ipv6,
        Some("byte") => StringFormat::Byte,
        _ => plain(),
    }
}

/// The bounds that mean something for a shape, the tightest of each.
pub(super) fn constraints(found: &Conjunction<'_>, shape: &Shape) -> Constraints {
    let all = tightest(found.parts.iter().map(|part| &part.bounds));
    let mut kept = Constraints::default();
    match shape {
        Shape::Integer(_) | Shape::Number(_) => {
            (kept.minimum, kept.exclusive_minimum) =
                one_bound(all.minimum, all.exclusive_minimum, std::cmp::Ordering::Less);
            (kept.maximum, kept.exclusive_maximum) = one_bound(
                all.maximum,
                all.exclusive_maximum,
                std::cmp::Ordering::Greater,
            );
            kept.multiple_of = all.multiple_of;
            if let Shape::Integer(format) = shape {
                whole(&mut kept, *format);
            }
        }
        Shape::String(format) => {
            kept.min_length = all.min_length;
            kept.max_length = all.max_length;
            kept.pattern = all.pattern;
            kept.format = match format {
                StringFormat::Plain(Some(format)) => {
                    Format::named(format).filter(|format| !format.is_of_numbers())
                }
                _ => None,
            };
        }
        Shape::Array(_) => {
            kept.min_items = all.min_items;
            kept.max_items = all.max_items;
            kept.unique_items = all.unique_items;
        }
        Shape::Map(_) | Shape::FreeForm => {
            kept.min_properties = all.min_properties;
            kept.max_properties = all.max_properties;
        }
        Shape::Ref { .. } | Shape::Boolean | Shape::Any => {}
    }
    kept
}

/// The bounds of an integer as integers of the same size that say the same.
fn whole(kept: &mut Constraints, format: IntegerFormat) {
    let (low, high) = (*format.range().start(), *format.range().end());
    if let Some((value, between)) = kept.minimum.as_ref().map(floor) {
        let value = if between { value + 1 } else { value };
        kept.exclusive_minimum &= !between;
        (kept.minimum, kept.exclusive_minimum) = match value {
            // Every value of the type keeps it, or none does.
            value if value < low => (None, false),
            value if value > high => (integer(high), true),
            value => (integer(value), kept.exclusive_minimum),
        };
    }
    if let Some((value, between)) = kept.maximum.as_ref().map(floor) {
        kept.exclusive_maximum &= !between;
        (kept.maximum, kept.exclusive_maximum) = match value {
            value if value > high => (None, false),
            value if value < low => (integer(low), true),
            value => (integer(value), kept.exclusive_maximum),
        };
    }
    if let Some((step, false)) = kept.multiple_of.as_ref().map(floor) {
        kept.multiple_of = integer(step).or(Some(i64::MAX.into()));
    }
}

/// An integer of 64 bits, with a sign or without.
fn integer(value: i128) -> Option<Number> {
    let signed = i64::try_from(value).map(Number::from);
    signed
        .or_else(|_| u64::try_from(value).map(Number::from))
        .ok()
}

/// The whole number at or below a number, and whether there is anything between them.
fn floor(number: &Number) -> (i128, bool) {
    let whole = number.as_i64().map(i128::from);
    if let Some(whole) = whole.or_else(|| number.as_u64().map(i128::from)) {
        return (whole, false);
    }
    let value = number.as_f64().unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it saturates, far outside the range of any integer type"
    )]
    let floor = value.floor() as i128;
    (floor, value.fract() != 0.0)
}

/// An inclusive and an exclusive bound as the one that says more.
fn one_bound(
    inclusive: Option<Number>,
    exclusive: Option<Number>,
    weaker: std::cmp::Ordering,
) -> (Option<Number>, bool) {
    match (inclusive, exclusive) {
        (Some(inclusive), Some(exclusive)) if compare(&exclusive, &inclusive) == weaker => {
            (Some(inclusive), false)
        }
        (_, Some(exclusive)) => (Some(exclusive), true),
        (inclusive, None) => (inclusive, false),
    }
}

/// The tightest of each bound.
pub(super) fn tightest<'b>(all: impl Iterator<Item = &'b Bounds>) -> Bounds {
    let number = |left: Option<Number>, right: &Option<Number>, tighter| match (left, right) {
        (Some(left), Some(right)) if compare(right, &left) == tighter => Some(right.clone()),
        (None, right) => right.clone(),
        (left, _) => left,
    };
    let (greater, less) = (std::cmp::Ordering::Greater, std::cmp::Ordering::Less);
    all.fold(Bounds::default(), |so_far, next| Bounds {
        minimum: number(so_far.minimum, &next.minimum, greater),
        maximum: number(so_far.maximum, &next.maximum, less),
        exclusive_minimum: number(so_far.exclusive_minimum, &next.exclusive_minimum, greater),
        exclusive_maximum: number(so_far.exclusive_maximum, &next.exclusive_maximum, less),
        multiple_of: so_far.multiple_of.or_else(|| next.multiple_of.clone()),
        min_length: so_far.min_length.max(next.min_length),
        max_length: least(so_far.max_length, next.max_length),
        pattern: so_far.pattern.or_else(|| next.pattern.clone()),
        min_items: so_far.min_items.max(next.min_items),
        max_items: least(so_far.max_items, next.max_items),
        unique_items: so_far.unique_items || next.unique_items,
        min_properties: so_far.min_properties.max(next.min_properties),
        max_properties: least(so_far.max_properties, next.max_properties),
    })
}

fn least(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

impl<'d> Lowering<'d> {
    /// An enumeration of strings.
    pub(super) fn enumeration(&mut self, found: &Conjunction<'d>) -> Kind {
        let mut scope = Scope::default();
        let closed = found.values();
        let open = closed.is_none();
        if open {
            scope.claim("Other");
        }
        let given = self.given_values(found, &mut scope);
        let listed = closed.or_else(|| {
            let mut open = found
                .parts
                .iter()
                .filter_map(|part| part.open_values.clone());
            open.next()
        });
        let values = listed
            .unwrap_or_default()
            .iter()
            .filter_map(|value| {
                let text = value.as_str()?;
                Some(EnumValue {
                    value: text.to_owned(),
                    rust_name: name_among(&given, value)
                        .unwrap_or_else(|| scope.pick(&value_name(text))),
                })
            })
            .collect();
        let text = Shape::String(StringFormat::Plain(None));
        Kind::Enum(Enum {
            open,
            values,
            constraints: Constraints {
                format: None,
                ..constraints(found, &text)
            },
        })
    }

    /// An enumeration of other scalars.
    pub(super) fn scalars(&mut self, found: &Conjunction<'d>) -> Kind {
        let mut scope = Scope::default();
        let given = self.given_values(found, &mut scope);
        let values = found.values().unwrap_or_default().into_iter();
        let values = values.filter(|value| !value.is_null()).map(|value| {
            let name = match &value {
                Value::String(text) => value_name(text),
                other => value_name(&other.to_string()),
            };
            ScalarValue {
                rust_name: name_among(&given, &value).unwrap_or_else(|| scope.pick(&name)),
                value,
            }
        });
        Kind::Scalars(values.collect())
    }
}

/// The name that the document gives a value.
fn name_among(given: &[(Value, String)], value: &Value) -> Option<String> {
    let (_, name) = given.iter().find(|(known, _)| known == value)?;
    Some(name.clone())
}

/// Variant name of a value: a sign in front of a number is spelled out.
fn value_name(value: &str) -> String {
    let is_number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    match (value.strip_prefix('-'), value.strip_prefix('+')) {
        (Some(rest), _) if is_number(rest) => pascal_case(&format!("minus {rest}")),
        (_, Some(rest)) if is_number(rest) => pascal_case(&format!("plus {rest}")),
        _ if value.is_empty() => "Empty".to_owned(),
        _ => pascal_case(value),
    }
}
