//! Rules, one by one, and what is said about values that break them.

use serde_json::{Value, json};

use super::{Literal, Number, Rule, Schema, Types};
use crate::format::Format;
use crate::pattern::Pattern;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::violation::Keyword;

const STRING: Schema = Schema(&[Rule::Type(Types::STRING)]);
const INTEGER: Schema = Schema(&[Rule::Type(Types::INTEGER)]);

fn found(schema: &Schema, value: &Value) -> Vec<(String, Keyword)> {
    let mut report = Report::default();
    schema.check(value, &Pointer::BODY, &mut report);
    let violations = report.into_violations();
    assert_eq!(schema.accepts(value), violations.is_empty(), "{value}");
    violations
        .into_iter()
        .map(|violation| (violation.pointer, violation.keyword))
        .collect()
}

fn expect(rules: &'static [Rule], good: &[Value], bad: &[(Value, Keyword)]) {
    let schema = Schema(rules);
    for value in good {
        assert_eq!(found(&schema, value), [], "{value}");
    }
    for (value, keyword) in bad {
        let found = found(&schema, value);
        assert!(
            found.iter().any(|(_, it)| it == keyword),
            "{value}: {found:?}"
        );
    }
}

#[test]
fn numbers_are_compared_exactly() {
    const BIG: i128 = 9_007_199_254_740_993;
    expect(
        &[Rule::Minimum(Number::Whole(BIG))],
        &[
            json!(9_007_199_254_740_993_i64),
            json!("text"),
            json!(1e300),
        ],
        &[(json!(9_007_199_254_740_992_i64), Keyword::Minimum)],
    );
    expect(
        &[Rule::MultipleOf(Number::Fraction(0.01))],
        &[json!(0.07), json!(3), json!(19.99)],
        &[(json!(0.075), Keyword::MultipleOf)],
    );
    expect(
        &[
            Rule::Type(Types::INTEGER),
            Rule::Format(Format::Int32),
            Rule::ExclusiveMaximum(Number::Fraction(2.5e9)),
        ],
        &[json!(1.0), json!(-5)],
        &[
            (json!(1.5), Keyword::Type),
            (json!(2_147_483_648_i64), Keyword::Format),
            (json!(2_500_000_000_i64), Keyword::ExclusiveMaximum),
        ],
    );
}

#[test]
fn strings_are_counted_in_code_points() {
    static WORD: Pattern = Pattern::new("^a(?!b)", "^a(?!b)");
    static RULES: [Rule; 3] = [Rule::MinLength(2), Rule::MaxLength(3), Rule::Pattern(&WORD)];
    expect(
        &RULES,
        &[json!("aé😀"), json!(5)],
        &[
            (json!("a"), Keyword::MinLength),
            (json!("aééé"), Keyword::MaxLength),
            (json!("ab"), Keyword::Pattern),
        ],
    );
}

#[test]
fn equal_values_are_equal_however_they_are_written() {
    expect(
        &[
            Rule::UniqueItems,
            Rule::MaxItems(3),
            Rule::Items {
                first: &[&INTEGER],
                rest: &Schema::ANY,
            },
        ],
        &[json!([1, true, "1"]), json!([1, [2], [3]]), json!({})],
        &[
            (json!([1, 1.0]), Keyword::UniqueItems),
            (
                json!([1, {"a": 1, "b": 2}, {"b": 2, "a": 1}]),
                Keyword::UniqueItems,
            ),
            (json!(["a"]), Keyword::Type),
            (json!([1, 2, 3, 4]), Keyword::MaxItems),
        ],
    );
    const ONE: Literal = Literal::Number(Number::Whole(1));
    expect(
        &[Rule::Enum(&[
            ONE,
            Literal::Object(&[("a", ONE)]),
            Literal::Null,
        ])],
        &[json!(1.0), json!({"a": 1}), json!(null)],
        &[
            (json!(true), Keyword::Enum),
            (json!({"a": 2}), Keyword::Enum),
        ],
    );
}

#[test]
fn members_are_told_by_name_by_pattern_or_not_at_all() {
    static EXTENSION: Pattern = Pattern::new("^x-", "^x-");
    static RULES: [Rule; 5] = [
        Rule::Type(Types::OBJECT),
        Rule::Required(&["id"]),
        Rule::Members {
            known: &[("id", &INTEGER)],
            patterns: &[(&EXTENSION, &STRING)],
            rest: None,
        },
        Rule::DependentRequired(&[("x-a", &["x-b"])]),
        Rule::MaxProperties(3),
    ];
    expect(
        &RULES,
        &[json!({"id": 1, "x-b": "b"})],
        &[
            (json!({"x-b": "b"}), Keyword::Required),
            (json!({"id": 1, "y": 1}), Keyword::AdditionalProperties),
            (json!({"id": 1, "x-b": 1}), Keyword::Type),
            (json!({"id": 1, "x-a": "a"}), Keyword::Required),
            (json!([]), Keyword::Type),
        ],
    );
    let both = found(&Schema(&RULES), &json!({"id": "a", "more": 1}));
    let places: Vec<&str> = both.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(places, ["/id", "/more"]);
}

#[test]
fn branches_and_conditions() {
    const SMALL: Schema = Schema(&[Rule::Maximum(Number::Whole(10))]);
    expect(
        &[Rule::OneOf(&[&INTEGER, &SMALL])],
        &[json!(11), json!(1.5)],
        &[(json!(1), Keyword::OneOf), (json!(11.5), Keyword::Maximum)],
    );
    expect(
        &[Rule::AnyOf(&[&INTEGER, &STRING]), Rule::Not(&SMALL)],
        &[json!(11)],
        &[
            (json!(1), Keyword::Not),
            (json!(11.5), Keyword::Type),
            (json!("a"), Keyword::Not),
        ],
    );
    expect(
        &[
            Rule::Nullable,
            Rule::If {
                when: &STRING,
                then: &Schema(&[Rule::MinLength(2)]),
                otherwise: &INTEGER,
            },
        ],
        &[json!("ab"), json!(1), json!(null)],
        &[(json!("a"), Keyword::MinLength), (json!([]), Keyword::Type)],
    );
    expect(
        &[Rule::Contains {
            item: &INTEGER,
            min: 1,
            max: 2,
        }],
        &[json!([1, "a"]), json!("a")],
        &[
            (json!([]), Keyword::Contains),
            (json!([1, 2, 3]), Keyword::Contains),
        ],
    );
}

#[test]
fn members_that_no_schema_spoke_of() {
    const NAMED: Schema = Schema(&[Rule::Members {
        known: &[("name", &STRING)],
        patterns: &[],
        rest: Some(&Schema::ANY),
    }]);
    const AGED: Schema = Schema(&[
        Rule::Required(&["age"]),
        Rule::Members {
            known: &[("age", &INTEGER)],
            patterns: &[],
            rest: Some(&Schema::ANY),
        },
    ]);
    const BESIDE: Schema = Schema(&[Rule::AllOf(&[&NAMED]), Rule::AnyOf(&[&AGED, &Schema::ANY])]);
    expect(
        &[Rule::Unevaluated {
            beside: &BESIDE,
            rest: &Schema::NEVER,
        }],
        &[json!({"name": "a", "age": 1}), json!({}), json!(1)],
        &[
            (
                json!({"name": "a", "more": 1}),
                Keyword::AdditionalProperties,
            ),
            (json!({"age": "a"}), Keyword::AdditionalProperties),
        ],
    );
}

#[test]
fn elements_that_no_schema_spoke_of() {
    const PAIR: Schema = Schema(&[Rule::Items {
        first: &[&STRING],
        rest: &Schema::ANY,
    }]);
    const NUMBERS: Schema = Schema(&[Rule::Contains {
        item: &INTEGER,
        min: 0,
        max: u64::MAX,
    }]);
    const BESIDE: Schema = Schema(&[Rule::AllOf(&[&PAIR, &NUMBERS])]);
    expect(
        &[Rule::UnevaluatedItems {
            beside: &BESIDE,
            rest: &Schema::NEVER,
        }],
        &[json!(["a", 1, 2]), json!([]), json!(1)],
        &[(json!(["a", "b"]), Keyword::Not)],
    );
}

#[test]
fn a_branch_that_alone_fits_the_type_says_what_is_wrong() {
    const NAMED: Schema = Schema(&[Rule::Type(Types::OBJECT), Rule::Required(&["name"])]);
    let schema = Schema(&[Rule::OneOf(&[&STRING, &NAMED])]);
    assert_eq!(
        found(&schema, &json!({})),
        [("/name".to_owned(), Keyword::Required)]
    );
    assert_eq!(found(&schema, &json!(1)), [(String::new(), Keyword::Type)]);
    let schema = Schema(&[Rule::AnyOf(&[
        &STRING,
        &NAMED,
        &Schema(&[Rule::Nullable, Rule::Required(&["id"])]),
    ])]);
    assert_eq!(
        found(&schema, &json!({})),
        [(String::new(), Keyword::AnyOf)]
    );
}

#[test]
fn branches_of_no_fitting_type_name_their_types() {
    const MORE: Schema = Schema(&[Rule::Nullable, Rule::OneOf(&[&INTEGER, &Schema::NEVER])]);
    let mut report = Report::default();
    let schema = Schema(&[Rule::OneOf(&[&STRING, &MORE])]);
    schema.check(&json!([]), &Pointer::BODY, &mut report);
    let violations = report.into_violations();
    assert_eq!(
        violations[0].detail,
        "must be a string, an integer or null, not an array"
    );
}

#[test]
fn the_tag_chooses_the_branch() {
    const CAT: Schema = Schema(&[Rule::Required(&["lives"])]);
    let schema = Schema(&[Rule::Tagged {
        property: "kind",
        branches: &[("cat", &CAT), ("dog", &Schema::ANY)],
        otherwise: None,
    }]);
    assert_eq!(found(&schema, &json!({"kind": "dog"})), []);
    let cases = [
        (json!({"kind": "cat"}), "/lives", Keyword::Required),
        (json!({"kind": "cow"}), "/kind", Keyword::Enum),
        (json!({"kind": 1}), "/kind", Keyword::Type),
        (json!({}), "/kind", Keyword::Required),
        (json!([]), "", Keyword::Type),
    ];
    for (value, pointer, keyword) in cases {
        assert_eq!(found(&schema, &value), [(pointer.to_owned(), keyword)]);
    }
}

#[test]
fn without_a_tag_of_a_child_the_base_decides() {
    const BASE: Schema = Schema(&[Rule::Nullable, Rule::Required(&["kind"])]);
    const CAT: Schema = Schema(&[Rule::AllOf(&[&BASE]), Rule::Required(&["lives"])]);
    let schema = Schema(&[Rule::Tagged {
        property: "kind",
        branches: &[("cat", &CAT)],
        otherwise: Some(&BASE),
    }]);
    for value in [
        json!({"kind": "cow"}),
        json!({"kind": 1}),
        json!({"kind": "cat", "lives": 9}),
        json!(null),
    ] {
        assert_eq!(found(&schema, &value), [], "{value}");
    }
    let cases = [
        (json!({"kind": "cat"}), "/lives"),
        (json!({"lives": 9}), "/kind"),
    ];
    for (value, pointer) in cases {
        assert_eq!(
            found(&schema, &value),
            [(pointer.to_owned(), Keyword::Required)]
        );
    }
}

#[test]
fn a_schema_that_only_refers_to_itself_ends() {
    static LOOP: Schema = Schema(&[Rule::AllOf(&[&LOOP])]);
    static TWICE: Schema = Schema(&[Rule::AnyOf(&[&TWICE, &TWICE])]);
    assert_eq!(found(&LOOP, &json!(1)), [(String::new(), Keyword::Syntax)]);
    assert!(!TWICE.accepts(&json!(1)));
}
