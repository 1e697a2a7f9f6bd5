//! `cargo xtask json-schema DIR`: generated types against the JSON Schema test suite.
//!
//! Every group of the suite that an OpenAPI 3.0 schema can express becomes the request body of a document; the types of
//! all documents are compiled in one crate, and every test of a group goes as text through the strict reader of bodies.

mod document;
mod scratch;
mod table;

use std::path::Path;

use serde_json::Value;

use crate::report;

/// A group of the suite: a schema and values.
#[derive(Debug)]
struct Group {
    /// File name without its ending.
    file: String,
    description: String,
    schema: Value,
    tests: Vec<Test>,
}

/// A value and the verdict that the suite gives.
#[derive(Debug)]
struct Test {
    description: String,
    data: Value,
    valid: bool,
}

/// Runs the suite in a folder and prints what came of each file.
///
/// # Errors
///
/// Anything cannot be read or compiled, or a verdict differs.
pub fn run(root: &Path, folder: &Path) -> Result<(), String> {
    let groups = read(folder)?;
    let mut expressed = Vec::new();
    let mut tally = table::Tally::default();
    for group in groups {
        match document::of(&group.schema) {
            Err(reason) => tally.inexpressible(&group.file, reason),
            Ok(text) => expressed.push((group, text)),
        }
    }
    let mut modules = Vec::new();
    let mut complaints = Vec::new();
    for (group, text) in &expressed {
        match scratch::Module::generate(text) {
            Ok(module) => modules.push(Some(module)),
            Err(problem) => {
                complaints.push(format!(
                    "{}: {}: refused: {problem}",
                    group.file, group.description
                ));
                modules.push(None);
            }
        }
    }
    let verdicts = scratch::run(
        root,
        &modules,
        &expressed.iter().map(|it| &it.0).collect::<Vec<_>>(),
    )?;
    for ((group, _), verdicts) in expressed.iter().zip(verdicts) {
        tally.tested(&group.file);
        for (test, verdict) in group.tests.iter().zip(verdicts) {
            let agrees = verdict.is_ok() == test.valid;
            tally.test(&group.file, agrees);
            if !agrees {
                let said = verdict.err().unwrap_or_else(|| "accepted".to_owned());
                complaints.push(format!(
                    "{}: {}: {}: {} is {}, and was {said}",
                    group.file,
                    group.description,
                    test.description,
                    test.data,
                    if test.valid { "valid" } else { "invalid" },
                ));
            }
        }
    }
    tally.lines().iter().for_each(report::line);
    complaints.iter().for_each(report::line);
    if !complaints.is_empty() {
        return Err(format!("{} verdicts differ", complaints.len()));
    }
    hold_counts(root, &tally)
}

/// Holds the counts against the table that is checked in: a group that is no longer tested is not lost in silence.
fn hold_counts(root: &Path, tally: &table::Tally) -> Result<(), String> {
    const TABLE: &str = "docs/json-schema.md";
    let path = root.join(TABLE);
    let fresh = format!("{INTRODUCTION}\n{}\n", tally.lines().join("\n"));
    if std::fs::read_to_string(&path).is_ok_and(|text| text == fresh) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(root);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, fresh))
        .map_err(|error| format!("{TABLE} cannot be written: {error}"))?;
    Err(format!(
        "the counts have changed: review {TABLE}, which was written anew"
    ))
}

const INTRODUCTION: &str = "\
# JSON Schema

The JSON Schema test suite (draft 4), every group that an OpenAPI 3.0 schema can express. Each group becomes the request
body of a document; every test goes as text through the reader of bodies that a generated server has. What is taken
must also pass the check before sending, be written again, and be taken again. Written by `cargo xtask json-schema`.
";

fn read(folder: &Path) -> Result<Vec<Group>, String> {
    let broken = |path: &Path, error: &dyn std::fmt::Display| {
        format!("{} cannot be read: {error}", path.display())
    };
    let entries = std::fs::read_dir(folder).map_err(|error| broken(folder, &error))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    paths.sort();
    let mut groups = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| broken(&path, &error))?;
        let all: Value = serde_json::from_str(&text).map_err(|error| broken(&path, &error))?;
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        groups.extend(
            all.as_array()
                .into_iter()
                .flatten()
                .map(|it| group(&file, it)),
        );
    }
    Ok(groups)
}

fn group(file: &str, group: &Value) -> Group {
    let text = |value: &Value| value["description"].as_str().unwrap_or_default().to_owned();
    let tests = group["tests"].as_array().into_iter().flatten();
    Group {
        file: file.to_owned(),
        description: text(group),
        schema: group["schema"].clone(),
        tests: tests
            .map(|test| Test {
                description: text(test),
                data: test["data"].clone(),
                valid: test["valid"].as_bool().unwrap_or_default(),
            })
            .collect(),
    }
}
