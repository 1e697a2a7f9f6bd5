//! One case per rule: a sound document, one change, the problem that it must give.

use proptest::prelude::*;

use crate::problem::{Problem, Severity};
use crate::{check, read_api};

const BASE: &str = include_str!("tests/base.yaml");

/// What to replace, by what, the rule and the pointer of a problem that follows.
type Case = (&'static str, &'static str, &'static str, &'static str);

const THING: &str = "/components/schemas/Thing";
const CREATE: &str = "/paths/~1things/post";
const GET: &str = "/paths/~1things~1{id}/get";

fn changed(from: &str, to: &str) -> String {
    assert!(BASE.contains(from), "the sound document has no `{from}`");
    BASE.replacen(from, to, 1)
}

fn expect(cases: &[Case], severity: Severity) {
    for (from, to, rule, pointer) in cases {
        let text = changed(from, to);
        let problems = check(&text);
        let found = problems.iter().find(|problem| {
            problem.rule == *rule && problem.pointer == *pointer && problem.severity == severity
        });
        assert!(
            found.is_some(),
            "`{to}` must give {rule} at {pointer}, not {problems:#?}"
        );
        assert_eq!(
            read_api(&text).is_err(),
            severity == Severity::Error,
            "`{to}`"
        );
    }
}

fn is_ordered(problems: &[Problem]) -> bool {
    problems.windows(2).all(|pair| pair[0].line <= pair[1].line)
}

#[test]
fn the_sound_document_has_no_problem() {
    assert_eq!(check(BASE), []);
}

#[test]
fn every_problem_is_found_at_once_in_the_order_of_lines() {
    let text = changed("  version: '1'\n", "  version: '1'\n  more: 1\n")
        .replacen("  - basic: []", "  - other: []", 1)
        .replacen("in: query", "in: body", 1)
        .replacen("[fast, slow]", "fast", 1)
        .replacen(
            "description: A part.",
            "description: A part.\n      not: 1",
            1,
        );
    let problems = check(&text);
    let errors: Vec<(&str, &str)> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| (problem.rule, problem.pointer.as_str()))
        .collect();
    assert_eq!(
        errors,
        [
            (
                "parameter-location",
                "/paths/~1things~1{id}/get/parameters/1"
            ),
            (
                "wrong-type",
                "/components/schemas/NewThing/properties/mode/enum",
            ),
            ("wrong-type", "/components/schemas/Part/not"),
        ]
    );
    let finding = problems
        .iter()
        .find(|problem| problem.rule == "unknown-keyword");
    assert_eq!(finding.map(|problem| problem.line), Some(5));
    assert!(is_ordered(&problems));
}

#[test]
fn a_duplicate_key_does_not_hide_the_rest() {
    let text = changed(
        "  version: '1'\n",
        "  version: '1'\n  version: '2'\n  more: 1\n",
    );
    let found: Vec<_> = check(&text).into_iter().map(|p| (p.line, p.rule)).collect();
    assert_eq!(found, [(5, "duplicate-key"), (6, "unknown-keyword")]);
    assert_eq!(
        read_api(&text)
            .map(|_| ())
            .map_err(|problems| problems.len()),
        Err(1)
    );
}

#[test]
fn the_outermost_objects_are_checked() {
    expect(
        &[
            (
                "openapi: 3.0.3",
                "openapi: 2.0.0",
                "openapi-version",
                "/openapi",
            ),
            (
                "openapi: 3.0.3",
                "openapi: 3.0",
                "openapi-version",
                "/openapi",
            ),
        ],
        Severity::Error,
    );
    expect(
        &[
            (
                "  - basic: []",
                "  - other: []",
                "undeclared-scheme",
                "/security/0/other",
            ),
            (
                "type: http",
                "type: cookie",
                "undeclared-scheme",
                "/components/securitySchemes/basic",
            ),
            ("  version: '1'\n", "", "missing-keyword", "/info"),
            (
                "  version: '1'\n",
                "  version: '1'\n  more: 1\n",
                "unknown-keyword",
                "/info/more",
            ),
            (
                "    schema: {$ref: '#/components/schemas/MadeEvent'}",
                "    post: {}",
                "unknown-keyword",
                "/x-webhooks/made/post",
            ),
            (
                "x-webhooks:\n",
                "x-webhooks:\n  x-note: true\n  sent: {}\n",
                "missing-keyword",
                "/x-webhooks/sent",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn references_are_checked() {
    expect(
        &[
            (
                "thing: {$ref: '#/components/schemas/Thing'}",
                "thing: {$ref: '#/components/schemas/Thin'}",
                "dangling-reference",
                "/components/schemas/MadeEvent/properties/thing",
            ),
            (
                "thing: {$ref: '#/components/schemas/Thing'}",
                "thing: {$ref: 'a.yaml#/Thing'}",
                "remote-reference",
                "/components/schemas/MadeEvent/properties/thing",
            ),
            (
                "{$ref: '#/components/parameters/Id'}",
                "{$ref: '#/components/schemas/Thing'}",
                "dangling-reference",
                "/paths/~1things~1{id}/get/parameters/0",
            ),
            (
                "    MadeEvent:",
                "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    MadeEvent:",
                "reference-cycle",
                "/components/schemas/A",
            ),
        ],
        Severity::Error,
    );
}

#[test]
fn paths_and_operations_are_checked() {
    let get = "    get:\n      tags: [things]\n      operationId: get_thing\n";
    expect(
        &[
            (
                "  /things/{id}:",
                "  things/{id}:",
                "path-template",
                "/paths/things~1{id}",
            ),
            (
                "  /things:",
                "  '/things/{other}':\n    get: {operationId: x, responses: {}}\n  /things:",
                "path-collision",
                GET,
            ),
        ],
        Severity::Error,
    );
    expect(
        &[
            (
                "  /things/{id}:",
                "  /things/{key}:",
                "path-parameter",
                "/paths/~1things~1{key}/get",
            ),
            (
                "  /things/{id}:",
                "  /things#{id}:",
                "path-template",
                "/paths/~1things#{id}",
            ),
            (
                "      operationId: create_thing\n",
                "",
                "missing-keyword",
                CREATE,
            ),
            (
                "operationId: create_thing",
                "operationId: get_thing",
                "duplicate-operation-id",
                "/paths/~1things~1{id}/get/operationId",
            ),
            (
                "operationId: create_thing",
                "operationId: getThing",
                "duplicate-operation-id",
                "/paths/~1things~1{id}/get/operationId",
            ),
            (
                "operationId: create_thing",
                "operationId: reject",
                "operation-id",
                "/paths/~1things/post/operationId",
            ),
            (
                get,
                "    get:\n      requestBody: {content: {application/json: {schema: {type: boolean}}}}\n      operationId: get_thing\n",
                "body-without-meaning",
                "/paths/~1things~1{id}/get/requestBody",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn parameters_are_checked() {
    let lang = "/paths/~1things~1{id}/get/parameters/1";
    expect(
        &[
            ("in: query", "in: body", "parameter-location", lang),
            ("          in: query\n", "", "missing-keyword", lang),
            (
                "          in: query",
                "          in: query\n          style: label",
                "parameter-style",
                lang,
            ),
            (
                "        - name: lang\n          in: query",
                "        - name: 'a b'\n          in: header",
                "parameter-location",
                lang,
            ),
        ],
        Severity::Error,
    );
    expect(
        &[
            (
                "        - name: lang\n          in: query",
                "        - name: Accept\n          in: header",
                "ignored-parameter",
                lang,
            ),
            (
                "      required: true\n      description: The id.",
                "      description: The id.",
                "path-parameter",
                "/components/parameters/Id",
            ),
            (
                "        - name: lang\n          in: query",
                "        - name: id\n          required: true\n          in: path",
                "duplicate-parameter",
                GET,
            ),
        ],
        Severity::Finding,
    );
}

/// What this generator once refused, and what it is now.
#[test]
fn what_was_refused_once_generates() {
    for (from, to) in [
        ("in: query", "in: cookie"),
        (
            "          in: query",
            "          in: query\n          style: spaceDelimited",
        ),
        (
            "          in: query",
            "          in: query\n          allowReserved: true",
        ),
        (
            "{type: string, maxLength: 16, pattern: '^[a-z]*$', example: en}",
            "{type: array, items: {type: string}}",
        ),
        (
            "      schema: {type: integer}\n",
            "      schema: {type: object, properties: {}}\n",
        ),
        ("  /things/{id}:", "  /things/x{id}:"),
        ("    post:\n", "    head: {}\n    post:\n"),
        (
            "          application/json:\n            schema: {$ref: '#/components/schemas/NewThing'}",
            "          multipart/form-data:\n            schema: {$ref: '#/components/schemas/NewThing'}",
        ),
        ("scheme: basic", "scheme: bearer"),
        ("  - basic: []", "  - basic: []\n  - {}"),
        ("        '503':", "        default:"),
        ("        '503':", "        5XX:"),
        ("        '503':", "        '302':"),
        (
            "            '*/*':\n",
            "            text/csv: {schema: {type: string}}\n            '*/*':\n",
        ),
    ] {
        let text = changed(from, to);
        assert!(read_api(&text).is_ok(), "`{to}` must generate");
    }
}

#[test]
fn answers_are_checked() {
    expect(
        &[(
            "        '503':",
            "        sometimes:",
            "status",
            "/paths/~1things/post/responses/sometimes",
        )],
        Severity::Error,
    );
    expect(
        &[
            (
                "        '200':\n          description: The thing.",
                "        '204':\n          description: The thing.",
                "status",
                "/paths/~1things/post/responses/204",
            ),
            (
                "        '200':\n          description: The thing.",
                "        '404':\n          description: The thing.",
                "no-success",
                "/paths/~1things/post/responses",
            ),
            (
                "        '503': {$ref: '#/components/responses/Failed'}",
                "        '503': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}",
                "error-schema",
                "/paths",
            ),
            (
                "required: [message]\n      properties:\n",
                "required: [message, extra]\n      properties:\n        extra: {type: string}\n",
                "error-schema",
                "/paths",
            ),
            (
                "message: {description: What is wrong., type: string",
                "message: {description: What is wrong., type: integer",
                "error-schema",
                "/paths",
            ),
            (
                "operationId: get_thing\n              parameters",
                "operationId: no_thing\n              parameters",
                "dangling-link",
                "/paths/~1things/post/responses/200/links/get_thing",
            ),
            (
                "{id: '$response.body#/id'}",
                "{ids: '$response.body#/id'}",
                "dangling-link",
                "/paths/~1things/post/responses/200/links/get_thing/parameters/ids",
            ),
            (
                "{id: '$response.body#/id'}",
                "{id: '$response.body#/ident'}",
                "dangling-link",
                "/paths/~1things/post/responses/200/links/get_thing/parameters/id",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn schemas_are_checked() {
    expect(
        &[
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: [integer], minimum: 1, maximum: 10",
                "wrong-type",
                "/components/schemas/NewThing/properties/count/type",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: int, minimum: 1, maximum: 10",
                "unknown-type",
                "/components/schemas/NewThing/properties/count/type",
            ),
            (
                "maxItems: 3",
                "maxItems: -1",
                "wrong-type",
                "/components/schemas/NewThing/properties/names/maxItems",
            ),
        ],
        Severity::Error,
    );
}

#[test]
fn what_json_schema_allows_generates() {
    for (from, to) in [
        (
            "    MadeEvent:",
            "    made_event: {type: boolean}\n    MadeEvent:",
        ),
        (
            "    MadeEvent:",
            "    Same: {$ref: '#/components/schemas/Thing'}\n    MadeEvent:",
        ),
        ("part: {type: object, nullable", "part: {nullable"),
        (
            "type: integer, minimum: 1, maximum: 10",
            "type: integer, minimum: 1.5, maximum: 10",
        ),
        ("format: date-time", "format: email"),
        ("required: [count]", "additionalProperties: {type: string}"),
        ("'^[a-z]*$'", "'^\\d$'"),
        (
            "allOf: [{$ref: '#/components/schemas/Part'}]",
            "allOf: [{type: object}]",
        ),
        (
            "allOf: [{$ref: '#/components/schemas/Part'}]",
            "anyOf: [{$ref: '#/components/schemas/Part'}]",
        ),
        ("part: {type: object,", "part: {type: string,"),
        (
            "description: A thing.",
            "description: A thing.\n      nullable: true",
        ),
        (
            "description: A thing to make.",
            "title: x\n      description: A thing to make.",
        ),
        (
            "          door: '#/components/schemas/Door'\n",
            "          door: Door\n          gate: Door\n",
        ),
        (
            "thing: {$ref: '#/components/schemas/Thing'}",
            "thing: {$ref: '#/components/schemas/Door'}",
        ),
        ("{type: string, maxLength: 3}]", "{type: number}]"),
        ("{type: string, maxLength: 3}]", "{}]"),
        (
            "type: integer, minimum: 1, maximum: 10",
            "minimum: 1, maximum: 10",
        ),
        ("'^[a-z]*$'", "'^(?=a)$'"),
    ] {
        let text = changed(from, to);
        assert_eq!(read_api(&text).map(drop), Ok(()), "`{to}`");
    }
}

#[test]
fn what_a_reader_would_stumble_over_is_a_finding() {
    let mapping = "          door: '#/components/schemas/Door'\n";
    expect(
        &[
            (
                "thing: {$ref: '#/components/schemas/Thing'}",
                "thing: {$ref: '#/components/schemas/Thing', nullable: true}",
                "reference-siblings",
                "/components/schemas/MadeEvent/properties/thing",
            ),
            (
                "properties:\n        thing:",
                "required: [self]\n      properties:\n        self: {$ref: '#/components/schemas/MadeEvent'}\n        thing:",
                "infinite-type",
                "/components/schemas/MadeEvent",
            ),
            (
                "x-extensible-enum: [new, old]",
                "enum: [new], x-extensible-enum: [new, old]",
                "enumeration",
                "/components/schemas/Thing/properties/state/x-extensible-enum",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, minimum: 11, maximum: 10",
                "contradictory-bounds",
                "/components/schemas/NewThing/properties/count",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, minimum: 1, maximum: 1, exclusiveMaximum: true",
                "contradictory-bounds",
                "/components/schemas/NewThing/properties/count",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, exclusiveMinimum: true, maximum: 10",
                "contradictory-bounds",
                "/components/schemas/NewThing/properties/count/exclusiveMinimum",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, maxLength: 1, maximum: 10",
                "meaningless-keyword",
                "/components/schemas/NewThing/properties/count/maxLength",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, minimum: 1, maximum: 10, default: 11",
                "default",
                "/components/schemas/NewThing/properties/count/default",
            ),
            (
                "items: {type: string, maxLength: 5}, ",
                "",
                "missing-keyword",
                "/components/schemas/NewThing/properties/names",
            ),
            (
                "[fast, slow]",
                "[fast, fast]",
                "enumeration",
                "/components/schemas/NewThing/properties/mode/enum/1",
            ),
            (
                "[fast, slow]",
                "[]",
                "enumeration",
                "/components/schemas/NewThing/properties/mode/enum",
            ),
            (
                "additionalProperties: {type: string, maxLength: 5}, ",
                "",
                "ambiguous-object",
                "/components/schemas/NewThing/properties/labels",
            ),
            (
                "required: [count]",
                "required: [counts]",
                "required-property",
                "/components/schemas/NewThing/required/0",
            ),
            (
                mapping,
                "",
                "discriminator",
                "/components/schemas/Part/oneOf/1",
            ),
            (
                mapping,
                "          door: Door\n          thing: Thing\n",
                "discriminator",
                "/components/schemas/Part/discriminator/mapping/thing",
            ),
            (
                "enum: [door]",
                "enum: [gate]",
                "discriminator",
                "/components/schemas/Door/properties/type",
            ),
            (
                "      required: [type]\n      properties:\n        type: {description: Which., type: string, enum",
                "      properties:\n        type: {description: Which., type: string, enum",
                "discriminator",
                "/components/schemas/Door",
            ),
            (
                ", {type: string, maxLength: 3}]",
                "]",
                "branches",
                "/components/schemas/Wheel/properties/size/oneOf",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn style_is_a_finding() {
    let responses = "/paths/~1things/post/responses";
    expect(
        &[
            (
                "      description: Creates a thing.\n",
                "",
                "missing-description",
                CREATE,
            ),
            (
                "      summary: Create a thing\n",
                "",
                "missing-summary",
                CREATE,
            ),
            (
                "operationId: create_thing",
                "operationId: createThing",
                "operation-id-style",
                "/paths/~1things/post/operationId",
            ),
            (
                "tags: [things]",
                "tags: [thing]",
                "undeclared-tag",
                "/paths/~1things/post/tags/0",
            ),
            ("      tags: [things]\n", "", "missing-tag", CREATE),
            (
                "        '400': {$ref: '#/components/responses/Failed'}\n",
                "",
                "missing-status",
                responses,
            ),
            (
                "        '413': {$ref: '#/components/responses/Failed'}\n",
                "",
                "missing-status",
                responses,
            ),
            (
                "        '404': {$ref: '#/components/responses/Failed'}\n",
                "",
                "missing-status",
                "/paths/~1things~1{id}/get/responses",
            ),
            (
                "        required: true\n        content",
                "        content",
                "optional-body",
                "/paths/~1things/post/requestBody",
            ),
            (
                "    MadeEvent:",
                "    other_thing: {description: x, type: boolean, example: true}\n    MadeEvent:",
                "component-name-style",
                "/components/schemas/other_thing",
            ),
            (
                "      description: A thing.\n",
                "",
                "missing-description",
                THING,
            ),
            (
                "      example: {id: 1, state: new}\n",
                "",
                "missing-example",
                THING,
            ),
            (
                "{description: The id., type: integer, example: 1}",
                "{type: integer, example: 1}",
                "missing-description",
                "/components/schemas/Thing/properties/id",
            ),
            (
                "    MadeEvent:",
                "    Spare: {description: x, type: boolean, example: true}\n    MadeEvent:",
                "unused-component",
                "/components/schemas/Spare",
            ),
            (
                "        Retry-After: {$ref: '#/components/headers/RetryAfter'}",
                "        Other: {description: x, schema: {type: string}}",
                "unused-component",
                "/components/headers/RetryAfter",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn exposure_is_a_finding() {
    expect(
        &[
            (
                "x-extensible-enum: [new, old]",
                "enum: [new, old]",
                "closed-answer",
                "/components/schemas/Thing/properties/state",
            ),
            (
                "required: [id]",
                "additionalProperties: false",
                "closed-answer",
                THING,
            ),
            (
                "enum: [fast, slow]",
                "x-extensible-enum: [fast, slow], maxLength: 9",
                "open-request",
                "/components/schemas/NewThing/properties/mode",
            ),
            (
                "type: integer, minimum: 1, maximum: 10",
                "type: integer, minimum: 1",
                "unbounded",
                "/components/schemas/NewThing/properties/count",
            ),
            (
                "items: {type: string, maxLength: 5}",
                "items: {type: string}",
                "unbounded",
                "/components/schemas/NewThing/properties/names/items",
            ),
            (
                "maxItems: 3, ",
                "",
                "unbounded",
                "/components/schemas/NewThing/properties/names",
            ),
            (
                "maxProperties: 2, ",
                "",
                "unbounded",
                "/components/schemas/NewThing/properties/labels",
            ),
            (
                "{type: string, maxLength: 16, pattern",
                "{type: string, pattern",
                "unbounded",
                "/paths/~1things~1{id}/get/parameters/1/schema",
            ),
        ],
        Severity::Finding,
    );
}

#[test]
fn examples_are_compared_with_their_schema() {
    let whole = "example: {count: 2, part: {type: wheel, size: 3}}";
    let at = "/components/schemas/NewThing/example";
    expect(
        &[
            (
                "      example: {type: wheel}",
                "      example: {type: door}",
                "example",
                "/components/schemas/Wheel/example",
            ),
            (whole, "example: {}", "example", at),
            (
                whole,
                "example: {count: 11}",
                "example",
                "/components/schemas/NewThing/example/count",
            ),
            (
                whole,
                "example: {count: 1.5}",
                "example",
                "/components/schemas/NewThing/example/count",
            ),
            (
                whole,
                "example: {count: null}",
                "example",
                "/components/schemas/NewThing/example/count",
            ),
            (
                whole,
                "example: {count: 1, other: 1}",
                "example",
                "/components/schemas/NewThing/example/other",
            ),
            (
                whole,
                "example: {count: 1, names: [a, a]}",
                "example",
                "/components/schemas/NewThing/example/names",
            ),
            (
                whole,
                "example: {count: 1, names: [abcdef]}",
                "example",
                "/components/schemas/NewThing/example/names/0",
            ),
            (
                whole,
                "example: {count: 1, labels: {a: 1}}",
                "example",
                "/components/schemas/NewThing/example/labels/a",
            ),
            (
                whole,
                "example: {count: 1, mode: other}",
                "example",
                "/components/schemas/NewThing/example/mode",
            ),
            (
                whole,
                "example: {count: 1, when: '2026-13-20T09:30:00Z'}",
                "example",
                "/components/schemas/NewThing/example/when",
            ),
            (
                whole,
                "example: {count: 1, part: {type: roof}}",
                "example",
                "/components/schemas/NewThing/example/part",
            ),
            (
                whole,
                "example: {count: 1, part: {type: wheel, size: true}}",
                "example",
                "/components/schemas/NewThing/example/part/size",
            ),
            (
                "pattern: '^[a-z]*$', example: en",
                "pattern: '^[a-z]*$', example: E",
                "example",
                "/paths/~1things~1{id}/get/parameters/1/schema/example",
            ),
            (
                "example: {id: 1, state: new}",
                "example: {id: 1, state: odd}",
                "example",
                "/components/schemas/Thing/example/state",
            ),
        ],
        Severity::Finding,
    );
    assert_eq!(
        check(&changed(whole, "example: {count: 1, part: null}")),
        []
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Lines dropped, doubled, swapped or overwritten: whatever it is, it is answered.
    #[test]
    fn no_document_makes_the_checks_panic(
        edits in proptest::collection::vec((0..200usize, 0..200usize, 0..5u8), 1..6),
    ) {
        let mut lines: Vec<String> = BASE.lines().map(str::to_owned).collect();
        for (at, other, kind) in edits {
            let (at, other) = (at % lines.len(), other % lines.len());
            match kind {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[other].clone()),
                2 => lines.swap(at, other),
                3 => lines[at] = lines[at].replace("type: ", "$ref: ").replace("schemas", "parameters"),
                _ => lines[at] = lines[at].replace(['{', '['], "").replace(['}', ']'], ""),
            }
        }
        let text = lines.join("\n");
        let problems = check(&text);
        prop_assert!(is_ordered(&problems));
        let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
        prop_assert_eq!(read_api(&text).is_err(), errors);
    }
}
