//! Has the compiler look at the code of many documents: few crates with a module per document.
//!
//! A crate that fails is told apart by the compiler's own messages: each names a file, and each file belongs to a document.
//! Those documents are taken out and the rest is looked at again, since the compiler stops at the first kind of error. A
//! crate that fails without naming a file is halved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;

use super::outcome::Reason;
use crate::scratch::{self, Scratch};
use crate::{report, tool};

mod messages;

use messages::Messages;

/// Most lines of code in one crate; a single document may have more.
const LINES: usize = 30_000;
/// What generated code may use.
const DEPENDENCIES: [&str; 11] = [
    "axum.workspace = true",
    "bon.workspace = true",
    "bytes.workspace = true",
    "futures.workspace = true",
    "tracing.workspace = true",
    "http.workspace = true",
    "jiff.workspace = true",
    "openapi-axum-rt = { workspace = true, features = [\"server\"] }",
    "serde.workspace = true",
    "serde_json.workspace = true",
    "uuid.workspace = true",
];

/// The code of a document: a module in a directory of its own.
#[derive(Clone, Debug)]
pub(super) struct Module {
    /// Its name, and that of its directory below [`directory`].
    pub(super) name: String,
    /// How many lines it has.
    pub(super) lines: usize,
}

/// What the compiler said.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    /// The first error of each module that does not compile.
    pub(super) failures: BTreeMap<String, Reason>,
    /// How many warnings the compiler gave for the others.
    pub(super) warnings: usize,
}

/// Where the code of the documents lies.
pub(super) fn directory(scratch: &Scratch) -> std::path::PathBuf {
    scratch.directory().join("documents")
}

/// Has the compiler look at every module.
///
/// # Errors
///
/// What keeps the compiler from looking, such as a dependency that does not compile.
pub(super) fn all(scratch: &Scratch, modules: Vec<Module>) -> Result<Compiled, String> {
    let mut compiled = Compiled::default();
    let mut batches = batches(modules);
    let mut number = 0;
    while !batches.is_empty() {
        let mut names = Vec::new();
        for batch in &batches {
            let name = format!("corpus-{number}");
            number += 1;
            write(scratch, &name, batch)?;
            names.push(name);
        }
        let documents: usize = batches.iter().map(Vec::len).sum();
        report::line(format!(
            "checking {documents} documents in {} crates",
            batches.len()
        ));
        let messages = check(scratch, &names)?;
        let mut next = Vec::new();
        for (name, batch) in names.iter().zip(batches) {
            next.extend(judge(&messages, name, batch, &mut compiled)?);
        }
        batches = next;
    }
    Ok(compiled)
}

/// Modules in their order, cut where a crate would become too large; at least two crates, so that two can be checked at once.
fn batches(modules: Vec<Module>) -> Vec<Vec<Module>> {
    let total: usize = modules.iter().map(|module| module.lines).sum();
    let limit = LINES.min(total / 2 + 1);
    let mut batches: Vec<Vec<Module>> = Vec::new();
    let mut room = 0;
    for module in modules {
        let lines = module.lines;
        match batches.last_mut() {
            Some(batch) if lines <= room => batch.push(module),
            _ => {
                room = limit;
                batches.push(vec![module]);
            }
        }
        room = room.saturating_sub(lines);
    }
    batches
}

fn write(scratch: &Scratch, name: &str, batch: &[Module]) -> Result<(), String> {
    let package = scratch.package(name, &DEPENDENCIES)?;
    let mut text = "//! Code of documents.\n".to_owned();
    for module in batch {
        let name = &module.name;
        text.push_str(&format!(
            "\n#[path = \"../../../documents/{name}/module.rs\"]\npub mod {name};\n"
        ));
        let file = directory(scratch).join(name).join("module.rs");
        scratch::write(
            &file,
            "//! A document.\n\npub mod server;\npub mod types;\n",
        )?;
    }
    scratch::write(&package.join("src/lib.rs"), &text)
}

fn check(scratch: &Scratch, names: &[String]) -> Result<Messages, String> {
    let mut command = scratch.cargo(&["check", "--quiet", "--keep-going", "--message-format=json"]);
    for name in names {
        command.args(["--package", name]);
    }
    let mut messages = Messages::default();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    let errors = child
        .stderr
        .take()
        .map(|it| std::thread::spawn(move || tool::last_lines(it)));
    if let Some(output) = child.stdout.take() {
        messages.read(output)?;
    }
    child
        .wait()
        .map_err(|error| format!("cargo is gone: {error}"))?;
    if let Some(Ok(text)) = errors.map(std::thread::JoinHandle::join) {
        messages.said = text;
    }
    Ok(messages)
}

/// Takes the modules that the compiler complains of out of a batch; what is left has to be looked at again.
fn judge(
    messages: &Messages,
    name: &str,
    batch: Vec<Module>,
    compiled: &mut Compiled,
) -> Result<Vec<Vec<Module>>, String> {
    if messages.finished.contains(name) {
        compiled.warnings += messages.warnings.get(name).copied().unwrap_or(0);
        return Ok(Vec::new());
    }
    let modules: BTreeSet<&str> = batch.iter().map(|module| module.name.as_str()).collect();
    let failed: BTreeMap<String, Reason> = messages
        .errors
        .iter()
        .filter(|(module, _)| modules.contains(module.as_str()))
        .map(|(module, error)| (module.clone(), error.reason()))
        .collect();
    if !failed.is_empty() {
        let rest: Vec<Module> = batch
            .into_iter()
            .filter(|module| !failed.contains_key(&module.name))
            .collect();
        compiled.failures.extend(failed);
        return Ok(if rest.is_empty() {
            Vec::new()
        } else {
            vec![rest]
        });
    }
    if let Some(message) = &messages.foreign {
        return Err(format!(
            "the dependencies of generated code do not compile: {message}"
        ));
    }
    Ok(halve(messages, batch, compiled))
}

/// What to do with a crate that the compiler rejects without naming a file, or that ends the compiler.
fn halve(messages: &Messages, mut batch: Vec<Module>, compiled: &mut Compiled) -> Vec<Vec<Module>> {
    if batch.len() > 1 {
        let second = batch.split_off(batch.len() / 2);
        return vec![batch, second];
    }
    for module in batch {
        let words = messages.said.lines().last().unwrap_or_default();
        let reason = Reason::new(format!("the compiler failed: {words}"));
        compiled.failures.insert(module.name, reason);
    }
    Vec::new()
}

/// The module that a file belongs to, and its path below the module's directory.
fn module_of(file: &str) -> Option<(&str, &str)> {
    let file = Path::new(file).to_str()?;
    let (_, rest) = file.split_once("documents/")?;
    rest.split_once('/')
}

#[cfg(test)]
mod tests {
    use super::{Module, batches, module_of};

    #[test]
    fn modules_are_cut_into_crates_by_size() {
        let module = |name: &str, lines| Module {
            name: name.to_owned(),
            lines,
        };
        let cut = |modules: Vec<Module>| -> Vec<Vec<String>> {
            let names = |batch: Vec<Module>| batch.into_iter().map(|it| it.name).collect();
            batches(modules).into_iter().map(names).collect()
        };
        let few = vec![module("a", 10), module("b", 10), module("c", 10)];
        assert_eq!(cut(few), [vec!["a"], vec!["b"], vec!["c"]]);
        let many = vec![
            module("a", 20_000),
            module("b", 10_000),
            module("c", 50_000),
            module("d", 1),
        ];
        assert_eq!(cut(many), [vec!["a", "b"], vec!["c"], vec!["d"]]);
        assert!(cut(Vec::new()).is_empty());
    }

    #[test]
    fn files_belong_to_modules() {
        let file = "packages/corpus-0/src/../../../documents/d0001/types/generated.rs";
        assert_eq!(module_of(file), Some(("d0001", "types/generated.rs")));
        assert_eq!(module_of("packages/corpus-0/src/lib.rs"), None);
    }
}
