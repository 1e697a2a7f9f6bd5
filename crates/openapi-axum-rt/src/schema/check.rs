//! The interpreter.

mod elements;
mod members;

use serde_json::Value;

use super::literal::Literal;
use super::number::Number;
use super::{Rule, Schema, Types};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::violation::Keyword;

/// Most rules that one check looks at. Branches that overlap at every level of a deep value could ask for more than
/// anybody has the time for.
const MAX_STEPS: u32 = 4_000_000;

/// Deepest nesting of schemas: a reference that leads back to itself without going into the value would never end.
const MAX_DEPTH: u32 = 512;

pub(super) fn accepts(schema: &Schema, value: &Value) -> bool {
    Checker::silent().schema(schema, value, &Pointer::BODY)
}

pub(super) fn check(schema: &Schema, value: &Value, at: &Pointer<'_>, report: &mut Report) {
    let mut checker = Checker {
        report: Some(report),
        ..Checker::silent()
    };
    checker.schema(schema, value, at);
    if checker.steps == 0 {
        let detail = "is too intricate to be checked";
        report.add(at, Keyword::Syntax, detail);
    }
}

struct Checker<'r> {
    /// `None` when only the verdict counts: then the first failure ends the check.
    report: Option<&'r mut Report>,
    steps: u32,
    depth: u32,
}

impl Checker<'_> {
    fn silent() -> Self {
        Self {
            report: None,
            steps: MAX_STEPS,
            depth: 0,
        }
    }

    fn fail(
        &mut self,
        at: &Pointer<'_>,
        keyword: Keyword,
        detail: impl FnOnce() -> String,
    ) -> bool {
        if let Some(report) = &mut self.report {
            report.add(at, keyword, detail());
        }
        false
    }

    /// Lets the report do a check that it has a method for.
    fn reported(&mut self, holds: bool, add: impl FnOnce(&mut Report)) -> bool {
        if !holds && let Some(report) = &mut self.report {
            add(report);
        }
        holds
    }

    /// Whether another schema takes the value, without a word about why not.
    fn quietly(&mut self, schema: &Schema, value: &Value) -> bool {
        let mut inner = Checker {
            report: None,
            steps: self.steps,
            depth: self.depth,
        };
        let verdict = inner.schema(schema, value, &Pointer::BODY);
        self.steps = inner.steps;
        verdict
    }

    fn schema(&mut self, schema: &Schema, value: &Value, at: &Pointer<'_>) -> bool {
        if value.is_null() && schema.is_nullable() {
            return true;
        }
        if self.depth == MAX_DEPTH {
            self.steps = 0;
        }
        self.depth += 1;
        let mut holds = true;
        for rule in schema.0 {
            self.steps = self.steps.saturating_sub(1);
            if self.steps == 0 {
                holds = false;
                break;
            }
            let kept = self.rule(rule, value, at);
            holds &= kept;
            // What is of the wrong type breaks more rules than anybody wants to read about.
            if !kept && (self.report.is_none() || matches!(rule, Rule::Type(_))) {
                break;
            }
        }
        self.depth -= 1;
        holds
    }

    fn rule(&mut self, rule: &Rule, value: &Value, at: &Pointer<'_>) -> bool {
        match (rule, value) {
            (Rule::Nullable, _) => true,
            (Rule::Never, _) => self.fail(at, Keyword::Not, || "must not be there".to_owned()),
            (Rule::Type(types), value) => self.types(*types, value, at),
            (Rule::Enum(values), value) => {
                values.iter().any(|literal| literal.equals(value))
                    || self.fail(at, Keyword::Enum, || listed(values))
            }
            (_, Value::Number(number)) if is_about_numbers(rule) => {
                self.number(rule, Number::of(number), at)
            }
            (_, Value::String(text)) if is_about_strings(rule) => self.string(rule, text, at),
            (_, Value::Array(items)) if is_about_arrays(rule) => self.array(rule, items, value, at),
            (_, Value::Object(members)) if is_about_objects(rule) => {
                self.object(rule, members, value, at)
            }
            _ => self.combined(rule, value, at),
        }
    }

    fn types(&mut self, types: Types, value: &Value, at: &Pointer<'_>) -> bool {
        let found = Types::of(value);
        if types.includes(found) {
            return true;
        }
        let keyword = if value.is_null() {
            Keyword::Null
        } else {
            Keyword::Type
        };
        self.fail(at, keyword, || {
            format!("must be {types}, not {}", name(found))
        })
    }

    fn number(&mut self, rule: &Rule, value: Number, at: &Pointer<'_>) -> bool {
        match *rule {
            Rule::Minimum(bound) => {
                self.reported(value >= bound, |report| report.minimum(at, value, bound))
            }
            Rule::Maximum(bound) => {
                self.reported(value <= bound, |report| report.maximum(at, value, bound))
            }
            Rule::ExclusiveMinimum(bound) => self.reported(value > bound, |report| {
                report.exclusive_minimum(at, value, bound);
            }),
            Rule::ExclusiveMaximum(bound) => self.reported(value < bound, |report| {
                report.exclusive_maximum(at, value, bound);
            }),
            Rule::MultipleOf(step) => {
                value.is_multiple_of(step)
                    || self.fail(at, Keyword::MultipleOf, || {
                        format!("must be a multiple of {step}")
                    })
            }
            Rule::Format(format) => {
                format.takes_number(value)
                    || self.fail(at, Keyword::Format, || format!("must be {format}"))
            }
            _ => true,
        }
    }

    fn string(&mut self, rule: &Rule, text: &str, at: &Pointer<'_>) -> bool {
        match *rule {
            Rule::MinLength(bound) => {
                let holds = text.chars().count() as u64 >= bound;
                self.reported(holds, |report| report.min_length(at, text, bound))
            }
            Rule::MaxLength(bound) => {
                let holds = text.len() as u64 <= bound || text.chars().count() as u64 <= bound;
                self.reported(holds, |report| report.max_length(at, text, bound))
            }
            Rule::Pattern(pattern) => self.reported(pattern.is_match(text), |report| {
                report.pattern(at, text, pattern);
            }),
            Rule::Format(format) => self.reported(format.takes(text), |report| {
                report.format(at, text, format);
            }),
            _ => true,
        }
    }

    fn combined(&mut self, rule: &Rule, value: &Value, at: &Pointer<'_>) -> bool {
        match *rule {
            Rule::AllOf(list) => {
                let mut holds = true;
                for schema in list {
                    holds &= self.schema(schema, value, at);
                    if !holds && self.report.is_none() {
                        break;
                    }
                }
                holds
            }
            Rule::AnyOf(list) => {
                list.iter().any(|schema| self.quietly(schema, value))
                    || self.no_branch(list, value, at, Keyword::AnyOf)
            }
            Rule::OneOf(list) => {
                let taken = list.iter().filter(|schema| self.quietly(schema, value));
                match taken.take(2).count() {
                    0 => self.no_branch(list, value, at, Keyword::OneOf),
                    1 => true,
                    _ => self.fail(at, Keyword::OneOf, || {
                        "must match one of the alternatives only, and matches several".to_owned()
                    }),
                }
            }
            Rule::Not(schema) => {
                !self.quietly(schema, value)
                    || self.fail(at, Keyword::Not, || {
                        "is what the schema excludes".to_owned()
                    })
            }
            Rule::If {
                when,
                then,
                otherwise,
            } => {
                let chosen = if self.quietly(when, value) {
                    then
                } else {
                    otherwise
                };
                self.schema(chosen, value, at)
            }
            Rule::Tagged {
                property,
                branches,
                otherwise,
            } => match (branch(property, branches, value), otherwise) {
                (Some(schema), _) | (None, Some(schema)) => self.schema(schema, value, at),
                (None, None) => self.untagged(property, branches, value, at),
            },
            _ => true,
        }
    }

    /// No branch takes the value. If only one is for values of its type, what that one says is what helps; if none is, the
    /// types are.
    fn no_branch(
        &mut self,
        list: &[&'static Schema],
        value: &Value,
        at: &Pointer<'_>,
        keyword: Keyword,
    ) -> bool {
        if self.report.is_none() {
            return false;
        }
        let found = Types::of(value);
        let mut fitting = list.iter().filter(|it| it.types().includes(found));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => {
                self.schema(only, value, at);
                false
            }
            (None, _) => self.types(Schema::types_of_any(list), value, at),
            _ => self.fail(at, keyword, || {
                "matches none of the alternatives".to_owned()
            }),
        }
    }

    /// Says why no branch is chosen.
    fn untagged(
        &mut self,
        property: &str,
        branches: &[(&'static str, &'static Schema)],
        value: &Value,
        at: &Pointer<'_>,
    ) -> bool {
        let Value::Object(members) = value else {
            let found = name(Types::of(value));
            return self.fail(at, Keyword::Type, || {
                format!("must be an object, not {found}")
            });
        };
        let at_tag = at.key(property);
        match members.get(property) {
            None => self.fail(&at_tag, Keyword::Required, || {
                format!("{property} is required")
            }),
            Some(Value::String(_)) => self.fail(&at_tag, Keyword::Enum, || {
                let tags: Vec<&str> = branches.iter().map(|(tag, _)| *tag).collect();
                format!("must be one of {}", tags.join(", "))
            }),
            Some(other) => {
                let found = name(Types::of(other));
                self.fail(&at_tag, Keyword::Type, || {
                    format!("must be a string, not {found}")
                })
            }
        }
    }
}

/// The branch that the tag of a value chooses.
fn branch(
    property: &str,
    branches: &[(&'static str, &'static Schema)],
    value: &Value,
) -> Option<&'static Schema> {
    let tag = value.get(property).and_then(Value::as_str)?;
    let chosen = branches.iter().find(|(known, _)| *known == tag);
    chosen.map(|(_, schema)| *schema)
}

fn is_about_numbers(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Minimum(_)
            | Rule::Maximum(_)
            | Rule::ExclusiveMinimum(_)
            | Rule::ExclusiveMaximum(_)
            | Rule::MultipleOf(_)
            | Rule::Format(_)
    )
}

fn is_about_strings(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::MinLength(_) | Rule::MaxLength(_) | Rule::Pattern(_) | Rule::Format(_)
    )
}

fn is_about_arrays(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::MinItems(_)
            | Rule::MaxItems(_)
            | Rule::UniqueItems
            | Rule::Items { .. }
            | Rule::Contains { .. }
            | Rule::UnevaluatedItems { .. }
    )
}

fn is_about_objects(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::MinProperties(_)
            | Rule::MaxProperties(_)
            | Rule::Required(_)
            | Rule::Members { .. }
            | Rule::Names(_)
            | Rule::DependentRequired(_)
            | Rule::DependentSchemas(_)
            | Rule::Unevaluated { .. }
    )
}

/// A type in the words of the reader of bodies.
fn name(types: Types) -> String {
    types.to_string()
}

fn listed(values: &[Literal]) -> String {
    let texts: Vec<String> = values.iter().map(Literal::to_string).collect();
    match texts.as_slice() {
        [only] => format!("must be {only}"),
        _ => format!("must be one of {}", texts.join(", ")),
    }
}
