//! The file: TOML text to keys and values with their lines.

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::Fault;
use super::keys::{self, Key};
use super::source::Source;
use crate::lines::line_of;

/// Values of known keys, and what is wrong with the rest.
pub(super) struct Contents {
    pub(super) values: Vec<(&'static Key, Value, Source)>,
    pub(super) faults: Vec<Fault>,
}

/// Reads a file's text; `path` is how faults name it.
pub(super) fn read(path: &str, text: &str) -> Contents {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        path,
        text,
        values: Vec::new(),
        faults: Vec::new(),
    };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let message = format!("this is not TOML: {}", error.message());
        reader.faults.push((at, message));
    }
    reader.table("", table.get_ref());
    reader.finish()
}

/// The values of [`DEFAULTS`](super::DEFAULTS).
pub(super) fn defaults() -> impl Iterator<Item = (&'static Key, Value)> {
    let contents = read("chatd.toml", super::DEFAULTS);
    contents
        .values
        .into_iter()
        .map(|(key, value, _)| (key, value))
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    values: Vec<(&'static Key, Value, Source)>,
    /// With the byte of the text that they are about.
    faults: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let path = format!("{section}{}", name.get_ref());
            let at = name.span().start;
            if let Some(key) = keys::all().iter().find(|key| key.path == path) {
                match json(value) {
                    Some(read) => {
                        let source = self.source(at);
                        self.values.push((key, read, source));
                    }
                    None => self
                        .faults
                        .push((at, format!("{path}: a section is no value"))),
                }
            } else if is_section(&path) {
                match value.get_ref() {
                    DeValue::Table(table) => self.table(&format!("{path}."), table),
                    _ => self
                        .faults
                        .push((at, format!("{path}: is a section; write [{path}]"))),
                }
            } else {
                self.faults.push((at, unknown(&path)));
            }
        }
    }

    fn source(&self, at: usize) -> Source {
        Source::File {
            path: self.path.to_owned(),
            line: line_of(self.text, at),
        }
    }

    fn finish(mut self) -> Contents {
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort();
        let fault = |(at, message)| Fault {
            source: self.source(at),
            message,
        };
        Contents {
            faults: faults.into_iter().map(fault).collect(),
            values: self.values,
        }
    }
}

fn is_section(path: &str) -> bool {
    let begins = |key: &Key| {
        let rest = key.path.strip_prefix(path);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    keys::all().iter().any(begins)
}

/// What is said of a key that is none; names the one that was meant when only a few letters differ.
fn unknown(path: &str) -> String {
    let distance = |key: &&Key| strsim::damerau_levenshtein(&key.path, path);
    let nearest = keys::all().iter().min_by_key(distance);
    match nearest.filter(|key| distance(key) <= 2.max(path.len() / 4)) {
        Some(key) => format!("{path}: there is no such key; did you mean {}?", key.path),
        None => format!("{path}: there is no such key; `chatd config schema` lists them"),
    }
}

/// A value that is no table.
fn json(value: &Spanned<DeValue<'_>>) -> Option<Value> {
    Some(match value.get_ref() {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(number.to_string()),
        },
        DeValue::Float(number) => Value::from(number.as_str()),
        DeValue::Boolean(value) => Value::from(*value),
        DeValue::Datetime(value) => Value::from(value.to_string()),
        DeValue::Array(values) => Value::Array(values.iter().map(json).collect::<Option<_>>()?),
        DeValue::Table(_) => return None,
    })
}
