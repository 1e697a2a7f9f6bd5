//! Examples and defaults: values that must satisfy the schema that they stand at.

use serde_json::Number;

use super::bounds::compare;
use super::report::Report;
use crate::form::{self, Form};
use crate::model::IntegerFormat;
use crate::place::{Place, component_name};
use crate::read::{Node, Value};
use crate::walk::{self, Places};

/// A place in a value, and what is wrong with it.
pub(crate) type Mismatch<'d> = (Place<'d>, String);

/// Checks the default of one schema.
pub(super) fn check_default(schema: &Place<'_>, report: &mut Report) {
    if let Some(default) = schema.get("default") {
        for (place, message) in mismatches(schema, &default) {
            report.finding(
                &place,
                "default",
                format!("the default breaks its schema: {message}"),
            );
        }
    }
}

/// Checks every example of a document.
pub(super) fn check(root: &Place<'_>, report: &mut Report) {
    let places = Places::of(root);
    for schema in walk::all_schemas(root) {
        if let Some(example) = schema.get("example") {
            compare_with(&schema, &example, report);
        }
    }
    for owner in places
        .parameters
        .iter()
        .chain(&places.headers)
        .chain(&places.media)
    {
        let Some(schema) = owner.get("schema") else {
            continue;
        };
        if let Some(example) = owner.get("example") {
            compare_with(&schema, &example, report);
        }
        for (_, example) in owner.members_of("examples") {
            if let Some(value) = example.get("value") {
                compare_with(&schema, &value, report);
            }
        }
    }
}

fn compare_with(schema: &Place<'_>, example: &Place<'_>, report: &mut Report) {
    for (place, message) in mismatches(schema, example) {
        report.finding(
            &place,
            "example",
            format!("the example breaks its schema: {message}"),
        );
    }
}

/// Everything in a value that its schema does not allow.
pub(crate) fn mismatches<'d>(schema: &Place<'d>, value: &Place<'d>) -> Vec<Mismatch<'d>> {
    let mut found = Vec::new();
    visit(schema, value, &mut found);
    found
}

fn visit<'d>(schema: &Place<'d>, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(target) = form::target(schema) else {
        return;
    };
    let form = Form::of(&target);
    if value.node.value == Value::Null {
        if !schema.flag("nullable") && !target.flag("nullable") && form != Form::Any {
            found.push((value.clone(), "null is not allowed here".to_owned()));
        }
        return;
    }
    match form {
        Form::Union => union(&target, value, found),
        Form::Choice => choice(&target, value, found),
        Form::Struct | Form::Map | Form::AnyObject => object(&target, form, value, found),
        Form::Array => array(&target, value, found),
        Form::Integer | Form::Number => number(&target, form, value, found),
        Form::String | Form::ClosedEnum | Form::OpenEnum => string(&target, form, value, found),
        Form::Boolean if value.node.as_bool().is_none() => wrong_type("a boolean", value, found),
        _ => {}
    }
}

fn wrong_type<'d>(expected: &str, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let message = format!("{} stands where {expected} is asked", value.node.kind());
    found.push((value.clone(), message));
}

fn union<'d>(schema: &Place<'d>, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(discriminator) = schema.get("discriminator") else {
        return;
    };
    let property = discriminator.str("propertyName").unwrap_or_default();
    let Some(tag) = value.str(property) else {
        found.push((
            value.clone(),
            format!("`{property}` is missing or no string"),
        ));
        return;
    };
    let name = discriminator
        .get("mapping")
        .and_then(|mapping| walk::mapped_component(mapping.str(tag)?));
    let branches = schema.items_of("oneOf");
    let branch = branches.iter().find(|branch| {
        let branch_name = branch
            .reference()
            .and_then(|reference| component_name(reference, "schemas"));
        branch_name.is_some() && branch_name == name
    });
    match branch {
        Some(branch) => visit(branch, value, found),
        None => found.push((
            value.clone(),
            format!("`{property}` is `{tag}`, which is not in the mapping"),
        )),
    }
}

fn choice<'d>(schema: &Place<'d>, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let fits = |branch: &Place<'d>| {
        let json_type = form::target(branch).and_then(|target| Form::of(&target).json_type());
        matches!(
            (json_type, &value.node.value),
            (Some("string"), Value::String(_))
                | (Some("integer" | "number"), Value::Number(_))
                | (Some("boolean"), Value::Bool(_))
                | (Some("array"), Value::Array(_))
                | (Some("object"), Value::Object(_))
        )
    };
    match schema.items_of("oneOf").into_iter().find(fits) {
        Some(branch) => visit(&branch, value, found),
        None => found.push((
            value.clone(),
            format!("no branch takes {}", value.node.kind()),
        )),
    }
}

fn object<'d>(schema: &Place<'d>, form: Form, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(members) = value.node.as_object() else {
        wrong_type("an object", value, found);
        return;
    };
    size(
        schema,
        ("minProperties", "maxProperties"),
        members.len(),
        "members",
        value,
        found,
    );
    if form == Form::AnyObject {
        return;
    }
    for name in schema.strings_of("required") {
        if !members.contains_key(name) {
            found.push((value.clone(), format!("`{name}` is missing")));
        }
    }
    let values = schema
        .get("additionalProperties")
        .filter(|_| form == Form::Map);
    for (name, member) in value.members() {
        let property = schema
            .get("properties")
            .and_then(|properties| properties.get(name));
        match property.as_ref().or(values.as_ref()) {
            Some(inner) => visit(inner, &member, found),
            None => found.push((member, format!("`{name}` is not declared"))),
        }
    }
}

fn array<'d>(schema: &Place<'d>, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(items) = value.node.as_array() else {
        wrong_type("an array", value, found);
        return;
    };
    size(
        schema,
        ("minItems", "maxItems"),
        items.len(),
        "items",
        value,
        found,
    );
    let plain: Vec<serde_json::Value> = items.iter().map(Node::to_json).collect();
    if schema.flag("uniqueItems")
        && plain
            .iter()
            .enumerate()
            .any(|(at, item)| plain[..at].contains(item))
    {
        found.push((value.clone(), "an item is given twice".to_owned()));
    }
    if let Some(inner) = schema.get("items") {
        for item in value.items() {
            visit(&inner, &item, found);
        }
    }
}

fn size<'d>(
    schema: &Place<'d>,
    keywords: (&str, &str),
    actual: usize,
    what: &str,
    value: &Place<'d>,
    found: &mut Vec<Mismatch<'d>>,
) {
    let bound = |keyword: &str| {
        schema
            .node
            .get(keyword)
            .and_then(Node::as_number)
            .and_then(Number::as_u64)
    };
    let actual = actual as u64;
    if bound(keywords.0).is_some_and(|least| actual < least)
        || bound(keywords.1).is_some_and(|most| actual > most)
    {
        let message = format!(
            "{actual} {what} are not between `{}` and `{}`",
            keywords.0, keywords.1
        );
        found.push((value.clone(), message));
    }
}

fn number<'d>(schema: &Place<'d>, form: Form, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(number) = value.node.as_number() else {
        let expected = if form == Form::Integer {
            "an integer"
        } else {
            "a number"
        };
        wrong_type(expected, value, found);
        return;
    };
    let bound = |keyword: &str| schema.node.get(keyword).and_then(Node::as_number);
    let format = IntegerFormat::of(schema.str("format"), bound("minimum"), bound("maximum"));
    if form == Form::Integer && !format.holds(number) {
        let ty = format.rust_type();
        found.push((
            value.clone(),
            format!("{number} is not an integer that `{ty}` holds"),
        ));
        return;
    }
    let below = bound("minimum").is_some_and(|least| {
        let order = compare(number, least);
        order.is_lt() || (order.is_eq() && schema.flag("exclusiveMinimum"))
    });
    let above = bound("maximum").is_some_and(|most| {
        let order = compare(number, most);
        order.is_gt() || (order.is_eq() && schema.flag("exclusiveMaximum"))
    });
    if below || above {
        found.push((value.clone(), format!("{number} is out of bounds")));
    }
    if bound("multipleOf").is_some_and(|step| !is_multiple(number, step)) {
        found.push((
            value.clone(),
            format!("{number} is not a multiple as `multipleOf` asks"),
        ));
    }
}

fn is_multiple(number: &Number, step: &Number) -> bool {
    match (number.as_i64(), step.as_i64()) {
        (Some(number), Some(step)) => step != 0 && number % step == 0,
        _ => {
            let ratio = number.as_f64().unwrap_or_default() / step.as_f64().unwrap_or(1.0);
            (ratio - ratio.round()).abs() < 1e-9
        }
    }
}

fn string<'d>(schema: &Place<'d>, form: Form, value: &Place<'d>, found: &mut Vec<Mismatch<'d>>) {
    let Some(text) = value.node.as_str() else {
        wrong_type("a string", value, found);
        return;
    };
    size(
        schema,
        ("minLength", "maxLength"),
        text.chars().count(),
        "characters",
        value,
        found,
    );
    if form == Form::ClosedEnum && !schema.strings_of("enum").contains(&text) {
        found.push((value.clone(), format!("`{text}` is not in the enumeration")));
    }
    if form == Form::OpenEnum && !schema.strings_of("x-extensible-enum").contains(&text) {
        found.push((
            value.clone(),
            format!("`{text}` is not among the known values"),
        ));
    }
    let pattern = schema
        .str("pattern")
        .and_then(|pattern| regex::Regex::new(pattern).ok());
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        found.push((
            value.clone(),
            format!("`{text}` does not match the pattern"),
        ));
    }
    if schema.str("format") == Some("date-time") && !is_date_time(text) {
        found.push((
            value.clone(),
            format!("`{text}` is not a date and time of RFC 3339"),
        ));
    }
}

/// `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)` with every part in its range.
fn is_date_time(text: &str) -> bool {
    let shape = "dddd-dd-ddTdd:dd:dd";
    let Some((stamp, rest)) = text.split_at_checked(shape.len()) else {
        return false;
    };
    let fits = stamp
        .bytes()
        .zip(shape.bytes())
        .all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            wanted => byte == wanted,
        });
    let part = |at: usize, least: u32, most: u32| {
        let parsed = stamp
            .get(at..at + 2)
            .and_then(|digits| digits.parse::<u32>().ok());
        parsed.is_some_and(|number| (least..=most).contains(&number))
    };
    let ranges =
        part(5, 1, 12) && part(8, 1, 31) && part(11, 0, 23) && part(14, 0, 59) && part(17, 0, 60);
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                ""
            } else {
                zone
            }
        }
        None => rest,
    };
    let offset = |zone: &str| {
        let bytes = zone.as_bytes();
        bytes.len() == 6
            && matches!(bytes[0], b'+' | b'-')
            && bytes[3] == b':'
            && [1, 2, 4, 5].iter().all(|&at| bytes[at].is_ascii_digit())
    };
    fits && ranges && (zone == "Z" || offset(zone))
}
