//! The command, as people run it: what it writes, what it says, how it exits.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const NOTES: &str = r#"
openapi: 3.0.3
info: { title: Notes, version: "1" }
security: [{ basic: [] }]
paths:
  /notes:
    post:
      operationId: create_note
      tags: [notes]
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: 'types.yaml#/Note' } } }
      responses:
        "200":
          description: The note.
          content: { application/json: { schema: { $ref: 'types.yaml#/Note' } } }
        "400":
          description: What is wrong with it.
          content: { application/json: { schema: { $ref: 'types.yaml#/Error' } } }
components:
  securitySchemes: { basic: { type: http, scheme: basic } }
"#;

const TYPES: &str = "
Note:
  type: object
  required: [text]
  properties:
    text: { type: string, maxLength: 40 }
Error:
  type: object
  required: [message]
  properties:
    message: { type: string }
";

/// A directory with the document.
fn stage() -> TempDir {
    let stage = tempfile::tempdir().expect("a directory");
    write(&stage, "notes.yaml", NOTES);
    write(&stage, "types.yaml", TYPES);
    stage
}

fn write(stage: &TempDir, path: &str, text: &str) {
    std::fs::write(stage.path().join(path), text).expect("a file");
}

fn read(stage: &TempDir, path: &str) -> String {
    std::fs::read_to_string(stage.path().join(path)).expect("a file")
}

fn command(stage: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-axum"));
    command
        .current_dir(stage.path())
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// What a run says, and its exit code.
fn run(stage: &TempDir, arguments: &[&str]) -> (String, i32) {
    said(command(stage, arguments).output().expect("it runs"))
}

fn said(output: Output) -> (String, i32) {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (text.into_owned(), output.status.code().unwrap_or(-1))
}

fn run_time() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi-axum-rt")
}

const GENERATE: [&str; 4] = ["generate", "notes.yaml", "-o", "notes-api"];
const CHECK: [&str; 4] = ["check", "notes.yaml", "-o", "notes-api"];

/// Compiles the generated crate; warnings are errors.
fn compile(stage: &TempDir) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let _ = std::fs::copy(
        workspace.join("Cargo.lock"),
        stage.path().join("notes-api/Cargo.lock"),
    );
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace.join("target"), PathBuf::from);
    let checked = Command::new(env!("CARGO"))
        .current_dir(stage.path().join("notes-api"))
        .args(["check", "--offline", "--quiet", "--all-features"])
        .arg("--target-dir")
        .arg(target.join("generated"))
        .env("RUSTFLAGS", "-Dwarnings")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
}

#[test]
fn a_generated_crate_compiles_as_it_is() {
    let stage = stage();
    let run_time = run_time();
    let run_time = run_time.to_string_lossy();
    let (said, code) = run(&stage, &[&GENERATE[..], &["--rt-path", &run_time]].concat());
    assert_eq!(code, 0, "{said}");
    compile(&stage);
}

/// Schemas may be derived; what they cannot say is refused, with its place.
#[test]
fn derived_schemas_compile_where_they_say_everything() {
    let stage = stage();
    let run_time = run_time();
    let more = [
        "--derived-schemas",
        "--rt-path",
        &run_time.to_string_lossy(),
    ];
    let (said, code) = run(&stage, &[&GENERATE[..], &more].concat());
    assert_eq!(code, 0, "{said}");
    let features = "[features]\nschemars = [\"dep:schemars\"]\nutoipa = [\"dep:utoipa\"]\n";
    assert!(read(&stage, "notes-api/Cargo.toml").ends_with(features));
    compile(&stage);
    let bearer = NOTES.replace("scheme: basic", "scheme: bearer");
    write(&stage, "notes.yaml", &bearer);
    let (said, code) = run(&stage, &[&GENERATE[..], &more].concat());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("/paths/~1notes/post/security"), "{said}");
}

/// Every crate that generated code may name is in its `Cargo.toml`.
#[test]
fn the_server_of_every_feature_compiles_as_it_is() {
    let stage = stage();
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/wide/wide.yaml");
    std::fs::copy(document, stage.path().join("notes.yaml")).expect("a document");
    let run_time = run_time();
    let more = ["--mock", "--rt-path", &run_time.to_string_lossy()];
    let (said, code) = run(&stage, &[&GENERATE[..], &more].concat());
    assert_eq!(code, 0, "{said}");
    compile(&stage);
}

/// A document with very many types: each tag's are a module of their own.
fn many_types() -> String {
    let mut paths = String::new();
    let mut schemas = String::new();
    for at in 0..210 {
        let tag = ["cats", "Guard dogs", "fmt"][at % 3];
        let schema = |name: &str| format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##);
        let body = format!(
            r#"{{"content": {{"application/json": {{"schema": {}}}}}}}"#,
            schema(&format!("T{at}"))
        );
        paths.push_str(&format!(
            r#""/{at}": {{"put": {{"tags": ["{tag}"], "requestBody": {body}, "responses": {{"204": {{"description": "Done."}}}}}}}},"#
        ));
        let members = format!(
            r#""shared": {}, "at": {{"type": "string", "format": "date-time", "maxLength": 30}}"#,
            schema("Shared")
        );
        schemas.push_str(&format!(
            r#""T{at}": {{"type": "object", "properties": {{{members}}}}},"#
        ));
    }
    format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "Notes", "version": "1"}}, "paths": {{{}}},
            "components": {{"schemas": {{{schemas} "Shared": {{"type": "string", "maxLength": 3}}}}}}}}"#,
        paths.trim_end_matches(',')
    )
}

#[test]
fn many_types_are_a_module_per_tag() {
    let stage = stage();
    write(&stage, "notes.yaml", &many_types());
    let run_time = run_time();
    let more = ["--rt-path", &run_time.to_string_lossy()];
    let (said, code) = run(&stage, &[&GENERATE[..], &more].concat());
    assert_eq!(code, 0, "{said}");
    for (module, types) in [("cats", 70), ("guard_dogs", 70), ("fmt_2", 70)] {
        let text = read(
            &stage,
            &format!("notes-api/src/types/generated/types/{module}.rs"),
        );
        assert_eq!(text.matches("pub struct ").count(), types, "{module}");
        assert!(text.contains("use super::Shared;"), "{module}");
    }
    let root = read(&stage, "notes-api/src/types/generated/types.rs");
    assert_eq!(root.matches("pub struct ").count(), 1, "{root}");
    compile(&stage);
}

/// What a user writes for the traits of two tags, and for operations without one.
const IMPLEMENTATION: &str = r#"
//! One type for the traits of all tags.

pub mod server;
pub mod types;

use openapi_axum_rt::server::{BasicCredentials, Context, Failure, Rejection, RouterOptions};
use server::errors::{CreateNoteError, DropNoteError, PingError};
use server::{AdminApi, NotesApiBase, NotesTagApi, UntaggedApi, router};

/// It.
pub struct Notes;

impl NotesApiBase for Notes {
    type Caller = String;

    async fn authenticate(
        &self,
        credentials: BasicCredentials,
        _request: &http::request::Parts,
    ) -> Result<String, Rejection> {
        Ok(credentials.username)
    }
}

impl NotesTagApi for Notes {
    async fn create_note(
        &self,
        _context: Context<String>,
        body: types::Note,
    ) -> Result<types::Note, CreateNoteError> {
        Ok(body)
    }
}

impl AdminApi for Notes {
    async fn drop_note(&self, _context: Context<String>) -> Result<(), DropNoteError> {
        Err(Failure::Unimplemented.into())
    }
}

impl UntaggedApi for Notes {
    async fn ping(&self, _context: Context<()>) -> Result<(), PingError> {
        Ok(())
    }
}

/// Serves it.
pub fn serve() -> axum::Router {
    router(Notes, RouterOptions::default())
}
"#;

#[test]
fn a_tag_may_have_a_trait_of_its_own() {
    let stage = stage();
    let more = r#"
    delete:
      operationId: drop_note
      tags: [admin, notes]
      responses: { "204": { description: It is gone. } }
  /ping:
    get:
      operationId: ping
      security: []
      responses: { "204": { description: It is there. } }
components:"#;
    write(
        &stage,
        "notes.yaml",
        &NOTES.replacen("\ncomponents:", more, 1),
    );
    let run_time = run_time();
    let run_time = run_time.to_string_lossy();
    let arguments = ["--rt-path", &run_time, "--trait-per-tag"];
    let (said, code) = run(&stage, &[&GENERATE[..], &arguments].concat());
    assert_eq!(code, 0, "{said}");
    let api = read(&stage, "notes-api/src/server/generated/api.rs");
    let traits: Vec<&str> = api
        .lines()
        .filter(|line| line.starts_with("pub trait") || line.starts_with("impl"))
        .collect();
    let expected = [
        "pub trait NotesApiBase: Send + Sync + 'static {",
        "pub trait NotesTagApi: NotesApiBase {",
        "pub trait AdminApi: NotesApiBase {",
        "pub trait UntaggedApi: NotesApiBase {",
        "pub trait NotesApi: NotesTagApi + AdminApi + UntaggedApi {}",
        "impl<A: NotesTagApi + AdminApi + UntaggedApi> NotesApi for A {}",
    ];
    assert_eq!(traits, expected);
    write(&stage, "notes-api/src/lib.rs", IMPLEMENTATION);
    compile(&stage);
}

#[test]
fn files_of_the_user_are_written_once() {
    let stage = stage();
    let (said, code) = run(&stage, &GENERATE);
    assert_eq!(code, 0, "{said}");
    assert!(read(&stage, "notes-api/Cargo.toml").contains("name = \"notes-api\""));
    assert!(read(&stage, "notes-api/src/lib.rs").contains("NotesApi"));
    write(&stage, "notes-api/src/lib.rs", "//! Mine.\n");
    let (said, code) = run(&stage, &GENERATE);
    assert_eq!(code, 0, "{said}");
    assert_eq!(read(&stage, "notes-api/src/lib.rs"), "//! Mine.\n");
    let (said, code) = run(&stage, &CHECK);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_check_finds_what_is_stale_missing_and_orphaned() {
    let stage = stage();
    assert_eq!(run(&stage, &CHECK).1, 4);
    assert!(
        !stage.path().join("notes-api").exists(),
        "a check writes nothing"
    );
    assert_eq!(run(&stage, &GENERATE).1, 0);
    write(
        &stage,
        "types.yaml",
        &TYPES.replace("maxLength: 40", "maxLength: 41"),
    );
    let (said, code) = run(&stage, &CHECK);
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("stale: src/types/generated/"), "{said}");
    assert!(
        said.contains("openapi-axum generate notes.yaml -o notes-api"),
        "{said}"
    );
    assert_eq!(run(&stage, &GENERATE).1, 0);
    let orphan = "notes-api/src/types/generated/orphan.rs";
    write(&stage, orphan, "");
    std::fs::remove_file(stage.path().join("notes-api/src/types.rs")).expect("removed");
    let (said, code) = run(&stage, &CHECK);
    assert_eq!(code, 4, "{said}");
    assert!(
        said.contains("orphan: src/types/generated/orphan.rs"),
        "{said}"
    );
    assert!(said.contains("missing: src/types.rs"), "{said}");
    let (said, code) = run(&stage, &GENERATE);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("removed src/types/generated/orphan.rs"),
        "{said}"
    );
    assert!(!stage.path().join(orphan).exists());
    assert_eq!(run(&stage, &CHECK).1, 0);
}

#[test]
fn a_broken_document_changes_nothing() {
    let stage = stage();
    assert_eq!(run(&stage, &GENERATE).1, 0);
    let before = read(&stage, "notes-api/src/types/generated/types.rs");
    write(
        &stage,
        "types.yaml",
        &TYPES.replace("type: string", "type: strong"),
    );
    for arguments in [GENERATE, CHECK] {
        let (said, code) = run(&stage, &arguments);
        assert_eq!(code, 1, "{said}");
        assert!(
            said.contains("types.yaml:6: error: /Note/properties/text"),
            "{said}"
        );
    }
    assert_eq!(
        read(&stage, "notes-api/src/types/generated/types.rs"),
        before
    );
}

#[test]
fn problems_are_json_for_programs() {
    let stage = stage();
    write(
        &stage,
        "types.yaml",
        &TYPES.replace("type: string", "type: strong"),
    );
    let (said, code) = run(&stage, &["lint", "notes.yaml", "--format", "json"]);
    assert_eq!(code, 1, "{said}");
    let value: Value = serde_json::from_str(&said).expect("JSON");
    let problems = value["problems"].as_array().expect("a list");
    let problem = problems
        .iter()
        .find(|it| it["severity"] == "error")
        .expect("an error");
    assert_eq!(problem["file"], "types.yaml");
    assert_eq!(problem["line"], 6);
    for key in ["pointer", "rule", "message"] {
        assert!(problem[key].is_string(), "{key}");
    }
}

#[test]
fn a_document_may_come_from_standard_input() {
    let stage = stage();
    let mut child = command(&stage, &["lint", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = child.stdin.take().expect("an input");
    input.write_all(NOTES.as_bytes()).expect("it reads");
    drop(input);
    let (said, code) = said(child.wait_with_output().expect("it ends"));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("standard input: 0 errors"), "{said}");
}

#[test]
fn references_stay_below_the_root_that_is_given() {
    let stage = stage();
    std::fs::create_dir(stage.path().join("api")).expect("a directory");
    write(
        &stage,
        "api/notes.yaml",
        &NOTES.replace("types.yaml", "../types.yaml"),
    );
    assert_eq!(run(&stage, &["lint", "api/notes.yaml"]).1, 0);
    let (said, code) = run(&stage, &["lint", "api/notes.yaml", "--root", "api"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("outside of api"), "{said}");
}

#[test]
fn overlays_and_selections_are_applied() {
    let stage = stage();
    write(
        &stage,
        "overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n  - target: $.info\n    update: {title: Memos}\n",
    );
    let (said, code) = run(
        &stage,
        &[
            &GENERATE[..],
            &["--overlay", "overlay.yaml", "--tag", "notes"],
        ]
        .concat(),
    );
    assert_eq!(code, 0, "{said}");
    assert!(read(&stage, "notes-api/src/lib.rs").contains("MemosApi"));
    let (said, code) = run(&stage, &["lint", "notes.yaml", "--tag", "none"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("no operation has the tag `none`"), "{said}");
}

#[test]
fn types_of_ones_own_are_named_by_component() {
    let stage = stage();
    let (said, code) = run(
        &stage,
        &[&GENERATE[..], &["--type", "Note=crate::Note"]].concat(),
    );
    assert_eq!(code, 0, "{said}");
    let types = read(&stage, "notes-api/src/types/generated/types.rs");
    assert!(types.contains("pub type Note = crate::Note;"), "{types}");
    assert!(!types.contains("pub struct Note"), "{types}");
    let (said, code) = run(
        &stage,
        &[&GENERATE[..], &["--type", "Nota=crate::Note"]].concat(),
    );
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("correct the name in the settings"), "{said}");
    let (said, code) = run(&stage, &[&GENERATE[..], &["--type", "Note"]].concat());
    assert_eq!(code, 2, "{said}");
}

#[test]
fn differences_between_documents_are_told() {
    let stage = stage();
    write(
        &stage,
        "new.yaml",
        &NOTES.replace("types.yaml", "new-types.yaml"),
    );
    write(
        &stage,
        "new-types.yaml",
        &TYPES.replace("maxLength: 40", "maxLength: 39"),
    );
    let (said, code) = run(&stage, &["diff", "notes.yaml", "notes.yaml"]);
    assert_eq!(
        (code, said.as_str()),
        (0, "0 changes, 0 of them break callers\n")
    );
    let (said, code) = run(&stage, &["diff", "notes.yaml", "new.yaml"]);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains(
            "breaking: /components/schemas/Note/properties/text: `maxLength` was 40, and is 39"
        ),
        "{said}"
    );
    assert_eq!(
        run(&stage, &["diff", "new.yaml", "notes.yaml"]).1,
        3,
        "an answer may be longer"
    );
}

#[test]
fn colours_are_for_those_who_ask() {
    let stage = stage();
    let lint = ["lint", "notes.yaml", "--tag", "none"];
    assert!(!run(&stage, &lint).0.contains('\u{1b}'));
    let colored = [&lint[..], &["--color", "always"]].concat();
    assert!(run(&stage, &colored).0.contains("\u{1b}[31merror"));
}

#[test]
fn arguments_that_make_no_sense_exit_with_2() {
    let stage = stage();
    assert_eq!(run(&stage, &["generate", "notes.yaml"]).1, 2);
    let (said, code) = run(&stage, &["lint", "none.yaml"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("none.yaml cannot be read"), "{said}");
    let (help, _) = run(&stage, &["--help"]);
    assert!(help.contains("Exit codes:"), "{help}");
}
