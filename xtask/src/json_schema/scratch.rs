//! The crate in which the types of all groups are compiled, under the target directory.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use openapi_axum::model::{Payload, Schema, Shape};
use openapi_axum::{Artifacts, Settings};
use serde_json::json;

use super::Group;

/// What a test came to: accepted, or refused with the first reason.
pub(super) type Verdict = Result<(), String>;

/// The types of one group.
pub(super) struct Module {
    artifacts: Artifacts,
    /// Rust name of the body.
    body: String,
}

impl Module {
    /// Generates the types of a document.
    ///
    /// # Errors
    ///
    /// The first problem of the document.
    pub(super) fn generate(text: &str) -> Result<Module, String> {
        let settings = Settings {
            header_source: "a group of the suite".to_owned(),
            header_command: "cargo xtask json-schema".to_owned(),
            ..Settings::default()
        };
        let first = |problems: Vec<openapi_axum::problem::Problem>| {
            problems
                .first()
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        let (api, _) = openapi_axum::read_api(text).map_err(first)?;
        let operation = api.operations.first();
        let body = operation.and_then(|operation| operation.body.as_ref());
        let payload = body
            .and_then(|body| body.media.first())
            .map(|media| &media.payload);
        let body = match payload {
            Some(Payload::Json(Schema {
                shape: Shape::Ref { name, .. },
                ..
            })) => name.clone(),
            _ => return Err("the body has no type".to_owned()),
        };
        let artifacts = openapi_axum::generate(text, &settings).map_err(first)?;
        Ok(Module { artifacts, body })
    }
}

/// Compiles the modules and runs every test of every group.
///
/// # Errors
///
/// The crate cannot be written, compiled or run.
pub(super) fn run(
    root: &Path,
    modules: &[Option<Module>],
    groups: &[&Group],
) -> Result<Vec<Vec<Verdict>>, String> {
    let target = target_directory(root);
    let folder = target.join("json-schema");
    write(root, &folder, modules).map_err(|error| format!("{}: {error}", folder.display()))?;
    let cases: Vec<_> = groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| {
            group
                .tests
                .iter()
                .map(move |test| json!([index, test.data.to_string()]))
        })
        .collect();
    let cases = serde_json::to_string(&cases).map_err(|error| error.to_string())?;
    let file = folder.join("cases.json");
    std::fs::write(&file, cases).map_err(|error| format!("{}: {error}", file.display()))?;
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["run", "--quiet", "--offline", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .arg("--")
        .arg(&file)
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines();
    let mut verdict = || match lines.next() {
        Some("") => Ok(()),
        Some(reason) => Err(reason.to_owned()),
        None => Err("not run".to_owned()),
    };
    Ok(groups
        .iter()
        .map(|group| group.tests.iter().map(|_| verdict()).collect())
        .collect())
}

fn target_directory(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

fn write(root: &Path, folder: &Path, modules: &[Option<Module>]) -> std::io::Result<()> {
    let source = folder.join("src");
    if source.exists() {
        std::fs::remove_dir_all(&source)?;
    }
    std::fs::create_dir_all(&source)?;
    std::fs::write(folder.join("Cargo.toml"), manifest(root))?;
    // The versions of the workspace, so that nothing has to be fetched.
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut main = MAIN.to_owned();
    let mut arms = String::new();
    for (index, module) in modules.iter().enumerate() {
        let Some(module) = module else {
            continue;
        };
        let name = format!("group_{index}");
        let _ = write!(main, "\nmod {name};");
        let _ = writeln!(
            arms,
            "        {index} => read::<{name}::generated::types::{}>(data),",
            module.body
        );
        std::fs::write(
            source.join(format!("{name}.rs")),
            "pub(crate) mod generated;\n",
        )?;
        for (path, contents) in &module.artifacts {
            if let Some(path) = path.strip_prefix("types/") {
                let path = source.join(&name).join(path);
                path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
                std::fs::write(path, contents)?;
            }
        }
    }
    let _ = write!(
        main,
        "\n\nfn verdict(group: usize, data: &[u8]) -> Result<(), String> {{\n    match group {{\n{arms}        _ => Err(\"refused by the generator\".to_owned()),\n    }}\n}}\n"
    );
    std::fs::write(source.join("main.rs"), main)
}

fn manifest(root: &Path) -> String {
    let rt = root.join("crates/openapi-axum-rt");
    format!(
        "[package]\nname = \"json-schema-suite\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         bon = \"3\"\njiff = {{ version = \"0.2\", default-features = false, features = [\"std\", \"serde\"] }}\n\
         openapi-axum-rt = {{ path = {rt:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n\
         uuid = {{ version = \"1\", default-features = false, features = [\"std\", \"serde\"] }}\n\n[profile.dev]\ndebug = false\n"
    )
}

const MAIN: &str = r#"//! Reads every value of the suite as its group's type; prints a line for each, empty when it was taken.
#![allow(dead_code, unused_imports)]

use openapi_axum_rt::{Validate, read_json};
use serde::de::DeserializeOwned;

fn main() {
    let path = std::env::args().nth(1).expect("the file of cases");
    let text = std::fs::read_to_string(path).expect("can be read");
    let cases: Vec<(usize, String)> = serde_json::from_str(&text).expect("is a list of cases");
    for (group, data) in cases {
        println!("{}", verdict(group, data.as_bytes()).err().unwrap_or_default().escape_default());
    }
}

fn read<T: DeserializeOwned + serde::Serialize + Validate>(data: &[u8]) -> Result<(), String> {
    let value: T = read_json(data).map_err(|error| {
        let violations = error.into_violations();
        violations.iter().map(|it| format!("{it} ({})", it.keyword)).collect::<Vec<_>>().join("; ")
    })?;
    // What was taken can be sent, and the check before sending takes it too.
    openapi_axum_rt::validate(&value).map_err(|list| format!("taken, but not to be sent: {list:?}"))?;
    let written = serde_json::to_vec(&value).map_err(|error| error.to_string())?;
    read_json::<T>(&written).map_err(|error| format!("taken, but not as written again: {error:?}"))?;
    Ok(())
}
"#;
