//! Rules about objects and their members.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Checker, branch};
use crate::pointer::Pointer;
use crate::schema::{Rule, Schema};
use crate::violation::Keyword;

/// The members that some schema has spoken of.
enum Evaluated<'v> {
    All,
    Some(HashSet<&'v str>),
}

impl<'v> Evaluated<'v> {
    fn and(&mut self, other: Evaluated<'v>) {
        match (&mut *self, other) {
            (Self::Some(mine), Self::Some(theirs)) => mine.extend(theirs),
            (_, Self::All) => *self = Self::All,
            (Self::All, Self::Some(_)) => {}
        }
    }
}

impl Checker<'_> {
    pub(super) fn object(
        &mut self,
        rule: &Rule,
        members: &Map<String, Value>,
        whole: &Value,
        at: &Pointer<'_>,
    ) -> bool {
        let count = members.len();
        match *rule {
            Rule::MinProperties(bound) => self.reported(count as u64 >= bound, |report| {
                report.min_properties(at, count, bound);
            }),
            Rule::MaxProperties(bound) => self.reported(count as u64 <= bound, |report| {
                report.max_properties(at, count, bound);
            }),
            Rule::Required(names) => self.required(names, members, at),
            Rule::Members { .. } => self.members(rule, members, at),
            Rule::Names(schema) => {
                let wrong = members
                    .keys()
                    .find(|key| !self.quietly(schema, &Value::String((*key).clone())));
                match wrong {
                    None => true,
                    Some(key) => self.fail(&at.key(key), Keyword::PropertyNames, || {
                        "is not a name that a member may have".to_owned()
                    }),
                }
            }
            Rule::DependentRequired(list) => list
                .iter()
                .filter(|(name, _)| members.contains_key(*name))
                .fold(true, |holds, (_, names)| {
                    self.required(names, members, at) && holds
                }),
            Rule::DependentSchemas(list) => list
                .iter()
                .filter(|(name, _)| members.contains_key(*name))
                .fold(true, |holds, (_, schema)| {
                    self.schema(schema, whole, at) && holds
                }),
            Rule::Unevaluated { beside, rest } => {
                self.unevaluated(beside, rest, members, whole, at)
            }
            _ => true,
        }
    }

    fn required(&mut self, names: &[&str], members: &Map<String, Value>, at: &Pointer<'_>) -> bool {
        let mut holds = true;
        for name in names {
            if !members.contains_key(*name) {
                holds = self.fail(&at.key(name), Keyword::Required, || {
                    format!("{name} is required")
                });
            }
        }
        holds
    }

    fn members(&mut self, rule: &Rule, members: &Map<String, Value>, at: &Pointer<'_>) -> bool {
        let Rule::Members {
            known,
            patterns,
            rest,
        } = *rule
        else {
            return true;
        };
        let mut holds = true;
        for (key, value) in members {
            if !holds && self.report.is_none() {
                break;
            }
            let at = at.key(key);
            let mut spoken_of = false;
            let named = known.iter().filter(|(name, _)| name == key);
            let matching = patterns.iter().filter(|(pattern, _)| pattern.is_match(key));
            let schemas = named
                .map(|(_, schema)| *schema)
                .chain(matching.map(|(_, schema)| *schema));
            for schema in schemas {
                spoken_of = true;
                holds &= self.schema(schema, value, &at);
            }
            if spoken_of {
                continue;
            }
            holds &= match rest {
                Some(schema) => self.schema(schema, value, &at),
                None => self.fail(&at, Keyword::AdditionalProperties, || {
                    format!("{key} is not a known member")
                }),
            };
        }
        holds
    }

    fn unevaluated(
        &mut self,
        beside: &Schema,
        rest: &Schema,
        members: &Map<String, Value>,
        whole: &Value,
        at: &Pointer<'_>,
    ) -> bool {
        let Evaluated::Some(known) = self.evaluated(beside, members, whole) else {
            return true;
        };
        let mut holds = true;
        for (key, value) in members {
            if known.contains(key.as_str()) {
                continue;
            }
            let at = at.key(key);
            holds &= if matches!(rest.0, [Rule::Never]) {
                self.fail(&at, Keyword::AdditionalProperties, || {
                    format!("{key} is not a known member")
                })
            } else {
                self.schema(rest, value, &at)
            };
        }
        holds
    }

    /// The members that a schema speaks of, itself or through what it applies to the same value.
    fn evaluated<'v>(
        &mut self,
        schema: &Schema,
        members: &'v Map<String, Value>,
        whole: &Value,
    ) -> Evaluated<'v> {
        let mut found = Evaluated::Some(HashSet::new());
        for rule in schema.0 {
            self.steps = self.steps.saturating_sub(1);
            if self.steps == 0 {
                return Evaluated::All;
            }
            match *rule {
                Rule::Members {
                    known,
                    patterns,
                    rest,
                } => {
                    if rest.is_none_or(|rest| !rest.0.is_empty()) {
                        return Evaluated::All;
                    }
                    let is_named = |key: &&String| {
                        known.iter().any(|(name, _)| name == key)
                            || patterns.iter().any(|(pattern, _)| pattern.is_match(key))
                    };
                    let named = members.keys().filter(is_named).map(String::as_str);
                    found.and(Evaluated::Some(named.collect()));
                }
                Rule::Unevaluated { .. } => return Evaluated::All,
                _ => {
                    for schema in self.applied(rule, whole) {
                        let inner = self.evaluated(schema, members, whole);
                        found.and(inner);
                    }
                }
            }
        }
        found
    }

    /// The schemas that a rule holds the same value against, and that take it.
    pub(super) fn applied(&mut self, rule: &Rule, whole: &Value) -> Vec<&'static Schema> {
        match *rule {
            Rule::AllOf(list) => list.to_vec(),
            Rule::AnyOf(list) | Rule::OneOf(list) => {
                let taken = list.iter().filter(|schema| self.quietly(schema, whole));
                taken.copied().collect()
            }
            Rule::If { when, then, .. } if self.quietly(when, whole) => vec![when, then],
            Rule::If { otherwise, .. } => vec![otherwise],
            Rule::DependentSchemas(list) => {
                let asked = list.iter().filter(|(name, _)| whole.get(name).is_some());
                asked.map(|(_, schema)| *schema).collect()
            }
            Rule::Tagged {
                property,
                branches,
                otherwise,
            } => branch(property, branches, whole)
                .or(otherwise)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}
