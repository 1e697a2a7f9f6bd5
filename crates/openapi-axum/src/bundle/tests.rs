//! Several files as one document: names, places, cycles, refusals.

use serde_json::{Value, json};

use crate::problem::Problem;
use crate::read::Document;
use crate::{Settings, Source, assembled, check_source};

/// Assembles `api/main.yaml` from files relative to its directory.
fn bundled(main: &str, files: &[(&str, &str)]) -> Result<Document, Vec<Problem>> {
    let load = |path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        found
            .map(|(_, text)| (*text).to_owned())
            .ok_or_else(|| "no such file".to_owned())
    };
    let source = Source::named("api/main.yaml", main).with_loader(&load);
    assembled(&source, &Settings::default())
}

fn json(main: &str, files: &[(&str, &str)]) -> Value {
    match bundled(main, files) {
        Ok(document) => document.root().to_json(),
        Err(problems) => panic!("{problems:?}"),
    }
}

fn refusals(main: &str, files: &[(&str, &str)]) -> Vec<(String, usize, String, String)> {
    let problems = bundled(main, files).expect_err("something is wrong");
    problems
        .into_iter()
        .map(|it| (it.file, it.line, it.pointer, it.message))
        .collect()
}

/// A document with one schema.
fn with_schema(schema: &str) -> String {
    format!("components:\n  schemas:\n    A: {schema}\n")
}

#[test]
fn schemas_of_other_files_become_components() {
    let main =
        with_schema("{properties: {x: {$ref: 'types/b.yaml#/B'}, y: {$ref: './types/c.json'}}}");
    let files = [
        ("types/b.yaml", "B: {items: {$ref: 'c.json'}}\nUnused: 1\n"),
        (
            "types/c.json",
            "{\"properties\": {\"up\": {\"$ref\": \"../main.yaml#/components/schemas/A\"}}}",
        ),
    ];
    assert_eq!(
        json(&main, &files)["components"]["schemas"],
        json!({
            "A": {"properties": {"x": {"$ref": "#/components/schemas/B"}, "y": {"$ref": "#/components/schemas/c"}}},
            "B": {"items": {"$ref": "#/components/schemas/c"}},
            "c": {"properties": {"up": {"$ref": "#/components/schemas/A"}}},
        })
    );
}

#[test]
fn local_references_are_those_of_their_file() {
    let main = with_schema("{$ref: 'b.yaml#/components/schemas/A'}");
    let files = [(
        "b.yaml",
        "components: {schemas: {A: {items: {$ref: '#/components/schemas/B'}}, B: {type: string}}}",
    )];
    // The component that is only a reference takes the place of what it names.
    assert_eq!(
        json(&main, &files)["components"]["schemas"],
        json!({"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": "string"}})
    );
}

#[test]
fn names_are_picked_aside() {
    let main = with_schema("{anyOf: [{$ref: 'a.yaml'}, {$ref: 'b.yaml#/A'}, {$ref: 'b.yaml#/A'}]}");
    let files = [
        ("a.yaml", "type: string\n"),
        ("b.yaml", "A: {type: integer}\n"),
    ];
    assert_eq!(
        json(&main, &files)["components"]["schemas"],
        json!({
            "A": {"anyOf": [{"$ref": "#/components/schemas/a2"}, {"$ref": "#/components/schemas/A3"}, {"$ref": "#/components/schemas/A3"}]},
            "a2": {"type": "string"},
            "A3": {"type": "integer"},
        })
    );
}

#[test]
fn files_may_refer_to_each_other_and_to_themselves() {
    let main = with_schema("{$ref: 'tree.yaml'}");
    let files = [
        (
            "tree.yaml",
            "properties: {left: {$ref: '#'}, leaf: {$ref: 'leaf.yaml'}}\n",
        ),
        (
            "leaf.yaml",
            "properties: {root: {$ref: 'tree.yaml'}, own: {$ref: '#/properties/n'}, n: {type: integer}}\n",
        ),
    ];
    assert_eq!(
        json(&main, &files)["components"]["schemas"],
        json!({
            "A": {"properties": {"left": {"$ref": "#/components/schemas/A"}, "leaf": {"$ref": "#/components/schemas/leaf"}}},
            "leaf": {"properties": {
                "root": {"$ref": "#/components/schemas/A"},
                "own": {"$ref": "#/components/schemas/n"},
                "n": {"$ref": "#/components/schemas/n"},
            }},
            "n": {"type": "integer"},
        })
    );
}

#[test]
fn every_kind_of_component_is_brought_in() {
    let main = "
paths:
  /a: {$ref: 'paths/a.yaml'}
components:
  schemas: {$ref: 'schemas.yaml'}
";
    let files = [
        (
            "paths/a.yaml",
            "
parameters: [{$ref: '../parts.yaml#/Page'}]
post:
  requestBody: {$ref: '../parts.yaml#/Body'}
  responses: {'200': {$ref: '../parts.yaml#/Ok'}}
  callbacks: {done: {$ref: '../parts.yaml#/Done'}}
",
        ),
        (
            "parts.yaml",
            "
Page: {name: page, in: query, schema: {$ref: '#/Number'}}
Number: {type: integer}
Body: {content: {application/json: {examples: {one: {$ref: '#/One'}}}}}
One: {value: {$ref: 'this is data'}}
Ok: {headers: {X-A: {$ref: '#/Header'}}, links: {next: {$ref: '#/Link'}}}
Header: {schema: {type: string}}
Link: {operationId: a}
Done: {'{$request.body#/url}': {post: {responses: {}}}}
",
        ),
        ("schemas.yaml", "S: {type: string}\n"),
    ];
    let value = json(main, &files);
    assert_eq!(
        value["paths"]["/a"],
        json!({
            "parameters": [{"$ref": "#/components/parameters/Page"}],
            "post": {
                "requestBody": {"$ref": "#/components/requestBodies/Body"},
                "responses": {"200": {"$ref": "#/components/responses/Ok"}},
                "callbacks": {"done": {"$ref": "#/components/callbacks/Done"}},
            }
        })
    );
    let components = &value["components"];
    assert_eq!(
        components["schemas"],
        json!({"S": {"type": "string"}, "Number": {"type": "integer"}})
    );
    assert_eq!(
        components["examples"]["One"],
        json!({"value": {"$ref": "this is data"}})
    );
    assert_eq!(
        components["responses"]["Ok"]["headers"]["X-A"]["$ref"],
        "#/components/headers/Header"
    );
    assert_eq!(components["links"]["Link"]["operationId"], "a");
}

#[test]
fn places_inside_of_the_document_become_components_too() {
    let main = "
paths:
  /a:
    get: {responses: {'200': {content: {application/json: {schema: {type: object}}}}}}
  /b:
    get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema'}}}}}}
  /c: {$ref: '#/paths/~1a', summary: again}
";
    let value = json(main, &[]);
    let schema = |path: &str| {
        value["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            .clone()
    };
    let reference = json!({"$ref": "#/components/schemas/AGet200"});
    assert_eq!(
        [schema("/a"), schema("/b"), schema("/c")],
        [reference.clone(), reference.clone(), reference]
    );
    assert_eq!(value["paths"]["/c"]["summary"], "again");
    assert_eq!(
        value["components"]["schemas"]["AGet200"],
        json!({"type": "object"})
    );
}

#[test]
fn mappings_of_discriminators_may_name_files() {
    let main = with_schema(
        "{oneOf: [{$ref: 'cat.yaml'}], discriminator: {propertyName: k, mapping: {c: cat.yaml, a: A}}}",
    );
    let value = json(&main, &[("cat.yaml", "type: object\n")]);
    assert_eq!(
        value["components"]["schemas"]["A"]["discriminator"]["mapping"],
        json!({"c": "#/components/schemas/cat", "a": "A"})
    );
}

#[test]
fn tags_survive_that_a_component_is_picked_aside() {
    let main = with_schema(
        "{oneOf: [{$ref: 'b.yaml#/A'}, {$ref: 'b.yaml#/B'}], discriminator: {propertyName: k}}",
    );
    let value = json(
        &main,
        &[("b.yaml", "A: {type: object}\nB: {type: object}\n")],
    );
    assert_eq!(
        value["components"]["schemas"]["A"]["discriminator"],
        json!({"propertyName": "k", "mapping": {"A": "#/components/schemas/A2"}})
    );
}

#[test]
fn positions_stay_those_of_the_files() {
    let main = "openapi: 3.0.3\npaths:\n  /a:\n    $ref: paths/a.yaml\n";
    let files = [(
        "paths/a.yaml",
        "get:\n  operationId: a\n  responses:\n    '200': 5\n",
    )];
    let load = |path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        found
            .map(|(_, text)| (*text).to_owned())
            .ok_or_else(String::new)
    };
    let source = Source::named("api/main.yaml", main).with_loader(&load);
    let problems = check_source(&source, &Settings::default());
    let found = problems.iter().any(|problem| {
        (problem.file.as_str(), problem.line) == ("api/paths/a.yaml", 4)
            && problem.pointer == "/get/responses/200"
    });
    assert!(found, "{problems:#?}");
}

#[test]
fn what_cannot_be_followed_is_refused_where_it_stands() {
    let main = with_schema(
        "\n      oneOf:\n      - {$ref: 'https://example.com/x.json'}\n      - {$ref: /etc/passwd}\n      - {$ref: none.yaml}\n      - {$ref: 'b.yaml#/Gone'}\n      - {$ref: 'b.yaml#/Loop'}\n      - {$ref: bad.yaml}",
    );
    let files = [
        (
            "b.yaml",
            "Loop: {$ref: '#/Other'}\nOther: {$ref: '#/Loop'}\n",
        ),
        ("bad.yaml", "a: [\n"),
    ];
    let refused = refusals(&main, &files);
    let said = |part: &str| refused.iter().any(|(.., message)| message.contains(part));
    for part in [
        "address",
        "root of the file system",
        "`none.yaml` cannot be read: no such file",
        "nothing stands",
        "itself",
        "not YAML",
    ] {
        assert!(said(part), "{part}: {refused:#?}");
    }
    let places: Vec<&str> = refused
        .iter()
        .map(|it| it.2.as_str())
        .filter(|it| !it.is_empty())
        .collect();
    assert!(
        places
            .iter()
            .all(|it| it.starts_with("/components/schemas/A/oneOf/")),
        "{places:?}"
    );
    assert!(
        refused.iter().any(|it| it.0 == "api/bad.yaml"),
        "{refused:#?}"
    );
}

#[test]
fn path_items_that_stand_in_each_other_are_refused() {
    let main = "paths: {/a: {$ref: 'a.yaml'}}\n";
    let files = [(
        "a.yaml",
        "get: {callbacks: {c: {'{$url}': {$ref: 'a.yaml'}}}}\n",
    )];
    let refused = refusals(main, &files);
    assert_eq!(refused.len(), 1, "{refused:#?}");
    assert!(refused[0].3.contains("break the cycle"), "{refused:#?}");
    assert_eq!(refused[0].0, "api/a.yaml");
}

#[test]
fn a_document_of_its_own_is_left_as_it_is() {
    let main = with_schema("{$ref: '#/components/schemas/B'}") + "    B: {example: {$ref: 5}}\n";
    let document = bundled(&main, &[]).expect("nothing to do");
    let alone = Document::parse(&main).expect("readable");
    assert_eq!(document.root(), alone.root());
}
