//! One document, in a process of its own: whatever it does to the generator, the others are not touched.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use openapi_axum::problem::{Problem, Severity};
use openapi_axum::read;
use openapi_axum::{Artifacts, Settings, Source};
use serde::{Deserialize, Serialize};

use super::outcome::Reason;
use crate::scratch;

/// Most memory that the generator may take, in bytes of address space.
const MEMORY: u64 = 4 << 30;

/// Which document, and where its code goes.
#[derive(Clone, Debug)]
pub struct Order {
    /// The document.
    pub file: PathBuf,
    /// The document's name in the first line of each file.
    pub name: String,
    /// The directory of the module that the code becomes.
    pub out: PathBuf,
    /// The module's path in Rust, such as `crate::d0001`.
    pub module: String,
}

/// What the process says on its standard output, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Said {
    /// The code is in its place.
    Generated {
        /// How many lines it has.
        lines: usize,
    },
    /// The generator refused.
    Refused {
        /// JSON Pointer of the first problem.
        place: String,
        /// Its sentence.
        message: String,
    },
    /// The generator panicked.
    Panicked {
        /// With these words.
        message: String,
    },
}

/// Generates from one document; what became of it is the text to print.
///
/// # Errors
///
/// What cannot be read or written.
pub fn run(order: &Order) -> Result<String, String> {
    limit_memory();
    let said = generate(order)?;
    serde_json::to_string(&said).map_err(|error| error.to_string())
}

fn generate(order: &Order) -> Result<Said, String> {
    let bytes = std::fs::read(&order.file)
        .map_err(|error| format!("{} cannot be read: {error}", order.name))?;
    let text = match read::decode(&bytes) {
        Ok(text) => text,
        Err(problem) => return Ok(refused(&[problem])),
    };
    let settings = Settings {
        types_crate: format!("{}::types", order.module),
        header_source: order.name.clone(),
        header_command: "cargo xtask corpus".to_owned(),
        ..Settings::default()
    };
    let directory = order.file.parent().unwrap_or(Path::new("."));
    let loader = |path: &str| read_text(&directory.join(path));
    let source = Source::named(&order.name, &text).with_loader(&loader);
    match catch_unwind(AssertUnwindSafe(|| {
        openapi_axum::generate_source(&source, &settings)
    })) {
        Err(panic) => Ok(Said::Panicked {
            message: words(panic.as_ref()),
        }),
        Ok(Err(problems)) => Ok(refused(&problems)),
        Ok(Ok(artifacts)) => Ok(Said::Generated {
            lines: write(&order.out, &artifacts)?,
        }),
    }
}

/// The text of a document, or of a file that it refers to.
pub(super) fn read_text(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    read::decode(&bytes)
        .map(|text| text.into_owned())
        .map_err(|problem| problem.message)
}

fn refused(problems: &[Problem]) -> Said {
    let first = problems
        .iter()
        .find(|problem| problem.severity == Severity::Error);
    let Some(problem) = first.or(problems.first()) else {
        return Said::Panicked {
            message: "refused without a problem".to_owned(),
        };
    };
    let place = if problem.pointer.is_empty() {
        "/"
    } else {
        &problem.pointer
    };
    Said::Refused {
        place: place.to_owned(),
        message: one_line(&problem.message),
    }
}

/// What a panic said.
pub(super) fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    one_line(text.unwrap_or("a panic without words"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes the files below `out`, with a module for the types and one for the server.
fn write(out: &Path, artifacts: &Artifacts) -> Result<usize, String> {
    let mut lines = 0;
    for (path, text) in artifacts {
        scratch::write(&out.join(path), text)?;
        if path.ends_with(".rs") {
            lines += text.lines().count();
        }
    }
    for part in ["types", "server"] {
        let root = artifacts.get(&format!("{part}/generated.rs"));
        let shell = shell(root.map_or("", String::as_str));
        scratch::write(&out.join(format!("{part}.rs")), &shell)?;
    }
    Ok(lines)
}

/// A module that offers what the generated one has, as the shell of a crate does.
fn shell(root: &str) -> String {
    let mut text = "//! What is generated.\n\nmod generated;\n\n".to_owned();
    for line in root.lines() {
        let module = |start: &str| line.strip_prefix(start)?.strip_suffix(';');
        if let Some(name) = module("pub mod ") {
            text.push_str(&format!("pub use generated::{name};\n"));
        } else if let Some(name) = module("pub(crate) mod ") {
            text.push_str(&format!("pub use generated::{name}::*;\n"));
        }
    }
    text
}

/// A document that eats memory ends this process, not the machine.
fn limit_memory() {
    let limit = rustix::process::Rlimit {
        current: Some(MEMORY),
        maximum: Some(MEMORY),
    };
    let _ = rustix::process::setrlimit(rustix::process::Resource::As, limit);
}

impl From<Said> for Option<Reason> {
    fn from(said: Said) -> Self {
        match said {
            Said::Generated { .. } => None,
            Said::Refused { place, message } => Some(Reason {
                place: Some(place),
                message,
            }),
            Said::Panicked { message } => Some(Reason::new(message)),
        }
    }
}
