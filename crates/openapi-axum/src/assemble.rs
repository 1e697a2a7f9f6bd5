//! From a source to one tree: reading, overlays, the files that are referred to, the selection.

use crate::bundle;
use crate::overlay;
use crate::problem::Problem;
use crate::read::{self, Document, Origins};
use crate::select;
use crate::settings::Settings;
use crate::source::Source;

/// The document, if there is one to check further, and what is wrong so far; the problems know their files.
pub(crate) fn assemble(
    source: &Source<'_>,
    settings: &Settings,
) -> (Option<Document>, Vec<Problem>) {
    let (root, mut problems) = read::tree(source.text, 0);
    for problem in &mut problems {
        source.name.clone_into(&mut problem.file);
    }
    let Some(mut root) = root else {
        return (None, problems);
    };
    let mut names = vec![source.name.to_owned()];
    let mut origins = Origins::new();
    for (file, overlay) in (1..).zip(&settings.overlays) {
        names.push(overlay.name.clone());
        if let Err(mut found) = overlay::apply(overlay, file, &mut root, &mut origins) {
            problems.append(&mut found);
            return (None, problems);
        }
    }
    let (mut document, mut found) = bundle::bundle(root, names, origins, source.loader);
    problems.append(&mut found);
    if let Err(found) = select::apply(&settings.select, document.root_mut()) {
        problems.extend(document.located(found));
    }
    (Some(document), problems)
}
