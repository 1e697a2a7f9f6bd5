//! What is told of a body that is not of its type.

use serde::Deserialize;

use super::{ReadError, is_within, read_json, read_value};
use crate::pointer::Pointer;
use crate::report::{Report, Validate};
use crate::schema::{Rule, Schema, Types};
use crate::violation::Violation;

#[derive(Debug, Deserialize)]
struct Order {
    number: i64,
    name: String,
    #[serde(default)]
    #[expect(dead_code, reason = "only decoded")]
    rest: Vec<bool>,
}

static ORDER: Schema = Schema(&[
    Rule::Type(Types::OBJECT),
    Rule::Required(&["number", "name"]),
    Rule::Members {
        known: &[
            ("number", &Schema(&[Rule::Type(Types::INTEGER)])),
            ("name", &NAME),
            ("rest", &REST),
        ],
        patterns: &[],
        rest: None,
    },
]);

static NAME: Schema = Schema(&[Rule::Type(Types::STRING), Rule::MinLength(2)]);

static REST: Schema = Schema(&[
    Rule::Type(Types::ARRAY),
    Rule::MaxItems(2),
    Rule::Items {
        first: &[],
        rest: &Schema(&[Rule::Type(Types::BOOLEAN)]),
    },
]);

impl Validate for Order {
    fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
        report.maximum(&at.key("number"), self.number, 9);
        report.min_length(&at.key("name"), &self.name, 2);
    }

    fn schema() -> Option<&'static Schema> {
        Some(&ORDER)
    }
}

fn told(violations: &[Violation]) -> Vec<String> {
    let line = |it: &Violation| format!("{} {}", it.pointer, it.keyword);
    violations.iter().map(line).collect()
}

fn malformed(text: &str) -> Vec<String> {
    match read_json::<Order>(text.as_bytes()) {
        Err(ReadError::Malformed(violations)) => told(&violations),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_missing_wrong_and_out_of_bounds_is_told_at_once() {
    assert_eq!(
        malformed(r#"{"rest":[true,1,"a"],"more":1}"#),
        [
            "/number required",
            "/name required",
            "/rest maxItems",
            "/rest/1 type",
            "/rest/2 type",
            "/more additionalProperties",
        ]
    );
    assert_eq!(
        malformed(r#"{"number":"a","name":"b"}"#),
        ["/number type", "/name minLength"]
    );
    let value = serde_json::json!({"number": "a", "name": "b"});
    let error = read_value::<Order>(value).expect_err("a text is no number");
    assert_eq!(
        told(&error.into_violations()),
        ["/number type", "/name minLength"]
    );
}

#[test]
fn what_only_decoding_knows_is_told_beside_it() {
    // The schema takes integers of any size.
    assert_eq!(
        malformed(r#"{"number":1e30,"name":"b"}"#),
        ["/name minLength", "/number type"]
    );
    assert_eq!(
        malformed(r#"{"number":1e30,"name":"bb"}"#),
        ["/number type"]
    );
}

#[test]
fn a_text_that_is_no_value_has_one_fault() {
    assert_eq!(malformed(r#"{"number":"a","#), [" syntax"]);
    assert_eq!(malformed(r#"{"rest":1,"rest":1}"#), ["/rest syntax"]);
}

#[test]
fn bounds_of_what_is_of_the_type_are_another_kind_of_error() {
    let error = read_json::<Order>(br#"{"number":10,"name":"b"}"#);
    let Err(ReadError::Constraints(violations)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(told(&violations), ["/number maximum", "/name minLength"]);
}

#[test]
fn places_are_within_others_by_whole_keys() {
    assert!(is_within("/a", "/a"));
    assert!(is_within("/a/0", "/a"));
    assert!(is_within("/a", ""));
    assert!(!is_within("", "/a"));
    assert!(!is_within("/a", "/ab"));
    assert!(!is_within("/a/0", "/a/1"));
}
