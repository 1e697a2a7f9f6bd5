//! What stands around the generated modules: `Cargo.toml`, `src/lib.rs` and the two modules that re-export.

use std::path::{Path, PathBuf};

use openapi_axum::files::Files;

/// A crate that generated code may name, and what stands for it in `Cargo.toml`.
///
/// `xtask` holds the versions against those of the workspace that the generator is tested with.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("axum", r#"{ version = "0.8", default-features = false }"#),
    ("base64", r#""0.22""#),
    ("bon", r#""3.10""#),
    ("bytes", r#""1""#),
    (
        "futures",
        r#"{ version = "0.3", default-features = false, features = ["std"] }"#,
    ),
    ("http", r#""1""#),
    ("indexmap", r#"{ version = "2", features = ["serde"] }"#),
    (
        "jiff",
        r#"{ version = "0.2", default-features = false, features = ["std", "serde"] }"#,
    ),
    ("regex", r#""1""#),
    (
        "schemars",
        r#"{ version = "1", features = ["preserve_order"], optional = true }"#,
    ),
    ("serde", r#"{ version = "1", features = ["derive"] }"#),
    ("serde_json", r#""1""#),
    (
        "tracing",
        r#"{ version = "0.1", default-features = false, features = ["std"] }"#,
    ),
    ("url", r#""2""#),
    (
        "utoipa",
        r#"{ version = "6", default-features = false, features = ["macros", "preserve_order", "preserve_path_order"], optional = true }"#,
    ),
    (
        "uuid",
        r#"{ version = "1", default-features = false, features = ["std", "serde"] }"#,
    ),
];

/// The crate of the run time.
const RUN_TIME: &str = "openapi-axum-rt";

/// The names that the shell of a crate needs.
pub(super) struct Shell {
    pub(super) crate_name: String,
    /// Title of the document.
    pub(super) title: String,
    pub(super) trait_name: String,
    /// Where the run time is, if it is not the published one.
    pub(super) rt_path: Option<PathBuf>,
    /// First line of generated files.
    pub(super) mark: String,
}

impl Shell {
    /// `src/types.rs` and `src/server.rs`: the public face of what is below them.
    pub(super) fn modules(&self, generated: &Files) -> Files {
        let mut modules = Files::new();
        let parts = [
            ("types", format!("The types of {}.", one_line(&self.title))),
            (
                "server",
                format!(
                    "The server of {}: implement [`{}`], hand it to [`router`].",
                    one_line(&self.title),
                    self.trait_name
                ),
            ),
        ];
        for (part, docs) in parts {
            if let Some(root) = generated.get(&format!("src/{part}/generated.rs")) {
                let face = face(root, |module| {
                    has_public_item(generated, &format!("src/{part}/generated/{module}.rs"))
                });
                let text = format!("{}\n\n//! {docs}\n\nmod generated;\n\n{face}", self.mark);
                modules.insert(format!("src/{part}.rs"), text);
            }
        }
        modules
    }

    /// The files that are written once.
    pub(super) fn own_files(&self, generated: &Files) -> Files {
        Files::from([
            ("Cargo.toml".to_owned(), self.manifest(generated)),
            ("src/lib.rs".to_owned(), self.root(generated)),
        ])
    }

    fn manifest(&self, generated: &Files) -> String {
        let mut text = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n",
            self.crate_name
        );
        let mut lines: Vec<String> = needed(generated)
            .map(|(name, value)| format!("{name} = {value}\n"))
            .collect();
        lines.push(self.run_time(generated));
        lines.sort();
        text.extend(lines);
        let optional: Vec<&str> = needed(generated)
            .filter(|(_, value)| value.contains("optional = true"))
            .map(|(name, _)| *name)
            .collect();
        if !optional.is_empty() {
            text.push_str("\n[features]\n");
            text.extend(optional.iter().map(|it| format!("{it} = [\"dep:{it}\"]\n")));
        }
        text
    }

    fn run_time(&self, generated: &Files) -> String {
        let source = match &self.rt_path {
            Some(path) => format!("path = {:?}", path.to_string_lossy()),
            None => format!("version = {:?}", env!("CARGO_PKG_VERSION")),
        };
        let features = if has_server(generated) {
            ", features = [\"server\"]"
        } else {
            ""
        };
        format!("{RUN_TIME} = {{ {source}{features} }}\n")
    }

    fn root(&self, generated: &Files) -> String {
        let title = one_line(&self.title);
        let run_time = "pub use openapi_axum_rt as rt;";
        if !has_server(generated) {
            return format!(
                "//! {title}: the types of the API, with their checks.\n\n{run_time}\n\npub mod types;\n"
            );
        }
        format!(
            "//! {title}: types, server trait and router.\n\
             //!\n\
             //! Implement [`server::{}`], hand it to [`server::router`] and serve the result with axum.\n\
             //! What the trait's methods take besides the types of the document is in [`rt::server`].\n\n\
             {run_time}\n\npub mod server;\npub mod types;\n",
            self.trait_name
        )
    }
}

fn has_server(generated: &Files) -> bool {
    generated.contains_key("src/server/generated.rs")
}

/// Re-exports what the modules of a generated root offer: public modules as they are, of the others every public item.
fn face(root: &str, offers: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    let mut condition = None;
    for line in root.lines() {
        let module = |start: &str| line.strip_prefix(start)?.strip_suffix(';');
        if line.starts_with("#[cfg(") {
            condition = Some(line);
            continue;
        }
        let whole = module("pub mod ").map(|name| format!("pub use generated::{name};\n"));
        let items = || {
            let name = module("pub(crate) mod ").filter(|name| offers(name))?;
            Some(format!("pub use generated::{name}::*;\n"))
        };
        if let Some(export) = whole.or_else(items) {
            if let Some(condition) = condition {
                text.push_str(condition);
                text.push('\n');
            }
            text.push_str(&export);
        }
        condition = None;
    }
    text
}

/// Whether a file has an item that is public everywhere.
fn has_public_item(generated: &Files, path: &str) -> bool {
    let file = generated.get(path);
    file.is_some_and(|text| text.lines().any(|line| line.starts_with("pub ")))
}

/// The dependencies that generated code names, but for the run time.
fn needed(generated: &Files) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    DEPENDENCIES
        .iter()
        .filter(|(name, _)| generated.values().any(|text| names(text, name)))
}

/// Whether code has a path that begins with a crate.
fn names(text: &str, krate: &str) -> bool {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let path = format!("{krate}::");
    code.into_iter().any(|line| {
        line.match_indices(&path).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|it| it.is_alphanumeric() || it == '_')
                && !line[..at].ends_with("r#")
                && (!line[..at].ends_with("::") || line[..at].ends_with(" ::"))
        })
    })
}

/// What an existing `Cargo.toml`, which is never changed, lacks.
pub(super) fn missing_dependencies(output: &Path, generated: &Files) -> Vec<String> {
    let Ok(manifest) = std::fs::read_to_string(output.join("Cargo.toml")) else {
        return Vec::new();
    };
    let has = |name: &str| {
        manifest.lines().any(|line| {
            let line = line.trim_start();
            let key = line.split(['=', '.', ' ']).next().unwrap_or_default();
            key == name || line.contains(&format!("dependencies.{name}]"))
        })
    };
    needed(generated)
        .filter(|(name, _)| !has(name))
        .map(|(name, value)| format!("Cargo.toml lacks a dependency, add `{name} = {value}`"))
        .collect()
}

/// A title as it fits into a line of documentation.
fn one_line(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let plain: String = words
        .join(" ")
        .chars()
        .filter(|it| !matches!(it, '[' | ']' | '<' | '>' | '`'))
        .collect();
    if plain.is_empty() {
        "the API".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::{face, names};

    #[test]
    fn modules_are_re_exported_by_their_visibility() {
        let root = "//! Root.\n\npub(crate) mod api;\npub mod errors;\n#[cfg(feature = \"x\")]\nmod a;\n#[cfg(feature = \"x\")]\npub mod b;\npub(crate) mod empty;\nmod router;\n";
        assert_eq!(
            face(root, |module| module != "empty"),
            "pub use generated::api::*;\npub use generated::errors;\n#[cfg(feature = \"x\")]\npub use generated::b;\n"
        );
    }

    #[test]
    fn crates_are_seen_in_code_only() {
        assert!(names("use serde::Deserialize;", "serde"));
        assert!(names("    Ok(http::StatusCode::OK)", "http"));
        assert!(!names("/// see http::StatusCode", "http"));
        assert!(!names("use openapi_axum_rt::http::X;", "http"));
        assert!(!names("my_http::X", "http"));
    }
}
