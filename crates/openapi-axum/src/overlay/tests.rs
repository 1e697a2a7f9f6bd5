//! Overlays: what is selected, how it changes, and what is refused.

use super::path::{Path, pointer};
use super::{Overlay, apply};
use crate::read::{Document, Origins};
use crate::{Settings, Source, generate_source};

const DOCUMENT: &str = "
openapi: 3.0.3
tags: [{name: a}, {name: b}]
paths:
  /one:
    get: {operationId: one, x-internal: true, tags: [a]}
    post: {operationId: two, summary: Two.}
  /two-b:
    get: {operationId: three, x-internal: false, x-weight: 3}
";

fn selected(query: &str) -> Vec<String> {
    let document = Document::parse(DOCUMENT).expect("readable");
    let path = Path::parse(query).expect("a path");
    path.select(document.root())
        .iter()
        .map(|it| pointer(it))
        .collect()
}

#[test]
fn paths_select() {
    let cases: &[(&str, &[&str])] = &[
        ("$", &[""]),
        ("$.openapi", &["/openapi"]),
        ("$['paths']['/one'].get", &["/paths/~1one/get"]),
        ("$.paths[\"/one\"]", &["/paths/~1one"]),
        ("$.paths.*.get", &["/paths/~1one/get", "/paths/~1two-b/get"]),
        ("$.tags[0]", &["/tags/0"]),
        ("$.tags[-1].name", &["/tags/1/name"]),
        ("$.tags[5]", &[]),
        ("$..name", &["/tags/0/name", "/tags/1/name"]),
        ("$.tags[?@.name=='b']", &["/tags/1"]),
        ("$.tags[?(@.name != 'b')]", &["/tags/0"]),
        ("$.paths.*[?@.x-internal == true]", &["/paths/~1one/get"]),
        (
            "$.paths.*[?@['x-internal']]",
            &["/paths/~1one/get", "/paths/~1two-b/get"],
        ),
        ("$.paths.*[?!@.x-internal]", &["/paths/~1one/post"]),
        (
            "$.paths.*[?@.x-weight >= 3 && @.operationId == 'three']",
            &["/paths/~1two-b/get"],
        ),
        (
            "$.paths.*[?@.x-weight > 3 || @.summary]",
            &["/paths/~1one/post"],
        ),
        (
            "$.paths['/one']['get','post']",
            &["/paths/~1one/get", "/paths/~1one/post"],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(selected(query), *expected, "{query}");
    }
}

#[test]
fn what_is_no_path_of_this_kind_is_refused() {
    let refused = [
        "",
        "paths",
        "$.",
        "$[",
        "$['a",
        "$[1:2]",
        "$[?length(@) > 1]",
        "$[?@.a == b]",
        "$..",
        "$.a b",
    ];
    for query in refused {
        assert!(Path::parse(query).is_err(), "{query}");
    }
}

fn applied(actions: &str) -> serde_json::Value {
    let (root, _) = crate::read::tree("a: {b: 1, c: [1, 2]}\nd: [x, y, z]\n", 0);
    let mut root = root.expect("readable");
    let overlay = Overlay {
        name: "o.yaml".to_owned(),
        text: format!("overlay: 1.0.0\ninfo: {{title: t, version: '1'}}\nactions: {actions}\n"),
    };
    apply(&overlay, 1, &mut root, &mut Origins::new()).expect("a sound overlay");
    root.to_json()
}

#[test]
fn updates_merge_and_removals_remove() {
    use serde_json::json;
    let cases = [
        (
            "[{target: $.a, update: {b: 2, e: {f: 3}}}]",
            json!({"a": {"b": 2, "c": [1, 2], "e": {"f": 3}}, "d": ["x", "y", "z"]}),
        ),
        (
            "[{target: $, update: {a: {c: [3]}}}]",
            json!({"a": {"b": 1, "c": [1, 2, 3]}, "d": ["x", "y", "z"]}),
        ),
        (
            "[{target: $.d, update: w}]",
            json!({"a": {"b": 1, "c": [1, 2]}, "d": ["x", "y", "z", "w"]}),
        ),
        (
            "[{target: '$.d[*]', remove: true}]",
            json!({"a": {"b": 1, "c": [1, 2]}, "d": []}),
        ),
        (
            "[{target: $.a.b, remove: true, update: 5}, {target: $.none, remove: true}]",
            json!({"a": {"c": [1, 2]}, "d": ["x", "y", "z"]}),
        ),
    ];
    for (actions, expected) in cases {
        assert_eq!(applied(actions), expected, "{actions}");
    }
}

#[test]
fn faults_of_an_overlay_name_its_file_and_place() {
    let problem = |text: &str| {
        let settings = Settings {
            overlays: vec![Overlay {
                name: "o.yaml".to_owned(),
                text: text.to_owned(),
            }],
            ..Settings::default()
        };
        let problems = generate_source(&Source::named("api.yaml", DOCUMENT), &settings)
            .expect_err("the overlay is at fault");
        (
            problems[0].file.clone(),
            problems[0].line,
            problems[0].pointer.clone(),
        )
    };
    let at = |line: usize, pointer: &str| ("o.yaml".to_owned(), line, pointer.to_owned());
    assert_eq!(problem("a: 1\n"), at(1, "/overlay"));
    assert_eq!(
        problem("overlay: 1.0.0\nactions:\n  - target: nothing\n"),
        at(3, "/actions/0/target")
    );
    assert_eq!(
        problem("overlay: 1.0.0\nactions:\n  - target: $\n    remove: true\n"),
        at(3, "/actions/0")
    );
}

#[test]
fn what_an_overlay_brings_in_is_located_there() {
    let text = "overlay: 1.0.0\nactions:\n  - target: $.paths['/one'].get\n    update:\n      parameters: [{name: a, in: query, schema: {type: strong}}]\n";
    let settings = Settings {
        overlays: vec![Overlay {
            name: "o.yaml".to_owned(),
            text: text.to_owned(),
        }],
        ..Settings::default()
    };
    let problems = generate_source(&Source::named("api.yaml", DOCUMENT), &settings)
        .expect_err("there is no such type");
    let found = problems.iter().any(|problem| {
        (problem.file.as_str(), problem.line) == ("o.yaml", 5)
            && problem
                .pointer
                .starts_with("/actions/0/update/parameters/0/schema")
    });
    assert!(found, "{problems:?}");
}
