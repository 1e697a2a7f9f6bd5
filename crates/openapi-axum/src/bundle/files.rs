//! The files of a document, read when the first reference names them.

use std::collections::HashMap;
use std::rc::Rc;

use super::reference::joined;
use crate::problem::Problem;
use crate::read::{self, Node};
use crate::source::Loader;

/// A file that was read, or could not be.
struct File {
    /// What problems call it.
    name: String,
    /// Relative to the directory of the main file.
    path: String,
    root: Option<Rc<Node>>,
}

/// Every file so far; the main one first.
pub(super) struct Files<'a> {
    loader: Option<&'a dyn Loader>,
    files: Vec<File>,
    by_path: HashMap<String, u32>,
    /// What is wrong with the files themselves.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Files<'a> {
    /// The main file, and `others` that are no part of it (its overlays), by name.
    pub(super) fn new(names: &[String], root: Node, loader: Option<&'a dyn Loader>) -> Self {
        let main = names.first().map_or("", String::as_str);
        let path = main.rsplit('/').next().unwrap_or_default().to_owned();
        let mut files = Files {
            loader,
            by_path: HashMap::from([(path.clone(), 0)]),
            files: Vec::new(),
            problems: Vec::new(),
        };
        for name in names {
            files.files.push(File {
                name: name.clone(),
                path: path.clone(),
                root: None,
            });
        }
        match files.files.first_mut() {
            Some(first) => first.root = Some(Rc::new(root)),
            None => files.files.push(File {
                name: String::new(),
                path,
                root: Some(Rc::new(root)),
            }),
        }
        files
    }

    pub(super) fn root(&self, file: u32) -> Option<Rc<Node>> {
        self.files.get(file as usize)?.root.clone()
    }

    pub(super) fn path(&self, file: u32) -> &str {
        self.files
            .get(file as usize)
            .map_or("", |file| file.path.as_str())
    }

    pub(super) fn name(&self, file: u32) -> &str {
        self.files
            .get(file as usize)
            .map_or("", |file| file.name.as_str())
    }

    /// Whether files beside the main one can be read at all.
    pub(super) fn can_load(&self) -> bool {
        self.loader.is_some()
    }

    pub(super) fn names(self) -> Vec<String> {
        self.files.into_iter().map(|file| file.name).collect()
    }

    /// The file that `path` names in the file `from`; it is read the first time.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub(super) fn open(&mut self, from: u32, path: &str) -> Result<u32, String> {
        if path.is_empty() {
            return Ok(from);
        }
        let path = joined(self.path(from), path);
        if let Some(&known) = self.by_path.get(&path) {
            return Ok(known);
        }
        let Some(loader) = self.loader else {
            return Err(format!(
                "`{path}` is another file, and none can be read here"
            ));
        };
        let text = loader
            .load(&path)
            .map_err(|why| format!("`{path}` cannot be read: {why}"))?;
        let index = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
        let (root, problems) = read::tree(&text, index);
        let name = joined(&self.files[0].name, &path);
        self.problems
            .extend(problems.into_iter().map(|problem| Problem {
                file: name.clone(),
                ..problem
            }));
        self.files.push(File {
            name,
            path: path.clone(),
            root: root.map(Rc::new),
        });
        self.by_path.insert(path, index);
        Ok(index)
    }
}
