//! Which files of a directory are documents.

use std::path::Path;

/// Folders of a suite of JSON Schema begin so; what lies in them is no document of OpenAPI.
const SUITE: &str = "json-schema-";

/// Whether a folder of this name is a suite of JSON Schema.
pub(super) fn is_suite(name: &str) -> bool {
    name.starts_with(SUITE)
}

/// Paths of YAML and JSON files below `directory`, relative to it and with slashes, sorted.
///
/// # Errors
///
/// What cannot be read, or that there is no document.
pub(super) fn list(directory: &Path) -> Result<Vec<String>, String> {
    let mut paths = Vec::new();
    walk(directory, "", &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(format!(
            "no YAML or JSON file lies in {}",
            directory.display()
        ));
    }
    Ok(paths)
}

fn walk(directory: &Path, prefix: &str, paths: &mut Vec<String>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", directory.display());
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if !is_suite(&name) && !name.starts_with('.') {
                walk(&entry.path(), &format!("{path}/"), paths)?;
            }
        } else if is_document(&name) {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_document(name: &str) -> bool {
    let end = name
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| ["yaml", "yml", "json"].contains(&end.as_str()))
}
