//! A seed in a file, planted at the start of the server.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use chat_core::Store;
use desk_types::Seed;
use openapi_axum_rt::{Violation, read_json, read_value};
use serde_json::Value;

use super::Desk;
use super::error::Refusal;
use crate::lines::line_of;

/// Why a file was not planted; one line for each fault, and nothing was changed.
#[derive(Debug)]
pub struct SeedFileError {
    path: PathBuf,
    faults: Vec<String>,
}

impl std::error::Error for SeedFileError {}

impl fmt::Display for SeedFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{}: {fault}", self.path.display())?;
        }
        Ok(())
    }
}

impl<S: Store> Desk<S> {
    /// Plants what is not there yet of the seed in a file: JSON where its name ends in `.json`, TOML otherwise. A tenant that is
    /// there stays as it was made since.
    ///
    /// # Errors
    ///
    /// All faults of the file, or why it could not be read or the store not written.
    pub async fn plant_file(&self, path: &Path) -> Result<(), SeedFileError> {
        let refused = |faults| SeedFileError {
            path: path.to_owned(),
            faults,
        };
        let mut seed = read(path).map_err(refused)?;
        let known = self.store.tenants().await;
        let known = known.map_err(|error| refused(vec![error.to_string()]))?;
        seed.tenants
            .retain(|new| known.iter().all(|it| it.subdomain != new.subdomain));
        let planted = self.plant(seed, None).await;
        planted.map(drop).map_err(|refusal| refused(told(refusal)))
    }
}

fn read(path: &Path) -> Result<Seed, Vec<String>> {
    let text = fs::read_to_string(path).map_err(|error| vec![error.to_string()])?;
    let read = if path.extension().is_some_and(|it| it == "json") {
        read_json(text.as_bytes())
    } else {
        let table: toml::Table =
            toml::from_str(&text).map_err(|error| vec![misspelt(&text, &error)])?;
        read_value(json(toml::Value::Table(table)))
    };
    read.map_err(|error| {
        error
            .into_violations()
            .iter()
            .map(Violation::to_string)
            .collect()
    })
}

/// Without the line itself, which may hold a secret.
fn misspelt(text: &str, error: &toml::de::Error) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let line = line_of(text, at);
    format!("line {line}: this is not TOML: {}", error.message())
}

/// The same value in JSON; an instant is the text that JSON has for it.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(value) => Value::from(value),
        toml::Value::Datetime(instant) => Value::from(instant.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            let members = table.into_iter().map(|(key, value)| (key, json(value)));
            Value::Object(members.collect())
        }
    }
}

fn told(refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::Invalid(broken) => {
            let line = |(pointer, text): (String, String)| format!("{pointer}: {text}");
            broken.into_iter().map(line).collect()
        }
        Refusal::NotFound(text) | Refusal::Conflict(text) => vec![text],
        Refusal::Unavailable => vec!["the store is busy".to_owned()],
        Refusal::Internal(cause) => vec![cause.to_string()],
    }
}
