//! Reading tables of TOML so that every fault is told, each with its place.

use std::fmt;

use toml::{Table, Value};

/// One fault of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFault {
    /// Where: `rule 3: escalate: menu`, or `line 7` for what is not TOML at all.
    pub place: String,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for ScriptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Every fault of a script, at least one; `Display` has one per line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFaults(pub Vec<ScriptFault>);

impl fmt::Display for ScriptFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(faults) = self;
        for (index, fault) in faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ScriptFaults {}

/// A table that is being read: keys are taken out one by one, and what is left in the end is unknown.
#[derive(Debug)]
pub struct Entry<'a> {
    place: String,
    table: Table,
    faults: &'a mut Vec<ScriptFault>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(
        place: impl Into<String>,
        table: Table,
        faults: &'a mut Vec<ScriptFault>,
    ) -> Self {
        Self {
            place: place.into(),
            table,
            faults,
        }
    }

    /// Notes a fault at a key of this table; an empty key means the table itself.
    pub fn fault(&mut self, key: &str, what: impl Into<String>) {
        let place = self.place_of(key);
        let what = what.into();
        self.faults.push(ScriptFault { place, what });
    }

    /// A key that must not be there unless it has a value of this kind.
    fn take<T>(
        &mut self,
        key: &str,
        kind: &str,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.table.remove(key)?;
        let read = read(value);
        if read.is_none() {
            self.fault(key, format!("is not {kind}: correct it"));
        }
        read
    }

    /// Whether the key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A truth value; false when it is not there.
    pub fn flag(&mut self, key: &str) -> bool {
        let flag = self.take(key, "true or false", |value| value.as_bool());
        flag.unwrap_or_default()
    }

    /// A whole number.
    pub fn whole_number(&mut self, key: &str) -> Option<i64> {
        self.take(key, "a whole number", |value| value.as_integer())
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, "a text", text)
    }

    /// One text, or several in a list, each with its own key for faults.
    pub fn texts(&mut self, key: &str) -> Option<Vec<(String, String)>> {
        let values = self.take(key, "a text or a list of texts", |value| match value {
            Value::String(_) => Some(vec![value]),
            Value::Array(values) => Some(values),
            _ => None,
        })?;
        let mut texts = Vec::new();
        for (number, value) in (1..).zip(values) {
            let key = format!("{key} {number}");
            match text(value) {
                Some(text) => texts.push((key, text)),
                None => self.fault(&key, "is not a text: correct it"),
            }
        }
        Some(texts)
    }

    /// A table inside this one; [`finish`](Self::finish) it.
    pub fn inner(&mut self, key: &str) -> Option<Entry<'_>> {
        let table = self.take(key, "a table", table)?;
        Some(self.item(key, table))
    }

    /// A table that was taken out of this one.
    pub(super) fn item(&mut self, key: &str, table: Table) -> Entry<'_> {
        Entry::new(self.place_of(key), table, self.faults)
    }

    fn place_of(&self, key: &str) -> String {
        match (self.place.as_str(), key) {
            ("", key) => key.to_owned(),
            (place, "") => place.to_owned(),
            (place, key) => format!("{place}: {key}"),
        }
    }

    /// The values of a list; none when the key is not there.
    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        let list = self.take(key, "a list", |value| match value {
            Value::Array(values) => Some(values),
            _ => None,
        });
        list.unwrap_or_default()
    }

    /// The tables of `[[key]]`, each read by `read`.
    pub(super) fn each<T>(&mut self, key: &str, mut read: impl FnMut(Entry<'_>) -> T) -> Vec<T> {
        let tables = self.take(
            key,
            "a list of tables with [[…]] above each",
            |value| match value {
                Value::Array(values) => values.into_iter().map(table).collect::<Option<Vec<_>>>(),
                _ => None,
            },
        );
        (1..)
            .zip(tables.unwrap_or_default())
            .map(|(number, table)| read(Entry::new(format!("{key} {number}"), table, self.faults)))
            .collect()
    }

    /// Everything that is left, flattened: the names of nested tables joined by full stops.
    pub(super) fn flattened(mut self) -> (Vec<(String, Value)>, Self) {
        let mut flat = Vec::new();
        flatten("", std::mem::take(&mut self.table), &mut flat);
        (flat, self)
    }

    /// Tells of every key that nobody took.
    pub fn finish(mut self) {
        for (key, _) in std::mem::take(&mut self.table) {
            self.fault(&key, "is not a key of this table: remove it or correct it");
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn table(value: Value) -> Option<Table> {
    match value {
        Value::Table(table) => Some(table),
        _ => None,
    }
}

fn flatten(prefix: &str, table: Table, flat: &mut Vec<(String, Value)>) {
    for (key, value) in table {
        let name = match prefix {
            "" => key,
            prefix => format!("{prefix}.{key}"),
        };
        match value {
            Value::Table(inner) => flatten(&name, inner, flat),
            value => flat.push((name, value)),
        }
    }
}
