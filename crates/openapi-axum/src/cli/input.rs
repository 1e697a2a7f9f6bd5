//! Reads documents, overlays and the files that they refer to: all the input that there is.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use openapi_axum::problem::Problem;
use openapi_axum::{Overlay, Selection, Settings, Source, read};

use super::arguments;
use super::outcome::Failure;

/// A document that was read.
pub(crate) struct Input {
    /// What problems call it.
    pub(crate) name: String,
    pub(crate) text: String,
    folder: Folder,
}

impl Input {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(spec: &Path, root: Option<&Path>) -> Result<Input, Failure> {
        let is_standard = spec == Path::new("-");
        let name = if is_standard {
            "standard input".to_owned()
        } else {
            slashed(spec)
        };
        let bytes = if is_standard {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map(|_| bytes)
        } else {
            std::fs::read(spec)
        };
        let bytes = bytes.map_err(|error| format!("{name} cannot be read: {error}"))?;
        let text = decoded(&name, &bytes).map_err(|problem| vec![problem])?;
        let directory = if is_standard {
            PathBuf::new()
        } else {
            spec.parent().map(Path::to_path_buf).unwrap_or_default()
        };
        Ok(Input {
            name,
            text,
            folder: Folder {
                directory,
                root: root.map(Path::to_path_buf),
            },
        })
    }

    /// The document with the files beside it.
    pub(crate) fn with<T>(&self, run: impl FnOnce(&Source<'_>) -> T) -> T {
        let load = |path: &str| self.folder.load(path);
        run(&Source::named(&self.name, &self.text).with_loader(&load))
    }

    /// The name of the file alone: what generated files say they come from, wherever they are made.
    pub(crate) fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

/// Settings with the overlays and the selection of the arguments.
pub(crate) fn settings(
    document: &arguments::Document,
    selection: &arguments::Selection,
) -> Result<Settings, Failure> {
    let mut overlays = Vec::new();
    for path in &document.overlay {
        let name = slashed(path);
        let bytes =
            std::fs::read(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let text = decoded(&name, &bytes).map_err(|problem| vec![problem])?;
        overlays.push(Overlay { name, text });
    }
    Ok(Settings {
        overlays,
        select: Selection {
            tags: selection.tag.clone(),
            paths: selection.path.clone(),
            operations: selection.operation.clone(),
        },
        ..Settings::default()
    })
}

fn decoded(name: &str, bytes: &[u8]) -> Result<String, Problem> {
    read::decode(bytes)
        .map(|text| text.into_owned())
        .map_err(|problem| Problem {
            file: name.to_owned(),
            ..problem
        })
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files around a document.
struct Folder {
    directory: PathBuf,
    /// What references must not leave.
    root: Option<PathBuf>,
}

impl Folder {
    fn load(&self, path: &str) -> Result<String, String> {
        let file = self.directory.join(path);
        let is_relative = Path::new(path)
            .components()
            .all(|it| matches!(it, Component::Normal(_) | Component::ParentDir));
        if !is_relative {
            return Err("the path is not relative".to_owned());
        }
        if let Some(root) = &self.root {
            let real = |path: &Path| path.canonicalize().map_err(|error| error.to_string());
            if !real(&file)?.starts_with(real(root)?) {
                return Err(format!("it is outside of {}", root.display()));
            }
        }
        let bytes = std::fs::read(&file).map_err(|error| error.to_string())?;
        read::decode(&bytes)
            .map(|text| text.into_owned())
            .map_err(|problem| problem.message)
    }
}
