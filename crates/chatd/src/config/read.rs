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
use crate::cli::Flags;
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
    let mut values = Values(HashMap::new());
    values.add_defaults(&sources.presets);
    let mut faults = values.add_file(sources);
    values.add_variables(&sources.variables);
    values.add_flags(&sources.flags);
    values.follow_rules();
    let (mut config, misread) = values.read();
    faults.extend(misread);
    faults.extend(values.contradictions(&mut config));
    if faults.is_empty() {
        return Ok(Settled { config, values });
    }
    Err(Faults(faults))
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
    fn add_defaults(&mut self, presets: &[(&'static str, String)]) {
        for (key, value) in file::defaults() {
            self.set(key, value, Source::Default);
        }
        for (path, value) in presets {
            self.0
                .insert(path, (Value::from(value.as_str()), Source::Verb));
        }
    }

    /// Gives back what is wrong with the file itself.
    fn add_file(&mut self, sources: &Sources) -> Vec<Fault> {
        let Some((path, named_by)) = config_file(sources) else {
            return Vec::new();
        };
        match fs::read_to_string(path) {
            Ok(text) => {
                let contents = file::read(path, &text);
                for (key, value, source) in contents.values {
                    self.set(key, value, source);
                }
                contents.faults
            }
            Err(error) => vec![Fault {
                source: named_by,
                message: format!("{path} cannot be read: {error}"),
            }],
        }
    }

    /// What names no key is another program's; what is empty is not set.
    fn add_variables(&mut self, variables: &[(String, String)]) {
        for (name, value) in variables {
            let key = name.strip_prefix("CHATD_").and_then(|name| {
                let has_capitals_only = !name.bytes().any(|b| b.is_ascii_lowercase());
                keys::named(&name.to_ascii_lowercase()).filter(|_| has_capitals_only)
            });
            if let Some(key) = key.filter(|_| !value.is_empty()) {
                let source = Source::Variable(name.clone());
                self.set(key, Value::from(value.as_str()), source);
            }
        }
    }

    fn add_flags(&mut self, flags: &Flags) {
        for (name, value) in flags.given() {
            if let Some(key) = keys::named(&name) {
                let source = Source::Flag(format!("--{}", name.replace('_', "-")));
                self.set(key, value, source);
            }
        }
    }

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
            faults.push((index, fault_of(key, source, &error.inner().to_string())));
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
                // Where nobody gave a value, what to give it with is named.
                Source::Default | Source::Rule(_) | Source::Verb => {
                    Source::Flag(format!("--{}", key.replace(['.', '_'], "-")))
                }
                given => given,
            };
            faults.push(fault_of(key, source, &message));
        };
        let listen = config.listen;
        if config.admin.listen == Some(listen) && listen.port() != 0 {
            fault("admin.listen", same_address(listen));
        }
        if config.webhook_url.is_some() && !config.demo {
            let message = "is for the demo tenant; add --demo";
            fault("webhook_url", message.to_owned());
        }
        if config.determinism_seed.is_some() && !config.is_emulator() {
            let message = "is for an emulator; add --emulator";
            fault("determinism_seed", message.to_owned());
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

/// A line of a file is told with the key on it; other places have its name.
fn fault_of(key: &str, source: Source, message: &str) -> Fault {
    let place = match source {
        Source::File { .. } => format!("{key}: "),
        _ => String::new(),
    };
    let message = format!("{place}{message}");
    Fault { source, message }
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
