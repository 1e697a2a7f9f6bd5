//! Reads the SQL text of the crate: the tenant is the first column of every primary key and in every statement.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Statements that work for all tenants say why in a comment that begins so.
const EVERY_TENANT: &str = "/* every tenant: ";
/// How many of them there are; a new one is a reviewed change of this number.
const STATEMENTS_FOR_EVERY_TENANT: usize = 16;
/// The one table about the installation as a whole.
const WITHOUT_TENANT: &str = "installation";

fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("a text");
                sources.push((path, text));
            }
        }
    }
    sources
}

/// The string literals of a Rust file, line continuations joined. The crate has no raw strings or character literals
/// with a quotation mark in its code.
fn literals(source: &str) -> Vec<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut literals = Vec::new();
    let mut rest = code.as_str();
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let mut literal = String::new();
        let mut characters = rest.char_indices();
        let end = loop {
            match characters.next() {
                Some((at, '"')) => break at,
                Some((_, '\\')) => {
                    if let Some((at, '\n')) = characters.next() {
                        let indent = rest[at..].len() - rest[at..].trim_start().len();
                        while characters
                            .clone()
                            .next()
                            .is_some_and(|(next, _)| next < at + indent)
                        {
                            characters.next();
                        }
                    }
                }
                Some((_, character)) => literal.push(character),
                None => break rest.len(),
            }
        };
        literals.push(literal);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    literals
}

fn statements() -> Vec<(PathBuf, String)> {
    let verbs = [
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE ",
    ];
    let mut statements = Vec::new();
    for (path, text) in sources() {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let sql = literals(&text)
                .into_iter()
                .filter(|it| verbs.iter().any(|verb| it.starts_with(verb)));
            statements.extend(sql.map(|sql| (path.clone(), sql)));
        }
    }
    statements
}

fn migrations() -> String {
    let sql = sources()
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|it| it == "sql"));
    sql.map(|(_, text)| text).collect()
}

/// Name and definition of every table that holds what belongs to a tenant.
fn tables() -> Vec<(String, String)> {
    let sql = migrations();
    let definitions = sql.split("CREATE TABLE ").skip(1);
    let tables = definitions.map(|it| {
        let (name, body) = it.split_once(" (").expect("a table has columns");
        (
            name.to_owned(),
            body.split(';').next().unwrap_or_default().to_owned(),
        )
    });
    tables.filter(|(name, _)| name != WITHOUT_TENANT).collect()
}

#[test]
fn every_primary_key_starts_with_the_tenant() {
    let tables = tables();
    assert!(tables.len() >= 10, "the migrations were read");
    for (name, body) in tables {
        assert!(
            body.trim_start().starts_with("tenant_id INTEGER NOT NULL"),
            "first column of {name}"
        );
        assert!(
            body.contains("PRIMARY KEY (tenant_id"),
            "primary key of {name}"
        );
    }
}

#[test]
fn every_statement_names_the_tenant() {
    let tables: BTreeSet<String> = tables().into_iter().map(|(name, _)| name).collect();
    let statements = statements();
    assert!(
        statements.len() >= 40,
        "the sources were read: {}",
        statements.len()
    );
    let mut exceptions = 0;
    for (path, sql) in statements {
        let words: Vec<&str> = sql
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .collect();
        if !words.iter().any(|word| tables.contains(*word)) {
            continue;
        }
        if sql.contains(EVERY_TENANT) {
            exceptions += 1;
            continue;
        }
        let ok = match sql.split_once(" (") {
            Some((head, columns)) if head.starts_with("INSERT ") => {
                columns.starts_with("tenant_id")
            }
            _ => sql.contains("WHERE tenant_id = ?1"),
        };
        assert!(ok, "{}: `{sql}` lacks the tenant", path.display());
    }
    assert_eq!(exceptions, STATEMENTS_FOR_EVERY_TENANT);
}
