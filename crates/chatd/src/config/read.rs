//! All sources to one configuration: later ones win key by key, and what is faulty does not hide what else is.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Map, Value};

use super::fault::{Fault, Faults};
use super::keys::{self, Key};
use super::source::{Source, Sources};
use super::{Config, file, report, values};
use crate::master_key::MasterKey;

/// What `CHATD_…` names the file; the flag is `--config`.
const FILE_VARIABLE: &str = "CHATD_CONFIG";

/// A configuration, and where each of its values comes from.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The configuration.
    pub config: Config,
    values: Values,
}

impl Settled {
    /// The configuration as a TOML file that names the source of every value; secrets are left out.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let of = |key: &Key| self.values.0.get(key.path.as_str());
        report::render(|key| of(key).map(|(value, source)| (value, source)))
    }
}

/// The value of each key that has one. Secrets among them are shown by nobody but [`report`], which leaves them out.
#[derive(Clone)]
struct Values(HashMap<&'static str, (Value, Source)>);

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Values([redacted])")
    }
}

pub(super) fn settle(sources: &Sources) -> Result<Settled, Faults> {
    let (mut values, mut faults) = gather(sources);
    values.follow_rules();
    let (config, misread) = values.read();
    faults.extend(misread);
    let mut config = config;
    faults.extend(values.contradictions(&mut config));
    if faults.is_empty() {
        return Ok(Settled { config, values });
    }
    Err(Faults(faults))
}

/// Every value that is given, the one that wins where there are several.
fn gather(sources: &Sources) -> (Values, Vec<Fault>) {
    let mut values = Values(HashMap::new());
    let mut faults = Vec::new();
    for (key, value) in file::defaults() {
        values.set(key, value, Source::Default);
    }
    for (path, value) in &sources.presets {
        if let Some(key) = keys::all().iter().find(|key| key.path == *path) {
            values.set(key, Value::from(value.as_str()), Source::Verb);
        }
    }
    if let Some((path, named_by)) = config_file(sources) {
        match fs::read_to_string(path) {
            Ok(text) => {
                let contents = file::read(path, &text);
                faults.extend(contents.faults);
                for (key, value, source) in contents.values {
                    values.set(key, value, source);
                }
            }
            Err(error) => faults.push(Fault {
                source: named_by,
                message: format!("{path} cannot be read: {error}"),
            }),
        }
    }
    for (name, value) in &sources.variables {
        let key = name.strip_prefix("CHATD_").and_then(|rest| {
            let lower = rest.to_ascii_lowercase();
            keys::named(&lower, '_')
        });
        // A variable of no text is the way to unset one.
        if let Some(key) = key.filter(|_| !value.is_empty()) {
            let source = Source::Variable(name.clone());
            values.set(key, Value::from(value.as_str()), source);
        }
    }
    for (flag, value) in sources.flags.given() {
        if let Some(key) = keys::named(&flag, '_') {
            let source = Source::Flag(format!("--{}", flag.replace('_', "-")));
            values.set(key, value, source);
        }
    }
    (values, faults)
}

fn config_file(sources: &Sources) -> Option<(&str, Source)> {
    if let Some(path) = &sources.flags.config {
        return Some((path, Source::Flag("--config".to_owned())));
    }
    let mut variables = sources.variables.iter();
    let (name, path) = variables.find(|(name, path)| name == FILE_VARIABLE && !path.is_empty())?;
    Some((path, Source::Variable(name.clone())))
}

impl Values {
    fn set(&mut self, key: &'static Key, value: Value, source: Source) {
        self.0.insert(&key.path, (value, source));
    }

    fn source(&self, path: &str) -> Source {
        let value = self.0.get(path);
        value.map_or(Source::Default, |(_, source)| source.clone())
    }

    /// Defaults that depend on where the public API listens.
    fn follow_rules(&mut self) {
        let listen = self.0.get("listen").and_then(|(value, _)| value.as_str());
        let Some(listen) = listen.and_then(|text| values::read_address(text).ok()) else {
            return;
        };
        if listen.port() == 0 {
            self.presume("admin.listen", "127.0.0.1:0", "a free port as for listen");
        }
        if !listen.ip().is_loopback() {
            self.presume("demo", "false", "off the loopback");
        }
    }

    fn presume(&mut self, path: &'static str, value: &str, why: &'static str) {
        if self.source(path) == Source::Default {
            self.0.insert(path, (Value::from(value), Source::Rule(why)));
        }
    }

    /// Reads the struct. A value that is faulty is told and read again as its default, until none is.
    fn read(&self) -> (Config, Vec<Fault>) {
        let mut values = self.0.clone();
        let defaults: HashMap<&str, Value> = file::defaults()
            .map(|(key, value)| (key.path.as_str(), value))
            .collect();
        let mut faults = Vec::new();
        loop {
            let mut document = Map::new();
            for (path, (value, _)) in &values {
                keys::put(&mut document, path, value.clone());
            }
            let error = match serde_path_to_error::deserialize(Value::Object(document)) {
                Ok(config) => return (config, in_order(faults)),
                Err(error) => error,
            };
            let at = error.path().to_string();
            let (index, key) = position(&at).unwrap_or_else(|| panic!("the defaults: {error}"));
            let (_, source) = values
                .remove(key)
                .unwrap_or_else(|| panic!("the defaults: {error}"));
            let place = match source {
                Source::File { .. } => format!("{key}: "),
                _ => String::new(),
            };
            let message = format!("{place}{}", error.inner());
            faults.push((index, Fault { source, message }));
            if let Some(default) = defaults.get(key) {
                values.insert(key, (default.clone(), Source::Default));
            }
        }
    }

    /// What no value says of itself. Takes secrets out of their files on the way.
    fn contradictions(&self, config: &mut Config) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| {
            let source = match self.source(key) {
                Source::File { path, line } => Source::File { path, line },
                Source::Variable(name) => Source::Variable(name),
                // Where nobody gave a value, what to give it with is named.
                _ => Source::Flag(format!("--{}", key.replace(['.', '_'], "-"))),
            };
            faults.push(Fault { source, message });
        };
        let listen = config.listen;
        if config.admin.listen == Some(listen) && listen.port() != 0 {
            fault("admin.listen", same_address(listen));
        }
        if config.webhook_url.is_some() && !config.demo {
            let message = "is for the demo tenant; add --demo";
            fault("webhook_url", message.to_owned());
        }
        let admin = &mut config.admin;
        if let Some(file) = &admin.token_file
            && let Err(message) = from_file(file, &mut admin.token, values::read_token)
        {
            fault("admin.token_file", message);
        }
        if let Some(file) = &config.master_key_file
            && let Err(message) = from_file(file, &mut config.master_key, MasterKey::parse)
        {
            fault("master_key_file", message);
        }
        faults
    }
}

fn same_address(listen: SocketAddr) -> String {
    format!("is the same address as --listen ({listen}); give another, or off")
}

/// Takes a secret from its file, unless it was given already.
fn from_file<T>(
    file: &Path,
    secret: &mut Option<T>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<(), String> {
    if secret.is_some() {
        return Err("it is given without a file already; give one of the two".to_owned());
    }
    let text = fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let found = read(text.trim_end()).map_err(|fault| format!("{}: {fault}", file.display()))?;
    *secret = Some(found);
    Ok(())
}

/// The key that a path of serde's lies in (`webhooks.retry_delays[2]` in `webhooks.retry_delays`), with its place.
fn position(at: &str) -> Option<(usize, &'static str)> {
    let path = at.split('[').next().unwrap_or_default();
    let mut keys = keys::all().iter().enumerate();
    let (index, key) = keys.find(|(_, key)| key.path == path)?;
    Some((index, &key.path))
}

fn in_order(mut faults: Vec<(usize, Fault)>) -> Vec<Fault> {
    faults.sort_by_key(|(index, _)| *index);
    faults.into_iter().map(|(_, fault)| fault).collect()
}
