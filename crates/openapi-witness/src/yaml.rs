//! Reads YAML as JSON, for tests: the core schema, no anchors. Not the generator's reader, on purpose.

use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

/// Why a text could not be read.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// A container that is being read.
enum Open {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

/// Reads one YAML document.
///
/// # Errors
/// The text is not YAML, or uses what JSON does not have: anchors, tags, keys that are not scalars.
pub fn read(text: &str) -> Result<Value, Error> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Error(error.to_string()))?;
        let refuse = |what: &str| Error(format!("line {}: {what}", span.start.line()));
        let value = match event {
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items)) => Value::Array(items),
                Some(Open::Map(members, None)) => Value::Object(members),
                _ => return Err(refuse("a container ends too early")),
            },
            Event::Scalar(text, style, _, None) => match open.last_mut() {
                Some(Open::Map(_, key @ None)) => {
                    *key = Some(text.into_owned());
                    continue;
                }
                _ => scalar(&text, style),
            },
            Event::Scalar(..) => return Err(refuse("tags are not supported")),
            Event::Alias(_) => return Err(refuse("anchors are not supported")),
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(members, key)) => {
                let key = key.take().ok_or_else(|| refuse("a key is not a scalar"))?;
                members.insert(key, value);
            }
        }
    }
    root.ok_or_else(|| Error("the text is empty".to_owned()))
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        return number.into();
    }
    let numeric = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    match text.parse::<f64>() {
        Ok(number) if numeric && number.is_finite() => number.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn scalars_and_containers() {
        let text = "a: 1\nb: ['1', -2.5, true, null, x y]\nc: {}\nd: >-\n  one\n  two\n'200': []\n";
        let value = super::read(text).expect("the text is YAML");
        assert_eq!(
            value,
            json!({ "a": 1, "b": ["1", -2.5, true, null, "x y"], "c": {}, "d": "one two", "200": [] })
        );
    }

    #[test]
    fn what_json_does_not_have_is_refused() {
        assert!(super::read("a: &x 1\nb: *x\n").is_err());
        assert!(super::read("a: !t 1\n").is_err());
        assert!(super::read("").is_err());
    }
}
