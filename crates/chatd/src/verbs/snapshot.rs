//! `chatd snapshot save|restore`: the data of a server that is not running. A running one is asked through its admin API.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::{configure, fail, print};
use crate::cli::{Place, Snapshot};
use crate::clock::{SystemClock, WallClock as _};
use crate::config::Config;
use crate::config::source::Sources;
use crate::control::snapshot::{SnapshotError, restore_directory, save_directory};
use crate::master_key;
use crate::random::OsRandom;

/// Saves or restores, and says on standard output what came of it.
pub fn run(snapshot: Snapshot) -> ExitCode {
    let (place, act): (_, fn(&Config, &Path) -> _) = match snapshot {
        Snapshot::Save(place) => (place, save),
        Snapshot::Restore(place) => (place, restore),
    };
    let Place { snapshot, flags } = place;
    let config = match configure(&Sources::of_process(flags)) {
        Ok(config) => config,
        Err(code) => return code,
    };
    match act(&config, &snapshot) {
        Ok(said) => print(&said),
        Err(error) => fail(&error.to_string(), 1),
    }
}

fn save(config: &Config, to: &Path) -> Result<String, SnapshotError> {
    let saved = save_directory(&config.data, to, SystemClock.now())?;
    Ok(format!("saved {} bytes: {}\n", saved.bytes, to.display()))
}

fn restore(config: &Config, from: &Path) -> Result<String, SnapshotError> {
    let vault = master_key::vault(config.master_key.as_ref(), Arc::new(OsRandom));
    restore_directory(from, &config.data, vault.as_deref())?;
    Ok(format!("restored: {}\n", config.data.display()))
}
