//! Whether progenitor takes what the documents are lowered to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use openapi_axum::{Settings, Source, project, read_source};

use super::one;
use super::outcome::{Judged, Outcome, Reason};
use crate::codegen;

/// A document, and why there is no client of it.
pub(super) struct Refused {
    /// Path from the directory of the documents.
    pub(super) path: String,
    /// The words of progenitor.
    pub(super) reason: Reason,
}

/// Lowers every document that compiles and hands it to progenitor; how many there were, and which it refuses.
pub(super) fn all(directory: &Path, judged: &[Judged]) -> (usize, Vec<Refused>) {
    let compiled = judged.iter().filter(|it| it.outcome == Outcome::Compiled);
    let paths: Vec<&String> = compiled.map(|it| &it.path).collect();
    let mut refused = Vec::new();
    for path in &paths {
        let file = directory.join(path);
        let taken = catch_unwind(AssertUnwindSafe(|| take(&file)));
        let words = match taken {
            Ok(Ok(())) => continue,
            Ok(Err(words)) => words,
            Err(panic) => one::words(panic.as_ref()),
        };
        refused.push(Refused {
            path: (*path).clone(),
            reason: Reason::new(words),
        });
    }
    (paths.len(), refused)
}

fn take(file: &Path) -> Result<(), String> {
    let text = one::read_text(file)?;
    let directory = file.parent().unwrap_or(Path::new("."));
    let loader = |path: &str| one::read_text(&directory.join(path));
    let source = Source::text(&text).with_loader(&loader);
    let (api, _) = read_source(&source, &Settings::default())
        .map_err(|_| "the document is refused".to_owned())?;
    codegen::client(&project::lower(&api, "crate::types")).map(drop)
}
