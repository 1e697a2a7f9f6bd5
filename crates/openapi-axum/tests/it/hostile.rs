//! Documents that mean no good: every one ends, in bounded time, with an error or a result.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use openapi_axum::{Settings, check, generate, read::MAX_DEPTH};

/// Far more than any of them needs, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// Generates and checks on a thread with the stack that a main thread has; what is said, if anything is wrong.
fn ends(name: &str, text: String) -> Result<(), Vec<String>> {
    let (done, result) = mpsc::channel();
    let worker = thread::Builder::new().stack_size(8 << 20).spawn(move || {
        let settings = Settings {
            mock: true,
            ..Settings::default()
        };
        let generated = generate(&text, &settings);
        check(&text);
        let _ = done.send(
            generated
                .map(|_| ())
                .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>()),
        );
    });
    worker.expect("a thread");
    match result.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// A document with one operation that takes and answers the schema `S`.
fn document(schemas: &str) -> String {
    format!(
        r##"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
"paths": {{"/a": {{"post": {{"operationId": "a",
"requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/S"}}}}}}}},
"responses": {{"200": {{"description": "done", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/S"}}}}}}}}, "400": {{"description": "wrong", "content":
{{"application/json": {{"schema": {{"$ref": "#/components/schemas/E"}}}}}}}}}}}}}}}},
"components": {{"schemas": {{"E": {{"type": "object", "required": ["message"],
"properties": {{"message": {{"type": "string"}}}}}}, {schemas}}}}}}}"##
    )
}

fn reference(name: &str) -> String {
    format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##)
}

#[test]
fn references_that_lead_in_circles() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let schemas = format!(
            r#""S": {{"{keyword}": [{}]}}, "T": {{"{keyword}": [{}]}}"#,
            reference("T"),
            reference("S")
        );
        let refused = ends(keyword, document(&schemas)).expect_err("nothing is ever said");
        assert!(!refused.is_empty());
    }
    let plain = format!(r#""S": {}, "T": {}"#, reference("T"), reference("S"));
    ends("references", document(&plain)).expect_err("nothing is ever said");
    let own = format!(r#""S": {}"#, reference("S"));
    ends("itself", document(&own)).expect_err("nothing is ever said");
}

#[test]
fn long_chains_of_references() {
    let chain: Vec<String> = (0..2_000)
        .map(|at| format!(r#""T{at}": {}"#, reference(&format!("T{}", at + 1))))
        .collect();
    let schemas = format!(
        r#""S": {}, {}, "T2000": {{"type": "string"}}"#,
        reference("T0"),
        chain.join(", ")
    );
    let _ = ends("chain", document(&schemas));
}

#[test]
fn types_that_double_at_every_level() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let levels: Vec<String> = (0..40)
            .map(|at| {
                let next = reference(&format!("T{}", at + 1));
                format!(r#""T{at}": {{"{keyword}": [{next}, {next}]}}"#)
            })
            .collect();
        let schemas = format!(
            r#""S": {}, {}, "T40": {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}}"#,
            reference("T0"),
            levels.join(", ")
        );
        let _ = ends(keyword, document(&schemas));
    }
}

/// What an enum holds is measured.
#[test]
fn structs_that_are_large() {
    let whole = |first: &str, levels: Vec<String>| {
        let schemas = format!(
            r#""S": {{"oneOf": [{{"type": "string"}}, {}]}}, {}, "End": {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}}"#,
            reference(first),
            levels.join(", ")
        );
        ends("large", document(&schemas)).expect("nothing is wrong with it");
    };
    let level = |at: usize, last: usize, members: &[&str]| {
        let next = if at == last {
            "End".to_owned()
        } else {
            format!("T{}", at + 1)
        };
        let members: Vec<String> = members
            .iter()
            .map(|it| format!(r#""{it}": {}"#, reference(&next)))
            .collect();
        let required = if members.len() == 1 {
            r#"["a"]"#
        } else {
            r#"["a", "b"]"#
        };
        format!(
            r#""T{at}": {{"type": "object", "required": {required}, "properties": {{{}}}}}"#,
            members.join(", ")
        )
    };
    whole(
        "T0",
        (0..=70).map(|at| level(at, 70, &["a", "b"])).collect(),
    );
    whole("T0", (0..=5000).map(|at| level(at, 5000, &["a"])).collect());
}

#[test]
fn properties_that_double_at_every_level() {
    let levels: Vec<String> = (0..40)
        .map(|at| {
            let next = reference(&format!("T{}", at + 1));
            format!(r#""T{at}": {{"type": "object", "properties": {{"a": {next}, "b": {next}}}}}"#)
        })
        .collect();
    let schemas = format!(
        r#""S": {}, {}, "T40": {{"type": "string"}}"#,
        reference("T0"),
        levels.join(", ")
    );
    let _ = ends("properties", document(&schemas));
}

#[test]
fn bases_that_extend_bases() {
    const SAYS: &str =
        r#""properties": {"k": {"type": "string"}}, "discriminator": {"propertyName": "k"}"#;
    let base = |name: String, bases: &[String]| {
        let bases: Vec<String> = bases.iter().map(|it| reference(it)).collect();
        let bases = bases.join(", ");
        format!(r#""{name}": {{"type": "object", "allOf": [{bases}], {SAYS}}}"#)
    };
    let chain = (1..100).map(|at| base(format!("T{at}"), &[format!("T{}", at - 1)]));
    let layers = (1..12).flat_map(|at| {
        let below = [0, 1, 2].map(|one| format!("L{}x{one}", at - 1));
        [0, 1, 2].map(|one| base(format!("L{at}x{one}"), &below))
    });
    let roots = ["T0", "L0x0", "L0x1", "L0x2"].map(|root| base(root.to_owned(), &[]));
    let all: Vec<String> = chain.chain(layers).chain(roots).collect();
    let (t, l) = (reference("T0"), reference("L0x0"));
    let members = format!(r#"{{"type": "object", "properties": {{"t": {t}, "l": {l}}}}}"#);
    let schemas = format!(r#""S": {members}, {}"#, all.join(", "));
    ends("bases", document(&schemas)).expect("nothing is wrong with it");
    let tower = (1..4000).map(|at| base(format!("T{at}"), &[format!("T{}", at - 1)]));
    let tower: Vec<String> = tower.chain([base("T0".to_owned(), &[])]).collect();
    let members = format!(r#""S": {{"type": "object", "properties": {{"t": {t}}}}}"#);
    let tower = document(&format!("{members}, {}", tower.join(", ")));
    assert!(
        ends("tower", tower).is_err(),
        "it stands on too many others"
    );
    let circle = [("S", "T"), ("T", "S")].map(|(a, b)| base(a.to_owned(), &[b.to_owned()]));
    let _ = ends("circle", document(&circle.join(", ")));
}

#[test]
fn nesting_as_deep_as_it_is_read() {
    let cases = [
        ("items", r#"{"type": "array", "items": "#, "}"),
        (
            "properties",
            r#"{"type": "object", "properties": {"p": "#,
            "}}",
        ),
        ("allOf", r#"{"allOf": ["#, "]}"),
        ("oneOf", r#"{"oneOf": ["#, "]}"),
        ("not", r#"{"not": "#, "}"),
        (
            "additionalProperties",
            r#"{"type": "object", "additionalProperties": "#,
            "}",
        ),
    ];
    for (name, open, close) in cases {
        let levels = open.matches(['{', '[']).count();
        for count in [(MAX_DEPTH - 5) / levels, MAX_DEPTH, 100_000] {
            let schema = format!(
                r#""S": {}{{"type": "string"}}{}"#,
                open.repeat(count),
                close.repeat(count)
            );
            let _ = ends(name, document(&schema));
        }
    }
}

#[test]
fn ten_megabytes() {
    let text = "x".repeat(10 << 20);
    let schemas = format!(r#""S": {{"type": "string", "description": "{text}"}}"#);
    let _ = ends("one description", document(&schemas));
    let numbers = format!("[{}1]", "1,".repeat(5 << 20));
    let schemas = format!(r#""S": {{"type": "string", "example": {numbers}}}"#);
    ends("numbers", document(&schemas)).expect_err("too many values");
    ends("brackets", "[".repeat(10 << 20)).expect_err("too deep");
    ends("text", "a ".repeat(1 << 20)).expect_err("no document");
    ends("lines", "- a\n".repeat(5 << 17)).expect_err("no document");
    ends("anchors", "- &a [*a, *a]\n".repeat(1 << 16)).expect_err("no document");
}

#[test]
fn many_of_everything() {
    let schemas: Vec<String> = (0..3_000)
        .map(|at| format!(r#""T{at}": {{"type": "object", "properties": {{"a": {{"type": "string", "maxLength": 5}}}}}}"#))
        .collect();
    let schemas = format!(r#""S": {{"type": "string"}}, {}"#, schemas.join(", "));
    ends("schemas", document(&schemas)).expect("nothing is wrong");
    let values: Vec<String> = (1..=4_000)
        .map(|at| format!(r#""{}""#, "!".repeat(at)))
        .collect();
    let schemas = format!(
        r#""S": {{"type": "string", "enum": [{}]}}"#,
        values.join(", ")
    );
    ends("values of one name", document(&schemas)).expect("nothing is wrong");
}

#[test]
fn many_paths() {
    let paths: Vec<String> = (0..2_500)
        .map(|at| format!(r#""/p{at}": {{"get": {{"operationId": "get_{at}", "responses": {{"204": {{"description": "done"}}}}}}}}"#))
        .collect();
    let text = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}}, "paths": {{{}}}}}"#,
        paths.join(", ")
    );
    let said = ends("paths", text);
    assert!(said.is_ok(), "{:?}", said.err().map(|it| it.len()));
}
