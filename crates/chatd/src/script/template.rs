//! Expanding `$session.params.*` in a line.

use serde_json::Value;

use super::Parameters;

const PREFIX: &str = "$session.params.";
const CONTEXT: &str = "context.";
const END_USER_NAME: &str = "end_user.name";
const AGENT_NAME: &str = "agent.name";
/// A value is shown up to this many characters: it comes from outside and must not fill the whole message.
const MAX_VALUE_CHARS: usize = 200;

/// Replaces every parameter by its value, in a single pass: a value that looks like a parameter stays as it is.
///
/// `None` when a parameter has no value, or one that is not a text, a number or a truth value.
#[must_use]
pub fn expand(form: &str, parameters: &Parameters<'_>) -> Option<String> {
    let mut expanded = String::with_capacity(form.len());
    let mut rest = form;
    while let Some((before, path, after)) = split(rest) {
        expanded.push_str(before);
        let value = value(path, parameters)?;
        expanded.extend(value.chars().take(MAX_VALUE_CHARS));
        rest = after;
    }
    expanded.push_str(rest);
    Some(expanded)
}

/// The parameters that a form names, without the prefix.
pub(super) fn parameters(form: &str) -> impl Iterator<Item = &str> {
    let mut rest = form;
    std::iter::from_fn(move || {
        let (_, path, after) = split(rest)?;
        rest = after;
        Some(path)
    })
}

/// Whether a parameter of this name may have a value.
pub(super) fn is_known(path: &str) -> bool {
    let of_context = path.strip_prefix(CONTEXT);
    matches!(path, END_USER_NAME | AGENT_NAME)
        || of_context.is_some_and(|path| path.split('.').all(|name| !name.is_empty()))
}

/// What stands before the first parameter, its path, and what stands after it.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(PREFIX)?;
    let path = leading_path(rest);
    Some((before, path, &rest[path.len()..]))
}

/// The path at the start: names of letters, digits and `_`, joined by single full stops. A full stop that ends a
/// sentence does not belong to it.
fn leading_path(text: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_name(c) && c != '.').unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

/// The value of a parameter as text.
pub(super) fn value(path: &str, parameters: &Parameters<'_>) -> Option<String> {
    if path == END_USER_NAME {
        return shown(parameters.end_user_name?);
    }
    if path == AGENT_NAME {
        return shown(parameters.agent_name?);
    }
    let mut names = path.strip_prefix(CONTEXT)?.split('.');
    let mut value = parameters.context?.get(names.next()?)?;
    for name in names {
        value = value.as_object()?.get(name)?;
    }
    match value {
        Value::String(text) => shown(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::expand;
    use crate::script::Parameters;

    fn expanded(form: &str, context: &serde_json::Value) -> Option<String> {
        let parameters = Parameters {
            context: context.as_object(),
            end_user_name: Some("Ada"),
            agent_name: None,
        };
        expand(form, &parameters)
    }

    #[test]
    fn values_are_put_in() {
        let context = json!({"order_id": 17, "vip": true, "car": {"plate": " AB 123 "}});
        let form = "$session.params.end_user.name: order $session.params.context.order_id, car \
                    $session.params.context.car.plate. VIP: $session.params.context.vip.";
        assert_eq!(
            expanded(form, &context).as_deref(),
            Some("Ada: order 17, car AB 123. VIP: true.")
        );
    }

    #[test]
    fn a_value_is_never_expanded_again() {
        let context = json!({"a": "$session.params.context.b", "b": "secret"});
        assert_eq!(
            expanded("<$session.params.context.a>", &context).as_deref(),
            Some("<$session.params.context.b>")
        );
    }

    #[test]
    fn a_missing_or_compound_value_refuses_the_form() {
        let context = json!({"list": [1], "none": null, "blank": " ", "text": "x"});
        for path in [
            "context.order_id",
            "context.list",
            "context.none",
            "context.blank",
            "context.text.more",
            "context",
            "context.",
            "other",
            "",
        ] {
            let form = format!("value: $session.params.{path}");
            assert_eq!(expanded(&form, &context), None, "{path}");
        }
    }

    #[test]
    fn a_long_value_is_cut() {
        let context = json!({"text": "é".repeat(5_000)});
        let text = expanded("$session.params.context.text", &context).expect("a text");
        assert_eq!(text.chars().count(), 200);
    }
}
